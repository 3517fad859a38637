"""Notes below a message of several lines."""
error = ValueError("size mismatch for enc_p:\n\tcopying a param with shape [322, 192]\n\tfrom checkpoint")
error.add_note("while loading s2G2333k.pth")
error.add_note("second note\nwith two lines")
raise error

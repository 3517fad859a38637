"""Exceptions that the program logs, then one that ends it."""
import logging
import traceback

logging.basicConfig(format="%(levelname)s:%(name)s:%(message)s")


def load(path):
    raise FileNotFoundError(2, "No such file or directory", path)


for path in ("a.wav", "b.wav"):
    try:
        load(path)
    except OSError:
        logging.exception("skipped %s", path)
try:
    load("c.wav")
except OSError:
    print("c.wav|demo|zh|你好", traceback.format_exc(), flush=True)
assert 1 == 2, "no audio\n\n    left to train on"

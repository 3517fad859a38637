"""A syntax error, met while importing, and one in evaluated text."""
import pathlib
import sys
import tempfile

folder = tempfile.mkdtemp()
sys.path.insert(0, folder)
pathlib.Path(folder, "broken_config.py").write_text("batch_size = 7\nexp_name = 'demo\n")
try:
    import broken_config
except SyntaxError as error:
    error.filename = error.filename.replace(folder, "/home/user/GPT-SoVITS")
    eval("true if (")

"""A cause, then a context: three tracebacks in one chain."""


def load(path):
    try:
        return open(path)
    except OSError as error:
        raise RuntimeError(f"cannot load {path}") from error


def resume():
    try:
        load("logs/G_0.pth")
    except RuntimeError:
        {}["iteration"]


resume()

"""Watching a run while it happens: the commands `run` and `watch`, and a log that is pasted from the clipboard."""

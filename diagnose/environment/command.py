"""From what the user writes for a Python to the command that starts it."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import List, Tuple

INSIDE = ("python.exe", "runtime/python.exe", "Scripts/python.exe", "bin/python", "bin/python3", "runtime/bin/python", "venv/bin/python", ".venv/bin/python")
"""Where an environment, or the program's folder, keeps its interpreter."""


def find_command(python: str) -> Tuple[str, ...]:
    """The command that starts an interpreter; empty when there is none.

    `python` is a file, the folder of an environment, a name on PATH, or a command whose last words name one (`docker exec NAME python`).
    """
    given = python.strip()
    for text in (given, given.strip("'\"")):
        found = _at(text)
        if found:
            return (found,)
    words = _words(given)
    first = _at(words[0]) if len(words) > 1 else ""
    return (first, *words[1:]) if first else ()


def _at(text: str) -> str:
    """Full path of an interpreter or a program; empty when there is none."""
    if not text or "\0" in text:
        return ""
    path = Path(text).expanduser()
    try:
        if path.is_dir():
            return next((str((path / inside).absolute()) for inside in INSIDE if (path / inside).is_file()), "")
        if path.is_file():
            return str(path.absolute())  # not resolved: a virtual environment's Python is a link, and known by its own place
    except OSError:
        return ""
    return shutil.which(text) or ""


def _words(text: str) -> List[str]:
    try:
        words = shlex.split(text, posix=os.name != "nt")
    except ValueError:
        return []
    return [word.strip('"') for word in words] if os.name == "nt" else words

"""Which Python would train: the one that was named, else that of the package, else that of the command `python`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Optional, Tuple

NAMED, BUNDLED, FOUND, OWN = "named", "bundled", "found", "own"
"""How an interpreter was come by."""
BUNDLE = ("runtime/python.exe", "runtime/bin/python", "runtime/bin/python3")
"""Where a package holds its own interpreter."""


class NoInterpreter(ValueError):
    """What was named is no program that could be run."""


def choose_interpreter(named: str, root: Optional[Path]) -> Tuple[str, str]:
    """The interpreter and how it was come by; `root` is the program folder. Raises NoInterpreter.

    A folder that is named (an environment's) stands for the interpreter in it.
    """
    if named:
        return _named(named), NAMED
    bundled = _first_file(root, BUNDLE) if root is not None else None
    if bundled is not None:
        return str(bundled), BUNDLED
    found = shutil.which("python") or shutil.which("python3")
    return (found, FOUND) if found else (sys.executable, OWN)


def _named(named: str) -> str:
    path = Path(named)
    if path.is_dir():
        inside = _first_file(path, ("python.exe", "Scripts/python.exe", "bin/python", "bin/python3", *BUNDLE))
        if inside is not None:
            return str(inside)
        raise NoInterpreter(named)
    found = str(path) if path.is_file() else shutil.which(named)
    if not found:
        raise NoInterpreter(named)
    return found


def _first_file(folder: Path, names: Tuple[str, ...]) -> Optional[Path]:
    return next((folder / name for name in names if (folder / name).is_file()), None)

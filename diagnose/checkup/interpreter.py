"""Which Python would train: the one that was named, else that of the package, else that of the command `python`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Optional, Tuple

from diagnose.inputs import InputError

NAMED, BUNDLED, FOUND, OWN = "named", "bundled", "found", "own"
"""How an interpreter was come by."""
BUNDLE = ("runtime/python.exe", "runtime/bin/python", "runtime/bin/python3")
"""Where a package holds its own interpreter."""


def choose_interpreter(named: str, root: Optional[Path]) -> Tuple[str, str]:
    """The interpreter and how it was come by; `root` is the program folder. Raises InputError for one that is not there."""
    if named:
        return named_interpreter(named), NAMED
    bundled = next((root / name for name in BUNDLE if (root / name).is_file()), None) if root is not None else None
    if bundled is not None:
        return str(bundled), BUNDLED
    found = shutil.which("python") or shutil.which("python3")
    return (found, FOUND) if found else (sys.executable, OWN)


def named_interpreter(named: str) -> str:
    """What was named, as it was; raises InputError when nothing can be started by it."""
    from diagnose.environment.command import find_command

    if named and not find_command(named):
        raise InputError("environment.not-found", python=named)
    return named

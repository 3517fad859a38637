"""One fix at a time: a lock that the system takes back from a process that was killed."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Iterator

from diagnose.fixing.refusal import Unusable, reason_of


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock of a file, which is made when it is not there. Raises Unusable when another process holds it or it cannot be made."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise Unusable("fix.no-backup", name=file.parent, reason=reason_of(error)) from None
    try:
        try:
            _lock(handle)
        except OSError:
            raise Unusable("fix.locked", name=file) from None
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""A log that another program writes, followed: growth, truncation, rotation by renaming, and a file that is not there (yet)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO, Optional, Tuple

HEAD = 256
"""First bytes of a file that are compared: a log that was truncated and has grown past the old place shows by them."""
LINGER = 1.0
"""Seconds for which a file that was renamed is still read: its writer may not have noticed."""


class Tail:
    """Reads what is added to a file. On Windows no file is kept open: its writer could not rename it."""

    def __init__(self, path: Path, keep_open: bool = os.name != "nt") -> None:
        self.path = path
        self.there = False
        """The file was there at the last look."""
        self.restarted = False
        """The last bytes that were read are the begin of a new log: the file was truncated or written anew."""
        self._keep_open = keep_open
        self._file: Optional[IO[bytes]] = None
        self._identity: Tuple[int, int] = (0, 0)
        self._place = 0
        self._head = b""
        self._left = 0.0  # when the path was first seen to lead elsewhere

    def read(self, count: int, now: float) -> bytes:
        """The next bytes, at most `count`; empty when there are none. `now` is in seconds of a clock that only goes forward.

        Raises OSError when the file is there and cannot be read.
        """
        self.restarted = False
        try:
            state = self.path.stat()
            self.there = True
        except FileNotFoundError:
            self.there = False
            return self._more(count) if self._file is not None else b""
        identity = (state.st_dev, state.st_ino)
        if self._identity == (0, 0):
            self._open(identity)
        elif identity != self._identity:
            return self._from_old(count, now) or self._turn_to_new(count, identity, now)
        return self._more(count)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None

    def _open(self, identity: Tuple[int, int]) -> None:
        self._identity, self._place, self._head, self._left = identity, 0, b"", 0.0
        if self._keep_open:
            self.close()
            self._file = self.path.open("rb", buffering=0)

    def _from_old(self, count: int, now: float) -> bytes:
        """What is still added to the file that was renamed or replaced."""
        self._left = self._left or now
        return self._more(count) if self._file is not None else b""

    def _turn_to_new(self, count: int, identity: Tuple[int, int], now: float) -> bytes:
        """The file that took the old one's place goes on with the same log."""
        if self._file is not None and now - self._left < LINGER:
            return b""
        self._open(identity)
        return self._more(count)

    def _more(self, count: int) -> bytes:
        with contextlib.ExitStack() as stack:
            file = self._file or stack.enter_context(self.path.open("rb", buffering=0))
            size = os.fstat(file.fileno()).st_size
            if size < self._place or not self._begins_as_before(file):
                self._place, self._head, self.restarted = 0, b"", True
            file.seek(self._place)
            block = file.read(count)
            if self._place < HEAD:
                self._head = (self._head + block)[:HEAD]
            self._place += len(block)
            if not block:
                self.restarted = False
            return block

    def _begins_as_before(self, file: IO[bytes]) -> bool:
        file.seek(0)
        return file.read(len(self._head)) == self._head

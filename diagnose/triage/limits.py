"""How much an archive may unpack to: a few kilobytes can be made to hold more than any disk."""

from __future__ import annotations

import io
from typing import IO, Any, Callable, Optional

from diagnose.inputs import InputError

MEMBERS = 200_000
"""Members of one archive and of those inside of it."""
UNPACKED = 64 << 30
"""Bytes that one archive with those inside of it, or one packed log, may hold."""
MEMBER = 4 << 30
"""Bytes of one member."""
HEADER = 1 << 20
"""Bytes of a name or of attributes in the header of a member."""
RATIO, FREE = 400, 64 << 20
"""So many times its own size an archive may hold, once it holds more than the second number of bytes. Progress bars pack 100 to 1."""


def too_large(packed: int, unpacked: int) -> bool:
    """Whether so many packed bytes may not hold so many unpacked ones."""
    return unpacked > UNPACKED or (unpacked > FREE and unpacked > RATIO * max(1, packed))


class Budget:
    """What may still come out of an archive, and, when it stands inside of another one, out of that."""

    def __init__(self, packed: int, outer: Optional[Budget] = None) -> None:
        self._packed = packed
        self._outer = outer
        self._members = 0
        self._unpacked = 0

    def take(self, members: int, unpacked: int) -> None:
        """Count members and bytes that are to be unpacked. Raises InputError when they are too many."""
        members, unpacked = self._members + members, self._unpacked + unpacked
        if members > MEMBERS or too_large(self._packed, unpacked):
            raise InputError("triage.error-bomb")
        if self._outer is not None:
            self._outer.take(members - self._members, unpacked - self._unpacked)
        self._members, self._unpacked = members, unpacked


class Limited(io.RawIOBase):
    """The unpacked bytes of a packed file, up to the limits; reading past them raises InputError."""

    def __init__(self, unpack: Callable[[IO[bytes]], IO[bytes]], packed: IO[bytes]) -> None:
        super().__init__()
        self._packed = packed
        self._stream = unpack(packed)
        self._read = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._read += len(block)
        if self._read > FREE and too_large(self._packed.tell(), self._read):
            raise InputError("triage.error-bomb")
        return block

    def readinto(self, buffer: Any) -> int:
        block = self.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._packed.close()
        super().close()

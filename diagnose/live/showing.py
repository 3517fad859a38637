"""Bytes to our own standard streams: as they are, or as text where the stream is a console of Windows."""

from __future__ import annotations

import codecs
import contextlib
import locale
import os
import sys
import time
from typing import IO, Any, Callable

Show = Callable[[bytes], bool]
"""Writes everything it is given; False when nobody can read it any more."""


def shower(fd: int) -> Show:
    """What writes to our standard output (1) or error (2)."""
    if sys.platform == "win32" and os.isatty(fd):
        return console_writer(sys.stdout if fd == 1 else sys.stderr)
    return lambda block: write_bytes(fd, block)


def write_bytes(fd: int, block: bytes) -> bool:
    """Write everything; False when nobody can read it any more."""
    try:
        while block:
            try:
                block = block[os.write(fd, block) :]
            except BlockingIOError:  # somebody else made it so
                time.sleep(0.001)
    except OSError:
        return False
    return True


def console_writer(stream: IO[str]) -> Show:
    """Writes bytes as text: UTF-8, and what is none in the system's encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")("sovits-doctor.native")

    def show(block: bytes) -> bool:
        with contextlib.suppress(OSError):
            stream.write(decoder.decode(block, not block))
            stream.flush()
            return True
        return False

    return show


def _native(error: UnicodeError) -> Any:
    assert isinstance(error, UnicodeDecodeError)
    end = error.start + 1
    while end < len(error.object) and error.object[end] >= 0x80:
        end += 1
    return error.object[error.start : end].decode(locale.getpreferredencoding(False), "replace"), end


codecs.register_error("sovits-doctor.native", _native)

"""A text file as bytes and as text, and new bytes for it in which only some spans differ."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence, Tuple

from diagnose.fixing.refusal import Refusal, Unusable, reason_of

LARGEST = 16 << 20
"""Bytes of a configuration file; a larger file is something else."""
MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}

Span = Tuple[int, int, str]
"""Start and end in the decoded text, in characters, and the text that stands there afterwards."""


@dataclass(frozen=True)
class TextFile:
    """One file, as it was when it was read."""

    path: Path
    """As the user names it."""
    target: Path
    """The file itself, links followed."""
    data: bytes
    mark: bytes
    """The byte order mark, or nothing."""
    codec: str
    text: str
    """Without the mark; line ends as they are."""


def read_writable(path: Path) -> Tuple[Path, bytes]:
    """The file that a path leads to, and its bytes. Raises Unusable where it could not be replaced by another of the same name."""
    try:
        target = path.resolve(strict=True)
        state = target.stat()
        if not stat.S_ISREG(state.st_mode):
            raise Unusable("fix.not-a-file", name=path)
        if state.st_size > LARGEST:
            raise Unusable("fix.too-large", name=path, size=LARGEST >> 20)
        if state.st_nlink > 1:
            raise Unusable("fix.hard-link", name=path, count=state.st_nlink)
        # Whoever is root may write everything; a file marked read-only was meant to stay.
        if not state.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
            raise Unusable("fix.read-only", name=path)
        return target, target.read_bytes()
    except FileNotFoundError:
        raise Unusable("fix.vanished", name=path) from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise Unusable("fix.unreadable", name=path, reason=reason_of(error)) from None


def open_text(path: Path, codec: str) -> TextFile:
    """The file in an encoding. Raises Unusable when it cannot be read or replaced, Refusal when its text does not give back its bytes."""
    target, data = read_writable(path)
    mark = next((mark for name, mark in MARKS.items() if name == codec and data.startswith(mark)), b"")
    try:
        text = data[len(mark) :].decode(codec)
        exact = mark + text.encode(codec) == data
    except (UnicodeError, LookupError):
        exact = False
    if not exact:
        raise Refusal("fix.encoding", name=path, encoding=codec)
    return TextFile(path, target, data, mark, codec, text)


def spliced(file: TextFile, spans: Sequence[Span]) -> bytes:
    """The file's bytes with other texts in some spans, every other byte as it was.

    The spans must not overlap. Raises UnicodeEncodeError for a text that the file's encoding cannot write.
    """
    pieces = [file.mark]
    done = 0
    for start, end, new in sorted(spans):
        if not done <= start <= end <= len(file.text):
            raise ValueError(f"the span {start}-{end} overlaps another or leaves the text")
        pieces += [file.text[done:start].encode(file.codec), new.encode(file.codec)]
        done = end
    return b"".join(pieces) + file.text[done:].encode(file.codec)

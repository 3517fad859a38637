"""Where lines end in the bytes of a log, and where one that is too long may be cut."""

from __future__ import annotations

import codecs
from typing import Tuple

from diagnose.hits import LONGEST
from diagnose.text import is_wide

MARK = 4 << 10
"""Bytes that tell the byte order."""


def nuls(head: bytes, place: int) -> bool:
    """Mostly NULs at every second place, and only there, from the first characters on."""
    return b"\0" in head and all(part[place::2].count(0) > 0.2 * len(part) > 5 * part[1 - place :: 2].count(0) for part in (head[:8], head[:MARK]))


def line_end(data: bytearray, place: int) -> Tuple[int, int]:
    """The place after a line's feed, 0 when there is none near, and how many bytes before it only look like one."""
    after = end = data.find(b"\n", place, place + LONGEST) + 1
    if not after or data.find(0, place, after) < 0:
        return after, 0
    halves = 0
    while end and data[end : end + 1] > b"\0":  # in UTF-16 half of the line feed is still to come
        halves += 1
        end = data.find(b"\n", end, place + LONGEST) + 1
    return (end, halves) if end and is_wide(bytes(data[place : end - 1])) else (after, 0)


def cut(data: bytearray, place: int) -> int:
    """Where to cut a line that is too long: after a carriage return or a blank, else between characters."""
    stop = place + LONGEST
    back = data.rfind(b"\r", place + 1, stop)
    if back < 0:
        back = data.rfind(b" ", stop - LONGEST // 8, stop)
    if back >= 0:
        return back + 1
    for codec in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(codec)()
        try:
            decoder.decode(bytes(data[place:stop]))
            return stop - len(decoder.getstate()[0])
        except UnicodeDecodeError:
            pass
    return boundary(data, stop)


def boundary(data: bytearray, place: int) -> int:
    """The last place, up to this one, between two characters: after a byte that is a character in every encoding, if there is one."""
    for near in range(place, max(place - 64, 1), -1):
        if data[near - 1] < 0x40:
            return near
    while place > 1 and data[place : place + 1] and data[place] & 0xC0 == 0x80:
        place -= 1
    return place

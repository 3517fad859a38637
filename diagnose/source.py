"""Bytes to lines: finds the regions of a log that matter and numbers their lines, in bounded memory.

A log may be gigabytes of progress bars. Only the regions around hits (`hits`) are decoded. Which lines come out depends on the
bytes alone, never on how they were cut into blocks.
"""

from __future__ import annotations

import codecs
import itertools
from typing import Iterable, List, Optional, Tuple

from diagnose import hits
from diagnose.anchors import Anchors
from diagnose.breaks import MARK, boundary, cut, line_end, nuls
from diagnose.feeds import line_feeds
from diagnose.hits import LONGEST, Hits
from diagnose.model import Line, Repeated
from diagnose.states import clean, lines_in
from diagnose.text import decode

WHOLE = 1 << 20
"""A log of fewer bytes is one region."""

_FOLLOWING, _PAIRED = bytes(range(0x80, 0xC0)), bytes(range(0xF0, 0xF5))
"""Bytes of UTF-8 that continue a character, and those that begin one which UTF-16 writes with four bytes."""


class Source:
    """Feed it the bytes of a log; it gives back the lines worth reading.

    `encoding` names what was found (`utf-8`, `gbk`, `utf-16-le`, `utf-16-be`, or several joined by `+`), `size` counts bytes and
    `lines` the line feeds (plus an unfinished last line) of the original input.
    """

    def __init__(self, anchors: Anchors) -> None:
        self._hits = Hits(anchors)
        self._pending: Optional[bytes] = b""  # the first bytes, until the byte order is known
        self._codec = ""
        self._transcoder: Optional[codecs.IncrementalDecoder] = None
        self._data = bytearray()  # bytes not decided on yet; UTF-16 already turned into UTF-8
        self._start = 0  # where they start in that stream
        self._origin = 0  # the same place in the original input
        self._number = 1  # number of the line at that place
        self._counted_to, self._counted = 0, 1  # a place, and its line's number
        self._halves = 0  # bytes that look like a line feed and are half of a character
        self._unfinished = False  # the last line has no line feed yet
        self._whole = True
        self._until = hits.HEAD  # the open region reaches to here
        self._gap = False
        self._seen = {"utf-8": False, "gbk": False, "utf-16-le": False}
        self.size = 0
        self.repeated: List[Repeated] = []
        """What was counted instead of read, of runs that have ended by now. Whoever takes it empties it."""

    @property
    def encoding(self) -> str:
        return self._codec or "+".join(name for name, seen in self._seen.items() if seen) or "utf-8"

    @property
    def lines(self) -> int:
        return self._number_at(self._end) - 1 + self._unfinished

    def feed(self, block: bytes) -> List[Line]:
        """Take the next bytes; gives back the lines that are decided."""
        self.size += len(block)
        if self._pending is not None:
            self._pending += block
            if len(self._pending) < MARK:
                return []
            block, self._pending = self._recognise(self._pending), None
        self._append(block, final=False)
        self._whole = self._whole and len(self._data) < WHOLE
        if self._whole:
            return []
        self._hits.search(self._data, self._start, final=False)
        self._hits.settle(self._number_at)
        lines = self._emit(self._hits.settled)
        self.repeated += self._hits.repeated()
        return lines

    def close(self) -> List[Line]:
        """No more bytes will come; gives back the rest."""
        block = b""
        if self._pending is not None:
            block, self._pending = self._recognise(self._pending), None
        self._append(block, final=True)
        lines: List[Line] = []
        if not self._whole:
            self._hits.search(self._data, self._start, final=True)
            tail = self._hits.close(self._line_start(self._end - hits.TAIL))
            self._hits.settle(self._number_at)
            lines = self._emit(tail)
            if self._until <= self._start:
                self._drop(max(0, tail - self._start))
        self._until = self._end
        lines += self._region(self._end, final=True)
        self.repeated += self._hits.repeated()
        return lines

    @property
    def _end(self) -> int:
        return self._start + len(self._data)

    def _recognise(self, head: bytes) -> bytes:
        """Tell the byte order; without a mark, UTF-16 shows by its NULs."""
        if head.startswith(codecs.BOM_UTF8):
            self._origin = 3
        elif head.startswith(codecs.BOM_UTF16_LE) or nuls(head, 1):
            self._codec = "utf-16-le"
        elif head.startswith(codecs.BOM_UTF16_BE) or nuls(head, 0):
            self._codec = "utf-16-be"
        if self._codec:
            self._transcoder = codecs.getincrementaldecoder(self._codec)("replace")
            self._origin = 2 if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else 0
        return head[self._origin :]

    def _append(self, block: bytes, final: bool) -> None:
        self._data += self._transcoder.decode(block, final).encode("utf-8", "replace") if self._transcoder else block
        self._unfinished = not self._data.endswith((b"\n", b"\n\0")) if self._data else self._unfinished

    def _emit(self, limit: int) -> List[Line]:
        """The lines before `limit` that lie in regions; all other bytes before it are only counted."""
        lines: List[Line] = []
        regions = self._hits.regions
        while self._start < limit:
            while regions and regions[0][0] <= max(self._until, self._start):
                self._until = max(self._until, regions.popleft()[1])
            if self._until > self._start:
                before = self._start
                lines += self._region(limit, final=False)
                if self._start == before:
                    break
            elif regions and regions[0][0] <= limit:
                opens, self._until = regions.popleft()
                self._drop(max(0, self._line_start(opens) - self._start))
            else:
                self._drop(max(0, limit - hits.BEFORE - hits.REACH - LONGEST - self._start))
                break
        return lines

    def _line_start(self, place: int) -> int:
        """Start of the line that holds a place, or the place itself inside a very long line."""
        here = max(0, place - self._start)
        newline = self._data.rfind(b"\n", max(0, here - LONGEST), here)
        if newline >= 0:
            return self._start + newline + 1
        return self._start if here <= LONGEST else self._start + boundary(self._data, here)

    def _region(self, limit: int, final: bool) -> List[Line]:
        """Take the lines of the open region that end before `limit`."""
        lines: List[Line] = []
        place, origin = 0, self._origin
        stop = min(limit, self._until) - self._start
        if self._whole and final and not self._transcoder and b"\0" not in self._data:
            lines, place, origin = self._at_once()
        while place < stop:
            after, halves = line_end(self._data, place)
            whole = after > 0
            if not whole:
                after = cut(self._data, place) if place + LONGEST <= len(self._data) else len(self._data)
                if after == len(self._data) and not final:
                    break
            if self._start + after > limit and not final:
                break
            lines += self._read(bytes(self._data[place : after - whole]), origin)
            self._hits.read(self._start + place, self._start + after, self._number)
            origin += self._width(place, after)
            self._number += whole
            self._halves += halves
            place = after
        self._number_at(self._start + place)
        del self._data[:place]
        self._start += place
        self._origin = origin
        return lines

    def _at_once(self) -> Tuple[List[Line], int, int]:
        """The lines of a whole log up to the first that is too long; the place and the offset where they end."""
        data = bytes(self._data)
        place, sizes = data.rfind(b"\n") + 1, [len(row) + 1 for row in data.split(b"\n")]
        if max(sizes) > LONGEST:
            place = sum(itertools.takewhile(LONGEST.__ge__, sizes[:-1]))
        rows, origin = data[:place], self._origin
        if _is_utf8(data):
            self._seen["utf-8"] |= not rows.isascii()
            lines = lines_in(rows, self._number, origin)
            self._number += rows.count(b"\n")
            return lines, place, origin + place
        lines = []
        for row in rows.split(b"\n")[:-1]:
            lines += self._read(row, origin)
            self._number += 1
            origin += len(row) + 1
        return lines, place, origin

    def _read(self, raw: bytes, origin: int) -> List[Line]:
        text, codec = decode(raw)
        if codec == "utf-16-le":
            self._seen["utf-8"] = True  # the lines before
        if codec == "utf-16-le" or not raw.isascii():
            self._seen[codec] = True
        gap, self._gap = self._gap, False
        return clean(text, self._number, origin, gap)

    def _width(self, first: int, last: int) -> int:
        """How many bytes of the original input a part of the buffer stands for."""
        if not self._transcoder:
            return last - first
        starts = self._data[first:last].translate(None, _FOLLOWING)
        return 2 * (len(starts) + len(starts) - len(starts.translate(None, _PAIRED)))

    def _drop(self, count: int) -> None:
        if count:
            self._gap = True
            self._number = self._number_at(self._start + count)
            self._origin += self._width(0, count)
            del self._data[:count]
            self._start += count

    def _number_at(self, place: int) -> int:
        """Number of the line at a place. Line feeds are counted once: from the last place that was asked for."""
        if place >= self._counted_to:
            self._counted += line_feeds(self._data, self._counted_to - self._start, place - self._start)
            self._counted_to = place
            return self._counted - self._halves
        return self._counted - self._halves - self._data.count(b"\n", place - self._start, self._counted_to - self._start)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_lines(blocks: Iterable[bytes], anchors: Anchors) -> Tuple[List[Line], Source]:
    """All lines of a log at once, and the source that counted them."""
    source = Source(anchors)
    lines = [line for block in blocks for line in source.feed(block)]
    return lines + source.close(), source

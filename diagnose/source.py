"""Bytes to lines: finds the regions of a log that matter and numbers their lines, in bounded memory.

A log may be gigabytes of progress bars. Blocks of bytes are searched for anchors (literals that every interesting
line holds); only the regions around hits are decoded. Which lines come out depends on the bytes alone, never on how
they were cut into blocks.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from dataclasses import dataclass
from typing import Deque, Iterable, List, Optional, Pattern, Tuple

from diagnose.model import Line
from diagnose.text import clean, decode

HEAD = 1 << 20
"""Bytes at the start that are always read: a smaller log is one region."""
TAIL = 64 << 10
"""Bytes at the end that are always read."""
BEFORE, AFTER = 2 << 10, 4 << 10
"""Bytes read around a hit."""
LONGEST = 8 << 10
"""Longer lines are cut into pieces of this many bytes; all pieces have the line's number."""

CORE = ("Traceback (", 'File "', "Error", "Exception", "Interrupt", "exit code", "GPT_SoVITS", "webui.py", "INFO:")
"""What every log is searched for, whatever the rules are."""


@dataclass(frozen=True)
class Anchors:
    """Literals to search for."""

    pattern: Pattern[bytes]
    longest: int
    """Bytes of the longest literal."""


def compile_anchors(literals: Iterable[str]) -> Anchors:
    """Anchors for `CORE` and the given literals, in UTF-8 and, where they are Chinese, in GBK."""
    wanted = set()
    for literal in (*CORE, *literals):
        wanted.add(literal.encode("utf-8"))
        if not literal.isascii():
            wanted.add(literal.encode("gb18030"))
    # A literal inside another one finds everything the longer one does.
    kept = sorted(word for word in wanted if not any(other != word and other in word for other in wanted))
    return Anchors(re.compile(b"|".join(map(re.escape, kept))), max(map(len, kept)))


class Source:
    """Feed it the bytes of a log; it gives back the lines worth reading.

    `encoding` names what was found (`utf-8`, `gbk`, `utf-8+gbk`, `utf-16-le`, `utf-16-be`), `size` counts bytes and `lines` the
    line feeds (plus an unfinished last line) of the original input.
    """

    def __init__(self, anchors: Anchors) -> None:
        self._anchors = anchors
        self._pending: Optional[bytes] = b""  # the first bytes, until the byte order is known
        self._codec = ""
        self._transcoder: Optional[codecs.IncrementalDecoder] = None
        self._data = bytearray()  # bytes not decided on yet; UTF-16 already turned into UTF-8
        self._start = 0  # where they start in that stream
        self._origin = 0  # the same place in the original input
        self._number = 1  # number of the line at that place
        self._scanned = 0
        self._hits: Deque[int] = deque()
        self._last_hit = -AFTER
        self._until = HEAD  # the open region reaches to here
        self._gap = False
        self._seen = {"utf-8": False, "gbk": False}
        self._breaks = 0
        self._open_line = False
        self.size = 0

    @property
    def encoding(self) -> str:
        return self._codec or "+".join(name for name, seen in self._seen.items() if seen) or "utf-8"

    @property
    def lines(self) -> int:
        return self._breaks + self._open_line

    def feed(self, block: bytes) -> List[Line]:
        """Take the next bytes; gives back the lines that are decided."""
        self.size += len(block)
        if self._pending is not None:
            self._pending += block
            if len(self._pending) < 4096:
                return []
            block, self._pending = self._recognise(self._pending), None
        self._append(block, final=False)
        return self._emit(self._end - TAIL)

    def close(self) -> List[Line]:
        """No more bytes will come; gives back the rest."""
        block = b""
        if self._pending is not None:
            block, self._pending = self._recognise(self._pending), None
        self._append(block, final=True)
        lines = self._emit(self._end - TAIL)
        if self._until <= self._start:
            self._drop(max(0, self._line_start(self._end - TAIL) - self._start))
        self._until = self._end
        return lines + self._region(self._end, final=True)

    @property
    def _end(self) -> int:
        return self._start + len(self._data)

    def _recognise(self, head: bytes) -> bytes:
        """Tell the byte order; without a mark, UTF-16 shows by its NULs."""
        half = len(head[:4096]) // 2
        even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
        if head.startswith(codecs.BOM_UTF8):
            self._origin = 3
        elif head.startswith(codecs.BOM_UTF16_LE) or odd > 0.4 * half > 10 * even:
            self._codec = "utf-16-le"
        elif head.startswith(codecs.BOM_UTF16_BE) or even > 0.4 * half > 10 * odd:
            self._codec = "utf-16-be"
        if self._codec:
            self._transcoder = codecs.getincrementaldecoder(self._codec)("replace")
            self._origin = 2 if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else 0
        return head[self._origin :]

    def _append(self, block: bytes, final: bool) -> None:
        if self._transcoder:
            block = self._transcoder.decode(block, final).encode("utf-8", "replace")
        if block:
            self._breaks += block.count(b"\n")
            self._open_line = not block.endswith(b"\n")
            self._data += block
        self._search(final)

    def _search(self, final: bool) -> None:
        """Find hits among the bytes that were not searched yet, but for one that may end in the next block."""
        stop = len(self._data) if final else len(self._data) - self._anchors.longest
        first = self._scanned - self._start
        for match in self._anchors.pattern.finditer(self._data, max(0, first)):
            if match.start() >= stop:
                break
            first = match.end()
            # Regions of hits this close to one another differ by less than what is read around each.
            if self._start + match.start() - self._last_hit >= 1024:
                self._last_hit = self._start + match.start()
                self._hits.append(self._last_hit)
        self._scanned = self._start + max(first, stop)

    def _emit(self, limit: int) -> List[Line]:
        """The lines before `limit` that lie in regions; all other bytes before it are only counted.

        All hits that could matter before `limit` are known, so the outcome does not depend on the blocks.
        """
        lines: List[Line] = []
        while self._start < limit:
            while self._hits and self._hits[0] - BEFORE <= max(self._until, self._start):
                self._until = max(self._until, self._hits.popleft() + AFTER)
            if self._until > self._start:
                before = self._start
                lines += self._region(limit, final=False)
                if self._start == before:
                    break
            elif self._hits and self._hits[0] - BEFORE <= limit:
                self._drop(max(0, self._line_start(self._hits[0] - BEFORE) - self._start))
                self._until = self._hits.popleft() + AFTER
            else:
                self._drop(max(0, limit - BEFORE - LONGEST - self._start))
                break
        return lines

    def _line_start(self, place: int) -> int:
        """Start of the line that holds a place, or the place itself inside a very long line."""
        here = max(0, place - self._start)
        newline = self._data.rfind(b"\n", max(0, here - LONGEST), here)
        if newline >= 0:
            return self._start + newline + 1
        return self._start if here <= LONGEST else place

    def _region(self, limit: int, final: bool) -> List[Line]:
        """Take the lines of the open region that end before `limit`."""
        lines: List[Line] = []
        place, origin = 0, self._origin
        stop = min(limit, self._until) - self._start
        while place < stop:
            after = self._data.find(b"\n", place, place + LONGEST) + 1
            whole = after > 0
            if not whole:
                after = self._cut(place) if place + LONGEST <= len(self._data) else len(self._data)
                if after == len(self._data) and not final:
                    break
            if self._start + after > limit and not final:
                break
            lines += self._read(bytes(self._data[place : after - whole]), origin)
            origin += self._width(place, after)
            self._number += whole
            place = after
        del self._data[:place]
        self._start += place
        self._origin = origin
        return lines

    def _cut(self, place: int) -> int:
        """Where to cut a line that is too long: after a carriage return, else between characters."""
        back = self._data.rfind(b"\r", place + 1, place + LONGEST)
        if back >= 0:
            return back + 1
        stop = place + LONGEST
        while stop > place + LONGEST - 4 and self._data[stop - 1] >= 0x80:
            stop -= 1
        return stop

    def _read(self, raw: bytes, origin: int) -> List[Line]:
        text, codec = decode(raw)
        if not raw.isascii():
            self._seen[codec] = True
        gap, self._gap = self._gap, False
        return clean(text, self._number, origin, gap)

    def _width(self, first: int, last: int) -> int:
        """How many bytes of the original input a part of the buffer stands for."""
        if not self._transcoder:
            return last - first
        return len(self._data[first:last].decode("utf-8", "replace").encode("utf-16-le", "replace"))

    def _drop(self, count: int) -> None:
        if count:
            self._gap = True
            self._number += self._data.count(b"\n", 0, count)
            self._origin += self._width(0, count)
            del self._data[:count]
            self._start += count


def read_lines(blocks: Iterable[bytes], anchors: Anchors) -> Tuple[List[Line], Source]:
    """All lines of a log at once, and the source that counted them."""
    source = Source(anchors)
    lines = [line for block in blocks for line in source.feed(block)]
    return lines + source.close(), source

"""Bytes to lines: finds the regions of a log that matter and numbers their lines, in bounded memory.

A log may be gigabytes of progress bars. Blocks of bytes are searched for anchors (literals that every interesting
line holds); only the regions around hits are decoded. Which lines come out depends on the bytes alone, never on how
they were cut into blocks.
"""

from __future__ import annotations

import codecs
from collections import deque
from typing import Deque, Iterable, List, Optional, Tuple

from diagnose.finder import ByteFinder
from diagnose.model import Line
from diagnose.text import clean, decode, is_wide

HEAD = 1 << 20
"""Bytes at the start that are always read: a smaller log is one region."""
TAIL = 64 << 10
"""Bytes at the end that are always read."""
BEFORE, AFTER = 2 << 10, 4 << 10
"""Bytes read around a hit."""
NEAR = 1 << 10
"""Hits that are closer than this to the last one are left out: their regions differ by less than what is read around each."""
MARK = 4 << 10
"""Bytes that tell the byte order."""
LONGEST = 8 << 10
"""Longer lines are cut into pieces of this many bytes; all pieces have the line's number."""

CORE = ("Traceback (", 'File "', "Error", "Exception", "Interrupt", "exit code", "{'train':", "s1_train", "s2_train", "-get-", "webui.py")
"""What every log is searched for, whatever the rules are."""

_FOLLOWING, _PAIRED = bytes(range(0x80, 0xC0)), bytes(range(0xF0, 0xF5))
"""Bytes of UTF-8 that continue a character, and those that begin one which UTF-16 writes with four bytes."""


NOISE = """
Epoch 23:  15%|#  | 156/1000 [39:57<00:36, 0.59it/s, v_num=0, total_loss_step=7.7e+02, lr_step=0.000455, top_3_acc_step=0.504, total_loss_epoch=1, lr_epoch=0, top_3_acc_epoch=0.5]
INFO:name:Train Epoch: 1 [0%]  INFO:name:[6.04, 5.25, 0.38, 167.4, 0.0, 243.0, 0, 9.99875e-05]  ====> Epoch: 4
INFO:name:Saving model and optimizer state at iteration 4 to logs/name/logs_s2_v2/G_233333333333.pth  INFO:name:saving ckpt name_e4:Success.
2026-11-03 06:27:30,447 INFO sovits.train loss_g=26.4673 loss_d=39.3367 loss_mel=17.1345 kl=22.1287 lr=6.59e-05 loss: nan, step
D:\\GPT-SoVITS\\runtime\\lib\\site-packages\\torch\\functional.py:665: UserWarning: stft FutureWarning: DeprecationWarning:
GPU available: True (cuda), used: True  LOCAL_RANK: 0  [rank: 0] Seed set to 1234  Building prefix dict from the default dictionary
HTTP Request: GET "HTTP/1.1 200 OK"  0%|  | 0/12 [00:00<?, ?it/s]  not requires_grad
"""
"""What programs print by the thousand while all is well. A literal in it would make the whole log a region."""


def compile_anchors(literals: Iterable[str]) -> ByteFinder:
    """Finder of `CORE` and the given literals that are not in `NOISE`, in UTF-8 and, where they are Chinese, in GBK.

    Lines with the others are read where something else makes a region, at the head and at the tail.
    """
    wanted = (*CORE, *(word for word in literals if word not in NOISE))
    return ByteFinder([word.encode("utf-8") for word in wanted] + [word.encode("gb18030") for word in wanted if not word.isascii()])


class Source:
    """Feed it the bytes of a log; it gives back the lines worth reading.

    `encoding` names what was found (`utf-8`, `gbk`, `utf-16-le`, `utf-16-be`, or several joined by `+`), `size` counts bytes and
    `lines` the line feeds (plus an unfinished last line) of the original input.
    """

    def __init__(self, anchors: ByteFinder) -> None:
        self._anchors = anchors
        self._pending: Optional[bytes] = b""  # the first bytes, until the byte order is known
        self._codec = ""
        self._transcoder: Optional[codecs.IncrementalDecoder] = None
        self._data = bytearray()  # bytes not decided on yet; UTF-16 already turned into UTF-8
        self._start = 0  # where they start in that stream
        self._origin = 0  # the same place in the original input
        self._number = 1  # number of the line at that place
        self._scanned = HEAD - AFTER  # before it nothing needs to be searched for
        self._hits: Deque[int] = deque()
        self._last_hit = -NEAR
        self._until = HEAD  # the open region reaches to here
        self._gap = False
        self._seen = {"utf-8": False, "gbk": False, "utf-16-le": False}
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
            if len(self._pending) < MARK:
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
        if head.startswith(codecs.BOM_UTF8):
            self._origin = 3
        elif head.startswith(codecs.BOM_UTF16_LE) or _nuls(head, 1):
            self._codec = "utf-16-le"
        elif head.startswith(codecs.BOM_UTF16_BE) or _nuls(head, 0):
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
            self._data += block
            self._open_line = not self._data.endswith((b"\n", b"\n\0"))
        self._search(final)

    def _search(self, final: bool) -> None:
        """Find hits among the bytes that were not searched yet, but for one that may end in the next block."""
        stop = len(self._data) if final else len(self._data) - self._anchors.longest
        first = self._scanned - self._start
        if first >= len(self._data):
            return
        for start, end in self._anchors.places(self._data, max(0, first)):
            if start >= stop:
                break
            first = end
            if self._start + start - self._last_hit >= NEAR:
                self._last_hit = self._start + start
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
        return self._start if here <= LONGEST else self._start + self._boundary(here)

    def _region(self, limit: int, final: bool) -> List[Line]:
        """Take the lines of the open region that end before `limit`."""
        lines: List[Line] = []
        place, origin = 0, self._origin
        stop = min(limit, self._until) - self._start
        while place < stop:
            after, halves = self._line_end(place)
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
            self._breaks -= halves
            place = after
        del self._data[:place]
        self._start += place
        self._origin = origin
        return lines

    def _line_end(self, place: int) -> Tuple[int, int]:
        """The place after a line's feed, 0 when there is none near, and how many bytes before it only look like one."""
        after = end = self._data.find(b"\n", place, place + LONGEST) + 1
        if not after or self._data.find(0, place, after) < 0:
            return after, 0
        halves = 0
        while end and self._data[end : end + 1] > b"\0":  # in UTF-16 half of the line feed is still to come
            halves += 1
            end = self._data.find(b"\n", end, place + LONGEST) + 1
        return (end, halves) if end and is_wide(bytes(self._data[place : end - 1])) else (after, 0)

    def _cut(self, place: int) -> int:
        """Where to cut a line that is too long: after a carriage return or a blank, else between characters."""
        stop = place + LONGEST
        back = self._data.rfind(b"\r", place + 1, stop)
        if back < 0:
            back = self._data.rfind(b" ", stop - LONGEST // 8, stop)
        if back >= 0:
            return back + 1
        for codec in ("utf-8", "gb18030"):
            decoder = codecs.getincrementaldecoder(codec)()
            try:
                decoder.decode(bytes(self._data[place:stop]))
                return stop - len(decoder.getstate()[0])
            except UnicodeDecodeError:
                pass
        return self._boundary(stop)

    def _boundary(self, place: int) -> int:
        """The last place, up to this one, between two characters: after a byte that is a character in every encoding, if there is one."""
        for near in range(place, max(place - 64, 1), -1):
            if self._data[near - 1] < 0x40:
                return near
        while place > 1 and self._data[place : place + 1] and self._data[place] & 0xC0 == 0x80:
            place -= 1
        return place

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
            self._number += self._data.count(b"\n", 0, count)
            self._origin += self._width(0, count)
            del self._data[:count]
            self._start += count


def _nuls(head: bytes, place: int) -> bool:
    """Mostly NULs at every second place, and only there, from the first characters on."""
    return all(part[place::2].count(0) > 0.2 * len(part) > 5 * part[1 - place :: 2].count(0) for part in (head[:8], head[:MARK]))


def read_lines(blocks: Iterable[bytes], anchors: ByteFinder) -> Tuple[List[Line], Source]:
    """All lines of a log at once, and the source that counted them."""
    source = Source(anchors)
    lines = [line for block in blocks for line in source.feed(block)]
    return lines + source.close(), source

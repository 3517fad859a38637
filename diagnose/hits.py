"""Which parts of a log are worth reading: the surroundings of anchors, but for what was seen often already and is only counted.

A hit is an anchor; its block is the line that holds it or, for a traceback, all of it. A block makes a region, unless the run
has shown `READ` that differ from it in numbers alone. The outcome depends on the bytes alone, never on how they were cut.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Callable, Deque, Dict, List, Tuple

from diagnose.anchors import Anchors, Buffer
from diagnose.commands import read_command
from diagnose.facts import starts_config
from diagnose.late import late
from diagnose.model import Repeated
from diagnose.states import clean
from diagnose.text import decode

HEAD = 64 << 10
"""Bytes at the start that are always read."""
TAIL = 64 << 10
"""Bytes at the end that are always read."""
BEFORE, AFTER = 2 << 10, 2 << 10
"""Bytes read around a block."""
REACH = 16 << 10
"""Bytes that a block may have."""
LONGEST = 8 << 10
"""Bytes that a line may have: of a longer one the part after the hit counts as a line."""
READ, KINDS = 4, 1024
"""Blocks alike that are read, and kinds of block remembered."""
VARIANTS = 8
"""Kinds that differ in telling numbers alone; of each but the first one block is read."""
PIECE, LARGEST = 16 << 10, 512 << 10
"""Bytes searched at once: few where there are hits, for what repeats is passed over; more where there are none."""

_DIGITS = b"0123456789"
_HEADER = b"Traceback (most"
_LINE = rb"[^\n]*(?:\n|\Z)"
_LINK = rb"(?:[ \t\r]*\n)*[^\n]{0,40}(?:During handling of|The above exception|-- Process \d)" + _LINE + rb"(?:[ \t\r]*\n)*[^\n]{0,40}Traceback \(" + _LINE
_TRACEBACK = late(_LINE + rb"(?:[ \t]" + _LINE + rb")*" + _LINE + rb"(?:" + _LINK + rb"(?:[ \t]" + _LINE + rb")*" + _LINE + rb")*")
_COMMAND = late(rb"\{'train':|s[12]_train|-get-|webui\.py")


@dataclass
class Kind:
    """Blocks that differ in numbers alone."""

    first: int
    """Place of the first one."""
    wanted: int
    """How many are read."""
    seen: int = 0
    number: int = 0
    """Line of the first one, once it was read."""
    counted: int = 0
    last: int = 0
    """Line of the last one that was counted."""


@dataclass
class Counted:
    """Blocks that lie outside of all regions so far, one behind the other."""

    kind: Kind
    start: int
    size: int
    step: int = 0
    """Bytes from one copy to the next."""
    copies: int = 1

    @property
    def end(self) -> int:
        return self.start + self.step * (self.copies - 1) + self.size


class Hits:
    """Searches the bytes of a log as they come. `regions` are places to read from and to, in order, as they become known."""

    def __init__(self, anchors: Anchors) -> None:
        self.regions: Deque[Tuple[int, int]] = deque()
        self.settled = 0
        """Nothing before this place will change."""
        self._anchors = anchors
        self._place = 0
        self._piece = PIECE
        self._covered = HEAD
        self._skip = 0
        self._kinds: Dict[object, Kind] = {}
        self._variants: Dict[bytes, int] = {}
        self._unnumbered: Deque[Kind] = deque()
        self._counted: Deque[Counted] = deque()
        self._ended: List[Kind] = []

    def search(self, data: Buffer, start: int, final: bool) -> None:
        """Look at the bytes from `start` on that are new; a block at their very end waits for more, unless these are the last."""
        end = start + len(data)
        stop = end if final else end - REACH
        while self._place < stop:
            piece = min(stop, self._place + self._piece)
            self._piece = min(2 * self._piece, LARGEST)
            for hit in self._anchors.starts(data, self._place - start, piece - start):
                if start + hit >= self._skip:
                    self._take(data, start, start + hit, stop)
                    self._piece = PIECE
            self._place = max(piece, min(self._skip, stop))
        self.settled = max(self.settled, end - REACH - TAIL)

    def read(self, first: int, last: int, number: int) -> None:
        """Tell that a line was read, and its number."""
        while self._unnumbered and self._unnumbered[0].first < last:
            kind = self._unnumbered.popleft()
            kind.number = number if kind.first >= first else 0

    def settle(self, number_at: Callable[[int], int]) -> None:
        """Count for good what lies before `settled`; to be called while the bytes there are still at hand."""
        ended: Dict[int, Counted] = {}
        while self._counted and self._counted[0].end <= self.settled:
            one = self._counted.popleft()
            one.kind.counted += one.copies
            ended.pop(id(one.kind), None)
            ended[id(one.kind)] = one
        for one in ended.values():  # in the order of the log
            one.kind.last = number_at(one.start + one.step * (one.copies - 1))

    def repeated(self) -> List[Repeated]:
        """What was counted in runs that have ended; to be called when the lines before `settled` were read."""
        waiting = {id(one.kind) for one in self._counted}
        done = [kind for kind in self._ended if id(kind) not in waiting]
        self._ended = [kind for kind in self._ended if id(kind) in waiting]
        return [Repeated(kind.number, kind.counted, kind.last) for kind in done if kind.counted and kind.number]

    def close(self, tail: int) -> int:
        """End every run; what was counted after `tail`, from where all is read, is forgotten. Gives back where to read from."""
        tail = self._uncount(tail)
        self.settled = tail
        self._end_run()
        return tail

    def _take(self, data: Buffer, start: int, place: int, stop: int) -> None:
        here = place - start
        back = max(0, here - LONGEST)
        first = max(data.rfind(b"\n", back, here), data.rfind(b"\r", back, here)) + 1 or (0 if here <= LONGEST and not start else here)
        end, whole = _block_end(data, first, here)
        block = bytes(data[first:end])
        first, self._skip = start + first, start + end
        if _HEADER not in block and _COMMAND.search(block, 0, LONGEST) and _starts_run(block):
            self._end_run()
        kind = self._kind(block, first) if whole else Kind(first, READ)
        kind.seen += 1
        if kind.seen <= kind.wanted:
            if kind.seen == 1 and whole:
                self._unnumbered.append(kind)
            self._open(self._uncount(first - BEFORE), self._skip + AFTER)
        elif first < self._covered:
            self._open(first, self._skip)
        else:
            self._count(data, start, Counted(kind, first, len(block)), stop)

    def _kind(self, block: bytes, first: int) -> Kind:
        text = block.translate(None, _DIGITS)
        key = (text, self._anchors.telling(block))
        if key not in self._kinds and self._variants.get(text, 0) >= VARIANTS:
            key = (text, frozenset())  # its numbers are as many as there are blocks: none of them tells anything
        kind = self._kinds.get(key)
        if kind is None:
            variants = self._variants[text] = self._variants.get(text, 0) + 1
            if len(self._kinds) >= KINDS:
                self._end_run()
            kind = self._kinds[key] = Kind(first, READ if variants == 1 else 1)
        return kind

    def _open(self, opens: int, reach: int) -> None:
        self.regions.append((max(0, opens), reach))
        self._covered = max(self._covered, reach)

    def _uncount(self, place: int) -> int:
        """Blocks that end after a place are going to be read, so they are not counted; gives back the start of the one that the place cuts."""
        while self._counted and self._counted[-1].end > place:
            last = self._counted.pop()
            kept = max(0, (place - last.start - last.size) // last.step + 1) if last.step else 0
            place = min(place, last.start + last.step * kept)
            if kept:
                last.copies = kept
                self._counted.append(last)
        return place

    def _count(self, data: Buffer, start: int, one: Counted, stop: int) -> None:
        """Count a block, and with it all exact copies of itself and what lies between that follow at once."""
        last = self._counted[-1] if self._counted else None
        if last is None or last.kind is not one.kind or last.size != one.size:
            self._counted.append(one)
            return
        before = last.start + last.step * (last.copies - 1)
        step = one.start - before
        if last.step not in (0, step) or data[before - start : one.start - start] != data[one.start - start : one.start - start + step]:
            self._counted.append(one)
            return
        copies = _copies(data, one.start - start, step, stop - start)
        last.step = step
        last.copies += copies
        self._skip = one.start + step * (copies - 1) + one.size

    def _end_run(self) -> None:
        """Another run may fail in the same way: it is read again."""
        self._ended += self._kinds.values()
        self._kinds, self._variants = {}, {}


def _starts_run(block: bytes) -> bool:
    """Whether a block is one line with which a run begins."""
    lines = clean(decode(block[:LONGEST])[0], 1, 0, False)
    return any(read_command(line.text) is not None or starts_config(line.text) for line in lines[:4])


def _block_end(data: Buffer, first: int, here: int) -> Tuple[int, bool]:
    """Where the block of a hit ends, and whether it is whole."""
    limit = first + REACH
    if data.startswith(_HEADER, here):
        found = _TRACEBACK.match(data, first, limit)
        end = found.end() if found else limit
        return end, end < limit
    feed, redrawn = data.find(b"\n", here, here + LONGEST), data.find(b"\r", here, here + LONGEST)
    if redrawn >= 0 and (feed < 0 or redrawn < feed - 1):
        return redrawn + 1, True
    if feed >= 0:
        return feed + 1, True
    return min(len(data), here + LONGEST), False


def _copies(data: Buffer, first: int, step: int, stop: int) -> int:
    """How many copies of the bytes from `first` to `first + step` stand there one behind the other; all of them end before `stop`."""
    unit = bytes(data[first : first + step])
    many = unit * max(1, PIECE // step)
    place = first
    while place + len(many) <= stop and data[place : place + len(many)] == many:
        place += len(many)
    while place + step <= stop and data[place : place + step] == unit:
        place += step
    return (place - first) // step

"""Anchors: the literals that a log's bytes are searched for, so that all else can be passed over.

Every line that a rule may speak of holds one of them. `hyperscan` finds them all at the speed of memory, where it is installed.
For any other search they are too many, so pieces of them are searched for (`covers`), by the fastest there is: `ahocorasick_rs`,
else `stringzilla`, else `bytes.find`. All give the same places.
"""

from __future__ import annotations

import functools
import importlib
import re
from contextlib import suppress
from typing import Any, Callable, FrozenSet, Iterable, Iterator, List, Pattern, Sequence, Set, Tuple, Union

from diagnose.covers import cover, passes
from diagnose.late import late
from diagnose.noise import DIVERGED, ORDINARY, PROGRESS

try:
    import ahocorasick_rs as rust
except ImportError:
    rust = None  # type: ignore[assignment,unused-ignore]
stringzilla: Any = None
if rust is None:
    with suppress(ImportError):
        stringzilla = importlib.import_module("stringzilla")

Buffer = Union[bytes, bytearray]

CORE = ("Traceback (", 'File "', "Error", "Exception", "Interrupt", "exit code", "{'train':", "s1_train", "s2_train", "-get-", "webui.py")
"""What every log is searched for, whatever the rules are."""
_APART = bytes(one if one in b"0123456789" else 0x20 for one in range(256))
"""Leaves the numbers of a text alone."""
_CODE = late(rb"(?:rrno|nError|code|status|signal) -?(\d+)")
_LETTER = late(r"[^\W\d_]")
_REPETITION, _NUMBER = late(r"\{[\d,]*\}|\\\d|0-9"), late(r"\d+")


class Anchors:
    """Finds where in bytes any of some words begins. What it searches with is made at the first search."""

    def __init__(self, words: Iterable[bytes], numbers: Iterable[bytes] = (), pieces: Callable[[Sequence[bytes]], Sequence[bytes]] = lambda words: pieces_of(words)) -> None:
        self.words = tuple(words)
        self._make = pieces
        self.longest = max(map(len, self.words), default=1)
        self.numbers: FrozenSet[bytes] = frozenset(numbers)
        """Numbers that mean something to a rule: lines that differ in them are not alike."""
        self.long: FrozenSet[bytes] = frozenset(number for number in self.numbers if len(number) > 2)
        """Those of them that seldom stand in a line by chance."""

    @functools.cached_property
    def pieces(self) -> Tuple[bytes, ...]:
        return tuple(self._make(self.words))

    def telling(self, text: bytes) -> FrozenSet[bytes]:
        """Numbers in a text that mean something to a rule: long ones, and short ones that name an error."""
        numbers = self.long.intersection(text.translate(_APART).split())
        if b"rrno " in text or b"code " in text or b"status " in text or b"signal " in text or b"nError " in text:
            return numbers.union(self.numbers.intersection(_CODE.findall(text)))
        return numbers

    def starts(self, data: Buffer, first: int, stop: int) -> Iterator[int]:
        """Where a word begins, from `first` up to `stop`, in order; words may overlap."""
        if hyperscan():
            yield from self._places(data, first, stop)
            return
        for start, end in self._windows(data, first, min(len(data), stop + self.longest)):
            for place in self._true_starts(bytes(data[start:end])):
                if first <= start + place < stop:
                    yield start + place

    def _places(self, data: Buffer, first: int, stop: int) -> List[int]:
        database, sizes = self._database
        found: Set[int] = set()
        add = found.add

        def tell(word: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add(end - sizes[word])

        with memoryview(data) as view, view[first : stop + self.longest] as part:
            database.scan(part, match_event_handler=tell)
        return sorted(first + place for place in found if first + place < stop)

    def _windows(self, data: Buffer, first: int, end: int) -> Iterator[Tuple[int, int]]:
        """Parts of the data outside of which no word can be, in order and apart from one another."""
        open_from = open_to = -1
        for place in sorted(self._piece_places(data, first, end)):
            if place - self.longest > open_to:
                if open_to >= 0:
                    yield max(0, open_from), open_to
                open_from = place - self.longest
            open_to = place + self.longest
        if open_to >= 0:
            yield max(0, open_from), open_to

    def _piece_places(self, data: Buffer, first: int, end: int) -> Iterator[int]:
        if rust:
            with memoryview(data) as view, view[first:end] as part:
                for automaton in self._automata:
                    for _, start, _ in automaton.find_matches_as_indexes(part):
                        yield first + start
            return
        find = stringzilla.find if stringzilla else bytes.find
        here = bytes(data[first:end])
        for piece in self.pieces:
            place = find(here, piece, 0)
            while place >= 0:
                yield first + place
                place = find(here, piece, place + 1)

    def _true_starts(self, window: bytes) -> List[int]:
        if rust:
            return sorted({start for _, start, _ in self._whole.find_matches_as_indexes(window, overlapping=True)})
        return [match.start() for match in self._pattern.finditer(window)]

    @functools.cached_property
    def _database(self) -> Tuple[Any, List[int]]:
        """Finds the words, and how long each of them is."""
        database = hyperscan().Database()
        database.compile(expressions=self.words, ids=list(range(len(self.words))), elements=len(self.words), flags=[0] * len(self.words), literal=True)
        return database, list(map(len, self.words))

    @functools.cached_property
    def _automata(self) -> List[Any]:
        return [rust.BytesAhoCorasick(group, matchkind=rust.MatchKind.LeftmostFirst) for group in passes(self.pieces)]

    @functools.cached_property
    def _whole(self) -> Any:
        return rust.BytesAhoCorasick(self.words)

    @functools.cached_property
    def _pattern(self) -> Pattern[bytes]:
        return re.compile(b"(?=(?:" + (b"|".join(map(re.escape, self.words)) or b"(?!)") + b"))")


@functools.cache
def hyperscan() -> Any:
    """The module, where it is installed: short logs do without it."""
    with suppress(ImportError):
        return importlib.import_module("hyperscan")
    return None


def pieces_of(words: Sequence[bytes]) -> Tuple[bytes, ...]:
    """What to search for first: pieces that stand in all of the words and seldom in ordinary output."""
    return cover(words, (PROGRESS + ORDINARY).encode("utf-8"))


def _shortest(words: Iterable[bytes]) -> List[bytes]:
    """Without those that hold another one: the shorter one finds all that the longer one does."""
    kept: List[bytes] = []
    for word in sorted(set(words), key=lambda word: (len(word), word)):
        if not any(other in word for other in kept):
            kept.append(word)
    return kept


def compile_anchors(literals: Iterable[str], patterns: Iterable[str] = (), pieces: Callable[[Sequence[bytes]], Sequence[bytes]] = pieces_of) -> Anchors:
    """Anchors for `CORE` and for the given literals that are not in `noise.PROGRESS` and `DIVERGED` and have a letter, in UTF-8 and, where they are Chinese, in GBK.

    Lines with other literals are read where something else makes a region, at the head and at the tail. `patterns` are the
    regular expressions of the rules: the numbers in them are told apart. `pieces` remembers covers (`compiled.read_pieces`).
    """
    wanted = (*CORE, *(word for word in literals if word not in PROGRESS + DIVERGED and _LETTER.search(word)))
    words = [word.encode("utf-8") for word in wanted] + [word.encode("gb18030") for word in wanted if not word.isascii()]
    return Anchors(_shortest(words), {number.encode() for pattern in patterns for number in _NUMBER.findall(_REPETITION.sub("", pattern))}, pieces)

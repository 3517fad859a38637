"""Finds any of many literals at once, in bytes or in text.

`ahocorasick_rs` does it at the speed of memory; where it has no wheel, an alternation of the re module gives the same answer.
"""

from __future__ import annotations

import functools
import re
from typing import Any, FrozenSet, Iterable, Iterator, List, Pattern, Tuple, Union

try:
    import ahocorasick_rs as fast
except ImportError:
    fast = None  # type: ignore[assignment,unused-ignore]

Buffer = Union[bytes, bytearray]


class ByteFinder:
    """Where in bytes any of some literals begins and ends. What it searches with is made at the first search."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self._given = frozenset(words)
        self.longest = max(map(len, self._given), default=1)

    @functools.cached_property
    def words(self) -> List[bytes]:
        """Without those that hold another one: the shorter one finds all that the longer one does."""
        given = sorted(self._given)
        if fast and given:
            every = fast.BytesAhoCorasick(given)
            return [word for word in given if len({index for index, _, _ in every.find_matches_as_indexes(word, overlapping=True)}) == 1]
        return [word for word in given if not any(other != word and other in word for other in given)]

    @functools.cached_property
    def _fast(self) -> Any:
        return fast.BytesAhoCorasick(self.words) if fast and self.words else None

    @functools.cached_property
    def _pattern(self) -> Pattern[bytes]:
        return re.compile(b"|".join(map(re.escape, self.words)) or b"(?!)")

    def places(self, data: Buffer, first: int) -> Iterator[Tuple[int, int]]:
        """Start and end of matches from `first` on, in order, none overlapping another."""
        if self._fast is None:
            for match in self._pattern.finditer(data, first):
                yield match.span()
            return
        with memoryview(data) as view, view[first:] as part:
            found = self._fast.find_matches_as_indexes(part)
        for _, start, end in found:
            yield first + start, first + end


class TextFinder:
    """Where in a text any of some literals is."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self._fast = fast.AhoCorasick(self.words) if fast and self.words else None

    @functools.cached_property
    def _pattern(self) -> Pattern[str]:
        return re.compile("|".join(map(re.escape, self.words)) or "(?!)")

    def place(self, text: str) -> int:
        """Where the first one begins, -1 when there is none."""
        if self._fast is None:
            match = self._pattern.search(text)
            return match.start() if match else -1
        found = self._fast.find_matches_as_indexes(text)
        return int(found[0][1]) if found else -1

    def present(self, text: str) -> FrozenSet[str]:
        """All of the literals that a text holds, overlapping ones too."""
        if self._fast is None:
            return frozenset(word for word in self.words if word in text)
        return frozenset(self.words[index] for index in {found[0] for found in self._fast.find_matches_as_indexes(text, overlapping=True)})

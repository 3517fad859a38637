"""Finds any of many literals at once in a text.

`ahocorasick_rs` does it at the speed of memory; where it has no wheel, an alternation of the re module gives the same answer.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from typing import FrozenSet, Iterable, List, Pattern, Sequence, Set

try:
    import ahocorasick_rs as fast
except ImportError:
    fast = None  # type: ignore[assignment,unused-ignore]


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

    def present_in(self, texts: Sequence[str]) -> List[FrozenSet[str]]:
        """The same for each of many texts, at once."""
        if self._fast is None or len(texts) < 2:
            return [self.present(text) for text in texts]
        ends = list(itertools.accumulate(len(text) + 1 for text in texts))
        found: List[Set[str]] = [set() for _ in texts]
        for index, start, end in self._fast.find_matches_as_indexes("\0".join(texts), overlapping=True):
            place = bisect.bisect_right(ends, start)
            if end < ends[place]:
                found[place].add(self.words[index])
        return list(map(frozenset, found))

    def present(self, text: str) -> FrozenSet[str]:
        """All of the literals that a text holds, overlapping ones too."""
        if self._fast is None:
            return frozenset(word for word in self.words if word in text)
        return frozenset(self.words[index] for index in {found[0] for found in self._fast.find_matches_as_indexes(text, overlapping=True)})

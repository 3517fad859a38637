"""Finds any of many literals at once, in bytes or in text.

`ahocorasick_rs` does it at the speed of memory; where it has no wheel, an alternation of the re module gives the same answer.
"""

from __future__ import annotations

import re
from typing import FrozenSet, Iterable, Iterator, List, Tuple, Union

try:
    import ahocorasick_rs as fast
except ImportError:
    fast = None  # type: ignore[assignment,unused-ignore]

Buffer = Union[bytes, bytearray]


def _minimal(words: Iterable[bytes]) -> List[bytes]:
    """Without words that hold another one: the shorter one finds all that the longer one does."""
    wanted = set(words)
    return sorted(word for word in wanted if not any(other != word and other in word for other in wanted))


class ByteFinder:
    """Where in bytes any of some literals begins and ends."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self.words = _minimal(words)
        self.longest = max(map(len, self.words), default=1)
        self._fast = fast.BytesAhoCorasick(self.words) if fast and self.words else None
        self._pattern = re.compile(b"|".join(map(re.escape, self.words)) or b"(?!)")

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
        self._pattern = re.compile("|".join(map(re.escape, self.words)) or "(?!)")

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

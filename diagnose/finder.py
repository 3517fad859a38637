"""Finds any of many literals at once in a text.

`ahocorasick_rs` does it at the speed of memory; where it has no wheel, an alternation of the re module gives the same answer.
"""

from __future__ import annotations

import functools
import re
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Pattern, Tuple

from diagnose.late import late

try:
    import ahocorasick_rs as fast
except ImportError:
    fast = None  # type: ignore[assignment,unused-ignore]


KNOWN, LONGEST = 4096, 2000
"""Texts of which the answer is remembered, and characters of one."""
STEM = 10
"""Characters by which one of many words is known at first: an automaton of whole words takes three times as long to build."""


_NUMBER = late(r"\d+")
_ZEROS = str.maketrans("123456789", "000000000")


class TextFinder:
    """Where in a text any of some literals is. What it searches with is made at the first search."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self._known: Dict[str, Tuple[str, ...]] = {}

    @functools.cached_property
    def _pattern(self) -> Pattern[str]:
        return re.compile("|".join(map(re.escape, self.words)) or "(?!)")

    @functools.cached_property
    def _whole(self) -> Any:
        return fast.AhoCorasick(self.words)

    @functools.cached_property
    def _stems(self) -> Tuple[Any, List[List[str]]]:
        """Finds the beginnings of words; and the words that begin so."""
        words: Dict[str, List[str]] = {}
        for word in self.words:
            words.setdefault(word[:STEM], []).append(word)
        return fast.AhoCorasick(list(words)), list(words.values())

    def place(self, text: str) -> int:
        """Where the first one begins, -1 when there is none."""
        if not fast or not self.words:
            match = self._pattern.search(text)
            return match.start() if match else -1
        found = self._whole.find_matches_as_indexes(text)
        return int(found[0][1]) if found else -1

    def is_in(self, text: str, like: str) -> bool:
        """Whether any is in a text; `like` is what the function of that name makes of it: what is true whatever the numbers are is found out once."""
        known = self._known.get(like)
        if known is None:
            if len(like) > LONGEST:
                return self.place(text) >= 0
            if len(self._known) >= KNOWN:
                self._known.clear()
            known = self._known[like] = self._words_like(like)
        if known:
            for word in known:
                if word in text:
                    return True
        return False

    def _words_like(self, like: str) -> Tuple[str, ...]:
        """Words of which one is in each text like this one that holds any."""
        found = self._likes.present(like)
        sure = [word for word in found if "0" not in word]
        return tuple(sure[:1]) or tuple(word for one in found for word in self._alike[one])

    @functools.cached_property
    def _alike(self) -> Dict[str, List[str]]:
        """Words with a zero for each number to all words that are like them."""
        words: Dict[str, List[str]] = {}
        for word in self.words:
            words.setdefault(like(word), []).append(word)
        return words

    @functools.cached_property
    def _likes(self) -> TextFinder:
        return TextFinder(self._alike)

    def present(self, text: str) -> FrozenSet[str]:
        """All of the literals that a text holds, overlapping ones too."""
        if not fast:
            return frozenset(word for word in self.words if word in text)
        return frozenset(word for _, word in self._words_in(text))

    def present_with_any_digits(self, text: str) -> FrozenSet[str]:
        """All of the literals that the text, or one that differs from it in digits alone, holds."""
        blind = text.translate(_ZEROS)
        return frozenset(word for one in self._likes.present(like(text)) for word in self._alike[one] if word.translate(_ZEROS) in blind)

    def _words_in(self, text: str) -> Iterator[Tuple[int, str]]:
        if not self.words:
            return
        automaton, words = self._stems
        for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            for word in words[index]:
                if text.startswith(word, start):
                    yield start, word


def like(text: str) -> str:
    """Equal for texts that differ in their numbers alone, however long these are: a zero stands for each."""
    return _NUMBER.sub("0", text)

"""From a place in a text to its line and column, and what is wrong at it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Dict, Mapping, Tuple

from diagnose.config.values import Value


class Positions:
    """The lines of a text; a line feed alone ends one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        place = text.find("\n")
        while place >= 0:
            self._starts.append(place + 1)
            place = text.find("\n", place + 1)

    def at(self, offset: int) -> Tuple[int, int]:
        """Line and column, both 1-based, the column in characters."""
        index = bisect_right(self._starts, offset) - 1
        return index + 1, offset - self._starts[index] + 1

    def line(self, number: int) -> str:
        """The text of a line, 1-based, without its end; empty outside of the text."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        return self._text[start:end].rstrip("\r")


@dataclass(frozen=True)
class Problem:
    """Something in a text that its reader trips over."""

    key: str
    """Which sentence tells it: `syntax-comment` stands for `config.syntax-comment`."""
    offset: int
    """Where in the decoded text, in characters."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the sentence names."""


@dataclass(frozen=True)
class Parsed:
    """A text as values, as far as it could be read."""

    values: Dict[str, Value]
    """By dotted key, in the text's order; the last of a key given twice."""
    root: str
    """Form of the outermost value, empty when there is none."""
    problems: Tuple[Problem, ...]
    whole: bool
    """False when something was lost or had to be guessed: no key may be called missing then."""


def list_text(items: Tuple[str, ...]) -> str:
    """A list on one line, as the trainer prints it; cut at 200 characters."""
    return ("[" + ", ".join(items) + "]")[:200]

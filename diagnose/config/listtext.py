"""A `.list` of clips, read as the preparation scripts read it: `path|speaker|language|text`, one clip a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Tuple

from diagnose.config.positions import Parsed
from diagnose.config.values import SCALAR, Value

FIELDS = ("path", "speaker", "language", "text")


@dataclass(frozen=True)
class Clip:
    """One line of a list."""

    line: int
    """1-based."""
    start: int
    """Where it begins in the text, in characters."""
    text: str
    """Without its end."""

    @property
    def fields(self) -> List[str]:
        return self.text.split("|")

    @property
    def whole(self) -> bool:
        """True when it has exactly three bars."""
        return len(self.fields) == len(FIELDS)


def read_clips(text: str) -> Tuple[Clip, ...]:
    """The lines of a list; blank lines at its ends are left out, as the scripts leave them out."""
    found: List[Clip] = []
    place = 0
    for number, line in enumerate(text.split("\n"), start=1):
        found.append(Clip(number, place, line.rstrip("\r")))
        place += len(line) + 1
    while found and not found[-1].text:
        found.pop()
    while found and not found[0].text:
        found.pop(0)
    return tuple(found)


def read_list(text: str) -> Parsed:
    """The fields of the clips by `line.field`: `12.language`; lines that cannot be cut into four have none."""
    values: Dict[str, Value] = {}
    for clip in read_clips(text):
        if not clip.whole:
            continue
        column = 0
        for name, field in zip(FIELDS, clip.fields):
            key = f"{clip.line}.{name}"
            start = clip.start + column
            values[key] = Value(key, field, clip.line, column + 1, start, start + len(field), SCALAR)
            column += len(field) + 1
    return Parsed(values, "", (), True)

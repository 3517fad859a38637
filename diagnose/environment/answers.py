"""Reading an answer: JSON from another interpreter, of which nothing is taken for granted."""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional, Tuple, Union


class Answer:
    """A part of an answer, read by the type that is expected; what has another type counts as not there."""

    def __init__(self, data: object) -> None:
        self.data: Mapping[str, object] = data if isinstance(data, dict) else {}

    def string(self, key: str) -> str:
        """A text; empty when there is none."""
        value = self.data.get(key)
        return clean(value) if isinstance(value, str) else ""

    def number(self, key: str) -> Optional[int]:
        """A whole number."""
        value = self.data.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, key: str) -> bool:
        """True when it is."""
        return self.data.get(key) is True

    def texts(self, key: str) -> Tuple[str, ...]:
        """The texts of a list."""
        return tuple(clean(value) for value in self._list(key) if isinstance(value, str))

    def parts(self, key: str) -> List[Answer]:
        """The objects of a list."""
        return [Answer(value) for value in self._list(key) if isinstance(value, dict)]

    def rows(self, key: str) -> List[List[Union[str, int, float]]]:
        """The lists of a list, of texts and numbers."""
        return [[clean(cell) if isinstance(cell, str) else cell for cell in row if isinstance(cell, (str, int, float))] for row in self._list(key) if isinstance(row, list)]

    def part(self, key: str) -> Answer:
        """An object; empty when there is none."""
        return Answer(self.data.get(key))

    def has(self, key: str) -> bool:
        """There is such a part, and it is not null."""
        return self.data.get(key) is not None

    def words(self, key: str) -> Dict[str, str]:
        """An object of texts."""
        part = self.part(key)
        return {clean(name): part.string(name) for name in part.data if isinstance(part.data[name], str)}

    def names(self) -> Tuple[str, ...]:
        """Names of its parts."""
        return tuple(self.data)

    def _list(self, key: str) -> List[object]:
        value = self.data.get(key)
        return value if isinstance(value, list) else []


def clean(text: str) -> str:
    """Without the halves of characters that a file name in another encoding leaves behind, and without control characters other than line breaks."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(character if character.isprintable() or character == "\n" else " " if character.isspace() else "" for character in whole)

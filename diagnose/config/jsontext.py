"""JSON with positions, read as Python reads it, and read on where Python stops: every mistake has its place."""

from __future__ import annotations

from typing import Dict, List, Tuple

from diagnose.config.jsoncursor import QUOTES, Cursor
from diagnose.config.positions import Parsed, Positions, list_text
from diagnose.config.values import LIST, SCALAR, SECTION, Value
from diagnose.model import Scalar

DEEPEST = 60
"""Sections inside sections; a configuration has three."""
MOST_VALUES = 100_000
_HARMLESS = frozenset(("duplicate-key", "syntax-comment", "syntax-trailing-comma", "syntax-single-quotes", "syntax-python-word", "syntax-escape", "syntax-full-width"))
"""After these the values are beyond doubt."""


def read_json(text: str) -> Parsed:
    """The values of a JSON text, and its mistakes in the order of the text; never raises.

    But for keys that are given twice, there is a mistake exactly when `json.loads` refuses the text.
    """
    return _Reader(text).read()


class _Reader:
    """Makes values of a text."""

    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)
        self.positions = Positions(text)
        self.values: Dict[str, Value] = {}

    def read(self) -> Parsed:
        root = ""
        if self.cursor.peek():
            root, _ = self._value("", 0)
            if self.cursor.peek() and not self.cursor.stopped:
                self.cursor.tell("syntax-extra", self.cursor.place)
        elif not self.cursor.problems:
            self.cursor.tell("empty", 0)
        problems = tuple(sorted(self.cursor.problems, key=lambda problem: problem.offset))
        whole = not self.cursor.stopped and all(problem.key in _HARMLESS for problem in problems)
        return Parsed(dict(sorted(self.values.items(), key=lambda item: item[1].start)), root, problems, whole)

    def _value(self, path: str, depth: int) -> Tuple[str, str]:
        """Read one value; gives back its form and its text as the trainer would print it."""
        char, start = self.cursor.peek(), self.cursor.place
        if not char:
            return SCALAR, ""
        if depth > DEEPEST or len(self.values) > MOST_VALUES:
            self.cursor.tell("syntax-deep", start)
            self.cursor.stop()
            return SCALAR, ""
        if char == "{":
            self._object(path, depth)
            self._keep(path, "{...}", start, SECTION)
            return SECTION, "{...}"
        if char == "[":
            shown = self._array(path, depth)
            self._keep(path, shown, start, LIST)
            return LIST, shown
        found: Scalar = self.cursor.string() if char in QUOTES else self.cursor.word()
        self._keep(path, found, start, SCALAR)
        return SCALAR, repr(found)

    def _keep(self, path: str, value: Scalar, start: int, form: str) -> None:
        if path and not self.cursor.stopped:
            line, column = self.positions.at(start)
            self.values[path] = Value(path, value, line, column, start, min(self.cursor.place, len(self.cursor.text)), form)

    def _object(self, path: str, depth: int) -> None:
        opened = self.cursor.place
        self.cursor.take()
        comma = -1  # where the last comma stands that nothing followed yet
        first = True
        while True:
            char = self.cursor.peek()
            if not char:
                return self._unclosed(opened, "}")
            if char in "}]":
                return self._close(char, "}", comma)
            if char == ",":
                if comma >= 0 or first:
                    self.cursor.tell("syntax-comma-extra", self.cursor.place)
                comma = self.cursor.place
                self.cursor.take()
                continue
            if comma < 0 and not first:
                self.cursor.tell("syntax-comma-missing", self.cursor.behind())
            first, comma = False, -1
            key = self.cursor.string() if char in QUOTES else self.cursor.bare()
            inner = f"{path}.{key}" if path else key
            self._value_of(inner, depth)

    def _value_of(self, path: str, depth: int) -> None:
        """What follows a key: a colon and the value."""
        behind = self.cursor.place
        char = self.cursor.peek()
        if char == ":":
            self.cursor.take()
            char = self.cursor.peek()
        elif char == "=":
            self.cursor.tell("syntax-colon", self.cursor.place)
            self.cursor.place += 1
            char = self.cursor.peek()
        else:
            self.cursor.tell("syntax-colon", behind)
        if not char or char in ",}]:":
            self.cursor.tell("syntax-value-missing", self.cursor.behind(), name=path)
            if char == ":":
                self.cursor.place += 1
            return
        if path in self.values:
            self.cursor.tell("duplicate-key", self.cursor.place, name=path, line=self.values[path].line)
            for name in [name for name in self.values if name == path or name.startswith(path + ".")]:
                del self.values[name]
        self._value(path, depth + 1)

    def _array(self, path: str, depth: int) -> str:
        opened = self.cursor.place
        self.cursor.take()
        items: List[str] = []
        comma = -1
        while True:
            char = self.cursor.peek()
            if not char:
                self._unclosed(opened, "]")
                break
            if char in "}]":
                self._close(char, "]", comma)
                break
            if char == ",":
                if comma >= 0 or not items:
                    self.cursor.tell("syntax-comma-extra", self.cursor.place)
                comma = self.cursor.place
                self.cursor.take()
                continue
            if comma < 0 and items:
                self.cursor.tell("syntax-comma-missing", self.cursor.behind())
            comma = -1
            items.append(self._value(f"{path}.{len(items)}" if path else str(len(items)), depth + 1)[1])
        return list_text(tuple(items))

    def _close(self, char: str, wanted: str, comma: int) -> None:
        if comma >= 0:
            self.cursor.tell("syntax-trailing-comma", comma)
        if char != wanted:
            self.cursor.tell("syntax-bracket", self.cursor.place, found=char, wanted=wanted)
        self.cursor.take()

    def _unclosed(self, opened: int, wanted: str) -> None:
        line, _ = self.positions.at(opened)
        self.cursor.tell("syntax-unclosed", self.cursor.behind(), wanted=wanted, line=line)
        self.cursor.stop()

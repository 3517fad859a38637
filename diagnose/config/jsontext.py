"""JSON with positions, read as Python reads it, and read on where Python stops: every mistake has its place."""

from __future__ import annotations

import re
from typing import Dict, List, Tuple

from diagnose.config.positions import Parsed, Positions, Problem, list_text
from diagnose.config.values import LIST, SCALAR, SECTION, Value
from diagnose.model import Scalar

DEEPEST = 60
"""Sections inside sections; a configuration has three."""
MOST_PROBLEMS = 300
"""After so many mistakes the text is something else."""
MOST_VALUES = 100_000

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<float>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_TOKEN = re.compile(r"(?:(?!//|/\*|#)[^\s,:=;{}\[\]\"'，：；“”‘’｛｝【】\ufeff])+")
_BLANK = re.compile(r"[ \t\n\r]*")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_ODD_BLANK = re.compile(r"[\ufeff\u200b-\u200f\u2060]|[^\S \t\n\r]")
_WORDS: Dict[str, Scalar] = {"true": True, "false": False, "null": None, "NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_PYTHON: Dict[str, Scalar] = {"True": True, "False": False, "None": None, "TRUE": True, "FALSE": False, "NULL": None, "Null": None}
_INSTEAD: Dict[Scalar, str] = {True: "true", False: "false", None: "null"}
_HARMLESS = frozenset(("duplicate-key", "syntax-comment", "syntax-trailing-comma", "syntax-single-quotes", "syntax-python-word", "syntax-escape", "syntax-full-width"))
"""After these the values are beyond doubt."""
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_ENDS = {'"': '"', "'": "'", "“": '”"“', "‘": "’'‘", "”": '”"', "’": "’'"}
"""What ends a text that began with this quote."""
_HALF = {"，": ",", "：": ":", "；": ";", "｛": "{", "｝": "}", "【": "[", "】": "]"}
"""Full-width marks of Chinese input methods and what they were meant to be."""


def read_json(text: str) -> Parsed:
    """The values of a JSON text, and its mistakes in the order of the text; never raises.

    But for keys that are given twice, there is a mistake exactly when `json.loads` refuses the text.
    """
    return _Reader(text).read()


class _Reader:
    """One pass over a text; `place` only ever grows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.positions = Positions(text)
        self.values: Dict[str, Value] = {}
        self.problems: List[Problem] = []
        self.stopped = False

    def read(self) -> Parsed:
        root = ""
        if self._peek():
            root, _ = self._value("", 0)
            if self._peek() and not self.stopped:
                self._tell("syntax-extra", self.place)
        elif not self.problems:
            self._tell("empty", 0)
        problems = tuple(sorted(self.problems, key=lambda problem: problem.offset))
        whole = not self.stopped and all(problem.key in _HARMLESS for problem in problems)
        return Parsed(dict(sorted(self.values.items(), key=lambda item: item[1].start)), root, problems, whole)

    def _tell(self, key: str, offset: int, **values: object) -> None:
        if self.stopped:
            return
        self.problems.append(Problem(key, offset, values))
        if len(self.problems) >= MOST_PROBLEMS:
            self._stop()

    def _stop(self) -> None:
        self.stopped = True
        self.place = len(self.text)

    def _peek(self) -> str:
        """The next character behind blanks and comments, a full-width mark as its half-width twin; empty at the end."""
        while self.place < len(self.text):
            blank = _BLANK.match(self.text, self.place)
            self.place = blank.end() if blank else self.place
            comment = _COMMENT.match(self.text, self.place)
            odd = _ODD_BLANK.match(self.text, self.place)
            if not comment and not odd:
                break
            if comment:
                self._tell("syntax-comment", self.place)
                self.place = max(self.place, comment.end())
            elif odd:
                self._tell("syntax-odd-blank", self.place, code=f"U+{ord(odd[0]):04X}")
                self.place = max(self.place, odd.end())
        char = self.text[self.place : self.place + 1]
        return _HALF.get(char, char)

    def _take(self) -> None:
        """Pass over the mark that `_peek` gave, and tell when it is a full-width one."""
        char = self.text[self.place : self.place + 1]
        if char in _HALF:
            self._tell("syntax-full-width", self.place, found=char, instead=_HALF[char])
        self.place += 1

    def _value(self, path: str, depth: int) -> Tuple[str, str]:
        """Read one value; gives back its form and its text as the trainer would print it."""
        char, start = self._peek(), self.place
        if not char:
            return SCALAR, ""
        if depth > DEEPEST or len(self.values) > MOST_VALUES:
            self._tell("syntax-deep", start)
            self._stop()
            return SCALAR, ""
        if char == "{":
            self._object(path, depth)
            self._keep(path, "{...}", start, SECTION)
            return SECTION, "{...}"
        if char == "[":
            shown = self._array(path, depth)
            self._keep(path, shown, start, LIST)
            return LIST, shown
        found = self._string() if char and char in _ENDS else self._word()
        self._keep(path, found, start, SCALAR)
        return SCALAR, repr(found)

    def _keep(self, path: str, value: Scalar, start: int, form: str) -> None:
        if path and not self.stopped:
            line, column = self.positions.at(start)
            self.values[path] = Value(path, value, line, column, start, min(self.place, len(self.text)), form)

    def _object(self, path: str, depth: int) -> None:
        opened = self.place
        self._take()
        comma = -1  # where the last comma stands that nothing followed yet
        first = True
        while True:
            char = self._peek()
            if not char:
                return self._unclosed(opened, "}")
            if char in "}]":
                return self._close(char, "}", comma)
            if char == ",":
                if comma >= 0 or first:
                    self._tell("syntax-comma-extra", self.place)
                comma = self.place
                self._take()
                continue
            if comma < 0 and not first:
                self._tell("syntax-comma-missing", self._behind())
            first, comma = False, -1
            key = self._key()
            inner = f"{path}.{key}" if path else key
            self._value_of(inner, depth)

    def _key(self) -> str:
        """The name of a value; a word without quotes passes as one."""
        char, start = self._peek(), self.place
        if char in _ENDS:
            return self._string()
        match = _TOKEN.match(self.text, self.place)
        if not match:  # a mark where a name should stand
            if char not in ":":
                self.place += 1
            self._tell("syntax-key", start, found=char)
            return ""
        self.place = match.end()
        self._tell("syntax-key", start, found=match[0][:40])
        return match[0]

    def _value_of(self, path: str, depth: int) -> None:
        """What follows a key: a colon and the value."""
        behind = self._behind()
        char = self._peek()
        if char == ":":
            self._take()
            char = self._peek()
        elif char == "=":
            self._tell("syntax-colon", self.place)
            self.place += 1
            char = self._peek()
        else:
            self._tell("syntax-colon", behind)
        if not char or char in ",}]:":
            self._tell("syntax-value-missing", self._behind(), name=path)
            if char == ":":
                self.place += 1
            return
        if path in self.values:
            self._tell("duplicate-key", self.place, name=path, line=self.values[path].line)
            for name in [name for name in self.values if name == path or name.startswith(path + ".")]:
                del self.values[name]
        self._value(path, depth + 1)

    def _array(self, path: str, depth: int) -> str:
        opened = self.place
        self._take()
        items: List[str] = []
        comma = -1
        while True:
            char = self._peek()
            if not char:
                self._unclosed(opened, "]")
                break
            if char in "}]":
                self._close(char, "]", comma)
                break
            if char == ",":
                if comma >= 0 or not items:
                    self._tell("syntax-comma-extra", self.place)
                comma = self.place
                self._take()
                continue
            if comma < 0 and items:
                self._tell("syntax-comma-missing", self._behind())
            comma = -1
            items.append(self._value(f"{path}.{len(items)}" if path else str(len(items)), depth + 1)[1])
        return list_text(tuple(items))

    def _close(self, char: str, wanted: str, comma: int) -> None:
        if comma >= 0:
            self._tell("syntax-trailing-comma", comma)
        if char != wanted:
            self._tell("syntax-bracket", self.place, found=char, wanted=wanted)
        self._take()

    def _unclosed(self, opened: int, wanted: str) -> None:
        line, _ = self.positions.at(opened)
        self._tell("syntax-unclosed", self._behind(), wanted=wanted, line=line)
        self._stop()

    def _behind(self) -> int:
        """The place behind the last character that is not blank: where something is missing."""
        return len(self.text[: self.place].rstrip())

    def _string(self) -> str:
        """A text in quotes of any kind, read like Python's, on one line."""
        start, quote = self.place, self.text[self.place]
        if quote != '"':
            self._tell("syntax-single-quotes" if quote == "'" else "syntax-full-width", start, found=quote, instead='"')
        self.place = max(self.place, start + 1)
        parts: List[str] = []
        while not self.stopped:
            char = self.text[self.place : self.place + 1]
            if not char or char == "\n":
                self._tell("syntax-quote" if char else "syntax-quote-end", start)
                break
            if char in _ENDS[quote]:
                self.place += 1
                break
            if char == "\\":
                parts.append(self._escape())
                continue
            if char < " ":
                self._tell("syntax-control", self.place, code=f"U+{ord(char):04X}")
            parts.append(char)
            self.place += 1
        return "".join(parts)

    def _escape(self) -> str:
        """What a backslash and what follows it stand for; a lone backslash, as in a Windows path, stands for itself."""
        start, char = self.place, self.text[self.place + 1 : self.place + 2]
        code = _HEX.match(self.text, start + 2) if char == "u" else None
        if code:
            self.place = code.end()
            high = int(code[0], 16)
            second = _HEX.match(self.text, self.place + 2) if self.text.startswith("\\u", self.place) else None
            low = int(second[0], 16) if second else 0
            if second and 0xD800 <= high < 0xDC00 <= low < 0xE000:
                self.place = second.end()
                return chr(0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00)))
            return chr(high)
        if char in _ESCAPES:
            self.place = start + 2
            return _ESCAPES[char]
        self._tell("syntax-escape", start, found="\\" + char.strip())
        self.place = max(self.place, start + 1)
        return "\\"

    def _word(self) -> Scalar:
        """A number, or a word without quotes."""
        start, match = self.place, _TOKEN.match(self.text, self.place)
        if not match:
            self._tell("syntax-value", start, found=self.text[start])
            self.place = max(self.place, start + 1)
            return ""
        token, self.place = match[0], match.end()
        number = _NUMBER.fullmatch(token)
        try:
            if number:
                return float(token) if number["float"] else int(token)
        except ValueError:  # more digits than Python takes
            self._tell("syntax-word", start, found=token[:40])
            return None
        if token in _WORDS:
            return _WORDS[token]
        if token in _PYTHON:
            self._tell("syntax-python-word", start, found=token, instead=_INSTEAD[_PYTHON[token]])
            return _PYTHON[token]
        self._tell("syntax-word", start, found=token[:40])
        return token

"""A place that moves through a JSON text: its blanks, marks, texts and words, and the mistakes in them."""

from __future__ import annotations

import re
from typing import Dict, List

from diagnose.config.positions import Problem
from diagnose.model import Scalar

MOST_PROBLEMS = 300
"""After so many mistakes the text is something else."""
QUOTES = "\"'“‘”’"

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<float>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_TOKEN = re.compile(r"(?:(?!//|/\*|#)[^\s,:=;{}\[\]\"'，：；“”‘’｛｝【】\ufeff])+")
_BLANK = re.compile(r"[ \t\n\r]*")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_ODD_BLANK = re.compile(r"[\ufeff\u200b-\u200f\u2060]|[^\S \t\n\r]")
_WORDS: Dict[str, Scalar] = {"true": True, "false": False, "null": None, "NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_PYTHON: Dict[str, Scalar] = {"True": True, "False": False, "None": None, "TRUE": True, "FALSE": False, "NULL": None, "Null": None}
_INSTEAD: Dict[Scalar, str] = {True: "true", False: "false", None: "null"}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_ENDS = {'"': '"', "'": "'", "“": '”"“', "‘": "’'‘", "”": '”"', "’": "’'"}
"""What ends a text that began with this quote."""
_HALF = {"，": ",", "：": ":", "；": ";", "｛": "{", "｝": "}", "【": "[", "】": "]"}
"""Full-width marks of Chinese input methods and what they were meant to be."""


class Cursor:
    """One pass over a text; `place` only ever grows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.problems: List[Problem] = []
        self.stopped = False

    def tell(self, key: str, offset: int, **values: object) -> None:
        if self.stopped:
            return
        self.problems.append(Problem(key, offset, values))
        if len(self.problems) >= MOST_PROBLEMS:
            self.stop()

    def stop(self) -> None:
        self.stopped = True
        self.place = len(self.text)

    def peek(self) -> str:
        """The next character behind blanks and comments, a full-width mark as its half-width twin; empty at the end."""
        while self.place < len(self.text):
            blank = _BLANK.match(self.text, self.place)
            self.place = blank.end() if blank else self.place
            comment = _COMMENT.match(self.text, self.place)
            odd = _ODD_BLANK.match(self.text, self.place)
            if not comment and not odd:
                break
            if comment:
                self.tell("syntax-comment", self.place)
                self.place = max(self.place, comment.end())
            elif odd:
                self.tell("syntax-odd-blank", self.place, code=f"U+{ord(odd[0]):04X}")
                self.place = max(self.place, odd.end())
        char = self.text[self.place : self.place + 1]
        return _HALF.get(char, char)

    def take(self) -> None:
        """Pass over the mark that `_peek` gave, and tell when it is a full-width one."""
        char = self.text[self.place : self.place + 1]
        if char in _HALF:
            self.tell("syntax-full-width", self.place, found=char, instead=_HALF[char])
        self.place += 1

    def behind(self) -> int:
        """The place behind the last character that is not blank: where something is missing."""
        place = min(self.place, len(self.text))
        while place and self.text[place - 1].isspace():
            place -= 1
        return place

    def string(self) -> str:
        """A text in quotes of any kind, read like Python's, on one line."""
        start, quote = self.place, self.text[self.place]
        if quote != '"':
            self.tell("syntax-single-quotes" if quote == "'" else "syntax-full-width", start, found=quote, instead='"')
        self.place = max(self.place, start + 1)
        parts: List[str] = []
        while not self.stopped:
            char = self.text[self.place : self.place + 1]
            if not char or char == "\n":
                self.tell("syntax-quote" if char else "syntax-quote-end", start)
                break
            if char in _ENDS[quote]:
                self.place += 1
                break
            if char == "\\":
                parts.append(self._escape())
                continue
            if char < " ":
                self.tell("syntax-control", self.place, code=f"U+{ord(char):04X}")
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
        self.tell("syntax-escape", start, found="\\" + char.strip())
        self.place = max(self.place, start + 1)
        return "\\"

    def word(self) -> Scalar:
        """A number, or a word without quotes."""
        start, match = self.place, _TOKEN.match(self.text, self.place)
        if not match:
            self.tell("syntax-value", start, found=self.text[start])
            self.place = max(self.place, start + 1)
            return ""
        token, self.place = match[0], match.end()
        number = _NUMBER.fullmatch(token)
        try:
            if number:
                return float(token) if number["float"] else int(token)
        except ValueError:  # more digits than Python takes
            self.tell("syntax-word", start, found=token[:40])
            return None
        if token in _WORDS:
            return _WORDS[token]
        if token in _PYTHON:
            self.tell("syntax-python-word", start, found=token, instead=_INSTEAD[_PYTHON[token]])
            return _PYTHON[token]
        self.tell("syntax-word", start, found=token[:40])
        return token

    def bare(self) -> str:
        """A name without quotes, where one should stand in them."""
        start, match = self.place, _TOKEN.match(self.text, self.place)
        found = match[0] if match else self.text[start : start + 1]
        if match:
            self.place = match.end()
        elif found != ":":  # a mark where a name should stand
            self.place += 1
        self.tell("syntax-key", start, found=found[:40])
        return found if match else ""

"""Our own words between a program's: on a fresh line, in plain colours, and never inside of an escape sequence or a character."""

from __future__ import annotations

import os
import re
from collections import deque
from typing import Deque, Tuple

from diagnose.live.showing import shower

QUIET = 0.05
"""Seconds without output after which we may speak."""
PATIENCE = 1.0
"""Seconds after which we speak all the same."""
_TAIL = 64
"""Bytes of the program's last output that are remembered."""

_OPEN = re.compile(rb"\x1b(?:[ -/]*|\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*)$")
"""The begin of an escape sequence whose end is still to come."""
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_ENTERS, _LEAVES = re.compile(rb"\x1b\[\?(?:1049|1047|47)h"), re.compile(rb"\x1b\[\?(?:1049|1047|47)l")


class Voice:
    """What is said on one file descriptor that a program's output goes to as well."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.terminal = os.isatty(target)
        self._show = shower(target)
        self._waiting: Deque[Tuple[float, str]] = deque()
        self._tail = b""
        self._elsewhere = False  # the program shows a screen of its own

    def heard(self, block: bytes) -> None:
        """The program's output, as it went to the same place."""
        if self.terminal and (b"\x1b[?" in block or b"\x1b[?" in self._tail[-8:] + block[:8]):
            text = self._tail[-8:] + block
            enters, leaves = (max((match.end() for match in pattern.finditer(text)), default=-1) for pattern in (_ENTERS, _LEAVES))
            self._elsewhere = enters > leaves if enters != leaves else self._elsewhere
        self._tail = (self._tail + block)[-_TAIL:] if len(block) < _TAIL else block[-_TAIL:]

    def add(self, text: str, now: float) -> None:
        """Something to be said when there is a moment for it."""
        if text:
            self._waiting.append((now, text))

    def tell(self, text: str) -> None:
        """Say something now: the program has ended."""
        self.add(text, 0.0)
        self.speak(raw=False)

    @property
    def waiting(self) -> bool:
        """Something is to be said, and may be."""
        return bool(self._waiting) and not self._elsewhere

    def may_speak(self, now: float, quiet: bool) -> bool:
        """Whether this is the moment; `quiet` when the program has not written for `QUIET` seconds."""
        return self.waiting and ((quiet and not torn(self._tail)) or now - self._waiting[0][0] >= PATIENCE)

    def speak(self, raw: bool) -> None:
        """Say all that waits; `raw` when the terminal does not turn a line feed into a new line now. A reader that is gone is no error."""
        text = "".join(text for _, text in self._waiting)
        self._waiting.clear()
        if not text:
            return
        if self.terminal and os.name != "nt":
            begin = fresh_line(self._tail)
        else:
            begin = b"" if not self._tail or self._tail.endswith((b"\n", b"\r")) else b"\n"
        data = begin + text.encode("utf-8", "replace")
        if raw:
            data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self._tail = b"\n"
        self._show(data)


def torn(tail: bytes) -> bool:
    """Whether output ends inside of an escape sequence or of a character of UTF-8."""
    if _OPEN.search(tail):
        return True
    for back in range(1, min(4, len(tail)) + 1):
        byte = tail[-back]
        if byte >= 0xC0:
            return back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4)
        if byte < 0x80:
            return False
    return False


def fresh_line(tail: bytes) -> bytes:
    """What to write after a program's output so that the next words stand at the begin of a line in plain colours.

    A torn escape sequence is cancelled first, else it would swallow what follows.
    """
    cancel = b"\x18\x1b\\" if _OPEN.search(tail) else b""
    shown = _SEQUENCE.sub(b"", tail)
    return cancel + b"\x1b[0m" + (b"" if not shown or shown.endswith(b"\n") else b"\r\n")

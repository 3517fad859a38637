"""Lines that a console has torn: how wide it was, and whether two lines belong together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import List, Optional, Sequence

from diagnose import marks
from diagnose.late import late
from diagnose.model import Line
from diagnose.states import kind_at

NARROWEST, WIDEST = 40, 250
"""Consoles of other widths are not believed in."""
USUAL = (80, 120)
"""Consoles of these widths are believed in when a single line ends there."""

_TORN = late(r"\", line \d+(?:,|, i|, in|, in <[\w ]*)$")
"""The end of a frame whose function stands on the next line."""
_REST = late(r"(?:[a-z_]\w*>?|>)$")
"""The rest of a function's name. Names of exceptions begin with a capital."""


@dataclass(frozen=True)
class Console:
    """How the lines of a traceback were torn."""

    width: int = 0
    """Columns; 0 when nothing was torn."""
    words: bool = False
    """Torn between words, as rich does it, not at the last column."""

    def glue(self, part: str, following: str) -> Optional[str]:
        """What the console took away between a line and the next; None when the two are lines of their own."""
        if not self.width:
            return None
        if not self.words and _REST.match(following) and marks.width(part) == self.width and marks.frame(part):
            return ""
        if marks.begins(following):
            return None
        if part.endswith('", line'):
            return " "
        if self.words:
            first, last = following.split(" ", 1)[0], part.rsplit(" ", 1)[-1]
            if marks.width(part) == self.width < marks.width(last) + marks.width(first):
                return ""  # one word, longer than a line
            torn = bool(first) and marks.width(part) <= self.width < marks.width(part) + 1 + marks.width(first)
            return " " if torn else None
        # Trailing blanks were taken off the line: a torn line one column shorter than the console ended in one.
        return {0: "", 1: " "}.get(self.width - marks.width(part))


def guess_console(texts: Sequence[str]) -> Console:
    """The console told by the lines from a traceback's first one on.

    No line goes beyond its last column; there a frame is torn, or several different lines end.
    """
    plain = {text for text in texts if not marks.NOISE.match(text) and "─" not in text}
    widths = Counter(map(marks.width, plain))
    width = max(widths, default=0)
    if not NARROWEST <= width <= WIDEST:
        return Console(0)
    torn = any(marks.broken_frame(text) or _TORN.search(text) for text in plain if marks.width(text) >= width - 1)
    torn = torn or any(marks.width(text) == width and _REST.match(rest) and marks.frame(text) for text, rest in zip(texts, texts[1:]))
    believed = torn or width in USUAL or widths[width] >= 4
    return Console(width if believed else 0)


def console_width(lines: Sequence[Line]) -> int:
    """Columns of the console that tore the lines of a whole log; 0 when it was none, or cannot be told."""
    widths: List[int] = []
    for line in lines:
        text = line.text
        if text and not (line.kind or kind_at(line)).drawn:
            if len(text) > WIDEST:
                return 0
            widths.append(len(text) if text.isascii() else marks.width(text))
    width = max(widths, default=0)
    return width if NARROWEST <= width <= WIDEST and (width in USUAL or widths.count(width) >= 4) else 0


def whole_line(lines: Sequence[Line], place: int, width: int) -> Line:
    """A line with what the console put onto the next ones of the same writer."""
    line = lines[place]
    text = part = line.text
    while marks.width(part) == width and place + 1 < len(lines) and lines[place + 1].stream == line.stream and len(text) < 10 * width:
        place += 1
        part = lines[place].text
        if marks.begins(part):
            break
        text += part
    return line if text == line.text else line._replace(text=text, kind=None)

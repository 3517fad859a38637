"""Lines to the frames of one traceback: skips what other programs printed in between, joins what a console tore."""

from __future__ import annotations

from collections import Counter
from typing import List, Optional, Set, Tuple

from diagnose import marks
from diagnose.model import Frame, Line
from diagnose.wraps import Console

STRAYS = 12
"""Lines of other programs that may stand between two lines of a traceback."""
TWINS = 8
"""Other writers of the same traceback, line by line, that are told apart."""


class FrameReader:
    """Reads frames from the lines of one stream; `_place` is left at the first line that is none."""

    def __init__(self, lines: List[Line]) -> None:
        self.lines = lines
        self.used: Set[int] = set()
        """Places of frames and source lines."""
        self._place = 0
        self._console = Console()
        self._twins = 0

    def _text(self, place: int) -> str:
        return self.lines[place].text if place < len(self.lines) else ""

    def _texts(self, place: int, count: int) -> List[str]:
        return [line.text for line in self.lines[place : place + count]]

    def _frames(self, place: int, depth: int) -> List[Frame]:
        """Frames up to the exception's line, where `_place` is left."""
        frames: List[Frame] = []
        left = depth  # indentation of the last frame
        strays, drawn, opening = 0, False, ""
        seen: Counter[str] = Counter()
        while place < len(self.lines):
            text = self._text(place)
            if self.lines[place].gap and seen:
                break
            if marks.header(text) is not None:
                if (frames and self._text(place + 1) != opening) or self._twins >= TWINS:
                    break
                self._twins += 1
                place += 1
                continue
            mark, after = self._whole_frame(place)
            repeated = self._twins > 0 and seen[text] % (self._twins + 1) > 0
            seen[text] += 1
            if mark:
                if not repeated:
                    frames.append(Frame(mark[0], mark[1], mark[2], mark[3], self.lines[place].number))
                opening = opening or text
                left, strays, drawn = marks.indent(text), 0, 'le "' not in text
            elif marks.NOISE.match(text) or not text.strip() or repeated or (drawn and marks.numbered(text)):
                after = place + 1
            elif self._is_exception(place, depth, left, frames):
                break
            elif frames and marks.arrow(text):
                number, source = marks.arrow(text) or (0, "")
                frames[-1] = frames[-1]._replace(line=frames[-1].line or number, source=source)
                after = place + 1
            elif frames and (marks.indent(text) > left or (left <= depth and not frames[-1].source and place - 1 in self.used)):
                source, after = self._join(place)
                frames[-1] = frames[-1]._replace(source=frames[-1].source or source.strip())
            elif strays < STRAYS and self._goes_on(place, exceptions=True):
                strays += 1
                place += 1
                continue
            else:
                break
            self.used.update(range(place, after))
            place = after
        self._place = place
        return frames

    def _boxed_frames(self, place: int, width: int) -> List[Frame]:
        """Frames in the box that rich draws, up to the line below it."""
        frames: List[Frame] = []
        self._console = Console(width - 4, words=True)
        while place < len(self.lines) and marks.header(self._text(place)) is None:
            text, after = self._text(place), place + 1
            if marks.begins_path(text):
                text, after = self._join(place)
            mark, pointed = marks.boxed_frame(text), marks.arrow(text)
            if mark:
                frames.append(Frame(mark[0], mark[1], mark[2], "", self.lines[place].number))
            elif pointed and frames:
                frames[-1] = frames[-1]._replace(source=pointed[1])
            elif marks.exception(text, sure=False):
                break
            self.used.update(range(place, after))
            place = after
            if text.startswith("╰") and marks.width(text) >= width:
                break
        self._console = Console(width, words=True)
        self._place = place
        return frames

    def _is_exception(self, place: int, depth: int, left: int, frames: List[Frame]) -> bool:
        """The line that ends a traceback: named like an exception, or where nothing else can stand."""
        text = self._join(place)[0]
        if marks.exception(text.strip(), sure=False):
            return marks.indent(text) <= max(left, depth + 1)
        told = marks.exception(text.strip(), sure=True) if frames and marks.indent(text) == depth else None
        if not told or (left <= depth and (not frames[-1].source or (told[0].islower() and "." not in told[0]))):
            return False
        # What a program prints in between looks the same: "wav_data_len: 96".
        return not self._goes_on(place, exceptions=told[0].islower() and "." not in told[0])

    def _goes_on(self, place: int, exceptions: bool) -> bool:
        """A frame, or a sure exception, follows within a few lines, before another traceback."""
        for text in self._texts(place + 1, STRAYS):
            if marks.header(text) is not None:
                return False
            if marks.frame(text) or marks.broken_frame(text) or (exceptions and marks.exception(text.strip(), sure=False)):
                return True
        return False

    def _whole_frame(self, place: int) -> Tuple[Optional[marks.FrameMark], int]:
        """A frame and the place after it; one that was torn by a console is joined again."""
        text = part = self._text(place)
        mark, after = marks.frame(text), place + 1
        if not mark and not marks.broken_frame(text):
            return None, after
        for near, following in enumerate(self._texts(after, 3), after):
            glue = self._console.glue(part, following)
            if glue is None:
                break
            text, part = text + glue + following, following
            longer = marks.frame(text)
            if longer and (not mark or (longer[2] and not longer[3])):
                mark, after = longer, near + 1
        return mark, after

    def _join(self, place: int) -> Tuple[str, int]:
        """A line with what a console tore off it, and the place after it."""
        text = part = self._text(place)
        place += 1
        while place < len(self.lines):
            glue = self._console.glue(part, self._text(place))
            if glue is None:
                break
            part = self._text(place)
            text, place = text + glue + part, place + 1
        return text, place

"""Lines to chains: reads tracebacks as they are really found - chained, nested, wrapped, flattened, interleaved, cut.

What cannot be read as part of a traceback stays a line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import List, Optional, Sequence, Set, Tuple

from diagnose import marks
from diagnose.model import Chain, Frame, Line, Raised

LONGEST_MESSAGE = 200
"""Lines of one exception's message that are kept."""


def read_chains(lines: Sequence[Line]) -> Tuple[List[Chain], Set[int]]:
    """The chains in a run of lines, in the order of the log, and the indices of the lines that are frames or source."""
    chains: List[Chain] = []
    used: Set[int] = set()
    for stream in dict.fromkeys(line.stream for line in lines):
        indices = [i for i, line in enumerate(lines) if line.stream == stream]
        reader = _Reader([lines[i] for i in indices])
        chains += [replace(chain, stream=stream) for chain in reader.chains()]
        used |= {indices[i] for i in reader.used}
    chains.sort(key=lambda chain: chain.start)
    return chains, used


class _Reader:
    """Walks over the lines of one stream."""

    def __init__(self, lines: List[Line]) -> None:
        self.lines = lines
        self.used: Set[int] = set()
        self._place = 0
        self._wrap = 0  # console width that tore the current traceback's lines
        self._torn = ""  # rest of a message that was on the next line

    def chains(self) -> List[Chain]:
        found: List[Chain] = []
        while self._place < len(self.lines):
            text = self.lines[self._place].text
            start = self._place
            item = marks.header(text)
            link = "root"
            if item is None and marks.IGNORED.match(text) and self._header_ahead(self._place + 1):
                self._place = self._header_ahead(self._place + 1) or self._place
                link, item = "ignored", ""
            raised: List[Raised] = []
            if item is not None:
                raised = self._chain(link)
            elif marks.frame(text) and self._frames_ahead():
                raised = self._chain(link, headless=True)
            elif marks.bare_exception(text.lstrip() if text.startswith(" E ") else text):
                raised = [self._bare()]
            if raised:
                found.append(Chain(tuple(raised), self.lines[start].number, self._last_number(), item=item or ""))
            self._place = max(self._place, start + 1)
        return found

    def _last_number(self) -> int:
        return self.lines[min(self._place, len(self.lines)) - 1].number

    def _text(self, place: int) -> str:
        return self.lines[place].text if place < len(self.lines) else ""

    def _header_ahead(self, place: int) -> Optional[int]:
        for near in range(place, min(place + 3, len(self.lines))):
            if marks.header(self._text(near)) is not None:
                return near
        return None

    def _frames_ahead(self) -> bool:
        """A frame without a header counts when an exception or another frame follows soon."""
        near = [self._text(i) for i in range(self._place + 1, min(self._place + 6, len(self.lines)))]
        return any(marks.frame(text) or marks.exception(text, sure=False) for text in near)

    def _bare(self) -> Raised:
        place = self._place
        kind, message = marks.bare_exception(self._text(place)) or ("", "")
        self._wrap = self._guess_width(place)
        message = self._message(message, place, lost_indent=False)
        number = self.lines[place].number
        return Raised(kind, message, (), number, number, self._last_number())

    def _chain(self, link: str, headless: bool = False) -> List[Raised]:
        """A traceback and all that is linked to it, root first."""
        self._wrap = self._guess_width(self._place)
        raised = self._raised(link, headless)
        while True:
            place = self._skip_blank(self._place)
            text = self._text(place)
            kind = "context" if marks.CONTEXT.search(text) else "cause" if marks.CAUSE.search(text) else ""
            ahead = self._header_ahead(self._skip_blank(place + 1)) if kind else None
            if ahead is None:
                return raised
            self._place = ahead
            raised += self._raised(kind, headless=False)

    def _skip_blank(self, place: int) -> int:
        while place < len(self.lines) and (not self._text(place).strip() or marks.NOISE.match(self._text(place))):
            place += 1
        return place

    def _raised(self, link: str, headless: bool) -> List[Raised]:
        """One traceback; what its message holds (a worker's or a rank's own traceback) comes before it."""
        start = self._place
        depth = marks.indent(self._text(start)) - (2 if headless else 0)
        frames = self._frames(start if headless else start + 1, depth)
        place = self._place
        first = self.lines[start].number
        told = marks.exception(self._text(place).strip(), sure=bool(frames)) if place < len(self.lines) else None
        if not told:
            self._place = place
            return [Raised("", "", tuple(frames), self._last_number(), first, self._last_number(), link)]
        at = self.lines[place].number
        lost = bool(frames) and all(marks.indent(self._text(i)) == depth for i in sorted(self.used) if i > start)
        message = self._message(told[1], place, lost)
        inner = self._inner()
        whole = Raised(told[0], message, tuple(frames), at, first, self._last_number(), link)
        if not inner:
            return [whole]
        return [*inner[0], replace(whole, link=inner[1])]

    def _frames(self, place: int, depth: int) -> List[Frame]:
        """Frames up to the exception's line, where `_place` is left."""
        frames: List[Frame] = []
        recent: List[str] = []
        twins = strays = 0
        while place < len(self.lines):
            text = self._text(place)
            if marks.header(text) is not None and not frames and twins < 8:
                twins += 1  # two workers write at once
                place += 1
                continue
            mark, after = self._whole_frame(place)
            if mark:
                if not (twins and text in recent):
                    frames.append(Frame(mark[0], mark[1], mark[2], mark[3], self.lines[place].number))
                self.used.update(range(place, after))
                place, strays = after, 0
            elif marks.NOISE.match(text) or not text.strip() or (twins and text in recent):
                self.used.add(place)
                place += 1
            elif self._is_exception(text, depth, frames):
                break
            elif marks.arrow(text) and frames:
                number, source = marks.arrow(text) or (0, "")
                frames[-1] = replace(frames[-1], line=frames[-1].line or number, source=source)
                self.used.add(place)
                place += 1
            elif frames and self._is_source(place, text, depth, frames):
                if not frames[-1].source:
                    source, after = self._join(place)
                    frames[-1] = replace(frames[-1], source=source.strip())
                    self.used.update(range(place, after))
                    place = after
                else:
                    self.used.add(place)
                    place += 1
            elif strays < 12 and self._continues(place, depth):
                strays += 1  # another program printed in between
                place += 1
            else:
                break
            recent = (recent + [text])[-6:]
        self._place = place
        return frames

    def _is_exception(self, text: str, depth: int, frames: List[Frame]) -> bool:
        if marks.indent(text) > depth + 1:
            return False
        told = marks.exception(text.strip(), sure=False)
        if told:
            return True
        indented = bool(frames) and marks.indent(text) == depth and self._was_indented(frames[-1], depth)
        return indented and marks.exception(text.strip(), sure=True) is not None

    def _was_indented(self, frame: Frame, depth: int) -> bool:
        for near in range(self._place, len(self.lines)):
            if self.lines[near].number == frame.at:
                return marks.indent(self.lines[near].text) > depth
        return False

    def _is_source(self, place: int, text: str, depth: int, frames: List[Frame]) -> bool:
        """Indented below a frame; without indentation, the one line after it."""
        if marks.indent(text) > depth:
            return True
        return not frames[-1].source and frames[-1].at >= self.lines[place].number - 1 and not self._was_indented(frames[-1], depth)

    def _continues(self, place: int, depth: int) -> bool:
        """A frame or a sure exception follows within a few lines, before another traceback."""
        for near in range(place + 1, min(place + 13, len(self.lines))):
            text = self._text(near)
            if marks.header(text) is not None:
                return False
            if (marks.frame(text) and 'File "' in text) or marks.broken_frame(text):
                return True
            if marks.exception(text, sure=False):
                return True
        return False

    def _whole_frame(self, place: int) -> Tuple[Optional[marks.FrameMark], int]:
        """A frame and the place after it; one that was torn by a console is joined again."""
        text = self._text(place)
        mark = marks.frame(text)
        if mark or not marks.broken_frame(text):
            return mark, place + 1
        joined = text
        for after in range(place + 1, min(place + 4, len(self.lines))):
            joined += self._text(after)
            mark = marks.frame(joined)
            if mark and mark[2]:
                self._wrap = self._wrap or marks.width(text)
                return mark, after + 1
        return marks.frame(joined), place + 1

    def _join(self, place: int) -> Tuple[str, int]:
        """A line with what a console wrapped onto the next ones."""
        text = self._text(place)
        part = text
        while self._wrap and marks.width(part) >= self._wrap - 1 and place + 1 < len(self.lines):
            if marks.header(self._text(place + 1)) is not None or marks.frame(self._text(place + 1)):
                break
            place += 1
            part = self._text(place)
            # Trailing blanks were taken off the line: a torn line shorter than the console ended in one.
            text += (" " if marks.width(self._text(place - 1)) < self._wrap else "") + part
        return text, place + 1

    def _guess_width(self, start: int) -> int:
        """Console width, when several lines end at the same column and none goes further."""
        near = [self._text(i) for i in range(start, min(start + 80, len(self.lines)))]
        widths = Counter(marks.width(text) for text in near if not marks.NOISE.match(text) and "─" not in text)
        longest = max(widths, default=0)
        torn = sum(marks.broken_frame(text) for text in near)
        return longest if 40 <= longest <= 250 and (widths[longest] >= 3 or torn) and (torn or widths[longest] >= 4) else 0

    def _message(self, message: str, place: int, lost_indent: bool) -> str:
        """The message with its continuation lines; leaves `_place` after it."""
        whole, after = self._join(place)
        parts = [message + whole[len(self._text(place)) :]]
        first = marks.indent(self._text(place))
        while after < len(self.lines) and len(parts) < LONGEST_MESSAGE:
            text = self._text(after)
            if marks.header(text) is not None or marks.SPAWN.search(text) or marks.GROUP.match(text):
                break
            if self.lines[after].gap or not self._continues_message(text, first, after, lost_indent, len(parts)):
                break
            joined, after = self._join(after)
            parts.append(joined)
        while parts and not parts[-1].strip():
            parts.pop()
            after -= 1
        self._place = max(after, place + 1)
        return "\n".join(parts)

    def _continues_message(self, text: str, first: int, place: int, lost_indent: bool, count: int) -> bool:
        if not text.strip():  # a blank line inside a message that goes on indented
            ahead = self._text(place + 1)
            return bool(ahead.strip()) and marks.indent(ahead) > first and not marks.frame(ahead)
        if marks.CONTEXT.search(text) or marks.CAUSE.search(text) or marks.frame(text):
            return False
        if marks.indent(text) > first or text.startswith(("**", "##")):
            return True
        return lost_indent and count < 6 and not marks.bare_exception(text)

    def _inner(self) -> Optional[Tuple[List[Raised], str]]:
        """The traceback inside a message: of an mp.spawn rank, a DataLoader worker, or an exception group."""
        place = self._skip_blank(self._place)
        text = self._text(place)
        if marks.SPAWN.search(text):
            ahead, kind = self._header_ahead(place + 1), "spawn"
        elif text.lstrip().startswith("Original Traceback (most recent"):
            ahead, kind = place, "worker"
        elif marks.GROUP.match(text) and place > 0:
            ahead, kind = self._header_ahead(place + 1), "group"
        else:
            return None
        if ahead is None:
            return None
        self._place = ahead
        inner = self._chain("root")
        if kind == "group":
            inner += self._siblings()
        return inner, kind

    def _siblings(self) -> List[Raised]:
        """Further members of an exception group."""
        found: List[Raised] = []
        while True:
            place = self._skip_blank(self._place)
            if not marks.GROUP.match(self._text(place)):
                return found
            self._place = place + 1
            ahead = self._header_ahead(place + 1)
            if ahead is None or not any(char.isdigit() for char in self._text(place)):
                return found
            self._place = ahead
            found += self._chain("group")

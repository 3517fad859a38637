"""Lines to chains: reads tracebacks as they are really found - chained, nested, wrapped, flattened, interleaved, cut.

What cannot be read as part of a traceback stays a line.
"""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Set, Tuple

from diagnose import marks
from diagnose.commands import read_command
from diagnose.frames import STRAYS, FrameReader
from diagnose.late import late
from diagnose.model import Chain, Line, Raised
from diagnose.states import kind_at
from diagnose.text import peel
from diagnose.wraps import guess_console

LONGEST_MESSAGE = 200
"""Lines of one exception's message that are kept."""
DEEPEST = 20
"""Tracebacks inside of one another that are followed."""
_ITEMS = late(r"^\d+ validation errors? for ")
"""Messages that list names without indentation, each with its explanation indented below it."""


def read_chains(lines: Sequence[Line]) -> Tuple[List[Chain], Set[int]]:
    """The chains in a run of lines, in the order of the log, and the indices of the lines that are frames or source."""
    chains: List[Chain] = []
    used: Set[int] = set()
    if not _openings(lines):
        return chains, used
    lines = peel(lines)
    for indices in _streams(lines):
        whole = len(indices) == len(lines)
        reader = _Reader(lines if whole else [lines[i] for i in indices])
        chains += reader.chains()
        used |= reader.used if whole else {indices[i] for i in reader.used}
    chains.sort(key=lambda chain: chain.start)
    return chains, used


def _openings(lines: Sequence[Line]) -> List[int]:
    """Indices of the lines with which a chain may begin."""
    return [i for i, line in enumerate(lines) if (line.kind or kind_at(line)).opens]


def _streams(lines: Sequence[Line]) -> Sequence[Sequence[int]]:
    """Indices of the lines of each writer."""
    if {line.stream for line in lines} == {""}:
        return [range(len(lines))]
    streams: Dict[str, List[int]] = {}
    for i, line in enumerate(lines):
        streams.setdefault(line.stream, []).append(i)
    return list(streams.values())


class _Reader(FrameReader):
    """Walks over the lines of one stream."""

    def __init__(self, lines: List[Line]) -> None:
        super().__init__(lines)
        self._nested = 0

    def chains(self) -> List[Chain]:
        found: List[Chain] = []
        for start in _openings(self.lines):
            if start < self._place:
                continue
            self._place = start
            line, text = self.lines[start], self.lines[start].text
            item, link = marks.header(text), "root"
            if item is not None and self._text(start + 1).strip(" |>") == "...":
                self._place = start + 3  # an example in a documentation
                continue
            outlived = marks.outlived(text) if item is None else ""
            ahead = self._header_ahead(start + 1) if outlived else None
            raised: List[Raised] = []
            if ahead is not None:
                self._place = ahead
                raised = self._chain(outlived)
            elif item is not None:
                raised = self._chain(link)
            elif (marks.frame(text) or marks.broken_frame(text)) and self._frames_ahead():
                raised = self._chain(link, headless=True)
            elif marks.bare_exception(text):
                raised = self._bare()
            if any(one.type or one.frames for one in raised) or (raised and self._skip_blank(self._place) == len(self.lines)):
                found.append(Chain(tuple(raised), line.number, self._last_number(), line.stream, last=line.number, item=item or ""))
            self._place = max(self._place, start + 1)
        return found

    def _last_number(self) -> int:
        return self.lines[min(self._place, len(self.lines)) - 1].number

    def _header_ahead(self, place: int) -> Optional[int]:
        for near, text in enumerate(self._texts(place, 3), place):
            if marks.header(text) is not None:
                return near
        return None

    def _frames_ahead(self) -> bool:
        """A frame without a header counts when an exception or another frame follows soon."""
        return any(marks.frame(text) or marks.exception(text, sure=False) or marks.dotted_exception(text) for text in self._texts(self._place + 1, 5))

    def _bare(self) -> List[Raised]:
        """An exception whose own traceback is not in the log."""
        place = self._place
        kind, message = marks.bare_exception(self._text(place)) or ("", "")
        self._console = guess_console(self._texts(place, 80))
        message = self._message(message, place, lost_indent=False)
        number = self.lines[place].number
        return self._with_inner(Raised(kind, message, (), number, number, self._last_number()))

    def _chain(self, link: str, headless: bool = False) -> List[Raised]:
        """A traceback and all that is linked to it, root first."""
        self._console = guess_console(self._texts(self._place, 80))
        raised = self._raised(link, headless)
        while True:
            place = self._skip_blank(self._place)
            text = self._text(place)
            kind = "context" if marks.CONTEXT.search(text) else "cause" if marks.CAUSE.search(text) else ""
            ahead = self._header_ahead(self._skip_blank(place + 1)) if kind else None
            if ahead is None:
                return raised
            self._place = ahead
            following = self._raised(kind)
            raised += [following[0]._replace(link=kind), *following[1:]]

    def _skip_blank(self, place: int) -> int:
        while place < len(self.lines) and (not self._text(place).strip() or marks.NOISE.match(self._text(place))):
            place += 1
        return place

    def _raised(self, link: str, headless: bool = False) -> List[Raised]:
        """One traceback; what its message holds (a worker's or a rank's own traceback) comes before it."""
        start, text = self._place, self._text(self._place)
        depth = marks.indent(text) - (2 if headless else 0)
        self._twins = 0
        if not headless and marks.boxed(text):
            frames = self._boxed_frames(start + 1, marks.width(text))
        else:
            frames = self._frames(start if headless else start + 1, depth)
        place, first = self._place, self.lines[start].number
        told = marks.exception(self._join(place)[0].strip(), sure=bool(frames)) if place < len(self.lines) else None
        if not told:
            link = "told" if frames and marks.warning(self._text(place)) else link
            return [Raised("", "", tuple(frames), self._last_number(), first, self._last_number(), link)]
        lost = bool(frames) and all(marks.indent(self._text(i)) == depth for i in range(start + 1, place) if i in self.used)
        message = self._message(told[1], place, lost)
        for _ in range(self._twins):
            self._place += self._text(self._place) == self._text(place)
        return self._with_inner(Raised(told[0], message, tuple(frames), self.lines[place].number, first, self._last_number(), link))

    def _message(self, message: str, place: int, lost_indent: bool) -> str:
        """The message with its continuation lines; leaves `_place` after it."""
        whole, after = self._join(place)
        parts = [(marks.exception(whole.strip(), sure=True) or ("", message))[1]]
        below = whole.rstrip().endswith(":") and not parts[0].strip()  # the message begins in the next line
        first = marks.indent(self._text(place))
        while after < len(self.lines) and len(parts) < LONGEST_MESSAGE:
            text = self._text(after)
            if marks.header(text) is not None or marks.SPAWN.search(text) or marks.GROUP.match(text):
                break
            if self.lines[after].gap or not self._continues_message(text, first, after, lost_indent or below, parts):
                break
            joined, after = self._join(after)
            parts.append(joined)
        linked = self._until_connector(after)
        parts += self._texts(after, linked - after)
        after = max(after, linked)
        while parts and not parts[-1].strip():
            parts.pop()
            after -= 1
        self._place = max(after, place + 1)
        return "\n".join(parts)

    def _until_connector(self, place: int) -> int:
        """Place of the words that link this exception to the next one: whatever stands before them belongs to its message."""
        for near, text in enumerate(self._texts(place, STRAYS), place):
            if marks.CONTEXT.search(text) or marks.CAUSE.search(text) or text.strip() == '"""':
                return near
            if self.lines[near].gap or marks.begins(text):
                break
        return place

    def _continues_message(self, text: str, first: int, place: int, lost_indent: bool, parts: List[str]) -> bool:
        if not text.strip():  # a blank line inside a message that goes on indented
            ahead = self._text(place + 1)
            return bool(ahead.strip()) and (marks.indent(ahead) > first or (lost_indent and not any(parts))) and not marks.frame(ahead)
        if marks.CONTEXT.search(text) or marks.CAUSE.search(text) or marks.bar(text) or marks.frame(text):
            return False
        if marks.indent(text) > first or text.startswith(("**", "##")):
            return True
        if _ITEMS.search(parts[0]) and marks.indent(self._text(place + 1)) > first:
            return True
        return lost_indent and len(parts) < 6 and not marks.bare_exception(text) and read_command(text) is None

    def _with_inner(self, raised: Raised) -> List[Raised]:
        """An exception after those that its message holds."""
        inner = self._inner()
        return [*inner[0], raised._replace(link=inner[1], end=self._last_number())] if inner else [raised]

    def _inner(self) -> Optional[Tuple[List[Raised], str]]:
        """The traceback inside a message: of an mp.spawn rank, a DataLoader worker, or an exception group."""
        place = self._skip_blank(self._place)
        text = self._text(place)
        group = marks.GROUP.match(text)
        if marks.SPAWN.search(text):
            ahead, kind = self._header_ahead(place + 1), "spawn"
        elif text.lstrip().startswith("Original Traceback (most recent"):
            ahead, kind = place, "worker"
        elif group and group["opens"]:
            ahead, kind = self._header_ahead(place + 1), "group"
        else:
            return None
        if ahead is None or self._nested >= DEEPEST:
            return None
        self._nested += 1
        self._place = ahead
        inner = self._chain("root")
        if kind == "group":
            inner += self._siblings()
        self._nested -= 1
        return inner, kind

    def _siblings(self) -> List[Raised]:
        """Further members of an exception group, up to the line that closes it."""
        found: List[Raised] = []
        number = 2
        while True:
            place = self._skip_blank(self._place)
            group = marks.GROUP.match(self._text(place))
            if not group or group["opens"] or group["number"] not in (None, "...", str(number)):
                return found
            self._place = place + 1
            if group["number"] is None:
                return found
            ahead = self._header_ahead(place + 1)
            if ahead is not None:
                self._place = ahead
                found += self._chain("group")
            elif group["number"] == "...":
                self._place += 1  # "and 19 more exceptions"
            number += 1

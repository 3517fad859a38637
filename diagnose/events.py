"""What a rule's parts are tested against: the exceptions, lines and ends of a log's episodes."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, AbstractSet, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from diagnose.exits import SIGNALS
from diagnose.known import Known
from diagnose.late import late
from diagnose.memo import remembered
from diagnose.model import Episode, Exit, Fact, Frame, Raised
from diagnose.patterns import search
from diagnose.rule import NOTHING, FrameTest, Parts, Pattern

if TYPE_CHECKING:
    import regex

_SLASHES = late(r"[\\/]+")


class Event(NamedTuple):
    """One exception, one line or one end of a program."""

    kind: str
    """raised, line or exit."""
    episode: int
    line: int
    text: str
    chain: int = -1
    position: int = -1
    raised: Optional[Raised] = None
    exit: Optional[Exit] = None
    times: int = 1
    """How often it was seen."""
    last: int = 0
    """Line where it was seen last; 0 where it can be seen but once."""


@dataclass
class Match:
    """What a test found: named groups, and lines that show it beside the event's own."""

    captures: Dict[str, str] = field(default_factory=dict)
    shown: List[Fact] = field(default_factory=list)
    lines_down: int = 0
    """How many lines below the exception's own line its message showed the sign."""
    spans: Mapping[str, Tuple[int, int]] = field(default_factory=dict, compare=False)
    """Where in the event's text, or in the exception's message, captures were found."""


def events_of(index: int, episode: Episode) -> List[Event]:
    """All events of an episode, in the order of the log."""
    found: List[Event] = []
    chains = [(chain.start, chain.end) for chain in episode.chains]
    for number, chain in enumerate(episode.chains):
        for position, raised in enumerate(chain.raised):
            text = f"{raised.type}: {raised.message}" if raised.message else raised.type
            last = raised.line + chain.last - chain.start
            found.append(Event("raised", index, raised.line, text, number, position, raised, None, chain.count, last))
            for offset, part in enumerate(text.split("\n")):
                found.append(Event("line", index, min(raised.line + offset, raised.end), part, number, position, None, None, chain.count, last))
        if chain.item:
            found.append(Event("line", index, chain.start, chain.item, number, 0, None, None, chain.count))
    for notable in episode.notable:
        inside = -1
        for number, (start, end) in enumerate(chains):
            if start <= notable.number <= end:
                inside = number
                break
        found.append(Event("line", index, notable.number, notable.text, inside, -1, None, None, notable.times, notable.last))
    for ended in episode.exits:
        found.append(Event("exit", index, ended.line, ended.text, exit=ended))
    return sorted(found, key=operator.attrgetter("line"))


def test_event(parts: Parts, event: Event, facts: Known) -> Optional[Match]:
    """The match when all given parts hold of an event."""
    return with_fact(parts, find_in(parts, event), facts)


def find_in(parts: Parts, event: Event) -> Optional[Match]:
    """The match when all parts but the fact hold of an event."""
    match = Match()
    if parts.of_exception:
        return match if event.raised is not None and _test_raised(parts, event.raised, match) else None
    if parts.line:
        found = search(parts.line, event.text) if event.kind == "line" else None
        return Match(_captures(found), spans=_spans(found)) if found else None
    if parts.exit:
        if event.exit is None or not _is_exit(event.exit, parts.exit):
            return None
        match.captures["exit"] = str(event.exit.code if event.exit.code is not None else event.exit.signal)
    return match


def with_fact(parts: Parts, match: Optional[Match], facts: Known) -> Optional[Match]:
    """A match, if the fact of the parts holds too."""
    if match is not None and parts.fact:
        fact = facts.test(parts.fact)
        if fact is None:
            return None
        match.shown.append(fact)
    return match


def may_hold(parts: Parts, event: Event, literals: AbstractSet[str]) -> bool:
    """Whether what the parts say of an exception or a line holds of an event, or of one that differs from it in the digits of numbers alone.

    `literals` are all of the rules' literals that are in the text of any of these events.
    """
    raised = event.raised
    asked = parts.line if raised is None else parts.message
    if asked and asked.literals and asked.literals.isdisjoint(literals):
        return False
    if raised is None:
        return bool(parts.line) and (parts.line.digits or search(parts.line, event.text) is not None)
    if not parts.of_exception:
        return False
    return _test_raised(replace(parts, message=NOTHING) if parts.message and parts.message.digits else parts, raised, Match())


def _test_raised(parts: Parts, raised: Raised, match: Match) -> bool:
    if parts.exception and not _is_one_of(raised.type, parts.exception):
        return False
    if parts.last_frame and not (raised.frames and _test_frame(parts.last_frame, raised.frames[-1], match)):
        return False
    if parts.any_frame and not any(_test_frame(parts.any_frame, frame, match) for frame in raised.frames):
        return False
    if not parts.message:
        return True
    found = _capture(parts.message, raised.message, match)
    if found:
        match.spans = _spans(found)
        match.lines_down = raised.message.count("\n", 0, max(found.end() - 1, 0))
    return found is not None


@functools.lru_cache(maxsize=8192)
def _is_one_of(printed: str, wanted: Sequence[str]) -> bool:
    return any(is_type(printed, name) for name in wanted)


def is_type(printed: str, wanted: str) -> bool:
    """`TypeError` and `builtins.TypeError` are the same; a dotted name must agree with the end of what was printed."""
    return printed == wanted or printed.endswith("." + wanted) or ("." in wanted and wanted.endswith("." + printed) and "." not in printed)


def _test_frame(test: FrameTest, frame: Frame, match: Match) -> bool:
    if test.function and frame.function not in test.function:
        return False
    if test.file or test.under:
        path = _slashed(frame.file)
        if test.file and not path.endswith(test.tails):
            return False
        if test.under and not any(folder in path for folder in test.folders):
            return False
    return not test.source or _capture(test.source, frame.source, match) is not None


@remembered
def _slashed(path: str) -> str:
    """A path as rules write it, with a slash before it."""
    return "/" + _SLASHES.sub("/", path)


def _capture(pattern: Pattern, text: str, match: Match) -> Optional[regex.Match[str]]:
    found = search(pattern, text)
    if found:
        match.captures.update(_captures(found))
    return found


def _captures(found: regex.Match[str]) -> Dict[str, str]:
    return {name: value.strip() for name, value in found.groupdict().items() if value}


def _spans(found: regex.Match[str]) -> Dict[str, Tuple[int, int]]:
    return {name: found.span(name) for name, value in found.groupdict().items() if value}


def _is_exit(end: Exit, wanted: Sequence[str]) -> bool:
    told = {end.signal} if end.signal else set()
    if end.code is not None:
        told |= {str(end.code), str(end.code - (1 << 32))} if end.code > 0x7FFFFFFF else {str(end.code)}
        if end.signal:
            number = next((n for n, name in SIGNALS.items() if name == end.signal), 0)
            told |= {str(-number), str(128 + number)}
    return bool(told & set(wanted))


def lines_between(event: Event, other: Event) -> int:
    """Distance in lines; repetitions count from the nearest of the first and the last."""
    return min(abs(event.line - other.line), abs(event.line - (other.last or other.line)))

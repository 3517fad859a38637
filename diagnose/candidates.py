"""Which signs an event can hold, and where they stand in it: found out once for all events that differ in the digits of numbers alone.

A failure is raised again and again, in one log and in all logs of a batch: of hundreds of signs the few are remembered that fit it,
or that look at the digits themselves.
"""

from __future__ import annotations

from typing import Dict, FrozenSet, Mapping, NamedTuple, Optional, Tuple

from diagnose.events import Event, Match, find_in, may_hold, test_event, with_fact
from diagnose.finder import TextFinder
from diagnose.index import Index, Place
from diagnose.kinds import blind
from diagnose.known import Known
from diagnose.model import Frame
from diagnose.rule import Parts, Pattern, Rule

KNOWN, LONGEST = 2048, 2000
"""Events that are remembered, and characters of one."""
_DIGITS = frozenset("0123456789")


class Held(NamedTuple):
    """What events hold that differ in digits alone."""

    said: FrozenSet[str]
    """Literals in the text."""
    unsure: FrozenSet[str]
    """Literals with digits that may be in the text."""
    shown: FrozenSet[str]
    """Literals in the source lines of the frames."""
    signs: Tuple[Place, ...]
    """Signs that hold, or may hold with other digits."""
    tried: Dict[int, Tuple[Parts, Optional[Match]]]
    """What was found of parts that do not look at digits, by their identity."""

    def may_say(self, pattern: Pattern) -> bool:
        """Whether some literal of a pattern may be in the text."""
        return not pattern.literals or not (pattern.literals.isdisjoint(self.said) and pattern.literals.isdisjoint(self.unsure))

    def test(self, parts: Parts, event: Event, facts: Known) -> Optional[Match]:
        """The same as `events.test_event` of one of these events."""
        if parts.digits:
            return test_event(parts, event, facts)
        if id(parts) not in self.tried:
            self.tried[id(parts)] = (parts, find_in(parts, event))  # the parts are kept: no others can have the same identity
        found = self.tried[id(parts)][1]
        if found is None:
            return None
        captures = dict(found.captures)
        if found.spans:
            text = event.text if event.raised is None else event.raised.message
            captures.update({name: text[start:end].strip() for name, (start, end) in found.spans.items()})
        return with_fact(parts, Match(captures, lines_down=found.lines_down), facts)


def nothing_held() -> Held:
    """What an event without a text holds."""
    return Held(frozenset(), frozenset(), frozenset(), (), {})


class Candidates:
    """`literals` finds the literals of all patterns of the rules, `index` tells whose they are."""

    def __init__(self, rules: Mapping[str, Rule], index: Index, literals: TextFinder) -> None:
        self._rules = rules
        self._index = index
        self._literals = literals
        self._known: Dict[object, Held] = {}

    def of(self, event: Event) -> Held:
        """What an event holds."""
        if event.kind == "exit":
            return Held(self._literals.present(event.text), frozenset(), frozenset(), (), {})
        raised = event.raised
        text = event.text if raised is None else raised.message
        key: object = blind(text)
        if raised is not None:
            key = (raised.type, key, tuple([(frame.file, frame.function, frame.source) for frame in raised.frames]))
        held = self._known.get(key)
        if held is None:
            held = self._find(event, text, raised.frames if raised else ())
            if len(text) <= LONGEST:
                if len(self._known) >= KNOWN:
                    self._known.clear()
                self._known[key] = held
        return held

    def _find(self, event: Event, text: str, frames: Tuple[Frame, ...]) -> Held:
        found = self._literals.present_with_any_digits(text)
        unsure = frozenset(literal for literal in found if not _DIGITS.isdisjoint(literal))
        shown = self._literals.present("\n".join(frame.source for frame in frames)) if frames else frozenset()
        places = self._index.of_event(found | shown, event.raised.name if event.raised else "")
        signs = [place for place in sorted(places) if may_hold(self._rules[place[0]].signs[place[1]].parts, event, found)]
        return Held(found - unsure, unsure, shown, tuple(signs), {})

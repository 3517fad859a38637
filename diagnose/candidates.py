"""Which signs an event can hold: found out once for all events that differ in the digits of numbers alone.

A failure is raised again and again, in one log and in all logs of a batch: of hundreds of signs the few are remembered that fit it,
or that look at the digits themselves.
"""

from __future__ import annotations

from typing import Dict, FrozenSet, Mapping, NamedTuple, Tuple

from diagnose.events import Event, may_hold
from diagnose.finder import TextFinder
from diagnose.index import Index, Place
from diagnose.kinds import blind
from diagnose.model import Frame
from diagnose.rule import Rule

KNOWN, LONGEST = 4096, 2000
"""Events that are remembered, and characters of one."""
_DIGITS = frozenset("0123456789")


class Held(NamedTuple):
    """What events hold that differ in digits alone."""

    said: FrozenSet[str]
    """Literals in the text."""
    unsure: Tuple[str, ...]
    """Literals with digits that may be in the text."""
    shown: FrozenSet[str]
    """Literals in the source lines of the frames."""
    signs: Tuple[Place, ...]
    """Signs that hold, or may hold with other digits."""


class Candidates:
    """`literals` finds the literals of all patterns of the rules, `index` tells whose they are."""

    def __init__(self, rules: Mapping[str, Rule], index: Index, literals: TextFinder) -> None:
        self._rules = rules
        self._index = index
        self._literals = literals
        self._known: Dict[object, Held] = {}

    def of(self, event: Event) -> Held:
        """What an exception or a line holds."""
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
        if held.unsure:
            return held._replace(said=held.said.union(literal for literal in held.unsure if literal in text))
        return held

    def _find(self, event: Event, text: str, frames: Tuple[Frame, ...]) -> Held:
        found = self._literals.present_with_any_digits(text)
        unsure = [literal for literal in sorted(found) if not _DIGITS.isdisjoint(literal)]
        shown = self._literals.present("\n".join(frame.source for frame in frames)) if frames else frozenset()
        places = self._index.of_event(found | shown, event.raised.name if event.raised else "")
        signs = [place for place in sorted(places) if may_hold(self._rules[place[0]].signs[place[1]].parts, event, found)]
        return Held(found.difference(unsure), tuple(unsure), shown, tuple(signs))

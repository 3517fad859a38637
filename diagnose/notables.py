"""The lines of a run that some rule may look for: kept, or counted where they are alike."""

from __future__ import annotations

from collections import deque
from typing import Deque, Dict, Optional, Tuple

from diagnose.anchors import Anchors
from diagnose.finder import TextFinder
from diagnose.kinds import Kind, blinded
from diagnose.model import Line, Notable, Repeated

MOST, LAST = 2048, 256
"""Lines kept, and of further ones the last."""
ALIKE = 32
"""Lines kept that differ in numbers alone, and in none that tells something; further ones are counted, and the last is kept."""
STEPS = 1
"""The same of steps of a training, whose numbers tell nothing."""
LONGEST = 2000
"""Characters kept of a longer line, around what made it notable."""


class Notables:
    """`words` finds what rules look for in lines, `anchors` knows the numbers that mean something to them."""

    def __init__(self, words: TextFinder, anchors: Anchors) -> None:
        self._words = words
        self._anchors = anchors
        self._kept: Dict[str, Notable] = {}
        self._alike: Dict[object, int] = {}
        self._last_alike: Dict[object, Notable] = {}
        self._latest: Deque[Notable] = deque(maxlen=LAST)
        self._last_steps: Dict[str, Line] = {}

    def take(self, line: Line, kind: Kind) -> Optional[str]:
        """What was kept of a line, if it is notable."""
        step = kind.step
        alike = self._alike.get(step, 0) if step else 0
        if alike >= STEPS:
            self._alike[step] = alike + 1
            self._last_steps[step] = line
            return None
        if not self._words.is_in(line.text, kind.like):
            return None
        text = self._around(line.text)
        known = self._kept.get(text)
        if known:
            self._kept[text] = known._replace(last=line.number, times=known.times + 1)
        else:
            self._keep(Notable(line.number, line.offset, text, line.number), step)
        return text

    def repeat(self, text: str, repeated: Repeated) -> None:
        """A line was seen again, and only counted."""
        known = self._kept.get(text)
        if known:
            self._kept[text] = known._replace(times=known.times + repeated.count, last=max(known.last, repeated.last))

    def all(self) -> Tuple[Notable, ...]:
        steps = [Notable(line.number, line.offset, self._around(line.text), line.number, self._alike[step] - STEPS) for step, line in self._last_steps.items()]
        return (*self._kept.values(), *steps, *self._last_alike.values(), *self._latest)

    def _keep(self, note: Notable, step: str) -> None:
        key = step or self._likeness(note.text)
        alike = self._alike[key] = self._alike.get(key, 0) + 1
        if alike > ALIKE:
            self._last_alike[key] = note._replace(times=alike - ALIKE)
        elif len(self._kept) < MOST:
            self._kept[note.text] = note
        else:
            self._latest.append(note)

    def _likeness(self, text: str) -> object:
        """Equal for texts that differ in numbers alone that tell nothing."""
        raw = text.encode("utf-8", "surrogatepass")
        return blinded(raw), self._anchors.telling(raw)

    def _around(self, text: str) -> str:
        """A line's text, of a very long one the part around what made it notable."""
        if len(text) <= LONGEST:
            return text
        place = max(0, self._words.place(text))
        return text[max(0, place - LONGEST // 2) : place + LONGEST // 2]

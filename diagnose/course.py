"""How a run goes while it is read: its steps, its end, and what it complains of."""

from __future__ import annotations

from collections import deque
from typing import Deque, Dict, Optional, Tuple

from diagnose.complaints import GAVE_UP, STUBBORN, is_final, weigh
from diagnose.kinds import MILESTONE, Kind, blind
from diagnose.model import Line, Notable

STEPS, MOST_COMPLAINTS = 400, 64
"""The last steps that are remembered, and complaints of which the repetitions are counted."""
LONGEST = 1000
"""Bytes by which complaints are told apart."""


class Course:
    """What a run's lines say of how it goes, its tracebacks aside."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._steps: Deque[Tuple[int, int]] = deque(maxlen=STEPS)  # line, weight
        self.finished = 0
        """Line with which the program said that it has done all; 0 when it did not."""
        self.ordinary = 0
        """Lines that are no progress bars."""
        self._moved = 0  # line of the last progress bar
        self._heaviest: Optional[Notable] = None
        self._weight = self._heaviest_at = self._count = 0
        self._repeated: Dict[bytes, Notable] = {}

    @property
    def moves(self) -> bool:
        """Some step was printed."""
        return bool(self._steps)

    def take(self, line: Line, kind: Kind, inside: bool) -> None:
        """A line of the run; what stands `inside` of an exception is no complaint of its own."""
        if kind.bar:
            self._moved = line.number
        else:
            self.ordinary += 1
        if kind.progress:
            self._steps.append((line.number, kind.progress))
        if kind.finished:
            self.finished = line.number
        if kind.complaint:
            self._count += 1
            if not inside:
                self._complain(line, kind.complaint)

    def steps_after(self, number: int) -> int:
        """Weight of the steps below a line."""
        found = 0
        for place, weight in reversed(self._steps):
            if place <= number:
                break
            found += weight
        return found

    def final_complaint(self, end: int) -> Optional[Notable]:
        """The complaint with which the run failed that ended at a line, if it did."""
        stubborn = max(self._repeated.values(), key=lambda one: one.times, default=None)
        if stubborn and stubborn.times >= STUBBORN and not self._early(stubborn, end) and not self._outlives(stubborn, weigh(stubborn.text)):
            return stubborn
        if self._heaviest is None or self._outlives(self._heaviest, self._weight):
            return None
        return self._heaviest if is_final(self._weight, self.ordinary - self._heaviest_at, self.ordinary, self._count, self.moves) else None

    def _complain(self, line: Line, weight: int) -> None:
        """Keep the heaviest complaint, of equal ones the last; and the one that is repeated most."""
        note = Notable(line.number, line.offset, line.text, line.number)
        if weight >= self._weight:
            self._heaviest = note
            self._weight, self._heaviest_at = weight, self.ordinary
        key = blind(line.text)[:LONGEST]
        known = self._repeated.get(key)
        if known or len(self._repeated) < MOST_COMPLAINTS:
            self._repeated[key] = known._replace(last=line.number, times=known.times + 1) if known else note

    def _early(self, complaint: Notable, end: int) -> bool:
        """Heard only in the first fifth of the run: what a library could not do at the start did not stop it."""
        return 5 * (complaint.last - self._start) < end - self._start

    def _outlives(self, complaint: Notable, weight: int) -> bool:
        """The program came to its end after a complaint, or a good way on; if it did not say that it gives up, a progress bar that moves is enough."""
        went_on = any(place > complaint.last and step >= MILESTONE for place, step in self._steps)
        return went_on or self.finished > complaint.last or (weight < GAVE_UP and self._moved > complaint.last)

"""What the dashboard is made from: counts of all records, and the records of the logs that it lists. Its size is bounded."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from typing import List, Optional, Tuple

from diagnose.triage.corrections import Answer
from diagnose.triage.groups import Group, Grouping
from diagnose.triage.record import Record
from diagnose.triage.store import Correction
from diagnose.triage.trend import Trend

MOST = 10_000
"""Logs that are listed one by one; of more than that the latest failed ones."""
FAILED = ("diagnosed", "unrecognised")


@dataclass(frozen=True)
class Listed:
    """One log of the list."""

    record: Record
    said: Optional[Correction]
    """What a human said of it."""
    answer: Optional[Answer]
    """What somebody with the same failure was told."""


class Board:
    """Feed it records, in any order."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._heap: List[Tuple[bool, str, int, Listed]] = []
        self._grouping = Grouping()
        self.trend = Trend()
        """Of the logs that failed: keys are causes and fingerprints."""
        self.statuses: Counter[str] = Counter()
        self.places: Counter[Tuple[str, str]] = Counter()
        """Cause or fingerprint and stage to number of logs."""
        self.answered = 0
        self.tools: Counter[str] = Counter()
        """Versions that judged."""

    def add(self, record: Record, said: Optional[Correction] = None, answer: Optional[Answer] = None) -> None:
        self.statuses[record.status] += 1
        self.tools[record.tool] += 1
        failed = record.status in FAILED
        if failed:
            key = record.cause or record.fingerprint
            self.trend.add(key, record.when)
            self.places[key, record.stage] += 1
            self._grouping.add(record)
            self.answered += answer is not None
        elif record.status != "error":
            self.trend.add_other(record.when)
        entry = (failed, record.when, -self.total, Listed(record, said, answer))
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    @property
    def failed(self) -> int:
        return sum(self.statuses[status] for status in FAILED)

    def groups(self) -> List[Group]:
        """The largest first."""
        return self._grouping.groups()

    def listed(self) -> List[Listed]:
        """The latest first; those without a time stand last."""
        return [entry[3] for entry in sorted(self._heap, key=lambda entry: (entry[1], entry[2]), reverse=True)]

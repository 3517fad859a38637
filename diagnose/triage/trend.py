"""Failures over time: how many in each day, week, month or year, and which are new or rising.

"Now" is the day of the last log, so that the same logs tell the same at any time.
"""

from __future__ import annotations

import bisect
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Dict, Iterable, List, Optional, Tuple

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
SPANS = ((DAY, 45), (WEEK, 45 * 7), (MONTH, 60 * 30))
"""Days up to which a unit fits; beyond all of them years do."""
WINDOWS = {DAY: 7, WEEK: 28, MONTH: 91, YEAR: 365}
"""Days that are recent, by unit."""
STRAY, WIDER = 0.01, 4
"""Clocks go wrong: when this share of the logs at each end makes the time so many times longer, it is left out."""
MOST = 60
"""Columns of the chart."""
LEAST_NEW, LEAST_RISING = 2, 3
"""Logs in the recent days, from which on a failure is called new or rising."""
TWICE, SIGNIFICANT = 2.0, 2.0
"""A failure rises when it comes at least so many times as often as before, and by so many standard deviations of chance."""


@dataclass(frozen=True)
class Bucket:
    """One column of the chart."""

    start: date
    end: date
    """The day after its last."""

    def label(self, unit: str) -> str:
        """`2024-03-09`, `2024-03` or `2024`; of a week its Monday."""
        return self.start.isoformat()[: {MONTH: 7, YEAR: 4}.get(unit, 10)]


@dataclass(frozen=True)
class Movement:
    """A failure that comes more often than it did."""

    key: str
    kind: str
    """new or rising."""
    recent: int
    """Logs in the recent days."""
    expected: float
    """Logs that as many days before would have let expect."""


class Trend:
    """Counts keys by day. Its size depends on days and keys, not on logs."""

    def __init__(self) -> None:
        self._days: Dict[str, Counter[int]] = defaultdict(Counter)
        self.undated = 0
        """Logs without a time."""
        self._scale: Optional[Tuple[str, Tuple[Bucket, ...]]] = None

    def add(self, key: str, when: str) -> None:
        """Count a log; `when` as in `Record`."""
        try:
            self._days[key][date.fromisoformat(when[:10]).toordinal()] += 1
            self._scale = None
        except ValueError:
            self.undated += 1

    @property
    def unit(self) -> str:
        return self._scaled()[0]

    @property
    def buckets(self) -> Tuple[Bucket, ...]:
        """From the first log to the last, without a gap; empty when no log has a time."""
        return self._scaled()[1]

    @property
    def outside(self) -> int:
        """Dated logs before the first bucket or after the last."""
        shown = sum(self.series(self._days))
        return sum(sum(days.values()) for days in self._days.values()) - shown

    @property
    def last(self) -> str:
        """The last day, empty when no log has a time."""
        last = self._range()[1]
        return date.fromordinal(last).isoformat() if last else ""

    @property
    def window(self) -> int:
        """Days that are recent."""
        return WINDOWS[self.unit]

    def series(self, keys: Iterable[str]) -> List[int]:
        """Logs of some keys together in each bucket."""
        found = [0] * len(self.buckets)
        if not found:
            return found
        starts = [bucket.start.toordinal() for bucket in self.buckets]
        end = self.buckets[-1].end.toordinal()
        for key in keys:
            for day, count in self._days.get(key, {}).items():
                if starts[0] <= day < end:
                    found[_place(starts, day)] += count
        return found

    def movements(self, groups: Dict[str, Iterable[str]]) -> Optional[List[Movement]]:
        """The groups that are new or rising, the strongest first; `groups` maps a group to its keys. None when the time is too short to tell."""
        if not self.buckets:
            return None
        first, last = self._range()
        since = last - self.window + 1
        before = since - first
        if before < self.window:
            return None
        found = (self._movement(group, keys, first, since, before) for group, keys in groups.items())
        return sorted((one for one in found if one), key=lambda one: (one.expected - one.recent, one.key))

    def _movement(self, group: str, keys: Iterable[str], first: int, since: int, before: int) -> Optional[Movement]:
        days: Counter[int] = Counter()
        for key in keys:
            days.update(self._days.get(key, {}))
        recent = sum(count for day, count in days.items() if day >= since)
        earlier = sum(count for day, count in days.items() if first <= day < since)
        expected = earlier * self.window / before
        if not earlier:
            return Movement(group, "new", recent, 0.0) if recent >= LEAST_NEW else None
        rising = recent >= LEAST_RISING and recent >= TWICE * expected and recent - expected >= SIGNIFICANT * math.sqrt(max(expected, 1.0))
        return Movement(group, "rising", recent, expected) if rising else None

    def _scaled(self) -> Tuple[str, Tuple[Bucket, ...]]:
        if self._scale is None:
            first, last = self._range()
            unit = next((unit for unit, most in SPANS if last - first < most), YEAR)
            self._scale = unit, tuple(_buckets(first, last, unit)[-MOST:]) if last else ()
        return self._scale

    def _range(self) -> Tuple[int, int]:
        """First and last day, those of wrong clocks left out."""
        days: Counter[int] = Counter()
        for one in self._days.values():
            days.update(one)
        if not days:
            return 0, 0
        ordered = sorted(days)
        stray, low, high = STRAY * sum(days.values()), 0, len(ordered) - 1
        left = right = 0
        while low < high and left + days[ordered[low]] <= stray:
            left += days[ordered[low]]
            low += 1
        while high > low and right + days[ordered[high]] <= stray:
            right += days[ordered[high]]
            high -= 1
        length = ordered[high] - ordered[low] + 1
        if ordered[-1] - ordered[0] + 1 <= WIDER * length:
            return ordered[0], ordered[-1]
        near = [day for day in ordered if ordered[low] - length <= day <= ordered[high] + length]
        return near[0], near[-1]


def _place(starts: List[int], day: int) -> int:
    return bisect.bisect_right(starts, day) - 1


def _buckets(first: int, last: int, unit: str) -> List[Bucket]:
    start, found = _floor(date.fromordinal(first), unit), []
    while start.toordinal() <= last:
        end = _next(start, unit)
        found.append(Bucket(start, end))
        if end == date.max:
            break
        start = end
    return found


def _floor(day: date, unit: str) -> date:
    if unit == WEEK:
        return date.fromordinal(max(1, day.toordinal() - day.weekday()))
    return day.replace(day=1, month=1) if unit == YEAR else day.replace(day=1) if unit == MONTH else day


def _next(start: date, unit: str) -> date:
    try:
        if unit == YEAR:
            return start.replace(year=start.year + 1)
        if unit == MONTH:
            return (start + timedelta(days=31)).replace(day=1)
        return start + timedelta(days=7 if unit == WEEK else 1)
    except (OverflowError, ValueError):  # the last year that there is
        return date.max

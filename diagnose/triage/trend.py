"""Failures over time: how many in each day, week, month or year, and which are new or make up more of all logs than before.

"Now" is the day of the last log, so that the same logs tell the same at any time.
"""

from __future__ import annotations

import bisect
import contextlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

from diagnose.triage.movement import Movement, movement, news

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
SPANS = ((DAY, 45), (WEEK, 45 * 7), (MONTH, 60 * 30))
"""Days up to which a unit fits; beyond all of them years do."""
WINDOWS = {DAY: 7, WEEK: 28, MONTH: 91, YEAR: 365}
"""Days that are recent, by unit."""
STRAY, WIDER = 0.01, 4
"""Clocks go wrong: when this share of the logs at each end makes the time so many times longer, it is left out."""
MOST = 60
"""Columns of the chart."""


@dataclass(frozen=True)
class Bucket:
    """One column of the chart."""

    start: date
    end: date
    """The day after its last."""

    def label(self, unit: str) -> str:
        """`2024-03-09`, `2024-03` or `2024`; of a week its Monday."""
        return self.start.isoformat()[: {MONTH: 7, YEAR: 4}.get(unit, 10)]


class Trend:
    """Counts keys by day. Its size depends on days and keys, not on logs."""

    def __init__(self) -> None:
        self._days: Dict[str, Counter[int]] = defaultdict(Counter)
        self._others: Counter[int] = Counter()
        self.undated = 0
        """Failed logs without a time."""
        self._scale: Optional[Tuple[str, Tuple[Bucket, ...]]] = None

    def add(self, key: str, when: str) -> None:
        """Count a log; `when` as in `Record`."""
        try:
            self._days[key][date.fromisoformat(when[:10]).toordinal()] += 1
            self._scale = None
        except ValueError:
            self.undated += 1

    def add_other(self, when: str) -> None:
        """Count a log that did not fail: it is drawn nowhere, but the failures are set against all logs."""
        with contextlib.suppress(ValueError):
            self._others[date.fromisoformat(when[:10]).toordinal()] += 1

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
        """The groups that are new or rising (`movement.news`); `groups` maps a group to its keys. None when the time is too short to tell."""
        if not self.buckets:
            return None
        first, last = self._range()
        since = last - self.window + 1
        if since - first < self.window:
            return None
        everything = _together((*self._days.values(), self._others))
        earlier, recent = _between(everything, first, since), _between(everything, since, last + 1)
        moved = []
        for group, keys in groups.items():
            days = _together(self._days.get(key, Counter()) for key in keys)
            moved.append(movement(group, _between(days, first, since), _between(days, since, last + 1), earlier, recent))
        return news(moved)

    def _scaled(self) -> Tuple[str, Tuple[Bucket, ...]]:
        if self._scale is None:
            first, last = self._range()
            unit = next((unit for unit, most in SPANS if last - first < most), YEAR)
            self._scale = unit, tuple(_buckets(first, last, unit)[-MOST:]) if last else ()
        return self._scale

    def _range(self) -> Tuple[int, int]:
        """First and last day, those of wrong clocks left out."""
        days = _together(self._days.values())
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


def _together(counted: Iterable[Mapping[int, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for one in counted:
        found.update(one)
    return found


def _between(days: Mapping[int, int], first: int, end: int) -> int:
    return sum(count for day, count in days.items() if first <= day < end)


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

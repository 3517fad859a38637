"""What is called new or rising has grown against all other logs, and not by chance: neither a fuller queue nor a handful of logs is news."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import comb
from typing import List, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.library import Library
from diagnose.triage.board import Board
from diagnose.triage.figures import figures_of
from diagnose.triage.movement import CHANCE, Movement, chance
from diagnose.triage.record import Record
from diagnose.triage.trend import WINDOWS, Trend

WEEK, WEEKS = WINDOWS["day"], 4
"""Days of one window, and how many windows are looked at; the last one is now."""


def weeks(*counts: Sequence[int], healthy: Sequence[int] = ()) -> List[Movement]:
    """What moved, where each group has so many logs in each week, spread over its days."""
    trend = Trend()
    for group, series in (*enumerate(counts), (-1, healthy)):
        for week, count in enumerate(series):
            for number in range(count):
                when = (date(2024, 1, 1) + timedelta(days=week * WEEK + (WEEK - 1 - number % WEEK))).isoformat()
                if group < 0:
                    trend.add_other(when)
                else:
                    trend.add(str(group), when)
    when = (date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=WEEKS * WEEK - 1))  # so that all of the time is looked at
    for day in when:
        trend.add("frame", day.isoformat())
    found = trend.movements({str(group): [str(group)] for group in range(len(counts))})
    assert found is not None
    return found


steady = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@given(steady, st.integers(0, 40), st.integers(1, 8))
@settings(deadline=None)
def test_a_queue_that_grows_marks_nothing(usual: List[int], healthy: int, times: int) -> None:
    def growing(count: int) -> List[int]:
        return [count] * (WEEKS - 1) + [times * count]

    assert weeks(*map(growing, usual), healthy=growing(healthy)) == []


@pytest.mark.parametrize("times", [0.2, 1, 2, 5])
def test_chance_alone_is_called_news_on_one_page_of_twenty_at_most(times: float) -> None:
    dice, pages, marked = random.Random(5), 100, 0
    weights = [1 / (place + 1.5) for place in range(60)]
    for _ in range(pages):
        counts = [[0] * WEEKS for _ in weights]
        for week in range(WEEKS):
            for group in dice.choices(range(len(weights)), weights, k=int(60 * (times if week == WEEKS - 1 else 1))):
                counts[group][week] += 1
        marked += bool(weeks(*counts))
    assert marked <= CHANCE * pages


@given(st.lists(st.integers(5, 40), min_size=3, max_size=10), st.integers(3, 10), st.integers(1, 4))
@settings(deadline=None)
def test_a_real_rise_is_marked_however_much_else_comes(usual: List[int], small: int, times: int) -> None:
    rest = [[count] * (WEEKS - 1) + [times * count] for count in usual]
    found = weeks([small] * (WEEKS - 1) + [6 * times * small], *rest)
    assert [(one.key, one.kind, one.recent) for one in found] == [("0", "rising", 6 * times * small)]
    assert found[0].expected == pytest.approx(times * small, rel=0.2)


@given(st.lists(st.integers(5, 40), min_size=3, max_size=10), st.integers(1, 4))
@settings(deadline=None)
def test_a_new_failure_is_marked_and_one_that_goes_is_not(usual: List[int], times: int) -> None:
    rest = [[count] * (WEEKS - 1) + [times * count] for count in usual]
    found = weeks([0, 0, 0, 10 * times], [10, 10, 10, 0], *rest)
    assert ("0", "new", 0.0) in [(one.key, one.kind, one.expected) for one in found]
    assert "1" not in [one.key for one in found]


@given(st.lists(st.lists(st.integers(0, 1), min_size=WEEKS, max_size=WEEKS), max_size=3).filter(lambda counts: sum(map(sum, counts)) <= 3))
def test_a_handful_of_logs_marks_nothing(counts: List[List[int]]) -> None:
    assert weeks(*counts) == []
    assert weeks(*([0, 0, 0, sum(series)] for series in counts)) == []


def test_failures_that_grow_alone_rise_against_healthy_logs(library: Library) -> None:
    def moving(healthy: Sequence[int]) -> object:
        board = Board()
        for week, (failed, fine) in enumerate(zip((9, 9, 9, 40), healthy)):
            for number in range(failed + fine):
                when = (date(2024, 1, 1) + timedelta(days=week * WEEK + number % WEEK)).isoformat()
                status = {"status": "diagnosed", "cause": "env.torchcodec"} if number < failed else {"status": "healthy"}
                board.add(Record.from_dict({"name": "a", "source": "a", "when": when, **status}))
        figures = figures_of(board, library)
        return [figures.kinds[index].movement for index in figures.moving or ()]

    assert moving((50, 50, 50, 50)) == ["rising"]
    assert moving((50, 50, 50, 220)) == []


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 30), st.integers(0, 30))
def test_the_chance_is_that_of_drawing_blindly(before: int, now: int, others_before: int, others_now: int) -> None:
    earlier, recent, group = before + others_before, now + others_now, before + now
    total = earlier + recent
    exact = sum(comb(group, drawn) * comb(total - group, recent - drawn) for drawn in range(now, min(group, recent) + 1)) / comb(total, recent)
    if total and now * total > group * recent:
        assert chance(before, now, earlier, recent) == pytest.approx(exact)
    else:
        assert chance(before, now, earlier, recent) == 1
        assert exact > 0.3

"""A growing log: verdicts wait for the root, are revised, are taken back, and are told once."""

from __future__ import annotations

from typing import Iterable, List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diagnose
from diagnose.library import Library
from diagnose.live.alarms import Alarms
from diagnose.live.observer import Notice, Observer, Verdict, key_of
from tests.conftest import FOUNDING, SAMPLES

LOG = FOUNDING.read_bytes()


def observe(library: Library, pieces: Iterable[Tuple[float, bytes]], until: float) -> List[Tuple[float, Notice]]:
    """What is told of a log whose pieces come at their times, asked ten times a second, and the final verdict."""
    observer = Observer(library, Alarms(list))
    waiting = list(pieces)
    told: List[Tuple[float, Notice]] = []
    now = 0.0
    while now < until:
        while waiting and waiting[0][0] <= now:
            observer.feed(waiting.pop(0)[1], now)
        told += [(now, notice) for notice in observer.look(now)]
        now = round(now + 0.1, 3)
    return told + [(now, notice) for notice in observer.close()]


def kinds(told: List[Tuple[float, Notice]]) -> List[str]:
    return [notice.kind for _, notice in told if isinstance(notice, Verdict)]


def test_the_founding_failure_is_told_once_and_within_a_second(library: Library) -> None:
    told = observe(library, [(0.0, LOG)], 30)
    assert kinds(told) == ["new", "same"]
    first = told[0]
    assert first[0] <= 1.0
    assert isinstance(first[1], Verdict)
    assert first[1].diagnosis.causes[0].rule == "config.batch-size-not-integer"


def test_a_symptom_is_not_told_before_its_cause(library: Library) -> None:
    """The consequence stands above the root, and a slow machine prints the root seconds later."""
    cut = LOG.index(b"Traceback", LOG.index(b"_shutdown'"))
    told = observe(library, [(0.0, LOG[:cut]), (4.0, LOG[cut:])], 30)
    assert kinds(told) == ["new", "same"]
    assert told[0][0] >= 4.0
    unknown = LOG[LOG.index(b"\n") :]  # without the printed configuration nothing is known before the root
    cut = unknown.index(b"Traceback", unknown.index(b"_shutdown'"))
    told = observe(library, [(0.0, unknown[:cut]), (15.0, unknown[cut:])], 30)
    assert kinds(told) == ["new", "same"]
    assert told[0][0] >= 15.0


HANDLED = b"""Traceback (most recent call last):
  File "GPT_SoVITS/tools/probe.py", line 5, in look
    return table[name]
KeyError: 'nothing that any rule knows'
"""


def test_an_error_that_the_program_survives_is_taken_back(library: Library) -> None:
    on = [(10.0 + step, b"Epoch 1:  %d%%|###   | %d/100 [00:01<00:10, 9.0it/s]\n" % (step, step)) for step in range(20)]
    told = observe(library, [(0.0, b"$ python GPT_SoVITS/s1_train.py\n" + HANDLED), *on], 60)
    assert kinds(told) == ["new", "withdrawn", "none"]


def test_two_failures_are_told_as_two(library: Library) -> None:
    other = (SAMPLES / "config/value-type").glob("s2*.log")
    second = next(iter(sorted(other)), None)
    if second is None:
        pytest.skip("no such sample")
    told = observe(library, [(0.0, LOG), (20.0, b"\n$ python GPT_SoVITS/s2_train.py --config x\n" + second.read_bytes())], 40)
    assert kinds(told) == ["new", "new", "same"]


def test_a_complaint_alone_is_told_at_the_end_only(library: Library) -> None:
    told = observe(library, [(0.0, b"$ make\nerror: something odd\n")], 20)
    assert kinds(told) == ["new"]
    assert told[-1][0] >= 20


@settings(max_examples=12, deadline=None)
@given(cuts=st.lists(st.integers(0, len(LOG)), max_size=8), gap=st.sampled_from([0.0, 0.3, 2.0]))
def test_the_last_verdict_is_that_of_the_whole_log_however_it_came(library: Library, cuts: List[int], gap: float) -> None:
    places = [0, *sorted(cuts), len(LOG)]
    pieces = [(gap * number, LOG[start:end]) for number, (start, end) in enumerate(zip(places, places[1:]))]
    told = observe(library, pieces, gap * len(places) + 3)
    last = told[-1][1]
    assert isinstance(last, Verdict)
    assert last.final
    assert key_of(last.diagnosis) == key_of(diagnose.diagnose(LOG, library))


def test_healthy_samples_make_no_noise(library: Library) -> None:
    for path in sorted((SAMPLES / "healthy").glob("*.log")):
        data = path.read_bytes()
        half = data.rfind(b"\n", 0, len(data) // 2) + 1
        told = observe(library, [(0.0, data[:half]), (3.0, data[half:])], 10)
        assert kinds(told)[-1] == "none", path.name

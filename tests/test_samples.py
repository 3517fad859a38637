"""Every sample log gets the verdict that is written beside it."""

from __future__ import annotations

import re

import pytest

from diagnose.library import Library
from diagnose.samples import Sample, check_sample, find_samples
from tests.conftest import ROOT, SAMPLES

ALL = find_samples(SAMPLES)


@pytest.mark.parametrize("sample", ALL, ids=[str(sample.log.relative_to(SAMPLES)) for sample in ALL])
def test_a_sample_gets_its_expected_verdict(sample: Sample, library: Library) -> None:
    assert check_sample(sample, library) == []


def test_every_rule_has_a_sample(library: Library) -> None:
    owners = {sample.owner for sample in ALL}
    assert set(library.rules) - owners == set()


def test_samples_say_where_they_come_from() -> None:
    assert [str(sample.log) for sample in ALL if not sample.origin.startswith(("run", "reconstruction"))] == []


def test_at_least_five_sessions_of_several_steps_were_recorded_on_two_pythons() -> None:
    sessions = [sample for sample in ALL if len(sample.episodes) >= 3 and sample.origin.startswith("run")]
    assert len(sessions) >= 5
    assert any("Python 3.9" in sample.origin for sample in sessions)
    assert any("Python 3.11" in sample.origin for sample in sessions)


def test_no_sample_names_the_machine_it_was_made_on() -> None:
    for log in SAMPLES.rglob("*"):
        if log.is_file():
            assert not re.search(rb"/tmp/gsv|/work/(?:main|shared|[.])|[.]pyenv", log.read_bytes()), log.relative_to(ROOT)

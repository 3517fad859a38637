"""Whether a line holds a word that some rule looks for: what is remembered of lines alike is true of each of them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose import finder
from diagnose.finder import TextFinder
from diagnose.kinds import kind_of
from diagnose.library import load_library

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_logs").glob("*/*/*.log"))
WORDS = ["code 137", "137", "sm_90", "_0000", "Error", "loss=nan", "10 of", "v2.1"]
PIECES = st.sampled_from([*WORDS, "code ", "1", "37", "7", "0", "00", "sm_", "_", "Err", "or", " of", "v", ".", "nan", " "])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=8))
def test_texts_that_differ_in_numbers_are_each_told_rightly(texts: list) -> None:
    words = TextFinder(WORDS)
    for text in texts:
        assert words.is_in(text, re.sub(r"\d+", "0", text)) is any(word in text for word in WORDS)


def test_lines_of_real_logs_are_told_rightly_whatever_their_numbers_are() -> None:
    notable, dice = load_library().notable, random.Random(3)
    texts = [text for path in dice.sample(SAMPLES, 60) for text in path.read_text("utf-8", "replace").splitlines() if text]
    for text in dice.sample(texts, min(1500, len(texts))):
        for other in (text, re.sub(r"\d+", lambda _: str(dice.choice((0, 7, 137, 1455, 20000))), text)):
            assert notable.is_in(other, kind_of(other).like) is (notable.place(other) >= 0), other


def test_what_is_remembered_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "KNOWN", 20)
    words = TextFinder(WORDS)
    for number in range(200):
        words.is_in("x" * number, "x" * number)
        words.is_in("y" * 3000, "y" * 3000)
    assert len(words._known) <= 20
    assert max(map(len, words._known)) < 3000

"""Anchors: every backend finds every word, wherever it stands and however the bytes are cut."""

from __future__ import annotations

import importlib
import re
from typing import List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose import anchors
from diagnose.anchors import Anchors, compile_anchors
from diagnose.covers import PASS, alone, cover, passes
from diagnose.library import load_library

LIBRARY = load_library()
STRINGZILLA = importlib.import_module("stringzilla")
BACKENDS = {
    "hyperscan": (anchors.hyperscan(), None, None),
    "ahocorasick_rs": (None, anchors.rust, None),
    "stringzilla": (None, None, STRINGZILLA),
    "plain Python": (None, None, None),
}
INSTALLED = [name for name, modules in BACKENDS.items() if any(modules) or name == "plain Python"]


def use(backend: str, patch: pytest.MonkeyPatch) -> None:
    hyperscan, rust, zilla = BACKENDS[backend]
    patch.setattr(anchors, "hyperscan", lambda: hyperscan)
    patch.setattr(anchors, "rust", rust)
    patch.setattr(anchors, "stringzilla", zilla)


@pytest.fixture(params=list(BACKENDS))
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name: str = request.param
    if name not in INSTALLED:
        pytest.skip(f"{name} is not installed here")
    use(name, monkeypatch)
    return name


def naive(words: List[bytes], data: bytes) -> List[int]:
    return sorted({match.start() for word in words for match in re.finditer(b"(?=" + re.escape(word) + b")", data)})


WORD = st.text("abcd", min_size=1, max_size=9).map(str.encode)


@settings(deadline=None, max_examples=80)
@given(words=st.sets(WORD, min_size=1, max_size=90), parts=st.lists(st.one_of(WORD, st.binary(max_size=5)), max_size=60), first=st.integers(0, 40), size=st.integers(0, 200))
def test_exactly_the_places_of_all_words_are_found(words: set[bytes], parts: List[bytes], first: int, size: int) -> None:
    data = b"".join(parts)
    for name in INSTALLED:
        with pytest.MonkeyPatch.context() as patch:
            use(name, patch)
            one = Anchors(words)
            assert list(one.starts(data, first, first + size)) == [place for place in naive(one.words, data) if first <= place < first + size]


def test_the_words_of_all_rules_are_found_amid_bars(backend: str) -> None:
    one = compile_anchors(["页面文件太小", "out of memory"])
    bar = b"  3%|\xe2\x96\x8e | 3/96 [00:01<00:30,  3.10it/s]\r"
    for word in one.words:
        data = bytearray(bar * 50 + word + bar * 50)
        assert 50 * len(bar) in list(one.starts(data, 0, len(data))), (backend, word)


def test_pieces_stand_in_every_word_and_are_far_fewer() -> None:
    words = LIBRARY.anchors.words
    pieces = LIBRARY.anchors.pieces
    assert [word for word in words if not any(piece in word for piece in pieces)] == []
    assert len(pieces) < len(words) / 2
    assert all(len(group) <= PASS for group in passes(pieces))
    assert sorted(piece for group in passes(pieces) for piece in group) == sorted(pieces)


def test_a_word_that_no_other_shares_a_piece_with_is_named() -> None:
    words = [b"memory error", b"memory full", b"zebra"]
    assert alone(words, cover(words, b"noise")) == {b"zebra"}


def test_numbers_that_a_rule_asks_for_are_told_apart() -> None:
    one = compile_anchors([], [r"WinError (?:1455|10048)\b", r"\d{2,40} files in (?P<n>[0-9]+)"])
    assert one.numbers == {b"1455", b"10048"}


def test_numbers_alone_are_no_anchors() -> None:
    """Training prints numbers by the million."""
    assert b"1455" not in compile_anchors(["1455", "Error code 1455"]).words

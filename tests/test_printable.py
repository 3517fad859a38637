"""Words of strangers, fit to be shown."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.printable import one_line, printable

AWKWARD = st.sampled_from(
    ["\x1b[31m", "\0", "\u202e", "\u200b", "\ufeff", "\xad", "\ud800", "\U000e0041", "e" + "\u0301" * 9, "页面", " ", "  ", "\t", "\n", "\r\n", "\u3000", "\xa0", "a"]
)
TEXTS = st.one_of(st.text(), st.lists(AWKWARD, max_size=30).map("".join))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(TEXTS)
def test_nothing_is_shown_that_controls_or_hides(text: str) -> None:
    shown = printable(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n"]
    assert not {"\u202e", "\u200b", "\ufeff", "\xad", "\U000e0041"} & set(shown)
    assert "\u0301" * 5 not in shown
    assert printable(shown) == shown


@settings(max_examples=500, deadline=None, derandomize=True)
@given(TEXTS)
def test_one_line_has_no_breaks_and_single_blanks(text: str) -> None:
    line = one_line(text)
    assert line == " ".join(line.split())


def test_ordinary_words_stay_as_they_are() -> None:
    for text in ("CUDA out of memory. Tried to allocate 2.00 MiB", "页面文件太小，无法完成操作。", "naïve café"):
        assert printable(text) == one_line(text) == text

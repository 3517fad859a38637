"""What was worked out of a line is remembered: logs of one batch share most of their lines, and so do the runs of one log."""

from __future__ import annotations

import functools
from typing import Callable, TypeVar

Answer = TypeVar("Answer")

KNOWN, LONGEST = 8192, 400
"""Texts that are remembered, and characters of one: a few megabytes for each question."""


def remembered(question: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The same function of a text, which must depend on nothing else, with a memory. What it gives back must not be changed."""
    known = functools.lru_cache(maxsize=KNOWN)(question)

    @functools.wraps(question)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= LONGEST else question(text)

    return answer

"""The patterns of rules against a text, within a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from diagnose.rule import Pattern, compile_pattern

if TYPE_CHECKING:
    import regex

TIMEOUT = 0.25
"""Seconds one pattern may take on one text; a pattern that runs longer does not match."""
LONGEST = 20_000
"""Characters of a text that patterns are shown."""


def search(pattern: Pattern, text: str) -> Optional[regex.Match[str]]:
    """The pattern in a text; None as well when it takes too long."""
    if pattern.literals:
        for literal in pattern.literals:
            if literal in text:
                break
        else:
            return None
    try:
        return compile_pattern(pattern).search(text[:LONGEST], timeout=TIMEOUT)
    except TimeoutError:
        return None

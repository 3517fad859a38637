"""Text that a stranger wrote, made fit to be shown: no control, no invisible and no direction-turning characters, no endless token.

Lines of a log are cleaned when they are read; but a configuration value may spell such characters as escapes, and a file in an
archive may be called anything. Every report passes what it shows through here, before it escapes at its own border.
"""

from __future__ import annotations

import re

LONGEST = 400
"""Characters of one value that a report shows."""
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]")
_ACCENT = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_ACCENT}{{4}}){_ACCENT}+")
"""Accents piled on one letter until they cover the lines around it."""
_BLANK = re.compile(r"\s+")


def printable(text: str, longest: int = LONGEST) -> str:
    """Without unfit characters, line breaks and tabs kept, cut to `longest` characters."""
    text = _PILED.sub(r"\1", _UNFIT.sub("", text[: longest * 4]))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The same on one line."""
    return _BLANK.sub(" ", printable(text, longest * 2)).strip()[:longest]

"""What a single line of a traceback can be: header, frame, exception, connector. One regex and one question each."""

from __future__ import annotations

import re
import unicodedata
from typing import Optional, Tuple

HEADER = re.compile(r"(?:Original |Exception Group )?Traceback \(most recent call last\)(?::(?!String)|[ ─-]*[╮]?$)")
_IPYTHON_HEADER = re.compile(r"^[A-Za-z_][\w.]*\s{2,}Traceback \(most recent call last\)$")

_FRAME = re.compile(r"File \"(?P<file>[^\"]*)\", line (?P<line>\d+)(?:, in (?P<function><[\w ]+>|[\w.<>]+))?(?P<rest>.*)$")
_BROKEN = re.compile(r"^\s*File \"")
_RICH_FRAME = re.compile(r"^\s?(?P<file>(?:/|[A-Za-z]:\\|<)[^:*?\"|]*(?:\.py|>)):(?P<line>\d+) in (?P<function><?\w+>?)\s*$")
_IPYTHON_FRAME = re.compile(r"^(?:File )?(?P<file>[~/<\w][^ ]*?)(?::(?P<line>\d+))?,? in (?P<function><?[\w ]+(?:: \d+)?>?)\(.*\)\s*$")
_CELL_FRAME = re.compile(r"^(?P<file>(?:Cell In|Input In) ?\[\d+\]), (?:line (?P<line>\d+)|in (?P<function><.*>)\(\))")
_ARROW = re.compile(r"^\s?(?:❱|-+>)\s*(?P<line>\d+)\s?(?P<source>.*)$")

_NAME = r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*"
_FAMILY = r"(?:Error|Exception|Interrupt|Exit|Iteration|Group|Fault|Failure|Timeout|Traceback|Cancelled|Killed|_Abort)"
_STRONG = re.compile(rf"^(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z_]\w*{_FAMILY}|KeyboardInterrupt)(?::(?: (?P<message>.*)|\s*$)|$)")
_WEAK = re.compile(rf"^(?P<type>{_NAME})(?:: (?P<message>.*)|:?\s*$)")
_BARE = re.compile(r"^(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception))(?::(?: (?P<message>.*)|\s*$))")
_KEYWORD = re.compile(r"^(?:else|try|finally|pass|return|continue|break|yield|raise|None|True|False|super|self)\b")

CONTEXT = re.compile(r"During handling of the above exception, another exception occurred")
CAUSE = re.compile(r"The above exception was the direct cause of the following exception")
SPAWN = re.compile(r"-- Process \d+ terminated with the following error:")
GROUP = re.compile(r"^\s*\+-[+-]*(?: (?:\d+|\.\.\.) )?-*\s*$")
IGNORED = re.compile(r"^Exception ignored (?:in|on|while)\b")
NOISE = re.compile(r"^\s*(?:[~^][~^ ]*|\[Previous line repeated .*|\.\.\.<\d+ lines?>\.\.\.|\"\"\"|'''|[╭╰─╮╯]+)\s*$")

FrameMark = Tuple[str, int, str, str]


def header(text: str) -> Optional[str]:
    """The text before a traceback's header on the same line, None when there is no header."""
    if "Traceback (most" not in text:
        return None
    match = HEADER.search(text)
    if not match:
        return None
    before = text[: match.start()]
    return "" if _IPYTHON_HEADER.match(text) else before.strip(" ╭─")


def frame(text: str) -> Optional[FrameMark]:
    """File, line, function and what follows on the same line."""
    if "File " in text or " in " in text or text.startswith(("Cell", "Input")):
        match = _FRAME.search(text) if 'File "' in text else None
        if match:
            return match["file"], int(match["line"]), match["function"] or "", match["rest"].strip()
        for pattern in (_RICH_FRAME, _IPYTHON_FRAME, _CELL_FRAME):
            match = pattern.match(text)
            if match:
                return match["file"], int(match["line"] or 0), match["function"] or "", ""
    return None


def broken_frame(text: str) -> bool:
    """A frame that a console has wrapped: begun, but not whole."""
    return bool(_BROKEN.match(text)) and not _FRAME.search(text)


def arrow(text: str) -> Optional[Tuple[int, str]]:
    """Line number and source that rich and IPython point at."""
    match = _ARROW.match(text)
    return (int(match["line"]), match["source"].strip()) if match else None


def exception(text: str, sure: bool) -> Optional[Tuple[str, str]]:
    """Type and message; `sure` when the position alone tells that an exception must stand here."""
    match = _STRONG.match(text)
    if not match and sure and not _KEYWORD.match(text):
        match = _WEAK.match(text)
    return (match["type"], match["message"] or "") if match else None


def bare_exception(text: str) -> Optional[Tuple[str, str]]:
    """Type and message of an exception line that stands without a traceback."""
    match = _BARE.match(text)
    return (match["type"], match["message"] or "") if match else None


def indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def width(text: str) -> int:
    """Columns on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

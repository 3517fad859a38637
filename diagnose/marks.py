"""What a single line of a traceback can be: header, frame, exception, connector. One regex and one question each."""

from __future__ import annotations

import builtins
import unicodedata
from typing import Dict, Match, Optional, Tuple

from diagnose.late import late
from diagnose.memo import remembered

HEADER = late(r"(?:Original |Exception Group )?(?:\b|(?<=[a-z]))T?r?aceback \(most recent call last\)(?: ?[:：](?!:?String)|[ ─-]*[╮]?$)")
_IPYTHON_HEADER = late(r"^[A-Za-z_][\w.]*(?:\s{2,}|(?<=[a-z]))Traceback \(most recent call last\)$")

_FRAME = late(r"\bF?i?le \"(?P<file>[^\"]*)\"(?:, | ?[,，] ?)line ?(?P<line>\d+)(?!\d| in )(?: ?[,，] ?in\b *(?P<function><[\w ]+>|[\w.<>]+)?)?(?P<rest>.*)$")
_BROKEN = late(r"^\s*File \"(?![^\"]*\", line \d+ in )")  # but not faulthandler's "line 9 in f"
_RICH_FRAME = late(r"^\s?(?P<file>(?:/|[A-Za-z]:\\|<)[^:*?\"|]*(?:\.py|>)):(?P<line>\d+) in (?P<function><?\w+>?)\s*$")
_RICH_NAMED = late(r"^\s?in (?P<function><?\w+>?):(?P<line>\d+)\s*$")
_PATH = late(r"^\s?(?:/|<|[A-Za-z]:\\)")
_IPYTHON_FRAME = late(
    r"^(?:File )?(?P<file>(?:[A-Za-z]:\\|[~/<\w.])[^\":]*?(?:\.py[xc]?|\.ipynb|>))(?::(?P<line>\d+))?(?:,? in (?P<function>(?:[\w.<>]+|<[\w ]+: \d+>)(?=\()|<module>)(?:\(.*\))?)?\s*$"
)
_CELL_FRAME = late(r"^\s*(?P<file>(?:Cell In|Input In) ?\[\d+\])(?:, line (?P<line>\d+))?(?:,? in (?P<function>[\w.<>]+|<[\w ]+: \d+>)(?:\(.*\))?)?\s*$")
_NOTEBOOK_FRAME = late(r"^(?P<file>\S[^\"]*\.ipynb) \w+ \d+'? in (?P<function>\d+|<[\w ]+: \d+>|[\w.<>]+)(?:\(.*\))?\s*$")
_ARROW = late(r"^\s?(?:❱|-+>)\s*(?P<line>\d+)\s?(?P<source>.*)$")
_NUMBERED = late(r"^\s*(?:\d+(?:\s|$)|\(\.\.\.\))")

_NAME = r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*"
_FAMILY = r"(?:Error|Exception|Interrupt|Exit|Iteration|Group|Fault|Failure|Timeout|Traceback|Cancelled|Killed|_Abort)"
_STRONG = late(
    rf"^(?P<type>(?:[A-Za-z_]\w*\. ?)*[A-Z_]\w*{_FAMILY}|(?:[A-Za-z_]\w*\. ?)+(?:Error|Exception)|Exception|BaseException)"
    r"(?:(?P<sign> ?[:：])(?!:| ?[~^]) ?(?P<message>.*)|$)"
)
_WEAK = late(rf"^(?P<type>{_NAME})(?:: (?P<message>.*)|:?\s*$)")
_NAMELESS = r"(?:BadZipFile|IncompleteRead|NoSuchFile|InvalidArgument|InvalidGraph|InvalidProtobuf|Fail|ReadTimeout|ConnectTimeout)"
"""Exceptions of libraries that are not called so."""
_BARE = late(rf"^(?:E {{2,}})?(?P<type>(?:[A-Za-z_]\w*\. ?)*(?:[A-Z]\w*(?:Error|Exception)|Exception)|(?:[a-z_]\w*\. ?)+{_NAMELESS})(?P<sign> ?[:：])(?!:) ?(?P<message>.*)$")
_DOTTED = late(r"^(?:[A-Za-z_]\w*\.)+[A-Z]\w*: \S")
_QUOTED = late(r"(?<![\w.])(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)): (?P<message>.{3,})")
_PASSING = late(r"\b(?:DEBUG|INFO|WARN|WARNING|[Ww]arnings?|[Cc]aught|raise|except)\b.*(?:Error|Exception): |\b[Ii]gnor|\b[Rr]etry|\b[Ss]kip")
"""In a line that tells of an exception in passing."""
_KEYWORD = late(r"^(?:else|try|finally|pass|return|continue|break|yield|raise|None|True|False|super|self)\b")
_CLIPPED = {name[1:]: name for name in dir(builtins) if name.endswith("Error")}

_OPEN = late(r"(?<=[a-z\d_])\. (?=[a-z\d_])")
_WARNING = late(r"^\S.*:\d+: \w*Warning: ")

# Without their first letters: a copy may lack the first column.
CONTEXT = late(r"uring handling of the above exception, another exception occurred")
CAUSE = late(r"he above exception was the direct cause of the following exception")
SPAWN = late(r"-- Process \d+ terminated with the following error:")
GROUP = late(r"^\s*\+-(?P<opens>\+-)?-*(?: (?P<number>\d+|\.\.\.) -+)?\s*$")
_IGNORED = late(r"\bException ignored (?:in|on|while)\b")
NOISE = late(r"^\s*(?:[~^][~^ ]*|\[Previous line repeated .*|\.\.\.<\d+ lines?>\.\.\.|\"\"\"|'''|[╭╰─╮╯]+|[│ ]*[└│].*)\s*$")
_BAR = late(r"\d+%\|.*\|| \[\d\d:\d\d[<,]")

FrameMark = Tuple[str, int, str, str]


def header(text: str) -> Optional[str]:
    """The text before a traceback's header on the same line, None when there is no header."""
    match = HEADER.search(text) if "aceback (most" in text else None
    if not match:
        return None
    return "" if _IPYTHON_HEADER.match(text) else text[: match.start()].strip(" ╭─+")


def boxed(text: str) -> bool:
    """True for a header in the frame that rich draws."""
    return text.lstrip().startswith("╭─")


def outlived(text: str) -> str:
    """How Python goes on after the exception below: `ignored` at its end, in a destructor or in a task nobody waits for, `told` where a loop or a logger
    only reports it; else empty."""
    if ("ignored" in text and _IGNORED.search(text)) or text.startswith(("Task exception was never retrieved", "future: <Task finished")):
        return "ignored"
    return "told" if text.startswith("Exception in callback ") or text.strip() == "--- Logging error ---" else ""


@remembered
def frame(text: str) -> Optional[FrameMark]:
    """File, line, function and what follows on the same line."""
    if 'le "' in text:
        match = _FRAME.search(text)
        if match:
            return _closed(match["file"]), int(match["line"]), match["function"] or "", match["rest"].strip()
    return _drawn_frame(text)


def _drawn_frame(text: str) -> Optional[FrameMark]:
    """A frame the way rich and IPython write it; IPython names methods with their class, which is left out here."""
    if " in " not in text and not text.lstrip().startswith(("File ", "Cell", "Input")):
        return None
    notebook = _NOTEBOOK_FRAME.match(text) if ".ipynb" in text else None
    if notebook:
        return notebook["file"], 0, "<cell>" if notebook["function"][0] in "<0123456789" else notebook["function"], ""
    match = _RICH_FRAME.match(text) or _CELL_FRAME.match(text) or _IPYTHON_FRAME.match(text)
    if not match or not (match["function"] or (match["line"] and text.lstrip().startswith(("File ", "Cell", "Input")))):
        return None
    function = match["function"] or ""
    return match["file"], int(match["line"] or 0), function.rpartition(".")[2] if " " not in function else function, ""


def begins_path(text: str) -> bool:
    """A line in rich's box that begins with a path, which the box may have torn."""
    return bool(_PATH.match(text))


def boxed_frame(text: str) -> Optional[FrameMark]:
    """A frame inside of rich's box; where there is no file, rich writes the function first."""
    match = _RICH_NAMED.match(text)
    return ("", int(match["line"]), match["function"], "") if match else _drawn_frame(text)


def broken_frame(text: str) -> bool:
    """A frame that a console has wrapped: begun, but not whole."""
    return 'File "' in text and bool(_BROKEN.match(text)) and not _FRAME.search(text)


def opens(text: str) -> bool:
    """A line with which a traceback, or an exception without one, may begin."""
    return header(text) is not None or bool(outlived(text)) or frame(text) is not None or broken_frame(text) or bare_exception(text) is not None


def begins(text: str) -> bool:
    """A line that cannot be the rest of another one."""
    return header(text) is not None or frame(text) is not None or broken_frame(text) or exception(text, sure=False) is not None


def arrow(text: str) -> Optional[Tuple[int, str]]:
    """Line number and source that rich and IPython point at."""
    match = _ARROW.match(text)
    return (int(match["line"]), match["source"].strip("│ ")) if match else None


def numbered(text: str) -> bool:
    """A source line with its number, as rich and IPython show it around the one they point at."""
    return bool(_NUMBERED.match(text))


def exception(text: str, sure: bool) -> Optional[Tuple[str, str]]:
    """Type and message; `sure` when the position alone tells that an exception must stand here."""
    match = _STRONG.match(text)
    if not match and sure and not _KEYWORD.match(text):
        match = _WEAK.match(text)
    return _told(match) if match else None


def _told(match: Match[str]) -> Tuple[str, str]:
    """Type and message. In text that a program has read off a picture blanks stand around the signs."""
    kind, message = match["type"].replace(" ", ""), match["message"] or ""
    odd = match.groupdict().get("sign") not in (":", None)
    return _CLIPPED.get(kind, kind), _closed(message) if odd else message


def _closed(text: str) -> str:
    """Names and paths without the blanks that reading off a picture puts behind their dots."""
    return _OPEN.sub(".", text.strip())


def warning(text: str) -> bool:
    """A warning with its place: frames above it were shown, and nothing was raised."""
    return _WARNING.match(text) is not None


def dotted_exception(text: str) -> bool:
    """A line that is an exception, whatever its name, where frames stand right above it."""
    return _DOTTED.match(text) is not None


@remembered
def bare_exception(text: str) -> Optional[Tuple[str, str]]:
    """Type and message of an exception line that stands without a traceback."""
    match = _BARE.match(text) if ":" in text or "：" in text else None
    return _told(match) if match else None


def quoted_exception(text: str) -> Optional[Tuple[str, str]]:
    """Type and message of an exception that somebody tells in a sentence of his own."""
    match = _QUOTED.search(text) if "rror: " in text or "xception: " in text else None
    if not match or not text[: match.start()].strip() or _PASSING.search(text):
        return None
    message = match["message"]
    if text[: match.start()].endswith("`") and "`" in message:
        message = message[: message.rindex("`")]
    return match["type"], message.strip()


def bar(text: str) -> bool:
    """A progress bar, or what is left of one."""
    return ("%|" in text or " [" in text) and _BAR.search(text) is not None


def indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def width(text: str) -> int:
    """Columns on a terminal."""
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


class _Columns(Dict[str, int]):
    """Columns of each character that was seen."""

    def __missing__(self, char: str) -> int:
        columns = self[char] = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        return columns


_COLUMNS = _Columns()

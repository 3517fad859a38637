"""One raw line to clean text: encodings, colours, carriage returns, log prefixes, escaped and flattened tracebacks.

Nothing here knows what a line means; it only takes off what a terminal, a container or a paste has put on.
"""

from __future__ import annotations

import re
from typing import List, Optional, Pattern, Sequence, Tuple

from diagnose.late import late
from diagnose.model import Line

_ANSI = late(
    r"(?:\x1b|\u241b|\\x1b|\\u001b|\\033|\^\[)?\[\d{1,3}(?:;\d{1,3})*m(?! ?\d+s)"  # a colour, its escape character perhaps lost
    r"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]_P^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]+[0-~]|\x1b[@-_]?"
)
_CONTROL = late(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe]")
_SUSPECT = late(r"[\x00-\x08\x0b-\x1f\x7f-\xa0\u2018-\u201f\u200b-\u200f\u202a-\u202e\u2060-\u2069\u241b\ufeff\ufffe]|\[\d{1,3}(?:;\d{1,3})*m")
_LOOKALIKES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " "})
_BAR = late(r"(?:\d+%\||\b\d+it \[|\d+/\d+ \[)[^\]]*\]?\s*$")
_BAR_END = late(r".*\[\d+:\d\d(?::\d\d)?[<,][^\]]*\] *(?=\S)")

_PREFIX = late(
    r"""(?:
      (?:>[ ]?)+                                                             # quoted in a mail or an issue
    | \#\#\[\w+\]                                                            # build services
    | (?P<rank>\[(?:rank|Rank|RANK)?[ ]?\d+\]:|[Rr]ank[ ]?\d+:)[ ]?
    | (?P<mpirun>\[\d+,\d+\]<std(?:err|out)>:)
    | (?P<actor>\((?:[\w.:-]+[ ])?pid=\d+[^)]*\))(?:[ ]|$)
    | (?P<container>[A-Za-z][\w.-]*(?=[ ]{2})|[a-z][a-z\d]*[-_.][\w.-]*)[ ]+\|(?:[ ]|$)(?!.*(?:[ ]\|[ ].*[ ]\|[ ]|\|$))  # docker compose, but not a table
    | \[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[ ]?[+-]\d\d:?\d\d)?\]?(?:[ ]std(?:err|out)[ ][FP])?(?:[ ]-(?=[ ]))?(?:[ ]|$)
    | \[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?(?:[ ](?!\|)|$)
    | [A-Z][a-z][a-z][ ]+\d{1,2}[ ]\d\d:\d\d:\d\d[ ][\w.-]+[ ][\w./-]+(?:\[\d+\])?:(?:[ ]|$)
    | (?:ERROR|WARNING|INFO|CRITICAL|DEBUG)[ ](?:\d\d-\d\d[ ]\d\d:\d\d:\d\d)[ ]\[[\w./]+:\d+\][ ]?
    | (?:[\w.:\\/-]*\\)?python[\w.]*(?:\.exe)?[ ]:[ ](?=\S)                  # PowerShell
    )""",
    re.VERBOSE,
)
_ENTITY = late(r"&(lt|gt|amp|quot|apos|#0?39|#x27);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "#39": "'", "#039": "'", "#x27": "'"}
"""As a page's source and a feed write them."""
_CELL_LINK = late(r"<a href='vscode-notebook-cell:[^']*'>(\d+)</a>")
_BOX = late(r"^\s*[│┃║](.*?)[│┃║]?\s*$")
_GROUP = late(r"^ +\|(?: |$)")

_HEADER = late(r"(?:Original |Exception Group )?Traceback \(most recent call last\)")
_FLAT = late(r"Traceback \(most recent call last\):.*?File \"")
_RECORD_END = late(r"\"(?:,\s*\"\w+\":[^\"]*(?:\"[^\"]*\"?)?)*\}*\s*$")
_HEADLESS = late(r"(?:.{0,200}\s)?File \"[^\"]*\", line \d+, in (?:<[\w ]+>|\w+) .*\S +(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?:: |\s*$)")
_SEAM = late(
    r"(?<=\S) +(?=File \"[^\"]*\", line \d+)"
    r"|(?<=\S) +(?=Traceback \(most recent call last\):)"
    r"|(?<=\S) +(?=During handling of the above exception, another|The above exception was the direct cause)"
    r"|(?<=occurred:) +|(?<=following exception:) +|(?<=last\):) +"
)
_LAST_ERROR = late(r" +(?=(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning)(?::|$))")
_FLAT_FRAME = late(r"(File \"[^\"]*\", line \d+, in (?:<[\w ]+>|\w+)) +(?=\S)")


def is_wide(raw: bytes) -> bool:
    """UTF-16 in a line of a log in another encoding, as PowerShell's `>>` leaves it: every other byte of Latin text is NUL."""
    if b"\0" not in raw:
        return False
    body = raw[1:] if raw[0] == 0 else raw  # the second half of the line feed before
    even, odd = body[::2].count(0), body[1::2].count(0)
    return len(body) % 2 == 0 and even * 8 < odd and (odd * 4 > len(body) or (raw[0] == 0 and body.endswith(b"\r\0")))


def decode(raw: bytes) -> Tuple[str, str]:
    """Text of one line and the name of its encoding (`utf-8`, `gbk` or `utf-16-le`); never fails."""
    if is_wide(raw):
        return raw[raw[0] == 0 :].decode("utf-16-le", "replace"), "utf-16-le"
    raw = raw.replace(b"\0", b"")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("gb18030"), "gbk"
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace"), "utf-8"


def is_overdrawn(state: str) -> bool:
    """A progress bar with nothing behind it: when another state follows, nobody has seen it for long."""
    return _BAR.search(state) is not None and _BAR_END.match(state) is None


def parts_of(state: str) -> Tuple[Tuple[str, str], ...]:
    """The lines that one state holds, without colours and prefixes, each with whose line it is."""
    parts = (strip_prefix(part) for part in _unglue(plain(state)))
    return tuple((body.rstrip(), stream) for body, stream in parts)


def plain(text: str) -> str:
    """Without colours, invisible characters, typographic quotes, blanks that do not break, HTML's entities and a notebook's links to its lines."""
    if _SUSPECT.search(text):
        text = _CONTROL.sub("", _ANSI.sub("", text)).translate(_LOOKALIKES)
    if "&" in text and "<" not in text and ">" not in text:
        text = _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)
    return _CELL_LINK.sub(r"\1", text) if "vscode-notebook-cell:" in text else text


def strip_prefix(text: str) -> Tuple[str, str]:
    """Take off up to six log prefixes and a box's frame; gives back the rest and whose line it was."""
    place, stream = 0, ""
    for _ in range(6):
        match = _PREFIX.match(text, place)
        if not match or match.end() == place:
            break
        stream = match["rank"] or match["mpirun"] or match["actor"] or match["container"] or stream
        place = match.end()
    text = text[place:]
    box = _BOX.match(text)
    if box and "─>" not in text:
        return box[1][1:] if box[1].startswith(" ") else box[1], stream
    group = _GROUP.match(text)
    while group:
        text = text[group.end() :]
        group = _GROUP.match(text)
    return text, stream


def peel(lines: Sequence[Line]) -> List[Line]:
    """Take off what a program puts before every line of its tracebacks; it is learned from their first two lines."""
    learned: Optional[Pattern[str]] = None
    peeled = list(lines)
    for place, line in enumerate(lines):
        header = _HEADER.search(line.text) if "Traceback (most" in line.text else None
        if header is None and learned is None:
            continue
        found = _prefix_before(line.text[: header.start()], peeled[place + 1 : place + 3]) if header else None
        learned = found or learned
        for near in range(max(0, place - 2), place + 1) if found else (place,):  # "Exception ignored in:" stands before the header
            match = learned.match(peeled[near].text) if learned else None
            if match:
                peeled[near] = peeled[near]._replace(text=peeled[near].text[match.end() :], kind=None)
    return peeled


def _prefix_before(before: str, following: Sequence[Line]) -> Optional[Pattern[str]]:
    """The prefix of a header when one of the next lines has it too, numbers (times) aside."""
    bare = before.rstrip()
    if not bare or len(bare) > 200:
        return None
    pattern = re.compile(r"\d+".join(map(re.escape, re.split(r"\d+", bare))) + rf"(?: {{{len(before) - len(bare)}}}|$)")
    for line in following:
        match = pattern.match(line.text)
        if match and 'File "' in line.text[match.end() :]:
            return pattern
    return None


def glued_at(text: str) -> int:
    """Where something else begins that was written after a progress bar, and not below it; 0 when there is nothing."""
    bar = _BAR_END.match(text) if "[" in text and ("<" in text or "," in text) else None
    return bar.end() if bar and not _BAR.search(text, bar.end()) else 0


def _unglue(text: str) -> List[str]:
    """A progress bar and what was written after it as lines of their own."""
    cut = glued_at(text)
    return [text[:cut].rstrip(), *_unfold(text[cut:])] if cut else _unfold(text)


def _unfold(text: str) -> List[str]:
    """Give a traceback that was put on one line its lines back."""
    if "Traceback (most recent call last):" not in text:
        return _seams(text) if 'File "' in text and _HEADLESS.match(text) else [text]
    if "\\n" in text:
        pieces = re.split(r"\\r?\\n|\\n", text)
        if len(pieces) > 2:
            if pieces[0].startswith('{"'):  # a record of a logger, perhaps cut
                pieces[-1] = _RECORD_END.sub("", pieces[-1])
            return [re.sub(r"\\(['\"\\])", r"\1", piece).replace("\\t", "\t") for piece in pieces]
    return _seams(text) if _FLAT.search(text) else [text]


def _seams(text: str) -> List[str]:
    """The lines of a traceback that stands on one."""
    lines: List[str] = []
    for piece in _SEAM.split(text):
        seams = list(_LAST_ERROR.finditer(piece)) if piece.startswith("File ") else []
        frame, error = (piece[: seams[0].start()], piece[seams[0].end() :]) if seams else (piece, "")
        lines.extend(_FLAT_FRAME.sub(r"  \1\n    ", frame, count=1).split("\n"))
        if error:
            lines.append(error)
    return lines

"""The part of a log that proves a verdict: tracebacks and deciding lines in the order of the log, with their numbers.

Frames of libraries and launchers are folded; what decides is marked; what was left out is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Iterable, Iterator, List, Sequence, Set, Tuple, Union

from diagnose.causality import ROOT, Step
from diagnose.late import late
from diagnose.messages import EN
from diagnose.model import Diagnosis, Evidence, Raised
from diagnose.printable import one_line, printable

_LIBRARY = late(
    r"(?:site|dist)-packages[\\/]|[\\/]lib[\\/]python3|[\\/][Ll]ib[\\/][a-z_]+(?:[\\/]\w+)*\.py$|<frozen |[\\/]runtime[\\/](?:python|lib)", re.IGNORECASE
)  # fmt: skip
_PACKAGE = late(r"(?:site|dist)-packages[\\/]([^\\/.]+)")
FRAMES = 24
"""Frames of one exception that are shown, half of them from each end."""
MESSAGE = 8
"""Lines of one message that are shown."""


@dataclass(frozen=True)
class Row:
    """One line of the log."""

    line: int
    """0 for a line whose number is not known, or of another file."""
    text: str
    kind: str
    """command, header, frame, source, error, message, fact or text."""
    mark: bool = False
    """It decides."""
    role: str = ""
    """Part of the exception it ends: see `causality`."""
    note: str = ""
    """The fact it tells, or the file it is from."""
    library: bool = False
    anchor: bool = False
    """Other parts of the report point here: the first telling row of its line."""


@dataclass(frozen=True)
class Fold:
    """Frames of libraries, put away."""

    frames: int
    packages: str
    """Names of the libraries, by commas."""
    rows: Tuple[Row, ...]


@dataclass(frozen=True)
class Gap:
    """Lines of the log that were left out."""

    lines: int


Piece = Union[Row, Fold, Gap]


def excerpt_of(diagnosis: Diagnosis, steps: Sequence[Step], lang: str) -> Tuple[Piece, ...]:
    """The excerpt that shows the steps of a failure and the evidence of its verdict; what checks say of it in a language."""
    rows: List[Row] = []
    run = diagnosis.log.episodes[diagnosis.episode] if diagnosis.episode >= 0 else None
    if run is not None and run.command:
        rows.append(Row(run.start, one_line(run.command), "command"))
    for step in steps:
        rows += _of_raised(step.raised, step.role) if step.raised else [Row(step.line, step.text, "text", step.role == ROOT, step.role)]
    decisive = diagnosis.causes[0].evidence if diagnosis.status == "diagnosed" else diagnosis.unexplained[:6]
    rows = _with_evidence(rows, decisive, lang)
    rows.sort(key=lambda row: row.line or 1 << 60)
    return tuple(_with_gaps(_folded(_anchored(rows))))


def _of_raised(raised: Raised, role: str) -> List[Row]:
    rows: List[Row] = []
    frames = list(raised.frames)
    if frames:
        rows.append(Row(raised.header, "Traceback (most recent call last):", "header"))
    if len(frames) > FRAMES:
        frames = frames[: FRAMES // 2] + frames[-FRAMES // 2 :]
    for frame in frames:
        library = bool(_LIBRARY.search(frame.file)) and not (role == ROOT and frame is raised.frames[-1])
        rows.append(Row(frame.at, one_line(f'File "{frame.file}", line {frame.line}, in {frame.function}'), "frame", library=library))
        if frame.source:
            rows.append(Row(frame.at + 1, one_line(frame.source), "source", library=library))
    first, *more = raised.message.split("\n")
    rows.append(Row(raised.line, one_line(f"{raised.type}: {first}".strip(": ")), "error", role == ROOT, role))
    for number, text in enumerate(more[:MESSAGE], raised.line + 1):
        if text.strip():
            rows.append(Row(min(number, raised.end), printable(text.rstrip(), 300), "message"))
    return rows


def _with_evidence(rows: Sequence[Row], evidence: Iterable[Evidence], lang: str) -> List[Row]:
    """Rows with the deciding lines among them."""
    found = list(rows)
    for one in evidence:
        if not one.fact and not one.file and not one.said and any(row.line == one.line and row.kind not in ("frame", "header") for row in found):
            continue
        text = f"… {one_line(one.text)} …" if one.fact.startswith("config.") and not one.file else one_line(one.text)
        place = (f"{one.file}:{one.line}" if one.line else one.file) if one.file else ""
        said = one.said.get(lang, "")
        if said and one.text == one.said.get(EN):  # of a whole file there is no line to show
            text, said = one_line(said), ""
        note = " · ".join(part for part in (one_line(one.fact), one_line(place), one_line(said)) if part)
        found.append(Row(0 if one.file else one.line, text, "fact" if one.fact else "text", True, note=note))
    return found


def _anchored(rows: Iterable[Row]) -> List[Row]:
    seen: Set[int] = {0}
    found = []
    for row in rows:
        anchor = (row.mark or bool(row.role)) and row.line not in seen
        if anchor:
            seen.add(row.line)
        found.append(replace(row, anchor=anchor))
    return found


def _folded(rows: Sequence[Row]) -> Iterator[Piece]:
    for library, group in groupby(rows, key=lambda row: row.library):
        run = tuple(group)
        frames = [row for row in run if row.kind == "frame"]
        if library and frames:
            yield Fold(len(frames), ", ".join(sorted({_package(row.text) for row in frames})), run)
        else:
            yield from run


def _package(text: str) -> str:
    found = _PACKAGE.search(text)
    return found[1] if found else "Python"


def _with_gaps(pieces: Iterable[Piece]) -> Iterator[Piece]:
    last = 0
    for piece in pieces:
        first = piece.rows[0].line if isinstance(piece, Fold) else piece.line if isinstance(piece, Row) else 0
        if last and first > last + 3:
            yield Gap(first - last - 1)
        yield piece
        last = (piece.rows[-1].line if isinstance(piece, Fold) else first) or last

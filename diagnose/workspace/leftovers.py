"""Part files that an aborted run left: the steps do nothing while they are there, and end as if all were well."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import FrozenSet, List, Tuple

from diagnose.checkup.check import ERROR, WARNING, Check, Place
from diagnose.messages import both
from diagnose.workspace.artefacts import HEADER
from diagnose.workspace.experiment import FILES, STEPS, TEXT
from diagnose.workspace.files import first_bytes, is_file, names_in, time_of
from diagnose.workspace.layout import Workspace

PART = re.compile(r"(2-name2text|6-name2semantic)-(\d{1,3})\.(?:txt|tsv)")
MERGED, OLDER, EMPTY, UNPROVEN = "merged", "older", "empty", "unproven"
"""Why a part is a leftover: all its lines are in the merged file; the merged file was written after it, and the web UI removes the
parts it merges; there is nothing in it. Unproven: a step may be running, or may have been ended before the merging."""
APART = 60.0
"""Seconds: files copied with their folder are as good as of one time."""
QUIET = 3600.0
"""Seconds: with several cards the first part waits for the others, so that a younger one may belong to a running step."""
LARGEST = 256 << 20


@dataclass(frozen=True)
class Part:
    """A part file, such as 2-name2text-0.txt."""

    path: Path
    name: str
    """2-name2text or 6-name2semantic."""
    proof: str
    """merged, older or empty; unproven when it may still be wanted."""
    usable: bool
    """The merged file beside it holds something."""


def find_parts(workspace: Workspace) -> Tuple[Part, ...]:
    """The part files of the experiment, in the order of their names."""
    folder = workspace.experiment
    if folder is None:
        return ()
    found = [(PART.fullmatch(name), folder / name) for name in names_in(folder)]
    return tuple(_part(match[1], path) for match, path in found if match and is_file(path))


def check(workspace: Workspace, parts: Tuple[Part, ...]) -> List[Check]:
    """One check for each; `leftover` is set where it is proved."""
    return [_check(workspace, part) for part in parts]


def _check(workspace: Workspace, part: Part) -> Check:
    proved = part.proof != UNPROVEN
    shown, step = workspace.shown(part.path), STEPS[part.name]
    merged = workspace.shown(part.path.with_name(FILES[part.name]))
    title = both(f"workspace.leftover-{part.proof}", path=shown, merged=merged, step=step)
    advice = both("workspace.leftover-advice" if proved else "workspace.leftover-unproven-advice", path=shown, step=step)
    details = (both("workspace.leftover-why", path=shown, step=step),)
    stages = ("get-text",) if part.name == TEXT else ("get-semantic",)
    status = WARNING if part.usable or not proved else ERROR
    return Check("workspace.leftover", status, title, advice, details, Place(str(part.path)), "data.intermediate-leftover", stages, leftover=str(part.path) if proved else "")


def _part(name: str, path: Path) -> Part:
    merged = path.with_name(FILES[name])
    own, theirs = _lines(path), _lines(merged)
    older = bool(theirs) and time_of(merged) - time_of(path) > APART
    quiet = older or time.time() - time_of(path) > QUIET
    proof = UNPROVEN
    if own <= theirs or not own:
        proof = (MERGED if own else EMPTY) if quiet else UNPROVEN
    elif older:
        proof = OLDER
    return Part(path, name, proof, bool(theirs))


def _lines(path: Path) -> FrozenSet[bytes]:
    lines = first_bytes(path, LARGEST).replace(b"\r\n", b"\n").split(b"\n")
    return frozenset(line for line in lines if line.strip() and line != HEADER.encode())

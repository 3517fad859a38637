"""One fault, one line: of checks in different rooms that came upon the same thing, one is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from diagnose.checkup.check import ERROR, OK, Check
from diagnose.config.values import ConfigFile
from diagnose.model import Fact

Spot = Tuple[str, int, int]
"""File, line and column: the web UI writes a whole configuration on one line."""
OF_THE_VERSION = ("workspace.pretrained", "workspace.saved", "workspace.weights", "workspace.weights-folder", "workspace.artefact")
"""Checks of the folder that expect other files for another version."""
OF_THE_FOLDER = ("environment.language-model",)
"""Checks of files that the folder's own checks look at too, and know for which version they are needed."""


def without_repetition(
    checks: Sequence[Check], files: Sequence[ConfigFile], facts: Mapping[str, Fact], root: Optional[Path]
) -> Tuple[List[Check], List[Check]]:  # fmt: skip
    """The checks that are told, and those that only say the same of another place or follow from another.

    Of a file that the configuration names and the folder lacks, the folder's check is told; what follows from a wrong version is
    not told beside it.
    """
    wrong = [check for check in checks if check.status != OK]
    values = _values(files)
    tellers: Dict[str, List[Check]] = {}
    repeated: List[Check] = []
    for one in wrong:
        teller = next((other for other in wrong if other is not one and _repeats(one, other, values, facts, root)), None)
        if teller is not None:
            tellers.setdefault(_name(teller), []).append(one)
        if teller is not None or (one.id in OF_THE_FOLDER and root is not None):
            repeated.append(one)
    told = [check for check in checks if not any(check is one for one in repeated)]
    return [_with_details(check, tellers.get(_name(check), ())) for check in told], repeated


def _name(check: Check) -> str:
    return f"{check.id} {check.title['en']}"


def _with_details(check: Check, repeated: Sequence[Check]) -> Check:
    """A check that also tells, among its details, what those say that repeat it."""
    return replace(check, details=(*check.details, *(one.title for one in repeated if check.status != OK))) if repeated else check


def _repeats(one: Check, other: Check, values: Mapping[Spot, str], facts: Mapping[str, Fact], root: Optional[Path]) -> bool:
    """Whether a check need not be told beside another one."""
    if one.place is None or other.place is None:
        return False
    if one.id.startswith("config.") and other.id.startswith("workspace."):
        named = values.get((one.place.file, one.place.line, one.place.column), "")
        of_version = other.id == "workspace.version" and _is_path(named)
        same_place = (one.place.file, one.place.line) == (other.place.file, other.place.line) and one.place.line > 1
        return (of_version and one.place.file == other.place.file) or same_place or (other.id != "workspace.version" and _about(named, other.place.file, root))
    told = facts.get("workspace.version")
    return one.id in OF_THE_VERSION and other.id == "config.version" and other.status == ERROR and told is not None and told.file == other.place.file


def _values(files: Sequence[ConfigFile]) -> Dict[Spot, str]:
    """The texts of configuration files by their places."""
    return {(file.path, value.line, value.column): value.value for file in files for value in file.values.values() if isinstance(value.value, str)}


def _is_path(named: str) -> bool:
    return "/" in named or "\\" in named or "weights" in named


def _about(named: str, path: str, root: Optional[Path]) -> bool:
    """Whether what the configuration names is a file or folder, lies in it, or holds it."""
    if root is None or not named or not path:
        return False
    target, found = _parts(root / named.replace("\\", "/")), _parts(Path(path))
    shorter = min(len(target), len(found))
    return shorter > len(_parts(root)) and target[:shorter] == found[:shorter]


def _parts(path: Path) -> Tuple[str, ...]:
    return tuple(part.lower() for part in path.parts)

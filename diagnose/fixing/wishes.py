"""Who wants which value changed: the checks, and the remedy of the cause that a log was diagnosed with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, List, Optional

from diagnose.checkup.check import ERROR, WARNING, Check, Edit, Said
from diagnose.config.values import ConfigFile
from diagnose.fixing.change import Wish
from diagnose.library import Library
from diagnose.messages import both
from diagnose.model import Diagnosis, Finding, Remedy

STAGE_FILES = {"s1-train": "TEMP/tmp_s1.yaml", "s2-train": "TEMP/tmp_s2.json", "s2-lora-train": "TEMP/tmp_s2.json"}
"""What the web UI writes for a stage and starts it with."""
_NAMED = re.compile(r"(?:^|\s)(?:--config(?:_file)?|-c)(?:=|\s+)(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<plain>\S+))")


@dataclass(frozen=True)
class Wanted:
    """What a log's verdict asks for."""

    remedy: Remedy
    """One of the cause's, with an edit."""
    finding: Finding
    stage: str


def wishes_of(checks: Iterable[Check]) -> List[Wish]:
    """The edits that checks offer."""
    return [Wish(_with_note(check.edit), check.title, check.id) for check in checks if check.edit is not None and check.status in (ERROR, WARNING)]


def wanted_by(diagnosis: Diagnosis) -> Optional[Wanted]:
    """The edit among the remedies of the verdict's cause; None when there is none that is safe and can be computed."""
    if diagnosis.status != "diagnosed":
        return None
    finding = diagnosis.causes[0]
    for remedy in finding.remedies:
        if remedy.edit and remedy.edit.get("set") not in (None, "") and remedy.risk == "none":
            return Wanted(remedy, finding, diagnosis.log.episodes[finding.episode].stage)
    return None


def wish_of(wanted: Wanted, diagnosis: Diagnosis, library: Library, file: Path) -> Wish:
    """The same as a wish for one file."""
    finding, edit = wanted.finding, wanted.remedy.edit or {}
    rule = library.rules[finding.rule]
    verify = next((one.verify for one in rule.remedies if one.id == wanted.remedy.id), None)
    key = str(edit["config"])
    fact = diagnosis.log.episodes[finding.episode].facts.get(f"config.{key}")
    seen = (fact.value,) if fact is not None and not fact.file else None
    return Wish(_with_note(Edit(str(file), key, edit["set"])), rule.title, rule=rule.id, verify=verify, seen=seen)


def _with_note(edit: Edit) -> Edit:
    return edit if edit.note else Edit(edit.file, edit.key, edit.set, edit.old, note_on(Path(edit.file)))


def note_on(path: Path) -> Said:
    """What to know of a file that the web UI writes anew for every training; empty for any other."""
    if path.name in ("tmp_s2.json", "tmp_s1.yaml") and path.absolute().parent.name == "TEMP":
        return both("fix.overwritten", name=path.name)
    return {}


def config_of_run(diagnosis: Diagnosis, folders: Iterable[Path]) -> Optional[Path]:
    """The configuration file that the failed run was started with: the one its command names, else the one of its stage.

    Paths are looked for from `folders`, and a file of the web UI's TEMP folder in theirs when the log is of another machine. None
    when there is no such file here.
    """
    if diagnosis.episode < 0:
        return None
    run = diagnosis.log.episodes[diagnosis.causes[0].episode if diagnosis.causes else diagnosis.episode]
    named = _NAMED.search(run.command)
    candidates = []
    if named:
        path = named["double"] or named["single"] or named["plain"]
        candidates.append(path)
        parts = re.split(r"[\\/]+", path)
        if parts[-2:-1] == ["TEMP"] and parts[-1] not in ("", ".", ".."):
            candidates.append(f"TEMP/{parts[-1]}")
    elif run.stage in STAGE_FILES:
        candidates.append(STAGE_FILES[run.stage])
    for candidate in candidates:
        for folder in folders:
            try:
                if (folder / candidate).is_file():
                    return folder / candidate
            except (OSError, ValueError):  # a name that no system allows
                continue
    return None


def fitting(files: Iterable[ConfigFile], stage: str) -> Optional[Path]:
    """Of configuration files that the user gave, the first one that the stage reads."""
    kinds = ("tmp_s1", "s1") if stage == "s1-train" else ("tmp_s2", "s2") if stage in STAGE_FILES else ("tmp_s2", "s2", "tmp_s1", "s1")
    return next((Path(file.path) for file in files if file.kind in kinds), None)

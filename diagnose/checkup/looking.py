"""What `diagnose` is told to look at beside the log, as the core takes it."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Callable, Optional, Sequence

from diagnose.checkup.check import Check
from diagnose.checkup.checkup import STAGES, Checkup, run_checkup
from diagnose.checkup.interpreter import named_interpreter
from diagnose.checkup.overview import shown_path
from diagnose.inputs import InputError
from diagnose.model import Fact
from diagnose.outside import CONFIG, ENVIRONMENT, WORKSPACE, Config, Outside

if TYPE_CHECKING:
    from diagnose.config.values import ConfigFile

BASES = ("s2", "s1")
"""Kinds that no run reads: the web UI makes from them what a run reads."""
LINE = 160
"""Characters of a line that is shown whole."""


def look(workspace: str, configs: Sequence[str], python: str) -> Callable[[], Outside]:
    """What looks at a program folder, configuration files and an interpreter when it is called, once; empty ones are left out.

    Raises InputError at once for what is not there. Looking takes seconds, in which a program that writes its log into a pipe
    must not be kept waiting.
    """
    paths = config_paths(configs)
    root = workspace_root(Path(workspace)) if workspace else None
    named = named_interpreter(python)
    return functools.lru_cache(maxsize=1)(lambda: outside_of(run_checkup(root, named, paths, ""), given=bool(paths)))


def workspace_root(named: Optional[Path]) -> Optional[Path]:
    """The program folder that was named, or in which we are when none was; raises InputError when what was named is none."""
    from diagnose.workspace.layout import find_workspace

    found = find_workspace(named if named is not None else Path.cwd())
    if found is None and named is not None:
        raise InputError("check.not-a-workspace", name=named)
    return found.root if found is not None else None


def config_paths(named: Sequence[object]) -> Sequence[Path]:
    """Configuration files that were named; raises InputError for one that is not there."""
    paths = [Path(str(one)) for one in named]
    for path in paths:
        if not path.is_file():
            raise InputError("check.config-folder" if path.is_dir() else "check.config-missing", name=path)
    return paths


def outside_of(checkup: Checkup, given: bool) -> Outside:
    """What a checkup tells, with files named as the program would name them; `given`: its configuration files were named by the user."""
    left_out = {file.path for file in checkup.files if file.kind in BASES and not given}
    configs = [_config(file, checkup.root) for file in checkup.files if file.path not in left_out and file.kind != "list"]
    checks = [check for check in (*checkup.checks, *checkup.repeated) if check.place is None or check.place.file not in left_out]
    facts = {
        key: fact._replace(origin=WORKSPACE if key.startswith("workspace.") else ENVIRONMENT, file=shown_path(fact.file, checkup.root) if fact.file else "")
        for key, fact in checkup.facts.items()
    }
    return Outside(facts, tuple(configs), tuple(_shown(check, checkup.root) for check in checks))


def _config(file: ConfigFile, root: str) -> Config:
    path = shown_path(file.path, root)
    facts = {key: fact._replace(origin=CONFIG, file=path, text=_text(file, fact)) for key, fact in file.facts().items()}
    sections = ("", *(value.key for value in file.values.values() if value.form == "section")) if file.whole else ()
    return Config(path, STAGES.get(file.kind, ()), facts, sections)


def _text(file: ConfigFile, fact: Fact) -> str:
    """The line of a value; of a line that holds much more, the value alone."""
    value = file.values[fact.key.partition(".")[2]]
    around = file.text[file.text.rfind("\n", 0, value.start) + 1 : value.end]
    if len(around) <= LINE and "\n" in file.text[value.end : value.end + LINE]:
        return fact.text
    quoted = around.rfind(f'"{value.key.rpartition(".")[2]}"')
    return f"… {around[max(quoted, len(around) - 2 * LINE, 0) :]} …"


def _shown(check: Check, root: str) -> Check:
    if check.place is None:
        return check
    return replace(check, place=replace(check.place, file=shown_path(check.place.file, root)))

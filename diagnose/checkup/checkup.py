"""Everything that can be checked before a run: configuration, program folder and environment, each by its own room."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Callable, Dict, Iterable, List, Optional, Sequence, Tuple, TypeVar

from diagnose.checkup.check import AREAS, ERROR, OK, UNKNOWN, WARNING, Check
from diagnose.checkup.sameness import without_repetition
from diagnose.messages import both
from diagnose.model import Fact, Facts

if TYPE_CHECKING:
    from diagnose.config.values import ConfigFile
    from diagnose.environment.hardware import Hardware, Suggestion
    from diagnose.environment.probe import Probe
    from diagnose.workspace.layout import Workspace

SEVERITY = (ERROR, UNKNOWN, WARNING, OK)
"""The worst first."""
NEWEST = "v2ProPlus"
"""The version that settings are suggested for when nothing tells which one it is."""
STAGES = {
    "tmp_s2": ("s2-train", "s2-lora-train"),
    "s2": ("s2-train", "s2-lora-train"),
    "tmp_s1": ("s1-train",),
    "s1": ("s1-train",),
    "tts_infer": ("inference", "api"),
    "weight": ("inference",),
    "list": ("get-text", "get-hubert", "get-sv"),
}
"""Kind of configuration file to the stages that read it."""
T = TypeVar("T")


@dataclass(frozen=True)
class Checkup:
    """What was found, and of what."""

    root: str = ""
    """The program folder; empty when none was looked at."""
    version: str = ""
    """Of GPT-SoVITS: v1, v2, … v2ProPlus; empty when not known."""
    python: str = ""
    """The interpreter that was asked; empty when none was."""
    stage: str = ""
    """The stage for which was checked; empty for all."""
    checks: Tuple[Check, ...] = ()
    """By area, in each the worst first."""
    repeated: Tuple[Check, ...] = ()
    """Checks that are not told, because others tell the same: they know further places."""
    facts: Facts = field(default_factory=dict)
    """What is known of the folder and the environment; those of the configuration are told by `files`."""
    files: Tuple[ConfigFile, ...] = ()
    """The configuration files that were read."""
    hardware: Optional[Hardware] = None
    suggestion: Optional[Suggestion] = None
    """Settings that fit the hardware."""

    def count(self, status: str) -> int:
        """How many checks ended so."""
        return sum(check.status == status for check in self.checks)

    @property
    def status(self) -> str:
        """The worst of all checks."""
        return next((status for status in SEVERITY if self.count(status)), OK)


def run_checkup(root: Optional[Path], python: str, configs: Sequence[Path], stage: str) -> Checkup:
    """Check a program folder (None: none), the interpreter `python` (empty: none) and configuration files.

    `configs` takes the place of the files that the steps in the folder read. `stage` leaves out what that stage does not need;
    empty keeps all. Nothing that is found raises: what cannot be checked becomes a check that says so.
    """
    from diagnose.workspace.layout import find_workspace

    checks: List[Check] = []
    facts: Dict[str, Fact] = {}
    workspace = find_workspace(root) if root is not None else None
    probe = _guarded("environment", checks, lambda: _asked(python)) if python else None
    hardware = _of_environment(probe, workspace, checks, facts) if probe is not None else None
    if workspace is not None:
        _of_workspace(workspace, checks, facts)
    files = _of_configs(configs, stage, workspace, hardware, checks)
    version = workspace.version if workspace is not None else ""
    root = workspace.root if workspace is not None else None
    kept, repeated = without_repetition(checks, files, facts, root)
    return Checkup(
        str(root or ""), version, python, stage, _ordered(kept, stage), _ordered(repeated, stage), facts, files, hardware, _suggested(hardware, version)
    )  # fmt: skip


def _asked(python: str) -> Probe:
    from diagnose.environment.probe import probe

    return probe(python)


def _of_environment(probe: Probe, workspace: Optional[Workspace], checks: List[Check], facts: Dict[str, Fact]) -> Optional[Hardware]:
    from diagnose.environment.checks import check_environment, facts_of

    root = workspace.root if workspace is not None else None
    checks += _guarded("environment", checks, lambda: check_environment(probe, root)) or ()
    facts.update(_guarded("environment", checks, lambda: facts_of(probe)) or {})
    return probe.hardware


def _of_workspace(workspace: Workspace, checks: List[Check], facts: Dict[str, Fact]) -> None:
    from diagnose.workspace.checks import check_workspace, survey
    from diagnose.workspace.facts import facts_of

    surveyed = _guarded("workspace", checks, lambda: survey(workspace))
    if surveyed is not None:
        checks += _guarded("workspace", checks, lambda: check_workspace(workspace, surveyed)) or ()
        facts.update(_guarded("workspace", checks, lambda: facts_of(workspace, surveyed)) or {})


def _of_configs(configs: Sequence[Path], stage: str, workspace: Optional[Workspace], hardware: Optional[Hardware], checks: List[Check]) -> Tuple[ConfigFile, ...]:
    from diagnose.config.checks import check_config, find_configs
    from diagnose.config.reading import read_config_file

    root = workspace.root if workspace is not None else None
    files: List[ConfigFile] = []
    for path in configs or (_guarded("config", checks, lambda: find_configs(root)) if root is not None else None) or ():
        file = _guarded("config", checks, lambda path=path: read_config_file(path), path)  # type: ignore[misc]
        if file is not None and (not stage or stage in STAGES.get(file.kind, (stage,))):
            files.append(file)
            checks += _guarded("config", checks, lambda file=file: check_config(file, hardware, root), path) or ()  # type: ignore[misc]
    return tuple(files)


def _suggested(hardware: Optional[Hardware], version: str) -> Optional[Suggestion]:
    from diagnose.environment.hardware import suggest

    return suggest(hardware, version or NEWEST) if hardware is not None else None


def _guarded(area: str, checks: List[Check], look: Callable[[], T], path: Optional[Path] = None) -> Optional[T]:
    """What was found; None, and a check that says so, when it could not be looked at."""
    from diagnose.environment.probe import ProbeError

    try:
        return look()
    except ProbeError as error:
        checks.append(Check(f"{area}.probe", UNKNOWN, both(error.key, **error.values)))
    except OSError as error:
        told = both("check.unreadable", name=path or error.filename or area, reason=error.strerror or error)
        checks.append(Check(f"{area}.unreadable", UNKNOWN, told))
    except Exception as error:  # one room that fails must not hide what the others found
        told = both("check.failed", area=area, reason=f"{type(error).__name__}: {error}")
        checks.append(Check(f"{area}.failed", UNKNOWN, told, both("check.failed-advice")))
    return None


def _ordered(checks: Iterable[Check], stage: str) -> Tuple[Check, ...]:
    """What the stage needs, by area, in each the worst first."""
    needed = [check for check in checks if not stage or not check.stages or stage in check.stages]
    return tuple(sorted(needed, key=lambda check: (AREAS.index(check.id.partition(".")[0]), SEVERITY.index(check.status))))

"""Versions that do not work together: those that are known (`conflicts.yaml`), and those that packages themselves rule out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

import yaml

from diagnose.environment.needed import PROVIDED
from diagnose.environment.values import Interpreter, Packages
from diagnose.environment.versions import Requirement, fits, read_requirement

MISSING = "missing"


@dataclass(frozen=True)
class Conflict:
    """Versions that are known to clash."""

    id: str
    when: Mapping[str, str]
    """Package (or `python`, `cuda`) to the versions that clash, or `missing`."""
    rule: str
    status: str
    zh: str
    en: str
    run: Tuple[str, ...]
    """Commands that repair it; `{python}` is the interpreter, `{index}` the wheel index of its PyTorch."""
    stages: Tuple[str, ...] = ()
    modules: Tuple[str, ...] = ()
    """Modules that are missing."""


@dataclass(frozen=True)
class Unmet:
    """A requirement that is not met."""

    by: str
    """Package that has it; empty for the program's own requirements.txt."""
    requirement: Requirement
    have: str
    """Version that is installed."""
    rule: str


@dataclass(frozen=True)
class Table:
    """The file."""

    conflicts: Tuple[Conflict, ...]
    rules: Sequence[Tuple[str, str, str]] = field(default_factory=tuple)


@lru_cache(maxsize=1)
def conflict_table() -> Table:
    """`conflicts.yaml`, read."""
    rows = yaml.load((Path(__file__).parent / "conflicts.yaml").read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    conflicts = [
        Conflict(row["id"], row["when"], row["rule"], row["status"], row["zh"], row["en"], tuple(row["run"]), tuple(row.get("stages", ())), tuple(row.get("modules", ())))
        for row in rows["conflicts"]
    ]
    return Table(tuple(conflicts), [(by, of, rule) for by, of, rule in rows["requirements"]])


def versions_of(packages: Packages, interpreter: Interpreter) -> Dict[str, str]:
    """Installed packages, `python`, and `cuda` where PyTorch has one, with their versions."""
    found: Dict[str, str] = {}
    for one in packages.distributions:
        if not one.broken:
            found.setdefault(one.name, one.version)
    found.update((name, told["__version__"]) for name, told in packages.files.items() if told.get("__version__") and name in found)
    for name, others in PROVIDED.items():
        found.setdefault(name, next((found[other] for other in others if other in found), ""))
    found["python"] = interpreter.version
    found["cuda"] = packages.files.get("torch", {}).get("cuda", "")
    return {name: version for name, version in found.items() if version}


def known_conflicts(packages: Packages, versions: Mapping[str, str]) -> List[Conflict]:
    """Those of the table that hold."""
    return [
        conflict
        for conflict in conflict_table().conflicts
        if all(_clashes(versions.get(name, ""), wanted) for name, wanted in conflict.when.items())
        and all(name in packages.modules and packages.modules[name] is None for name in conflict.modules)
    ]


def _clashes(version: str, wanted: str) -> bool:
    if wanted == MISSING:
        return not version
    return bool(version) and fits(version, wanted) is True


def unmet_requirements(packages: Packages, versions: Mapping[str, str], interpreter: Interpreter, names: Sequence[str]) -> List[Unmet]:
    """What the metadata of the named packages ask for and do not get; a package that is not there at all is not told."""
    environment = marker_environment(interpreter)
    found = []
    seen = set()
    for one in packages.distributions:
        if one.broken or one.name not in names or one.name in seen:
            continue
        seen.add(one.name)
        for text in one.requires:
            requirement = read_requirement(text)
            have = versions.get(requirement.name, "") if requirement else ""
            if requirement and have and requirement.applies(environment) is True and fits(have, requirement.specifiers) is False:
                found.append(Unmet(one.name, requirement, have, rule_of(one.name, requirement.name)))
    return found


def rule_of(by: str, of: str) -> str:
    """The cause that a wrong version of a package leads to."""
    return next(rule for first, second, rule in conflict_table().rules if first in (by, "*") and second in (of, "*"))


def marker_environment(interpreter: Interpreter) -> Dict[str, str]:
    """What conditions of requirements may ask about the interpreter."""
    windows = interpreter.system == "windows"
    machine = {("windows", "x86_64"): "AMD64", ("windows", "arm64"): "ARM64", ("linux", "arm64"): "aarch64"}.get((interpreter.system, interpreter.machine), interpreter.machine)
    return {
        "python_version": ".".join(interpreter.version.split(".")[:2]),
        "python_full_version": interpreter.version,
        "sys_platform": {"windows": "win32", "macos": "darwin"}.get(interpreter.system, "linux"),
        "platform_system": {"windows": "Windows", "macos": "Darwin"}.get(interpreter.system, "Linux"),
        "platform_machine": machine,
        "os_name": "nt" if windows else "posix",
        "implementation_name": interpreter.implementation.lower(),
        "platform_python_implementation": interpreter.implementation,
        "platform_release": "",
        "platform_version": "",
        "implementation_version": interpreter.version,
        "extra": "",
    }


def missing_requirements(requirements: Sequence[Requirement], versions: Mapping[str, str], interpreter: Interpreter) -> Tuple[List[Requirement], List[Unmet]]:
    """Of the program's own requirements those that are not installed, and those whose version differs."""
    environment = marker_environment(interpreter)
    absent, unmet = [], []
    for one in requirements:
        if one.applies(environment) is not True:
            continue
        have = _provided(one.name, versions)
        if not have:
            absent.append(one)
        elif fits(have, one.specifiers) is False:
            unmet.append(Unmet("", one, have, rule_of("", one.name)))
    return absent, unmet


def _provided(name: str, versions: Mapping[str, str]) -> Optional[str]:
    names = [name, *PROVIDED.get(name, ()), *(first for first, others in PROVIDED.items() if name in others)]
    return next((versions[one] for one in names if one in versions), None)

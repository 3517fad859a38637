"""Are the packages there, whole, and of versions that work together?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Set

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.environment.builds import index_for
from diagnose.environment.conflicts import Unmet, known_conflicts, missing_requirements, unmet_requirements, versions_of
from diagnose.environment.groups.cards import build_of
from diagnose.environment.needed import OWN_NAMES, RULES, WRONG_FFMPEG, Needed, needed_packages
from diagnose.environment.probe import Probe
from diagnose.environment.saying import plain, python_of, some, told
from diagnose.environment.versions import Requirement, read_requirements
from diagnose.messages import say

MANY = 8
"""So many missing packages are told of in one line."""
PARTNERS = ("torch", "torchaudio", "torchvision", "torchcodec")
"""What is installed together and is told of as such."""


def check(probe: Probe, root: Optional[Path]) -> List[Check]:
    """Missing, damaged, hidden and clashing packages; with the program folder also what its own requirements.txt asks for."""
    versions = versions_of(probe.packages, probe.interpreter)
    requirements = own_requirements(root)
    absent, differing = missing_requirements(requirements, versions, probe.interpreter)
    named = {one.name for one in requirements}
    apart = {"torch"} | ({"torchaudio"} if "torch" not in versions else set())  # told of with PyTorch, and installed with it
    missing = [one for name, one in needed_packages().items() if name not in apart and _missing(probe, one, versions) and (not named or named & set(one.names))]
    conflicts = _conflicts(probe, versions)
    settled = {name for conflict in known_conflicts(probe.packages, versions) for name in conflict.when} | set(PARTNERS)
    found = [*_absent(probe, missing), *_damaged(probe, versions), *_hidden(probe, versions), *conflicts]
    found += _unmet(probe, versions, settled)
    told_of = {name for one in missing for name in one.names} | settled | {part for one in _unmet_pairs(probe, versions, settled) for part in (one.by, one.requirement.name)}
    known = {name for one in needed_packages().values() for name in one.names}
    return found + _differing(probe, [one for one in absent if one.name not in known and not _alike(one, probe)], [one for one in differing if one.requirement.name not in told_of])


def own_requirements(root: Optional[Path]) -> List[Requirement]:
    """Of the program folder's requirements.txt; none when it cannot be read."""
    try:
        return read_requirements((root / "requirements.txt").read_text("utf-8", "replace")) if root else []
    except OSError:
        return []


def _missing(probe: Probe, one: Needed, versions: Mapping[str, str]) -> bool:
    """Neither the package nor the module is there."""
    return not any(name in versions for name in one.names) and one.module in probe.packages.modules and probe.packages.modules[one.module] is None


def _alike(one: Requirement, probe: Probe) -> bool:
    return one.name in probe.packages.modules and probe.packages.modules[one.name] is not None


def _absent(probe: Probe, missing: Sequence[Needed]) -> List[Check]:
    python = python_of(probe)
    if len(missing) >= MANY:
        key = "packages-none" if 3 * len(missing) > 2 * len(needed_packages()) else "packages-many"
        details = [plain(f"{one.package}  ({', '.join(one.stages)})") for one in missing]
        values = {"count": len(missing), "names": some([one.package for one in missing]), "python": python}
        stages = list(dict.fromkeys(stage for one in missing for stage in one.stages))
        return [told("packages", ERROR, key, "env.missing-module", stages, details, "packages-none-advice", values)]
    found = []
    groups: Dict[object, List[Needed]] = {}
    for one in missing:
        groups.setdefault((one.stages, tuple(one.only.items())), []).append(one)
    for group in groups.values():
        names, only = [one.package for one in group], group[0].only
        rule = RULES.get(group[0].names[0], "env.missing-module") if len(group) == 1 else "env.missing-module"
        check = told("packages", WARNING if only else ERROR, "packages", rule, group[0].stages, advice="packages-advice", names=some(names), python=python, pip=" ".join(names))
        if only:
            title = {lang: text + say("environment.packages-only", lang, language=only[lang]) for lang, text in check.title.items()}
            check = Check(check.id, check.status, title, check.advice, rule=rule, stages=check.stages)
        found.append(check)
    return found


def _damaged(probe: Probe, versions: Mapping[str, str]) -> List[Check]:
    """Remains of installations that did not end well."""
    packages, python = probe.packages, python_of(probe)
    found = []
    hollow = [one.package for one in needed_packages().values() if _hollow(probe, one, versions)]
    if hollow:
        found.append(told("package-files", ERROR, "package-files", "env.runtime-leftover", advice="package-files-advice", names=some(hollow), python=python, pip=" ".join(hollow)))
    broken = [Path(one.folder).name for one in packages.distributions if one.broken]
    remains = [*(Path(path).name for path in packages.remains), *broken]
    if remains:
        folders = [plain(path) for path in [*packages.remains, *(one.folder for one in packages.distributions if one.broken)]]
        found.append(told("package-remains", WARNING, "package-remains", "env.runtime-leftover", details=folders[:20], advice="package-remains-advice", names=some(remains)))
    copies = Counter((one.name, str(Path(one.folder).parent)) for one in packages.distributions if not one.broken)
    double = [name for (name, _), count in copies.items() if count > 1]
    if double:
        shown = [plain(one.folder) for one in packages.distributions if one.name in double]
        values = {"names": some([f"{name} ({', '.join(sorted({one.version for one in packages.distributions if one.name == name}))})" for name in double])}
        found.append(
            told(
                "package-copies",
                WARNING,
                "package-copies",
                "env.runtime-leftover",
                details=shown[:20],
                advice="package-copies-advice",
                python=python,
                pip=" ".join(double),
                values=values,
            )
        )
    return found


def _hollow(probe: Probe, one: Needed, versions: Mapping[str, str]) -> bool:
    """Installed by its metadata, but the module is gone or only an empty folder is left of it."""
    if one.module not in probe.packages.modules:
        return False
    module = probe.packages.modules[one.module]
    return (module is None and any(name in versions for name in one.names)) or (module is not None and not module.file and not module.error)


def _hidden(probe: Probe, versions: Mapping[str, str]) -> List[Check]:
    """Installed packages that take the names of the program's own modules, or of ffmpeg-python."""
    found = []
    for name in OWN_NAMES:
        module = probe.packages.modules.get(name)
        place = Path(module.file or next(iter(module.folders), "")) if module else Path()
        holder = place.parent if place.name != "__init__.py" else place.parent.parent
        if module and holder.name in ("site-packages", "dist-packages"):
            found.append(told("module-names", ERROR, "module-name", "env.module-shadowed", advice="module-name-advice", name=name, file=str(place), python=python_of(probe)))
    wrong = [name for name in WRONG_FFMPEG if name in versions]
    if wrong:
        found.append(told("module-names", ERROR, "wrong-ffmpeg", "env.module-shadowed", advice="wrong-ffmpeg-advice", names=" ".join(wrong), python=python_of(probe)))
    return found


def _conflicts(probe: Probe, versions: Mapping[str, str]) -> List[Check]:
    build = build_of(probe)
    values = {"python": python_of(probe), "index": index_for(build) if build else "cpu"}
    found = []
    for one in known_conflicts(probe.packages, versions):
        shown = {name: versions.get(name, "") for name in one.when}
        title = {"zh": one.zh.format(**shown), "en": one.en.format(**shown)}
        commands = "; ".join(command.format(**values) for command in one.run)
        advice = told(one.id, one.status, "run", commands=commands).title
        found.append(Check(f"environment.{one.id}", one.status, title, advice, rule=one.rule, stages=one.stages))
    return found


def _unmet_pairs(probe: Probe, versions: Mapping[str, str], settled: Set[str]) -> List[Unmet]:
    names = sorted({name for one in needed_packages().values() for name in one.names} - set(PARTNERS))
    return [one for one in unmet_requirements(probe.packages, versions, probe.interpreter, names) if one.by not in settled and one.requirement.name not in settled]


def _unmet(probe: Probe, versions: Mapping[str, str], settled: Set[str]) -> List[Check]:
    pairs = _unmet_pairs(probe, versions, settled)
    if not pairs:
        return []
    details = [plain(f"{one.by} {versions.get(one.by, '')}: {one.requirement.name}{one.requirement.specifiers} ({one.have})") for one in pairs]
    first, python = pairs[0], python_of(probe)
    pip = " ".join(f'"{one.requirement.name}{one.requirement.specifiers}"' for one in pairs[:6])
    values = {"by": first.by, "name": first.requirement.name, "wanted": first.requirement.specifiers, "have": first.have, "more": len(pairs) - 1, "python": python, "pip": pip}
    return [told("dependencies", WARNING, "dependencies-more" if len(pairs) > 1 else "dependencies", first.rule, details=details, advice="dependencies-advice", values=values)]


def _differing(probe: Probe, absent: Sequence[Requirement], differing: Sequence[Unmet]) -> List[Check]:
    """What the program's requirements.txt asks for and is not so."""
    names = [one.name for one in absent] + [f"{one.requirement.name} {one.have} ({one.requirement.specifiers})" for one in differing]
    if not names:
        return []
    rule = differing[0].rule if differing else "env.missing-module"
    return [told("requirements", WARNING, "requirements", rule, details=[plain(name) for name in names], advice="requirements-advice", names=some(names), python=python_of(probe))]

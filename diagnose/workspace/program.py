"""Whether the program's own files are there, and of one release."""

from __future__ import annotations

from typing import List, Mapping, Tuple

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check, Place
from diagnose.checkup.check import OK as FINE
from diagnose.messages import both
from diagnose.workspace.files import is_file
from diagnose.workspace.layout import Workspace
from diagnose.workspace.releases import CAME_WITH, missing_files, spoken_of, with_files

NAMED = 3
STAGES: Mapping[str, Tuple[str, ...]] = {
    "GPT_SoVITS/s1_train.py": ("s1-train",),
    "GPT_SoVITS/s2_train.py": ("s2-train",),
    "GPT_SoVITS/s2_train_v3_lora.py": ("s2-lora-train",),
    "GPT_SoVITS/prepare_datasets/1-get-text.py": ("get-text",),
    "GPT_SoVITS/prepare_datasets/2-get-hubert-wav32k.py": ("get-hubert",),
    "GPT_SoVITS/prepare_datasets/2-get-sv.py": ("get-sv",),
    "GPT_SoVITS/prepare_datasets/3-get-semantic.py": ("get-semantic",),
    "GPT_SoVITS/inference_webui.py": ("inference",),
    "tools/slice_audio.py": ("slice",),
}
"""Files that one step alone runs; all steps need the others."""


def check(workspace: Workspace) -> List[Check]:
    """The version in use, then the program's files."""
    return [_version(workspace), *_files(workspace)]


def _version(workspace: Workspace) -> Check:
    version, code = workspace.version, workspace.code
    place = Place(str(workspace.root / workspace.version_from))
    if not version:
        return Check("workspace.version", UNKNOWN, both("workspace.version-unknown"), both("workspace.version-unknown-advice"), (), place)
    values = {"version": version, "code": ", ".join(code), "newest": code[-1] if code else "", "source": workspace.version_from}
    if code and version not in code:
        advice = both("workspace.version-advice", version=version)
        return Check("workspace.version", ERROR, both("workspace.version-too-new", **values), advice, (), place, "usage.mixed-versions")
    return Check("workspace.version", FINE, both("workspace.version-ok", **values), details=(both("workspace.version-known", **values),), place=place)


def _files(workspace: Workspace) -> List[Check]:
    known = workspace.code or ("v1",)
    missing = missing_files(workspace.root, known)
    told = set(spoken_of(workspace.root))
    newer = [version for version in with_files(workspace.root) if told and version not in told]
    if missing:
        names = [name for absent in missing.values() for name in absent]
        newest = list(missing)[-1]
        # All that one version brought is missing: the web UI is of a newer release than the rest.
        mixed = newest != "v1" and len(missing[newest]) == len(CAME_WITH[newest])
        title = both("workspace.program-mixed" if mixed else "workspace.program-missing", count=len(names), names=", ".join(names[:NAMED]), version=newest)
        rule = "usage.mixed-versions" if mixed else "python.file-missing"
        stages = tuple(dict.fromkeys(stage for name in names for stage in STAGES.get(name, ()))) if all(name in STAGES for name in names) else ()
        details = tuple(both("workspace.program-file", path=name) for name in names[NAMED:])
        return [Check("workspace.program", ERROR, title, both("workspace.program-advice"), details, Place(str(workspace.root / names[0])), rule, stages)]
    if newer:
        names = [name for version in newer for name in CAME_WITH[version] if is_file(workspace.root / name)]
        title = both("workspace.program-newer", names=", ".join(names[:NAMED]), version=newer[-1], newest=known[-1])
        return [Check("workspace.program", WARNING, title, both("workspace.program-advice"), (), Place(str(workspace.root / names[0])), "usage.mixed-versions")]
    return []

"""The pretrained files: which a version needs, what is there in their place, and what to do about it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

import yaml

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check, Place, Said
from diagnose.checkup.check import OK as FINE
from diagnose.messages import both
from diagnose.workspace.contents import EMPTY, LARGE, MISSING, OK, SMALL, STATES, TAGGED, TRUNCATED, UNREADABLE, ZEROS, Size, state_of
from diagnose.workspace.files import is_file, size_of
from diagnose.workspace.layout import Workspace

FOLDER = "GPT_SoVITS/pretrained_models"
DOWNLOADING = (".aria2", ".crdownload", ".part", ".download", ".downloading", ".xltd", ".td", ".tmp", ".incomplete")
"""What a browser or a download manager adds to the name of a file that is not whole yet."""
SEARCHED = 5000
"""Files looked at for one that lies in the wrong folder."""
ALL = 3
"""So many files of a version that are all missing are told of in one check."""


@dataclass(frozen=True)
class Expected:
    """One pretrained file, an entry of pretrained.yaml."""

    part: str
    """s2G, s2D, s1, bert, hubert, sv, vocoder, g2pw or langdetect."""
    path: str
    """From the program folder."""
    versions: Tuple[str, ...]
    """That need it; empty for all."""
    stages: Tuple[str, ...]
    kind: str
    size: Size
    missing: str
    """The rule that a run without it dies of; empty when it may be missing."""
    level: str
    instead: str
    """A file of the same folder that may stand in its place; empty for none."""


@dataclass(frozen=True)
class Model:
    """A pretrained file as it was found."""

    expected: Expected
    path: Path
    state: str
    """One of `contents.STATES`."""
    size: int
    """Bytes; -1 when there is none."""
    needed: bool
    """By the version in use."""


@lru_cache(maxsize=1)
def expected_files() -> Tuple[Expected, ...]:
    """The entries of pretrained.yaml."""
    text = resources.files("diagnose").joinpath("workspace").joinpath("pretrained.yaml").read_text("utf-8")
    return tuple(
        Expected(
            one["part"],
            one["path"],
            tuple(one.get("versions", ())),
            tuple(one["stages"]),
            one["kind"],
            (int(one["size"][0]), int(one["size"][1])),
            one.get("missing", ""),
            one.get("level", ERROR),
            one.get("or", ""),
        )
        for one in yaml.safe_load(text)["files"]
    )


def look(workspace: Workspace) -> Tuple[Model, ...]:
    """The files that the version in use needs, and those of other versions that are there."""
    models = []
    for expected in expected_files():
        needed = not expected.versions or workspace.version in expected.versions
        model = _found(workspace.root, expected, needed)
        if model.state != MISSING or (needed and expected.missing):
            models.append(model)
    return tuple(models)


def states(models: Tuple[Model, ...]) -> Dict[str, str]:
    """The worst state of each part that the version in use needs."""
    worst: Dict[str, str] = {}
    for model in models:
        if model.needed:
            worst[model.expected.part] = min(worst.get(model.expected.part, OK), model.state, key=STATES.index)
    return worst


def check(workspace: Workspace, models: Tuple[Model, ...]) -> List[Check]:
    """One check for each part with something wrong; one for all when nothing is."""
    needed = [model for model in models if model.needed]
    missing = [model for model in needed if model.state == MISSING]
    if len(missing) >= ALL and all(model.state == MISSING for model in needed if model.expected.path.startswith(FOLDER)):
        return [_nothing(workspace, missing)]
    bad: Dict[Tuple[str, bool], List[Model]] = {}
    for model in models:
        if model.state != OK:
            bad.setdefault((model.expected.part, model.needed), []).append(model)
    checks = [_broken(workspace, group) for group in bad.values()]
    if not any(model.needed for group in bad.values() for model in group) and workspace.version:
        size = sum(max(0, model.size) for model in needed) / (1 << 30)
        checks.insert(0, Check("workspace.pretrained", FINE, both("workspace.pretrained-ok", count=len(needed), version=workspace.version, size=f"{size:.1f}")))
    return checks


def _found(root: Path, expected: Expected, needed: bool) -> Model:
    path, kind = root / expected.path, expected.kind
    if expected.instead:
        other = path.with_name(expected.instead)
        if is_file(other) and (other.suffix == ".safetensors" or not is_file(path)):
            path, kind = other, "safetensors" if other.suffix == ".safetensors" else kind
    return Model(expected, path, state_of(path, kind, expected.size), size_of(path), needed)


def _broken(workspace: Workspace, group: List[Model]) -> Check:
    """What is wrong with the files of one part; the worst one speaks for all."""
    group = sorted(group, key=lambda model: STATES.index(model.state))
    worst = group[0]
    name = workspace.shown(worst.path)
    status, rule = _severity(worst)
    advice = both(_advice(worst), path=name, folder=name.rpartition("/")[0])
    details = [*_hints(workspace, worst), *(_said(workspace, model) for model in group[1:])]
    taken_for = _taken_for(worst)
    if taken_for:
        status, rule = ERROR if worst.needed else WARNING, "config.version-mismatch"
        details.insert(0, both("workspace.pretrained-taken-for", path=name, version=taken_for, size=mebibytes(worst.size)))
    if not worst.needed:
        details.append(both("workspace.pretrained-unused", versions=", ".join(worst.expected.versions), version=workspace.version or "?"))
    stages = tuple(dict.fromkeys(stage for model in group for stage in model.expected.stages))
    return Check("workspace.pretrained", status, _said(workspace, worst), advice, tuple(details), Place(str(worst.path)), rule, stages)


def _said(workspace: Workspace, model: Model) -> Said:
    low, high = model.expected.size
    # The folder of them all is told in the place and in the advice.
    path = workspace.shown(model.path).replace(f"{FOLDER}/", "", 1)
    return both(f"workspace.pretrained-{model.state}", path=path, size=mebibytes(model.size), low=mebibytes(low), high=mebibytes(high))


def _nothing(workspace: Workspace, missing: List[Model]) -> Check:
    stages = tuple(dict.fromkeys(stage for model in missing for stage in model.expected.stages))
    details = tuple(_said(workspace, model) for model in missing)
    title = both("workspace.pretrained-nothing", count=len(missing), version=workspace.version)
    place = Place(str(workspace.root / FOLDER))
    return Check("workspace.pretrained", ERROR, title, both("workspace.pretrained-download", folder=FOLDER, path=FOLDER), details, place, "config.pretrained-missing", stages)


def _severity(model: Model) -> Tuple[str, str]:
    """Status and rule."""
    if model.state == UNREADABLE:
        return UNKNOWN, "host.permission-denied"
    # Somewhat another size may be a re-saved file; less than half of it cannot be the model.
    doubtful = model.state == LARGE or (model.state == SMALL and model.size * 2 > model.expected.size[0])
    status = model.expected.level if model.needed and not doubtful else WARNING
    rules: Mapping[str, str] = {
        MISSING: model.expected.missing,
        EMPTY: "config.checkpoint-corrupt",
        TRUNCATED: "config.checkpoint-corrupt",
        ZEROS: "config.checkpoint-corrupt",
        TAGGED: "config.version-mismatch",
        SMALL: "" if doubtful else "config.checkpoint-not-a-model",
        LARGE: "",
    }
    return status, rules.get(model.state, "config.checkpoint-not-a-model")


def _advice(model: Model) -> str:
    if model.state in (SMALL, LARGE):
        return "workspace.pretrained-compare"
    if model.state == UNREADABLE:
        return "workspace.pretrained-unreadable-advice"
    return "workspace.pretrained-g2pw" if model.expected.part == "g2pw" else "workspace.pretrained-download"


def _taken_for(model: Model) -> Optional[str]:
    """The version that 3-get-semantic.py makes of an s2G file by its size, when that is the wrong one."""
    if model.expected.part != "s2G" or model.state not in (SMALL, LARGE, OK):
        return None
    own = {"v1": "v1", "v3": "v3", "v4": "v3"}.get(model.expected.versions[0], "v2")
    limits = ((82978 << 10, "v1"), (100 << 20, "v2"), (103520 << 10, "v1"), (700 << 20, "v2"))
    taken = next((version for limit, version in limits if model.size < limit), "v3")
    return taken if taken != own else None


def _hints(workspace: Workspace, model: Model) -> List[Said]:
    """For a missing file: a download that is not whole, or the same file in another folder."""
    if model.state != MISSING:
        return []
    hints: List[Said] = []
    for ending in DOWNLOADING:
        partial = model.path.with_name(model.path.name + ending)
        if is_file(partial):
            hints.append(both("workspace.pretrained-downloading", path=workspace.shown(partial)))
    astray = next((path for path in _files(workspace.root) if path.name == model.path.name and path != model.path), None)
    # Of config.json and pytorch_model.bin there are several, and each belongs where it is.
    if astray is not None and model.expected.part not in ("bert", "hubert", "vocoder"):
        hints.append(both("workspace.pretrained-astray", path=workspace.shown(astray), folder=workspace.shown(model.path.parent)))
    return hints


def _files(root: Path) -> Iterator[Path]:
    seen = 0
    for top in (root / FOLDER, root / "pretrained_models", root / "GPT_SoVITS" / "text"):
        for folder, _, names in os.walk(top):
            for name in names:
                seen += 1
                if seen > SEARCHED:
                    return
                yield Path(folder) / name


def mebibytes(size: int) -> str:
    """A size as a file manager shows it."""
    if size < 0:
        return "?"
    if size < 1 << 10:
        return f"{size} B"
    if size < 1 << 20:
        return f"{size / (1 << 10):.0f} KB"
    return f"{size / (1 << 20):.1f} MB" if size < 1 << 30 else f"{size / (1 << 30):.2f} GB"

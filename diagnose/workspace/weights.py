"""What training wrote: checkpoints to go on from, weights to speak with, and the file that remembers the last chosen ones."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Tuple

from diagnose.checkup.check import ERROR, WARNING, Check, Place
from diagnose.checkup.check import OK as FINE
from diagnose.messages import both
from diagnose.workspace.contents import OK, TAGGED, UNREADABLE, state_of
from diagnose.workspace.files import first_bytes, folders_in, is_file, is_folder, names_in, size_of, time_of
from diagnose.workspace.layout import Workspace
from diagnose.workspace.pretrained import mebibytes

KINDS: Mapping[str, str] = {"SoVITS": ".pth", "GPT": ".ckpt"}
FOLDERS = re.compile(r"(SoVITS|GPT)_weights(?:_(v\w+))?")
CHECKPOINT = re.compile(r"([GD])_(\d+)\.pth")
STRAY = re.compile(r"\d{10}\.\d{1,8}\.pth")
"""A file that saving writes into the working directory before it is moved to its place: the time, then .pth."""
BIG = 1 << 20
NEWEST = 300
"""Weights of one folder that are looked into."""


@dataclass(frozen=True)
class Trained:
    """What the trainings of the experiment wrote."""

    broken: Tuple[Tuple[Path, str], ...]
    """Weights, and their state."""
    new_tags: Tuple[Path, ...]
    """Weights with a version tag that the release cannot read."""
    count: int
    """Weights looked into."""
    unreadable: Tuple[Tuple[Path, str], ...]
    """The newest checkpoints of SoVITS and GPT training that cannot be read, and their state."""
    saved: Mapping[str, int]
    """Weights of the experiment, by kind (SoVITS, GPT)."""
    checkpoints: Mapping[str, int]
    """Checkpoints of the experiment, by kind."""


def look(workspace: Workspace) -> Trained:
    broken, tagged, count = [], [], 0
    for folder in folders_in(workspace.root):
        found = FOLDERS.fullmatch(folder.name)
        if not found:
            continue
        files = [folder / name for name in names_in(folder) if name.endswith(KINDS[found[1]])]
        for path in sorted(files, key=time_of, reverse=True)[:NEWEST]:
            count += 1
            state = state_of(path, "torch")
            if state == TAGGED and workspace.code and not {"v3", "v4", "v2Pro"} & set(workspace.code):
                tagged.append(path)
            elif state not in (OK, TAGGED, UNREADABLE):
                broken.append((path, state))
    unreadable, checkpoints = _checkpoints(workspace)
    return Trained(tuple(broken), tuple(tagged), count, tuple(unreadable), _saved(workspace), checkpoints)


def _saved(workspace: Workspace) -> Dict[str, int]:
    """Weights named after the experiment: EXP_e8_s96.pth of SoVITS, EXP-e15.ckpt of GPT training, in whichever version's folder."""
    if workspace.experiment is None:
        return {}
    name = re.escape(workspace.experiment.name)
    patterns = {"SoVITS": re.compile(name + r"_e\d+_s\d+(?:_l\d+)?\.pth"), "GPT": re.compile(name + r"-e\d+\.ckpt")}
    return {kind: sum(bool(pattern.fullmatch(file)) for file in names_in(workspace.weights(kind))) for kind, pattern in patterns.items()}


def _checkpoints(workspace: Workspace) -> Tuple[List[Tuple[Path, str]], Dict[str, int]]:
    if workspace.experiment is None:
        return [], {}
    # The releases up to v3 had one folder for all versions.
    version = re.escape(workspace.version)
    sovits = re.compile(rf"logs_s2(?:_{version}(?:_lora_\d+)?)?")
    gpt = re.compile(rf"logs_s1(?:_{version})?")
    broken: List[Tuple[Path, str]] = []
    pairs: Dict[str, Dict[int, Path]] = {"G": {}, "D": {}}
    epochs: List[Path] = []
    for folder in folders_in(workspace.experiment):
        names = names_in(folder) if sovits.fullmatch(folder.name) else []
        for found in filter(None, map(CHECKPOINT.fullmatch, names)):
            pairs[found[1]][int(found[2])] = folder / found[0]
        if gpt.fullmatch(folder.name):
            epochs += [folder / "ckpt" / name for name in names_in(folder / "ckpt") if name.endswith(".ckpt")]
    newest = [files[max(files)] for files in pairs.values() if files] + sorted(epochs, key=time_of)[-1:]
    for path in newest:
        state = state_of(path, "torch")
        if state not in (OK, UNREADABLE):
            broken.append((path, state))
    return broken, {"SoVITS": len(pairs["G"]), "GPT": len(epochs)}


def check(workspace: Workspace, trained: Trained) -> List[Check]:
    checks = [_broken(workspace, path, state) for path, state in trained.broken]
    checks += [_too_new(workspace, path) for path in trained.new_tags]
    checks += [_checkpoint(workspace, path, state) for path, state in trained.unreadable]
    checks += _unsaved(workspace, trained) + _weight_json(workspace) + _stray(workspace) + _folders(workspace)
    if trained.count and not checks:
        checks.append(Check("workspace.weights", FINE, both("workspace.weights-ok", count=trained.count)))
    return checks


def _broken(workspace: Workspace, path: Path, state: str) -> Check:
    shown = workspace.shown(path)
    rule = "config.checkpoint-corrupt" if state in ("empty", "truncated", "zeros") else "config.checkpoint-not-a-model"
    title = both(f"workspace.pretrained-{state}", path=shown, size=mebibytes(size_of(path)), low="", high="")
    return Check("workspace.weights", WARNING, title, both("workspace.weights-advice", path=shown), (), Place(str(path)), rule, ("inference", "api"))


def _too_new(workspace: Workspace, path: Path) -> Check:
    title, advice = both("workspace.weights-new", path=workspace.shown(path), code=workspace.code[-1]), both("workspace.weights-new-advice")
    return Check("workspace.weights", ERROR, title, advice, (), Place(str(path)), "config.version-mismatch", ("inference", "api"))


def _checkpoint(workspace: Workspace, path: Path, state: str) -> Check:
    """SoVITS training passes over a checkpoint it cannot read and begins again; GPT training ends."""
    shown = workspace.shown(path)
    gpt = path.suffix == ".ckpt"
    title = both("workspace.checkpoint-s1" if gpt else "workspace.checkpoint-s2", path=shown, size=mebibytes(size_of(path)))
    advice = both("workspace.checkpoint-advice" if gpt else "workspace.checkpoint-pair-advice", path=shown, other=_partner(path.name))
    rule, stages = ("config.checkpoint-corrupt", ("s1-train",)) if gpt else ("train.resume-restarted", ("s2-train", "s2-lora-train"))
    details = (both(f"workspace.pretrained-{state}", path=shown, size=mebibytes(size_of(path)), low="", high=""),)
    return Check("workspace.checkpoint", ERROR, title, advice, details, Place(str(path)), rule, stages)


def _partner(name: str) -> str:
    return {"G": "D", "D": "G"}.get(name[0], name[0]) + name[1:]


def _unsaved(workspace: Workspace, trained: Trained) -> List[Check]:
    checks = []
    stages = {"SoVITS": ("s2-train", "s2-lora-train"), "GPT": ("s1-train",)}
    for kind, count in trained.checkpoints.items():
        if count and not trained.saved.get(kind):
            folder = workspace.shown(workspace.weights(kind))
            title = both("workspace.saved", kind=kind, folder=folder, name=workspace.experiment.name if workspace.experiment else "", count=count)
            checks.append(Check("workspace.saved", WARNING, title, both("workspace.saved-advice"), (), Place(str(workspace.weights(kind))), "config.nothing-saved", stages[kind]))
    return checks


def _weight_json(workspace: Workspace) -> List[Check]:
    """weight.json names weights that are not there. Broken syntax is told of where configuration is checked."""
    path = workspace.root / "weight.json"
    data = first_bytes(path, BIG)
    try:
        read = json.loads(data.decode("utf-8-sig")) if data else {}
    except (ValueError, RecursionError):
        return []
    gone = []
    for kind in KINDS:
        section = read.get(kind) if isinstance(read, dict) else None
        for version, chosen in section.items() if isinstance(section, dict) else ():
            name = chosen[0] if isinstance(chosen, list) and chosen else chosen
            # A choice such as 不训练直接推v2底模！ stands for a pretrained file.
            if isinstance(name, str) and name and "！" not in name and "!" not in name and not is_file(workspace.root / name):
                gone.append((f"{kind}.{version}", name))
    if not gone:
        return []
    entry, name = gone[0]
    details = tuple(both("workspace.weight-json", entry=one, path=missing) for one, missing in gone[1:])
    line = data.split(json.dumps(name, ensure_ascii=False).encode())[0].count(b"\n") + 1
    advice = both("workspace.weight-json-advice")
    return [
        Check(
            "workspace.weight-json",
            WARNING,
            both("workspace.weight-json", entry=entry, path=name),
            advice,
            details,
            Place(str(path), line),
            "config.pretrained-missing",
            ("inference",),
        )
    ]


def _stray(workspace: Workspace) -> List[Check]:
    strays = [workspace.root / name for name in names_in(workspace.root) if STRAY.fullmatch(name)]
    big = [path for path in strays if size_of(path) > BIG]
    if not big:
        return []
    title = both("workspace.stray", path=workspace.shown(big[0]), size=mebibytes(size_of(big[0])), count=len(big))
    return [Check("workspace.stray", WARNING, title, both("workspace.stray-advice"), (), Place(str(big[0])), "train.checkpoint-not-saved", ("s2-train", "s1-train"))]


def _folders(workspace: Workspace) -> List[Check]:
    """The web UI makes the folders of all versions when it starts; a missing one is missed only when the weights are written."""
    if not any(FOLDERS.fullmatch(folder.name) for folder in folders_in(workspace.root)):
        return []
    checks = []
    for kind, stages in (("SoVITS", ("s2-train", "s2-lora-train")), ("GPT", ("s1-train",))):
        folder = workspace.weights(kind)
        if workspace.version and not is_folder(folder) and not is_file(folder):
            shown = workspace.shown(folder)
            title, advice = both("workspace.weights-folder", path=shown), both("workspace.weights-folder-advice", path=shown)
            checks.append(Check("workspace.weights-folder", WARNING, title, advice, (), Place(str(folder)), "train.checkpoint-not-saved", stages))
    return checks

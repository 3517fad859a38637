"""The program folder: where it is, which version is in use there, and which experiment is looked at."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple

import yaml

from diagnose.workspace.files import folders_in, is_file, is_folder, is_there, names_in, size_of, time_of
from diagnose.workspace.releases import VERSIONS, default_version, spoken_of, with_files

MARKS = (
    "webui.py",
    "GPT_SoVITS",
    "GPT_SoVITS/s1_train.py",
    "GPT_SoVITS/s2_train.py",
    "GPT_SoVITS/prepare_datasets",
    "GPT_SoVITS/configs",
    "GPT_SoVITS/pretrained_models",
    "go-webui.bat",
    "api_v2.py",
    "tools/slice_audio.py",
)
"""Two of these below a folder make it a program folder: a damaged one must be found too."""
PRODUCTS = re.compile(r"2-name2text|3-bert$|4-cnhubert$|5-wav32k$|6-name2semantic|7-sv_cn$|logs_s[12](?:_|$)")
TRAINED = re.compile(r"logs_s[12]_(v[0-9][A-Za-z]*)(?:_lora_\d+)?$")
CHILDREN = 200
"""Folders looked into below a folder that is no program folder itself."""
LARGEST = 1 << 20
"""Bytes; a configuration file is far smaller."""


@dataclass(frozen=True)
class Workspace:
    """A program folder of GPT-SoVITS."""

    root: Path
    """The folder that holds webui.py and GPT_SoVITS, absolute."""
    code: Tuple[str, ...] = ()
    """Versions that its release knows, oldest first; empty when that cannot be told."""
    version: str = ""
    """The version in use, one of `VERSIONS`; empty when that cannot be told."""
    version_from: str = ""
    """The file or folder that tells, relative to `root`."""
    experiment: Optional[Path] = None
    """The experiment that is looked at; None when there is none."""
    experiments: int = 0
    """How many there are."""

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def shown(self, path: Path) -> str:
        """The path as the trainer would write it: relative to `root`, with slashes."""
        try:
            return path.relative_to(self.root).as_posix() or "."
        except ValueError:
            return str(path)

    def weights(self, kind: str) -> Path:
        """The folder of trained weights of the version in use; `kind` is SoVITS or GPT."""
        return self.root / (f"{kind}_weights" if self.version in ("", "v1") else f"{kind}_weights_{self.version}")


def find_workspace(path: Path) -> Optional[Workspace]:
    """The program folder that `path` is, lies in (a sub-folder, an experiment, a file), or holds as its only one.

    The experiment is the one that `path` lies in, else the one that the last training was set up for, else the one worked on last.
    None when there is no program folder; what cannot be read counts as not there.
    """
    start = Path(path).absolute()
    for place in dict.fromkeys((start, _resolved(start))):
        for folder in (place, *place.parents):
            if _is_root(folder):
                return _workspace(folder, place)
    # A package that was unpacked into a folder of its own name.
    inside = [folder for folder in folders_in(start, CHILDREN) if _is_root(folder)]
    return _workspace(inside[0], inside[0]) if len(inside) == 1 else None


def _is_root(folder: Path) -> bool:
    if folder.name == "GPT_SoVITS" and is_file(folder / "s2_train.py") and not is_folder(folder / "GPT_SoVITS"):
        return False
    return sum(is_there(folder / mark) for mark in MARKS) >= 2


def _workspace(root: Path, place: Path) -> Workspace:
    experiments = [folder for folder in folders_in(root / "logs") if _is_experiment(folder)]
    tasks = [task for task in (_task(root, name) for name in ("TEMP/tmp_s2.json", "TEMP/tmp_s1.yaml")) if task]
    experiment = _experiment(root, place, experiments, tasks)
    version, told_by = _version(root, experiment, tasks)
    code = spoken_of(root) or with_files(root)
    return Workspace(root, code, version, told_by, experiment, len(experiments))


@dataclass(frozen=True)
class _Task:
    """What the web UI wrote for a training."""

    file: str
    experiment: Path
    version: str
    time: float


def _experiment(root: Path, place: Path, experiments: List[Path], tasks: List[_Task]) -> Optional[Path]:
    logs = root / "logs"
    if logs in place.parents and is_folder(logs / place.relative_to(logs).parts[0]):
        return logs / place.relative_to(logs).parts[0]
    for task in sorted(tasks, key=lambda task: -task.time):
        if is_folder(task.experiment):
            return task.experiment
    return max(experiments, key=_touched, default=None)


def _version(root: Path, experiment: Optional[Path], tasks: List[_Task]) -> Tuple[str, str]:
    """The version in use and what tells it: the task, what training left behind, the speaker features, the web UI's own default."""
    if experiment is not None:
        told = [(task.time, task.version, task.file) for task in tasks if task.experiment == experiment and task.version in VERSIONS]
        told = told or sorted(_trained(root, experiment))
        if told:
            return max(told)[1:]
    default = default_version(root)
    if experiment is not None and "Pro" not in default and is_folder(experiment / "7-sv_cn"):
        return "v2Pro", (experiment / "7-sv_cn").relative_to(root).as_posix()
    return default, "webui.py" if default else ""


def _trained(root: Path, experiment: Path) -> Iterator[Tuple[float, str, str]]:
    config = experiment / "config.json"
    version = _read(config).get("version")
    if isinstance(version, str) and version in VERSIONS:
        yield time_of(config), version, config.relative_to(root).as_posix()
    for folder in folders_in(experiment):
        found = TRAINED.match(folder.name)
        if found and found[1] in VERSIONS:
            yield time_of(folder), found[1], folder.relative_to(root).as_posix()


def _task(root: Path, name: str) -> Optional[_Task]:
    """The experiment and version of a configuration file that the web UI wrote."""
    read = _read(root / name)
    data, model = _section(read, "data"), _section(read, "model")
    folder, version = data.get("exp_dir"), read.get("version") or model.get("version")
    if name.endswith(".yaml"):
        output = str(read.get("output_dir") or "").replace("\\", "/").rstrip("/")
        folder, _, last = output.rpartition("/")
        found = TRAINED.match(last)
        version = found[1] if found else ""
    if not isinstance(folder, str) or not folder:
        return None
    return _Task(name, root / folder, version if isinstance(version, str) else "", time_of(root / name))


def _read(path: Path) -> Any:
    """The mapping in a JSON or YAML file; empty when it holds none."""
    try:
        if size_of(path) > LARGEST:
            return {}
        text = path.read_bytes().decode("utf-8-sig")
        read = yaml.safe_load(text) if path.suffix == ".yaml" else json.loads(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return {}
    return read if isinstance(read, dict) else {}


def _section(read: Any, name: str) -> Any:
    section = read.get(name)
    return section if isinstance(section, dict) else {}


def _is_experiment(folder: Path) -> bool:
    return any(PRODUCTS.match(name) for name in names_in(folder))


def _touched(experiment: Path) -> float:
    return max((time_of(experiment / name) for name in names_in(experiment) if PRODUCTS.match(name)), default=0.0)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path

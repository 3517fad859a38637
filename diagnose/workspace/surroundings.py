"""What the program folder stands on: free disk space, folders that may be written, the path itself, and the Python inside it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Pattern, Tuple

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check, Place
from diagnose.checkup.check import OK as FINE
from diagnose.messages import both
from diagnose.workspace.files import first_bytes, is_file, is_folder
from diagnose.workspace.layout import Workspace

GIB = 1 << 30
LOW, NONE = 5.0, 1.0
"""GiB of free space: a training writes several (one pair of G_ and D_ has 0.9, a GPT checkpoint 0.5); below the second it dies at once."""
WRITTEN: Mapping[str, Tuple[str, ...]] = {
    ".": (),
    "TEMP": ("webui", "s1-train", "s2-train", "s2-lora-train"),
    "logs": ("get-text", "get-hubert", "get-sv", "get-semantic", "s1-train", "s2-train", "s2-lora-train"),
    "output": ("slice", "denoise", "asr", "uvr5"),
    "GPT_SoVITS/configs": ("api",),
}
"""Folders that the steps write, and which; the experiment's own and those of the weights come on top."""
TRAINING = ("s1-train", "s2-train", "s2-lora-train")
PATH_LIMIT = 120
"""Characters of the program folder's path on Windows: with 130 more for a package inside `runtime` it meets the limit of 260."""
BREAKS: Tuple[Tuple[str, str, Pattern[str], str], ...] = (
    ("windows", "non-ascii", re.compile(r"[^\x00-\x7F]+"), "config.path-invalid"),
    ("windows", "blank", re.compile(r"\s+"), "config.path-invalid"),
    ("windows", "bracket", re.compile(r"[()\[\]{}&^%!;=,]+"), "config.path-invalid"),
    ("", "shell", re.compile(r"[$`\"]+"), "config.path-invalid"),
)
"""System (empty: all but Windows), what kind of characters, which ones, and the rule. On Windows C libraries open paths of ASCII
only (Open JTalk, opencc, MeCab); elsewhere the path of TEMP stands between double quotes in a command of the shell."""
GLOB = re.compile(r"[\[\]*?]")
"""In an experiment's name: the trainer looks for its own checkpoints with a pattern, in which these mean something else."""
PATHS_FILES = ("runtime/Lib/site-packages", "{env}/Lib/site-packages", "{env}/lib/python3*/site-packages")
ENVIRONMENTS = ("venv", ".venv", "env", ".env")


def here() -> str:
    """windows, macos or linux."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def free_space(workspace: Workspace) -> Optional[Tuple[float, Path]]:
    """GiB that are free for a training, and where: the fullest of the disks it writes to. None when no disk tells."""
    free = {}
    for folder in (workspace.root, workspace.logs, workspace.experiment, workspace.weights("SoVITS"), workspace.weights("GPT"), workspace.root / "TEMP"):
        if folder is not None and is_folder(folder):
            try:
                free[folder] = shutil.disk_usage(folder).free / GIB
            except OSError:
                continue
    if not free:
        return None
    fullest = min(free, key=lambda folder: free[folder])
    return free[fullest], fullest


def check_disk(workspace: Workspace) -> Check:
    found = free_space(workspace)
    if found is None:
        return Check("workspace.disk", UNKNOWN, both("workspace.disk-unknown", path=workspace.root))
    free, folder = found
    values = {"free": f"{free:.1f}", "path": str(folder), "low": f"{LOW:.0f}"}
    if free >= LOW:
        return Check("workspace.disk", FINE, both("workspace.disk-ok", **values))
    return Check(
        "workspace.disk", ERROR if free < NONE else WARNING, both("workspace.disk-low", **values), both("workspace.disk-advice"), (), Place(str(folder)), "host.disk-full", TRAINING
    )


def check_writing(workspace: Workspace) -> List[Check]:
    """One check for each folder that a step writes and cannot."""
    folders: Dict[Path, Tuple[str, ...]] = {workspace.root / name: stages for name, stages in WRITTEN.items()}
    folders[workspace.weights("SoVITS")] = ("s2-train", "s2-lora-train")
    folders[workspace.weights("GPT")] = ("s1-train",)
    if workspace.experiment is not None:
        folders[workspace.experiment] = WRITTEN["logs"]
        for name in ("3-bert", "4-cnhubert", "5-wav32k", "7-sv_cn", f"logs_s2_{workspace.version}", f"logs_s1_{workspace.version}"):
            if is_folder(workspace.experiment / name):
                folders[workspace.experiment / name] = WRITTEN["logs"]
    return [check for folder, stages in folders.items() for check in _writing(workspace, folder, stages)]


def _writing(workspace: Workspace, folder: Path, stages: Tuple[str, ...]) -> List[Check]:
    shown, place = workspace.shown(folder), Place(str(folder))
    if is_file(folder):
        advice = both("workspace.write-file-advice", path=shown)
        return [Check("workspace.write", ERROR, both("workspace.write-file", path=shown), advice, (), place, "config.path-invalid", stages)]
    if is_folder(folder) and not _may_write(folder):
        advice = both("workspace.write-advice", path=str(folder))
        return [Check("workspace.write", ERROR, both("workspace.write", path=shown), advice, (), place, "host.permission-denied", stages)]
    return []


def _may_write(folder: Path) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    if os.name != "nt":
        return True
    try:  # Windows tells only by trying
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def check_path(workspace: Workspace, system: str) -> List[Check]:
    """Characters of the path that some part of the program cannot bear."""
    checks = []
    path = str(workspace.root)
    for one, kind, odd, rule in BREAKS:
        found = odd.search(re.sub(r"^[A-Za-z]:", "", path)) if (one == system or (not one and system != "windows")) else None
        if found:
            advice = both("workspace.path-advice", example=r"D:\GPT-SoVITS" if system == "windows" else "~/GPT-SoVITS")
            title = both(f"workspace.path-{kind}", path=path, odd=found[0].strip() or found[0])
            checks.append(Check("workspace.path", ERROR if kind == "shell" else WARNING, title, advice, (), Place(path), rule))
    if system == "windows" and len(path) > PATH_LIMIT:
        advice = both("workspace.path-advice", example=r"D:\GPT-SoVITS")
        checks.append(Check("workspace.path", WARNING, both("workspace.path-long", path=path, count=len(path)), advice, (), Place(path), "config.path-invalid"))
    if workspace.experiment is not None:
        checks += _experiment_name(workspace.experiment, system)
    return checks


def _experiment_name(folder: Path, system: str) -> List[Check]:
    name = folder.name
    checks = []
    if GLOB.search(name):
        advice = both("workspace.experiment-name-advice", name=re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "demo")
        checks.append(
            Check("workspace.path", WARNING, both("workspace.path-glob", name=name), advice, (), Place(str(folder)), "train.resume-restarted", ("s2-train", "s2-lora-train"))
        )
    elif system == "windows" and not name.isascii():
        advice = both("workspace.experiment-name-advice", name="demo")
        checks.append(Check("workspace.path", WARNING, both("workspace.path-name", name=name), advice, (), Place(str(folder)), "config.path-invalid"))
    return checks


def check_runtime(workspace: Workspace, system: str) -> List[Check]:
    """The Python of the Windows package: of no use elsewhere, and whole or not."""
    runtime = workspace.root / "runtime"
    windows = is_file(runtime / "python.exe")
    if system != "windows":
        if not windows and not is_folder(runtime / "Lib"):
            return []
        title, advice = both("workspace.runtime-leftover", path=str(runtime)), both("workspace.runtime-leftover-advice", path=str(runtime))
        return [Check("workspace.runtime", WARNING, title, advice, (), Place(str(runtime)), "env.runtime-leftover")]
    if is_folder(runtime) and not windows:
        title, advice = both("workspace.runtime-missing", path=str(runtime)), both("workspace.runtime-missing-advice")
        return [Check("workspace.runtime", ERROR, title, advice, (), Place(str(runtime)), "env.runtime-missing")]
    return []


def check_users_pth(workspace: Workspace) -> List[Check]:
    """`users.pth` of a Python inside the program folder leads to another folder: modules come from there, or not at all."""
    checks = []
    for file in _users_pth(workspace.root):
        lines = [line.strip() for line in _decoded(first_bytes(file, 1 << 16)).splitlines() if line.strip() and not line.startswith(("#", "import "))]
        astray = [line for line in lines if not _same(Path(line), workspace.root)]
        if lines and len(astray) == len(lines):
            gone = not is_folder(Path(lines[0]))
            title = both("workspace.users-pth-gone" if gone else "workspace.users-pth-other", path=workspace.shown(file), other=lines[0])
            advice = both("workspace.users-pth-advice", path=workspace.shown(file))
            rule = "env.project-path-missing" if gone else "usage.mixed-versions"
            checks.append(Check("workspace.users-pth", WARNING, title, advice, (), Place(str(file), 1), rule))
    return checks


def _users_pth(root: Path) -> List[Path]:
    patterns = dict.fromkeys(pattern.format(env=env) for pattern in PATHS_FILES for env in ENVIRONMENTS)
    return [file for pattern in patterns for file in root.glob(f"{pattern}/users.pth")]


def _same(line: Path, root: Path) -> bool:
    try:
        return any(one.samefile(root) for one in (line, *line.parents) if is_folder(one))
    except (OSError, ValueError):
        return False


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")

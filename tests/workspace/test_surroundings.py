"""Disk, rights, path, and the Python inside the folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import List

import pytest

from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING, Check
from diagnose.workspace import surroundings
from diagnose.workspace.checks import check_workspace
from diagnose.workspace.layout import Workspace, find_workspace
from tests.workspace.building import build_workspace
from tests.workspace.writers import write_hole, write_text


def workspace_in(root: Path) -> Workspace:
    workspace = find_workspace(build_workspace(root))
    assert workspace is not None
    return workspace


def paths_of(path: str, system: str, experiment: str = "demo") -> List[Check]:
    return surroundings.check_path(Workspace(Path(path), experiment=Path(path) / "logs" / experiment), system)


@pytest.mark.parametrize(
    ("path", "system", "told"),
    [
        ("/home/me/GPT-SoVITS", "linux", []),
        ("/home/小明/GPT-SoVITS", "linux", []),
        ("/home/me/my voices (2)/GPT-SoVITS", "macos", []),
        ("/home/me/$old/GPT-SoVITS", "linux", [ERROR]),
        ("/tools/声音/GPT-SoVITS", "windows", [WARNING]),
        ("/Program Files/GPT-SoVITS", "windows", [WARNING]),
        ("/GPT-SoVITS (1)", "windows", [WARNING, WARNING]),
        ("/GPT-SoVITS-v2pro-20250604-nvidia50", "windows", []),
        ("/" + "a" * 130, "windows", [WARNING]),
    ],
)
def test_characters_of_the_path(path: str, system: str, told: List[str]) -> None:
    checks = paths_of(path, system)
    assert [check.status for check in checks] == told
    assert {check.id for check in checks} <= {"workspace.path"}


@pytest.mark.parametrize(
    ("name", "system", "rule"), [("demo", "linux", ""), ("小明", "linux", ""), ("小明", "windows", "config.path-invalid"), ("a[1]", "linux", "train.resume-restarted")]
)
def test_characters_of_the_experiment(name: str, system: str, rule: str) -> None:
    assert [check.rule for check in paths_of("/GPT-SoVITS", system, name)] == ([rule] if rule else [])


@pytest.mark.parametrize(("free", "status"), [(0.2, ERROR), (3.0, WARNING), (5.0, OK), (900.0, OK)])
def test_free_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, status: str) -> None:
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda path: SimpleNamespace(free=int(free * (1 << 30))))
    check = surroundings.check_disk(workspace_in(tmp_path / "GPT-SoVITS"))
    assert check.status == status
    assert f"{free:.1f} GB" in check.title["zh"]
    assert check.rule == ("" if status == OK else "host.disk-full")


def test_the_fullest_of_the_disks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = workspace_in(tmp_path / "GPT-SoVITS")
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda path: SimpleNamespace(free=(2 if "logs" in str(path) else 80) << 30))
    check = surroundings.check_disk(workspace)
    assert check.status == WARNING
    assert check.place is not None
    assert check.place.file == str(workspace.logs)


def test_a_disk_that_does_not_tell_is_not_called_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(surroundings.shutil, "disk_usage", fail)
    assert surroundings.check_disk(workspace_in(tmp_path / "GPT-SoVITS")).status == UNKNOWN


@pytest.mark.parametrize("name", ["logs", "TEMP", "SoVITS_weights_v2", "logs/demo/4-cnhubert"])
def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    workspace = workspace_in(tmp_path / "GPT-SoVITS")
    real = os.access
    monkeypatch.setattr(surroundings.os, "access", lambda path, mode: real(path, mode) and Path(path) != workspace.root / name)
    checks = surroundings.check_writing(workspace)
    assert [(check.id, check.status, check.rule) for check in checks] == [("workspace.write", ERROR, "host.permission-denied")]
    assert name in checks[0].title["en"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere; Windows has no such bits")
def test_a_folder_whose_bits_forbid_writing(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path / "GPT-SoVITS")
    workspace.logs.chmod(0o555)
    try:
        assert [check.id for check in surroundings.check_writing(workspace)] == ["workspace.write"]
    finally:
        workspace.logs.chmod(0o755)


def test_checking_writes_nothing(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path / "GPT-SoVITS")

    def seen() -> List[object]:
        return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in workspace.root.rglob("*"))

    before = seen()
    check_workspace(workspace)
    if os.name != "nt":  # there a file is made and removed in folders, to see whether it may be
        assert seen() == before


def test_the_runtime_of_the_package_is_of_no_use_elsewhere(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path / "GPT-SoVITS")
    write_hole(workspace.root / "runtime" / "python.exe", b"MZ", 1000)
    assert [check.rule for check in surroundings.check_runtime(workspace, "linux")] == ["env.runtime-leftover"]
    assert surroundings.check_runtime(workspace, "windows") == []
    (workspace.root / "runtime" / "python.exe").unlink()
    assert [check.rule for check in surroundings.check_runtime(workspace, "windows")] == ["env.runtime-missing"]


@pytest.mark.parametrize("place", ["runtime/Lib/site-packages", "venv/Lib/site-packages", ".venv/lib/python3.10/site-packages"])
def test_users_pth(tmp_path: Path, place: str) -> None:
    workspace = workspace_in(tmp_path / "GPT-SoVITS")
    pth = write_text(workspace.root / place / "users.pth", f"{workspace.root}\n{workspace.root}/tools\n{workspace.root}/GPT_SoVITS\n")
    assert surroundings.check_users_pth(workspace) == []
    other = build_workspace(tmp_path / "older")
    write_text(pth, f"{other}\n{other}/tools\n")
    (check,) = surroundings.check_users_pth(workspace)
    assert (check.status, check.rule) == (WARNING, "usage.mixed-versions")
    pth.write_bytes(r"D:\新建文件夹\GPT-SoVITS".encode("gbk"))
    (check,) = surroundings.check_users_pth(workspace)
    assert check.rule == "env.project-path-missing"
    assert "新建文件夹" in check.title["zh"]


@pytest.mark.skipif(sys.platform == "win32", reason="the path of the tests themselves is not chosen here")
def test_the_system_of_this_machine_is_known() -> None:
    assert surroundings.here() in ("linux", "macos")

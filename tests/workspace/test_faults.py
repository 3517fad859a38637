"""Every planted fault is found, and nothing else; a healthy folder has nothing to find."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import List

import pytest

from diagnose.checkup.check import ERROR, OK, UNKNOWN, Check
from diagnose.library import load_library
from diagnose.workspace.checks import check_workspace
from diagnose.workspace.layout import find_workspace
from diagnose.workspace.releases import VERSIONS
from tests.workspace.building import FAULTS, build_workspace


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the machine that runs the tests is not what is tested."""
    monkeypatch.setattr("diagnose.workspace.surroundings.shutil.disk_usage", lambda path: SimpleNamespace(free=99 << 30))


def found_in(root: Path) -> List[Check]:
    workspace = find_workspace(root)
    assert workspace is not None
    return [check for check in check_workspace(workspace) if check.status != OK]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_healthy_folder_has_nothing_to_find(tmp_path: Path, version: str) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", version)
    assert found_in(root) == []
    workspace = find_workspace(root)
    assert workspace is not None
    assert workspace.version == version
    assert len(check_workspace(workspace)) <= 6


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_planted_fault_is_found_and_nothing_else(tmp_path: Path, name: str) -> None:
    fault = FAULTS[name]
    if os.name == "nt" and not fault.windows:
        pytest.skip("Windows does not know this")
    root = build_workspace(tmp_path / "GPT-SoVITS", fault.version)
    fault(root)
    found = found_in(root)
    assert [check.id for check in found] == [fault.check], [check.title["en"] for check in found]
    (check,) = found
    assert check.rule == fault.rule
    assert bool(check.leftover) == fault.leftover
    assert check.place is not None
    assert check.advice["zh"]
    assert check.advice["en"]


def test_a_version_that_cannot_be_told_is_not_called_fine(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    shutil.rmtree(root / "TEMP")
    shutil.rmtree(root / "logs")
    for name in ("webui.py", "config.py"):
        (root / name).unlink()
    statuses = {check.id: check.status for check in found_in(root)}
    assert statuses["workspace.version"] == UNKNOWN
    assert statuses["workspace.program"] == ERROR
    assert "workspace.pretrained" not in statuses


def test_faults_name_rules_that_exist() -> None:
    rules = load_library().rules
    assert {fault.rule for fault in FAULTS.values() if fault.rule} <= set(rules)


def test_a_fault_that_ends_training_is_an_error(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    FAULTS["s1-missing"](root)
    (check,) = found_in(root)
    assert check.status == ERROR
    assert "s1bert25hz-5kh" in check.title["zh"]
    assert check.stages == ("s1-train",)

"""The facts that prove a cause."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

import pytest

from diagnose.model import Scalar
from diagnose.workspace import facts
from diagnose.workspace.facts import facts_of
from diagnose.workspace.layout import find_workspace
from diagnose.workspace.releases import VERSIONS
from tests.workspace.building import FAULTS, build_workspace


def told(root: Path) -> Dict[str, Scalar]:
    workspace = find_workspace(root)
    assert workspace is not None
    found = facts_of(workspace)
    assert all(key == fact.key for key, fact in found.items())
    return {key: fact.value for key, fact in found.items()}


@pytest.mark.parametrize("version", VERSIONS)
def test_of_a_healthy_folder(tmp_path: Path, version: str) -> None:
    known = told(build_workspace(tmp_path / "GPT-SoVITS", version))
    assert known["workspace.version"] == version
    assert known["workspace.experiment"] == "demo"
    assert {value for key, value in known.items() if "pretrained" in key or "artefact" in key} == {"ok"}
    assert (known["workspace.clips-s2"], known["workspace.clips-s1"]) == (6, 6)
    assert isinstance(known["workspace.disk-free"], float)


@pytest.mark.parametrize(
    ("fault", "key", "value"),
    [
        ("s2G-missing", "pretrained-s2G", "missing"),
        ("s2G-lfs", "pretrained-s2G", "lfs"),
        ("s1-html", "pretrained-s1", "html"),
        ("s2D-truncated", "pretrained-s2D", "truncated"),
        ("hubert-missing", "artefact.4-cnhubert", "missing"),
        ("text-empty", "artefact.2-name2text", "empty"),
        ("clips-too-short", "clips-s2", 0),
        ("bert-features-stale", "bert-stale", 1),
        ("text-part-merged", "leftover-proof", "merged"),
        ("nothing-saved", "weights-s2", 0),
        ("checkpoint-cut", "checkpoint-state", "truncated"),
    ],
)
def test_a_fault_changes_the_fact_that_proves_it(tmp_path: Path, fault: str, key: str, value: Scalar) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", FAULTS[fault].version)
    FAULTS[fault](root)
    assert told(root)[f"workspace.{key}"] == value


def test_the_fact_says_which_file_was_looked_at(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    workspace = find_workspace(root)
    assert workspace is not None
    fact = facts_of(workspace)["workspace.pretrained-s2G"]
    assert Path(fact.file) == root / "GPT_SoVITS" / "pretrained_models" / "gsv-v2final-pretrained" / "s2G2333k.pth"


def test_every_fact_is_documented(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2Pro")
    FAULTS["text-part-merged"](root)
    FAULTS["checkpoint-cut"](root)
    for key in told(root):
        name = (
            key
            if "pretrained-" not in key and ".artefact." not in key
            else key.replace(key.rpartition("pretrained-" if "pretrained-" in key else "artefact.")[2], "PART" if "pretrained-" in key else "NAME")
        )
        assert f"`{name}`" in (facts.__doc__ or "")

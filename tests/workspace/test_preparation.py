"""The products of the preparation are read as the trainers read them."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import List

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING, Check
from diagnose.workspace.artefacts import read_experiment
from diagnose.workspace.checks import check_workspace
from diagnose.workspace.experiment import Experiment
from diagnose.workspace.layout import find_workspace
from tests.workspace.building import CLIPS, build_workspace
from tests.workspace.writers import semantic_of, text_line, text_of, write_archive, write_text, write_wav


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diagnose.workspace.surroundings.shutil.disk_usage", lambda path: SimpleNamespace(free=99 << 30))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return build_workspace(tmp_path / "GPT-SoVITS")


def found(root: Path) -> List[Check]:
    workspace = find_workspace(root)
    assert workspace is not None
    return [check for check in check_workspace(workspace) if check.status != OK]


def read(root: Path) -> Experiment:
    workspace = find_workspace(root)
    assert workspace is not None
    experiment = read_experiment(workspace)
    assert experiment is not None
    return experiment


def test_japanese_and_cantonese_clips_need_no_bert_features(root: Path) -> None:
    folder = root / "logs" / "demo"
    japanese = "".join(f"{clip}\t{'k o N n i ' * 6}ch\tNone\tこんにちは\n" for clip in CLIPS[:3])
    cantonese = "".join(f"{clip}\t{'Yn Yei5 ' * 15}Yh\t{[2] * 15}\t你好\n" for clip in CLIPS[3:])
    write_text(folder / "2-name2text.txt", japanese + cantonese)
    for feature in (folder / "3-bert").iterdir():
        feature.unlink()
    assert found(root) == []
    assert "3-bert" not in read(root).artefacts


def test_features_in_single_precision_are_not_stale(root: Path) -> None:
    for clip in CLIPS:
        write_archive(root / "logs" / "demo" / "3-bert" / f"{clip}.pt", 30 * 1024 * 4)
    assert found(root) == []


def test_a_step_not_done_yet_is_no_error_before_training(root: Path) -> None:
    folder = root / "logs" / "new"
    write_text(folder / "2-name2text.txt", text_of())
    for clip in CLIPS:
        write_archive(folder / "3-bert" / f"{clip}.pt", 30 * 1024 * 2)
    checks = found(folder)
    assert {(check.id, check.status) for check in checks} == {("workspace.artefact", WARNING)}
    assert [Path(check.place.file).name for check in checks if check.place] == ["4-cnhubert", "5-wav32k", "6-name2semantic.tsv"]
    assert checks[0].title["zh"] == "还没有 logs/new/4-cnhubert（1Ab 没做过）"


def test_no_experiment_is_no_fault(root: Path) -> None:
    workspace = find_workspace(build_workspace(root.parent / "fresh"))
    assert workspace is not None
    for path in sorted((workspace.root / "logs").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (workspace.root / "logs").rmdir()
    (workspace.root / "weight.json").unlink()
    checks = check_workspace(find_workspace(workspace.root) or workspace)
    assert [check for check in checks if check.status != OK] == []
    assert "logs 里还没有实验" in [check.title["zh"] for check in checks]


def test_the_lost_clips_are_named_with_the_product_that_lacks_them(root: Path) -> None:
    (root / "logs" / "demo" / "4-cnhubert" / f"{CLIPS[5]}.pt").unlink()
    (check,) = found(root)
    assert check.status == WARNING
    assert [detail["en"] for detail in check.details] == [f"logs/demo/4-cnhubert lacks 1: {CLIPS[5]}"]


@pytest.mark.parametrize(("seconds", "left"), [(0.6, 0), (0.61, 6), (53.9, 6), (54.0, 0)])
def test_clips_outside_the_limits_of_training_are_not_counted(root: Path, seconds: float, left: int) -> None:
    for clip in CLIPS:
        path = write_wav(root / "logs" / "demo" / "5-wav32k" / clip, seconds)
        path.write_bytes(path.read_bytes()[: int(seconds * 64000)])  # the trainer counts the header as sound
    assert len(read(root).for_s2) == left


def test_a_text_in_another_encoding_names_the_line(root: Path) -> None:
    path = root / "logs" / "demo" / "2-name2text.txt"
    path.write_bytes(text_of(CLIPS[:3]).replace("你", "n").encode() + text_of(CLIPS[3:]).encode("gbk"))
    (check,) = found(root)
    assert check.status == ERROR
    assert check.place is not None
    assert (check.place.file, check.place.line) == (str(path), 4)


def test_a_text_saved_by_the_notepad_as_utf_16(root: Path) -> None:
    write_text(root / "logs" / "demo" / "2-name2text.txt", text_of(), "utf-16")
    (check,) = found(root)
    assert check.rule == "host.encoding"


def test_lines_with_the_ends_of_windows_are_fine(root: Path) -> None:
    write_text(root / "logs" / "demo" / "2-name2text.txt", text_of().replace("\n", "\r\n"))
    write_text(root / "logs" / "demo" / "6-name2semantic.tsv", semantic_of().replace("\n", "\r\n"))
    assert found(root) == []


@pytest.mark.parametrize("name", ["2-name2text.txt", "4-cnhubert", "5-wav32k", "6-name2semantic.tsv", "."])
def test_what_may_not_be_read_is_not_called_empty(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    barred, real = root / "logs" / "demo" / name, os.access
    monkeypatch.setattr("diagnose.workspace.files.os.access", lambda path, mode: Path(path) != barred and real(path, mode))
    checks = [check for check in found(root) if check.id != "workspace.write"]
    assert [(check.id, check.status, check.rule) for check in checks] == [("workspace.artefact", UNKNOWN, "host.permission-denied")]


def test_what_systems_drop_into_folders_is_no_clip(root: Path) -> None:
    folder = root / "logs" / "demo" / "5-wav32k"
    for name in (".DS_Store", "desktop.ini", "Thumbs.db", "._clip.wav"):
        write_text(folder / name, "x")
    assert found(root) == []


LINES = st.lists(st.text(st.sampled_from("ab\t 1[2,]Noneイ\r\n\ufeff\x00%{"), max_size=30) | st.just(text_line(CLIPS[0])), max_size=8).map("".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=LINES.map(lambda text: text.encode()) | st.binary(max_size=200), semantic=LINES.map(lambda text: text.encode()) | st.binary(max_size=200), feature=st.binary(max_size=100)
)
def test_no_content_is_too_strange(root: Path, text: bytes, semantic: bytes, feature: bytes) -> None:
    folder = root / "logs" / "demo"
    (folder / "2-name2text.txt").write_bytes(text)
    (folder / "6-name2semantic.tsv").write_bytes(semantic)
    (folder / "3-bert" / f"{CLIPS[0]}.pt").write_bytes(feature)
    (folder / "2-name2text-0.txt").write_bytes(feature)
    for check in found(root):
        assert check.title["zh"]
        assert check.title["en"]

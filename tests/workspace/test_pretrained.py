"""The table of pretrained files is sound, and what is said of them helps."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import List

import pytest

from diagnose.checkup.check import OK, WARNING, Check
from diagnose.library import load_library
from diagnose.messages import EN, ZH, say
from diagnose.rule import STAGES
from diagnose.workspace.checks import check_workspace
from diagnose.workspace.contents import STATES
from diagnose.workspace.experiment import STAGES as READ_IN
from diagnose.workspace.layout import find_workspace
from diagnose.workspace.pretrained import expected_files
from diagnose.workspace.releases import VERSIONS
from tests.workspace.building import FAULTS, build_workspace
from tests.workspace.writers import write_archive, write_hole


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diagnose.workspace.surroundings.shutil.disk_usage", lambda path: SimpleNamespace(free=99 << 30))


def found(root: Path) -> List[Check]:
    workspace = find_workspace(root)
    assert workspace is not None
    return [check for check in check_workspace(workspace) if check.status != OK]


def test_the_table_names_known_versions_stages_and_rules() -> None:
    rules = load_library().rules
    for one in expected_files():
        assert set(one.versions) <= set(VERSIONS)
        assert set(one.stages) <= set(STAGES)
        assert not one.missing or one.missing in rules
        assert 0 < one.size[0] < one.size[1]
    assert {stage for stages in READ_IN.values() for stage in stages} <= set(STAGES)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_what_it_trains_from(version: str) -> None:
    parts = {one.part for one in expected_files() if not one.versions or version in one.versions}
    assert {"s2G", "s1", "bert", "hubert"} <= parts
    assert ("s2D" in parts) == (version not in ("v3", "v4"))
    assert ("sv" in parts) == version.startswith("v2Pro")
    assert ("vocoder" in parts) == (version in ("v3", "v4"))


def test_every_state_can_be_said() -> None:
    for state in STATES[:-1]:
        for lang in (ZH, EN):
            assert "s2G.pth" in say(f"workspace.pretrained-{state}", lang, path="s2G.pth", size="1 KB", low="1 MB", high="2 MB")


def test_a_fresh_clone_gives_one_line_with_all_files(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2Pro")
    FAULTS["no-models"](root)
    (check,) = found(root)
    assert len(check.details) == 10
    assert "huggingface.co/lj1995/GPT-SoVITS" in check.advice["en"]


def test_a_file_in_the_wrong_folder_is_pointed_at(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v4")
    folder = root / "GPT_SoVITS" / "pretrained_models"
    (folder / "gsv-v4-pretrained" / "s2Gv4.pth").rename(folder / "s2Gv4.pth")
    (check,) = found(root)
    assert check.details[0]["en"] == "A file of that name lies at GPT_SoVITS/pretrained_models/s2Gv4.pth: move it to GPT_SoVITS/pretrained_models/gsv-v4-pretrained"


def test_an_unfinished_download_is_pointed_at(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2Pro")
    path = root / "GPT_SoVITS" / "pretrained_models" / "s1v3.ckpt"
    path.rename(path.with_name("s1v3.ckpt.crdownload"))
    (check,) = found(root)
    assert "s1v3.ckpt.crdownload" in check.details[0]["zh"]


def test_several_bad_files_of_one_part_give_one_line(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    FAULTS["bert-small"](root)
    FAULTS["bert-tokenizer-cut"](root)
    (check,) = found(root)
    assert "tokenizer.json" in check.title["en"]
    assert "pytorch_model.bin" in check.details[0]["en"]


def test_a_broken_file_of_another_version_is_only_a_warning(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2Pro")
    (root / "GPT_SoVITS" / "pretrained_models" / "s2Gv3.pth").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (check,) = found(root)
    assert check.status == WARNING
    assert check.details[-1]["en"] == "Only v3 needs it; v2Pro is in use"


def test_safetensors_stand_in_for_the_older_format(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    folder = root / "GPT_SoVITS" / "pretrained_models" / "chinese-hubert-base"
    (folder / "pytorch_model.bin").unlink()
    header = b'{"w":{"dtype":"F16","shape":[94000000],"data_offsets":[0,188000000]}}'
    write_hole(folder / "model.safetensors", len(header).to_bytes(8, "little") + header, 8 + len(header) + 188_000_000)
    assert found(root) == []


def test_the_size_that_step_1ac_mistakes_is_told(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v1")
    write_archive(root / "GPT_SoVITS" / "pretrained_models" / "s2G488k.pth", size=110 << 20)
    (check,) = found(root)
    assert check.rule == "config.version-mismatch"
    assert "1Ac" in check.details[0]["zh"]
    assert "v2" in check.details[0]["zh"]

"""On configurations that are well nothing is found, and one line says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diagnose.checkup.check import OK
from diagnose.config.checks import check_config, find_configs
from diagnose.config.reading import read_config_file
from tests.config.workspaces import VERSIONS, workspace


@pytest.mark.parametrize("version", VERSIONS)
def test_a_healthy_workspace_gives_one_ok_line_for_each_file(tmp_path, version):
    root = workspace(tmp_path, version)
    found = find_configs(root)
    assert [path.relative_to(root).as_posix() for path in found] == [
        "TEMP/tmp_s2.json",
        "TEMP/tmp_s1.yaml",
        "GPT_SoVITS/configs/s2.json",
        "GPT_SoVITS/configs/s2v2ProPlus.json",
        "GPT_SoVITS/configs/s1longer-v2.yaml",
        "GPT_SoVITS/configs/s1longer.yaml",
        "GPT_SoVITS/configs/tts_infer.yaml",
        "weight.json",
        "output/asr_opt/slicer_opt.list",
    ]
    for path in found:
        checks = check_config(read_config_file(path))
        assert [(check.status, check.title["zh"]) for check in checks if check.status != OK] == [], path.name
        assert len(checks) == 1
        assert path.name in checks[0].title["zh"]


def test_the_kind_is_told_by_the_name_and_else_by_the_values(tmp_path):
    root = workspace(tmp_path)
    kinds = {path.name: read_config_file(path).kind for path in find_configs(root)}
    assert kinds == {
        "tmp_s2.json": "tmp_s2",
        "tmp_s1.yaml": "tmp_s1",
        "s2.json": "s2",
        "s2v2ProPlus.json": "s2",
        "s1longer-v2.yaml": "s1",
        "s1longer.yaml": "s1",
        "tts_infer.yaml": "tts_infer",
        "weight.json": "weight",
        "slicer_opt.list": "list",
    }
    for name, copy in (("TEMP/tmp_s2.json", "mine.json"), ("TEMP/tmp_s1.yaml", "mine.yml"), ("GPT_SoVITS/configs/tts_infer.yaml", "api.yaml")):
        shutil.copy(root / name, root / copy)
    assert [read_config_file(root / name).kind for name in ("mine.json", "mine.yml", "api.yaml")] == ["tmp_s2", "tmp_s1", "tts_infer"]


def test_a_file_of_another_program_is_not_called_ok(tmp_path):
    path = tmp_path / "package.json"
    path.write_text('{"name": "x"}', encoding="utf-8")
    checks = check_config(read_config_file(path))
    assert [(check.id, check.status) for check in checks] == [("config.kind", "unknown")]


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_config_file(tmp_path / "tmp_s2.json")


def test_facts_are_named_as_in_a_printed_configuration(tmp_path):
    root = workspace(tmp_path)
    facts = read_config_file(root / "TEMP/tmp_s1.yaml").facts()
    fact = facts["config.train.batch_size"]
    assert (fact.value, fact.file) == (4, str(root / "TEMP/tmp_s1.yaml"))
    lines = Path(fact.file).read_text(encoding="utf-8").splitlines()
    assert lines[fact.line - 1] == "  batch_size: 4"
    assert facts["config.train"].value == "{...}"
    s2 = read_config_file(root / "TEMP/tmp_s2.json").facts()
    assert s2["config.train.betas"].value == "[0.8, 0.99]"
    assert "config.train.betas.0" not in s2
    assert "batch_size" in s2["config.train.batch_size"].text
    assert len(s2["config.train.batch_size"].text) <= 200


def test_paths_that_cannot_be_looked_for_are_unknown_and_not_ok(tmp_path):
    root = workspace(tmp_path / "here")
    path = tmp_path / "away/tmp_s2.json"
    path.parent.mkdir()
    shutil.copy(root / "TEMP/tmp_s2.json", path)
    checks = check_config(read_config_file(path))
    assert [(check.id, check.status) for check in checks] == [("config.paths", "unknown"), ("config.values", "ok")]
    assert [check.status for check in check_config(read_config_file(path), root=root)] == [OK]

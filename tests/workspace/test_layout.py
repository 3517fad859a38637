"""The program folder is found from wherever the user stands, and tells its version and experiment."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnose.workspace.layout import find_workspace
from diagnose.workspace.releases import VERSIONS
from tests.workspace.building import build_workspace
from tests.workspace.settings import tmp_s2
from tests.workspace.writers import age, write_text


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_workspace(tmp_path_factory.mktemp("built") / "GPT-SoVITS", "v2Pro")


@pytest.mark.parametrize("place", [".", "GPT_SoVITS", "GPT_SoVITS/prepare_datasets", "logs", "logs/demo", "logs/demo/3-bert", "TEMP/tmp_s2.json", "webui.py", "tools/not-there"])
def test_it_is_found_from_itself_and_from_anything_in_it(built: Path, place: str) -> None:
    workspace = find_workspace(built / place)
    assert workspace is not None
    assert workspace.root == built
    assert workspace.experiment == built / "logs" / "demo"


def test_a_package_unpacked_into_a_folder_of_its_own_name(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS-v2pro-20250604" / "GPT-SoVITS-v2pro-20250604", "v2Pro")
    workspace = find_workspace(tmp_path / "GPT-SoVITS-v2pro-20250604")
    assert workspace is not None
    assert workspace.root == root


def test_two_programs_side_by_side_are_not_chosen_between(tmp_path: Path) -> None:
    build_workspace(tmp_path / "old")
    build_workspace(tmp_path / "new", "v4")
    assert find_workspace(tmp_path) is None


@pytest.mark.parametrize("place", ["", "empty", "no/such/folder"])
def test_where_there_is_none_there_is_none(tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    write_text(tmp_path / "webui.py", "# of another project")
    assert find_workspace(tmp_path / place) is None


def test_a_damaged_program_is_found_too(built: Path, tmp_path: Path) -> None:
    root = tmp_path / "GPT-SoVITS"
    write_text(root / "GPT_SoVITS" / "s2_train.py", "")
    workspace = find_workspace(root)
    assert workspace is not None
    assert (workspace.version, workspace.code) == ("", ("v1",))


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_experiments_on_another_disk_are_reached_through_the_link(built: Path, tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    shutil.move(str(root / "logs"), tmp_path / "big-disk")
    (root / "logs").symlink_to(tmp_path / "big-disk", target_is_directory=True)
    workspace = find_workspace(root / "logs" / "demo")
    assert workspace is not None
    assert workspace.root == root
    assert workspace.experiment == root / "logs" / "demo"


def test_the_experiment_is_the_one_that_training_was_set_up_for(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2", "voice")
    write_text(root / "logs" / "later" / "2-name2text.txt", "x\n")
    workspace = find_workspace(root)
    assert workspace is not None
    assert workspace.experiment == root / "logs" / "voice"
    assert workspace.experiments == 2
    other = find_workspace(root / "logs" / "later")
    assert other is not None
    assert other.experiment == root / "logs" / "later"


def test_without_a_task_it_is_the_one_worked_on_last(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    shutil.rmtree(root / "TEMP")
    later = write_text(root / "logs" / "later" / "2-name2text.txt", "x\n")
    for path in (root / "logs" / "demo").iterdir():
        age(path, 3600)
    workspace = find_workspace(root)
    assert workspace is not None
    assert workspace.experiment == later.parent


def test_the_version_is_told_by_the_training_rather_than_by_the_web_ui(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2ProPlus")
    write_text(root / "TEMP" / "tmp_s1.yaml", "not: [a task")
    write_text(root / "TEMP" / "tmp_s2.json", json.dumps(tmp_s2("v4", "demo")))
    workspace = find_workspace(root)
    assert workspace is not None
    assert (workspace.version, workspace.version_from) == ("v4", "TEMP/tmp_s2.json")
    shutil.rmtree(root / "TEMP")
    workspace = find_workspace(root)
    assert workspace is not None
    assert workspace.version == "v2ProPlus"
    assert workspace.version_from.startswith("logs/demo/")


def test_a_chinese_experiment_is_read_from_its_escapes(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", "v2", "小明")
    write_text(root / "logs" / "other" / "2-name2text.txt", "x\n")
    workspace = find_workspace(root)
    assert workspace is not None
    assert workspace.experiment == root / "logs" / "小明"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(s2=st.binary(max_size=300), s1=st.binary(max_size=300), webui=st.binary(max_size=300))
def test_no_content_of_its_files_is_too_strange(tmp_path: Path, s2: bytes, s1: bytes, webui: bytes) -> None:
    for name, data in (("TEMP/tmp_s2.json", s2), ("TEMP/tmp_s1.yaml", s1), ("webui.py", webui), ("GPT_SoVITS/s2_train.py", b"")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    workspace = find_workspace(tmp_path)
    assert workspace is not None
    assert workspace.version in ("", *VERSIONS)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["data", "model", "version", "exp_dir", "output_dir"]), inner, max_size=4),
        max_leaves=10,
    )
)
def test_no_value_of_a_task_is_too_strange(tmp_path: Path, values: object) -> None:
    for name in ("TEMP/tmp_s2.json", "TEMP/tmp_s1.yaml"):  # JSON is YAML
        write_text(tmp_path / name, json.dumps(values))
    write_text(tmp_path / "GPT_SoVITS" / "s2_train.py", "")
    workspace = find_workspace(tmp_path)
    assert workspace is not None
    assert workspace.version in ("", *VERSIONS)

"""What a log asks for, and which file it means: its words are a stranger's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, Optional

import pytest
import yaml

from diagnose import diagnose
from diagnose.checkup.check import Edit
from diagnose.command import main
from diagnose.config.reading import read_config_file
from diagnose.fixing.change import FileEdit, Wish
from diagnose.fixing.homes import home_of
from diagnose.fixing.planning import plan_changes
from diagnose.fixing.refusal import Unusable
from diagnose.fixing.wishes import config_of_run, fitting, note_on, wanted_by, wish_of
from diagnose.library import Library
from tests.conftest import FOUNDING
from tests.fixing.folders import tree_of
from tests.workspace.building import build_workspace
from tests.workspace.settings import tmp_s1, tmp_s2

S2 = json.dumps(tmp_s2("v2", "demo"))


def log_of(command: str) -> bytes:
    return command.encode() + b"\n" + FOUNDING.read_bytes()


def named(command: str, folder: Path) -> Optional[str]:
    found = config_of_run(diagnose(log_of(command)), [folder])
    return found.relative_to(folder).as_posix() if found else None


def test_the_file_of_a_run_is_the_one_its_command_names(tmp_path: Path) -> None:
    for name in ("TEMP/tmp_s2.json", "mine/s2.json", "my files/s2.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(S2, "utf-8")
    start = '"/x/python" -s GPT_SoVITS/s2_train.py'
    assert named(f'{start} --config "/gone/TEMP/tmp_s2.json"', tmp_path) == "TEMP/tmp_s2.json"
    assert named(f'{start} --config "D:\\GPT-SoVITS\\TEMP\\tmp_s2.json"', tmp_path) == "TEMP/tmp_s2.json"
    assert named(f"{start} --config mine/s2.json", tmp_path) == "mine/s2.json"
    assert named(f'{start} --config="my files/s2.json"', tmp_path) == "my files/s2.json"
    assert named(f"{start} -c 'mine/s2.json'", tmp_path) == "mine/s2.json"
    assert named(start, tmp_path) == "TEMP/tmp_s2.json"
    assert named(f"{start} --config none.json", tmp_path) is None
    for evil in ("/dev/stdin", "..", "/", "TEMP", "x" * 5000, "TEMP/..", "a\\x00b"):
        assert named(f"{start} --config {evil}", tmp_path) is None


def test_what_is_no_configuration_is_not_changed_whatever_the_log_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "package.json": '{"train": {"batch_size": 7.0}, "scripts": {}}',
        "notes.txt": '{"train": {"batch_size": 7.0}}',
        ".bashrc": "train:\n  batch_size: 7.0\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "train.log").write_bytes(log_of(f'"/x/python" -s GPT_SoVITS/s2_train.py --config "{tmp_path / name}"'))
        before = tree_of(tmp_path)
        main(["fix", "train.log", "--yes"])
        after = tree_of(tmp_path)
        assert after == before or name == "package.json", name


def test_the_cause_asks_for_the_value_that_its_remedy_computes(tmp_path: Path, library: Library) -> None:
    diagnosis = diagnose(FOUNDING.read_bytes(), library)
    wanted = wanted_by(diagnosis)
    assert wanted is not None
    wish = wish_of(wanted, diagnosis, library, tmp_path / "TEMP/tmp_s2.json")
    assert (wish.edit.key, wish.edit.set, wish.seen, wish.rule) == ("train.batch_size", 7, (7.0,), "config.batch-size-not-integer")
    assert wish.verify is not None
    assert "tmp_s2.json" in wish.edit.note["en"]
    assert note_on(tmp_path / "s2.json") == {}
    assert wanted_by(diagnose(b"all is well\n", library)) is None


@pytest.mark.parametrize(
    ("now", "outcome"),
    [(7.0, "changed"), (7, "settled"), (4, "settled"), (15.5, "refused"), ("7", "refused")],
)
def test_a_value_that_the_run_did_not_see_is_not_overwritten(tmp_path: Path, library: Library, now: object, outcome: str) -> None:
    path = tmp_path / "tmp_s2.json"
    path.write_text(S2.replace('"batch_size": 2', f'"batch_size": {json.dumps(now)}'), "utf-8")
    diagnosis = diagnose(FOUNDING.read_bytes(), library)
    wanted = wanted_by(diagnosis)
    assert wanted is not None
    plan = plan_changes([wish_of(wanted, diagnosis, library, path)], {})
    told = {"changed": len(plan.changes), "settled": len(plan.settled), "refused": len(plan.refused)}
    assert told == {**dict.fromkeys(told, 0), outcome: 1}
    if plan.refused:
        assert plan.refused[0].refusal.key == "fix.other-value"


def test_an_anchor_that_others_share_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s1.yaml"
    text = yaml.safe_dump(tmp_s1("v2", "demo"), sort_keys=False)
    shared = (
        text.replace("batch_size: 2", "batch_size: &n 4.0").replace("epochs: 15", "epochs: *n").replace("  epochs: *n\n  batch_size: &n 4.0", "  batch_size: &n 4.0\n  epochs: *n")
    )
    path.write_text(shared, "utf-8")
    plan = plan_changes([Wish(Edit(str(path), "train.batch_size", 4), {"zh": "", "en": ""})], {})
    assert [one.refusal.key for one in plan.refused] == ["fix.tangled"]
    assert plan.changes == ()


def test_broken_files_and_missing_keys_are_told(tmp_path: Path) -> None:
    cases: Dict[str, str] = {"fix.broken": S2[:-1] + ",}", "fix.no-key": S2.replace("batch_size", "size")}
    for key, text in cases.items():
        path = tmp_path / "tmp_s2.json"
        path.write_text(text, "utf-8")
        plan = plan_changes([Wish(Edit(str(path), "train.batch_size", 4), {})], {})
        assert [one.refusal.key for one in plan.refused] == [key]
        assert "tmp_s2.json" in plan.refused[0].refusal.told("zh")


def test_what_changed_after_the_check_is_not_edited(tmp_path: Path) -> None:
    path = tmp_path / "tmp_s2.json"
    path.write_text(S2, "utf-8")
    with pytest.raises(Unusable) as told:
        plan_changes([Wish(Edit(str(path), "train.batch_size", 7, "7.0"), {})], {})
    assert told.value.key == "fix.meanwhile"


def test_two_names_of_one_file_make_one_edit(tmp_path: Path) -> None:
    path = tmp_path / "tmp_s2.json"
    path.write_text(S2, "utf-8")
    (tmp_path / "x").mkdir()
    again = tmp_path / "x" / ".." / "tmp_s2.json"
    plan = plan_changes([Wish(Edit(str(path), "train.batch_size", 4), {}), Wish(Edit(str(again), "train.epochs", 9), {})], {})
    assert [len(change.edits) for change in plan.changes if isinstance(change, FileEdit)] == [2]


def test_what_an_edit_brings_to_light_is_edited_too(tmp_path: Path) -> None:
    path = tmp_path / "tmp_s2.json"
    path.write_text(S2, "utf-8")
    told = []

    def again(file: object) -> list:
        told.append(getattr(file, "values", {})["train.batch_size"].value)
        sets = {5: [("train.batch_size", 4), ("train.epochs", 9)], 4: [("train.batch_size", 4)]}
        return [Wish(Edit(str(path), key, value), {}) for key, value in sets[told[-1]]]

    plan = plan_changes([Wish(Edit(str(path), "train.batch_size", 5), {})], {}, again)
    (change,) = plan.changes
    assert isinstance(change, FileEdit)
    assert [(edit.key, edit.set, len(edit.wishes)) for edit in change.edits] == [("train.epochs", 9, 1), ("train.batch_size", 4, 2)]
    assert told == [5, 4]
    assert path.read_text("utf-8") == S2


def test_the_stage_chooses_among_files_that_were_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(S2, "utf-8")
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(tmp_s1("v2", "demo")), "utf-8")
    files = [read_config_file(tmp_path / name) for name in ("a.json", "b.yaml")]
    assert fitting(files, "s1-train") == tmp_path / "b.yaml"
    assert fitting(files, "s2-train") == tmp_path / "a.json"
    assert fitting(files[1:], "s2-train") is None


def test_the_home_of_a_backup(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    assert home_of(root / "TEMP/tmp_s2.json", root) == root
    assert home_of(root / "TEMP/tmp_s2.json", None) == root
    assert home_of(tmp_path / "other/TEMP/tmp_s2.json", root) == tmp_path / "other"
    assert home_of(tmp_path / "other/s2.json", root) == tmp_path / "other"

"""The figure: every fault that can be repaired is repaired, the check afterwards is clean, and undo gives every byte back."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any, List

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings

from diagnose.checkup.check import OK, Check
from diagnose.checkup.checkup import run_checkup
from diagnose.command import main
from diagnose.config.reading import read_config_file
from diagnose.fixing.planning import same
from diagnose.fixing.undoing import undo
from tests.config.test_planted import FAULTS as FAULTS_OF_VALUES
from tests.config.test_planted import NO_EDIT, WARNINGS
from tests.config.test_planted import plant as planted
from tests.fixing.documents import Written, documents_with_a_wish
from tests.fixing.folders import tree_of
from tests.workspace.building import FAULTS, build_workspace

LEFTOVERS = sorted(name for name, fault in FAULTS.items() if fault.leftover)
VALUES = [
    ("tmp_s2.json", "train.batch_size", 7.0),
    ("tmp_s2.json", "train.batch_size", "4"),
    ("tmp_s2.json", "train.batch_size", 0),
    ("tmp_s2.json", "train.batch_size", None),
    ("tmp_s2.json", "train.batch_size", -3),
    ("tmp_s2.json", "train.epochs", 8.0),
    ("tmp_s2.json", "train.epochs", "8"),
    ("tmp_s2.json", "train.gpu_numbers", 0),
    ("tmp_s2.json", "train.learning_rate", "1e-4"),
    ("tmp_s2.json", "train.text_low_lr_rate", None),
    ("tmp_s2.json", "train.save_every_epoch", 0),
    ("tmp_s2.json", "train.segment_size", 20000),
    ("tmp_s2.json", "train.log_interval", 0),
    ("tmp_s2.json", "train.fp16_run", "true"),
    ("tmp_s2.json", "train.if_save_every_weights", "True"),
    ("tmp_s2.json", "model.semantic_frame_rate", "30hz"),
    ("tmp_s2.json", "model.gin_channels", 256),
    ("tmp_s2.json", "data.hop_length", 512),
    ("tmp_s2.json", "data.sampling_rate", 44100),
    ("tmp_s1.yaml", "train.batch_size", 7.0),
    ("tmp_s1.yaml", "train.batch_size", 0),
    ("tmp_s1.yaml", "train.epochs", "15"),
    ("tmp_s1.yaml", "train.precision", "fp16"),
    ("tmp_s1.yaml", "train.save_every_n_epoch", 0),
    ("tmp_s1.yaml", "data.num_workers", 0),
    ("tmp_s1.yaml", "data.pad_val", 1000),
    ("tmp_s1.yaml", "optimizer.lr_init", "1e-5"),
    ("tmp_s1.yaml", "model.head", 7),
]
"""What people and programs write into the files of a training."""


@pytest.fixture(autouse=True)
def _without_an_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diagnose.fixing.command.choose_interpreter", lambda named, root: ("", "own"))


def found(root: Path) -> List[Check]:
    return [check for check in run_checkup(root, "", (), "").checks if check.status != OK]


def repaired(root: Path) -> None:
    """Fix, check, undo: the three things that must hold."""
    before, wrong = tree_of(root), found(root)
    assert [check for check in wrong if check.edit or check.leftover], wrong
    code = main(["fix", "--workspace", str(root), "--yes", "--lang", "en"])
    left = found(root)
    assert [(check.id, check.title["en"]) for check in left if check.edit or check.leftover] == []
    assert (code, left) == (0, [])
    assert tree_of(root) != before
    assert main(["fix", "--workspace", str(root), "--undo", "--lang", "zh"]) == 0
    assert tree_of(root) == before
    assert [check.title for check in found(root)] == [check.title for check in wrong]


@pytest.mark.parametrize("name", LEFTOVERS)
def test_a_leftover_is_moved_away_and_comes_back(tmp_path: Path, name: str) -> None:
    fault = FAULTS[name]
    root = build_workspace(tmp_path / "GPT-SoVITS", fault.version)
    fault(root)
    repaired(root)


def test_a_part_that_may_still_be_wanted_stays(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    FAULTS["text-part-unproven"](root)
    before = tree_of(root)
    main(["fix", "--workspace", str(root), "--yes"])
    assert tree_of(root) == before


def plant(path: Path, key: str, value: object, style: int) -> None:
    """Write a value into a file in one of the forms that such files have."""
    tree: Any = json.loads(path.read_bytes()) if path.suffix == ".json" else yaml.safe_load(path.read_bytes())
    inner = tree
    for part in key.split(".")[:-1]:
        inner = inner[part]
    inner[key.split(".")[-1]] = value
    if path.suffix == ".json":
        text = json.dumps(tree) if style == 0 else json.dumps(tree, indent=2, ensure_ascii=False).replace("\n", "\r\n")
        path.write_bytes(text.encode())
    else:
        text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=style == 0)
        mark = codecs.BOM_UTF8 if style else b""
        path.write_bytes(mark + ("# 手写的\n" * style + text).encode().replace(b"\n", b"\r\n" if style else b"\n"))


PLANTED = [(file, key, text) for file, key, text, *_, wanted in [*FAULTS_OF_VALUES, *WARNINGS] if wanted is not NO_EDIT]


@pytest.mark.parametrize(("file", "key", "text"), PLANTED)
def test_what_the_checks_of_the_configuration_find_is_repaired(tmp_path: Path, file: str, key: str, text: str) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    planted(root, file, key, text)
    repaired(root)


@pytest.mark.parametrize("style", [0, 1])
def test_many_faults_at_once(tmp_path: Path, style: int) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    for name in ("text-part-merged", "semantic-part-empty"):
        FAULTS[name](root)
    for file, key, value in VALUES:
        plant(root / "TEMP" / file, key, value, style)
    repaired(root)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents_with_a_wish())
def test_the_reader_and_the_writer_agree_on_where_values_stand(tmp_path_factory: pytest.TempPathFactory, wish: Any) -> None:
    document: Written = wish[0]
    path = tmp_path_factory.getbasetemp() / f"document.{document.syntax}"
    path.write_bytes(document.data)
    file = read_config_file(path)
    assume(file.text == document.text)  # few letters in GBK may pass for UTF-8
    spans = {key: (value.start, value.end) for key, value in file.values.items() if key in document.spans}
    assert spans == document.spans
    for key in document.spans:
        tree = document.tree
        for part in key.split("."):
            tree = tree[int(part)] if isinstance(tree, list) else tree[part]
        assert same(file.values[key].value, tree)


def test_undo_finds_a_fix_from_below_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    plant(root / "TEMP/tmp_s2.json", "train.batch_size", 7.0, 0)
    before = tree_of(root)
    assert main(["fix", "--workspace", str(root), "--yes"]) == 0
    monkeypatch.chdir(root / "TEMP")
    assert main(["fix", "--undo"]) == 0
    assert tree_of(root) == before
    with pytest.raises(Exception, match="no-fix"):
        undo(root)

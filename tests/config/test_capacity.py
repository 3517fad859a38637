"""A configuration against the machine it will run on."""

from __future__ import annotations

import pytest

from diagnose.checkup.check import ERROR, OK, WARNING
from diagnose.config.checks import check_config, find_configs
from diagnose.config.reading import read_config_file
from diagnose.environment.hardware import GIB, Gpu, Hardware
from tests.config.test_planted import API, S1, S2, plant
from tests.config.workspaces import workspace

RTX = Hardware((Gpu("NVIDIA GeForce RTX 3060", 12 * GIB, (8, 6)),), 32 * GIB, 12)
GTX = Hardware((Gpu("NVIDIA GeForce GTX 1660 Ti", 6 * GIB, (7, 5)),), 16 * GIB, 8)
PASCAL = Hardware((Gpu("NVIDIA GeForce GTX 1080", 8 * GIB, (6, 1)),), 16 * GIB, 8)
SMALL = Hardware((Gpu("NVIDIA GeForce RTX 3050", 8 * GIB, (8, 6)),), 16 * GIB, 8)
CPU = Hardware((), 16 * GIB, 4)
NOTHING = Hardware()


def bad(root, hardware):
    return [check for path in find_configs(root) for check in check_config(read_config_file(path), hardware) if check.status != OK]


def found(root, hardware):
    return [(check.id, check.status, check.rule, check.edit.set if check.edit else None) for check in bad(root, hardware)]


@pytest.mark.parametrize("hardware", [RTX, NOTHING])
@pytest.mark.parametrize("version", ["v2", "v2Pro", "v4"])
def test_what_fits_is_not_told(tmp_path, hardware, version):
    root = workspace(tmp_path, version)
    plant(root, S2, "train.batch_size", "2")
    assert found(root, hardware) == []


def test_a_batch_too_large_names_card_memory_and_a_better_number(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.batch_size", "40")
    plant(root, S1, "train.batch_size", "40")
    assert found(root, RTX) == [("config.batch-size", WARNING, "gpu.out-of-memory", 6)] * 2
    title = bad(root, RTX)[0].title
    for word in ("40", "RTX 3060", "12 GiB", "6"):
        assert word in title["zh"]
        assert word in title["en"]


def test_on_the_cpu_it_is_the_memory_that_counts(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.batch_size", "40")
    plant(root, S2, "train.fp16_run", "false")
    plant(root, S1, "train.precision", "'32'")
    assert found(root, CPU) == [("config.batch-size", WARNING, "host.out-of-memory", 2)]


def test_half_precision_where_it_gives_nan_is_an_error(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.batch_size", "1")
    plant(root, S1, "train.batch_size", "1")
    assert found(root, GTX) == [("config.fp16-run", ERROR, "gpu.fp16-nan", False), ("config.precision", ERROR, "gpu.fp16-nan", "32")]


@pytest.mark.parametrize("hardware", [PASCAL, CPU])
def test_half_precision_that_is_no_use_is_a_warning(tmp_path, hardware):
    root = workspace(tmp_path)
    assert found(root, hardware) == [("config.fp16-run", WARNING, "", False), ("config.precision", WARNING, "", "32")]


def test_cards_that_are_not_there(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.gpu_numbers", '"0-1"')
    assert found(root, RTX) == [("config.gpu-numbers", ERROR, "gpu.not-visible", "0")]
    plant(root, S2, "train.gpu_numbers", '""')
    assert found(root, RTX) == [("config.gpu-numbers", ERROR, "gpu.not-visible", "0")]
    plant(root, S2, "train.gpu_numbers", '"0"')
    plant(root, API, "custom.device", "cuda:3")
    assert found(root, RTX) == [("config.device", ERROR, "gpu.not-visible", "cuda:0")]


def test_a_lora_on_a_small_card_wants_checkpointing(tmp_path):
    root = workspace(tmp_path, "v3")
    plant(root, S2, "train.batch_size", "1")
    assert found(root, SMALL) == [("config.grad-ckpt", WARNING, "gpu.out-of-memory", True)]


def test_more_workers_than_processors(tmp_path):
    root = workspace(tmp_path)
    plant(root, S1, "data.num_workers", "64")
    assert [row[:2] for row in found(root, RTX)] == [("config.num-workers", WARNING)]


def test_a_value_of_the_wrong_type_is_told_once(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.batch_size", "40.0")
    assert [row[:3] for row in found(root, RTX)] == [("config.batch-size", ERROR, "config.batch-size-not-integer")]


def test_the_note_about_the_web_ui_stands_here_too(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.batch_size", "40")
    edit = bad(root, RTX)[0].edit
    assert edit is not None
    assert "每张显卡的batch_size" in edit.note["zh"]

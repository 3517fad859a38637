"""Settings are suggested as the trainer itself chooses them."""

from __future__ import annotations

from typing import Tuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.environment.builds import Build, audio_fits, card_fits, codec_fits, index_for, needed_driver, right_index, vision_fits
from diagnose.environment.hardware import GIB, Gpu, Hardware, capability_by_name, suggest


def card(gib: float, capability: Tuple[int, int] = (8, 6), name: str = "NVIDIA GeForce RTX 3060") -> Gpu:
    return Gpu(name, int(gib * GIB), capability)


@pytest.mark.parametrize(
    ("gpus", "version", "batch", "s1", "half"),
    [
        ((card(8),), "v2", 4, 4, True),
        ((card(12),), "v2ProPlus", 6, 6, True),
        ((card(24),), "v4", 3, 12, True),
        ((card(8),), "v3", 1, 4, True),
        ((card(6, (7, 5), "NVIDIA GeForce GTX 1660 Ti"),), "v2", 1, 1, False),  # 6 // 2, halved in single precision
        ((card(11, (6, 1), "NVIDIA GeForce GTX 1080 Ti"),), "v1", 2, 2, False),
        ((card(24), card(8)), "v2", 4, 4, True),  # the smaller card decides
        ((card(24), card(2)), "v2", 1, 1, True),  # one that is left aside counts as nothing
    ],
)
def test_a_batch_by_the_memory_of_the_card(gpus: Tuple[Gpu, ...], version: str, batch: int, s1: int, half: bool) -> None:
    told = suggest(Hardware(gpus, 32 * GIB, 8), version)
    assert (told.device, told.batch_size, told.s1_batch_size, told.half) == ("cuda", batch, s1, half)
    assert told.precision == ("16-mixed" if half else "32")


@pytest.mark.parametrize(
    "gpus",
    [(), (card(3),), (card(16, (6, 0), "Tesla P100-PCIE-16GB"),), (card(4, (5, 0), "NVIDIA GeForce GTX 750 Ti"),), (card(12, (3, 7), "Tesla K80"),)],
)
def test_the_cpu_where_the_trainer_takes_the_cpu(gpus: Tuple[Gpu, ...]) -> None:
    told = suggest(Hardware(gpus, 32 * GIB, 8), "v2")
    assert (told.device, told.batch_size, told.half, told.precision) == ("cpu", 4, False, "32")


def test_a_card_that_pytorch_cannot_use_is_no_card() -> None:
    assert suggest(Hardware((card(24),), 16 * GIB, 4, cuda=False), "v2").device == "cpu"


@given(
    st.lists(st.builds(card, st.floats(0.1, 200), st.tuples(st.integers(0, 13), st.integers(0, 9))), max_size=4),
    st.integers(0, 1 << 42),
    st.integers(0, 256),
    st.integers(-1, 1 << 40),
)
def test_a_suggestion_is_always_one_that_training_accepts(gpus: list[Gpu], memory: int, cores: int, shared: int) -> None:
    for version in ("v1", "v2", "v3", "v4", "v2Pro", "v2ProPlus", "unheard of"):
        told = suggest(Hardware(tuple(gpus), memory, cores, shared), version)
        assert told.batch_size >= 1
        assert told.s1_batch_size >= 1
        assert 1 <= told.workers <= 4
        assert isinstance(told.batch_size, int)


def test_few_workers_where_there_is_little() -> None:
    assert suggest(Hardware((), 64 * GIB, 1), "v2").workers == 1
    assert suggest(Hardware((), 64 * GIB, 8, shared_memory=64 << 20), "v2").workers == 1
    assert suggest(Hardware((), 64 * GIB, 8), "v2").workers == 4


@pytest.mark.parametrize(
    ("build", "capability", "wrong"),
    [
        (Build("2.5.1+cu121", "12.1"), (12, 0), "new"),
        (Build("2.6.0+cu126", "12.6"), (12, 0), "new"),
        (Build("2.7.1+cu128", "12.8"), (12, 0), ""),
        (Build("2.8.0+cu128", "12.8"), (6, 1), "old"),
        (Build("2.8.0+cu126", "12.6"), (6, 1), ""),
        (Build("2.8.0+cu128", "12.8"), (7, 5), ""),
        (Build("2.5.1+cu124", "12.4"), (3, 7), "old"),
        (Build("2.5.1+cu124", "12.4"), (0, 0), ""),
        (Build("2.5.1+cpu"), (12, 0), ""),
        (Build("2.7.1", "12.6", "", ("sm_50", "sm_86", "sm_90")), (8, 9), ""),
        (Build("2.7.1", "12.6", "", ("sm_50", "sm_86", "sm_90")), (12, 0), "new"),
        (Build("2.7.1", "12.6", "", ("sm_75", "sm_86")), (6, 1), "old"),
        (Build("2.7.1", "12.6", "", ("sm_75", "compute_75")), (8, 6), ""),
        (Build("2.9", "12.8", "", ("sm_90a", "sm_120a")), (12, 0), ""),
    ],
)
def test_cards_and_builds(build: Build, capability: Tuple[int, int], wrong: str) -> None:
    assert card_fits(build, card(8, capability)) == wrong


def test_drivers_partners_and_wheel_indexes() -> None:
    assert needed_driver(Build("2.7.1+cu128", "12.8"), True) == "527.41"
    assert needed_driver(Build("2.7.1+cpu"), True) is None
    assert audio_fits(Build("1.13.1+cu117", "11.7"), "0.13.1+cu117")
    assert not audio_fits(Build("2.5.1+cu124", "12.4"), "2.6.0")
    assert audio_fits(Build("2.13.0+cpu"), "2.11.0")
    assert vision_fits(Build("2.7.1"), "0.22.1")
    assert not vision_fits(Build("2.7.1"), "0.20.0")
    assert codec_fits(Build("2.8.0"), "0.7.0")
    assert not codec_fits(Build("2.8.0"), "0.9.1")
    assert codec_fits(Build("3.4.0"), "7.1")
    assert [index_for(Build("2.7.1+cu128", "12.8")), index_for(Build("2.7.1", "12.6")), index_for(Build("2.7.1")), index_for(Build("2.7.1+rocm6.2", "", "6.2"))] == ["cu128", "cu126", "cpu", "rocm6.2"]  # fmt: skip
    assert right_index(card(16, (12, 0))) == "cu128"


def test_cards_are_known_by_name() -> None:
    assert capability_by_name("NVIDIA GeForce RTX 5090") == (12, 0)
    assert capability_by_name("NVIDIA GeForce GTX 1060 6GB") == (6, 1)
    assert capability_by_name("something else") == (0, 0)

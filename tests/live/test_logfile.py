"""The log of a run: no byte is lost on the way to the diagnosis, and the disk is not filled."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.live.logfile import SPARE, LogFile, Parts, clean_up, free_path, log_folder, new_log, part_path


def everything(parts: Parts) -> bytes:
    found = b""
    while True:
        block = parts.read(7)
        if not block:
            return found
        found += block


@settings(max_examples=60, deadline=None)
@given(blocks=st.lists(st.binary(max_size=40), max_size=12), lag=st.integers(1, 5))
def test_what_is_written_is_read_in_order_while_old_parts_go(tmp_path_factory: pytest.TempPathFactory, blocks: List[bytes], lag: int) -> None:
    first = tmp_path_factory.mktemp("log") / "train.log"
    log, parts, read = LogFile(first, size=10, keep=3), Parts(first), b""
    for number, block in enumerate(blocks):
        log.write(block)
        if number % lag == 0:
            read += everything(parts)
            log.read = parts.number
    read += everything(parts)
    log.close()
    parts.close()
    assert read == b"".join(blocks)
    assert parts.lost == 0


def test_head_and_latest_parts_are_kept(tmp_path: Path) -> None:
    first = tmp_path / "train.log"
    log = LogFile(first, size=10, keep=3)
    log.read = 1000
    log.write(bytes(range(95)))
    log.close()
    assert first.read_bytes() == bytes(range(10))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["train.log", "train.part10.log", "train.part9.log"]
    assert part_path(first, 10).read_bytes() == bytes(range(90, 95))


def test_a_diagnosis_that_falls_far_behind_loses_parts_and_knows_it(tmp_path: Path) -> None:
    first = tmp_path / "train.log"
    log, parts = LogFile(first, size=10, keep=3, most=5), Parts(first)
    log.write(bytes(100))
    log.write(bytes(range(100)))
    assert len(list(tmp_path.iterdir())) == 5
    assert everything(parts)[-40:] == bytes(range(60, 100))
    assert parts.lost == 15
    parts.close()
    log.close()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_log_that_cannot_be_written_keeps_the_end_for_the_diagnosis(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "no/such/folder/train.log")
    assert isinstance(log.failure, FileNotFoundError)
    log.write(b"first " * 1000)
    for _ in range(80):
        log.write(bytes(SPARE // 40))
    log.write(b"last words")
    assert log.spare.endswith(b"last words")
    assert len(log.spare) <= SPARE
    log.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_does_not_stop_the_run(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "train.log")
    os.dup2(os.open("/dev/full", os.O_WRONLY), log._file)
    log.write(b"No space left on device")
    assert log.failure is not None
    assert log.spare == b"No space left on device"
    log.close()


def test_no_log_is_ever_written_over_another(tmp_path: Path) -> None:
    wanted = tmp_path / "train.log"
    assert free_path(wanted) == wanted
    wanted.write_text("mine")
    (tmp_path / "train-2.part3.log").write_text("mine")
    assert free_path(wanted).name == "train-3.log"
    assert new_log("GPT_SoVITS/s2 train*.py", tmp_path / "logs", 0.0).name.endswith("-s2-train-.py.log")
    assert new_log("训练", tmp_path, 0.0).name.endswith("-run.log")


def test_old_logs_go_and_nothing_else(tmp_path: Path) -> None:
    for day in range(1, 10):
        (tmp_path / f"2026010{day}-120000-train.py.log").write_bytes(bytes(100))
        (tmp_path / f"2026010{day}-120000-train.py.part2.log").write_bytes(bytes(100))
    (tmp_path / "notes.log").write_bytes(bytes(10000))
    clean_up(tmp_path, logs=4, size=10000)
    assert sorted(path.name[:8] for path in tmp_path.glob("2*.py.log")) == ["20260106", "20260107", "20260108", "20260109"]
    clean_up(tmp_path, logs=4, size=450)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"2026010{day}-120000-train.py{part}.log" for day in (8, 9) for part in ("", ".part2")] + ["notes.log"]
    clean_up(tmp_path / "nowhere")


def test_the_folder_of_logs_is_where_the_system_wants_it() -> None:
    assert log_folder("linux", {"XDG_STATE_HOME": "/s"}) == Path("/s/sovits-doctor/logs")
    assert log_folder("linux", {}).parts[-4:] == (".local", "state", "sovits-doctor", "logs")
    assert log_folder("win32", {"LOCALAPPDATA": "/L"}) == Path("/L/sovits-doctor/logs")
    assert log_folder("darwin", {}).parts[-2:] == ("Logs", "sovits-doctor")
    assert log_folder().is_absolute() or sys.platform == "win32"

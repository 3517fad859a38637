"""The pool: all cores, one order, constant memory, and a log that kills its process costs itself alone."""

from __future__ import annotations

import io
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Iterator, List

import pytest

from diagnose.triage.collect import collect
from diagnose.triage.item import Item
from diagnose.triage.pool import AHEAD, CHUNK, examine_all
from diagnose.triage.results import read_results, write_parquet
from diagnose.triage.tally import Passed
from diagnose.triage.work import examine
from tests.conftest import FOUNDING


def items(count: int) -> List[Item]:
    log = FOUNDING.read_bytes()
    return [Item(f"{number}.log", "here", data=log if number % 9 == 0 else b"step %d\n" % number if number % 9 else b"") for number in range(count)]


@dataclass(frozen=True)
class Deadly(Item):
    """A log that takes its process with it, as running out of memory does."""

    def open(self) -> IO[bytes]:
        os._exit(9)


def test_the_records_are_the_same_with_one_process_and_with_several() -> None:
    alone = list(examine_all(items(150), jobs=1))
    assert [record.name for record in alone] == [f"{number}.log" for number in range(150)]
    assert list(examine_all(items(150), jobs=3)) == alone


def test_a_log_that_kills_its_process_is_a_record_and_all_others_are_done() -> None:
    wanted = items(120)
    wanted[40] = Deadly("40.log", "here")
    wanted[100] = Deadly("100.log", "here")
    records = list(examine_all(wanted, jobs=2))
    assert [record.name for record in records] == [item.name for item in wanted]
    assert [(record.name, record.error) for record in records if record.error] == [("40.log", "triage.error-crashed"), ("100.log", "triage.error-crashed")]


def test_no_more_is_taken_than_is_needed_to_keep_all_processes_busy() -> None:
    taken = 0

    def endless() -> Iterator[Item]:
        nonlocal taken
        while True:
            taken += 1
            yield Item(f"{taken}.log", "here", data=b"all is well\n")

    records = examine_all(endless(), jobs=2)
    for number in range(5 * CHUNK):
        next(records)
        assert taken <= number + 1 + (2 * AHEAD + 1) * CHUNK
    records.close()  # type: ignore[attr-defined]


def test_own_rules_reach_every_process(tmp_path: Path) -> None:
    from diagnose.rule import RuleError

    with pytest.raises(RuleError):
        list(examine_all(items(1), jobs=2, rules=[tmp_path / "gone"]))


def test_results_come_back_as_they_were_written(tmp_path: Path, library: object) -> None:
    records = list(examine_all(items(40), jobs=1))
    (tmp_path / "r.jsonl").write_text("".join(record.to_json() + "\n" for record in records) + '{"cut', "utf-8")
    assert list(read_results(tmp_path / "r.jsonl")) == records
    write_parquet(tmp_path / "r.parquet", iter(records))
    assert list(read_results(tmp_path / "r.parquet")) == records
    write_parquet(tmp_path / "none.parquet", iter([]))
    assert list(read_results(tmp_path / "none.parquet")) == []
    assert examine("0.log", FOUNDING.read_bytes(), library, "here") == records[0]  # type: ignore[arg-type]


def test_a_large_last_member_is_read_although_the_archive_was_left(tmp_path: Path) -> None:
    """Tasks are read ahead: the copy of a member must outlive the reading of its archive."""
    archive = tmp_path / "logs.tar"
    with tarfile.open(archive, "w") as tar:
        for number in range(40):
            data = b"RuntimeError: CUDA out of memory\n" * (50_000 if number == 39 else 3)
            member = tarfile.TarInfo(f"{number:02d}.log")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    assert [record.error for record in examine_all(collect([str(archive)], Passed()), 2)] == [""] * 40

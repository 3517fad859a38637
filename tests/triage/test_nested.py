"""Archives inside of an archive, as a bucket is exported: one level is read, the limits hold for all together, and what is deeper is told."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import List

import pytest

from diagnose.command import main
from diagnose.library import Library
from diagnose.triage import limits
from diagnose.triage.collect import collect
from diagnose.triage.item import examine_item
from diagnose.triage.record import Record
from diagnose.triage.results import Results
from diagnose.triage.tally import Passed
from tests.triage.test_collect import LOG, found, pack, read


@pytest.mark.parametrize("outer", ["export.zip", "export.tar", "export.tar.gz"])
@pytest.mark.parametrize("inner", ["day.zip", "day.tar", "day.tgz", "day.tar.xz"])
def test_archives_inside_of_an_archive_are_read(tmp_path: Path, library: Library, outer: str, inner: str) -> None:
    packed = pack(tmp_path / inner, {"a/1.log": LOG, "b.wav": b"RIFF", "2.log.gz": gzip.compress(LOG), "3.txt": b"all is well\n"}).read_bytes()
    (tmp_path / inner).unlink()
    archive = pack(tmp_path / outer, {f"x/{inner}": packed, "between.log": LOG, f"y/{inner}": packed})
    items, passed = found(tmp_path)
    cause = "config.batch-size-not-integer"
    told = {"a/1.log": cause, "2.log.gz": cause, "3.txt": "healthy"}
    assert read(items, library) == {
        **{f"{archive}!x/{inner}!{name}": said for name, said in told.items()},
        f"{archive}!between.log": cause,
        **{f"{archive}!y/{inner}!{name}": said for name, said in told.items()},
    }
    assert {item.source for item in items} == {str(archive)}
    assert all(item.when for item in items)
    assert passed.suffixes == {".wav": 2}
    assert [item.name for item in found(archive)[0]] == [item.name for item in items]


def test_what_is_packed_deeper_is_told_and_all_else_is_read(tmp_path: Path, library: Library) -> None:
    deepest = pack(tmp_path / "deepest.zip", {"a.log": LOG}).read_bytes()
    inner = pack(tmp_path / "inner.tar.gz", {"deepest.zip": deepest, "a.log": LOG}).read_bytes()
    for name in ("deepest.zip", "inner.tar.gz"):
        (tmp_path / name).unlink()
    archive = pack(tmp_path / "outer.zip", {"inner.tar.gz": inner, "b.log": LOG})
    cause = "config.batch-size-not-integer"
    told = {"!inner.tar.gz!deepest.zip": "triage.error-nested", "!inner.tar.gz!a.log": cause, "!b.log": cause}
    assert read(found(archive)[0], library) == {f"{archive}{name}": said for name, said in told.items()}


def test_archives_inside_of_an_archive_that_cannot_be_read_cost_themselves_alone(tmp_path: Path, library: Library) -> None:
    good = pack(tmp_path / "good.zip", {"a.log": LOG}).read_bytes()
    tar = pack(tmp_path / "good.tar.gz", {"a.log": LOG, "b.log": os.urandom(50_000)}).read_bytes()
    for name in ("good.zip", "good.tar.gz"):
        (tmp_path / name).unlink()
    members = {"cut.zip": good[:200], "empty.zip": b"", "cut.tar.gz": tar[: len(tar) // 2], "named.zip": LOG, "good.zip": good}
    cause = "config.batch-size-not-integer"
    for outer in ("a.zip", "b.tar.gz"):
        archive = pack(tmp_path / outer, members)
        assert read(found(archive)[0], library) == {
            f"{archive}!{name}": said
            for name, said in (
                ("cut.zip", "triage.error-unreadable"),
                ("empty.zip", "triage.error-no-archive"),
                ("cut.tar.gz!a.log", cause),
                ("cut.tar.gz", "triage.error-unreadable"),
                ("named.zip", "triage.error-no-archive"),
                ("good.zip!a.log", cause),
            )
        }


@pytest.mark.parametrize("outer", ["a.zip", "b.tar.gz"])
@pytest.mark.parametrize("inner", ["i.zip", "i.tar.gz"])
def test_large_members_of_inner_archives_leave_no_copy(tmp_path: Path, library: Library, outer: str, inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    noise = os.urandom(1 << 20).hex().encode()
    packed = pack(tmp_path / inner, {"large.log": noise + b"\n" + LOG, "small.log": LOG, "packed.log.gz": gzip.compress(noise + b"\n" + LOG)}).read_bytes()
    pack(tmp_path / outer, {inner: packed})
    names = []
    for item in collect([str(tmp_path / outer)], Passed()):
        names.append(item.name.rpartition("!")[2])
        assert (item.data is None) == (names[-1] != "small.log")
        assert examine_item(item, library).cause == "config.batch-size-not-integer"
        if item.fleeting:
            Path(item.file).unlink()  # as everybody does who has its record
    assert names == ["large.log", "small.log", "packed.log.gz"]
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_large_packed_log_in_an_archive_is_unpacked(tmp_path: Path, library: Library) -> None:
    for name in ("a.zip", "b.tar"):
        pack(tmp_path / name, {"train.log.gz": gzip.compress(os.urandom(1 << 20).hex().encode() + b"\n" + LOG, 1)})
    assert set(read(found(tmp_path)[0], library).values()) == {"config.batch-size-not-integer"}


@pytest.mark.parametrize("outer", ["a.zip", "a.tar.gz"])
@pytest.mark.parametrize("inner", ["i.zip", "i.tar.gz"])
def test_bombs_inside_of_archives_are_not_unpacked(tmp_path: Path, library: Library, outer: str, inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    packed = pack(tmp_path / inner, {"a.log": b" " * (24 << 20)}).read_bytes()
    archive = pack(tmp_path / outer, {"first.log": LOG, inner: packed})
    assert list(read(found(archive)[0], library).values()) == ["config.batch-size-not-integer", "triage.error-bomb"]


@pytest.mark.parametrize("inner", ["i.zip", "i.tar"])
def test_many_harmless_archives_inside_of_one_are_a_bomb_together(tmp_path: Path, library: Library, inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    packed = pack(tmp_path / inner, {"a.log": b"all is well\n" * 70_000}).read_bytes()  # below the limit, each of them
    archive = pack(tmp_path / "outer.zip", {**{f"{number:02}/{inner}": packed for number in range(40)}, "last.log": LOG})
    monkeypatch.setattr(limits, "RATIO", 20)
    told = list(read(found(archive)[0], library).values())
    assert told.count("triage.error-bomb") >= (1 if inner == "i.tar" else 20)
    assert len(told) <= 41


@pytest.mark.parametrize("outer", ["a.zip", "a.tar"])
def test_no_archive_has_members_without_end_in_those_inside_of_it(tmp_path: Path, outer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 50)
    packed = pack(tmp_path / "i.zip", {f"{number}.log": b"x" for number in range(20)}).read_bytes()
    archive = pack(tmp_path / outer, {f"{number}.zip": packed for number in range(10)})
    items, _ = found(archive)
    assert sum(not item.error for item in items) <= 50
    assert items[-1].error == "triage.error-bomb"


@pytest.mark.parametrize("outer", ["a.zip", "a.tar.gz"])
def test_a_run_that_is_stopped_amid_inner_archives_goes_on_to_the_same_result(tmp_path: Path, outer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    noise = os.urandom(1 << 20).hex().encode()
    inner = {name: pack(tmp_path / name, {"1.log": LOG, "2.log": noise + LOG, "3.log": b"", "4.zip": b"PK"}).read_bytes() for name in ("i.zip", "i.tar.gz")}
    archive = str(pack(tmp_path / outer, {"first.log": LOG, **inner, "cut.zip": inner["i.zip"][:500], "last.log": LOG}))
    assert main(["triage", archive, "--jobs", "1", "-o", str(tmp_path / "whole.jsonl")]) == 0
    whole = (tmp_path / "whole.jsonl").read_bytes()
    assert whole.count(b"\n") == 11
    add = Results.add
    for stop in range(11):

        def stopping(results: Results, record: Record, left: List[int] = [stop]) -> None:  # noqa: B006  (counts down)
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            add(results, record)

        out = tmp_path / f"{stop}.jsonl"
        with monkeypatch.context() as patch:
            patch.setattr(Results, "add", stopping)
            assert main(["triage", archive, "--jobs", "1", "-o", str(out)]) == 130
        assert main(["triage", archive, "--jobs", "1", "-o", str(out)]) == 0
        assert out.read_bytes() == whole

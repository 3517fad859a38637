"""What a user may name: folders, globs, archives, URLs. One bad thing costs itself alone, and no archive takes the disk or the memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Dict, List, Tuple

import pytest

from diagnose.library import Library
from diagnose.triage import limits
from diagnose.triage.collect import collect, expected
from diagnose.triage.item import Item, examine_item
from diagnose.triage.tally import Passed
from tests.conftest import FOUNDING, ROOT

LOG = FOUNDING.read_bytes()


def found(*names: object) -> Tuple[List[Item], Passed]:
    passed = Passed()
    return list(collect([str(name) for name in names], passed)), passed


def read(items: List[Item], library: Library) -> Dict[str, str]:
    """Name to cause, error or status."""
    return {item.name: record.cause or record.error or record.status for item in items for record in [examine_item(item, library)]}


def pack(path: Path, members: Dict[str, bytes]) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return path
    with tarfile.open(path, {".tar": "w", ".bz2": "w:bz2", ".xz": "w:xz"}.get(path.suffix, "w:gz")) as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 1_700_000_000
            tar.addfile(member, io.BytesIO(data))
    return path


def test_a_folder_is_read_to_its_depth_in_a_fixed_order_and_tells_what_it_passed_over(tmp_path: Path, library: Library) -> None:
    for name in (
        "b/2.log",
        "a/deep/er/1.txt",
        "c.out",
        "old.log.1",
        "t.log.2024-03-01",
        "t.log-20240301",
        "u.log.old",
        "no-suffix",
        "u.pth.old",
        "z.old",
        ".git/x.log",
        ".hidden.log",
        "voice.wav",
        "model.pth",
        "notes.md",
        "config.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(LOG)
    items, passed = found(tmp_path)
    assert [item.name for item in items] == [
        str(tmp_path / name) for name in ("a/deep/er/1.txt", "b/2.log", "c.out", "no-suffix", "old.log.1", "t.log-20240301", "t.log.2024-03-01", "u.log.old")
    ]
    assert passed.suffixes == {".wav": 1, ".pth": 1, ".md": 1, ".json": 1, ".old": 2}
    assert set(read(items, library).values()) == {"config.batch-size-not-integer"}
    assert expected([str(tmp_path)]) == 8


def test_the_time_of_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(LOG)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert found(path)[0][0].when == "2023-11-14T22:13:20Z"


def test_globs_are_expanded_and_a_named_file_need_not_look_like_a_log(tmp_path: Path, library: Library) -> None:
    (tmp_path / "x").mkdir()
    for name in ("1.log", "2.log", "x/3.log", "said.yaml"):
        (tmp_path / name).write_bytes(LOG)
    assert [Path(item.name).name for item in found(tmp_path / "*.log")[0]] == ["1.log", "2.log"]
    assert [Path(item.name).name for item in found(tmp_path / "**" / "*.log")[0]] == ["1.log", "2.log", "x/3.log".rpartition("/")[2]]
    assert read(found(tmp_path / "said.yaml")[0], library) == {str(tmp_path / "said.yaml"): "config.batch-size-not-integer"}


def test_what_is_not_there_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    items, passed = found(tmp_path / "gone", tmp_path / "*.gone", tmp_path / "a.log")
    assert len(items) == 1
    assert [fault.key for fault in passed.faults] == ["triage.path-missing", "input-no-match"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_in_circles_pipes_and_broken_links_stop_nothing(tmp_path: Path, library: Library) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.log").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "c.log")
    (tmp_path / "d.log").symlink_to(tmp_path / "d.log")
    (tmp_path / "e").symlink_to(tmp_path / "e")
    told = ["config.batch-size-not-integer", "triage.error-missing", "triage.error-no-file", "triage.error-unreadable", "triage.error-unreadable"]
    assert list(read(found(tmp_path)[0], library).values()) == told


@pytest.mark.skipif(os.name == "nt" or (os.geteuid() == 0 and not shutil.which("setpriv")), reason="rights of POSIX, which the administrator stands above")
def test_what_may_not_be_looked_at_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    for name in ("a.log", "closed/b.log", "locked.log"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(LOG)
    (tmp_path / "closed").chmod(0)
    (tmp_path / "locked.log").chmod(0)
    weak = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    names = [str(tmp_path / name) for name in ("closed/b.log", "closed/*.log", "closed", "locked.log", "a.log")]
    done = subprocess.run(
        [*weak, sys.executable, "-m", "diagnose.command", "triage", *names, "--lang", "en"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    (tmp_path / "closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "2 logs: 1 diagnosed, 0 not recognised, 0 healthy, 1 not readable" in done.stdout
    assert done.stderr.count("\n") == 3
    assert done.stderr.count(str(tmp_path / "closed")) == 3


def test_names_that_cannot_be_paths_are_told_briefly(tmp_path: Path) -> None:
    passed = found("", "-", "a/" * 5000, LOG.decode()[:9000])[1]
    assert [fault.key for fault in passed.faults] == ["triage.path-empty", "triage.path-stdin", "input-unreadable", "input-unreadable"]
    assert max(len(str(fault.values.get("name"))) for fault in passed.faults) <= 200


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_can_be_written_down(tmp_path: Path, library: Library) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\n.log", os.O_CREAT | os.O_WRONLY))
    [item] = found(tmp_path)[0]
    assert examine_item(item, library).to_json().encode("utf-8")
    assert item.name.endswith("\\n.log")


@pytest.mark.parametrize(("suffix", "module"), [("gz", gzip), ("xz", lzma), ("bz2", bz2)])
def test_packed_logs_are_read_and_cut_ones_are_told(tmp_path: Path, library: Library, suffix: str, module: ModuleType) -> None:
    packed = module.compress(LOG + os.urandom(4000).hex().encode())
    (tmp_path / f"a.log.{suffix}").write_bytes(packed)
    (tmp_path / f"b.log.2.{suffix}").write_bytes(packed[:-900])
    assert list(read(found(tmp_path)[0], library).values()) == ["config.batch-size-not-integer", "triage.error-unreadable"]


def test_empty_binary_and_unreadable_logs_are_records_with_an_error(tmp_path: Path, library: Library) -> None:
    (tmp_path / "1.log").write_bytes(b"")
    (tmp_path / "2.log").write_bytes(random.Random(1).randbytes(9000) if hasattr(random.Random, "randbytes") else os.urandom(9000))
    (tmp_path / "3.gz").write_bytes(gzip.compress(LOG)[:-400])
    assert list(read(found(tmp_path)[0], library).values()) == ["triage.error-empty", "triage.error-binary", "triage.error-unreadable"]


@pytest.mark.parametrize("name", ["logs.zip", "logs.tar", "logs.tar.gz", "logs.tgz", "logs.tar.bz2", "logs.tar.xz"])
def test_thousands_of_members(tmp_path: Path, library: Library, name: str) -> None:
    members = {f"run/{number:04}.log": LOG if number % 500 == 0 else b"all is well %d\n" % number for number in range(2500)}
    archive = pack(tmp_path / name, {**members, "run/inner.zip": b"PK\x03\x04", "run/inner.tar.gz": gzip.compress(b"x"), "run/song.wav": b"RIFF", "__MACOSX/x.log": b"x"})
    items, passed = found(tmp_path)
    assert [item.name for item in items] == [f"{archive}!{member}" for member in (*members, "run/inner.zip", "run/inner.tar.gz")]
    assert [item.error for item in items[-2:]] == ["triage.error-unreadable"] * 2
    assert sum(passed.suffixes.values()) == 2
    told = read(items[:2500:500], library)
    assert list(told.values()) == ["config.batch-size-not-integer"] * 5


@pytest.mark.parametrize("name", ["logs.zip", "logs.tar.gz"])
def test_a_large_member_is_not_held_in_memory_and_leaves_no_copy(tmp_path: Path, library: Library, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    progress = "\r".join(f"{number}%|██| {number}/100 [00:01<00:02, 7.1it/s]" for number in range(100)).encode()
    pack(tmp_path / name, {"large.log": progress * 1000 + b"\n" + LOG, "small.log": LOG})
    passed = Passed()
    for item in collect([str(tmp_path / name)], passed):
        assert item.name.endswith("small.log") or item.data is None
        assert examine_item(item, library).cause == "config.batch-size-not-integer"
        if item.fleeting:
            Path(item.file).unlink()  # as everybody does who has its record
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.tar.gz", "bomb.tar.xz", "bomb.log.gz", "bomb.log.xz", "bomb.log.bz2"])
def test_what_unpacks_to_far_more_than_it_is_is_not_unpacked(tmp_path: Path, library: Library, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    nothing = b"\0" * (24 << 20)
    path = tmp_path / name
    if ".log." in name:
        path.write_bytes({".gz": gzip, ".xz": lzma, ".bz2": bz2}[path.suffix].compress(nothing.replace(b"\0", b" ")))
    else:
        pack(path, {"a.log": nothing})
    items = found(path)[0]
    assert [examine_item(item, library).error for item in items] == ["triage.error-bomb"]


@pytest.mark.parametrize("name", ["many.zip", "many.tar"])
def test_no_archive_has_members_without_end(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 50)
    pack(tmp_path / name, {f"{number}.log": b"x" for number in range(200)})
    assert found(tmp_path / name)[0][-1].error == "triage.error-bomb"
    assert len(found(tmp_path / name)[0]) <= 53


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_name_without_end_is_not_read(tmp_path: Path, kind: bytes) -> None:
    long = tarfile.TarInfo("long")
    long.size, long.type = 8 << 20, kind
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(long.tobuf(tarfile.USTAR_FORMAT) + bytes(8 << 20)))
    assert [item.error for item in found(tmp_path)[0]] == ["triage.error-bomb"]


def test_a_sparse_member_is_told_and_others_before_it_are_read(tmp_path: Path, library: Library) -> None:
    pack(tmp_path / "a.tar", {"a.log": LOG, "b.log": LOG})
    data = bytearray((tmp_path / "a.tar").read_bytes())
    start = data.index(b"b.log\0")
    sparse = tarfile.TarInfo("b.log")
    sparse.size, sparse.type = len(LOG), tarfile.GNUTYPE_SPARSE
    data[start : start + 512] = sparse.tobuf(tarfile.GNU_FORMAT)
    (tmp_path / "a.tar").write_bytes(data)
    assert list(read(found(tmp_path)[0], library).values()) == ["config.batch-size-not-integer", "triage.error-unreadable"]


def test_names_longer_than_a_header_are_read(tmp_path: Path, library: Library) -> None:
    names = ["a/" * 200 + "x.log", "日志" * 90 + ".log"]
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        with tarfile.open(tmp_path / f"{form}.tar.gz", "w:gz", format=form) as tar:
            for name in names:
                member = tarfile.TarInfo(name)
                member.size = len(LOG)
                tar.addfile(member, io.BytesIO(LOG))
    items, _ = found(tmp_path)
    assert [item.name.partition("!")[2] for item in items] == names * 2
    assert set(read(items, library).values()) == {"config.batch-size-not-integer"}


def test_a_member_too_large_costs_itself_alone(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBER", 2000)
    for name in ("a.zip", "b.tar.gz"):
        pack(tmp_path / name, {"large.log": os.urandom(3000), "small.log": b"all is well\n"})
    assert list(read(found(tmp_path)[0], library).values()) == ["triage.error-bomb", "healthy"] * 2


def test_damaged_archives_and_members_cost_themselves_alone(tmp_path: Path, library: Library) -> None:
    whole = pack(tmp_path / "good.zip", {"a.log": LOG, "b.log": b"all is well\n"}).read_bytes()
    spoilt = bytearray(whole)
    spoilt[60:160] = bytes(100)  # inside of the first member's data
    (tmp_path / "bad-member.zip").write_bytes(spoilt)
    (tmp_path / "cut.zip").write_bytes(whole[:300])
    (tmp_path / "no-archive.zip").write_bytes(b"PK\x03\x04 but then nothing")
    tar = pack(tmp_path / "good.tar.gz", {"a.log": LOG, "b.log": os.urandom(50_000)}).read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(tar[: len(tar) // 2])
    packed = pack(tmp_path / "good.tar.xz", {"a.log": LOG, "b.log": os.urandom(50_000)}).read_bytes()
    (tmp_path / "bad.tar.xz").write_bytes(packed[:9000] + bytes(9000) + packed[18000:])
    (tmp_path / "named.zip").write_bytes(LOG)
    locked = bytearray(whole)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit that says: encrypted
        at = -1
        while (at := locked.find(signature, at + 1)) >= 0:
            locked[at + place] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    told = {name.replace(str(tmp_path) + os.sep, ""): said for name, said in read(found(tmp_path)[0], library).items()}
    assert told == {
        "bad.tar.xz!a.log": "config.batch-size-not-integer", "bad.tar.xz": "triage.error-unreadable",
        "bad-member.zip!a.log": "triage.error-unreadable", "bad-member.zip!b.log": "healthy",
        "cut.tar.gz!a.log": "config.batch-size-not-integer", "cut.tar.gz": "triage.error-unreadable",
        "cut.zip": "triage.error-unreadable",
        "good.tar.gz!a.log": "config.batch-size-not-integer", "good.tar.gz!b.log": "triage.error-binary",
        "good.tar.xz!a.log": "config.batch-size-not-integer", "good.tar.xz!b.log": "triage.error-binary",
        "good.zip!a.log": "config.batch-size-not-integer", "good.zip!b.log": "healthy",
        "locked.zip!a.log": "triage.error-encrypted", "locked.zip!b.log": "triage.error-encrypted",
        "named.zip": "triage.error-no-archive",
        "no-archive.zip": "triage.error-unreadable",
    }  # fmt: skip


def test_members_of_odd_names_keep_them(tmp_path: Path, library: Library) -> None:
    told = pack(tmp_path / "a.zip", {"../up.log": LOG, "日志.log": LOG, "\udcb1.log".encode("utf-8", "replace").decode(): LOG, "ABCD.log": LOG}).read_bytes()
    (tmp_path / "a.zip").write_bytes(told.replace(b"ABCD.log", "日志".encode("gbk") + b".log"))  # as the Explorer of Chinese Windows writes it
    items, _ = found(tmp_path / "a.zip")
    assert [item.name.rpartition("!")[2] for item in items] == ["../up.log", "日志.log", "?.log", "日志.log"]
    assert set(read(items, library).values()) == {"config.batch-size-not-integer"}


def test_logs_in_storage_behind_a_url(library: Library) -> None:
    import fsspec

    storage = fsspec.filesystem("memory")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("in.log", LOG)
    for name, data in {"a.log": LOG, "deep/b.txt": b"all is well\n", "c.gz": gzip.compress(LOG), "d.zip": buffer.getvalue(), "e.wav": b"RIFF"}.items():
        storage.pipe(f"/queue/{name}", data)
    items, passed = found("memory://queue")
    cause = "config.batch-size-not-integer"
    assert read(items, library) == {
        "memory:///queue/a.log": cause, "memory:///queue/c.gz": cause, "memory:///queue/d.zip!in.log": cause, "memory:///queue/deep/b.txt": "healthy"
    }  # fmt: skip
    assert passed.suffixes == {".wav": 1}
    assert items[0].when.startswith("20")
    assert [item.name for item in found("memory://queue/*.log")[0]] == ["memory:///queue/a.log"]
    assert [item.name for item in found("memory://queue/a.log")[0]] == ["memory:///queue/a.log"]


def test_storage_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    items, passed = found("memory://nowhere", "nonsense://x/y", f"file://{tmp_path}/gone.log")
    assert items == []
    assert [fault.key for fault in passed.faults] == ["triage.url-missing", "input-unreadable", "triage.url-missing"]


def test_files_behind_a_url_are_opened_where_they_are_read(tmp_path: Path, library: Library) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    items, _ = found(f"file://{tmp_path}")
    assert items[0].data is None
    assert list(read(items, library).values()) == ["config.batch-size-not-integer"]

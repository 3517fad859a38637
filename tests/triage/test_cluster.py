"""Triage on a Dask cluster: a scheduler and workers that are processes of their own, some of which die."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import distributed
import pytest

from diagnose.inputs import InputError
from diagnose.library import Library
from diagnose.options import Options
from diagnose.triage import scheduler
from diagnose.triage.collect import collect
from diagnose.triage.command import TriageOptions, run_triage
from diagnose.triage.edition import edition_of
from diagnose.triage.item import Item
from diagnose.triage.manifest import RESULTS, Shard, cut, read_items
from diagnose.triage.parcel import is_packed, parcel_of, unpack
from diagnose.triage.pool import examine_all
from diagnose.triage.results import read_results
from diagnose.triage.shards import Order, is_whole, read_shard, run_shard
from diagnose.triage.storage import MAKING, Storage
from diagnose.triage.tally import Passed
from tests.conftest import FOUNDING, ROOT, SAMPLES

LOGS, SHARD = 160, 4
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "SOVITS_DOCTOR_LANG": "en"}
posix = pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by signals")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and three workers, each a process of its own that its nanny starts again."""
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    with contextlib.ExitStack() as opened:
        opened.enter_context(running([*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)], folder))
        until(told.exists)
        opened.enter_context(running([*dask, "worker", "--scheduler-file", str(told), "--nworkers", "3", "--nthreads", "1", "--no-dashboard"], folder))
        where = json.loads(told.read_text())["address"]
        with distributed.Client(where, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(3, timeout=60)
        yield where


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small logs."""
    folder = tmp_path_factory.mktemp("logs")
    small = (path for path in sorted(SAMPLES.rglob("*.log")) if path.stat().st_size < 12_000)
    for number, path in zip(range(LOGS), small):
        shutil.copyfile(path, folder / f"{number:04d}.log")
    return folder


@pytest.fixture(scope="module")
def local(logs: Path) -> List[str]:
    """What a run without a cluster tells of those logs."""
    return told([str(logs)])


def told(paths: List[str], own: Any = ()) -> List[str]:
    return [record.to_json() for record in examine_all(collect(paths, Passed()), 1, own)]


@contextlib.contextmanager
def running(command: List[str], folder: Path) -> Iterator[Any]:
    with open(folder / "output.txt", "ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=ENVIRONMENT, cwd=folder)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(true: Callable[[], object]) -> Any:
    """Wait for something that comes soon; what it is."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        value = true()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError("it did not come")


def triage(*paths: object, **options: Any) -> int:
    """A run in this process; its exit code."""
    return run_triage(TriageOptions("en", tuple(map(str, paths)), **options))


def client_of(address: str, logs: Path, folder: Path) -> Any:
    """A run on the cluster that has not ended yet."""
    arguments = [str(logs), "--scheduler", address, "--shard", str(SHARD), "--shards", str(folder / "shards"), "-o", str(folder / "out.jsonl")]
    return running([sys.executable, "-m", "diagnose.command", "triage", *arguments], folder)


def results_in(folder: Path) -> List[Path]:
    return sorted((folder / "shards" / RESULTS).glob("*.parquet"))


@posix
def test_a_worker_that_is_killed_midway_loses_nothing_and_nothing_comes_twice(address: str, logs: Path, local: List[str], tmp_path: Path) -> None:
    with distributed.Client(address, timeout=30, set_as_default=False) as watching:
        pids = watching.run(os.getpid)

        def caught() -> bool:
            """Hold a worker that has work to do, then kill it."""
            for worker, tasks in watching.processing().items():
                if tasks and worker in pids:
                    os.kill(pids[worker], signal.SIGSTOP)
                    if watching.processing().get(worker):
                        os.kill(pids[worker], signal.SIGKILL)
                        return True
                    os.kill(pids[worker], signal.SIGCONT)
            return False

        with client_of(address, logs, tmp_path) as client:
            until(lambda: len(results_in(tmp_path)) >= 2)
            until(caught)
            assert len(results_in(tmp_path)) < LOGS // SHARD
            assert client.wait(90) == 0
        assert set(watching.run(os.getpid).values()) != set(pids.values())
    assert [record.to_json() for record in read_results(tmp_path / "out.jsonl")] == local
    assert len(results_in(tmp_path)) == LOGS // SHARD
    assert [record.to_json() for path in results_in(tmp_path) for record in read_results(path)] == local


@posix
def test_a_client_that_is_killed_goes_on_with_what_is_whole(address: str, logs: Path, local: List[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with client_of(address, logs, tmp_path) as client:
        until(lambda: len(results_in(tmp_path)) >= 4)
        client.kill()
        client.wait()
    broken, *whole = results_in(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in whole}
    broken.write_bytes(broken.read_bytes()[:-9])
    (broken.parent / f"{MAKING}of-a-dead-worker.parquet").write_bytes(b"PAR1")
    assert triage(logs, scheduler=address, shard=SHARD, shards=str(tmp_path / "shards"), output=str(tmp_path / "out.jsonl")) == 0
    assert "Going on where the last run ended" in capsys.readouterr().err
    assert (tmp_path / "out.jsonl").read_text("utf-8").splitlines() == local
    assert {path: path.stat().st_mtime_ns for path in whole} == before
    assert sorted(path.name for path in (tmp_path / "shards").iterdir()) == ["request.json", RESULTS]
    assert len(list((tmp_path / "shards" / RESULTS).iterdir())) == LOGS // SHARD


def test_archives_dumps_and_own_rules_reach_the_workers(address: str, tmp_path: Path) -> None:
    log = FOUNDING.read_bytes()
    with tarfile.open(tmp_path / "logs.tar.gz", "w:gz") as archive:
        for name, content in (("a.log", log), ("gbk.log", "错误: 磁盘空间不足\n".encode("gbk") + log), ("large.log", log + b"step 1\n" * 200_000), ("empty.log", b"")):
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_700_000_000
            archive.addfile(member, io.BytesIO(content))
    issue = {"number": 7, "title": "\ud800 broken", "body": "```\n" + log.decode() + "\n```", "url": "https://github.com/o/r/issues/7", "createdAt": "2024-05-01T00:00:00Z"}
    (tmp_path / "issues.json").write_text(json.dumps([issue]))
    shutil.copytree(ROOT / "rules" / "config" / "batch-size-not-integer", tmp_path / "own" / "config" / "mine")
    paths = [str(tmp_path / "logs.tar.gz"), str(tmp_path / "issues.json")]
    assert triage(*paths, rules=(tmp_path / "own",), scheduler=address, shard=2, output=str(tmp_path / "out.parquet")) == 0
    records = list(read_results(tmp_path / "out.parquet"))
    with contextlib.closing(collect(paths, Passed())) as items:  # large members are there as long as the archive is being read
        assert [record.to_json() for record in records] == [record.to_json() for item in items for record in examine_all([item], 1, [tmp_path / "own"])]
    assert [record.status for record in records] == ["diagnosed", "diagnosed", "diagnosed", "error", "diagnosed"]
    assert "config.mine" in {cause for record in records for cause in (record.cause, *record.others)}
    assert not (tmp_path / "out.parquet.shards").exists()


def pages(folder: Path) -> Dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_reports_reach_the_folder_that_was_named_and_are_those_of_a_run_without_a_cluster(address: str, logs: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(logs.iterdir())[:9]:
        shutil.copy2(path, few)
    assert triage(few, reports=str(tmp_path / "local"), jobs=1) == 0
    shards, reports = tmp_path / "shards", tmp_path / "reports"
    assert triage(few, scheduler=address, shard=SHARD, shards=str(shards), reports=str(reports), dashboard=str(tmp_path / "board.html")) == 0
    assert pages(reports) == pages(tmp_path / "local") != {}
    assert all(name.removesuffix(".html") in (tmp_path / "board.html").read_text("utf-8") for name in pages(reports))
    assert sorted(path.name for path in shards.iterdir()) == ["request.json", RESULTS]
    done = {path: path.stat().st_mtime_ns for path in results_in(tmp_path)}
    assert triage(few, scheduler=address, shard=SHARD, shards=str(shards), reports=str(reports)) == 0
    assert {path: path.stat().st_mtime_ns for path in results_in(tmp_path)} == done
    next(iter(sorted(reports.iterdir()))).unlink()
    assert triage(few, scheduler=address, shard=SHARD, shards=str(shards), reports=str(reports)) == 0
    assert pages(reports) == pages(tmp_path / "local")


@posix
def test_reports_of_a_client_that_was_killed_are_brought_by_the_next(address: str, logs: Path, tmp_path: Path) -> None:
    options = ["--scheduler", address, "--shard", "1", "--shards", str(tmp_path / "shards"), "--reports", str(tmp_path / "reports")]
    with running([sys.executable, "-m", "diagnose.command", "triage", str(logs), *options], tmp_path) as client:
        until(lambda: len(results_in(tmp_path)) >= 4)
        client.kill()
        client.wait()
    assert triage(logs, scheduler=address, shard=1, shards=str(tmp_path / "shards"), reports=str(tmp_path / "reports")) == 0
    failed = {one.digest[:20] for path in results_in(tmp_path) for one in read_results(path) if one.status in ("diagnosed", "unrecognised")}
    assert {path.stem for path in (tmp_path / "reports").glob("*.html")} == failed
    assert all(path.suffix == ".html" for path in (tmp_path / "reports").iterdir())


def test_what_was_written_with_private_details_is_not_handed_out_without(library: Library, tmp_path: Path) -> None:
    shard = shard_of(Storage(str(tmp_path)), library, Item("a", "a", data=b"one"))
    assert len({parcel_of(shard, Options(lang=lang, no_redact=open_)) for lang in ("zh", "en") for open_ in (False, True)}) == 4


def test_a_parcel_brings_reports_alone_and_only_a_whole_one(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path / "shards"))
    (tmp_path / "to").mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("../evil.html", "/evil.html", "index.html", "0123456789abcdef0123.html"):
            archive.writestr(name, name)
    storage.put("reports/a.zip", packed.getvalue())
    storage.put("reports/cut.zip", packed.getvalue()[:-9])
    unpack(storage, "reports/a.zip", tmp_path / "to")
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["0123456789abcdef0123.html"]
    assert not (tmp_path / "evil.html").exists()
    assert (is_packed(storage, "reports/a.zip"), is_packed(storage, "reports/cut.zip"), is_packed(storage, "reports/b.zip")) == (True, False, False)
    with pytest.raises(ValueError, match="zip"):
        unpack(storage, "reports/cut.zip", tmp_path / "to")


def test_results_of_other_logs_are_not_replaced(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shards" / RESULTS).mkdir(parents=True)
    (tmp_path / "shards" / RESULTS / "000000-0123456789abcdef.parquet").write_bytes(b"of others")
    assert triage(FOUNDING, scheduler=address, shards=str(tmp_path / "shards")) == 2
    assert "left as it is" in capsys.readouterr().err
    assert results_in(tmp_path)[0].read_bytes() == b"of others"
    assert triage(FOUNDING, scheduler=address, shards=str(tmp_path / "shards"), force=True) == 0
    assert [record.status for path in results_in(tmp_path) for record in read_results(path)] == ["diagnosed"]


def order_of(storage: Storage, library: Library) -> Order:
    edition = edition_of(library)
    return Order(storage.url, edition.tool, edition.rules)


def shard_of(storage: Storage, library: Library, *items: Item) -> Shard:
    (shard,) = cut(items, storage, edition_of(library), lambda shard: False, 100)
    return shard


def test_a_worker_says_why_it_cannot_examine(library: Library, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path / "shards"))
    order = order_of(storage, library)
    shard = shard_of(storage, library, Item("a", "a", data=FOUNDING.read_bytes()), Item("b", "b", file=str(tmp_path / "b.log")))
    assert run_shard(replace(order, rules="others"), shard).fault == "triage.worker-other"
    assert run_shard(replace(order, folder=f"file://{tmp_path}/elsewhere"), shard).fault == "triage.worker-no-folder"
    unseen = run_shard(order, shard)
    assert (unseen.fault, unseen.unseen) == ("triage.worker-no-log", (str(tmp_path / "b.log"),))
    assert not is_whole(storage, shard)
    assert run_shard(order, shard, gone=True).fault == ""
    assert [bool(record.error) for record in read_shard(storage, shard)] == [False, True]


def test_items_survive_the_manifest(library: Library, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    items = [
        Item("a", "a", "2024-01-01T00:00:00Z", "zh", data=bytes(range(256)) + "错误".encode("gbk")),
        Item("\ud800", "https://example.org/\ud800", data=b""),
        Item("c", "c", file=os.fsdecode(b"/logs/\xff.log") if sys.platform != "win32" else "C:\\logs\\c.log"),
        Item("d.zip!d", "d.zip", file="s3://bucket/d.zip", member="d"),
        Item("e", "e", error="triage.error-bomb"),
    ]
    assert read_items(storage, shard_of(storage, library, *items)) == items


def test_another_log_or_other_rules_make_another_shard(library: Library, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    item = Item("a", "a", "2024-01-01T00:00:00Z", data=b"one")
    shards = [next(cut([one], storage, edition, lambda shard: False, 9)) for one in (item, replace(item, data=b"two"), replace(item, when="")) for edition in editions(library)]
    assert len({shard.digest for shard in shards}) == 6


def editions(library: Library) -> List[Any]:
    edition = edition_of(library)
    return [edition, replace(edition, rules="0")]


class _Broken(io.BytesIO):
    def read(self, size: Any = -1) -> bytes:
        raise OSError("the other side is gone")


@pytest.mark.parametrize("url", ["{}/shards", "memory://cluster-test"])
def test_a_file_on_the_storage_is_whole_or_not_there(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diagnose.triage.remote.HERE", frozenset())
    storage = Storage(url.format(tmp_path))
    with pytest.raises(OSError, match="gone"):
        storage.put("results/a", _Broken())
    assert storage.names("results") == set()
    storage.put("results/a", b"one")
    storage.put("results/a", io.BytesIO(b"two"))
    assert (storage.names("results"), storage.read("results/a"), storage.has("results/b")) == ({"a"}, b"two", False)
    storage.remove("results", "a")
    storage.remove("results", "a")
    storage.remove("")
    assert storage.names("results") == set()


def test_storage_that_no_other_process_sees_is_refused() -> None:
    with pytest.raises(InputError) as told:
        Storage("memory://here")
    assert told.value.key == "triage.shards-here"


@pytest.mark.parametrize(("address", "key"), [("tcp://127.0.0.1:1", "silent"), ("nowhere://x", "silent"), ("127.0.0.1", "silent"), ("local:0", "local"), ("local:x", "local")])
def test_an_address_where_nobody_answers(address: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "ANSWER", 1)
    with pytest.raises(InputError) as told, scheduler.connect(address):
        pass
    assert told.value.key == f"triage.scheduler-{key}"


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['distributed'] = None; from diagnose.command import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["triage", str(FOUNDING), "--scheduler", "tcp://127.0.0.1:1", "-o", str(tmp_path / "out.jsonl")]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'sovits-doctor[cluster]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "options", [{"shards": "x"}, {"scheduler": "local"}, {"reports": "s3://bucket/r"}, {"unknown": "s3://bucket/u"}], ids=["shards", "where", "reports", "unknown"]
)
def test_misuse_is_told_at_once(options: Dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert triage(FOUNDING, **options) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_log_that_kills_whoever_reads_it_costs_itself_alone(logs: Path, local: List[str], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\nfrom diagnose.triage import work\nplain = work.examine\n"
        "def deadly(name, *others):\n    return os.kill(os.getpid(), signal.SIGKILL) if name.endswith('0007.log') else plain(name, *others)\n"
        "work.examine = deadly\n"
    )
    few = tmp_path / "few"
    few.mkdir()
    for number in range(4, 12):
        shutil.copy2(logs / f"{number:04d}.log", few)
    env = {**ENVIRONMENT, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    command = [sys.executable, "-m", "diagnose.command", "triage", str(few), "--scheduler", "local:1", "-o", str(tmp_path / "out.jsonl"), "--reports", str(tmp_path / "reports")]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    records = list(read_results(tmp_path / "out.jsonl"))
    assert [record.error for record in records] == ["", "", "", "triage.error-crashed", "", "", "", ""]
    assert [record.digest for record in records if not record.error] == [json.loads(line)["digest"] for line in local[4:7] + local[8:12]]
    assert {path.stem for path in (tmp_path / "reports").iterdir()} == {record.digest[:20] for record in records if record.status in ("diagnosed", "unrecognised")}

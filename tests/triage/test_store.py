"""What triage remembers: from run to run, for several processes at once, through kills, and when rules change."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Callable, Dict, List

import pytest

from diagnose.command import main
from diagnose.inputs import InputError
from diagnose.library import Library, load_library
from diagnose.triage import database
from diagnose.triage.corrections import Corrections
from diagnose.triage.edition import Edition, edition_of
from diagnose.triage.memory import BATCH, Memory
from diagnose.triage.record import Record
from diagnose.triage.store import Correction, Store
from tests.conftest import FOUNDING, ROOT, SAMPLES

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
EDITION = Edition("1.0", "r1", {"a.b": "d1"})
CAUSE = "config.batch-size-not-integer"


def record(number: int, **values: object) -> Record:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    told = {"digest": digest, "status": "diagnosed", "cause": "a.b", "revision": 3, "confidence": 0.9, "fingerprint": "0123456789ab", "when": "2024-03-01T12:00:00Z", "tool": "1.0"}
    return Record(f"log-{number}", f"log-{number}", **{**told, **values})  # type: ignore[arg-type]


def own_rule(folder: Path, revision: int, message: str) -> None:
    """A rule of the user's own, after a packaged one."""
    made = folder / "python" / "flurb"
    made.mkdir(parents=True, exist_ok=True)
    (made / "rule.yaml").write_text(
        f"role: cause\nrevision: {revision}\ntitle: {{zh: 弗鲁布, en: The flurb is broken}}\nscope: python\nsigns:\n- strength: decisive\n  exception: FlurbError\n  message: '{message}'\n"
        "remedies:\n- {id: mend, effort: minute, risk: none}\n",
        "utf-8",
    )


LOG = 'Traceback (most recent call last):\n  File "GPT_SoVITS/s2_train.py", line 3, in <module>\n    run()\nFlurbError: the flurb is bent\n'


def test_what_was_remembered_is_there_again(tmp_path: Path) -> None:
    records = [record(number, others=("c.d",), functions=("main", "run")) for number in range(5)]
    with Store(tmp_path / "s.db") as store:
        assert store.remember(records, EDITION) == 0
    with Store(tmp_path / "s.db") as store:
        assert list(store.records()) == records
        assert [replace(record(number, others=("c.d",), functions=("main", "run")), name="", source="", when="") for number in range(5)] == [
            store.recall(one.digest, EDITION) for one in records
        ]
        assert store.outdated(EDITION) == 0


@pytest.mark.parametrize("name", ["a'); DROP TABLE sightings; --", "nul\0 \u202egnp.exe", "half \udce9 a character", "\u2028</script>", "x" * 5000])
def test_a_name_may_be_anything(name: str, tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.remember([replace(record(1), name=name, root_message=name)], EDITION)
        [found] = store.records()
        assert found.name == name.encode("utf-8", "backslashreplace").decode()


def test_a_verdict_holds_for_its_rules_and_version_alone(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.remember([record(1)], EDITION)
        for other in (replace(EDITION, rules="r2"), replace(EDITION, tool="1.1")):
            assert store.recall(record(1).digest, other) is None
            assert store.outdated(other) == 1
        newer = Edition("1.0", "r2", {"a.b": "d2"})
        assert store.remember([record(1, cause="c.d", revision=1)], newer) == 1, "another verdict than before"
        assert store.remember([record(1, cause="c.d", revision=1)], newer) == 0
        assert [(rule, one.cause, one.revision) for _, rule, one in store.history(record(1).digest)] == [("d1", "a.b", 3), ("", "c.d", 1)]
        assert [one.cause for one in store.records()] == ["c.d"]


def test_a_log_that_cannot_be_read_has_no_verdict_to_remember(tmp_path: Path) -> None:
    broken = Record("x.zip!a", "x.zip", error="triage.error-encrypted")
    with Store(tmp_path / "s.db") as store:
        store.remember([broken], EDITION)
        assert list(store.records()) == [broken]
        store.remember([replace(record(1), name="x.zip!a")], EDITION)
        assert [one.status for one in store.records()] == ["diagnosed"]


def test_the_edition_is_that_of_the_rules(tmp_path: Path, library: Library) -> None:
    own_rule(tmp_path, 1, "bent")
    one = edition_of(load_library([tmp_path]))
    assert one == edition_of(load_library([tmp_path])) != edition_of(library)
    own_rule(tmp_path, 2, "bent")
    other = edition_of(load_library([tmp_path]))
    assert {rule for rule in one.by_rule if one.by_rule[rule] != other.by_rule[rule]} == {"python.flurb"}


def test_a_rule_that_changed_is_asked_again_and_others_are_not(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What the store says of a log is believed until a rule changes."""
    rules, log, store = tmp_path / "rules", tmp_path / "train.log", tmp_path / "s.db"
    log.write_text(LOG, "utf-8")
    own_rule(rules, 1, "bent")

    def verdict() -> Dict[str, object]:
        capsys.readouterr()
        assert main(["triage", str(log), "--rules", str(rules), "--store", str(store), "-o", str(tmp_path / "r.jsonl"), "--force", "--lang", "en"]) == 0
        told: Dict[str, object] = json.loads((tmp_path / "r.jsonl").read_text("utf-8"))
        return {**told, "said": capsys.readouterr().out}

    assert (verdict()["cause"], verdict()["revision"]) == ("python.flurb", 1)
    with sqlite3.connect(store) as db:  # so that what is remembered can be told from what is found out
        db.execute("UPDATE verdicts SET record = replace(record, 'the flurb is bent', 'as remembered')")
    assert verdict()["root_message"] == "as remembered"
    own_rule(rules, 2, "be+nt")
    told = verdict()
    assert (told["root_message"], told["revision"]) == ("the flurb is bent", 2)
    own_rule(rules, 3, "straight")
    told = verdict()
    assert told["cause"] != "python.flurb"
    assert "verdict differs from the last one: 1" in str(told["said"])


WRITER = """
import sys, hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from diagnose.triage.edition import Edition
from diagnose.triage.memory import Memory
from diagnose.triage.record import Record
from diagnose.triage.store import Store
from diagnose.triage import memory
import diagnose.triage.corrections

class NoLibrary:
    rules = {}

path, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
memory.BATCH = 7
def records():
    for number in range(first, last):
        yield Record(f"log-{number}", f"log-{number}", hashlib.sha256(str(number).encode()).hexdigest(), status="diagnosed", cause="a.b", tool="1.0")
memory.edition_of = lambda library: Edition("1.0", "r1", {})
with Store(path) as store:
    sys.stdin.readline()
    for record in Memory(store, NoLibrary()).through(records()):
        print(record.name, flush=True)
"""


def writer(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(first), str(last)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )


def test_processes_write_at_once(tmp_path: Path) -> None:
    """Three at a time, from making the file on; what two of them write is there once."""
    path = tmp_path / "s.db"
    running = [writer(path, 0, 900), writer(path, 600, 1500), writer(path, 0, 900)]
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    ends = [one.communicate(timeout=60) for one in running]
    assert [(one.returncode, error) for one, (_, error) in zip(running, ends)] == [(0, "")] * 3
    assert [out.count("\n") for out, _ in ends] == [900] * 3
    with Store(path) as store:
        assert sorted(one.name for one in store.records()) == sorted(f"log-{number}" for number in range(1500))
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*), count(DISTINCT digest) FROM verdicts").fetchone() == (1500, 1500)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_several_make_the_file_at_the_same_moment(tmp_path: Path) -> None:
    def made(place: int) -> None:
        together.wait(30)
        with Store(tmp_path / f"{place // 4}.db") as store:
            assert list(store.records()) == []

    together = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(made, range(200))) == [None] * 200


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        store.remember([record(1)], EDITION)
        writing = sqlite3.connect(path, isolation_level=None)
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("DELETE FROM sightings")
        assert [one.name for one in store.records()] == ["log-1"]
        writing.execute("ROLLBACK")
        writing.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_was_told_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    dice = random.Random(7)
    path = tmp_path / "s.db"
    told: List[str] = []
    for turn in range(10):
        out = tmp_path / f"{turn}.txt"
        with out.open("wb") as file:
            one = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(turn * 100_000), str((turn + 1) * 100_000)], stdin=subprocess.DEVNULL, stdout=file, cwd=ROOT)
        while not out.stat().st_size:
            assert one.poll() is None
            time.sleep(0.005)
        time.sleep(dice.random() * 0.05)
        one.send_signal(signal.SIGKILL)
        one.wait()
        told += out.read_text().split("\n")[:-1]  # the last may be half a line
    with Store(path) as store:
        there = {one.name for one in store.records()}
    assert len(told) > 30
    assert set(told) <= there
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def size_of(path: Path) -> int:
    """0 when it is not there: a run that ends renames its file at any moment."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_run_killed_again_and_again_ends_with_the_same_result(doctor: Run, tmp_path: Path) -> None:
    """The real command, killed; each run goes on with what the last one knew."""
    logs, dice = tmp_path / "logs", random.Random(11)
    logs.mkdir()
    samples = [path.read_bytes() for path in sorted(SAMPLES.rglob("*.log"))[:60]]
    for number in range(240):
        (logs / f"{number:04}.log").write_bytes(samples[number % 60] + b"\n%d\n" % number)
    command = [sys.executable, "-m", "diagnose.command", "triage", str(logs), "--store", str(tmp_path / "s.db"), "-o", str(tmp_path / "r.jsonl"), "--jobs", "1"]
    part = tmp_path / "r.jsonl.part"
    for _ in range(3):
        one = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        further = size_of(part) + dice.randrange(40_000)
        while one.poll() is None and size_of(part) <= further:
            time.sleep(0.01)
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGKILL)
        one.wait()
        reported = {json.loads(line)["name"] for line in part.read_bytes().split(b"\n")[:-1]} if part.exists() else set()
        if reported:
            with Store(tmp_path / "s.db") as store:
                assert reported <= {found.name for found in store.records()}
    if not (tmp_path / "r.jsonl").exists():
        assert doctor(*command[3:]).returncode == 0
    assert doctor("triage", str(logs), "-o", str(tmp_path / "plain.jsonl")).returncode == 0
    assert (tmp_path / "r.jsonl").read_bytes() == (tmp_path / "plain.jsonl").read_bytes()
    with Store(tmp_path / "s.db") as store:
        assert sum(1 for _ in store.records()) == 240


def test_stopping_a_run_keeps_what_was_found_out(tmp_path: Path, library: Library) -> None:
    def records():  # type: ignore[no-untyped-def]
        yield from (record(number) for number in range(BATCH + 3))
        raise KeyboardInterrupt

    told = []
    with Store(tmp_path / "s.db") as store:
        through = Memory(store, library).through(records())
        with pytest.raises(KeyboardInterrupt):
            told.extend(through)
        assert (len(told), sum(1 for _ in store.records())) == (BATCH, BATCH + 3)


def test_an_older_file_is_brought_up_to_date_and_a_newer_one_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        store.remember([record(1)], EDITION)
        store.correct(Correction(record(1).digest, "confirmed", "c.d"))
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, "ALTER TABLE corrections ADD COLUMN who TEXT NOT NULL DEFAULT ''; CREATE TABLE more (x);"))
        with Store(path) as store:
            assert [one.name for one in store.records()] == ["log-1"]
            assert [one.cause for one in store.corrections().values()] == ["c.d"]
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (2,)
            assert db.execute("SELECT who FROM corrections").fetchone() == ("",)
    before = path.read_bytes()
    with pytest.raises(InputError) as error:
        Store(path)
    assert error.value.key == "triage.store-newer"
    assert path.read_bytes() == before


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        store.remember([record(1)], EDITION)
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, "CREATE TABLE more (x); CREATE TABLE sightings (x);"))
        with pytest.raises(InputError):
            Store(path)
    with Store(path) as store:
        assert [one.name for one in store.records()] == ["log-1"]
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)


@pytest.mark.parametrize("kind", ["text", "database", "folder", "nowhere"])
def test_a_file_of_something_else_is_left_alone(kind: str, doctor: Run, tmp_path: Path) -> None:
    path = tmp_path / "theirs"
    if kind == "text":
        path.write_text("dear diary " * 100)
    elif kind == "database":
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE photos (x)")
        db.close()
    elif kind == "folder":
        path.mkdir()
    else:
        path = tmp_path / "no" / "such" / "folder" / "s.db"
    before = path.read_bytes() if path.is_file() else b""
    done = doctor("triage", str(FOUNDING), "--store", str(path), "--lang", "en")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"theirs" in done.stderr or b"s.db" in done.stderr
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert sorted(tmp_path.iterdir()) == ([path] if kind != "nowhere" else [])


def test_an_answer_is_shown_to_those_who_ask_the_same(tmp_path: Path, library: Library) -> None:
    asked, same, other, solved = record(1), record(2), record(3, fingerprint="ffffffffffff"), record(4, cause="c.d")
    unknown = record(5, status="unrecognised", cause="", revision=0, confidence=0.0)
    with Store(tmp_path / "s.db") as store:
        store.remember([asked, same, other, solved, unknown], EDITION)
        store.correct(Correction(asked.digest, "confirmed", "a.b", answer="https://example.org/1"))
        said = Corrections(store, library)
        found = {one.name: said.answer_to(one) for one in (asked, same, other, solved, unknown)}
        assert {name: answer.address if answer else "" for name, answer in found.items()} == {
            "log-1": "https://example.org/1",
            "log-2": "https://example.org/1",
            "log-3": "",  # another failure
            "log-4": "",  # looks the same, but is known to have another cause
            "log-5": "https://example.org/1",
        }
        answer = found["log-2"]
        assert answer is not None
        assert answer.name == "log-1"
        store.correct(Correction(asked.digest, "confirmed", "a.b"))  # said again without an answer: the answer stays
        assert Corrections(store, library).answer_to(same) == answer

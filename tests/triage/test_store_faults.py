"""A store that cannot be written, opened or trusted: one sentence that says what to do, nothing lost; what only reads it still can."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Callable, Iterator, List, Set, Tuple

import pytest

from diagnose.calibration import CorpusError
from diagnose.library import Library
from diagnose.triage.corrections import stored_cases
from diagnose.triage.store import Store
from tests.conftest import FOUNDING, ROOT

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
CAUSE, ANSWER = "config.batch-size-not-integer", "https://github.com/o/r/issues/12#issuecomment-1"
POSIX = pytest.mark.skipif(os.name == "nt", reason="rights and limits as Linux and macOS have them")
FLURB = 'GPT_SoVITS\nTraceback (most recent call last):\n  File "GPT_SoVITS/s2_train.py", line 3, in <module>\n    run()\nFlurbError: bent\n'
SMALL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from diagnose.command import main
sys.exit(main(sys.argv[2:]))
"""
"""The command on a disk that holds no file larger than so many bytes."""


@pytest.fixture
def store(doctor: Run, tmp_path: Path) -> Path:
    path = tmp_path / "kept" / "s.db"
    path.parent.mkdir()
    assert doctor("triage", str(FOUNDING), "--store", str(path)).returncode == 0
    assert doctor("triage", "confirm", FOUNDING.name, CAUSE, "--answer", ANSWER, "--store", str(path)).returncode == 0
    return path


@pytest.fixture
def bound(tmp_path: Path) -> Run:
    """The command for somebody whom rights hold back: the owner of the machine is held back by none."""
    before: List[str] = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        tool = shutil.which("setpriv") or pytest.skip("runs as root, and there is no setpriv")
        before = [str(tool), "--bounding-set=-dac_override,-dac_read_search"]

    def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOVITS_DOCTOR_LANG": "en"}
        return subprocess.run(
            [*before, sys.executable, "-m", "diagnose.command", *map(str, arguments)], env=environment, cwd=tmp_path, capture_output=True, timeout=60, check=False
        )

    return run


@pytest.fixture(params=["file", "folder", "both"])
def closed(request: pytest.FixtureRequest, store: Path) -> Iterator[Path]:
    """A store that may only be read."""
    if request.param != "folder":
        store.chmod(0o444)
    if request.param != "file":
        store.parent.chmod(0o555)
    yield store
    store.parent.chmod(0o755)
    store.chmod(0o644)


@POSIX
def test_what_only_reads_a_store_needs_no_right_to_write(closed: Path, bound: Run, tmp_path: Path) -> None:
    before = closed.read_bytes()
    assert bound("triage", "dashboard", closed, "-o", "board.html").returncode == 0
    assert CAUSE in (tmp_path / "board.html").read_text("utf-8")
    assert ANSWER.encode() in bound(FOUNDING, "--format", "reply", "--store", closed).stdout
    assert bound("rules", "calibrate", closed).returncode == 0
    assert closed.read_bytes() == before


@POSIX
@pytest.mark.parametrize("arguments", [("triage", FOUNDING), ("triage", "confirm", FOUNDING.name, "healthy"), ("triage", "reject", FOUNDING.name)])
def test_what_writes_says_so_before_it_begins(arguments: List[object], closed: Path, bound: Run) -> None:
    done = bound(*arguments, "--store", closed)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"read-only" in done.stderr
    assert b"100%" not in done.stdout


@POSIX
def test_a_full_disk_is_told_and_the_same_command_goes_on_later(tmp_path: Path, doctor: Run) -> None:
    store, logs = tmp_path / "s.db", tmp_path / "logs"
    logs.mkdir()
    for number in range(300):
        (logs / f"{number}.log").write_text(f"GPT-SoVITS run {number}\n{FLURB}", "utf-8")
    assert doctor("triage", str(FOUNDING), "--store", str(store)).returncode == 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOVITS_DOCTOR_LANG": "en"}
    command = [sys.executable, "-c", SMALL, "100000", "triage", str(logs), "--jobs", "1", "--store", str(store)]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 2, done.stderr
    assert b"is the disk full?" in done.stderr
    assert done.stderr.strip().count(b"\n") == 0
    assert names_in(store) >= {str(FOUNDING)}
    assert doctor("triage", str(logs), "--store", str(store)).returncode == 0
    assert len(names_in(store)) == 301


def names_in(path: Path) -> Set[str]:
    with Store(path) as store:
        return {record.name for record in store.records()}


@pytest.mark.parametrize("length", [5000, 0], ids=["cut", "scratched"])
def test_a_damaged_store_is_told_from_a_file_of_something_else(length: int, store: Path, doctor: Run) -> None:
    data = bytearray(store.read_bytes())
    for place in range(4096, len(data) - 100, 512):
        data[place : place + 64] = b"\xff" * 64
    store.write_bytes(store.read_bytes()[:length] if length else bytes(data))
    before = store.read_bytes()
    done = doctor("triage", str(FOUNDING), "--store", str(store), "--lang", "en")
    assert done.returncode == 2
    assert b"is damaged" in done.stderr
    assert b".recover" in done.stderr
    assert store.read_bytes() == before


@pytest.mark.parametrize("words", [("triage", str(FOUNDING), "--store"), ("rules", "calibrate")])
def test_a_fault_of_the_store_is_a_sentence_everywhere(words: Tuple[str, ...], store: Path, doctor: Run) -> None:
    store.write_bytes(store.read_bytes()[:5000])
    done = doctor(*words, str(store), env={"SOVITS_DOCTOR_LANG": "zh"})
    assert done.returncode == 2
    assert "已损坏" in done.stderr.decode()
    assert b"triage." not in done.stderr


def test_a_folder_is_no_store(doctor: Run, tmp_path: Path) -> None:
    assert b"is a folder" in doctor("triage", str(FOUNDING), "--store", str(tmp_path), "--lang", "en").stderr


def aged(path: Path) -> None:
    """Make it a store of an earlier version, whose records had other fields, and whose rule is not there any more."""
    with sqlite3.connect(path) as db:
        for number, text in db.execute("SELECT id, record FROM verdicts").fetchall():
            told = {key: value for key, value in json.loads(text).items() if key not in ("functions", "others")}
            told.update(tool="0.0.9", cause="config.old-name", since="1.0")
            db.execute("UPDATE verdicts SET tool = '0.0.9', record = ? WHERE id = ?", (json.dumps(told), number))
    db.close()


def test_a_verdict_by_a_rule_that_is_gone_can_be_rejected_and_is_redone(store: Path, doctor: Run, library: Library) -> None:
    aged(store)
    done = doctor("triage", "reject", FOUNDING.name, "--store", str(store), "--lang", "en")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"config.old-name" in done.stdout
    with pytest.raises(CorpusError):  # nobody can be right about it any more
        stored_cases(store, library)
    assert doctor("triage", "dashboard", str(store), "-o", str(store.with_suffix(".html"))).returncode == 0
    done = doctor("triage", str(FOUNDING), "--store", str(store), "--lang", "en")
    assert b"verdict differs from the last one: 1" in done.stdout


def test_a_consequence_cannot_be_confirmed_as_a_cause(store: Path, doctor: Run, library: Library) -> None:
    rule = next(rule.id for rule in library.rules.values() if rule.role == "symptom")
    done = doctor("triage", "confirm", FOUNDING.name, rule, "--store", str(store), "--lang", "en")
    assert done.returncode == 2
    assert b"cannot be the cause" in done.stderr


def test_an_answer_outlives_a_mistake(store: Path, doctor: Run) -> None:
    assert doctor("triage", "reject", FOUNDING.name, "--store", str(store)).returncode == 0
    assert ANSWER.encode() in doctor("triage", "confirm", FOUNDING.name, CAUSE, "--store", str(store)).stdout

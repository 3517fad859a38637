"""`sovits-doctor triage` as a user runs it: summary, results, interruptions and kills."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, List

import pytest

from diagnose.triage.results import read_results
from tests.conftest import FOUNDING, SAMPLES

Doctor = Callable[..., "subprocess.CompletedProcess[bytes]"]
UNKNOWN = 'Traceback (most recent call last):\n  File "GPT_SoVITS/soup.py", line {0}, in stir\n    raise RuntimeError\nRuntimeError: the soup {0} is cold [b]\x1b[31m\n'


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Three of a cause, two of an unknown failure, one healthy, one bad, one passed over."""
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(3):
        shutil.copy(FOUNDING, folder / f"a{number}.log")
    for number in range(2):
        (folder / f"u{number}.log").write_text(UNKNOWN.format(number), "utf-8")
    (folder / "well.log").write_text("all is well\n", "utf-8")
    (folder / "empty.log").touch()
    (folder / "voice.wav").touch()
    return folder


def test_a_summary_in_english(doctor: Doctor, logs: Path) -> None:
    done = doctor("triage", str(logs), "--lang", "en")
    told = done.stdout.decode()
    assert done.returncode == 0
    assert "7 logs: 3 diagnosed, 2 not recognised, 1 healthy, 1 not readable" in told
    assert "config.batch-size-not-integer" in told
    assert "RuntimeError: the soup 0 is cold" in told
    assert "[b]" in told
    assert "\x1b" not in told
    assert "there is nothing in it" in told
    assert ".wav 1" in told
    assert f"sovits-doctor rules new --from {logs / 'u0.log'}" in told
    assert done.stderr == b""  # no bar in a pipe


def test_a_folder_may_be_called_logs(doctor: Doctor, logs: Path) -> None:
    done = doctor("triage", "logs", "--lang", "en", cwd=logs.parent)
    assert (done.returncode, done.stdout.decode().partition("\n")[0]) == (0, "7 logs: 3 diagnosed, 2 not recognised, 1 healthy, 1 not readable")
    assert "triage [OPTIONS]" in doctor("triage", "--help", "--lang", "en").stdout.decode()


def test_a_summary_in_chinese(doctor: Doctor, logs: Path) -> None:
    told = doctor("triage", str(logs), "--lang", "zh").stdout.decode()
    assert "7 份日志：3 份找到原因，2 份认不出，1 份没有失败，1 份读不了" in told
    assert "batch_size" in told


def test_an_unknown_group_leads_to_the_draft_of_a_rule(doctor: Doctor, logs: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "queue"), "zip", logs)
    done = doctor("triage", str(tmp_path / "queue.zip"), "--unknown", str(tmp_path / "unknown"), "--lang", "en")
    [example] = (tmp_path / "unknown").iterdir()
    assert done.returncode == 0
    assert example.read_text("utf-8") == UNKNOWN.format(0)
    drafted = doctor("rules", "new", "--from", str(example), "--id", "train.cold-soup", "--to", str(tmp_path / "own"))
    assert drafted.returncode == 0, drafted.stderr
    assert (tmp_path / "own/rules/train/cold-soup/rule.yaml").exists()


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_results_in_the_order_of_the_logs(doctor: Doctor, logs: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"results.{suffix}"
    assert doctor("triage", str(logs), "-o", str(out)).returncode == 0
    records = list(read_results(out))
    assert [Path(record.name).name for record in records] == ["a0.log", "a1.log", "a2.log", "empty.log", "u0.log", "u1.log", "well.log"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logs", out.name]


def test_results_that_exist_are_left_alone_unless_told_otherwise(doctor: Doctor, logs: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    out.write_text("mine", "utf-8")
    done = doctor("triage", str(logs), "-o", str(out), "--lang", "en")
    assert (done.returncode, out.read_text("utf-8")) == (2, "mine")
    assert b"--force" in done.stderr
    assert doctor("triage", str(logs), "-o", str(out), "--force").returncode == 0
    assert len(list(read_results(out))) == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone"], "There is no gone."),
        (["{logs}", "-o", "x.csv"], ".jsonl or .parquet"),
        (["{logs}", "-o", "gone/x.jsonl"], "cannot be written"),
        (["{logs}", "--dashboard", "gone/x.html"], "cannot be written"),
        (["{logs}", "--dashboard", "board.pdf"], "must end in .html"),
        (["{logs}", "--dashboard", "empty"], "must end in .html"),
        (["{logs}", "--unknown", "{logs}/voice.wav"], "cannot be written"),
        (["dashboard", "{logs}/a0.log", "-o", "gone/x.html"], "cannot be written"),
        (["-"], "write it to a file"),
        ([""], "A path is empty"),
        (["{logs}", "--rules", "gone"], "gone"),
        (["{logs}/voice.wav/x"], "There is no"),
        (["{empty}"], "No log was found"),
        ([], "Missing argument"),
    ],
)
def test_every_misuse_is_one_sentence(doctor: Doctor, logs: Path, tmp_path: Path, arguments: List[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    done = doctor("triage", *(word.format(logs=logs, empty=tmp_path / "empty") for word in arguments), "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_run_that_finds_nothing_leaves_earlier_results_alone(doctor: Doctor, logs: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    assert doctor("triage", str(tmp_path / "misspelt"), "-o", str(out)).returncode == 2
    assert not list(tmp_path.glob("results*"))
    assert doctor("triage", str(logs), "-o", str(out)).returncode == 0
    before = out.read_bytes()
    assert doctor("triage", str(tmp_path / "misspelt"), "-o", str(out), "--force").returncode == 2
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.glob("results*")] == ["results.jsonl"]


def test_a_missing_library_names_its_extra(logs: Path, tmp_path: Path) -> None:
    for module, arguments, extra in (("pyarrow", [str(logs), "-o", "x.parquet"], "sovits-doctor[parquet]"), ("fsspec", ["s3://bucket/logs"], "sovits-doctor[cloud]")):
        program = f"import sys; sys.modules[{module!r}] = None; from diagnose.command import main; sys.exit(main(['triage', *sys.argv[1:]]))"
        done = subprocess.run([sys.executable, "-c", program, *arguments, "--lang", "en"], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert (done.returncode, extra in done.stderr) == (2, True), done.stderr


def queue(folder: Path, count: int) -> Path:
    """Many different logs."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.rglob("*.log"))[::9]]
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04}.log").write_bytes(samples[number % len(samples)] + b"\nend of log %d\n" % number)
    return folder


def started(folder: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "diagnose.command", "triage", str(folder), "-o", str(out), "--jobs", str(jobs), "--lang", "en"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def grown(part: Path, process: subprocess.Popen[bytes], size: int) -> bool:
    """Wait until the results have grown to a size; False when the process has ended before."""
    while process.poll() is None:
        with contextlib.suppress(FileNotFoundError):  # a run that ends renames it
            if part.stat().st_size >= size:
                return True
        time.sleep(0.001)
    return False


@pytest.mark.parametrize(("jobs", "kills"), [(1, 17), (2, 3)])
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_results(tmp_path: Path, jobs: int, kills: int) -> None:
    folder = queue(tmp_path / "queue", 160)
    whole = tmp_path / "whole.jsonl"
    assert started(folder, whole, 2).wait() == 0
    size = whole.stat().st_size
    chance = random.Random(jobs)
    out, part, killed = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part", 0
    for place in sorted(chance.randrange(1, size - size // 20) for _ in range(kills)):
        process = started(folder, out, jobs)
        if grown(part, process, place):
            process.kill()
            killed += 1
        process.wait()
        if chance.random() < 0.3 and part.exists():  # a crash of the machine may leave half a line
            with part.open("ab") as file:
                file.write(b'{"name": "half a li')
        if out.exists():
            break
    if not out.exists():
        assert started(folder, out, jobs).wait() == 0
    assert killed >= kills // 2
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "queue", "whole.jsonl"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_keeps_what_is_done_and_says_so(tmp_path: Path) -> None:
    folder, out = queue(tmp_path / "queue", 250), tmp_path / "out.jsonl"
    process = started(folder, out, 1)
    assert grown(tmp_path / "out.jsonl.part", process, 2000)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1].decode()
    assert process.returncode == 130
    assert "The same command goes on." in said
    again = started(folder, out, 1)
    assert "Going on where the last run ended" in again.communicate()[1].decode()
    assert len(list(read_results(out))) == 250


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("kept", [True, False])
def test_ctrl_c_at_any_moment_is_one_sentence(tmp_path: Path, kept: bool) -> None:
    """At a terminal it reaches the processes of the pool as well, also those that are just starting."""
    folder = queue(tmp_path / "queue", 250)
    command = [sys.executable, "-m", "diagnose.command", "triage", str(folder), "--jobs", "2", "--lang", "en", *(["-o", str(tmp_path / "o.jsonl")] if kept else [])]
    starts = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    for moment in (0.5, 0.65, 0.8, 1.0):
        process = subprocess.Popen([sys.executable, "-c", starts, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate()[1].decode()
        if process.returncode == 130 and said:  # it had got as far as to count
            assert said.startswith("Stopped")
            assert said.count("\n") == 1
            assert ("The same command goes on." in said) is kept


def test_a_run_for_another_request_begins_anew(tmp_path: Path, doctor: Doctor) -> None:
    folder, out = queue(tmp_path / "queue", 20), tmp_path / "out.jsonl"
    assert doctor("triage", str(folder), "-o", str(out)).returncode == 0
    lines = out.read_bytes().splitlines(keepends=True)
    out.unlink()
    request = json.dumps({"of": "another request"})
    for journal in (request, "not even JSON"):
        (tmp_path / "out.jsonl.part").write_bytes(b"".join(lines[:15]))
        (tmp_path / "out.jsonl.journal").write_text(journal + "\n", "utf-8")
        done = doctor("triage", str(folder), "-o", str(out), "--lang", "en")
        assert b"Going on" not in done.stderr
        assert out.read_bytes() == b"".join(lines)
        out.unlink()


def test_a_log_that_has_changed_since_is_read_again(tmp_path: Path) -> None:
    folder, out = queue(tmp_path / "queue", 120), tmp_path / "out.jsonl"
    process = started(folder, out, 1)
    assert grown(tmp_path / "out.jsonl.part", process, 8000)
    process.kill()
    process.wait()
    (folder / "0005.log").write_text("all is well\n", "utf-8")
    os.utime(folder / "0005.log", (1_700_000_000, 1_700_000_000))
    assert "Going on where the last run ended: 5 logs" in started(folder, out, 1).communicate()[1].decode()
    assert [record.status for record in read_results(out)][5] == "healthy"


@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    folder, out = queue(tmp_path / "queue", 250), tmp_path / "out.jsonl"
    first = started(folder, out, 1)
    assert grown(tmp_path / "out.jsonl.part", first, 1000)
    first.send_signal(signal.SIGSTOP)
    second = started(folder, out, 1)
    assert "Another process" in second.communicate()[1].decode()
    first.send_signal(signal.SIGCONT)
    first.communicate()
    assert (first.returncode, second.returncode, len(list(read_results(out)))) == (0, 2, 250)

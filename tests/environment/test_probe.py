"""Interpreters are asked however they are named, whatever their age, and however badly they behave."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Callable, List

import pytest

from diagnose.environment.child import run_child
from diagnose.environment.command import find_command
from diagnose.environment.probe import QUESTIONS, ProbeError, probe
from diagnose.messages import say

POSIX = pytest.mark.skipif(os.name == "nt", reason="shell scripts stand in for interpreters")
Script = Callable[[str], str]


def interpreters() -> List[str]:
    """The Pythons of this machine: of pyenv, and on PATH; one of each version."""
    found = {sys.version_info[:2]: sys.executable}
    for minor in range(6, 15):
        places = sorted((Path.home() / ".pyenv" / "versions").glob(f"3.{minor}.*/bin/python"))
        path = str(places[-1]) if places else shutil.which(f"python3.{minor}")
        if path and "shims" not in path:
            found.setdefault((3, minor), path)
    return list(found.values())


@pytest.fixture
def script(tmp_path: Path) -> Script:
    def write(text: str) -> str:
        path = tmp_path / "python-like"
        path.write_text("#!/bin/sh\n" + text, "utf-8")
        path.chmod(0o755)
        return str(path)

    return write


@pytest.mark.parametrize("python", interpreters())
def test_interpreters_of_all_ages_answer_every_question(python: str) -> None:
    told = probe(python, ports=[], imports=["numpy"])
    assert told.failed == {}
    assert told.version.startswith("3.")
    assert told.interpreter.bits in (32, 64)
    assert told.machine.memory
    assert "numpy" in told.imports


def test_an_interpreter_is_found_by_file_folder_and_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "my env" / ("python.exe" if os.name == "nt" else "bin/python")
    inside.parent.mkdir(parents=True)
    inside.write_bytes(b"")
    inside.chmod(0o755)
    assert find_command(str(inside)) == (str(inside),)
    assert find_command(f'"{inside}"') == (str(inside),)
    assert find_command(str(tmp_path / "my env")) == (str(inside),)
    monkeypatch.setenv("PATH", str(inside.parent))
    assert find_command("python")[0].lower() == str(inside).lower()
    assert find_command("python -X dev")[1:] == ("-X", "dev")
    assert find_command("") == find_command("no-such-python") == find_command("no such python") == find_command("'") == ()


def test_the_program_folder_of_the_windows_package_names_its_runtime(tmp_path: Path) -> None:
    python = tmp_path / "runtime" / "python.exe"
    python.parent.mkdir()
    python.write_bytes(b"MZ")
    assert find_command(str(tmp_path)) == (str(python),)


def refused(python: str, timeout: float = 20) -> ProbeError:
    with pytest.raises(ProbeError) as caught:
        probe(python, timeout, ports=[], imports=[])
    for lang in ("zh", "en"):
        assert "{" not in say(caught.value.key, lang, **caught.value.values)
    return caught.value


def test_what_is_not_there_is_said_in_one_sentence() -> None:
    assert refused("/no/such/python").key == "environment.not-found"


@POSIX
def test_a_program_that_is_no_python_is_refused(script: Script) -> None:
    assert refused(script("echo hello; exit 3")).key == "environment.not-python"
    assert refused(script("exit 0")).key == "environment.not-python"
    assert refused(script("printf '\\033[2J<b>boom</b>\\n' >&2; exit 1")).values["reason"] == "[2J<b>boom</b>"


@POSIX
def test_a_file_that_cannot_run_is_refused(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_bytes(b"\0\1\2 not a program")
    assert refused(str(python)).key == "environment.cannot-start"
    python.chmod(0o755)
    assert refused(str(python)).key == "environment.cannot-start"


@POSIX
def test_python_2_is_told_its_age(script: Script) -> None:
    error = refused(script("cat >/dev/null; case \"$2\" in *Python-is*) printf '\\nPython-is 2.7\\n';; *) echo SyntaxError >&2; exit 1;; esac"))
    assert error.key == "environment.too-old"
    assert error.values["version"] == "2.7"


@POSIX
def test_input_that_does_not_arrive_is_not_needed(script: Script) -> None:
    """As with `docker exec NAME python`, which closes the input without -i."""
    told = probe(script(f'exec {sys.executable} "$@" </dev/null'), ports=[], imports=[])
    assert told.failed == {}


@POSIX
def test_a_command_with_words_before_the_interpreter() -> None:
    assert probe(f"env GREETING=hello {sys.executable}", ports=[], imports=[]).version == ".".join(str(part) for part in sys.version_info[:3])


@POSIX
def test_one_that_hangs_is_ended_with_all_that_it_started(script: Script, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    error = refused(script(f'(trap "" TERM HUP; echo $$ >> {pids}; sleep 300) & sleep 300 & echo $! >> {pids}; wait'), timeout=1)
    assert error.key == "environment.late"
    for pid in pids.read_text().split():
        assert gone(int(pid))


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


@POSIX
def test_what_was_answered_before_time_was_up_is_kept(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    site = next((tmp_path / "env" / "lib").glob("python3.*")) / "site-packages"
    (site / "sitecustomize.py").write_text("import shutil, time\nshutil.which = lambda name: time.sleep(60)\n", "utf-8")
    told = probe(str(tmp_path / "env"), timeout=2, ports=[], imports=[])
    assert told.version
    assert set(told.failed) == set(QUESTIONS[2:])
    assert set(told.failed.values()) == {""}


def test_a_question_that_fails_hides_no_other(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    site = tmp_path / "env" / "Lib" / "site-packages" if os.name == "nt" else next((tmp_path / "env" / "lib").glob("python3.*")) / "site-packages"
    (site / "sitecustomize.py").write_text("import socket\nsocket.socket = None\n", "utf-8")
    told = probe(str(tmp_path / "env"), ports=[1], imports=[])
    assert set(told.failed) == {"network"}
    assert told.failed["network"].startswith("TypeError")


def test_noise_around_the_answers_does_no_harm(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    site = tmp_path / "env" / "Lib" / "site-packages" if os.name == "nt" else next((tmp_path / "env" / "lib").glob("python3.*")) / "site-packages"
    (site / "sitecustomize.py").write_text("import sys\nprint('welcome {\"end\": 1}')\nsys.stderr.write('warning\\n' * 50000)\nsys.stdout.write('x' * 3000000)\n", "utf-8")
    assert probe(str(tmp_path / "env"), ports=[], imports=[]).failed == {}


@POSIX
def test_one_that_never_stops_talking_is_ended(script: Script) -> None:
    assert refused(script("exec yes sovits-doctor"), timeout=20).key in ("environment.not-python", "environment.late")


def test_a_file_in_the_current_folder_is_not_taken_for_the_standard_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "platform", "socket", "torch"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('wrong file')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    told = probe(sys.executable, ports=[], imports=["torch"])
    assert told.failed == {}
    assert "wrong file" not in told.imports["torch"].message


def test_nothing_is_imported_by_the_interpreter_that_is_asked(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    site = tmp_path / "env" / "Lib" / "site-packages" if os.name == "nt" else next((tmp_path / "env" / "lib").glob("python3.*")) / "site-packages"
    (site / "torch").mkdir()
    (site / "torch" / "__init__.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w')\n", "utf-8")
    assert probe(str(tmp_path / "env"), ports=[], imports=[]).packages.modules["torch"]
    assert not (tmp_path / "imported").exists()
    assert probe(str(tmp_path / "env"), ports=[], imports=["torch"]).imports["torch"].state == "done"
    assert (tmp_path / "imported").exists()


@POSIX
def test_a_child_is_ended_when_it_has_said_enough() -> None:
    ended = run_child([sys.executable, "-c", "import sys, time\nprint('one\\nenough', flush=True)\ntime.sleep(60)"], "", 30, "enough")
    assert ended.output.split() == ["one", "enough"]
    assert not ended.late
    assert run_child([sys.executable, "-c", "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)"], "", 30).code == -signal.SIGTERM
    assert threading.active_count() < 20

"""What Windows gets, on any system: plain pipes, read by threads."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from diagnose.live.pipes import environment_for_pipes
from diagnose.live.showing import console_writer
from tests.live.sessions import PATIENCE, environment

TRAINER = Path(__file__).parent / "programs/GPT_SoVITS/s2_train.py"
WITHOUT_TERMINAL = """
import sys
from diagnose.live import running
from diagnose.live.pipes import PipePassage
running._passage = PipePassage
from diagnose.command import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_program_behind_plain_pipes_is_diagnosed_and_loses_nothing(tmp_path: Path) -> None:
    program = f"import os, runpy, sys; os.write(1, b'x' * 3000000); sys.argv = [{str(TRAINER)!r}]; runpy.run_path({str(TRAINER)!r}, run_name='__main__')"
    told = environment(XDG_STATE_HOME=str(tmp_path), HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path))
    command = [sys.executable, "-c", WITHOUT_TERMINAL, "run", "--log", str(tmp_path / "x.log"), "--", sys.executable, str(TRAINER)]
    done = subprocess.run(command, capture_output=True, env=told, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert b"loaded pretrained" in done.stdout
    assert b"can't multiply sequence" in done.stderr
    assert "Cause found" in done.stderr.decode("utf-8")
    command[-2:] = [sys.executable, "-c", program.partition("; sys.argv")[0]]
    done = subprocess.run(command, capture_output=True, env=told, timeout=PATIENCE, check=False)
    assert done.stdout == b"x" * 3000000
    assert (tmp_path / "x-2.log").read_bytes().endswith(done.stdout)


def test_the_verdict_of_a_program_that_dies_at_once_is_told(tmp_path: Path) -> None:
    """It is gone long before the companion has read its rules: nobody else may take what that one says."""
    program = tmp_path / "dies.py"
    program.write_text(
        "import sys\nprint('Traceback (most recent call last):', file=sys.stderr)\nprint('ModuleNotFoundError: No module named strange', file=sys.stderr)\nsys.exit(1)\n"
    )
    told = environment(XDG_STATE_HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path))
    command = [sys.executable, "-c", WITHOUT_TERMINAL, "run", "--log", str(tmp_path / "x.log"), "--", sys.executable, "-S", str(program)]
    for _ in range(3):
        done = subprocess.run(command, capture_output=True, env=told, timeout=PATIENCE, check=False)
        assert done.returncode == 1
        assert "sovits-doctor: The diagnosing part" not in done.stderr.decode("utf-8")
        assert "ModuleNotFoundError" in done.stderr.decode("utf-8").partition("strange")[2], "the verdict, not the program's own words"


def test_python_holds_nothing_back_and_lacks_no_character() -> None:
    assert environment_for_pipes({"A": "b"}, windows=False) == {"A": "b", "PYTHONUNBUFFERED": "1"}
    assert environment_for_pipes({"PYTHONUNBUFFERED": ""}, windows=True) == {"PYTHONUNBUFFERED": "", "PYTHONIOENCODING": "utf-8"}


def test_a_console_is_given_text_whatever_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getpreferredencoding", lambda *_: "gbk")
    console = io.StringIO()
    show = console_writer(console)
    for byte in "训练 ".encode():
        show(bytes([byte]))
    show("进程已终止".encode("gbk") + b" \r 15%|#")
    show(b"\xe8")
    show(b"")
    assert console.getvalue().startswith("训练 进程已终止 \r 15%|#")

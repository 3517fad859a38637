"""The clipboard: the right program is asked, and what it cannot tell is told in a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Dict, Iterator

import pytest

from diagnose.live.clipboard import find_program, is_wsl, programs
from tests.conftest import FOUNDING

Doctor = Callable[..., "subprocess.CompletedProcess[bytes]"]
TITLE = b"batch_size is not a whole number"
POSIX = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system has one clipboard program of its own")


def names(platform: str, wsl: bool = False, **environment: str) -> list[str]:
    return [program[0] for program in programs(platform, environment, wsl)]


def test_each_system_has_its_programs() -> None:
    assert names("win32") == ["powershell", "pwsh"]
    assert names("darwin") == ["pbpaste"]
    assert names("linux") == []
    assert names("linux", DISPLAY=":0") == ["xclip", "xsel"]
    assert names("linux", DISPLAY=":0", WAYLAND_DISPLAY="wayland-0") == ["wl-paste", "xclip", "xsel"]
    assert names("linux", wsl=True, DISPLAY=":0") == ["powershell.exe", "xclip", "xsel"]


def test_linux_inside_of_windows_is_recognised(tmp_path: Path) -> None:
    version = tmp_path / "version"
    version.write_text("Linux version 5.15.90.1-microsoft-standard-WSL2")
    assert is_wsl(version)
    version.write_text("Linux version 6.1.0-debian")
    assert not is_wsl(version)
    assert not is_wsl(tmp_path / "nothing")


def fake(folder: Path, name: str, script: str) -> Dict[str, str]:
    """An environment in which a program of this name is the only one that could read a clipboard."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    display = {"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": ""} if name == "wl-paste" else {"DISPLAY": ":99", "WAYLAND_DISPLAY": ""}
    return {"PATH": str(folder), "SOVITS_DOCTOR_LANG": "en", **display}


@POSIX
@pytest.mark.parametrize("name", ["xclip", "xsel", "wl-paste"])
def test_what_is_copied_is_diagnosed(doctor: Doctor, tmp_path: Path, name: str) -> None:
    done = doctor("--paste", env=fake(tmp_path, name, f"/bin/cat {FOUNDING}"))
    assert done.returncode == 1
    assert TITLE in done.stdout
    assert b"clipboard" in done.stdout.splitlines()[0]


@POSIX
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 0", "There is no text in the clipboard"),
        ("printf ' \\n'", "There is no text in the clipboard"),
        ("echo 'Error: target STRING not available' >&2; exit 1", "There is no text in the clipboard"),
        ('echo "Error: Can\'t open display: :99" >&2; exit 1', "xclip could not read the clipboard: Error: Can't open display: :99"),
    ],
)
def test_what_goes_wrong_is_one_sentence(doctor: Doctor, tmp_path: Path, script: str, words: str) -> None:
    done = doctor("diagnose", "--paste", env=fake(tmp_path, "xclip", script))
    assert done.returncode == 2
    assert words in done.stderr.decode("utf-8")
    assert done.stderr.count(b"\n") == 1


@POSIX
def test_without_a_program_the_sentence_names_one(doctor: Doctor, tmp_path: Path) -> None:
    for lang, words in (("en", "Install xclip"), ("zh", "可安装 xclip")):
        done = doctor("--paste", env={"PATH": str(tmp_path), "DISPLAY": "", "WAYLAND_DISPLAY": "", "SOVITS_DOCTOR_LANG": lang})
        assert done.returncode == 2
        assert words in done.stderr.decode("utf-8")


def test_the_first_that_is_installed_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("programs are found by their suffix")
    monkeypatch.setenv("PATH", str(tmp_path))
    candidates = programs("linux", {"DISPLAY": ":0"}, False)
    assert find_program(candidates) is None
    (tmp_path / "xsel").write_text("#!/bin/sh\n")
    (tmp_path / "xsel").chmod(0o755)
    assert find_program(candidates) == (str(tmp_path / "xsel"), "--clipboard", "--output")


@pytest.fixture
def display() -> Iterator[str]:
    """A real display server with nothing on it."""
    if not (shutil.which("Xvfb") and shutil.which("xclip")):
        pytest.skip("needs Xvfb and xclip")
    name = f":{90 + os.getpid() % 400}"
    server = subprocess.Popen(["Xvfb", name, "-screen", "0", "100x100x8", "-nolisten", "tcp"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while not Path(f"/tmp/.X11-unix/X{name[1:]}").exists() and time.monotonic() < end and server.poll() is None:
        time.sleep(0.05)
    if server.poll() is not None:
        pytest.skip("the display does not start")
    yield name
    server.terminate()
    server.wait()


@POSIX
def test_a_real_clipboard(doctor: Doctor, display: str) -> None:
    told = {"DISPLAY": display, "WAYLAND_DISPLAY": "", "SOVITS_DOCTOR_LANG": "en"}
    assert b"There is no text" in doctor("--paste", env=told).stderr
    subprocess.run(
        ["xclip", "-selection", "clipboard", "-i"], input=FOUNDING.read_bytes(), env={**os.environ, **told}, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    done = doctor("--paste", env=told)
    assert done.returncode == 1
    assert TITLE in done.stdout

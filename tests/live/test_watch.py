"""`watch`: a log that another program writes, in a process of its own, ended as a person ends it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterator, Tuple

import pytest

from tests.conftest import FOUNDING, SAMPLES
from tests.live.sessions import DOCTOR, PATIENCE, environment

if sys.platform == "win32":
    pytest.skip("no other process can be sent Ctrl-C alone", allow_module_level=True)

LOG = FOUNDING.read_bytes()
HEALTHY = (SAMPLES / "healthy/healthy-s1-train.log").read_bytes()


class Watch:
    """The command at work; what it says is in a file."""

    def __init__(self, log: Path, said: Path) -> None:
        self.said = said
        with said.open("wb") as out:
            self.process = subprocess.Popen([*DOCTOR, "watch", str(log)], stdout=out, stderr=subprocess.STDOUT, env=environment(), start_new_session=True)

    @property
    def text(self) -> str:
        return self.said.read_text("utf-8")

    def until(self, words: str, count: int = 1) -> str:
        end = time.monotonic() + PATIENCE
        while self.text.count(words) < count:
            assert time.monotonic() < end, f"waited for {words!r}:\n{self.text}"
            assert self.process.poll() is None, self.text
            time.sleep(0.05)
        return self.text

    def end(self) -> Tuple[int, str]:
        """After Ctrl-C: exit code and everything said."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=PATIENCE)
        return code, self.text


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[[Path], Watch]]:
    started = []

    def start(log: Path) -> Watch:
        started.append(Watch(log, tmp_path / "said.txt"))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def test_a_log_that_comes_grows_fails_and_is_rotated(watch: Callable[[Path], Watch], tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    watching = watch(log)
    watching.until("not there yet")
    with log.open("ab", buffering=0) as writer:
        writer.write(LOG[:1000])
        watching.until("is there")
        writer.write(LOG[1000:])
    watching.until("Cause found")
    assert "may be revised" in watching.text
    log.rename(tmp_path / "train.log.1")
    watching.until("deleted or renamed")
    log.write_bytes(b"Epoch 1: step\n" * 3)
    watching.until("is there", 2)
    time.sleep(1.5)
    code, text = watching.end()
    assert code == 1
    assert text.count("Cause found") == 1
    assert "It is the cause told above" in text
    assert "Traceback" not in text


def test_a_log_that_is_written_anew_is_another_log(watch: Callable[[Path], Watch], tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(LOG)
    watching = watch(log)
    watching.until("Cause found")
    log.write_bytes(HEALTHY)
    watching.until("written anew")
    code, text = watching.end()
    assert code == 0
    assert text.rstrip().endswith("No failure was found.")


def test_nothing_to_read_is_told(watch: Callable[[Path], Watch], tmp_path: Path) -> None:
    watching = watch(tmp_path / "never.log")
    watching.until("not there yet")
    assert watching.end()[0] == 2
    assert "no verdict" in watching.text
    folder = watch(tmp_path)
    assert folder.process.wait(timeout=PATIENCE) == 2
    assert "is a folder" in folder.text

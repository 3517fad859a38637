"""A real pseudo-terminal with a program on it, as a person would have it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import pyte

ROOT = Path(__file__).resolve().parents[2]
DOCTOR = [sys.executable, "-m", "diagnose.command"]
PATIENCE = 40.0
"""Seconds after which a test gives up; never how long something should take."""


def environment(**more: str) -> Dict[str, str]:
    """What a user's shell would give, in English."""
    told = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "LINES", "NO_COLOR")}
    return {**told, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "SOVITS_DOCTOR_LANG": "en", "PS1": "ready> ", **more}


class Session:
    """A program on a terminal of its own."""

    def __init__(self, command: Sequence[str], rows: int = 40, columns: int = 120, **more: str) -> None:
        self.output = b""
        self.rows, self.columns = rows, columns
        self.code: Optional[int] = None
        told = environment(**more)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), told)
        self.resize(rows, columns)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys: str) -> None:
        os.write(self.terminal, keys.encode("utf-8"))

    @property
    def text(self) -> str:
        return self.output.decode("utf-8", "replace")

    def _read(self, timeout: float) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], timeout)
        if not ready:
            return True
        try:
            block = os.read(self.terminal, 1 << 16)
        except OSError:
            return False
        self.output += block
        return bool(block)

    def until(self, words: str, count: int = 1) -> str:
        """Everything shown, once the words were seen so many times."""
        end = time.monotonic() + PATIENCE
        while self.text.count(words) < count:
            assert time.monotonic() < end, f"waited for {words!r}:\n{self.text}"
            if not self._read(0.2):
                assert self.text.count(words) >= count, f"ended without {words!r}:\n{self.text}"
        return self.text

    def wait(self) -> int:
        """The exit code, once the program has ended and everything is read."""
        end = time.monotonic() + PATIENCE
        while self._read(0.2):
            assert time.monotonic() < end, f"did not end:\n{self.text}"
            if select.select([self.terminal], [], [], 0)[0]:
                continue
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while select.select([self.terminal], [], [], 0.1)[0] and self._read(0):
                    pass
                return self._ended(status)
        return self._ended(os.waitpid(self.pid, 0)[1])

    def _ended(self, status: int) -> int:
        self.code = os.waitstatus_to_exitcode(status)
        os.close(self.terminal)
        return self.code

    def screen(self) -> List[str]:
        """What a person sees."""
        screen = pyte.HistoryScreen(self.columns, self.rows, history=10000)
        pyte.ByteStream(screen).feed(self.output)
        above = ["".join(line[x].data for x in range(self.columns)).rstrip() for line in screen.history.top]
        return above + [line.rstrip() for line in screen.display]

    def close(self) -> None:
        if self.code is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                os.close(self.terminal)
            except OSError:
                pass

"""A process that is given a text, a time and a size, and is gone afterwards with all that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import IO, List, Mapping, Optional, Sequence

MOST = 16 << 20
"""Bytes of output after which a process is ended."""


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    output: str
    errors: str
    code: Optional[int]
    """None when it was ended: late, too talkative, or because it had said all that was wanted."""
    late: bool = False


def run_child(arguments: Sequence[str], text: str, timeout: float, until: str = "", environment: Optional[Mapping[str, str]] = None) -> Ended:
    """Run a program with `text` as its input, for `timeout` seconds at most, or until a line that begins with `until`.

    Raises OSError when it cannot be started.
    """
    apart = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}  # 0x200: a process group of its own
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **apart)  # type: ignore[call-overload]
    done = threading.Event()
    said, complained = _Kept(process.stdout, until.encode(), done), _Kept(process.stderr, b"", threading.Event())
    threads = [threading.Thread(target=kept.read, daemon=True) for kept in (said, complained)]
    threads.append(threading.Thread(target=_write, args=(process.stdin, text.encode()), daemon=True))
    for thread in threads:
        thread.start()
    code: Optional[int] = None
    try:
        in_time = done.wait(timeout)
        if in_time and not said.found and not said.full:
            code = _code(process)
    finally:
        end_tree(process)
    for thread in threads[:2]:
        thread.join(2)
    return Ended(said.text(), complained.text(), code, not in_time)


class _Kept:
    """What one pipe has said."""

    def __init__(self, stream: Optional[IO[bytes]], until: bytes, done: threading.Event) -> None:
        self.stream, self.until, self.done = stream, b"\n" + until if until else b"", done
        self.blocks: List[bytes] = []
        self.found = self.full = False

    def read(self) -> None:
        """Read until the end, the wanted line, or too much."""
        size, tail = 0, b"\n"
        with contextlib.suppress(OSError, ValueError):
            while self.stream is not None and not self.found and not self.full:
                block = os.read(self.stream.fileno(), 65536)
                if not block:
                    break
                self.blocks.append(block)
                size, tail = size + len(block), tail[-200:] + block
                self.found = bool(self.until) and self.until in tail
                self.full = size > MOST
        self.done.set()

    def text(self) -> str:
        return b"".join(list(self.blocks)).decode("utf-8", "replace")


def _write(stream: Optional[IO[bytes]], data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):  # one that ended without reading tells more by its exit
        if stream:
            with stream:
                stream.write(data)


def _code(process: subprocess.Popen[bytes]) -> Optional[int]:
    try:
        return process.wait(5)
    except subprocess.TimeoutExpired:
        return None


def end_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process and everything in its group, and wait for it."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # the group lives on in what the process has left behind
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait(10)

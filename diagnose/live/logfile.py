"""The log of a run on disk: parts of limited size, of which the first and the latest are kept, and the reading of them while they are written.

The head of a log tells the command, the configuration and the first error; its end tells how the run died. What lies between may go.
"""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import re
import sys
import time
from collections import deque
from pathlib import Path
from typing import IO, Deque, Dict, List, Mapping, Optional

PART = 64 << 20
"""Bytes of one part."""
PARTS = 5
"""Parts kept of one log, its head among them."""
MOST_PARTS = 32
"""Parts kept while the diagnosis has not come so far: beyond them the disk would fill."""
SPARE = 4 << 20
"""Bytes of output kept in memory for the diagnosis when the disk takes no more."""
OLD_LOGS, OLD_BYTES = 30, 1 << 30
"""Logs of earlier runs that are kept in the user's folder: the newest, as long as they are not larger together."""

_NAME = re.compile(r"\d{8}-\d{6}-[\w.-]+\.log")


def part_path(first: Path, number: int) -> Path:
    """Path of a part; part 1 is the log itself, `train.part2.log` its second."""
    return first if number == 1 else first.with_name(f"{first.stem}.part{number}{first.suffix}")


class LogFile:
    """The log as it is written. A disk that is full or gone never stops the run: `failure` then tells why the log ends early."""

    def __init__(self, first: Path, size: int = PART, keep: int = PARTS, most: int = MOST_PARTS) -> None:
        """Create the first part; `size` counts bytes of a part, `keep` and `most` parts."""
        self.first = first
        self.read = 1
        """Number of the part that the diagnosis has come to: no later one is taken away."""
        self.failure: Optional[OSError] = None
        self._size, self._keep, self._most = size, keep, most
        self._number, self._written = 1, 0
        self._kept: List[int] = []
        self._file = -1
        self._spare: Deque[bytes] = deque()
        self._spare_size = 0
        try:
            self._file = os.open(first, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            self.failure = error

    @property
    def spare(self) -> bytes:
        """The last output that came after a failure."""
        return b"".join(self._spare)

    def write(self, block: bytes) -> None:
        """Append bytes, going on to a new part where one is full."""
        try:
            while block and self.failure is None:
                if self._written >= self._size:
                    self._next_part()
                count = os.write(self._file, block[: self._size - self._written] if len(block) > self._size - self._written else block)
                self._written += count
                block = block[count:]
        except OSError as error:
            self.failure = error
        if block and self.failure is not None:
            self._spare.append(block)
            self._spare_size += len(block)
            while self._spare_size > SPARE:
                self._spare_size -= len(self._spare.popleft())

    def close(self) -> None:
        """Nothing more will come, and everything was looked at: parts that were only kept for that go too."""
        if self._file >= 0:
            os.close(self._file)
        self.read = self._number
        self._drop_old()

    def _next_part(self) -> None:
        target = os.open(part_path(self.first, self._number + 1), _NEW, 0o600)
        os.close(self._file)
        self._file, self._written = target, 0
        if self._number > 1:
            self._kept.append(self._number)
        self._number += 1
        self._drop_old()

    def _drop_old(self) -> None:
        while len(self._kept) > self._keep - 2 and (self._kept[0] < self.read or len(self._kept) > self._most - 2):
            with contextlib.suppress(OSError):  # Windows: somebody has it open
                part_path(self.first, self._kept.pop(0)).unlink()


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class Parts:
    """Reads a log that is being written, part after part, in the order of its bytes."""

    def __init__(self, first: Path) -> None:
        self.first = first
        self.number = 1
        self.lost = 0
        """Parts that were taken away before they were read."""
        self._file: Optional[IO[bytes]] = None

    def read(self, count: int) -> bytes:
        """The next bytes, at most `count`; empty when all that was written so far is read."""
        if self._file is None:
            self._file = part_path(self.first, self.number).open("rb", buffering=0)
        block = self._file.read(count)
        later = [] if block else sorted(number for number in _numbers(self.first) if number > self.number)
        if not later:
            return block
        # A later part is there, so this one is whole by now: it may have grown between the two looks above.
        return self._file.read(count) or self._go_on(later, count)

    def _go_on(self, later: List[int], count: int) -> bytes:
        for number in later:
            try:
                file = part_path(self.first, number).open("rb", buffering=0)
            except FileNotFoundError:
                continue
            self.lost += number - self.number - 1
            self.close()
            self._file, self.number = file, number
            return file.read(count)
        return b""

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _numbers(first: Path) -> List[int]:
    """Numbers of the parts after the first that are there."""
    found = []
    for path in first.parent.glob(f"{glob.escape(first.stem)}.part*{glob.escape(first.suffix)}"):
        digits = path.name[len(first.stem) + len(".part") : len(path.name) - len(first.suffix)]
        if digits.isdigit():
            found.append(int(digits))
    return found


def log_folder(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of a user's own logs."""
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "sovits-doctor" / "logs"
    if platform == "darwin":
        return Path.home() / "Library" / "Logs" / "sovits-doctor"
    return Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "sovits-doctor" / "logs"


def new_log(program: str, folder: Path, when: float) -> Path:
    """Path of the log of a new run, in a folder that is made when it is not there; raises OSError. `when` is in seconds since 1970."""
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", Path(program).name, flags=re.ASCII).strip("-.")[:40] or "run"
    return free_path(folder / f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(when))}-{name}.log")


def free_path(wanted: Path) -> Path:
    """The path, or the first of `train-2.log`, `train-3.log` … where neither a log nor a part of one is."""
    candidates = (wanted if number == 1 else wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}") for number in itertools.count(1))
    return next(path for path in candidates if not path.exists() and not _numbers(path))


def clean_up(folder: Path, logs: int = OLD_LOGS, size: int = OLD_BYTES) -> None:
    """Take the oldest logs of earlier runs away, those with names made by `new_log` only; what cannot be taken away stays."""
    runs: Dict[str, List[Path]] = {}
    for path in sorted(folder.glob("*.log"), reverse=True):
        if _NAME.fullmatch(path.name):
            runs.setdefault(re.sub(r"\.part\d+(?=\.log$)", "", path.name), []).append(path)
    total = 0
    for count, name in enumerate(sorted(runs, reverse=True), 1):
        total += sum(path.stat().st_size for path in runs[name] if path.exists())
        if count > logs or total > size:
            for path in runs[name]:
                with contextlib.suppress(OSError):
                    path.unlink()

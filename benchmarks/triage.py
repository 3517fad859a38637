"""Measures how many logs of 8 KB triage reads in a second, from files to JSON Lines, on one core and on two.

    python -m benchmarks.triage [--logs 10000] [--folder DIR]

Every log is made anew, nearly all of its numbers are its own: what is remembered of lines alike helps, what is remembered of equal ones hardly does.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.logs import ERRORS, error, noise

SIZE = 8 << 10
"""Bytes of one log."""
GOAL = 2500
"""Logs per second and core."""


def log_of(number: int) -> bytes:
    """A training that goes well for 8 KB and then dies of one of a few things."""
    choose = random.Random(number)
    last = error(choose, choose.choice(ERRORS))
    lines, size = [], len(last)
    for text in noise(choose):
        line = text.encode("utf-8")
        size += len(line)
        if size > SIZE:
            break
        lines.append(line)
    return b"".join(lines) + b"\n" + last


def make_many(folder: Path, count: int) -> Path:
    """A folder with so many logs; made when it is not there yet."""
    made = folder / f"many-{count}"
    if not made.is_dir():
        part = made.with_suffix(".part")
        part.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            (part / f"{number:06d}.log").write_bytes(log_of(number))
        part.replace(made)
    return made


def seconds(logs: Path, jobs: int, output: Path) -> float:
    """From start to exit of the command."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "diagnose.command", "triage", str(logs), "-o", str(output), "--force", "--jobs", str(jobs)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.triage", description=__doc__.split("\n")[0])
    parser.add_argument("--logs", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "sovits-doctor-benchmarks", help="where the logs are made; they are left there")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    logs = make_many(asked.folder, asked.logs)
    one, two = (min(seconds(logs, jobs, asked.folder / f"many-{jobs}.jsonl") for _ in range(2)) for jobs in (1, 2))
    print(f"{asked.logs} logs of {SIZE} bytes; one core: {asked.logs / one:.0f} a second (goal {GOAL}); two cores: {asked.logs / two:.0f}, {one / two:.2f} times as many")


if __name__ == "__main__":
    main()

"""Measures every row of the table and prints it: `python -m benchmarks [--size 1G] [--rounds 5] [--folder DIR] [--picture FILE.svg]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from benchmarks.doctor import compile_library, literals
from benchmarks.logs import make
from benchmarks.picture import draw

Command = Tuple[Sequence[str], Optional[Path]]
"""What to start, and the file that is piped into it through `cat`."""
DOCTOR = (sys.executable, "-m", "benchmarks.doctor")
MANY, FEW = 1000, 10
"""Rules: the real ones, and generated ones for the rest."""
SAMPLE = next(path for path in sorted(Path("sample_logs").glob("*/*/*.log")) if 7_000 < path.stat().st_size < 9_000)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    ours: str
    """Name of a measured command."""
    peer: str
    goal: float
    """Times of ours over times of the peer, at most."""


@dataclass(frozen=True)
class Told:
    """A row, measured."""

    name: str
    goal: float
    median: float
    low: float
    high: float
    ours: float
    """Seconds, median."""
    peak: float
    """Megabytes of memory of ours."""


ROWS = (
    Row("whole diagnosis of a file, 1000 rules / wc -l", "file", "wc", 3.0),
    Row("the same / rg -F with all literals of 1000 rules", "file", "rg", 0.4),
    Row("1000 rules / 10 rules", "file", "file, 10 rules", 1.5),
    Row("pipe / cat | wc -l", "pipe", "pipe to wc", 1.8),
    Row("an error per 10 KB / wc -l", "dense", "wc of dense", 12),
    Row("one traceback repeated / wc -l", "storm", "wc of storm", 9),
    Row("a traceback repeated with other numbers / wc -l", "varying", "wc of varying", 80),
    Row("one line / normal", "one-line", "file", 1.5),
    Row("UTF-16 / the same text in UTF-8", "utf-16", "file", 4),
    Row("8 KB log, JSON / python -c pass", "small, JSON", "python -c pass", 4),
    Row("8 KB log, terminal / python -c pass", "small, terminal", "python -c pass", 9),
)


def commands(folder: Path, size: int) -> Dict[str, Command]:
    """Everything that is measured, by name."""
    logs = {kind: make(folder, kind, size) for kind in ("normal", "dense", "storm", "varying", "one-line", "utf-16")}
    patterns = folder / "literals.txt"
    patterns.write_text("\n".join(literals(MANY)) + "\n", "utf-8")
    many, few = (str(compile_library(count, folder / f"{count}.compiled")) for count in (MANY, FEW))
    found: Dict[str, Command] = {
        "wc": (("wc", "-l", str(logs["normal"])), None),
        "file": ((*DOCTOR, str(logs["normal"]), many), None),
        "file, 10 rules": ((*DOCTOR, str(logs["normal"]), few), None),
        "pipe": ((*DOCTOR, "-", many), logs["normal"]),
        "pipe to wc": (("wc", "-l"), logs["normal"]),
        "python -c pass": ((sys.executable, "-c", "pass"), None),
        "small, JSON": ((sys.executable, "-m", "diagnose.command", "--format", "json", str(SAMPLE)), None),
        "small, terminal": ((sys.executable, "-m", "diagnose.command", str(SAMPLE)), None),
    }
    for kind in ("dense", "storm", "varying"):
        found[kind] = ((*DOCTOR, str(logs[kind]), many), None)
        found[f"wc of {kind}"] = (("wc", "-l", str(logs[kind])), None)
    for kind in ("one-line", "utf-16"):
        found[kind] = ((*DOCTOR, str(logs[kind]), many), None)
    rg = shutil.which("rg", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if rg:
        found["rg"] = ((rg, "--count", "-F", "-f", str(patterns), str(logs["normal"])), None)
    return {name: command for name, command in found.items() if shutil.which(command[0][0])}


def run(command: Command) -> Tuple[float, float]:
    """Seconds from start to exit, and megabytes of memory at most (0 where the system does not tell)."""
    arguments, piped = command
    start = time.perf_counter()
    feeder = subprocess.Popen(["cat", str(piped)], stdout=subprocess.PIPE) if piped else None
    done = subprocess.Popen(arguments, stdin=feeder.stdout if feeder else subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if feeder and feeder.stdout:
        feeder.stdout.close()
    if hasattr(os, "wait4"):
        usage = os.wait4(done.pid, 0)[2]
        peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    else:
        done.wait()
        peak = 0.0
    if feeder:
        feeder.wait()
    return time.perf_counter() - start, peak


def measure(found: Dict[str, Command], rounds: int, say: Callable[[str], None]) -> List[Told]:
    """Every row. The commands take turns, so that a busy minute falls on all of them."""
    times: Dict[str, List[float]] = {name: [] for name in found}
    peaks: Dict[str, float] = {}
    for turn in range(rounds + 1):
        say(f"round {turn} of {rounds}" if turn else "warming up")
        for name, command in found.items():
            took, peak = run(command)
            peaks[name] = max(peak, peaks.get(name, 0))
            if turn:
                times[name].append(took)
    told = []
    for row in ROWS:
        if row.ours in times and row.peer in times:
            ratios = sorted(mine / theirs for mine, theirs in zip(times[row.ours], times[row.peer]))
            told.append(Told(row.name, row.goal, statistics.median(ratios), ratios[0], ratios[-1], statistics.median(times[row.ours]), peaks[row.ours]))
    return told


def table(told: Sequence[Told]) -> str:
    """The rows as Markdown."""
    lines = ["| case | goal | median | lowest to highest | seconds | peak MB |", "|---|---|---|---|---|---|"]
    lines += [f"| {one.name} | {one.goal:g} | {one.median:.2f} | {one.low:.2f} to {one.high:.2f} | {one.ours:.2f} | {one.peak:.0f} |" for one in told]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", default="1G", help="bytes of each log, such as 200M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "sovits-doctor-benchmarks", help="where the logs are made; they are left there")
    parser.add_argument("--picture", type=Path, help="an SVG file to draw the ratios into")
    parser.add_argument("--results", type=Path, help="a JSON file for the numbers")
    asked = parser.parse_args()
    size = int(asked.size[:-1]) << {"K": 10, "M": 20, "G": 30}[asked.size[-1]] if asked.size[-1] in "KMG" else int(asked.size)
    asked.folder.mkdir(parents=True, exist_ok=True)
    told = measure(commands(asked.folder, size), asked.rounds, lambda text: print(text, file=sys.stderr))
    print(f"{asked.size} logs, {asked.rounds} rounds, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(told))
    if asked.results:
        asked.results.write_text(json.dumps([asdict(one) for one in told], indent=1) + "\n", "utf-8")
    if asked.picture:
        asked.picture.write_text(draw([(one.name, one.median, one.goal) for one in told]), "utf-8")


if __name__ == "__main__":
    main()

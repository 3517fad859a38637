"""What several questions need: running a program with a time limit, reading a small file."""

import locale
import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

LONGEST = 4000000
"""Bytes kept of a program's output."""


def call(arguments: List[str], limit: float, environment: Optional[Dict[str, str]] = None) -> Dict[str, Any]:
    """Run a program: `code` (None when it had to be killed), `output` (both streams), `error` and `number` when it could not be started."""
    try:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    except (OSError, ValueError) as error:
        return {"code": None, "output": "", "error": f"{type(error).__name__}: {error}", "number": getattr(error, "winerror", None) or getattr(error, "errno", None)}
    kept: List[bytes] = []
    reader = threading.Thread(target=_keep, args=(process.stdout, kept), daemon=True)
    reader.start()
    late = False
    try:
        process.wait(timeout=max(limit, 0.1))
    except subprocess.TimeoutExpired:
        late = True
        process.kill()
        process.wait()
    reader.join(2)  # what the program started may still hold the pipe
    return {"code": None if late else process.returncode, "output": decode(b"".join(kept)), "late": late}


def _keep(stream: Any, kept: List[bytes]) -> None:
    """Read to the end, so that the program never waits, and keep the beginning."""
    size = 0
    for block in iter(lambda: stream.read1(65536), b""):
        if size < LONGEST:
            kept.append(block)
            size += len(block)


def decode(data: bytes) -> str:
    """Text of a program; Windows tools write the console's code page."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(locale.getpreferredencoding(False) or "utf-8", "replace")


def signal_name(code: Optional[int]) -> str:
    """`SIGKILL` for the exit code of a process that a signal ended; empty for others."""
    if code is None or code >= 0 or os.name == "nt":
        return ""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(-code)


def read(path: Union[str, Path], most: int = 100000) -> str:
    """The beginning of a text file; empty when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(most).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def number(text: str) -> Optional[int]:
    """A whole number; None for `max` and everything else."""
    text = text.strip()
    return int(text) if text.isdigit() else None

"""Does a trainer of an earlier run still live?"""

import csv
import os
import re
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from diagnose.environment.questions.tools import call, number, read

SCRIPTS = re.compile(r"(?:^|[\\/])(s1_train|s2_train(?:_v3)?(?:_lora)?|webui|inference_webui(?:_fast)?|api|api_v2|subfix_webui|[123]-get-[\w-]+)\.py$")
SPAWNED = re.compile(r"from multiprocessing\.(?:spawn|forkserver) import")
PYTHON = re.compile(r"(?:^|[\\/])python[\d.]*w?(?:\.exe)?$", re.IGNORECASE)
WITH_VALUE = ("-X", "-W", "-m", "-c")
INIT = ("systemd", "init", "launchd", "tini", "dumb-init", "docker-init", "s6-svscan")
"""Programs that adopt a process whose parent is gone."""
LISTING = (
    "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process -Filter \"Name like 'python%'\""
    " | Select-Object ProcessId,ParentProcessId,WorkingSetSize,CommandLine | ConvertTo-Csv -NoTypeInformation; 'ids'; (Get-Process).Id"
)
"""For PowerShell: a table of the Pythons, then the numbers of all processes."""

Row = Tuple[int, int, List[str], int, str]


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """Processes that run one of the program's scripts, and workers whose parent is gone."""
    rows = _windows() if sys.platform == "win32" else _proc() if Path("/proc/self/cmdline").exists() else _ps()
    if rows is None:
        return {"error": "processes cannot be listed"}
    names = {pid: words for pid, _, words, _, _ in rows}
    found = []
    for pid, parent, words, memory, folder in rows:
        if pid == os.getpid() or not words or not PYTHON.search(words[0]):
            continue
        script = _script(words[1:])
        worker = any(SPAWNED.search(word) for word in words[1:4])
        orphan = worker and _adopted(parent, names)
        if script or orphan:
            found.append({"pid": pid, "parent": parent, "script": script, "orphan": orphan, "memory": memory, "folder": folder, "command": " ".join(words)[:400]})
    return {"found": found}


def _script(words: List[str]) -> str:
    """The program's script that a Python command line runs; empty for another."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in ("-m", "-c"):
            return ""
        if option in WITH_VALUE and rest:
            rest.pop(0)
    match = SCRIPTS.search(rest[0]) if rest else None
    return match.group(1) + ".py" if match else ""


def _adopted(parent: int, names: Dict[int, List[str]]) -> bool:
    words = names.get(parent)
    if sys.platform == "win32":
        return words is None
    first = words[0] if words else ""
    return (parent <= 1 and not PYTHON.search(first)) or re.split(r"[\\/]", first)[-1] in INIT


def _proc() -> Optional[List[Row]]:
    rows: List[Row] = []
    for process in Path("/proc").glob("[0-9]*"):
        words = [word for word in read(process / "cmdline", 20000).split("\0") if word]
        status = dict(line.split(":", 1) for line in read(process / "status", 5000).splitlines() if ":" in line)
        try:
            folder = os.readlink(str(process / "cwd"))  # noqa: PTH115 (Path.readlink is of Python 3.9)
        except OSError:
            folder = ""
        if status.get("State", "").strip()[:1] not in ("Z", "X"):
            rows.append((int(process.name), number(status.get("PPid", "")) or 0, words, (number(status.get("VmRSS", "").replace("kB", "")) or 0) * 1024, folder))
    return rows


def _ps() -> Optional[List[Row]]:
    told = call(["ps", "-axo", "pid=,ppid=,rss=,command="], 10)
    if told["code"] != 0:
        return None
    split = [line.split(None, 3) for line in told["output"].splitlines()]
    return [(int(words[0]), int(words[1]), words[3].split(), int(words[2]) * 1024, "") for words in split if len(words) == 4 and words[0].isdigit()]


def _windows() -> Optional[List[Row]]:
    told = call(["powershell", "-NoProfile", "-NonInteractive", "-Command", LISTING], 25)
    if told["code"] != 0:
        return None
    table, _, ids = told["output"].replace("\r", "").partition("\nids\n")
    rows = [(int(pid), int(parent), _words(line), int(memory or 0), "") for pid, parent, memory, line in list(csv.reader(table.splitlines()))[1:]]
    known = {row[0] for row in rows}
    return rows + [(int(one), 0, ["?"], 0, "") for one in ids.split() if one.isdigit() and int(one) not in known]


def _words(line: str) -> List[str]:
    """The words of a Windows command line."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', line)]

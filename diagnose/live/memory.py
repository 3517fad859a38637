"""How much memory is left: of this machine, and of the container or job that this process belongs to."""

from __future__ import annotations

import ctypes
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

UNLIMITED = 1 << 60
"""Version 1 of cgroups writes a number of this kind where there is no limit."""


@dataclass(frozen=True)
class Memory:
    """One store of memory."""

    kind: str
    """host, cgroup, or commit (what Windows promises to programs: memory and page file)."""
    available: int
    """Bytes that programs can still get."""
    total: int
    """Bytes."""


def read_memory(root: Path = Path("/")) -> List[Memory]:
    """All that can be found out, without any library; empty where nothing can. `root` is where proc and sys are found."""
    if sys.platform == "win32":
        return _windows()
    found = (_host(root), _cgroup(root))
    return [one for one in found if one is not None]


def _host(root: Path) -> Optional[Memory]:
    told = dict(re.findall(r"^(\w+):\s+(\d+) kB", _text(root / "proc/meminfo"), re.MULTILINE))
    if "MemTotal" not in told or "MemAvailable" not in told:
        return None
    return Memory("host", int(told["MemAvailable"]) << 10, int(told["MemTotal"]) << 10)


def _cgroup(root: Path) -> Optional[Memory]:
    """The tightest limit of the group that this process is in and of those around it."""
    groups = dict(_groups(_text(root / "proc/self/cgroup")))
    found = []
    for controller, top, limit, used, cache in (
        ("", "sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"),
        ("memory", "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        if controller not in groups:
            continue
        folder = root / top / groups[controller].lstrip("/")
        for one in (folder, *folder.parents):  # in a container the path is the host's, and only the top is there
            most, now = _number(one / limit), _number(one / used)
            if most is not None and now is not None and most < UNLIMITED:
                # The page cache that nobody used of late is given back before anything is killed.
                spare = dict(_pairs(_text(one / "memory.stat"))).get(cache, 0)
                found.append(Memory("cgroup", max(0, most - now + spare), most))
            if one == root / top:
                break
    return min(found, key=lambda memory: memory.available, default=None)


def _groups(text: str) -> List[Tuple[str, str]]:
    lines = [line.split(":", 2) for line in text.splitlines() if line.count(":") >= 2]
    return [(controller, path) for _, controllers, path in lines for controller in controllers.split(",")]


def _pairs(text: str) -> Dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", text, re.MULTILINE)}


def _number(path: Path) -> Optional[int]:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _windows() -> List[Memory]:
    """GlobalMemoryStatusEx: physical memory, and the commit limit that error 1455 is about."""

    class Status(ctypes.Structure):
        _fields_ = (("length", ctypes.c_uint32), ("load", ctypes.c_uint32), *((name, ctypes.c_uint64) for name in _STATUS))

    status = Status()
    status.length = ctypes.sizeof(Status)
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009  (only Windows has it)
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return []
    return [Memory("host", status.free, status.total), Memory("commit", status.free_commit, status.total_commit)]


_STATUS = ("total", "free", "total_commit", "free_commit", "total_virtual", "free_virtual", "free_extended")

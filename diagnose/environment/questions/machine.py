"""How much memory, shared memory, disk and how many processes and files may a training have?"""

import ctypes
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional

from diagnose.environment.questions.tools import call, number, read

UNLIMITED = 1 << 60
"""Control groups of the first version write a huge number for no limit."""


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """Sizes in bytes; None where there is no such thing or it cannot be found out."""
    told: Dict[str, Any] = {"memory": None, "available": None, "swap": None, "commit_limit": None, "commit_free": None, "page_files": None}
    told.update(_windows() if sys.platform == "win32" else _mac() if sys.platform == "darwin" else _linux())
    told.update(cgroup=_cgroup("memory.max", "memory", "memory.limit_in_bytes"), cores=_cores(), shared=_space("/dev/shm"), limits=_limits(), temp=_temp())
    return told


def _linux() -> Dict[str, Any]:
    rows = {}
    for line in read("/proc/meminfo").splitlines():
        name, _, value = line.partition(":")
        rows[name] = number(value.replace("kB", ""))
    kib = {name: None if value is None else value * 1024 for name, value in rows.items()}
    return {"memory": kib.get("MemTotal"), "available": kib.get("MemAvailable"), "swap": kib.get("SwapTotal")}


def _mac() -> Dict[str, Any]:
    return {"memory": number(call(["sysctl", "-n", "hw.memsize"], 5)["output"]), "translated": call(["sysctl", "-n", "sysctl.proc_translated"], 5)["output"].strip() == "1"}


def _windows() -> Dict[str, Any]:
    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [(name, ctypes.c_ulonglong) for name in ("total", "free", "total_page", "free_page", "v", "w", "x")]

    status = Status()
    status.length = ctypes.sizeof(Status)
    if sys.platform != "win32" or not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return {}
    return {"memory": status.total, "available": status.free, "commit_limit": status.total_page, "commit_free": status.free_page, "page_files": _page_files()}


def _page_files() -> Optional[List[str]]:
    """As the registry has them: `c:\\pagefile.sys 0 0` and `?:\\pagefile.sys` are sized by Windows."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management") as key:
            return [str(one) for one in winreg.QueryValueEx(key, "PagingFiles")[0] if one]
    except OSError:
        return None


def _groups(controller: str) -> List[Path]:
    """Folders of the control group that this process is in, innermost first."""
    found: List[Path] = []
    for line in read("/proc/self/cgroup").splitlines():
        _, names, inner = (line.split(":", 2) + ["", ""])[:3]
        if names == "" or controller in names.split(","):
            top = Path("/sys/fs/cgroup") / (controller if names else "")
            place = top / inner.strip("/")
            found += [folder for folder in [place] + list(place.parents) if folder == top or top in folder.parents]
    return found + [Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup") / controller]


def _cgroup(name: str, controller: str, older: str) -> Optional[int]:
    """The lowest limit of the groups around this process."""
    values = [number(read(folder / file, 100)) for folder in _groups(controller) for file in (name, older)]
    known = [value for value in values if value is not None and value < UNLIMITED]
    return min(known) if known else None


def _cores() -> Optional[int]:
    """Processors that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    for folder in _groups("cpu"):
        words = read(folder / "cpu.max", 100).split()
        quota, period = (words + ["", ""])[:2] if words else (read(folder / "cpu.cfs_quota_us", 100), read(folder / "cpu.cfs_period_us", 100))
        share, each = number(quota), number(period)
        if share and each and cores:
            cores = min(cores, max(1, -(-share // each)))
    return cores


def _space(place: str) -> Optional[Dict[str, int]]:
    try:
        usage = shutil.disk_usage(place)
    except OSError:
        return None
    return {"total": usage.total, "free": usage.free}


def _limits() -> Dict[str, Optional[int]]:
    """Limits of this process: open files, processes, address space in bytes; None for no limit."""
    try:
        import resource
    except ImportError:
        return {}
    told: Dict[str, Optional[int]] = {}
    for name, code in (("files", "RLIMIT_NOFILE"), ("processes", "RLIMIT_NPROC"), ("address", "RLIMIT_AS"), ("file_size", "RLIMIT_FSIZE")):
        if hasattr(resource, code):
            soft = resource.getrlimit(getattr(resource, code))[0]
            told[name] = None if soft in (resource.RLIM_INFINITY, -1) or soft >= UNLIMITED else soft
    told["tasks"] = _cgroup("pids.max", "pids", "pids.max")
    return told


def _temp() -> Dict[str, Any]:
    """The folder for temporary files, and whether a file can be written there."""
    given = {name: os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name) and not Path(os.environ[name]).is_dir()}
    told: Dict[str, Any] = {"given": given, "folder": "", "error": "", "space": None}
    try:
        told["folder"] = tempfile.gettempdir()
        with tempfile.TemporaryFile() as file:
            file.write(b"x" * 4096)
        told["space"] = _space(told["folder"])
    except OSError as error:
        told["error"] = f"{type(error).__name__}: {error}"
    return told

"""Trainers and workers of an earlier run that still live."""

from __future__ import annotations

from pathlib import Path
from typing import List, Optional

from diagnose.checkup.check import WARNING, Check
from diagnose.environment.probe import Probe
from diagnose.environment.saying import gib, plain, some, told
from diagnose.environment.values import Process

PAGES = ("webui.py", "inference_webui.py", "inference_webui_fast.py", "api.py", "api_v2.py", "subfix_webui.py")
"""Scripts that wait for their user; the others work and end. `webui.py` and `api.py` are names that other programs use as well."""
TRAINING = ("s1-train", "s2-train", "s2-lora-train", "inference", "api")


def check(probe: Probe, root: Optional[Path]) -> List[Check]:
    """Workers without a parent, and running steps. Pages that are open are no fault, unless they take a port, which the network tells."""
    ours = [one for one in probe.processes if _of(one, root) and one.script not in PAGES]
    orphans = [one for one in ours if one.orphan]
    running = [one for one in ours if not one.orphan]
    found = []
    if orphans:
        found.append(_told("orphans", orphans, probe))
    if running:
        found.append(_told("running", running, probe))
    return found


def _told(key: str, processes: List[Process], probe: Probe) -> Check:
    windows = probe.interpreter.system == "windows"
    pids = [str(one.pid) for one in processes]
    command = "taskkill /f " + " ".join(f"/pid {pid}" for pid in pids) if windows else "kill " + " ".join(pids)
    details = [plain(f"{one.pid}  {gib(one.memory)}  {one.command[:200]}") for one in processes]
    names = some([f"{one.script or 'worker'} (PID {one.pid})" for one in processes])
    memory = gib(sum(one.memory for one in processes))
    return told("processes", WARNING, key, "gpu.out-of-memory", TRAINING, details, key + "-advice", names=names, memory=memory, count=len(processes), command=command)


def _of(process: Process, root: Optional[Path]) -> bool:
    """It belongs to the program's folder, as far as that can be told."""
    if root is None:
        return True
    try:
        top = str(root.resolve())
    except OSError:
        top = str(root)
    return not process.folder or process.folder == top or process.folder.startswith((top + "/", top + "\\")) or top in process.command

"""Memory, shared memory, limits, the folder for temporary files."""

from __future__ import annotations

from typing import List

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.environment.probe import Probe
from diagnose.environment.saying import GIB, gib, told

TRAINING = ("s1-train", "s2-train", "s2-lora-train")
SMALL_MEMORY, LITTLE_FREE = 7 * GIB, 3 * GIB
"""A training is six Pythons with PyTorch in them."""
SMALL_SHARED, LITTLE_SHARED = GIB, GIB // 2
"""Workers hand their batches over through /dev/shm; `docker run` gives 64 MB."""
PAGING = 16 * GIB
"""Of page files, beside the memory, for six processes that each reserve the CUDA libraries."""
FEW_FILES, FEW_TASKS, SMALL_ADDRESS = 1024, 512, 32 * GIB
FULL, NEARLY_FULL = 256 << 20, 2 * GIB
"""Free bytes for temporary files."""


def check(probe: Probe) -> List[Check]:
    """What training would run out of."""
    return [*_memory(probe), *_page_files(probe), *_shared(probe), *_limits(probe), *_temp(probe)]


def _memory(probe: Probe) -> List[Check]:
    machine, usable = probe.machine, probe.machine.usable
    if usable and usable < SMALL_MEMORY:
        limited = machine.cgroup is not None and usable == machine.cgroup and usable != machine.memory
        key = "memory-limited" if limited else "memory-small"
        return [told("memory", WARNING, key, "host.out-of-memory", advice=key + "-advice", size=gib(usable), all=gib(machine.memory or usable))]
    if machine.available is not None and machine.available < LITTLE_FREE:
        return [told("memory", WARNING, "memory-full", "host.out-of-memory", advice="memory-full-advice", size=gib(machine.available), all=gib(usable or 0))]
    return []


def _page_files(probe: Probe) -> List[Check]:
    """Windows: no page file, or a small one of a fixed size. One that Windows sizes itself grows when needed."""
    machine = probe.machine
    if machine.commit_limit is None or machine.memory is None or machine.page_files is None:
        return []
    paging = max(machine.commit_limit - machine.memory, 0)
    fixed = [file for file in machine.page_files if not file.startswith("?:") and file.split()[-2:] != ["0", "0"] and len(file.split()) > 2]
    if not machine.page_files:
        return [told("page-file", ERROR, "page-file-none", "host.pagefile-too-small", advice="page-file-advice", size=gib(machine.memory))]
    if len(fixed) == len(machine.page_files) and paging < PAGING:
        return [told("page-file", WARNING, "page-file-small", "host.pagefile-too-small", advice="page-file-advice", size=gib(paging), all=gib(machine.memory))]
    return []


def _shared(probe: Probe) -> List[Check]:
    total, free = probe.machine.shared_total, probe.machine.shared_free
    if total is None or probe.interpreter.system != "linux":
        return []
    advice = "shared-docker" if probe.interpreter.container == "docker" else "shared-advice"
    if total < SMALL_SHARED:
        return [told("shared-memory", ERROR, "shared-small", "host.shm-too-small", TRAINING, advice=advice, size=gib(total))]
    if free is not None and free < LITTLE_SHARED:
        return [told("shared-memory", ERROR, "shared-full", "host.shm-too-small", TRAINING, advice="shared-full-advice", size=gib(free), all=gib(total))]
    return []


def _limits(probe: Probe) -> List[Check]:
    limits, found = probe.machine.limits, []
    files, address, size = limits.get("files"), limits.get("address"), limits.get("file_size")
    tasks = [limit for limit in (limits.get("processes"), limits.get("tasks")) if limit is not None]
    if files is not None and files < FEW_FILES:
        found.append(told("open-files", WARNING, "files", "host.too-many-open-files", TRAINING, advice="files-advice", count=files))
    if tasks and min(tasks) < FEW_TASKS:
        found.append(told("process-limit", WARNING, "tasks", "", TRAINING, advice="tasks-advice", count=min(tasks)))
    if address is not None and address < SMALL_ADDRESS:
        found.append(told("address-limit", WARNING, "address", "host.out-of-memory", TRAINING, advice="address-advice", size=gib(address)))
    if size is not None and size < GIB:
        found.append(told("file-size-limit", ERROR, "file-size", "host.disk-full", TRAINING, advice="file-size-advice", size=gib(size)))
    return found


def _temp(probe: Probe) -> List[Check]:
    machine = probe.machine
    if machine.temp_error:
        return [told("temp", ERROR, "temp-fails", "host.permission-denied", advice="temp-advice", folder=machine.temp or "TEMP", reason=machine.temp_error)]
    if machine.temp_given:
        name, folder = next(iter(machine.temp_given.items()))
        return [told("temp", WARNING, "temp-missing", "host.permission-denied", advice="temp-advice", name=name, folder=folder)]
    if machine.temp_free is not None and machine.temp_free < NEARLY_FULL:
        status = ERROR if machine.temp_free < FULL else WARNING
        return [told("temp", status, "temp-full", "host.disk-full", advice="temp-full-advice", folder=machine.temp, size=gib(machine.temp_free))]
    return []

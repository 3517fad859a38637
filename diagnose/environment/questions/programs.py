"""Are ffmpeg, ffprobe and the driver's nvidia-smi there, and do they run?"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any, Dict, List

from diagnose.environment.questions.tools import call, read, signal_name

FIELDS = ("index", "name", "memory.total", "memory.used", "driver_version", "compute_mode", "compute_cap")
"""Asked of nvidia-smi; older drivers do not know the last."""
DISPLAYS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
"""Where Windows lists graphics cards."""


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """The programs, and the graphics cards by the driver and by the system."""
    return {
        "ffmpeg": _program("ffmpeg", ["-version"]),
        "ffprobe": _program("ffprobe", ["-version"]),
        "nvidia_smi": _cards(),
        "displays": _displays(),
        "rocm": Path("/opt/rocm").exists(),
    }


def _program(name: str, options: List[str]) -> Dict[str, Any]:
    path = shutil.which(name)
    if not path:
        return {"path": ""}
    told = call([path] + options, 15)
    told["output"] = told["output"][:400]
    told.update(path=path, signal=signal_name(told["code"]))
    return told


def _cards() -> Dict[str, Any]:
    """`rows`: one list of FIELDS for each card."""
    path = shutil.which("nvidia-smi") or next((place for place in _places() if Path(place).is_file()), "")
    if not path:
        return {"path": ""}
    told: Dict[str, Any] = {}
    for fields in (FIELDS, FIELDS[:-1]):
        told = call([path, "--query-gpu=" + ",".join(fields), "--format=csv,noheader,nounits"], 20)
        if told["code"] == 0 or told.get("late") or told.get("error"):
            break
    rows = [[cell.strip() for cell in line.split(",")] for line in told["output"].splitlines() if line.count(",") >= len(FIELDS) - 2] if told["code"] == 0 else []
    told["output"] = told["output"][:600]
    told.update(path=path, rows=rows)
    return told


def _places() -> List[str]:
    if os.name == "nt":
        return [os.path.expandvars(place) for place in (r"%SystemRoot%\System32\nvidia-smi.exe", r"%ProgramFiles%\NVIDIA Corporation\NVSMI\nvidia-smi.exe")]
    return ["/usr/lib/wsl/lib/nvidia-smi", "/usr/bin/nvidia-smi", "/opt/nvidia/bin/nvidia-smi"]


def _displays() -> List[str]:
    """Graphics cards that the system knows of, with or without a driver."""
    if sys.platform == "win32":
        return _windows_displays()
    found = []
    for device in sorted(Path("/sys/bus/pci/devices").glob("*")) if Path("/sys/bus/pci/devices").is_dir() else []:
        if read(device / "class", 20).startswith("0x03") and read(device / "vendor", 20).strip() == "0x10de":
            found.append("NVIDIA " + read(device / "device", 20).strip())
    return found


def _windows_displays() -> List[str]:
    found: List[str] = []
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, DISPLAYS) as key:
            for place in range(winreg.QueryInfoKey(key)[0]):
                try:
                    with winreg.OpenKey(key, winreg.EnumKey(key, place)) as card:
                        found.append(str(winreg.QueryValueEx(card, "DriverDesc")[0]))
                except OSError:
                    continue
    return found

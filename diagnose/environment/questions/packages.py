"""What is installed? Read from folders and files; no package is imported."""

import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict, List, Optional

from diagnose.environment.questions.tools import read

VERSION_FILES = {"torch": "version.py", "torchaudio": "version.py", "torchvision": "version.py", "numpy": "version.py"}
_ASSIGNED = re.compile(r"^(\w+)(?:\s*:\s*[\w\[\], .]+)?\s*=\s*(?:\w+\s*=\s*)?(['\"])([^'\"\n]*)\2", re.MULTILINE)


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """Distributions by folder, remains of broken installations, and where the asked modules are."""
    folders = [Path(entry) for entry in sys.path if entry]
    found: List[Dict[str, Any]] = []
    remains: List[str] = []
    for folder in folders:
        for path in _inside(folder):
            if path.name.endswith((".dist-info", ".egg-info")):
                if path.name[0] in "~-":
                    remains.append(str(path))
                else:
                    found.append(_distribution(path))
            elif path.name[0] in "~-" and re.match(r"[~-]\w", path.name):
                remains.append(str(path))
    modules = {name: _module(name) for name in asked.get("modules", ())}
    return {"distributions": found, "remains": remains, "modules": modules, "files": {name: _versions(modules.get(name)) for name in VERSION_FILES}}


def _inside(folder: Path) -> List[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() and folder.name in ("site-packages", "dist-packages") else []
    except OSError:
        return []


def _distribution(path: Path) -> Dict[str, Any]:
    """Name and version as its metadata tell them; by the folder's name, and `broken`, where there are none."""
    text = read(path if path.is_file() else path / ("METADATA" if path.name.endswith(".dist-info") else "PKG-INFO"), 400000)
    heads: Dict[str, List[str]] = {}
    for line in text.partition("\n\n")[0].replace("\r", "").splitlines():
        key, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "\t")):
            heads.setdefault(key.lower(), []).append(value.strip())
    stem = path.name.rpartition(".")[0]
    name, version = heads.get("name", [""])[0], heads.get("version", [""])[0]
    requires = [one for one in heads.get("requires-dist", []) if "extra ==" not in one.replace("extra==", "extra ==")]
    return {
        "name": name or stem.partition("-")[0],
        "version": version or (stem.split("-") + [""])[1],
        "folder": str(path),
        "broken": not (name and version),
        "requires": requires,
    }


def _module(name: str) -> Optional[Dict[str, Any]]:
    """Where a module would be imported from; None when it is not there."""
    try:
        spec = find_spec(name)
    except Exception as error:  # a broken import hook must not hide the others
        return {"error": f"{type(error).__name__}: {error}", "file": "", "folders": []}
    if spec is None:
        return None
    return {"file": spec.origin if spec.origin and spec.origin != "namespace" else "", "folders": [str(folder) for folder in spec.submodule_search_locations or ()], "error": ""}


def _versions(module: Optional[Dict[str, Any]]) -> Dict[str, str]:
    """The texts that a package's version file assigns: `__version__`, `cuda`, …"""
    for folder in (module or {}).get("folders", ()):
        text = read(Path(folder) / "version.py", 20000)
        if text:
            return {match[0]: match[2] for match in _ASSIGNED.findall(text)}
    return {}

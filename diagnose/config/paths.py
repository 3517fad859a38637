"""Whether the files and folders that a configuration names are there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Optional

from diagnose.config.schema import Setting
from diagnose.config.values import Value

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\a": "\\a", "\0": "\\0", "\x1b": "\\e"}
MODELS = "GPT_SoVITS/pretrained_models"
MOST_LOOKED_AT = 5000
"""Files among which a lost one is searched for."""


@dataclass(frozen=True)
class Lost:
    """What is wrong with a path."""

    key: str
    """Which sentence tells it: `path-missing` stands for `config.path-missing`."""
    set: Optional[str] = None
    """The right path, where it is known."""


def is_foreign(path: str) -> bool:
    """A path that only another system has."""
    windows = PurePath("a\\b").name == "b"
    return _WINDOWS.match(path) is not None if not windows else path.startswith("/") and not path.startswith("//")


def escaped_path(value: Value) -> Optional[Lost]:
    """A Windows path whose single backslashes were read as something else: `D:\\new` with a line break in it."""
    if not isinstance(value.value, str) or not _CONTROL.search(value.value):
        return None
    text = "".join(_ESCAPED.get(char, char) for char in value.value)
    return Lost("path-escape", None if _CONTROL.search(text) else text.replace("\\", "/"))


def look_for(setting: Setting, path: str, root: Optional[Path]) -> Optional[Lost]:
    """What is wrong with a path; None when it is there. `path-unknown` when that cannot be told from here.

    Relative paths count from the program folder.
    """
    if is_foreign(path) or (root is None and not Path(path).is_absolute()):
        return Lost("path-unknown")
    found = _kind(_join(root, path))
    if found == setting.exists:
        return None
    bare = path.strip().strip("\"'").strip()
    if bare != path and bare and _kind(_join(root, bare)) == setting.exists:
        return Lost("path-quotes", bare)
    if found:
        return Lost("path-not-file" if setting.exists == "file" else "path-not-folder")
    return Lost("path-missing", find_model(path.replace("\\", "/").rpartition("/")[2], root) if setting.exists == "file" else None)


def _join(root: Optional[Path], path: str) -> Path:
    return Path(path) if root is None else root / path


def _kind(path: Path) -> str:
    try:
        return "file" if path.is_file() else "folder" if path.is_dir() else ""
    except (OSError, ValueError):  # too long, or a NUL in it
        return ""


def find_model(name: str, root: Optional[Path]) -> Optional[str]:
    """Path from the program folder to the only file of this name among the pretrained models."""
    if root is None or not name:
        return None
    found = []
    try:
        for count, file in enumerate((root / MODELS).rglob("*")):
            if count > MOST_LOOKED_AT:
                return None
            if file.name == name and file.is_file():
                found.append(file)
    except OSError:
        return None
    return found[0].relative_to(root).as_posix() if len(found) == 1 else None

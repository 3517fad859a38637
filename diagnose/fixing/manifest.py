"""What a fix changes, written down before it changes anything."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any, Dict, Tuple

from diagnose import __version__

VERSION = 1
NAME = "manifest.json"
BEGUN, DONE, WITHDRAWN, UNDONE = "begun", "done", "withdrawn", "undone"
"""How far a fix came; `begun` is what a killed one leaves, `withdrawn` one that took everything back by itself."""
EDIT, MOVE = "edit", "move"


@dataclass(frozen=True)
class Entry:
    """One change."""

    kind: str
    """`EDIT` or `MOVE`."""
    path: str
    """Relative to the home, with `/`."""
    backup: str
    """Where the old file is, relative to the backup folder, with `/`."""
    before: str
    """sha256 of the file before the fix."""
    after: str
    """sha256 after it; empty for a file that was moved away."""
    values: Tuple[Tuple[str, str, str], ...] = ()
    """Key, old text and new text of every value."""
    why: Tuple[str, ...] = ()
    """Ids of the checks and causes that asked for it."""


@dataclass(frozen=True)
class Manifest:
    """One fix."""

    number: int
    """Counts the fixes of a home; the clock may be wrong."""
    time: str
    """When it was made, local time: ISO 8601."""
    state: str
    entries: Tuple[Entry, ...]
    log: str = ""
    """sha256 of the log that led to it, empty when there was none."""

    def text(self) -> str:
        """As JSON."""
        return json.dumps({"version": VERSION, "tool": __version__, **asdict(self)}, ensure_ascii=True, indent=2) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup folder. Raises OSError, and ValueError for one that nobody should follow."""
    try:
        tree: Dict[str, Any] = json.loads((folder / NAME).read_bytes())
        if tree["version"] != VERSION:
            raise ValueError(f"version {tree['version']!r}")
        return Manifest(int(tree["number"]), str(tree["time"]), str(tree["state"]), tuple(_entry(one) for one in tree["entries"]), str(tree["log"]))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def _entry(tree: Dict[str, Any]) -> Entry:
    values = tuple((str(key), str(old), str(new)) for key, old, new in tree["values"])
    entry = Entry(str(tree["kind"]), _inside(tree["path"]), _inside(tree["backup"]), str(tree["before"]), str(tree["after"]), values, tuple(map(str, tree["why"])))
    if entry.kind not in (EDIT, MOVE):
        raise ValueError(f"kind {entry.kind!r}")
    return entry


def _inside(path: str) -> str:
    """A relative path that stays where it is: a program folder from the net may bring a manifest of its own."""
    pure = PurePath(path)
    if not pure.parts or pure.drive or pure.root or ".." in pure.parts:
        raise ValueError(f"path {path!r}")
    return path

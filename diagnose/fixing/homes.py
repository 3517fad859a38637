"""Where the backup of a change belongs: the program folder, else beside the file."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Iterable, List, Optional

from diagnose.fixing.backup import FOLDER, below
from diagnose.fixing.change import Change
from diagnose.workspace.layout import find_workspace


def home_of(path: Path, root: Optional[Path]) -> Path:
    """The folder in which a file's old version is kept; `root` is the program folder that is worked on."""
    if root is not None and below(root, path) is not None:
        return root
    found = find_workspace(path.absolute().parent)
    if found is not None and below(found.root, path) is not None:
        return found.root
    folder = path.absolute().parent
    # The web UI empties its TEMP folder whenever it starts.
    return folder.parent if folder.name == "TEMP" else folder


def by_home(changes: Iterable[Change], root: Optional[Path]) -> Dict[Path, List[Change]]:
    """Changes by the folder that their backup belongs to."""
    found: Dict[Path, List[Change]] = {}
    spelled: Dict[Path, Path] = {}
    for change in changes:
        home = home_of(change.path, root)
        found.setdefault(spelled.setdefault(home.resolve(), home), []).append(change)
    return found


def homes_to_undo(root: Optional[Path], configs: Iterable[Path]) -> List[Path]:
    """Where to look for the last fix: the program folder, the homes of the files named, else the nearest folder above that holds one."""
    named = dict.fromkeys([home_of(path, root) for path in configs] or ([root] if root is not None else []))
    if named:
        return list(named)
    here = Path.cwd()
    return [next((folder for folder in (here, *here.parents) if (folder / FOLDER).is_dir()), here)]

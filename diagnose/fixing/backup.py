"""Where the old files of a fix are kept: `.sovits-doctor/backup/TIME/` in the program folder, else beside the file."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Iterator, List, Optional, Sequence

from diagnose.fixing import writing
from diagnose.fixing.change import Change, FileEdit
from diagnose.fixing.manifest import BEGUN, DONE, EDIT, MOVE, NAME, Entry, Manifest, read_manifest
from diagnose.fixing.refusal import Unusable

FOLDER = ".sovits-doctor"
_IGNORE = "# Backups of sovits-doctor; not for a repository.\n*\n"


@dataclass(frozen=True)
class Backup:
    """The old files of one fix."""

    home: Path
    """The folder that paths of the manifest begin at."""
    folder: Path
    manifest: Manifest

    def place(self, entry: Entry) -> Path:
        """The file that was changed, as the user knows it."""
        return self.home / entry.path

    def kept(self, entry: Entry) -> Path:
        """The old file in the backup."""
        return self.folder / entry.backup

    @property
    def scratch(self) -> Path:
        """A name for a file on its way to its place."""
        return self.folder / "scratch"

    def marked(self, state: str) -> Backup:
        """The same in another state, written down. Raises OSError."""
        marked = replace(self, manifest=replace(self.manifest, state=state))
        marked.write()
        return marked

    def write(self) -> None:
        """Write the manifest. Raises OSError."""
        writing.replace(self.folder / NAME, self.manifest.text().encode("ascii"), self.folder / (NAME + ".new"))


def lock_file(home: Path) -> Path:
    """The lock of a home."""
    return home / FOLDER / "lock"


def begin_backup(home: Path, changes: Sequence[Change], log: str = "") -> Backup:
    """Keep a copy of every file that will be edited, and write down what will be changed; nothing is changed yet.

    The home's lock must be held. Raises OSError, and Unusable for a file outside of the home.
    """
    top = home / FOLDER / "backup"
    top.mkdir(parents=True, exist_ok=True)
    ignore = top.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text(_IGNORE, "utf-8")
    earlier = [backup.manifest.number for backup in backups(home)]
    now = datetime.now()
    folder = _fresh(top, now.strftime("%Y%m%d-%H%M%S"))
    entries: List[Entry] = []
    for number, change in enumerate(changes, 1):
        path = below(home, change.path)
        if path is None:
            raise Unusable("fix.outside", name=change.path, home=home)
        kept = f"{number}-{change.path.name[-60:]}"
        if isinstance(change, FileEdit):
            writing.write_new(folder / kept, change.file.data)
            writing.adopt(change.target, folder / kept)
            why = tuple(dict.fromkeys(wish.rule or wish.check for edit in change.edits for wish in edit.wishes))
            values = tuple((edit.key, edit.old, edit.new) for edit in change.edits)
            entries.append(Entry(EDIT, path, kept, change.before, change.after, values, why))
        else:
            entries.append(Entry(MOVE, path, kept, change.before, "", why=(change.check,)))
    backup = Backup(home, folder, Manifest(max(earlier, default=0) + 1, now.isoformat(timespec="seconds"), BEGUN, tuple(entries), log))
    backup.write()
    writing.sync_folder(top)
    return backup


def _fresh(top: Path, name: str) -> Path:
    """A new folder of a name, or of that name with a number."""
    for number in count(1):
        folder = top / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            continue
    raise AssertionError


def below(home: Path, path: Path) -> Optional[str]:
    """A file's path from its home, with `/`; None for one that is not in it. A link that the file is itself is not followed."""
    lexical = Path(os.path.abspath(path)), Path(os.path.abspath(home))  # noqa: PTH100 (resolve follows links)
    for inner, outer in (lexical, (path.parent.resolve() / path.name, home.resolve())):
        try:
            return inner.relative_to(outer).as_posix()
        except ValueError:
            continue
    return None


def backups(home: Path) -> Iterator[Backup]:
    """All backups of a home that can be read, in no order. Raises nothing."""
    try:
        folders = list((home / FOLDER / "backup").iterdir())
    except OSError:
        return
    for folder in folders:
        try:
            yield Backup(home, folder, read_manifest(folder))
        except (OSError, ValueError):
            continue


def last_fix(home: Path) -> Optional[Backup]:
    """The backup of the last fix that was not taken back, also of one that was killed."""
    standing = [backup for backup in backups(home) if backup.manifest.state in (BEGUN, DONE)]
    return max(standing, key=lambda backup: backup.manifest.number, default=None)


def fixed_before(home: Path, log: str, key: str) -> bool:
    """Whether a fix that stands changed a value because of this very log (its sha256): what is computed from a file must not be computed twice."""
    standing = [backup.manifest for backup in backups(home) if backup.manifest.log == log and backup.manifest.state in (BEGUN, DONE)]
    return any(key == value[0] for manifest in standing for entry in manifest.entries for value in entry.values)

"""The last fix taken back, byte for byte."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

from diagnose.fixing import writing
from diagnose.fixing.backup import Backup, last_fix, lock_file
from diagnose.fixing.change import digest, digest_of
from diagnose.fixing.lock import locked
from diagnose.fixing.manifest import MOVE, UNDONE, Entry
from diagnose.fixing.refusal import Refusal, Unusable, reason_of

OLD, NEW, CHANGED, LOST = "old", "new", "changed", "lost"
"""What stands at a place: what the fix found, what it made, something else; or the backup no longer holds what the fix found."""


@dataclass(frozen=True)
class Undone:
    """What was taken back."""

    backup: Backup
    restored: Tuple[Entry, ...]
    saved: Tuple[Path, ...] = ()
    """Where files went that had been changed since."""


def look(backup: Backup, entry: Entry) -> str:
    """What stands at the place of a change now. Raises OSError."""
    place, kept = backup.place(entry), backup.kept(entry)
    now = digest_of(place if entry.kind == MOVE else Path(os.path.realpath(place))) if os.path.lexists(place) else ""
    if now == entry.before:
        return OLD
    if not os.path.lexists(kept) or digest_of(kept) != entry.before:
        return LOST
    return NEW if now == entry.after else CHANGED


def undo(home: Path, force: bool = False, dry: bool = False) -> Undone:
    """Give every file of a home's last fix back what it held before.

    A file that was changed since stops it (Refusal), unless `force`: then what it holds now goes into the backup. Raises Unusable
    when something cannot be read or written; what was given back by then stays so, and undo can be called again.
    """
    if last_fix(home) is None:
        raise Unusable("fix.no-fix", name=home)
    if dry:
        return _undo(home, force, dry)
    with locked(lock_file(home)):
        return _undo(home, force, dry)


def _undo(home: Path, force: bool, dry: bool) -> Undone:
    backup = last_fix(home)
    if backup is None:
        raise Unusable("fix.no-fix", name=home)
    try:
        found = [(entry, look(backup, entry)) for entry in backup.manifest.entries]
        lost = next((entry for entry, state in found if state == LOST), None)
        if lost is not None:
            raise Unusable("fix.backup-lost", name=backup.place(lost), backup=backup.kept(lost))
        changed = [entry for entry, state in found if state == CHANGED]
        if changed and not force:
            raise Refusal("fix.changed-since", names=", ".join(str(backup.place(entry)) for entry in changed), backup=backup.folder)
        waiting = [(entry, state) for entry, state in found if state != OLD]
        if dry:
            return Undone(backup, tuple(entry for entry, _ in waiting))
        saved: List[Optional[Path]] = []
        for entry, state in waiting:
            saved.append(_save(backup, entry) if state == CHANGED else None)
            _restore(backup, entry)
        backup.marked(UNDONE)
    except OSError as error:
        raise Unusable("fix.failed-undo", name=error.filename or home, reason=reason_of(error), backup=backup.folder) from None
    return Undone(backup, tuple(entry for entry, _ in waiting), tuple(path for path in saved if path))


def _save(backup: Backup, entry: Entry) -> Optional[Path]:
    """Keep what stands at a place now; a file that is gone needs no keeping."""
    place = backup.place(entry)
    if not os.path.lexists(place):
        return None
    goal = next(path for path in (backup.folder / f"changed-{number}-{place.name[-60:]}" for number in range(1, 10_000)) if not os.path.lexists(path))
    if entry.kind == MOVE:
        writing.move(place, goal)
    else:
        writing.copy_exactly(Path(os.path.realpath(place)), goal)
    return goal


def _restore(backup: Backup, entry: Entry) -> None:
    place, kept = backup.place(entry), backup.kept(entry)
    place.parent.mkdir(parents=True, exist_ok=True)
    if entry.kind == MOVE:
        writing.move(kept, place)
        return
    target = Path(os.path.realpath(place))
    writing.beside(target).unlink(missing_ok=True)
    data = kept.read_bytes()
    fresh = not target.exists()
    writing.replace(target, data, backup.scratch)
    if fresh:
        writing.adopt(kept, target)
    if digest(target.read_bytes()) != entry.before:
        raise OSError(None, "the file does not hold what was written", str(place))

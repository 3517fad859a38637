"""A plan carried out: backup, changes, proof; what fails its proof is taken back."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List, Mapping, Optional, Sequence, Tuple

from diagnose.fixing import writing
from diagnose.fixing.backup import Backup, begin_backup, lock_file
from diagnose.fixing.change import Change, FileEdit, digest, digest_of
from diagnose.fixing.lock import locked
from diagnose.fixing.manifest import DONE, WITHDRAWN, Entry
from diagnose.fixing.refusal import Refusal, Unusable, reason_of

Prove = Callable[[Change], Optional[Refusal]]
"""Looks at a file that was changed: None, or why the change must not stay."""


@dataclass(frozen=True)
class Outcome:
    """What became of one change."""

    change: Change
    backup: Path
    """The folder with the old file."""
    failure: Optional[Refusal] = None
    """Why it was taken back; None for a change that stands."""


Step = Tuple[Change, Backup, Entry]


def apply_changes(homes: Mapping[Path, Sequence[Change]], prove: Prove, log: str = "") -> List[Outcome]:
    """Make the changes of every home and prove each; gives back what became of them.

    Raises Unusable when something cannot be read or written: then everything is as it was before. A killed process leaves of
    every file the old or the new one, and a manifest from which `undo` knows both.
    """
    with contextlib.ExitStack() as locks:
        for home in sorted(homes):
            locks.enter_context(locked(lock_file(home)))
        for changes in homes.values():
            for change in changes:
                _check_unchanged(change)
        steps = _prepare(homes, log)
        done: List[Step] = []
        try:
            for step in steps:
                _check_unchanged(step[0])
                done.append(step)
                _make(step)
            outcomes = [_proved(step, prove) for step in done]
        except BaseException as error:
            whole = _take_back(done)
            if whole:
                _mark([backup for _, backup, _ in steps], WITHDRAWN)
            if not isinstance(error, OSError):
                raise
            name, reason = error.filename or done[-1][0].path, reason_of(error)
            if whole:
                raise Unusable("fix.failed", name=name, reason=reason) from None
            raise Unusable("fix.failed-half", name=name, reason=reason, backup=done[-1][1].folder) from None
        for backup in {backup.folder: backup for _, backup, _ in steps}.values():
            standing = [outcome for outcome in outcomes if outcome.backup == backup.folder and outcome.failure is None]
            _mark([backup], DONE if standing else WITHDRAWN)
        return outcomes


def _prepare(homes: Mapping[Path, Sequence[Change]], log: str) -> List[Step]:
    steps: List[Step] = []
    for home, changes in homes.items():
        try:
            backup = begin_backup(home, changes, log)
        except OSError as error:
            raise Unusable("fix.no-backup", name=home, reason=reason_of(error)) from None
        steps += [(change, backup, entry) for change, entry in zip(changes, backup.manifest.entries)]
    return steps


def _check_unchanged(change: Change) -> None:
    """Raises Unusable when a file is not what the plan was made for."""
    path = change.target if isinstance(change, FileEdit) else change.path
    try:
        same = digest_of(path) == change.before
    except FileNotFoundError:
        raise Unusable("fix.vanished", name=change.path) from None
    if not same:
        raise Unusable("fix.meanwhile", name=change.path)


def _make(step: Step) -> None:
    change, backup, entry = step
    if isinstance(change, FileEdit):
        writing.replace(change.target, change.data, backup.scratch)
    else:
        writing.move(change.path, backup.kept(entry))


def _proved(step: Step, prove: Prove) -> Outcome:
    change, backup, entry = step
    failure: Optional[Refusal]
    if isinstance(change, FileEdit):
        failure = None if digest(change.target.read_bytes()) == change.after else Refusal("fix.meanwhile", name=change.path)
    else:
        failure = None if digest_of(backup.kept(entry)) == change.before else Refusal("fix.meanwhile", name=change.path)
    failure = failure or prove(change)
    if failure is not None:
        take_back(step)
    return Outcome(change, backup.folder, failure)


def take_back(step: Step) -> None:
    """Undo one change, as far as it was made and nobody else has written the file since. Raises OSError."""
    change, backup, entry = step
    if isinstance(change, FileEdit):
        if digest(change.target.read_bytes()) == change.after:
            writing.replace(change.target, change.file.data, backup.scratch)
    elif backup.kept(entry).exists() or backup.kept(entry).is_symlink():
        writing.move(backup.kept(entry), change.path)


def _take_back(steps: Sequence[Step]) -> bool:
    """Undo all; False when one could not be undone, which is then left to the user's `undo`."""
    whole = True
    for step in reversed(steps):
        try:
            take_back(step)
        except OSError:
            whole = False
    return whole


def _mark(backups: Sequence[Backup], state: str) -> None:
    for backup in {backup.folder: backup for backup in backups}.values():
        # The changes stand whether or not this is written; undo judges by the bytes.
        with contextlib.suppress(OSError):
            backup.marked(state)

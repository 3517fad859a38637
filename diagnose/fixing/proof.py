"""Whether a file that was edited is well: the value is there, the remedy's test holds, the check is content, nothing new is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Dict, Iterable, Optional, Set, Tuple

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.config.checks import check_config
from diagnose.config.values import ConfigFile
from diagnose.events import Known
from diagnose.fixing.change import Change, FileEdit, Move
from diagnose.fixing.planning import read_config, same
from diagnose.fixing.refusal import Refusal
from diagnose.workspace.checks import check_workspace
from diagnose.workspace.layout import find_workspace

if TYPE_CHECKING:
    from diagnose.environment.hardware import Hardware

Problem = Tuple[str, str, int]
"""Id of a check, the key it would edit, and the line it looked at."""


class Prover:
    """Looks at files again after they were changed. Made before they are, to tell what is new."""

    def __init__(self, changes: Iterable[Change], root: Optional[Path], hardware: Optional[Hardware]) -> None:
        self._root = root
        self._hardware = hardware
        self._before: Dict[Path, Set[Problem]] = {change.path: self._problems(read_config(change.path)) for change in changes if isinstance(change, FileEdit)}
        self._leftovers: Optional[Set[Path]] = None

    def __call__(self, change: Change) -> Optional[Refusal]:
        """None, or why the change must be taken back."""
        return self._of_move(change) if isinstance(change, Move) else self._of_edit(change)

    def _of_edit(self, change: FileEdit) -> Optional[Refusal]:
        file = read_config(change.path)
        known = Known(file.facts(), ())
        after = self._problems(file)
        for edit in change.edits:
            value = file.values.get(edit.key)
            for wish in edit.wishes:
                if value is None or not same(value.value, wish.edit.set):
                    return Refusal("fix.unproved-value", name=change.path, setting=edit.key, value=repr(wish.edit.set))
                if wish.verify is not None and known.test(wish.verify) is None:
                    return Refusal("fix.unproved-remedy", name=change.path, setting=edit.key, rule=wish.rule)
                if any(problem[0] == wish.check and (problem[1] == edit.key or problem[2] == value.line) for problem in after):
                    return Refusal("fix.unproved-check", name=change.path, setting=edit.key, check=wish.check)
        new = sorted(after - self._before[change.path])
        return Refusal("fix.unproved-new", name=change.path, check=new[0][0], line=new[0][2]) if new else None

    def _problems(self, file: ConfigFile) -> Set[Problem]:
        found = check_config(file, self._hardware, self._root)
        return {(check.id, check.edit.key if check.edit else "", check.place.line if check.place else 0) for check in found if check.status in (ERROR, WARNING)}

    def _of_move(self, change: Move) -> Optional[Refusal]:
        if self._leftovers is None:
            workspace = find_workspace(self._root) if self._root is not None else None
            checks = check_workspace(workspace) if workspace is not None else []
            self._leftovers = {place_of(check, self._root) for check in checks if check.leftover}
        return Refusal("fix.unproved-check", name=change.path, setting=change.path.name, check=change.check) if change.path in self._leftovers else None


def place_of(check: Check, root: Optional[Path]) -> Path:
    """The leftover that a check found, as a path that can be opened from here."""
    return (root or Path()) / check.leftover

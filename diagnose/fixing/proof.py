"""Whether a file that was edited is well: the value is there, the remedy's test holds, the check is content, nothing new is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Dict, Iterable, List, Optional, Set, Tuple

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.config.checks import check_config
from diagnose.config.values import ConfigFile
from diagnose.fixing.change import Change, FileEdit, Move
from diagnose.fixing.planning import read_config, same
from diagnose.fixing.refusal import Refusal
from diagnose.known import Known
from diagnose.workspace.checks import check_workspace
from diagnose.workspace.layout import find_workspace

if TYPE_CHECKING:
    from diagnose.environment.hardware import Hardware

Problem = Tuple[str, str]
"""Id of a check, and the key it looked at; empty for the whole file."""


class Prover:
    """Looks at files again after they were changed. Made before they are, to tell what is new."""

    def __init__(self, changes: Iterable[Change], root: Optional[Path], hardware: Optional[Hardware]) -> None:
        self._root = root
        self._hardware = hardware
        self._before = {change.path: set(self._problems(read_config(change.path))) for change in changes if isinstance(change, FileEdit)}
        self._leftovers: Optional[Set[Path]] = None
        self.revealed: List[Check] = []
        """What other values turned out to be wrong, now that the checks can see them."""

    def __call__(self, change: Change) -> Optional[Refusal]:
        """None, or why the change must be taken back."""
        return self._of_move(change) if isinstance(change, Move) else self._of_edit(change)

    def _of_edit(self, change: FileEdit) -> Optional[Refusal]:
        file = read_config(change.path)
        known = Known(file.facts(), ())
        after = self._problems(file)
        for edit in change.edits:
            value = file.values.get(edit.key)
            if value is None or not same(value.value, edit.set):
                return Refusal("fix.unproved-value", name=change.path, setting=edit.key, value=repr(edit.set))
            for wish in edit.wishes:
                if wish.verify is not None and known.test(wish.verify) is None:
                    return Refusal("fix.unproved-remedy", name=change.path, setting=edit.key, rule=wish.rule)
                if (wish.check, edit.key) in after:
                    return Refusal("fix.unproved-check", name=change.path, setting=edit.key, check=wish.check)
        new = [problem for problem in after if problem not in self._before[change.path]]
        edited = {edit.key for edit in change.edits}
        caused = next((problem for problem in new if problem[1] in edited), None)
        if caused is not None:
            return Refusal("fix.unproved-new", name=change.path, setting=caused[1], check=caused[0])
        self.revealed += [after[problem] for problem in new]
        return None

    def _problems(self, file: ConfigFile) -> Dict[Problem, Check]:
        found = check_config(file, self._hardware, self._root)
        # By key and not by column: on one long line an edit moves all that stands behind it.
        keys = {(value.line, value.column): value.key for value in file.values.values()}
        problems: Dict[Problem, Check] = {}
        for check in found:
            if check.status in (ERROR, WARNING):
                looked_at = keys.get((check.place.line, check.place.column), "") if check.place else ""
                problems[check.id, check.edit.key if check.edit else looked_at] = check
        return problems

    def _of_move(self, change: Move) -> Optional[Refusal]:
        if self._leftovers is None:
            workspace = find_workspace(self._root) if self._root is not None else None
            checks = check_workspace(workspace) if workspace is not None else []
            self._leftovers = {place_of(check, self._root) for check in checks if check.leftover}
        return Refusal("fix.unproved-check", name=change.path, setting=change.path.name, check=change.check) if change.path in self._leftovers else None


def place_of(check: Check, root: Optional[Path]) -> Path:
    """The leftover that a check found, as a path that can be opened from here."""
    return (root or Path()) / check.leftover

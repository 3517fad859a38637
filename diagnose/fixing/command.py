"""The command `fix`."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple

from diagnose import Reader
from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.checkup.checkup import Checkup, run_checkup
from diagnose.checkup.interpreter import NoInterpreter, choose_interpreter
from diagnose.command import complain, print_text
from diagnose.config.reading import read_config_file
from diagnose.fixing.applying import Outcome, apply_changes
from diagnose.fixing.backup import FOLDER
from diagnose.fixing.change import Change, Wish
from diagnose.fixing.homes import by_home, homes_to_undo
from diagnose.fixing.planning import Plan, Refused, plan_changes
from diagnose.fixing.proof import Prover, place_of
from diagnose.fixing.refusal import Refusal, Unusable
from diagnose.fixing.shown import Shown, counted, shown_path
from diagnose.fixing.undoing import undo
from diagnose.fixing.wishes import Wanted, config_of_run, fitting, wanted_by, wish_of, wishes_of
from diagnose.inputs import STDIN, InputError, blocks_of, find_inputs
from diagnose.library import Library, load_library
from diagnose.messages import say
from diagnose.model import Diagnosis
from diagnose.tree import RuleError

if TYPE_CHECKING:
    from diagnose.fixing.fixapp import FixOptions

LEFT, USAGE = 1, 2
"""Exit codes: something was not repaired; a file or the request cannot be used."""
YES = ("y", "yes", "是", "好", "对")


@dataclass(frozen=True)
class Case:
    """A log that was diagnosed."""

    diagnosis: Diagnosis
    library: Library
    digest: str
    """sha256 of the log."""
    wanted: Optional[Wanted]
    config: Optional[Path]
    """The configuration file of the failed run."""


def run_fix(options: FixOptions) -> int:
    """Repair what can be repaired safely, or take the last repair back; gives back the exit code."""
    try:
        return _undo(options) if options.undo else _fix(options)
    except InputError as error:
        return complain(error.key, options.lang, **error.values)
    except RuleError as error:
        return complain("rules-broken", options.lang, reason=error)
    except NoInterpreter as error:
        return complain("check.no-interpreter", options.lang, name=error)
    except Refusal as refusal:
        complain(refusal.key, options.lang, **refusal.values)
        return USAGE if isinstance(refusal, Unusable) else LEFT


def _undo(options: FixOptions) -> int:
    shown = _shown(options)
    for home in homes_to_undo(_root(options, None), options.configs):
        print_text(shown.text(shown.undone(undo(home, options.force, options.dry_run), options.dry_run)))
    return LEFT if options.dry_run else 0


def _fix(options: FixOptions) -> int:
    case = _case(options) if options.log else None
    root = _root(options, case)
    configs = options.configs or ((case.config,) if case is not None and case.config is not None and root is None else ())
    if root is None and not configs and case is None:
        raise InputError("fix.nothing-given")
    python = choose_interpreter(options.python, root)[0] if options.python or root is not None else ""
    checkup = run_checkup(root, python, configs, "")
    plan = _plan(case, checkup, root)
    shown = _shown(options)
    by_hand = _by_hand(checkup, plan)
    print_text(shown.text([*shown.plan(plan), *shown.by_hand(by_hand)]))
    left = bool(plan.refused) or any(check.status == ERROR for check in by_hand)
    left = _tell_of_log(case, plan, shown, options.lang) or left
    if not plan.changes:
        print_text(say("fix.nothing" if not left else "fix.nothing-safe", options.lang) + "\n")
        return LEFT if left else 0
    if not _agreed(options, plan.changes):
        return LEFT
    prover = Prover(plan.changes, root, checkup.hardware)
    outcomes = apply_changes(by_home(plan.changes, root), prover, case.digest if case else "")
    print_text(shown.text(shown.outcomes(outcomes)))
    if any(outcome.failure is None for outcome in outcomes):
        print_text(say("fix.how-to-undo", options.lang, command=_undo_command(root, outcomes)) + "\n")
    return LEFT if left or any(outcome.failure is not None for outcome in outcomes) else 0


def _case(options: FixOptions) -> Case:
    """Read and judge the log; raises InputError."""
    library = load_library(options.rules)
    inputs = find_inputs(options.log)
    if len(inputs) > 1:
        raise InputError("fix.one-log", count=len(inputs))
    if options.log == STDIN and sys.stdin is not None and sys.stdin.isatty():
        print(say("pasting", options.lang), file=sys.stderr)
    reader, total = Reader(library), hashlib.sha256()
    for block in blocks_of(inputs[0]):
        reader.feed(block)
        total.update(block)
    diagnosis = reader.close()
    wanted = wanted_by(diagnosis)
    stage = wanted.stage if wanted else ""
    named = fitting([read_config_file(path) for path in _existing(options.configs)], stage)
    folders = [options.workspace or Path(), Path(), *([Path(options.log).parent] if options.log != STDIN else [])]
    workspace = _workspace_of(folders)
    config = named or (None if options.configs else config_of_run(diagnosis, [*([workspace] if workspace else []), *folders]))
    return Case(diagnosis, library, total.hexdigest(), wanted, config)


def _existing(configs: Sequence[Path]) -> Sequence[Path]:
    """The configuration files that were named; raises InputError when one is not there."""
    for path in configs:
        if not path.is_file():
            raise InputError("check.config-folder" if path.is_dir() else "check.config-missing", name=path)
    return configs


def _workspace_of(folders: Sequence[Path]) -> Optional[Path]:
    from diagnose.workspace.layout import find_workspace

    found = (find_workspace(folder) for folder in folders)
    return next((workspace.root for workspace in found if workspace is not None), None)


def _root(options: FixOptions, case: Optional[Case]) -> Optional[Path]:
    """The program folder: the one named, else that of the configuration, else the one we are in; raises InputError when what was named is none."""
    if options.workspace is not None:
        found = _workspace_of([options.workspace])
        if found is None and options.undo and (options.workspace / FOLDER).is_dir():
            return options.workspace
        if found is None:
            raise InputError("check.not-a-workspace", name=options.workspace)
        return found
    configs: Tuple[Path, ...] = tuple(_existing(options.configs)) if not options.undo else options.configs
    if configs or (case is not None and case.config is not None):
        return _workspace_of([path.absolute().parent for path in (*configs, *([case.config] if case and case.config else ()))])
    return _workspace_of([Path.cwd()])


def _plan(case: Optional[Case], checkup: Checkup, root: Optional[Path]) -> Plan:
    wishes = wishes_of(checkup.checks)
    refused: List[Refused] = []
    if case is not None and case.wanted is not None:
        wish = wish_of(case.wanted, case.diagnosis, case.library, case.config or Path())
        if case.config is None:
            refused.append(Refused(wish, Refusal("fix.no-config", setting=wish.edit.key)))
        else:
            wishes.append(wish)
    leftovers: Dict[Path, Check] = {place_of(check, root): check for check in checkup.checks if check.leftover}
    plan = plan_changes(wishes, leftovers)
    return Plan(plan.changes, (*refused, *plan.refused), plan.settled)


def _by_hand(checkup: Checkup, plan: Plan) -> List[Check]:
    """What the checks found and no change takes up."""
    return [check for check in checkup.checks if check.status in (ERROR, WARNING) and check.edit is None and not check.leftover]


def _tell_of_log(case: Optional[Case], plan: Plan, shown: Shown, lang: str) -> bool:
    """Say what the log's verdict means for the fix; True when something of it is left to do."""
    if case is None:
        return False
    diagnosis = case.diagnosis
    if diagnosis.status != "diagnosed":
        print_text(say(f"fix.log-{diagnosis.status}", lang) + "\n")
        return diagnosis.status == "unrecognised"
    rule = case.library.rules[diagnosis.causes[0].rule]
    wishes: List[Wish] = [wish for change in plan.changes for edit in getattr(change, "edits", ()) for wish in edit.wishes]
    made = any(wish.rule == rule.id for wish in wishes)
    settled = any(wish.rule == rule.id for wish in plan.settled)
    if settled:
        print_text(say("fix.settled", lang, title=rule.title[lang]) + "\n")
        return False
    remedies = [remedy for remedy in diagnosis.causes[0].remedies if case.wanted is None or remedy.id != case.wanted.remedy.id or not made]
    if not made:
        print_text(say("fix.cause", lang, title=rule.title[lang]) + "\n")
    print_text(shown.text(shown.solutions(diagnosis, case.library, remedies, made)))
    return not made


def _agreed(options: FixOptions, changes: Sequence[Change]) -> bool:
    """Whether the changes shall be made: said beforehand, or now."""
    lang, counts = options.lang, counted(changes)
    if options.dry_run:
        print_text(say("fix.dry-run", lang, **counts) + "\n")
        return False
    if options.yes:
        return True
    if options.log == STDIN or sys.stdin is None or not sys.stdin.isatty() or not sys.stdout.isatty():
        print_text(say("fix.how-to-agree", lang, **counts) + "\n")
        return False
    try:
        answer = input(say("fix.ask", lang, **counts) + " [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() in YES:
        return True
    print_text(say("fix.declined", lang) + "\n")
    return False


def _undo_command(root: Optional[Path], outcomes: Sequence[Outcome]) -> str:
    """How to take it back, as it would be typed here."""
    told = ["sovits-doctor", "fix", "--undo"]
    if root is None:
        told += [word for outcome in outcomes for word in ("--config", shown_path(outcome.change.path))]
    elif root != _workspace_of([Path.cwd()]):
        told += ["--workspace", shown_path(root)]
    return " ".join(f'"{word}"' if " " in word else word for word in told)


def _shown(options: FixOptions) -> Shown:
    return Shown(options.lang, sys.stdout.isatty())

"""The command `fix`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check
from diagnose.checkup.checkup import Checkup, run_checkup
from diagnose.checkup.interpreter import BUNDLED, NAMED, OWN, choose_interpreter
from diagnose.checkup.looking import config_paths, outside_of, workspace_root
from diagnose.config.checks import check_config
from diagnose.diagnosing import complain, print_text
from diagnose.fixing.applying import Outcome, apply_changes
from diagnose.fixing.backup import FOLDER, fixed_before
from diagnose.fixing.case import Case, OpenCase, folders_of
from diagnose.fixing.homes import by_home, home_of, homes_to_undo
from diagnose.fixing.planning import Plan, Refused, plan_changes, read_config
from diagnose.fixing.proof import Prover, place_of
from diagnose.fixing.refusal import Refusal, Unusable, reason_of
from diagnose.fixing.shown import Shown, shown_path
from diagnose.fixing.undoing import undo
from diagnose.fixing.wishes import wish_of, wishes_of
from diagnose.inputs import STDIN, InputError
from diagnose.library import load_library
from diagnose.messages import say
from diagnose.rule import RuleError
from diagnose.workspace.layout import find_workspace

if TYPE_CHECKING:
    from diagnose.environment.hardware import Hardware
    from diagnose.fixing.fixapp import FixOptions

LEFT, USAGE = 1, 2
"""Exit codes: something was not repaired; a file or the request cannot be used."""
YES = ("y", "yes", "是", "好", "对")


def run_fix(options: FixOptions) -> int:
    """Repair what can be repaired safely, or take the last repair back; gives back the exit code."""
    try:
        return _undo(options) if options.undo else _fix(options)
    except InputError as error:
        return complain(error.key, options.lang, **error.values)
    except RuleError as error:
        return complain("rules-broken", options.lang, reason=error)
    except Refusal as refusal:
        complain(refusal.key, options.lang, **refusal.values)
        return USAGE if isinstance(refusal, Unusable) else LEFT
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        return complain("fix.unreadable", options.lang, name=error.filename or "?", reason=reason_of(error))


def _undo(options: FixOptions) -> int:
    shown = _shown(options)
    kept = options.workspace if options.workspace is not None and (options.workspace / FOLDER).is_dir() else None
    for home in homes_to_undo(kept or _nearest(options, options.configs), options.configs):
        print_text(shown.text(shown.undone(undo(home, options.force, options.dry_run), options.dry_run)))
    return LEFT if options.dry_run else 0


@dataclass(frozen=True)
class Matter:
    """All that one fix is about."""

    root: Optional[Path]
    """The program folder."""
    case: Optional[Case]
    hardware: Optional[Hardware]
    plan: Plan
    by_hand: Sequence[Check]


def _fix(options: FixOptions) -> int:
    shown = _shown(options)
    matter = _look(options)
    left = _tell(matter, shown, options.lang)
    if not matter.plan.changes:
        print_text(say("fix.nothing-safe" if left else "fix.nothing", options.lang) + "\n")
        return LEFT if left else 0
    if not _agreed(options):
        return LEFT
    return LEFT if _carry_out(matter, shown, options.lang) or left else 0


def _look(options: FixOptions) -> Matter:
    """Read the log, check what there is, and plan the changes."""
    opened = OpenCase(options.log, load_library(options.rules), options.lang) if options.log else None
    named = config_paths(options.configs)
    for path in named:
        read_config(path)
    config = opened.config(named, folders_of(options.log, [_nearest(options, ())])) if opened is not None else None
    root = _nearest(options, [*named, *([config] if config is not None else [])])
    configs = named or ([config] if config is not None and root is None else [])
    if root is None and not configs and opened is None:
        raise InputError("fix.nothing-given")
    python, how = choose_interpreter(options.python, root) if options.python or root is not None else ("", OWN)
    checkup = run_checkup(root, python, configs, "")
    known = checkup if how in (NAMED, BUNDLED) else _without_environment(checkup)
    case = opened.close(outside_of(known, given=bool(configs)), config) if opened is not None else None
    return Matter(root, case, checkup.hardware, _plan(case, checkup, root), _by_hand(known))


def _tell(matter: Matter, shown: Shown, lang: str) -> bool:
    """Show the changes and what is left to the user; True when something of that has to be done."""
    if matter.case is not None:
        print_text(_headline(matter.case, lang) + "\n")
    print_text(shown.text([*shown.plan(matter.plan), *shown.by_hand(matter.by_hand)]))
    of_log = matter.case is not None and _tell_of_cause(matter.case, matter.plan, shown, lang)
    return of_log or bool(matter.plan.refused) or any(check.status != WARNING for check in matter.by_hand)


def _carry_out(matter: Matter, shown: Shown, lang: str) -> bool:
    """Make the changes and tell what became of them; True when something is left."""
    prover = Prover(matter.plan.changes, matter.root, matter.hardware)
    outcomes = apply_changes(by_home(matter.plan.changes, matter.root), prover, matter.case.digest if matter.case else "")
    print_text(shown.text([*shown.outcomes(outcomes), *shown.by_hand(prover.revealed, revealed=True)]))
    if any(outcome.failure is None for outcome in outcomes):
        print_text(say("fix.how-to-undo", lang, command=_undo_command(matter.root, outcomes)) + "\n")
    return any(outcome.failure is not None for outcome in outcomes) or any(check.status == ERROR for check in prover.revealed)


def _nearest(options: FixOptions, files: Sequence[Path]) -> Optional[Path]:
    """The program folder: the one named, else that of a configuration file, else the one we are in; raises InputError when what was named is none."""
    if options.workspace is not None or not files:
        return workspace_root(options.workspace)
    found = (find_workspace(path.absolute().parent) for path in files)
    return next((workspace.root for workspace in found if workspace is not None), None)


def _plan(case: Optional[Case], checkup: Checkup, root: Optional[Path]) -> Plan:
    wishes, settled, refused = wishes_of(checkup.checks), [], []
    if case is not None and case.wanted is not None:
        wish = wish_of(case.wanted, case.diagnosis, case.library, case.config or Path())
        if case.config is None:
            refused.append(Refused(wish, Refusal("fix.no-config", setting=wish.edit.key)))
        elif fixed_before(home_of(case.config, root), case.digest, wish.edit.key):
            settled.append(wish)
        else:
            wishes.append(wish)
    leftovers: Dict[Path, Check] = {place_of(check, root): check for check in checkup.checks if check.leftover}
    plan = plan_changes(wishes, leftovers, lambda file: wishes_of(check_config(file, checkup.hardware, root)))
    return Plan(plan.changes, (*refused, *plan.refused), (*settled, *plan.settled))


def _without_environment(checkup: Checkup) -> Checkup:
    """What is known when nobody named the Python: the hardware is of use, as for `check`, but what is wrong with some Python need not be of this program."""
    facts = {key: fact for key, fact in checkup.facts.items() if key.startswith("workspace.")}
    return replace(checkup, facts=facts, checks=tuple(check for check in checkup.checks if not check.id.startswith("environment.")))


def _by_hand(checkup: Checkup) -> List[Check]:
    """What the checks found, or stumbled over, and no change takes up."""
    stumbled = [check for check in checkup.checks if check.status == UNKNOWN and check.id.endswith((".unreadable", ".failed"))]
    return [check for check in checkup.checks if check.status in (ERROR, WARNING) and check.edit is None and not check.leftover] + stumbled


def _headline(case: Case, lang: str) -> str:
    """What the log says, in a sentence."""
    if case.diagnosis.status != "diagnosed":
        return say(f"fix.log-{case.diagnosis.status}", lang)
    return say("fix.cause", lang, title=case.library.rules[case.diagnosis.causes[0].rule].title[lang])


def _tell_of_cause(case: Case, plan: Plan, shown: Shown, lang: str) -> bool:
    """Say what else can be done about the cause; True when that has to be done."""
    diagnosis = case.diagnosis
    if diagnosis.status != "diagnosed":
        return diagnosis.status == "unrecognised"
    first = diagnosis.causes[0]
    if any(wish.rule == first.rule for wish in plan.settled):
        print_text(say("fix.settled", lang) + "\n")
        return False
    made = any(wish.rule == first.rule for change in plan.changes for edit in getattr(change, "edits", ()) for wish in edit.wishes)
    remedies = [remedy for remedy in first.remedies if not made or case.wanted is None or remedy.id != case.wanted.remedy.id]
    print_text(shown.text(shown.solutions(diagnosis, case.library, remedies, made)))
    return not made


def _agreed(options: FixOptions) -> bool:
    """Whether the changes shall be made: said beforehand, or now."""
    lang = options.lang
    if options.dry_run:
        print_text(say("fix.dry-run", lang) + "\n")
        return False
    if options.yes:
        return True
    if options.log == STDIN or sys.stdin is None or not sys.stdin.isatty() or not sys.stdout.isatty():
        print_text(say("fix.how-to-agree", lang) + "\n")
        return False
    try:
        answer = input(say("fix.ask", lang) + " [y/N] ")
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
    elif root != workspace_root(None):
        told += ["--workspace", shown_path(root)]
    return " ".join(f'"{word}"' if " " in word else word for word in told)


def _shown(options: FixOptions) -> Shown:
    return Shown(options.lang, sys.stdout.isatty())

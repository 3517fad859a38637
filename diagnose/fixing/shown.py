"""What `fix` shows: the changes before they are made, what it leaves to the user, and what became of the changes.

What comes from files and logs enters as rich Text objects, never as markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import Iterable, List, Mapping, Optional, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from diagnose.article import ArticleError, fill_for
from diagnose.checkup.check import ERROR, Check
from diagnose.console import laid_out
from diagnose.fixing.applying import Outcome
from diagnose.fixing.change import FileEdit, Move
from diagnose.fixing.difference import HEAD, HUNK, NEW, OLD, SAME, difference
from diagnose.fixing.manifest import MOVE
from diagnose.fixing.planning import Plan, Refused
from diagnose.fixing.undoing import Undone
from diagnose.library import Library
from diagnose.messages import say
from diagnose.model import Diagnosis, Remedy
from diagnose.printable import clean_document, one_line, printable
from diagnose.styled import lay_out_section

COLORS: Mapping[str, str] = {HEAD: "bold", HUNK: "cyan", SAME: "dim", OLD: "red", NEW: "green"}
MARKS: Mapping[bool, str] = {True: "✓", False: "✗"}


class Diff(Styled):
    """Lines that are not broken where the terminal ends: what is copied from them must be whole."""


class Shown:
    """Puts what is shown into text, in one language; with escape sequences only when `color`."""

    def __init__(self, lang: str, color: bool) -> None:
        self._lang = lang
        self._color = color

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

    def text(self, parts: Iterable[RenderableType]) -> str:
        """The parts one below the other."""
        return laid_out(parts, self._color, whole=(Diff,))

    def plan(self, plan: Plan) -> Iterable[RenderableType]:
        """The changes, and the wishes that were not granted."""
        for change in plan.changes:
            yield from self._edit(change) if isinstance(change, FileEdit) else self._move(change)
        if plan.refused:
            yield Styled(self._say("fix.refused"), style="bold")
            yield from self._lines(self._refused(one) for one in plan.refused)

    def _edit(self, change: FileEdit) -> Iterable[RenderableType]:
        name = shown_path(change.path)
        yield Styled(name if change.path.resolve() == change.path.absolute() else f"{name} → {shown_path(change.target)}", style="bold")
        reasons = dict.fromkeys(one_line(wish.why.get(self._lang, "")) for edit in change.edits for wish in edit.wishes)
        # Of one value the note of the check, which knows the page that the value is set on.
        told = [next((wish.edit.note for wish in sorted(edit.wishes, key=lambda wish: not wish.check) if wish.edit.note), {}) for edit in change.edits]
        notes = dict.fromkeys(one_line(note.get(self._lang, ""), 800) for note in told)
        yield from self._lines(Styled(f"• {reason}") for reason in reasons if reason)
        yield from self._lines(Styled(f"! {note}", style="yellow") for note in notes if note)
        for kind, text in difference(change, name):
            yield Diff(f"  {text}", style=COLORS[kind])
        yield Styled("")

    def _move(self, change: Move) -> Iterable[RenderableType]:
        yield Styled(shown_path(change.path), style="bold")
        yield from self._lines([Styled(f"• {one_line(change.why.get(self._lang, ''))}")])
        yield Padding(Styled(self._say("fix.moved", size=human(change.size)), style=COLORS[OLD]), (0, 0, 1, 2))

    def _refused(self, one: Refused) -> Styled:
        told = Styled(f"• {one_line(one.wish.why.get(self._lang, ''))}")
        return told.append(f"\n  {one_line(one.refusal.told(self._lang), 800)}", style="yellow")

    @staticmethod
    def _lines(lines: Iterable[Styled]) -> Iterable[RenderableType]:
        for line in lines:
            yield Padding(line, (0, 0, 0, 2))

    def by_hand(self, checks: Sequence[Check], revealed: bool = False) -> Iterable[RenderableType]:
        """What checks found and this command does not repair; `revealed`: what only shows once it has repaired the rest."""
        if not checks:
            return
        yield Styled(self._say("fix.revealed" if revealed else "fix.by-hand"), style="bold")
        for check in checks:
            told = Styled(f"• {one_line(check.title.get(self._lang, ''), 800)}", style="bold" if check.status == ERROR else "")
            if check.advice:
                told.append(f"\n  → {printable(check.advice.get(self._lang, ''), 1200)}", style="not bold")
            yield from self._lines([told])
        yield Styled("")

    def solutions(self, diagnosis: Diagnosis, library: Library, remedies: Sequence[Remedy], others: bool) -> Iterable[RenderableType]:
        """What the article of the cause says of some of its remedies; `others`: beside an edit that is made."""
        finding = diagnosis.causes[0]
        try:
            article = clean_document(fill_for(diagnosis, finding, library.rules[finding.rule], self._lang))
        except ArticleError as error:
            yield Styled(printable(str(error)), style="red")
            return
        sections = [section for section in (article.solution(remedy.id) for remedy in remedies) if section is not None]
        if sections:
            yield Styled(self._say("fix.other-ways" if others else "fix.ways"), style="bold")
        for section in sections:
            yield from lay_out_section(section, finding.remedies, self._lang)

    def outcomes(self, outcomes: Sequence[Outcome]) -> Iterable[RenderableType]:
        """What became of the changes."""
        for one in outcomes:
            name = shown_path(one.change.path)
            done = self._say("fix.done-move" if isinstance(one.change, Move) else "fix.done-edit", name=name)
            told = done if one.failure is None else one_line(one.failure.told(self._lang), 800)
            yield Styled(f"{MARKS[one.failure is None]} {told}", style="green" if one.failure is None else "red")
        for folder in dict.fromkeys(one.backup for one in outcomes if one.failure is None):
            yield Styled(self._say("fix.kept", name=shown_path(folder)), style="dim")

    def undone(self, undone: Undone, dry: bool) -> Iterable[RenderableType]:
        """What was taken back, or would be."""
        yield Styled(self._say("fix.undo-of", time=undone.backup.manifest.time.replace("T", " ")), style="bold")
        for entry in undone.restored:
            name = shown_path(undone.backup.place(entry))
            changes = ", ".join(f"{key}: {new} → {old}" for key, old, new in entry.values)
            told = self._say("fix.undone-move", name=name) if entry.kind == MOVE else self._say("fix.undone-edit", name=name, changes=one_line(changes))
            yield Styled(f"{'•' if dry else MARKS[True]} {one_line(told, 800)}", style="" if dry else "green")
        if not undone.restored:
            yield Styled(self._say("fix.undone-nothing"))
        for path in undone.saved:
            yield Styled(self._say("fix.undone-saved", name=shown_path(path)), style="dim")


def shown_path(path: Path, here: Optional[Path] = None) -> str:
    """A path as short as it can be: from the current folder where it lies below that."""
    try:
        return one_line(str(path.absolute().relative_to(here or Path.cwd())), 400)
    except (ValueError, OSError):
        return one_line(str(path), 400)


def human(size: int) -> str:
    """A number of bytes in the largest unit that keeps it above one."""
    units: List[str] = ["B", "KB", "MB", "GB"]
    value = float(size)
    while value >= 1024 and len(units) > 1:
        value /= 1024
        del units[0]
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"

"""The list on a terminal, with rich; plain text when it goes into a pipe or a file.

What comes from files enters as rich Text objects, never as markup.
"""

from __future__ import annotations

from typing import Iterable, List, Tuple

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Styled

from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING
from diagnose.checkup.overview import Group, Overview, Row
from diagnose.console import laid_out

COLORS = {OK: "green", WARNING: "yellow", ERROR: "red", UNKNOWN: "magenta"}


def render(overview: Overview, verbose: bool, color: bool) -> str:
    """The list as text, with escape sequences only when `color`."""
    return laid_out(_parts(overview, verbose), color)


def _parts(overview: Overview, verbose: bool) -> Iterable[RenderableType]:
    yield _pairs(overview.about)
    for note in overview.notes:
        yield Styled(note, style="yellow")
    for group in overview.groups:
        yield Styled("")
        yield Styled(group.name, style="bold")
        yield _group(group, overview, verbose)
    if overview.suggestion:
        yield Styled("")
        yield Styled(overview.say("check.suggested"), style="bold")
        yield Padding(_pairs(overview.suggestion), (0, 0, 0, 2))
    if verbose and overview.machine:
        yield Styled("")
        yield Styled(overview.say("check.machine"), style="bold")
        yield Padding(_pairs((row.name, row.value) for row in overview.machine), (0, 0, 0, 2))
    yield Styled("")
    yield Styled(f"{overview.say('check.badge-' + overview.status)}{'：' if overview.lang == 'zh' else ': '}{overview.title}", style=f"bold {COLORS[overview.status]}")
    yield from _hints(overview, verbose)


def _pairs(pairs: Iterable[Tuple[str, str]]) -> RenderableType:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(Styled(name), Styled(value))
    return grid


def _group(group: Group, overview: Overview, verbose: bool) -> RenderableType:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for row in group.rows:
        grid.add_row(Styled(row.word, style=COLORS[row.status]), _row(row, overview, verbose))
    return Padding(grid, (0, 0, 0, 2))


def _row(row: Row, overview: Overview, verbose: bool) -> Styled:
    text = Styled(row.title, style="" if row.status == OK else "bold")
    if row.place and row.status != OK:
        text.append(f"   {row.place}", style="not bold cyan")
    lines: List[Tuple[str, str]] = []
    if row.advice:
        lines.append((f"→ {row.advice}", "not bold"))
    if verbose:
        lines += [(detail, "not bold dim") for detail in row.details]
        lines += [(f"{row.place} │ {row.text}", "not bold cyan")] if row.text and row.status != OK else []
        lines += [(overview.say("check.dies-of", title=row.cause, id=row.rule), "not bold red")] if row.cause and row.status == ERROR else []
        lines.append((row.id, "not bold dim"))
    for line, style in lines:
        text.append(f"\n{line}", style=style)
    return text


def _hints(overview: Overview, verbose: bool) -> Iterable[RenderableType]:
    rows = [row for group in overview.groups for row in group.rows]
    fixable = sum(row.fixable for row in rows)
    if fixable:
        yield Styled(overview.say("check.fixable", count=fixable))
    rule = next((row.rule for row in rows if row.rule and row.status == ERROR), "")
    if rule and not verbose:
        yield Styled(overview.say("check.more", id=rule), style="dim")

"""A rule's article without a log: placeholders show as `…`, conditions on them do not hold."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Dict, Iterable, List

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column
from rich.table import Table as Grid
from rich.text import Text as Styled

from diagnose import document as doc
from diagnose.article import EVIDENCE_MARK, FIXED, fill
from diagnose.messages import say
from diagnose.rule import Rule

NARROW, WIDE, PIPED = 60, 110, 100
"""Columns: at least, at most (sentences that are longer are hard to read), and where there is no terminal."""


def console() -> Console:
    """Where articles are printed: escape sequences for terminals only."""
    columns = shutil.get_terminal_size((PIPED, 24)).columns if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED
    return Console(width=max(NARROW, min(columns, WIDE)), no_color="NO_COLOR" in os.environ, highlight=False, emoji=False, markup=False, legacy_windows=False)


class Blank:
    """A value that is not known: false in conditions, `…` in sentences, and so is whatever is asked of it."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "…"

    def __getattr__(self, name: str) -> Blank:
        if name.startswith("_"):
            raise AttributeError(name)
        return self


def blank_article(rule: Rule, lang: str) -> doc.Document:
    """The article in one language, as it stands without a log; raises ArticleError."""
    names: Dict[str, object] = {name: Blank() for name in (*FIXED, *(name for name, _ in rule.values))}
    return fill(rule, lang, {**names, "evidence": EVIDENCE_MARK})


def print_article(rule: Rule, lang: str, console: Console) -> None:
    """The whole article on a terminal; raises ArticleError."""
    article = blank_article(rule, lang)
    console.print(Styled(rule.title[lang], style="bold"))
    told = [rule.id, say("role-" + rule.role, lang), *(say("stage-" + stage, lang) for stage in rule.stages)]
    console.print(Styled(" · ".join(told), style="dim"))
    console.print()
    for section in article.sections:
        console.print(_section_title(section, rule, lang))
        console.print(Padding(Group(*_blocks(section.blocks)), (0, 0, 0, 2)))
    if rule.references:
        console.print(Styled(say("sources", lang) + " " + " · ".join(rule.references), style="dim"))


def _section_title(section: doc.Section, rule: Rule, lang: str) -> Styled:
    title = _styled(section.title, "bold" if section.level < 3 else "bold cyan")
    remedy = next((one for one in rule.remedies if section.anchor and one.id == section.anchor), None)
    if remedy is not None:
        title.append(f"   {say('effort-' + remedy.effort, lang)} · {say('risk-' + remedy.risk, lang)}", style="dim")
    return title


def _blocks(blocks: Iterable[doc.Block]) -> List[RenderableType]:
    found: List[RenderableType] = []
    for block in blocks:
        if isinstance(block, doc.Paragraph):
            found += [_styled(block.children), Styled("")]
        elif isinstance(block, doc.Listing):
            found.append(Padding(Styled(block.text, style="green"), (0, 0, 1, 2)))
        elif isinstance(block, doc.Items):
            found += [_items(block), Styled("")]
        elif isinstance(block, doc.Table):
            table = Grid(*[Column(_styled(cell)) for cell in block.rows[0]], box=box.SIMPLE)
            for row in block.rows[1:]:
                table.add_row(*[_styled(cell) for cell in row])
            found.append(table)
    return found


def _items(block: doc.Items) -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, item in enumerate(block.items, block.start):
        parts = _blocks(item)
        if isinstance(parts[-1], Styled) and not parts[-1].plain:
            parts.pop()
        grid.add_row(f"{number}." if block.ordered else "-", Group(*parts))
    return grid


def _styled(inlines: doc.Inlines, style: str = "") -> Styled:
    text = Styled(style=style)
    for inline in inlines:
        if isinstance(inline, doc.Text):
            text.append(inline.text)
        elif isinstance(inline, doc.Code):
            text.append(inline.text, style="cyan")
        elif isinstance(inline, doc.Strong):
            text.append_text(_styled(inline.children, "bold"))
        else:
            text.append_text(_styled(inline.children))
            if inline.href and inline.href != doc.plain_text(inline.children):
                text.append(f" ({inline.href})", style="blue")
    return text

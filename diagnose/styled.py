"""The document tree of an article on a terminal: its blocks as rich sees them. Text is never read as markup."""

from __future__ import annotations

from typing import Iterable, List, Sequence, Union

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from diagnose import document as doc
from diagnose.messages import say
from diagnose.model import Remedy
from diagnose.rule import RemedyRule


def styled(inlines: doc.Inlines, style: str = "") -> Text:
    """Running text."""
    text = Text(style=style)
    for inline in inlines:
        if isinstance(inline, doc.Text):
            text.append(inline.text)
        elif isinstance(inline, doc.Code):
            text.append(inline.text, style="cyan")
        elif isinstance(inline, doc.Strong):
            text.append_text(styled(inline.children, "bold"))
        else:
            text.append_text(styled(inline.children))
            if inline.href and inline.href != doc.plain_text(inline.children):
                text.append(f" ({inline.href})", style="blue")
    return text


def lay_out_section(section: doc.Section, remedies: Sequence[Union[Remedy, RemedyRule]], lang: str, evidence: Sequence[RenderableType] = ()) -> Iterable[RenderableType]:
    """A section under its title; a solution's title tells effort and risk, and `evidence` stands where the article wants it."""
    title = styled(section.title, "bold" if section.level < 3 else "bold cyan")
    remedy = next((one for one in remedies if section.anchor and one.id == section.anchor), None)
    if remedy is not None:
        title.append(f"   {say('effort-' + remedy.effort, lang)} · {say('risk-' + remedy.risk, lang)}", style="dim")
    yield title
    yield Padding(Group(*lay_out(section.blocks, evidence)), (0, 0, 0, 2))


def lay_out(blocks: Iterable[doc.Block], evidence: Sequence[RenderableType] = ()) -> List[RenderableType]:
    """Blocks one below the other."""
    found: List[RenderableType] = []
    for block in blocks:
        if isinstance(block, doc.Paragraph):
            found += [styled(block.children), Text("")]
        elif isinstance(block, doc.Listing):
            found.append(Padding(Text(block.text, style="green"), (0, 0, 1, 2)))
        elif isinstance(block, doc.EvidenceBlock):
            found += evidence
        elif isinstance(block, doc.Items):
            found += [_items(block, evidence), Text("")]
        else:
            table = Table(*[Column(styled(cell)) for cell in block.rows[0]], box=box.SIMPLE)
            for row in block.rows[1:]:
                table.add_row(*[styled(cell) for cell in row])
            found.append(table)
    return found


def _items(block: doc.Items, evidence: Sequence[RenderableType]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, item in enumerate(block.items, block.start):
        parts = lay_out(item, evidence)
        if parts and isinstance(parts[-1], Text) and not parts[-1].plain:
            parts.pop()
        grid.add_row(f"{number}." if block.ordered else "-", Group(*parts))
    return grid

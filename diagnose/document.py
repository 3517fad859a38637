"""The document tree of an article: what every report format renders, and how Markdown becomes it.

Markdown is read by markdown-it with raw HTML switched off. Values of a log never take part in that: they stand in the text as
marks (private-use characters) and are put into the finished tree, so they cannot become markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, List, Optional, Sequence, Tuple, Union

from markdown_it import MarkdownIt
from markdown_it.token import Token

from diagnose.late import late

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a value."""
_MARK = late(f"{OPEN}(\\d+){CLOSE}")
_ANCHOR = late(r"\s*\{#([a-z0-9-]+)\}\s*$")
EVIDENCE = "evidence"
"""Value that stands for the evidence block."""


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Strong:
    children: Tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    href: str
    children: Tuple[Inline, ...]


Inline = Union[Text, Code, Strong, Link]
Inlines = Tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    children: Inlines


@dataclass(frozen=True)
class Items:
    """A list; each item is a run of blocks."""

    ordered: bool
    start: int
    """Number of the first item."""
    items: Tuple[Tuple[Block, ...], ...]


@dataclass(frozen=True)
class Listing:
    """Fenced code."""

    text: str
    language: str


@dataclass(frozen=True)
class Table:
    """The first row is the heading."""

    rows: Tuple[Tuple[Inlines, ...], ...]


@dataclass(frozen=True)
class EvidenceBlock:
    """Here the report shows the decisive lines of the log."""


@dataclass(frozen=True)
class Section:
    level: int
    title: Inlines
    anchor: str
    """The remedy's id, for a solution; empty elsewhere."""
    blocks: Tuple[Block, ...]


Block = Union[Paragraph, Items, Listing, Table, EvidenceBlock]


@dataclass(frozen=True)
class Document:
    sections: Tuple[Section, ...]

    def solution(self, remedy: str) -> Optional[Section]:
        return next((section for section in self.sections if section.anchor == remedy), None)


def mark(number: int) -> str:
    """What stands in the Markdown for value `number`."""
    return f"{OPEN}{number}{CLOSE}"


def parse(markdown: str, values: Sequence[Tuple[str, str]]) -> Document:
    """The tree of a rendered article; `values` are (name, text) by number."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    return _Builder(tokens, [("" if name == EVIDENCE else text, name) for name, text in values]).document()


class _Builder:
    def __init__(self, tokens: List[Token], values: Sequence[Tuple[str, str]]) -> None:
        self._tokens = tokens
        self._values = values
        self._place = 0

    def document(self) -> Document:
        sections: List[Section] = []
        level, anchor = 0, ""
        title: Inlines = ()
        blocks: List[Block] = []
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            if token.type == "heading_open":
                if level or blocks:
                    sections.append(Section(level, title, anchor, tuple(blocks)))
                level, blocks = int(token.tag[1:]), []
                title, anchor = self._heading(self._tokens[self._place + 1])
                self._place += 3
            else:
                blocks += self._block()
        sections.append(Section(level, title, anchor, tuple(blocks)))
        return Document(tuple(sections))

    def _heading(self, inline: Token) -> Tuple[Inlines, str]:
        children = self._inlines(inline.children or [])
        last = children[-1] if children else None
        found = _ANCHOR.search(last.text) if isinstance(last, Text) else None
        if found and isinstance(last, Text):
            rest = last.text[: found.start()]
            return children[:-1] + ((Text(rest),) if rest else ()), found[1]
        return children, ""

    def _block(self) -> List[Block]:
        token = self._tokens[self._place]
        self._place += 1
        if token.type == "paragraph_open":
            inline = self._tokens[self._place]
            self._place += 2
            return [self._paragraph(inline)]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrGet("start") or 1)
            return [Items(token.type.startswith("ordered"), start, tuple(self._items(token.type.replace("open", "close"))))]
        if token.type in ("fence", "code_block"):
            return [Listing(self._fill(token.content).rstrip("\n"), token.info.strip())]
        if token.type == "table_open":
            return [Table(tuple(self._rows()))]
        return []

    def _paragraph(self, inline: Token) -> Block:
        found = _MARK.fullmatch(inline.content.strip())
        if found and self._values[int(found[1])][1] == EVIDENCE:
            return EvidenceBlock()
        return Paragraph(self._inlines(inline.children or []))

    def _items(self, end: str) -> Iterator[Tuple[Block, ...]]:
        while self._tokens[self._place].type != end:
            self._place += 1  # list_item_open
            blocks: List[Block] = []
            while self._tokens[self._place].type != "list_item_close":
                blocks += self._block()
            self._place += 1
            yield tuple(blocks)
        self._place += 1

    def _rows(self) -> Iterator[Tuple[Inlines, ...]]:
        row: List[Inlines] = []
        while self._tokens[self._place].type != "table_close":
            token = self._tokens[self._place]
            if token.type == "inline":
                row.append(self._inlines(token.children or []))
            elif token.type == "tr_close":
                yield tuple(row)
                row = []
            self._place += 1
        self._place += 1

    def _inlines(self, tokens: Sequence[Token]) -> Inlines:
        stack: List[Tuple[str, List[Inline]]] = [("", [])]
        for token in tokens:
            here = stack[-1][1]
            if token.type == "text":
                here.extend(self._split(token.content))
            elif token.type == "code_inline":
                here.append(Code(self._fill(token.content)))
            elif token.type in ("softbreak", "hardbreak"):
                here.append(Text("\n" if token.type == "hardbreak" else " "))
            elif token.type in ("strong_open", "em_open"):
                stack.append(("", []))
            elif token.type in ("strong_close", "em_close"):
                children = tuple(stack.pop()[1])
                stack[-1][1].append(Strong(children))
            elif token.type == "link_open":
                stack.append((str(token.attrGet("href") or ""), []))
            elif token.type == "link_close":
                href, inner = stack.pop()
                stack[-1][1].append(Link(href, tuple(inner)))
        return tuple(stack[0][1])

    def _split(self, text: str) -> Iterator[Inline]:
        """Text with values in it: each value is code."""
        place = 0
        for found in _MARK.finditer(text):
            if found.start() > place:
                yield Text(text[place : found.start()])
            if self._values[int(found[1])][0]:
                yield Code(self._values[int(found[1])][0])
            place = found.end()
        if place < len(text):
            yield Text(text[place:])

    def _fill(self, text: str) -> str:
        return _MARK.sub(lambda found: self._values[int(found[1])][0], text)


def plain_text(inlines: Inlines) -> str:
    """Without emphasis."""
    parts = []
    for inline in inlines:
        parts.append(inline.text if isinstance(inline, (Text, Code)) else plain_text(inline.children))
    return "".join(parts)

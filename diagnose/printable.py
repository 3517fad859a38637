"""Text that a stranger wrote, made fit to be shown: no control, no invisible and no direction-turning characters, no endless token.

Lines of a log are cleaned when they are read; but a configuration value may spell such characters as escapes, and a file in an
archive may be called anything. Every report passes what it shows through here, before it escapes at its own border.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, List, Tuple

from diagnose import document as doc
from diagnose.late import late

LONGEST = 400
"""Characters of one value that a report shows."""
_UNFIT = late("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]")
_ACCENT = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = late(f"({_ACCENT}{{4}}){_ACCENT}+")
"""Accents piled on one letter until they cover the lines around it."""
_BLANK = late(r"\s+")


def printable(text: str, longest: int = LONGEST) -> str:
    """Without unfit characters, line breaks and tabs kept, cut to `longest` characters."""
    text = text[: longest * 4]
    if not text.isprintable():
        text = _UNFIT.sub("", text)
    if not text.isascii():
        text = _PILED.sub(r"\1", text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The same on one line."""
    text = printable(text, longest * 2)
    return (text if text.isprintable() and "  " not in text else _BLANK.sub(" ", text)).strip()[:longest]


def clean_document(document: doc.Document) -> doc.Document:
    """A document in which what came from the log is printable."""
    return doc.Document(tuple(replace(one, title=_clean_inlines(one.title), blocks=_clean_blocks(one.blocks)) for one in document.sections))


def _clean_blocks(blocks: Iterable[doc.Block]) -> Tuple[doc.Block, ...]:
    return tuple(_clean_block(block) for block in blocks)


def _clean_block(block: doc.Block) -> doc.Block:
    if isinstance(block, doc.Paragraph):
        return doc.Paragraph(_clean_inlines(block.children))
    if isinstance(block, doc.Items):
        return replace(block, items=tuple(_clean_blocks(item) for item in block.items))
    if isinstance(block, doc.Listing):
        return replace(block, text=printable(block.text, 4000))
    if isinstance(block, doc.Table):
        return doc.Table(tuple(tuple(_clean_inlines(cell) for cell in row) for row in block.rows))
    return block


def _clean_inlines(inlines: doc.Inlines) -> doc.Inlines:
    cleaned: List[doc.Inline] = []
    for inline in inlines:
        if isinstance(inline, doc.Code):
            cleaned.append(doc.Code(one_line(inline.text)))
        elif isinstance(inline, doc.Text):
            cleaned.append(doc.Text(printable(inline.text, 4000)))
        else:
            cleaned.append(replace(inline, children=_clean_inlines(inline.children)))
    return tuple(cleaned)

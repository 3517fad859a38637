"""Markdown as its readers see it: the parts that are text, and those that are HTML."""

from __future__ import annotations

from typing import Iterable, List

from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens_of(text: str) -> Iterable[Token]:
    for token in READER.parse(text):
        yield token
        yield from token.children or []


def plain_of(text: str) -> str:
    """What is neither code nor HTML."""
    return "\n".join(token.content for token in tokens_of(text) if token.type == "text")


def html_of(text: str) -> List[str]:
    return [piece.strip() for token in tokens_of(text) if token.type in ("html_block", "html_inline") for piece in token.content.split("\n") if piece.strip()]

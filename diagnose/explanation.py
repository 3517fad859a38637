"""A rule's article without a log: placeholders show as `…`, conditions on them do not hold."""

from __future__ import annotations

import os
import sys
from typing import Dict

from rich.console import Console
from rich.text import Text as Styled

from diagnose import document as doc
from diagnose.article import EVIDENCE_MARK, FIXED, fill
from diagnose.console import columns
from diagnose.messages import say
from diagnose.rule import Rule
from diagnose.styled import lay_out_section

WIDE = 110
"""Columns at most: longer sentences are hard to read."""


def console() -> Console:
    """Where articles are printed: escape sequences for terminals only."""
    return Console(width=columns(sys.stdout.isatty(), WIDE), no_color="NO_COLOR" in os.environ, highlight=False, emoji=False, markup=False, legacy_windows=False)


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
    told = [rule.id, say("rules.role-" + rule.role, lang), *(say("stage-" + stage, lang) for stage in rule.stages)]
    console.print(Styled(" · ".join(told), style="dim"))
    console.print()
    for section in article.sections:
        for part in lay_out_section(section, rule.remedies, lang):
            console.print(part)
    if rule.references:
        console.print(Styled(say("rules.show-references", lang) + " " + " · ".join(rule.references), style="dim"))

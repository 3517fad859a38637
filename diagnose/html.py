"""The report as one page: a single file with both languages, which asks nothing of anyone.

Text of the log enters through Jinja's autoescape; the page's own style and script are the only ones its policy lets run.
"""

from __future__ import annotations

import functools
from typing import List, Optional, Tuple

import jinja2
from markupsafe import Markup

from diagnose.excerpt import Fold, Gap
from diagnose.late import late
from diagnose.library import Library
from diagnose.markdown import markdown_of, safe_href
from diagnose.messages import EN, ZH
from diagnose.model import Diagnosis
from diagnose.pages import asset, policy, with_filters
from diagnose.redaction import Redacted
from diagnose.report import Report, build_report

_ISSUE = late(r"([\w.-]+/[\w.-]+)#(\d+)")
STRIP = 1000
"""Width of the drawn log, in its own units."""
COPIED = 30_000
"""Characters of the Markdown that the page carries for an issue."""


def render_html(diagnosis: Diagnosis, library: Library, name: str, lang: str, redacted: Optional[Redacted] = None) -> str:
    """The page; `lang` stands first where no script runs, the reader's own language where it does. `redacted` as in Report."""
    order = (ZH, EN) if lang == ZH else (EN, ZH)
    reports = [build_report(diagnosis, library, name, one, redacted) for one in order]
    style, script = asset("report.css"), asset("report.js")
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            reports=reports,
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
            copies={one.lang: markdown_of(one, COPIED) for one in reports},
        )
    )
    return page.strip() + "\n"


@functools.cache
def _environment() -> jinja2.Environment:
    return with_filters(ticks=_ticks, reference=reference_href, href=safe_href, breakable=_breakable)


def _ticks(report: Report) -> List[Tuple[str, int, int]]:
    """Where in the log the excerpt's telling lines stand: part, line, and place on the strip."""
    rows = [row for piece in report.excerpt for row in (piece.rows if isinstance(piece, Fold) else (piece,)) if not isinstance(row, Gap)]
    last = max(report.lines, 1, *(row.line for row in rows)) if rows else 1
    return [(row.role or "fact", row.line, round((row.line - 0.5) / last * STRIP)) for row in rows if row.line and (row.role or row.mark)]


def _breakable(path: str) -> Markup:
    """A path that may be broken after each of its folders."""
    return Markup("/<wbr>").join(path.split("/"))


def reference_href(text: str) -> str:
    """The address of a rule's reference: `owner/repo#number` or a URL; empty for a file's name."""
    found = _ISSUE.fullmatch(text)
    return f"https://github.com/{found[1]}/issues/{found[2]}" if found else safe_href(text)

"""The report as one page: a single file with both languages, which asks nothing of anyone.

Text of the log enters through Jinja's autoescape; the page's own style and script are the only ones its policy lets run.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib import resources
from typing import List, Optional, Tuple

import jinja2
from markupsafe import Markup

from diagnose.excerpt import Fold, Gap
from diagnose.library import Library
from diagnose.markdown import markdown_of, safe_href
from diagnose.messages import EN, ZH, say
from diagnose.model import Diagnosis
from diagnose.redaction import Redacted
from diagnose.report import Report, build_report

_ISSUE = re.compile(r"([\w.-]+/[\w.-]+)#(\d+)")
STRIP = 1000
"""Width of the drawn log, in its own units."""
COPIED = 30_000
"""Characters of the Markdown that the page carries for an issue."""


def render_html(diagnosis: Diagnosis, library: Library, name: str, lang: str, redacted: Optional[Redacted] = None) -> str:
    """The page; `lang` stands first where no script runs, the reader's own language where it does. `redacted` as in Report."""
    order = (ZH, EN) if lang == ZH else (EN, ZH)
    reports = [build_report(diagnosis, library, name, one, redacted) for one in order]
    style, script = _asset("report.css"), _asset("report.js")
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            reports=reports,
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            copies={one.lang: markdown_of(one, COPIED) for one in reports},
        )
    )
    return page.strip() + "\n"


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded, sent or run but the two texts in the page itself."""
    return f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _asset(name: str) -> str:
    """A file of the template's folder."""
    return resources.files("diagnose").joinpath("templates").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


@functools.cache
def _environment() -> jinja2.Environment:
    env = jinja2.Environment(loader=jinja2.FunctionLoader(_asset), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    env.filters.update(kind=_kind, ticks=_ticks, reference=reference_href, href=safe_href, breakable=_breakable)
    env.globals.update(say=say)
    return env


def _kind(value: object) -> str:
    """Name of a node's class: what a template tells nodes apart by."""
    return type(value).__name__


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

"""The list as one page: a single file with both languages, which asks nothing of anyone.

What comes from files enters through Jinja's autoescape; the page's own style and script are the only ones its policy lets run.
"""

from __future__ import annotations

from typing import Sequence

from markupsafe import Markup

from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING
from diagnose.checkup.listing import render_markdown
from diagnose.checkup.overview import Overview
from diagnose.pages import asset, environment, policy

TONES = {ERROR: "diagnosed", WARNING: "unrecognised", UNKNOWN: "unrecognised", OK: "healthy"}
"""Status to the class that colours the page."""
COPIED = 30_000
"""Characters of the Markdown that the page carries."""


def render_html(overviews: Sequence[Overview]) -> str:
    """The page; the first language stands first where no script runs, the reader's own where it does."""
    style, script = asset("report.css") + asset("checkup.css"), asset("report.js")
    page = (
        environment()
        .get_template("checkup.html.j2")
        .render(
            overviews=overviews,
            tone=TONES[overviews[0].status],
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
            copies={one.lang: render_markdown(one)[:COPIED] for one in overviews},
        )
    )
    return page.strip() + "\n"

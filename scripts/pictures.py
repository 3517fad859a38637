"""Make the README's pictures (docs/*.png) from the founding sample: the terminal and the page, in both languages.

Needs Chromium and the test extra: python scripts/pictures.py
"""

from __future__ import annotations

import html
import os
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diagnose import diagnose, terminal  # noqa: E402
from diagnose.html import render_html  # noqa: E402
from diagnose.library import load_library  # noqa: E402
from diagnose.options import Options  # noqa: E402
from diagnose.redaction import redact  # noqa: E402
from tests.browser import Browser, Page  # noqa: E402
from tests.conftest import FOUNDING  # noqa: E402

CONSOLE = Console()
WIDTH, HEIGHT = 1180, 960
NAME = "train.log"
FRAME = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 22px 26px; background: #17181c; }}
pre {{ display: inline-block; margin: 0; font: 14px/1.45 "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; color: #dcdfe4; }}
i {{ display: inline-block; width: 2ch; text-align: center; font-style: inherit; line-height: 1; }}
</style><pre>{screen}</pre>"""
COLORS = {1: "#ff7b6b", 2: "#98c379", 3: "#e8b65a", 4: "#7aa8f0", 5: "#d19ae0", 6: "#66c3cc"}
"""By the number of the terminal's colour."""


def screen_of(text: str) -> str:
    """A terminal's output with its colours, as HTML in which wide characters take two columns as they do there."""
    parts = []
    for line in Text.from_ansi(text).split("\n"):
        for char, style in ((char, line.get_style_at_offset(CONSOLE, place)) for place, char in enumerate(line.plain)):
            css = [f"color: {COLORS[style.color.number]}"] if style.color and style.color.number in COLORS else ["opacity: .65"] if style.dim else []
            css += ["font-weight: 700"] if style.bold else []
            shown = f"<i>{html.escape(char)}</i>" if cell_len(char) == 2 else html.escape(char)
            parts.append(f'<span style="{"; ".join(css)}">{shown}</span>' if css else shown)
        parts.append("\n")
    return "".join(parts)


def main() -> None:
    """Write the four pictures."""
    os.environ["COLUMNS"] = "96"
    library = load_library()
    diagnosis = diagnose(FOUNDING.read_bytes(), library)
    folder = Path(tempfile.mkdtemp())
    with Browser(folder / "profile") as browser:
        page = Page(browser)
        page.look(WIDTH, "light", HEIGHT, scale=1.5)
        for lang, tag in (("en", "en-US"), ("zh", "zh-CN")):
            page.language(tag)
            report = folder / f"{lang}.html"
            report.write_text(render_html(diagnosis, library, NAME, lang, redact(diagnosis, NAME)), encoding="utf-8")
            page.open(report)
            page.picture(ROOT / "docs" / f"page-{lang}.png", whole=False)
            shown = terminal.render(diagnosis, library, NAME, lang, Options(), color=True)
            head = "\n".join(shown.split("\n")[:27])
            report.write_text(FRAME.format(screen=screen_of(f"$ sovits-doctor {NAME}\n{head}")), encoding="utf-8")
            page.open(report)
            page.picture(ROOT / "docs" / f"terminal-{lang}.png", clip="pre")


if __name__ == "__main__":
    main()

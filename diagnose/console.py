"""rich's console as all reports use it: nothing in them is read as markup, and a pipe gets plain text."""

from __future__ import annotations

import io
import os
import shutil
from typing import IO, Iterable, Tuple

from rich.console import Console, RenderableType

NARROW, WIDE, PIPED = 60, 160, 100
"""Columns: at least, at most, and where there is no terminal."""


def columns(terminal: bool, most: int = WIDE, piped: int = PIPED) -> int:
    """How wide to write; COLUMNS decides for pipes, too."""
    width = shutil.get_terminal_size((piped, 24)).columns if terminal or "COLUMNS" in os.environ else piped
    return max(NARROW, min(width, most))


def console(out: IO[str], color: bool, most: int = WIDE, piped: int = PIPED) -> Console:
    """A console that writes escape sequences only when `color`; no colours for those who set NO_COLOR."""
    return Console(
        file=out, force_terminal=color, no_color=not color or "NO_COLOR" in os.environ, width=columns(color, most, piped),
        highlight=False, emoji=False, markup=False, legacy_windows=False,
    )  # fmt: skip


def laid_out(parts: Iterable[RenderableType], color: bool, most: int = WIDE, whole: Tuple[type, ...] = ()) -> str:
    """The parts one below the other, as text; those of the types `whole` are not broken at the terminal's edge."""
    out = io.StringIO()
    screen = console(out, color, most)
    for part in parts:
        screen.print(part, soft_wrap=isinstance(part, whole))
    return out.getvalue() if color else "\n".join(line.rstrip() for line in out.getvalue().split("\n"))

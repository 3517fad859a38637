"""How `fix` is called."""
# ruff: noqa: B008  (typer declares options this way)

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

import typer

from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.spoken import SpokenCommand


@dataclass(frozen=True)
class FixOptions:
    """One request to repair."""

    lang: str
    """zh or en."""
    log: str = ""
    """A path, or `-` for standard input; empty: only what the checks find."""
    workspace: Optional[Path] = None
    configs: Tuple[Path, ...] = ()
    python: str = ""
    rules: Tuple[Path, ...] = ()
    """Folders with own rules."""
    dry_run: bool = False
    yes: bool = False
    undo: bool = False
    force: bool = False
    """Undo although a file was changed since."""


def add_fix(app: typer.Typer, lang: str) -> None:
    """Add the command to the application, its help in one language."""

    @app.command(name="fix", cls=SpokenCommand, help=say("fix.help", lang))
    def fix(
        log: str = typer.Argument("", metavar="LOG", help=say("fix.help-log", lang), show_default=False),
        workspace: Optional[Path] = typer.Option(None, "--workspace", metavar="DIR", help=say("fix.help-workspace", lang), show_default=False),
        configs: Optional[List[Path]] = typer.Option(None, "--config", metavar="FILE", help=say("fix.help-config", lang), show_default=False),
        python: str = typer.Option("", "--python", metavar="PATH", help=say("fix.help-python", lang), show_default=False),
        own: Optional[List[Path]] = typer.Option(None, "--rules", metavar="DIR", help=say("help.own-rules", lang), show_default=False),
        dry_run: bool = typer.Option(False, "--dry-run", help=say("fix.help-dry-run", lang)),
        yes: bool = typer.Option(False, "--yes", "-y", help=say("fix.help-yes", lang)),
        undo: bool = typer.Option(False, "--undo", help=say("fix.help-undo", lang)),
        force: bool = typer.Option(False, "--force", help=say("fix.help-force", lang)),
        language: str = typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang)),
    ) -> None:
        from diagnose.fixing.command import run_fix

        raise typer.Exit(run_fix(FixOptions(lang, log, workspace, tuple(configs or ()), python, tuple(own or ()), dry_run, yes, undo, force)))

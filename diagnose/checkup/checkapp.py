"""How `check` is called."""
# ruff: noqa: B008  (typer declares options this way)

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional, Tuple

import typer

from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.rule import STAGES
from diagnose.spoken import SpokenCommand

FORMATS = ("terminal", "html", "markdown", "json")


@dataclass(frozen=True)
class CheckOptions:
    """One request to check."""

    lang: str
    """zh or en."""
    workspace: Optional[Path] = None
    """None: the current folder, if it is one or inside one."""
    stage: str = ""
    python: str = ""
    configs: Tuple[Path, ...] = ()
    format: str = ""
    """Empty: from the suffix of `output`, else terminal."""
    output: str = ""
    both: bool = False
    """Both languages where a format holds one."""
    verbose: bool = False
    force: bool = False
    no_redact: bool = False


def add_check(app: typer.Typer, lang: str) -> None:
    """Add the command to the application, its help in one language."""

    @app.command(name="check", cls=SpokenCommand, help=say("check.help", lang))
    def check(
        workspace: Optional[Path] = typer.Argument(None, metavar="WORKSPACE", help=say("check.help-workspace", lang), show_default=False),
        stage: str = typer.Option("", "--stage", metavar="STAGE", help=say("check.help-stage", lang), callback=_one_of(STAGES, lang), show_default=False),
        python: str = typer.Option("", "--python", metavar="PATH", help=say("check.help-python", lang), show_default=False),
        configs: Optional[List[Path]] = typer.Option(None, "--config", metavar="FILE", help=say("check.help-config", lang), show_default=False),
        format_: str = typer.Option("", "--format", "-f", metavar="|".join(FORMATS), help=say("help.format", lang), callback=_one_of(FORMATS, lang), show_default=False),
        output: str = typer.Option("", "--output", "-o", metavar="FILE", help=say("check.help-output", lang), show_default=False),
        language: str = typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang), callback=_one_of(LANGUAGES, lang)),
        verbose: bool = typer.Option(False, "--verbose", "-v", help=say("check.help-verbose", lang)),
        force: bool = typer.Option(False, "--force", help=say("help.force", lang)),
        no_redact: bool = typer.Option(False, "--no-redact", help=say("help.no-redact", lang)),
    ) -> None:
        from diagnose.checkup.command import run_check

        options = CheckOptions(lang, workspace, stage, python, tuple(configs or ()), format_, output, language == "both", verbose, force, no_redact)
        raise typer.Exit(run_check(options))


def _one_of(choices: Tuple[str, ...], lang: str) -> Any:
    def check(value: str) -> str:
        if value and value not in choices:
            raise typer.BadParameter(say("not-a-choice", lang, value=repr(value), choices=", ".join(choices)))
        return value

    return check

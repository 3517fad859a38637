"""How `run` and `watch` are called, for typer: help, and what the fast reading leaves to it."""
# ruff: noqa: B008  (typer declares options this way)

from __future__ import annotations

from typing import List

import typer

from diagnose.live.request import RunRequest, WatchRequest, answer
from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.spoken import SpokenCommand


def add_run(app: typer.Typer, lang: str) -> None:
    """Add the command to the application, its help in one language."""

    @app.command(name="run", cls=SpokenCommand, help=say("run.help", lang), context_settings={"allow_interspersed_args": False})
    def run(
        command: List[str] = typer.Argument(metavar="COMMAND...", help=say("run.help-command", lang)),
        log: str = typer.Option("", "--log", metavar="FILE", help=say("run.help-log", lang), show_default=False),
        language: str = typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang)),
    ) -> None:
        raise typer.Exit(answer(RunRequest(tuple(command), log, language)))


def add_watch(app: typer.Typer, lang: str) -> None:
    """Add the command to the application, its help in one language."""

    @app.command(name="watch", cls=SpokenCommand, help=say("watch.help", lang))
    def watch(
        file: str = typer.Argument(metavar="FILE", help=say("watch.help-file", lang)),
        language: str = typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang)),
    ) -> None:
        raise typer.Exit(answer(WatchRequest(file, language)))

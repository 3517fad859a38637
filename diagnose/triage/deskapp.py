"""The further words of `triage`: `confirm` and `reject` for those who answer, `dashboard` for results that are there already."""
# ruff: noqa: B008  (typer declares options this way)

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable, List, Optional

import typer

from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.spoken import SpokenCommand

WORDS = ("confirm", "reject", "dashboard")


def add_desk(app: typer.Typer, lang: str) -> None:
    """Add the words to the group, their help in one language."""
    _add_correcting(app, lang)

    @app.command(cls=SpokenCommand, help=say("triage.help-page", lang))
    def dashboard(
        results: Path = typer.Argument(metavar="RESULTS", help=say("triage.help-results", lang)),
        output: str = typer.Option(..., "--output", "-o", metavar="FILE", help=say("triage.help-dashboard", lang)),
        reports: str = typer.Option("", "--reports", metavar="DIR", help=say("triage.help-linked", lang), show_default=False),
        store: Optional[Path] = _store(lang),
        own: Optional[List[Path]] = _own(lang),
        no_redact: bool = typer.Option(False, "--no-redact", help=say("help.no-redact", lang)),
        force: bool = typer.Option(False, "--force", help=say("help.force", lang)),
        language: str = _language(lang),
    ) -> None:
        from diagnose.triage.desk import make_dashboard

        _run(lambda: make_dashboard(results, output, reports, store, own or [], no_redact, force, lang), lang)


def _add_correcting(app: typer.Typer, lang: str) -> None:
    @app.command(cls=SpokenCommand, help=say("triage.help-confirm", lang))
    def confirm(
        log: str = typer.Argument(metavar="LOG", help=say("triage.help-log", lang)),
        cause: str = typer.Argument(metavar="ID", help=say("triage.help-cause", lang)),
        answer: str = typer.Option("", "--answer", metavar="URL", help=say("triage.help-answer", lang), show_default=False),
        place: str = typer.Option("", "--from", metavar="PATH", help=say("triage.help-from", lang), show_default=False),
        store: Optional[Path] = _store(lang),
        own: Optional[List[Path]] = _own(lang),
        language: str = _language(lang),
    ) -> None:
        from diagnose.triage.desk import correct

        _run(lambda: correct(log, cause, answer, place, store, own or [], lang), lang)

    @app.command(cls=SpokenCommand, help=say("triage.help-reject", lang))
    def reject(
        log: str = typer.Argument(metavar="LOG", help=say("triage.help-log", lang)),
        place: str = typer.Option("", "--from", metavar="PATH", help=say("triage.help-from", lang), show_default=False),
        store: Optional[Path] = _store(lang),
        own: Optional[List[Path]] = _own(lang),
        language: str = _language(lang),
    ) -> None:
        from diagnose.triage.desk import correct

        _run(lambda: correct(log, "", "", place, store, own or [], lang), lang)


def _store(lang: str) -> Any:
    return typer.Option(None, "--store", metavar="FILE", envvar="SOVITS_DOCTOR_STORE", help=say("triage.help-store", lang), show_default=False)


def _own(lang: str) -> Any:
    return typer.Option(None, "--rules", metavar="DIR", help=say("help.own-rules", lang), show_default=False)


def _language(lang: str) -> Any:
    """Taken off the command line; the language was chosen before the application was built."""
    return typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang))


def _run(do: Callable[[], None], lang: str) -> None:
    """Do it; what cannot be done becomes one sentence and exit code 2."""
    from diagnose.diagnosing import USAGE, complain
    from diagnose.inputs import InputError
    from diagnose.rule import RuleError

    try:
        do()
    except RuleError as error:
        print(f"sovits-doctor: {error}", file=sys.stderr)
    except InputError as error:
        complain(error.key, lang, **error.values)
    else:
        return
    raise typer.Exit(USAGE)

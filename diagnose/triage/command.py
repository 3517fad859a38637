"""The command `triage`."""
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
class TriageOptions:
    """One request."""

    lang: str
    """zh or en."""
    paths: Tuple[str, ...]
    output: str = ""
    """A file of results: `.jsonl` or `.parquet`; empty for a summary alone."""
    jobs: int = 0
    """Processes; 0 for as many as there are cores."""
    rules: Tuple[Path, ...] = ()
    """Folders with own rules."""
    unknown: str = ""
    """A folder for one log of each unknown group."""
    force: bool = False
    """Replace results that exist."""


def add_triage(app: typer.Typer, lang: str) -> None:
    """Add the command to the application, its help in one language."""

    @app.command(name="triage", cls=SpokenCommand, help=say("triage.help", lang))
    def triage(
        paths: List[str] = typer.Argument(metavar="PATH...", help=say("triage.help-paths", lang)),
        output: str = typer.Option("", "--output", "-o", metavar="FILE", help=say("triage.help-output", lang), show_default=False),
        jobs: int = typer.Option(0, "--jobs", "-j", min=0, help=say("triage.help-jobs", lang), show_default=False),
        own: Optional[List[Path]] = typer.Option(None, "--rules", metavar="DIR", help=say("help-own-rules", lang), show_default=False),
        unknown: str = typer.Option("", "--unknown", metavar="DIR", help=say("triage.help-unknown", lang), show_default=False),
        force: bool = typer.Option(False, "--force", help=say("help-force", lang)),
        language: str = typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help-lang", lang)),
    ) -> None:
        raise typer.Exit(run_triage(TriageOptions(lang, tuple(paths), output, jobs, tuple(own or ()), unknown, force)))


def run_triage(options: TriageOptions) -> int:
    """Examine what the options name, write and sum up the results; gives back the exit code: 2 when nothing could be read, else 0."""
    from diagnose.command import USAGE, complain
    from diagnose.inputs import InputError
    from diagnose.rule import RuleError
    from diagnose.triage.batch import Batch

    try:
        return Batch(options).run()
    except RuleError as error:
        return complain("rules-broken", options.lang, reason=error)
    except InputError as error:
        complain(error.key, options.lang, **error.values)
    return USAGE

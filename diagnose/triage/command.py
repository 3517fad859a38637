"""The command `triage`."""
# ruff: noqa: B008  (typer declares options this way)

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional, Tuple

import typer

from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.spoken import SpokenCommand, SpokenGroup
from diagnose.triage.deskapp import WORDS, add_desk

DEFAULT = "logs"
"""The name of what is done without a further word; nobody can write it, it is a folder that many people have."""
SHARD = 1000
"""Logs that a worker of a cluster is given at a time: some seconds of work, and few files on the storage."""


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
    store: Optional[Path] = None
    """What remembers verdicts and corrections."""
    dashboard: str = ""
    """A page to write."""
    reports: str = ""
    """A folder for the reports of failed logs."""
    no_redact: bool = False
    """Leave private details in page and reports."""
    scheduler: str = ""
    """Address of a Dask cluster; empty for a pool of processes."""
    shards: str = ""
    """Folder or URL that all machines of the cluster reach, for results as Parquet."""
    shard: int = SHARD
    """Logs in one shard."""


def add_triage(app: typer.Typer, lang: str) -> None:
    """Add the command to the application, its help in one language."""
    desk = typer.Typer(cls=TriageGroup, help=say("triage.help", lang))
    add_desk(desk, lang)

    @desk.command(name=DEFAULT, cls=UnnamedCommand, help=say("triage.help", lang) + "\n\n" + say("triage.help-more", lang))
    def triage(
        paths: List[str] = typer.Argument(metavar="PATH...", help=say("triage.help-paths", lang)),
        output: str = typer.Option("", "--output", "-o", metavar="FILE", help=say("triage.help-output", lang), show_default=False),
        jobs: int = typer.Option(0, "--jobs", "-j", min=0, help=say("triage.help-jobs", lang), show_default=False),
        own: Optional[List[Path]] = typer.Option(None, "--rules", metavar="DIR", help=say("help.own-rules", lang), show_default=False),
        unknown: str = typer.Option("", "--unknown", metavar="DIR", help=say("triage.help-unknown", lang), show_default=False),
        force: bool = typer.Option(False, "--force", help=say("help.force", lang)),
        store: Optional[Path] = typer.Option(None, "--store", metavar="FILE", envvar="SOVITS_DOCTOR_STORE", help=say("triage.help-store", lang), show_default=False),
        dashboard: str = typer.Option("", "--dashboard", metavar="FILE", help=say("triage.help-dashboard", lang), show_default=False),
        reports: str = typer.Option("", "--reports", metavar="DIR", help=say("triage.help-reports", lang), show_default=False),
        no_redact: bool = typer.Option(False, "--no-redact", help=say("help.no-redact", lang)),
        scheduler: str = typer.Option("", "--scheduler", metavar="ADDRESS", help=say("triage.help-scheduler", lang), show_default=False),
        shards: str = typer.Option("", "--shards", metavar="DIR|URL", help=say("triage.help-shards", lang), show_default=False),
        shard: int = typer.Option(SHARD, "--shard", metavar="N", min=1, help=say("triage.help-shard", lang)),
        language: str = typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang)),
    ) -> None:
        told = TriageOptions(lang, tuple(paths), output, jobs, tuple(own or ()), unknown, force, store, dashboard, reports, no_redact, scheduler, shards, shard)
        raise typer.Exit(run_triage(told))

    app.add_typer(desk, name="triage")


class UnnamedCommand(SpokenCommand):
    """The command that needs no word of its own: its usage shows none."""

    def get_usage(self, ctx: Any) -> str:
        return super().get_usage(ctx).replace(f" {DEFAULT} ", " ", 1)


class TriageGroup(SpokenGroup):
    """`triage` and its further words; without one of them logs are examined. A folder of such a name is written `./confirm`; `logs` is a folder."""

    def parse_args(self, ctx: Any, args: List[str]) -> List[str]:
        return super().parse_args(ctx, args if args and args[0] in WORDS else [DEFAULT, *args])


def run_triage(options: TriageOptions) -> int:
    """Examine what the options name, write and sum up the results; gives back the exit code: 2 when nothing could be read, else 0."""
    from diagnose.diagnosing import USAGE, complain
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

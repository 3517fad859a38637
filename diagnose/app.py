"""The full command line, with typer: help, the further commands, and everything the fast reading leaves to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, List, Optional

import typer

from diagnose import __version__
from diagnose.checkup.checkapp import add_check
from diagnose.diagnosing import USAGE, run
from diagnose.fixing.fixapp import add_fix
from diagnose.live.liveapp import add_run, add_watch
from diagnose.messages import choose_language, say
from diagnose.options import CHOICES, COMMANDS, Options, asked_language
from diagnose.rulesapp import build_rules_app
from diagnose.spoken import SpokenCommand, SpokenGroup
from diagnose.triage.command import add_triage
from diagnose.wording import translate


class DefaultGroup(SpokenGroup):
    """A group of commands in which `diagnose` need not be written."""

    def parse_args(self, ctx: Any, args: List[str]) -> List[str]:
        if not args or (args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version")):
            args = ["diagnose", *args]
        return super().parse_args(ctx, args)


def run_app(arguments: List[str]) -> int:
    """Read a command line with typer and run it; gives back the exit code."""
    lang = choose_language(asked_language(arguments))
    try:
        code = build_app(lang)(arguments, prog_name="sovits-doctor", standalone_mode=False)
    except Exception as error:
        # Typer's own errors (and click's, which it is built on) tell themselves; anything else is a fault of ours.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        print("sovits-doctor: " + say("usage", lang, reason=translate(message())), file=sys.stderr)
        return USAGE
    return int(code or 0)


def build_app(lang: str) -> typer.Typer:
    """The application, its help in one language."""

    def text(key: str) -> str:
        return say(key, lang)

    app = typer.Typer(cls=DefaultGroup, help=text("help.program"), add_completion=False, context_settings={"help_option_names": ["--help", "-h"]})
    app.add_typer(build_rules_app(lang), name="rules")
    add_check(app, lang)
    add_fix(app, lang)
    add_run(app, lang)
    add_watch(app, lang)
    add_triage(app, lang)

    @app.callback(invoke_without_command=True)
    def top(version: bool = typer.Option(False, "--version", help=text("help.version"), is_eager=True)) -> None:
        if version:
            print(f"sovits-doctor {__version__}")
            raise typer.Exit(0)

    @app.command(name="diagnose", cls=SpokenCommand, help=text("help.diagnose"))
    def diagnose_logs(
        logs: Optional[List[str]] = typer.Argument(None, metavar="LOG...", help=text("help.logs"), show_default=False),
        format_: str = typer.Option(
            "", "--format", "-f", metavar="|".join(CHOICES["format"]), help=text("reply.help-format"), callback=_choice("format", lang), show_default=False
        ),
        output: str = typer.Option("", "--output", "-o", metavar="FILE|DIR", help=text("help.output"), show_default=False),
        language: str = typer.Option("auto", "--lang", metavar="|".join(CHOICES["lang"]), help=text("help.lang"), callback=_choice("lang", lang)),
        own: Optional[List[str]] = typer.Option(None, "--rules", metavar="DIR", help=text("help.own-rules"), show_default=False),
        article: bool = typer.Option(False, "--article", help=text("help.article")),
        verbose: bool = typer.Option(False, "--verbose", "-v", help=text("help.verbose")),
        quiet: bool = typer.Option(False, "--quiet", "-q", help=text("help.quiet")),
        force: bool = typer.Option(False, "--force", help=text("help.force")),
        no_redact: bool = typer.Option(False, "--no-redact", help=text("help.no-redact")),
        paste: bool = typer.Option(False, "--paste", help=text("live.help-paste")),
        configs: Optional[List[str]] = typer.Option(None, "--config", metavar="FILE", help=text("check.help-with-config"), show_default=False),
        workspace: str = typer.Option("", "--workspace", metavar="DIR", help=text("check.help-with-workspace"), show_default=False),
        python: str = typer.Option("", "--python", metavar="PATH", help=text("check.help-with-python"), show_default=False),
        store: str = typer.Option("", "--store", metavar="FILE", help=text("reply.help-store"), show_default=False),
    ) -> None:
        told = (article, verbose, quiet, force, no_redact, paste)
        options = Options(tuple(logs or ()), format_, output, language, tuple(own or ()), *told, tuple(configs or ()), workspace, python, store)
        raise typer.Exit(run(options))

    @app.command(cls=SpokenCommand, help=text("help.explain"))
    def explain(
        rule: str = typer.Argument(metavar="ID"),
        language: str = typer.Option("auto", "--lang", metavar="|".join(CHOICES["lang"]), help=text("help.lang"), callback=_choice("lang", lang)),
        own: Optional[List[Path]] = typer.Option(None, "--rules", metavar="DIR", help=text("help.own-rules"), show_default=False),
    ) -> None:
        from diagnose.rulescommands import explain as print_rule

        raise typer.Exit(print_rule(rule, own or [], lang))

    return app


def _choice(key: str, lang: str) -> Any:
    def check(value: str) -> str:
        if value and value not in CHOICES[key]:
            raise typer.BadParameter(say("not-a-choice", lang, value=repr(value), choices=", ".join(CHOICES[key])))
        return value

    return check

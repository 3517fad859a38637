"""The command `rules`: for those who write rules."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, List, Optional

import typer

from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.rule import RuleError
from diagnose.rulescommands import calibrate_rules, complain, draft_rule, lint_rules, list_rules, show_rule, test_rules, write_docs
from diagnose.spoken import SpokenCommand, SpokenGroup

Own = Optional[List[Path]]


def build_rules_app(lang: str) -> typer.Typer:
    """The sub-application, its help in one language."""
    rules = typer.Typer(cls=SpokenGroup, help=say("help.rules", lang), no_args_is_help=True)

    @rules.callback()
    def top(language: str = _language(lang)) -> None:
        pass

    _add_reading(rules, lang)
    _add_checking(rules, lang)
    _add_writing(rules, lang)
    return rules


def _own(lang: str) -> Own:
    return typer.Option(None, "--rules", metavar="DIR", help=say("help.own-rules", lang), show_default=False)  # type: ignore[no-any-return]


def _language(lang: str) -> str:
    """Taken off the command line; the language was chosen before the application was built."""
    return typer.Option("auto", "--lang", metavar="|".join(LANGUAGES), help=say("help.lang", lang))  # type: ignore[no-any-return]


def _samples(lang: str) -> Optional[Path]:
    return typer.Option(None, "--samples", metavar="DIR", help=say("rules.help-samples", lang), show_default=False)  # type: ignore[no-any-return]


def _add_reading(rules: typer.Typer, lang: str) -> None:
    @rules.command(cls=SpokenCommand, name="list", help=say("rules.help-list", lang))
    def list_(
        words: Optional[List[str]] = typer.Argument(None, metavar="WORD...", help=say("rules.help-words", lang), show_default=False),
        own: Own = _own(lang),
        language: str = _language(lang),
    ) -> None:
        _run(lambda: list_rules(words or [], own or [], lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-show", lang))
    def show(rule: str = typer.Argument(metavar="ID"), own: Own = _own(lang), language: str = _language(lang)) -> None:
        _run(lambda: show_rule(rule, own or [], lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-schema", lang))
    def schema(language: str = _language(lang)) -> None:
        from importlib import resources

        print(resources.files("diagnose").joinpath("schemas/rule.schema.json").read_text("utf-8"), end="")


def _add_checking(rules: typer.Typer, lang: str) -> None:
    @rules.command(cls=SpokenCommand, help=say("rules.help-lint", lang))
    def lint(own: Own = _own(lang), samples: Optional[Path] = _samples(lang), language: str = _language(lang)) -> None:
        _run(lambda: lint_rules(own or [], samples, lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-test", lang))
    def test(
        ids: Optional[List[str]] = typer.Argument(None, metavar="ID...", help=say("rules.help-test-ids", lang), show_default=False),
        own: Own = _own(lang),
        samples: Optional[Path] = _samples(lang),
        names: Optional[List[str]] = typer.Option(None, "--mutation", metavar="NAME", help=say("rules.help-mutation", lang), show_default=False),
        full: bool = typer.Option(False, "--full", help=say("rules.help-full", lang)),
        everything: bool = typer.Option(False, "--all", help=say("rules.help-all", lang)),
        jobs: int = typer.Option(0, "--jobs", metavar="N", help=say("rules.help-jobs", lang), show_default=False),
        language: str = _language(lang),
    ) -> None:
        _run(lambda: test_rules(ids or [], own or [], samples, names or [], full, everything, jobs, lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-calibrate", lang))
    def calibrate(corpus: Path = typer.Argument(metavar="CORPUS", help=say("rules.help-corpus", lang)), own: Own = _own(lang), language: str = _language(lang)) -> None:
        _run(lambda: calibrate_rules(corpus, own or [], lang))


def _add_writing(rules: typer.Typer, lang: str) -> None:
    @rules.command(cls=SpokenCommand, help=say("rules.help-new", lang))
    def new(
        log: str = typer.Option(..., "--from", metavar="LOG", help=say("rules.help-from", lang)),
        rule: str = typer.Option("", "--id", metavar="AREA.NAME", help=say("rules.help-id", lang), show_default=False),
        to: Path = typer.Option(Path(), "--to", metavar="DIR", help=say("rules.help-to", lang)),
        own: Own = _own(lang),
        language: str = _language(lang),
    ) -> None:
        _run(lambda: draft_rule(log, rule, to, own or [], lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-docs", lang))
    def docs(
        folder: Path = typer.Argument(metavar="DIR", help=say("rules.help-docs-folder", lang)),
        own: Own = _own(lang),
        samples: Optional[Path] = _samples(lang),
        language: str = _language(lang),
    ) -> None:
        _run(lambda: write_docs(folder, own or [], samples, lang))


def _run(do: Callable[[], int]) -> None:
    try:
        code = do()
    except RuleError as error:
        code = complain(str(error))
    raise typer.Exit(code)

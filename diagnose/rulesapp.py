"""The command `rules`: for those who write rules."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Callable, Iterable, List, Optional

import typer

from diagnose.library import Library, load_library, packaged_rules
from diagnose.messages import say
from diagnose.options import LANGUAGES
from diagnose.rule import Rule, RuleError
from diagnose.spoken import SpokenCommand, SpokenGroup

USAGE = 2
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
        from diagnose.rulesreport import list_lines

        _run(lambda: _print(list_lines(load_library(own or []), words or [], lang)))

    @rules.command(cls=SpokenCommand, help=say("rules.help-show", lang))
    def show(rule: str = typer.Argument(metavar="ID"), own: Own = _own(lang), language: str = _language(lang)) -> None:
        from diagnose.rulesreport import show_lines

        def do() -> int:
            library = load_library(own or [])
            top = sample_folder()
            logs = sorted((top / rule.replace(".", "/")).glob("*.log")) if top else []
            return _print(show_lines(find_rule(rule, library, lang), library, [log.name for log in logs], lang))

        _run(do)

    @rules.command(cls=SpokenCommand, help=say("rules.help-schema", lang))
    def schema(language: str = _language(lang)) -> None:
        from importlib import resources

        print(resources.files("diagnose").joinpath("schemas/rule.schema.json").read_text("utf-8"), end="")


def _add_checking(rules: typer.Typer, lang: str) -> None:
    @rules.command(cls=SpokenCommand, help=say("rules.help-lint", lang))
    def lint(own: Own = _own(lang), samples: Optional[Path] = _samples(lang), language: str = _language(lang)) -> None:
        from diagnose.lint import lint as check
        from diagnose.lint import search_cost

        def do() -> int:
            try:
                library = load_library(own or [])
                problems = list(check(library, samples or sample_folder()))
            except RuleError as error:
                print(error)
                return 1
            _print(problems)
            print(say("rules.lint-found", lang, count=len(problems)) if problems else say("rules.lint-clean", lang, count=len(library.rules)))
            passes, pieces, dear = search_cost(library)
            print(say("rules.lint-passes", lang, passes=passes, words=len(library.anchors.words), pieces=pieces, rules=", ".join(dear)))
            return 1 if problems else 0

        _run(do)

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
        _run(lambda: _test(ids or [], own or [], samples, names or [], full, everything, jobs, lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-calibrate", lang))
    def calibrate(corpus: Path = typer.Argument(metavar="CORPUS", help=say("rules.help-corpus", lang)), own: Own = _own(lang), language: str = _language(lang)) -> None:
        from diagnose.calibration import CorpusError, calibrate, read_cases
        from diagnose.rulesreport import calibration_lines

        def do() -> int:
            try:
                library = load_library(own or [])
                if corpus.is_file():
                    from diagnose.triage.corrections import stored_cases

                    return _print(calibration_lines(calibrate(stored_cases(corpus, library), library), lang))
                return _print(calibration_lines(calibrate(read_cases(corpus), library), lang))
            except CorpusError as error:
                return _complain(str(error))

        _run(do)


def _add_writing(rules: typer.Typer, lang: str) -> None:
    @rules.command(cls=SpokenCommand, help=say("rules.help-new", lang))
    def new(
        log: str = typer.Option(..., "--from", metavar="LOG", help=say("rules.help-from", lang)),
        rule: str = typer.Option("", "--id", metavar="AREA.NAME", help=say("rules.help-id", lang), show_default=False),
        to: Path = typer.Option(Path(), "--to", metavar="DIR", help=say("rules.help-to", lang)),
        own: Own = _own(lang),
        language: str = _language(lang),
    ) -> None:
        _run(lambda: _new(log, rule, to, own or [], lang))

    @rules.command(cls=SpokenCommand, help=say("rules.help-docs", lang))
    def docs(
        folder: Path = typer.Argument(metavar="DIR", help=say("rules.help-docs-folder", lang)),
        own: Own = _own(lang),
        samples: Optional[Path] = _samples(lang),
        language: str = _language(lang),
    ) -> None:
        from diagnose.catalogue import CatalogueError, write_catalogue

        def do() -> int:
            try:
                count = write_catalogue(load_library(own or []), folder, samples or sample_folder())
            except CatalogueError as error:
                return _complain(say(error.key, lang, **error.values))
            print(say("catalogue.written", lang, count=count, name=folder / "index.html"))
            return 0

        _run(do)


def _run(do: Callable[[], int]) -> None:
    try:
        code = do()
    except RuleError as error:
        code = _complain(str(error))
    raise typer.Exit(code)


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _complain(message: str) -> int:
    print("sovits-doctor: " + message, file=sys.stderr)
    return USAGE


def sample_folder() -> Optional[Path]:
    """The sample logs of a checkout; an installed package has none."""
    beside = Path(str(packaged_rules())).parent / "sample_logs"
    return beside if beside.is_dir() else None


def find_rule(rule_id: str, library: Library, lang: str) -> Rule:
    """The rule of an id; raises RuleError with those that are called alike."""
    if rule_id in library.rules:
        return library.rules[rule_id]
    near = difflib.get_close_matches(rule_id, library.rules, 3) or [one for one in library.rules if rule_id and rule_id in one][:3]
    raise RuleError(say("rules.unknown", lang, id=rule_id) + (" " + say("rules.near", lang, ids=", ".join(near)) if near else ""))


def _test(ids: List[str], own: List[Path], top: Optional[Path], names: List[str], full: bool, everything: bool, jobs: int, lang: str) -> int:
    from diagnose.bench import processors, run_bench, run_bench_in_parallel
    from diagnose.mutations import mutations
    from diagnose.rulesreport import bench_lines
    from diagnose.samples import find_samples

    library = load_library(own)
    top = top or sample_folder()
    if top is None or not top.is_dir():
        return _complain(say("rules.samples-missing", lang))
    unknown = [name for name in names if name not in mutations()]
    if unknown:
        return _complain(say("rules.mutation-unknown", lang, name=unknown[0], known=", ".join(mutations())))
    for one in ids:
        find_rule(one, library, lang)
    samples = [sample for sample in find_samples(top) if not ids or sample.owner in ids or sample.verdict in ids]
    if not samples:
        return _complain(say("rules.samples-missing", lang))
    chosen = names or list(mutations())
    jobs = jobs or (processors() if len(samples) > 50 else 1)
    bench = run_bench_in_parallel(samples, library, own, chosen, full, jobs) if jobs > 1 else run_bench(samples, library, chosen, full)
    _print(bench_lines(bench, lang, everything))
    return 1 if bench.faults() else 0


def _new(log: str, rule: str, to: Path, own: List[Path], lang: str) -> int:
    from diagnose.draft import LARGEST, DraftError, draft, write
    from diagnose.inputs import InputError, blocks_of, find_inputs

    library = load_library(own)
    try:
        data = b""
        for block in blocks_of(find_inputs(log)[0]):
            data += block
            if len(data) > LARGEST:
                raise DraftError("rules.draft-large", name=log, size=LARGEST >> 20)
        made = draft(data, library, rule, Path(log).stem)
        paths = write(made, to)
    except (InputError, DraftError) as error:
        return _complain(say(error.key, lang, **error.values))
    if made.known in library.rules:
        print(say("rules.draft-known", lang, id=made.known))
    _print(str(path) for path in paths)
    print(say("rules.draft-next", lang, id=made.rule, log=paths[3]))
    return 0


def explain(rule_id: str, own: List[Path], lang: str) -> int:
    """Print a rule's article without a log; gives back the exit code."""
    from diagnose.article import ArticleError
    from diagnose.explanation import console, print_article

    try:
        library = load_library(own)
        print_article(find_rule(rule_id, library, lang), lang, console())
    except (RuleError, ArticleError) as error:
        return _complain(str(error))
    return 0

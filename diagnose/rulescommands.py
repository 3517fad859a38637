"""What the `rules` commands do. Each gives back its exit code; all raise RuleError for a library that cannot be read, or say so."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Iterable, List, Optional

from diagnose.diagnosing import USAGE
from diagnose.library import Library, load_library, packaged_rules
from diagnose.messages import say
from diagnose.rule import Rule, RuleError


def list_rules(words: List[str], own: List[Path], lang: str) -> int:
    """All rules, or those that have all of the words."""
    from diagnose.rulesreport import list_lines

    return _print(list_lines(load_library(own), words, lang))


def show_rule(rule: str, own: List[Path], lang: str) -> int:
    """One rule with its relations, samples and file."""
    from diagnose.rulesreport import show_lines

    library = load_library(own)
    top = sample_folder()
    logs = sorted((top / rule.replace(".", "/")).glob("*.log")) if top else []
    return _print(show_lines(find_rule(rule, library, lang), library, [log.name for log in logs], lang))


def lint_rules(own: List[Path], samples: Optional[Path], lang: str) -> int:
    """Whether rules, articles and samples are sound; 1 when they are not, a rule that cannot be read included."""
    from diagnose.lint import lint, search_cost

    try:
        library = load_library(own)
        problems = list(lint(library, samples or sample_folder()))
    except RuleError as error:
        print(error)
        return 1
    _print(problems)
    print(say("rules.lint-found", lang, count=len(problems)) if problems else say("rules.lint-clean", lang, count=len(library.rules)))
    passes, pieces, dear = search_cost(library)
    print(say("rules.lint-passes", lang, passes=passes, words=len(library.anchors.words), pieces=pieces, rules=", ".join(dear)))
    return 1 if problems else 0


def test_rules(ids: List[str], own: List[Path], top: Optional[Path], names: List[str], full: bool, everything: bool, jobs: int, lang: str) -> int:
    """What samples and their mutations are called by now; 1 when too many are called something else."""
    from diagnose.bench import processors, run_bench, run_bench_in_parallel
    from diagnose.mutations import mutations
    from diagnose.rulesreport import bench_lines
    from diagnose.samples import find_samples

    library = load_library(own)
    top = top or sample_folder()
    if top is None or not top.is_dir():
        return complain(say("rules.samples-missing", lang))
    unknown = [name for name in names if name not in mutations()]
    if unknown:
        return complain(say("rules.mutation-unknown", lang, name=unknown[0], known=", ".join(mutations())))
    for one in ids:
        find_rule(one, library, lang)
    samples = [sample for sample in find_samples(top) if not ids or sample.owner in ids or sample.verdict in ids]
    if not samples:
        return complain(say("rules.samples-missing", lang))
    chosen = names or list(mutations())
    jobs = jobs or (processors() if len(samples) > 50 else 1)
    bench = run_bench_in_parallel(samples, library, own, chosen, full, jobs) if jobs > 1 else run_bench(samples, library, chosen, full)
    _print(bench_lines(bench, lang, everything))
    return 1 if bench.faults() else 0


def calibrate_rules(corpus: Path, own: List[Path], lang: str) -> int:
    """How often confidences were right, on a folder of labelled logs or on the corrections of a store."""
    from diagnose.calibration import CorpusError, calibrate, read_cases
    from diagnose.inputs import InputError
    from diagnose.rulesreport import calibration_lines

    try:
        library = load_library(own)
        if corpus.is_file():
            from diagnose.triage.corrections import stored_cases

            return _print(calibration_lines(calibrate(stored_cases(corpus, library), library), lang))
        return _print(calibration_lines(calibrate(read_cases(corpus), library), lang))
    except CorpusError as error:
        return complain(str(error))
    except InputError as error:  # of a store
        return complain(say(error.key, lang, **error.values))


def draft_rule(log: str, rule: str, to: Path, own: List[Path], lang: str) -> int:
    """A first rule, article, sample and expectation out of a log, below `to`."""
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
        return complain(say(error.key, lang, **error.values))
    if made.known in library.rules:
        print(say("rules.draft-known", lang, id=made.known))
    _print(str(path) for path in paths)
    print(say("rules.draft-next", lang, id=made.rule, log=paths[3]))
    return 0


def write_docs(folder: Path, own: List[Path], samples: Optional[Path], lang: str) -> int:
    """The catalogue as a site."""
    from diagnose.catalogue import CatalogueError, write_catalogue

    try:
        count = write_catalogue(load_library(own), folder, samples or sample_folder())
    except CatalogueError as error:
        return complain(say(error.key, lang, **error.values))
    print(say("catalogue.written", lang, count=count, name=folder / "index.html"))
    return 0


def explain(rule_id: str, own: List[Path], lang: str) -> int:
    """A rule's article without a log."""
    from diagnose.article import ArticleError
    from diagnose.explanation import console, print_article

    try:
        library = load_library(own)
        print_article(find_rule(rule_id, library, lang), lang, console())
    except (RuleError, ArticleError) as error:
        return complain(str(error))
    return 0


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def complain(message: str) -> int:
    """A sentence that is whole already, to standard error; gives back the exit code for it."""
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

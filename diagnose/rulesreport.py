"""What the `rules` commands print about the bench and the calibration, line by line."""

from __future__ import annotations

from typing import Iterator, List, Sequence

from diagnose.bench import GOOD, LEAST_GOOD, LOST, MOST_TURNED, OUTCOMES, TURNED, Bench, within_limits
from diagnose.calibration import Bin, Calibration, calibration_error, picture
from diagnose.judging import CONFIDENCE
from diagnose.library import Library
from diagnose.messages import say
from diagnose.rule import Rule
from diagnose.tables import percent, table

MANY = 20
"""Rows of a kind that are shown unless all are asked for."""


def bench_lines(bench: Bench, lang: str, everything: bool) -> Iterator[str]:
    """The report of `rules test`."""
    for result in bench.results:
        for problem in result.problems:
            yield f"{result.sample.log}: {problem}"
    yield from _mutations(bench, lang)
    yield from _cases(bench, TURNED, lang, everything)
    yield from _cases(bench, LOST, lang, everything)
    yield from _crossfire(bench, lang, everything)
    yield from _precision(bench, lang, everything)
    yield from _coverage(bench, lang, everything)
    faults = bench.faults()
    yield ""
    yield say("rules.test-faults", lang, names=", ".join(faults)) if faults else say("rules.test-passed", lang, count=len(bench.results), rules=len(bench.library.rules))


def _mutations(bench: Bench, lang: str) -> Iterator[str]:
    rows = []
    for name, count in bench.counts().items():
        whole = sum(count.values())
        good = sum(count[one] for one in GOOD)
        rows.append([name, *(count[one] for one in OUTCOMES), percent(good, whole), percent(count[TURNED], whole), "" if within_limits(count) else "✗"])
    if rows:
        yield say("rules.test-mutations", lang, count=len(bench.results), good=f"{LEAST_GOOD:.0%}", turned=f"{MOST_TURNED:.0%}")
        head = [say("rules.test-mutation", lang), *(say("rules.outcome-" + one, lang) for one in OUTCOMES), say("rules.test-good", lang), say("rules.outcome-" + TURNED, lang), ""]
        yield from table(head, rows, right=range(1, len(OUTCOMES) + 3))
        yield say("rules.test-outcomes", lang)


def _cases(bench: Bench, outcome: str, lang: str, everything: bool) -> Iterator[str]:
    rows = [[trial.mutation, "/".join(sample.log.parts[-3:]), f"{sample.verdict} → {trial.told}"] for sample, trial in bench.cases((outcome,))]
    yield from _part(say("rules.test-" + outcome, lang), rows, lang, everything)


def _crossfire(bench: Bench, lang: str, everything: bool) -> Iterator[str]:
    rows = [[other, right, count] for (other, right), count in bench.crossfire().most_common()]
    yield from _part(say("rules.test-crossfire", lang), rows, lang, everything)


def _precision(bench: Bench, lang: str, everything: bool) -> Iterator[str]:
    found = bench.precision()
    if found:
        shares = [right / told for right, told in found.values()]
        rows = [[rule, f"{right}/{told}", percent(right, told)] for rule, (right, told) in sorted(found.items(), key=lambda pair: pair[1][0] / pair[1][1]) if right < told]
        yield from _part(say("rules.test-precision", lang, mean=f"{sum(shares) / len(shares):.1%}", perfect=len(shares) - len(rows), count=len(shares)), rows, lang, everything)


def _coverage(bench: Bench, lang: str, everything: bool) -> Iterator[str]:
    rules = {result.sample.owner for result in bench.results} | {result.sample.verdict for result in bench.results}
    tested = [rule for rule in bench.library.rules.values() if rule.id in rules]
    signs = sum(len(rule.signs) for rule in tested)
    unseen = [(rule, number) for rule, number in bench.unseen_signs() if rule in rules]
    rows: List[Sequence[object]] = [[rule.id, ", ".join(str(number) for one, number in unseen if one == rule.id)] for rule in tested if any(one == rule.id for one, _ in unseen)]
    title = say("rules.test-coverage", lang, rules=len(tested), all=len(bench.library.rules), signs=signs - len(unseen), every=signs)
    if everything:
        yield from _part(title + " " + say("rules.test-unseen", lang), rows, lang, everything)
    else:
        yield from ("", title)


def _part(title: str, rows: Sequence[Sequence[object]], lang: str, everything: bool) -> Iterator[str]:
    """A heading with its rows."""
    yield ""
    yield title if rows else f"{title} {say('rules.test-none', lang)}"
    shown = rows if everything else rows[:MANY]
    widths = [max(len(str(row[column])) for row in shown) for column in range(len(shown[0]))] if shown else []
    for row in shown:
        yield "  " + "  ".join(str(cell).ljust(wide) for cell, wide in zip(row, widths)).rstrip()
    if len(shown) < len(rows):
        yield "  " + say("rules.test-more", lang, count=len(rows) - len(shown))


def calibration_lines(found: Calibration, lang: str) -> Iterator[str]:
    """The report of `rules calibrate`."""
    yield say("rules.calibrate-cases", lang, cases=found.cases, sources=found.sources, told=len(found.told))
    rows = []
    for name, share in found.fitted.items():
        group = [one for one in found.told if one.strength == name]
        right = sum(one.right for one in group)
        rows.append([name, len(group), right, percent(right, len(group)), f"{share:.3f}", f"{CONFIDENCE[name]:.3f}"])
    yield ""
    yield from table([say("rules.calibrate-" + key, lang) for key in ("strength", "size", "right", "share", "fitted", "used")], rows, right=range(1, 6))
    for key, part in (("present", found.present), ("left-out", found.left_out)):
        yield ""
        yield say("rules.calibrate-" + key, lang, error=f"{calibration_error(part):.3f}", count=sum(one.size for one in part))
        yield from _reliability(part, lang)
    yield ""
    yield say("rules.calibrate-scale", lang)
    yield "CONFIDENCE = {" + ", ".join(f'"{name}": {share:.2f}' for name, share in found.fitted.items()) + "}"


def _reliability(part: Sequence[Bin], lang: str) -> List[str]:
    rows = [[f"{one.low:.1f}–{one.low + 0.1:.1f}", one.size, f"{one.said:.3f}", f"{one.right:.3f}", picture(one)] for one in part]
    return table([say("rules.calibrate-" + key, lang) for key in ("bin", "size", "said", "right-share")] + ["0" + " " * 39 + "1"], rows, right=(1, 2, 3))


def list_lines(library: Library, words: Sequence[str], lang: str) -> List[str]:
    """The rules whose id or title holds all of the words."""

    def fits(rule: Rule) -> bool:
        text = f"{rule.id} {rule.title['zh']} {rule.title['en']}".lower()
        return all(word.lower() in text for word in words)

    chosen = [rule for rule in library.rules.values() if fits(rule)]
    if not chosen:
        return [say("rules.list-none", lang)]
    return [*table([say("rules.list-" + key, lang) for key in ("id", "role", "title")], [[rule.id, say("rules.role-" + rule.role, lang), rule.title[lang]] for rule in chosen])]


def show_lines(rule: Rule, library: Library, samples: Sequence[str], lang: str) -> Iterator[str]:
    """One rule: what it is, whom it beats, its samples, and its file."""
    yield f"{rule.id} · {rule.title[lang]}"
    generic, special = sorted(library.refined_by(rule.id)), [one.id for one in library.rules.values() if rule.id in one.refines]
    told = {"role": [say("rules.role-" + rule.role, lang)], "refines": generic, "refined": special, "samples": samples, "references": list(rule.references)}
    for key, values in told.items():
        if values:
            yield f"{say('rules.show-' + key, lang)} {', '.join(values)}"
    yield ""
    yield rule.folder.joinpath("rule.yaml").read_text("utf-8").rstrip("\n")

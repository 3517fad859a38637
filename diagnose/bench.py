"""The rule bench: every rule against every sample log, and against what happens to logs on their way.

A verdict has to survive a mutation or, where its deciding part is gone, give up honestly. It must never become another cause.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from diagnose import diagnose
from diagnose.library import Library, load_library
from diagnose.matching import SCOPES, Matcher, shorten
from diagnose.model import Diagnosis, Finding
from diagnose.mutations import Mutation, mutations
from diagnose.ranking import SURE
from diagnose.samples import Sample, check_sample

KEPT, GENERAL, GIVEN_UP, LOST, TURNED = "kept", "general", "given-up", "lost", "turned"
OUTCOMES = (KEPT, GENERAL, GIVEN_UP, LOST, TURNED)
"""The same verdict; the more generic rule that it refines, its own deciding part being gone; nothing said, the deciding part being
gone; nothing said (or something more generic) although it is still there; another cause, or a failure seen in a healthy log."""
GOOD = (KEPT, GENERAL, GIVEN_UP)
LEAST_GOOD, MOST_TURNED = 0.97, 0.01
"""Limits for each mutation, as shares of the samples."""


@dataclass(frozen=True)
class Trial:
    """One mutation of one sample."""

    mutation: str
    told: str
    """The verdict: a rule's id, unrecognised or healthy."""
    outcome: str


@dataclass(frozen=True)
class Result:
    """All that the bench found with one sample."""

    sample: Sample
    problems: Tuple[str, ...]
    """Why the unchanged log does not get its expected verdict."""
    trials: Tuple[Trial, ...]
    crossfire: Tuple[str, ...]
    """Other rules that are sure of themselves in the run that failed, too."""
    signs: Tuple[Tuple[str, int], ...]
    """Rule and number of each sign that the log shows."""


@dataclass
class Bench:
    """All results, and what can be read from them."""

    library: Library
    results: List[Result] = field(default_factory=list)

    def counts(self) -> Dict[str, Counter[str]]:
        """How often each outcome was seen, by mutation."""
        found: Dict[str, Counter[str]] = {}
        for result in self.results:
            for trial in result.trials:
                found.setdefault(trial.mutation, Counter())[trial.outcome] += 1
        return found

    def faults(self) -> List[str]:
        """Mutations that go beyond the limits, and samples that fail unchanged."""
        broken = [str(result.sample.log) for result in self.results if result.problems]
        return broken + [name for name, count in self.counts().items() if not within_limits(count)]

    def cases(self, outcomes: Sequence[str]) -> Iterator[Tuple[Sample, Trial]]:
        for result in self.results:
            for trial in result.trials:
                if trial.outcome in outcomes:
                    yield result.sample, trial

    def crossfire(self) -> Counter[Tuple[str, str]]:
        """How often a rule is sure of itself where another is right: (rule, the right one)."""
        return Counter((other, result.sample.verdict) for result in self.results for other in result.crossfire)

    def precision(self) -> Dict[str, Tuple[int, int]]:
        """Of every rule: how often it was right, and how often it was the verdict, mutations included."""
        right: Counter[str] = Counter()
        told: Counter[str] = Counter()
        for result in self.results:
            for trial in result.trials:
                told[trial.told] += 1
                right[trial.told] += trial.outcome in GOOD
        return {rule: (right[rule], told[rule]) for rule in self.library.rules if told[rule]}

    def unseen_signs(self) -> List[Tuple[str, int]]:
        """Signs (rule, number from 1) that no sample shows."""
        seen: Set[Tuple[str, int]] = {sign for result in self.results for sign in result.signs}
        return [(rule.id, number) for rule in self.library.rules.values() for number in range(1, len(rule.signs) + 1) if (rule.id, number) not in seen]


def within_limits(count: Counter[str]) -> bool:
    whole = sum(count.values())
    return sum(count[one] for one in GOOD) >= LEAST_GOOD * whole and count[TURNED] <= MOST_TURNED * whole


def run_bench(samples: Sequence[Sample], library: Library, names: Optional[Sequence[str]] = None, full: bool = False) -> Bench:
    """Try all samples in this process; `names` of the mutations, all of them when left out."""
    known = mutations(full)
    chosen = [known[name] for name in (known if names is None else names)]
    return Bench(library, [try_sample(sample, library, chosen) for sample in samples])


def run_bench_in_parallel(samples: Sequence[Sample], library: Library, own: Sequence[Path], names: Sequence[str], full: bool, jobs: int) -> Bench:
    """The same with several processes, each of which reads the rules for itself."""
    parts = [samples[place::jobs] for place in range(jobs)]
    with ProcessPoolExecutor(jobs) as pool:
        found = list(pool.map(_try_part, [(part, tuple(own), tuple(names), full) for part in parts]))
    return Bench(library, sorted((result for part in found for result in part), key=lambda result: result.sample.log))


def _try_part(given: Tuple[Sequence[Sample], Tuple[Path, ...], Tuple[str, ...], bool]) -> List[Result]:
    samples, own, names, full = given
    return run_bench(samples, load_library(own), names, full).results


def processors() -> int:
    return min(os.cpu_count() or 1, 8)


def try_sample(sample: Sample, library: Library, chosen: Iterable[Mutation]) -> Result:
    """One sample, unchanged and with each mutation."""
    data = sample.log.read_bytes()
    diagnosis = diagnose(data, library)
    needed = deciding_lines(diagnosis)
    line = sample.line or (diagnosis.causes[0].line if diagnosis.causes else 1)
    trials = []
    for mutation in chosen:
        span = mutation.span(data.count(b"\n") + 1, line) if mutation.span else None
        changed = diagnose(mutation.blocks(data, line), library)
        gone = span is not None and not all(span[0] <= one <= span[1] for one in needed)
        quiet = span is not None and not any(span[0] <= one <= span[1] for one in failing_lines(diagnosis))
        trials.append(Trial(mutation.name, verdict_of(changed), _outcome(sample.verdict, diagnosis, changed, library, gone, quiet)))
    return Result(sample, tuple(check_sample(sample, library)), tuple(trials), tuple(_crossfire(diagnosis, library)), tuple(_signs(sample, diagnosis, library)))


def verdict_of(diagnosis: Diagnosis) -> str:
    return diagnosis.causes[0].rule if diagnosis.status == "diagnosed" else diagnosis.status


def deciding_lines(diagnosis: Diagnosis) -> Set[int]:
    """Lines without which nobody could tell the cause: the exception with its frames, and what else the sign was found in."""
    if diagnosis.status != "diagnosed":
        return set()
    first = diagnosis.causes[0]
    run = diagnosis.log.episodes[first.episode]
    needed = {first.line}
    repeated = {shorten(first.evidence[0].text)} if first.evidence else set()
    if first.chain >= 0:
        chain = run.chains[first.chain]
        raised = chain.raised[max(0, first.position)]
        needed.update(range(raised.header, raised.line + 1))
        final = max(chain.raised, key=lambda one: one.line)
        repeated.add(shorten(f"{final.type}: {final.message}".strip(": ").partition("\n")[0]))
    return needed | {one.line for one in first.evidence if not one.file and one.text not in repeated}


def failing_lines(diagnosis: Diagnosis) -> Set[int]:
    """Lines that alone show that something failed, whatever it was."""
    lines: Set[int] = set()
    for run in diagnosis.log.episodes:
        lines.update(raised.line for chain in run.chains if not chain.handled for raised in chain.raised if raised.type)
        lines.update(end.line for end in run.exits if end.signal or end.code)
        if run.complaint is not None:
            lines.add(run.complaint.number)
    return lines


def _outcome(expected: str, before: Diagnosis, after: Diagnosis, library: Library, gone: bool, quiet: bool) -> str:
    """`gone`: a part of what decided was cut away; `quiet`: so was all that shows a failure."""
    told = verdict_of(after)
    if told == expected:
        return KEPT
    rule = library.rules.get(expected)
    if rule is None:
        if told in library.rules:
            return GENERAL if expected == "unrecognised" and told.startswith("python.") else TURNED
        return GIVEN_UP if gone or quiet or (expected == "healthy" and told == "unrecognised" and after.log.size < before.log.size) else LOST
    facts = {key for run in after.log.episodes for key in run.facts}
    gone = gone or (rule.scope in SCOPES and not facts.intersection(SCOPES[rule.scope]))
    if told == "healthy":
        return GIVEN_UP if gone and quiet else LOST
    if told == "unrecognised":
        return GIVEN_UP if gone else LOST
    if told in library.refined_by(expected):
        return GENERAL if gone else LOST
    others = {cause.rule for cause in before.causes if cause.confidence >= SURE}
    return GIVEN_UP if gone and told in others else TURNED


def _crossfire(diagnosis: Diagnosis, library: Library) -> Iterator[str]:
    if diagnosis.status == "diagnosed":
        first = diagnosis.causes[0]
        for other in diagnosis.causes[1:]:
            if other.confidence >= SURE and other.episode == first.episode and not _related(first, other, library):
                yield other.rule


def _related(one: Finding, other: Finding, library: Library) -> bool:
    return one.rule in library.refined_by(other.rule) or other.rule in library.refined_by(one.rule)


def _signs(sample: Sample, diagnosis: Diagnosis, library: Library) -> Iterator[Tuple[str, int]]:
    """Which signs of the rules that a sample is for it shows."""
    for rule_id in (sample.verdict, *sample.symptoms):
        rule = library.rules.get(rule_id)
        if rule is None:
            continue
        for number, sign in enumerate(rule.signs, 1):
            alone = {rule_id: replace(rule, signs=(sign,))}
            if Matcher(diagnosis.log, replace(library, rules=alone)).findings():
                yield rule_id, number

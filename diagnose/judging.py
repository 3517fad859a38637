"""Findings to a verdict: which cause explains the run, what follows from it, and how sure that is.

Neither the first exception nor the last one is right. What counts: the strength of the sign, how the exception is linked to
the others, whether the program went on after it, whether stage and facts agree, and which run of the log failed last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Set, Tuple

from diagnose import expressions
from diagnose.account import ending, explained, root_of, unexplained
from diagnose.fingerprint import fingerprint
from diagnose.library import Library
from diagnose.matching import Matcher
from diagnose.model import Chain, Diagnosis, Finding, Log, Remedy, Scalar
from diagnose.nearest import kind_of_failure, nearest
from diagnose.rule import Rule

if TYPE_CHECKING:
    from diagnose.outside import Outside
    from diagnose.proof import Proof

CONFIDENCE = {"decisive": 0.98, "strong": 0.92, "weak": 0.4}
"""Share of findings of a strength that were right on labelled logs, leaving one source out (`rules calibrate`), a little less than fitted: the authors
of the rules knew those logs. Weak is kept below one half."""
OTHER_STAGE, HANDLED, CONTRADICTED = 0.75, 0.45, 0.4
"""Factors for a stage where the rule does not belong, for a program that went on, for facts that speak against."""
SURE = 0.5
"""Below it the verdict is unrecognised."""
LINKS_DOWN = ("spawn", "worker", "group", "cause")
"""Links with which an exception only passes on the one before it in the chain."""


@dataclass(frozen=True)
class _Verdict:
    """Which run failed, and the causes for it."""

    failed: Sequence[int]
    episode: int
    ranked: List[Finding]

    @cached_property
    def sure(self) -> List[Finding]:
        return [finding for finding in self.ranked if finding.confidence >= SURE]

    @property
    def status(self) -> str:
        return "diagnosed" if self.sure else "unrecognised" if self.failed else "healthy"


def judge(log: Log, library: Library, outside: Optional[Outside] = None) -> Diagnosis:
    """The diagnosis of a log, with what is known beside it."""
    told, proof = log, None
    if outside is not None:
        from diagnose.outside import filled
        from diagnose.proof import Proof

        log = filled(log, outside)
    matcher = Matcher(log, library)
    if outside is not None:
        proof = Proof(told, matcher, outside, library)
    symptoms, verdict = _weighed(matcher, proof)
    diagnosis = _named(log, verdict, symptoms)
    ranked = [_completed(finding, library.rules[finding.rule], matcher) for finding in verdict.ranked]
    known = explained(symptoms, verdict.sure, log, library)
    if verdict.sure:
        ranked = [f._replace(explains=tuple(sorted({s.rule for s in known if s.explained_by == f.rule}))) for f in ranked]
        ranked[0] = ranked[0]._replace(evidence=(*ranked[0].evidence, *ending(log.episodes[diagnosis.episode], ranked[0], symptoms)))
    if diagnosis.status == "healthy":
        return replace(diagnosis, symptoms=known)
    unknown = diagnosis.root if diagnosis.status == "unrecognised" else None
    return replace(
        diagnosis,
        causes=tuple(ranked),
        symptoms=known,
        unexplained=unexplained(log, diagnosis.episode, ranked, symptoms, SURE),
        kind=kind_of_failure(unknown) if unknown else "",
        nearest=nearest(matcher, unknown, diagnosis.episode) if unknown else (),
    )


def name(log: Log, library: Library) -> Diagnosis:
    """The diagnosis as far as it names the failure: without values, ways out, symptoms, what stays unexplained and the nearest rules."""
    symptoms, verdict = _weighed(Matcher(log, library), None)
    return _named(log, verdict, symptoms)


def _weighed(matcher: Matcher, proof: Optional[Proof]) -> Tuple[Sequence[Finding], _Verdict]:
    """The symptoms of a log and the verdict about it."""
    log, library = matcher.log, matcher.library
    findings = [_weigh(finding, library.rules[finding.rule], log) for finding in matcher.findings()]
    if proof is not None:
        findings = list(map(proof.held, findings))
    symptoms = [f for f in findings if library.rules[f.rule].role == "symptom"]
    causes = _without_refined([f for f in findings if library.rules[f.rule].role == "cause"], symptoms, library)
    causes = _without_symptom_events(causes, symptoms)
    verdict = _verdict(causes, log, library)
    if proof is not None and not verdict.sure:
        episode = verdict.episode if verdict.failed else -1
        verdict = _verdict([*causes, *proof.unseen(root_of(log, (), episode, symptoms), episode)], log, library)
    return symptoms, verdict


def _named(log: Log, verdict: _Verdict, symptoms: Sequence[Finding]) -> Diagnosis:
    """What a verdict says by itself."""
    sure, status = verdict.sure, verdict.status
    if status == "healthy":
        return Diagnosis(status, log, (), (), None, -1, "", tuple(verdict.failed))
    episode = sure[0].episode if sure else verdict.episode
    root = root_of(log, sure, episode, symptoms)
    return Diagnosis(status, log, tuple(verdict.ranked), (), root, episode, fingerprint(root, log, episode), tuple(verdict.failed))


def _verdict(causes: Sequence[Finding], log: Log, library: Library) -> _Verdict:
    failed = [index for index, one in enumerate(log.episodes) if one.failed or any(f.episode == index and f.confidence >= SURE for f in causes)]
    episode = _failing_episode(failed, log, causes, library)
    return _Verdict(failed, episode, _rank(causes, episode, log, library))


def _chain(log: Log, finding: Finding) -> Optional[Chain]:
    return log.episodes[finding.episode].chains[finding.chain] if finding.chain >= 0 else None


def _weigh(finding: Finding, rule: Rule, log: Log) -> Finding:
    """Confidence from the strength of the sign and from what agrees or disagrees."""
    episode, chain = log.episodes[finding.episode], _chain(log, finding)
    weight, against = CONFIDENCE[finding.strength], list(finding.against)
    if rule.stages and episode.stage and episode.stage not in rule.stages:
        weight *= OTHER_STAGE
        against.append(f"seen in {episode.stage}, where it is not known to happen")
    if chain is not None and chain.handled and not chain.item:
        weight *= HANDLED
        against.append("the program went on after it")
    if finding.confirmed == "no":
        weight *= CONTRADICTED
    elif finding.confirmed == "yes":
        weight += (1 - weight) / 2
    return finding._replace(confidence=round(weight, 3), against=tuple(against))


def _same_event(one: Finding, other: Finding) -> bool:
    if one.episode != other.episode:
        return False
    if one.chain >= 0 and other.chain >= 0:
        return one.chain == other.chain
    return abs(one.line - other.line) <= 3


def _without_refined(causes: Sequence[Finding], symptoms: Sequence[Finding], library: Library) -> List[Finding]:
    """Drop what a more specific rule, cause or symptom, says better of the same event."""

    refining = {rule: library.refined_by(rule) for rule in {finding.rule for finding in (*causes, *symptoms)}}
    beaten = {refined for rules in refining.values() for refined in rules}

    def beats(one: Finding, other: Finding) -> bool:
        return other.rule in refining[one.rule] and _same_event(one, other) and one.confidence >= min(SURE, other.confidence)

    return [finding for finding in causes if finding.rule not in beaten or not any(beats(one, finding) for one in (*causes, *symptoms))]


def _without_symptom_events(causes: Sequence[Finding], symptoms: Sequence[Finding]) -> List[Finding]:
    """An exception that a symptom names is no evidence of a cause, unless the cause knows it better than weakly."""
    taken = {(s.episode, s.chain, s.position) for s in symptoms if s.chain >= 0}
    return [f for f in causes if f.strength != "weak" or (f.episode, f.chain, f.position) not in taken]


def _failing_episode(failed: Sequence[int], log: Log, causes: Sequence[Finding], library: Library) -> int:
    """The last run that failed, unless it only misses what an earlier failed run should have made."""
    if not failed:
        return max((f.episode for f in causes), default=-1)
    last = failed[-1]
    while True:
        here = [f for f in causes if f.episode == last and f.confidence >= SURE]
        needs = {name for f in _best_of(here, log) for name in library.rules[f.rule].needs}
        earlier = [i for i in failed if i < last and _known(i, log, causes) and _should_have_made(needs, i, last, log)]
        if not earlier:
            return last
        last = earlier[-1]


def _known(index: int, log: Log, causes: Sequence[Finding]) -> bool:
    """Whether more than a complaint tells that a run failed."""
    run = log.episodes[index]
    return bool(run.chains or run.exits) or any(f.episode == index and f.confidence >= SURE for f in causes)


def _should_have_made(needs: Set[str], index: int, last: int, log: Log) -> bool:
    """Whether a failed run makes one of the needed products, or stopped a one-click job before the step that does."""
    stages = [episode.stage for episode in log.episodes[index:last]]
    makers = {stage for stage, products in PRODUCTS.items() if needs & set(products)}
    if stages[0] in makers:
        return True
    order = list(PRODUCTS)
    skipped = [maker for maker in makers if maker not in stages]
    return stages[0] in ONE_CLICK and any(maker in ONE_CLICK and order.index(maker) > order.index(stages[0]) for maker in skipped)


def _best_of(findings: Sequence[Finding], log: Log) -> List[Finding]:
    return sorted(findings, key=lambda f: _order(f, log))[:1]


PRODUCTS = {
    "slice": ("slicer_opt",),
    "denoise": ("denoise_opt",),
    "asr": (".list",),
    "get-text": ("2-name2text.txt", "3-bert"),
    "get-hubert": ("4-cnhubert", "5-wav32k"),
    "get-sv": ("7-sv_cn",),
    "get-semantic": ("6-name2semantic.tsv",),
    "install": ("packages",),
    "webui": ("2-name2text.txt", "3-bert", "4-cnhubert", "5-wav32k", "7-sv_cn", "6-name2semantic.tsv"),
}
"""What each stage makes for the next ones; the web UI's own checks come before all steps. Source: webui.py and prepare_datasets of GPT-SoVITS."""
ONE_CLICK = ("get-text", "get-hubert", "get-sv", "get-semantic")
"""Steps that the web UI starts one after the other; a failure ends the row."""


def _order(finding: Finding, log: Log) -> Tuple[float, int, int, int]:
    """Sort key of findings of one run: surer first, then fatal ones, then roots, then earlier lines."""
    chain = _chain(log, finding)
    handled = 1 if chain is not None and chain.handled else 0
    return (-round(finding.confidence, 1), handled, max(0, finding.position), finding.line)


def _rank(causes: Sequence[Finding], episode: int, log: Log, library: Library) -> List[Finding]:
    """Best first; the failing run's causes before those of other runs; one finding per rule, which shows its last place too."""
    ordered = sorted(causes, key=lambda f: (f.episode != episode, _order(f, log)))
    latest_of: Dict[Tuple[str, int], Finding] = {}
    for finding in causes:
        known = latest_of.setdefault((finding.rule, finding.episode), finding)
        if _last_line(finding) > _last_line(known):
            latest_of[finding.rule, finding.episode] = finding
    kept: Dict[str, Finding] = {}
    for finding in ordered:
        best = kept.setdefault(finding.rule, finding)
        last = latest_of[finding.rule, best.episode]
        if finding is best and last is not best and last.evidence:
            latest = max(last.evidence, key=lambda one: 0 if one.file else one.line)
            kept[finding.rule] = best._replace(evidence=(*best.evidence, latest))
    mine = [f for f in kept.values() if f.episode == episode]
    others = [f._replace(against=(*f.against, "belongs to another run of this log")) for f in kept.values() if f.episode != episode]
    if any(f.confidence >= SURE for f in mine):
        return mine + others
    # The failing run has no sure cause: causes of other runs are hints at most.
    return mine + [f._replace(confidence=round(f.confidence * HANDLED, 3)) for f in others]


def _last_line(finding: Finding) -> int:
    return max((one.line for one in finding.evidence if not one.file), default=0)


def _completed(finding: Finding, rule: Rule, matcher: Matcher) -> Finding:
    """With the rule's values and remedies computed for this log."""
    facts = {key: fact.value for key, fact in matcher.known[finding.episode].facts.items()}
    values: Dict[str, Scalar] = {}
    for name, expression in rule.values:
        values[name] = expressions.evaluate(expression, expressions.lookup_in(finding.captures, facts, values))
    look = expressions.lookup_in(finding.captures, facts, values)
    remedies = []
    for one in rule.remedies:
        edit = {"config": one.edit_config, "set": expressions.evaluate(one.edit_set, look)} if one.edit_set else None
        remedies.append(Remedy(one.id, one.effort, one.risk, edit))
    return finding._replace(values=values, remedies=tuple(remedies))

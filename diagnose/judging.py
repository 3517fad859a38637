"""Findings to a verdict: which cause explains the run, what follows from it, and how sure that is.

Neither the first exception nor the last one is right. What counts: the strength of the sign, how the exception is linked to
the others, whether the program went on after it, whether stage and facts agree, and which run of the log failed last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple

from diagnose import expressions
from diagnose.account import ending, explained, root_of, unexplained
from diagnose.fingerprint import fingerprint
from diagnose.library import Library
from diagnose.matching import Matcher
from diagnose.model import Diagnosis, Finding, Log, Remedy, Scalar
from diagnose.nearest import kind_of_failure, nearest
from diagnose.ranking import HANDLED, SURE, Ranking, chain_of, rank
from diagnose.rule import Rule

if TYPE_CHECKING:
    from diagnose.outside import Outside
    from diagnose.proof import Proof

CONFIDENCE = {"decisive": 0.98, "strong": 0.92, "weak": 0.4}
"""Share of findings of a strength that were right on labelled logs, leaving one source out (`rules calibrate`), a little less than fitted: the authors
of the rules knew those logs. Weak is kept below one half."""
OTHER_STAGE, CONTRADICTED = 0.75, 0.4
"""Factors for a stage where the rule does not belong, and for facts that speak against; for a program that went on there is `ranking.HANDLED`."""


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


def name_failure(log: Log, library: Library) -> Diagnosis:
    """The diagnosis as far as it names the failure: without values, ways out, symptoms, what stays unexplained and the nearest rules."""
    symptoms, verdict = _weighed(Matcher(log, library), None)
    return _named(log, verdict, symptoms)


def _weighed(matcher: Matcher, proof: Optional[Proof]) -> Tuple[Sequence[Finding], Ranking]:
    """The symptoms of a log and the verdict about it."""
    log, library = matcher.log, matcher.library
    findings = [_weigh(finding, library.rules[finding.rule], log) for finding in matcher.findings()]
    if proof is not None:
        findings = list(map(proof.held, findings))
    symptoms = [f for f in findings if library.rules[f.rule].role == "symptom"]
    causes = _without_refined([f for f in findings if library.rules[f.rule].role == "cause"], symptoms, library)
    causes = _without_symptom_events(causes, symptoms)
    verdict = rank(causes, log, library)
    if proof is not None and not verdict.sure:
        episode = verdict.episode if verdict.failed else -1
        verdict = rank([*causes, *proof.unseen(root_of(log, (), episode, symptoms), episode)], log, library)
    return symptoms, verdict


def _named(log: Log, verdict: Ranking, symptoms: Sequence[Finding]) -> Diagnosis:
    """What a verdict says by itself."""
    sure, status = verdict.sure, verdict.status
    if status == "healthy":
        return Diagnosis(status, log, (), (), None, -1, "", tuple(verdict.failed))
    episode = sure[0].episode if sure else verdict.episode
    root = root_of(log, sure, episode, symptoms)
    return Diagnosis(status, log, tuple(verdict.ranked), (), root, episode, fingerprint(root, log, episode), tuple(verdict.failed))


def _weigh(finding: Finding, rule: Rule, log: Log) -> Finding:
    """Confidence from the strength of the sign and from what agrees or disagrees."""
    episode, chain = log.episodes[finding.episode], chain_of(log, finding)
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

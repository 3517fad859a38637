"""The account of a failure once its cause is known: its root, what it dragged along, how it ended, and what stays unexplained."""

from __future__ import annotations

from typing import Dict, Optional, Sequence, Set, Tuple

from diagnose.library import Library
from diagnose.matching import shorten
from diagnose.model import Episode, Evidence, Finding, Log, Raised, Symptom


def explained(symptoms: Sequence[Finding], sure: Sequence[Finding], log: Log, library: Library) -> Tuple[Symptom, ...]:
    """Each symptom once, with the cause it follows from: of its chain, else its run, else the verdict."""
    told: Dict[str, Symptom] = {}
    for symptom in sorted(symptoms, key=lambda f: f.line):
        follows = library.rules[symptom.rule].follows
        fitting = [f for f in sure if not follows or f.rule in follows or f.rule.partition(".")[0] in follows]
        near = [f for f in fitting if f.episode == symptom.episode]
        same = [f for f in near if f.chain == symptom.chain >= 0]
        cause = (same or near or [f for f in fitting if f.episode < symptom.episode] or [None])[0]  # type: ignore[list-item]
        text = symptom.evidence[0].text if symptom.evidence else ""
        told.setdefault(symptom.rule, Symptom(symptom.rule, symptom.line, text, cause.rule if cause else ""))
    return tuple(told.values())


def ending(run: Episode, finding: Finding, symptoms: Sequence[Finding]) -> Tuple[Evidence, ...]:
    """The exception with which the run ended, when it only follows from the cause: the line that people know."""
    fatal = [(index, chain, max(chain.raised, key=lambda raised: raised.line)) for index, chain in enumerate(run.chains) if not chain.handled]
    if not fatal:
        return ()
    index, chain, final = max(fatal, key=lambda one: one[1].last)
    line = final.line + chain.last - chain.start
    follows = any(s.chain == index and s.rule in finding.explains for s in symptoms)
    if not follows or any(one.line in (line, final.line) for one in finding.evidence if not one.file):
        return ()
    return (Evidence(line, shorten(f"{final.type}: {final.message}".strip(": ").partition("\n")[0])),)


def root_of(log: Log, sure: Sequence[Finding], episode: int, symptoms: Sequence[Finding]) -> Optional[Raised]:
    """The exception behind the verdict, or the likeliest one when there is no verdict."""
    if sure and sure[0].chain >= 0:
        chain = log.episodes[sure[0].episode].chains[sure[0].chain]
        return chain.raised[max(0, sure[0].position)]
    if episode < 0 or (sure and not _beside(sure[0])):
        return None
    taken = {(s.chain, s.position) for s in symptoms if s.episode == episode}
    chains = sorted(enumerate(log.episodes[episode].chains), key=lambda pair: (pair[1].handled, not pair[1].root.frames, -pair[1].start))
    for index, chain in chains:
        for position, raised in enumerate(chain.raised):
            if raised.type and (index, position) not in taken:
                return raised
    return chains[0][1].root if chains else None


def _beside(finding: Finding) -> bool:
    """Found beside the log: no line of it is the root."""
    return finding.chain < 0 and any(one.said for one in finding.evidence) and not any(one.line and not one.file for one in finding.evidence)


def unexplained(log: Log, episode: int, causes: Sequence[Finding], symptoms: Sequence[Finding], sure: float) -> Tuple[Evidence, ...]:
    """Exceptions of the failing run that no rule speaks of with a confidence of at least `sure`, and a foreign program's complaint."""
    if episode < 0:
        return ()
    known: Set[int] = {f.chain for f in [*causes, *symptoms] if f.episode == episode and (f.confidence >= sure or f in symptoms)}
    run = log.episodes[episode]
    left = [
        Evidence(chain.root.line, shorten(f"{chain.root.type}: {chain.root.message}".strip(": ").split("\n")[0]))
        for index, chain in enumerate(run.chains)
        if index not in known and not chain.handled and chain.root.type
    ]
    if not causes and run.complaint is not None:
        left.append(Evidence(run.complaint.number, shorten(run.complaint.text)))
    return tuple(left[:20])

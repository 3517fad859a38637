"""Which run of a log failed, and which of the causes that were found explain it, best first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Dict, List, Optional, Sequence, Set, Tuple

from diagnose.library import Library
from diagnose.model import Chain, Finding, Log

SURE = 0.5
"""Below it the verdict is unrecognised."""
HANDLED = 0.45
"""Factor for a program that went on, and for what belongs to another run."""


@dataclass(frozen=True)
class Ranking:
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


def rank(causes: Sequence[Finding], log: Log, library: Library) -> Ranking:
    """The ranking of causes, weighed already."""
    failed = [index for index, one in enumerate(log.episodes) if one.failed or any(f.episode == index and f.confidence >= SURE for f in causes)]
    episode = _failing_episode(failed, log, causes, library)
    return Ranking(failed, episode, _rank(causes, episode, log, library))


def chain_of(log: Log, finding: Finding) -> Optional[Chain]:
    """The chain of exceptions that a finding speaks of."""
    return log.episodes[finding.episode].chains[finding.chain] if finding.chain >= 0 else None


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
    chain = chain_of(log, finding)
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

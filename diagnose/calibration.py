"""How sure is sure? Fits the strength table of `judging` on labelled logs, and measures it with each source left out in turn.

A corpus is a folder of cases (`log.txt` beside `case.json` with `slug` and `also`) or of sample logs (`NAME.log` beside
`NAME.expect.yaml`). A source is a repository, a family of runs, or a rule's folder of samples: what is alike is left out together.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple

from diagnose import diagnose
from diagnose.judging import CONFIDENCE
from diagnose.library import Library
from diagnose.model import Diagnosis
from diagnose.ranking import SURE
from diagnose.samples import find_samples

BINS = 10
STEPS = 1000
"""Confidences are fitted in steps of one thousandth."""
FOREIGN, HEALTHY, UNKNOWN = "foreign", "healthy", "unknown"


class CorpusError(ValueError):
    """A corpus that cannot be read; the message names the file."""


@dataclass(frozen=True)
class Case:
    """One labelled log."""

    log: Path
    source: str
    slug: str
    """A rule's id, or foreign, healthy or unknown."""
    also: FrozenSet[str]
    """Further verdicts that are right."""
    data: Optional[bytes] = None
    """The log itself where `log` is no file."""


@dataclass(frozen=True)
class Told:
    """The first cause that was given for a case, sure or not."""

    case: Case
    strength: str
    factor: float
    """What the sign's strength was multiplied with: stage, handled, contradicted."""
    confirmed: bool
    right: bool

    def confidence(self, strengths: Mapping[str, float]) -> float:
        """What would be said with another strength table."""
        return _said(strengths[self.strength], self.factor, self.confirmed)


def _said(share: float, factor: float, confirmed: bool) -> float:
    weight = min(1.0, share * factor)
    return weight + (1 - weight) / 2 if confirmed else weight


@dataclass(frozen=True)
class Bin:
    """The verdicts whose confidence lies in one tenth."""

    low: float
    size: int
    said: float
    """Mean confidence."""
    right: float
    """Share that was right."""


@dataclass(frozen=True)
class Calibration:
    """A fitted table, and how well a table fitted without its source foretells each verdict."""

    told: Tuple[Told, ...]
    cases: int
    sources: int
    fitted: Mapping[str, float]
    present: Tuple[Bin, ...]
    """With the table that is in use."""
    left_out: Tuple[Bin, ...]
    """With tables fitted on all other sources."""


def read_cases(top: Path) -> List[Case]:
    """All labelled logs below a folder; raises CorpusError, and RuleError for an expectation that cannot be read."""
    if not top.is_dir():
        raise CorpusError(f"{top}: there is no such folder")
    cases = [_read_case(file) for file in sorted(top.rglob("case.json"))]
    if any(top.rglob("*.expect.yaml")):
        cases += [_of_sample(one.log, one.verdict) for one in find_samples(top)]
    if not cases:
        raise CorpusError(f"{top}: there is neither a case.json nor a .expect.yaml below it")
    return cases


def _read_case(file: Path) -> Case:
    try:
        label = json.loads(file.read_text("utf-8"))
        slug, also = str(label["slug"]), frozenset(map(str, label.get("also", [])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{file}: no label can be read from it: {error!r}") from None
    name = file.parent.name
    return Case(file.with_name("log.txt"), name.rpartition("+")[0] or name.partition("-")[0], slug, also)


def _of_sample(log: Path, verdict: str) -> Case:
    folder = "/".join(log.parts[-3:-1])
    kind = FOREIGN if log.parts[-2] == FOREIGN else UNKNOWN if verdict == "unrecognised" else verdict
    return Case(log, f"{folder}/{log.stem}" if kind in (FOREIGN, HEALTHY, UNKNOWN) else folder, kind, frozenset())


def ask(case: Case, library: Library) -> Optional[Told]:
    """What the rules say first of a log; None when they name no cause. Raises CorpusError for a log that cannot be read."""
    try:
        diagnosis = diagnose(case.log.read_bytes() if case.data is None else case.data, library)
    except OSError as error:
        raise CorpusError(f"{case.log}: it cannot be read: {error.strerror or error}") from None
    if not diagnosis.causes:
        return None
    first = diagnosis.causes[0]
    plain = 2 * first.confidence - 1 if first.confirmed == "yes" else first.confidence
    return Told(case, first.strength, plain / CONFIDENCE[first.strength], first.confirmed == "yes", _is_right(case, diagnosis))


def _is_right(case: Case, diagnosis: Diagnosis) -> bool:
    rule = diagnosis.causes[0].rule
    return rule in case.also or rule == case.slug or (case.slug == FOREIGN and rule.startswith("python."))


def fit(told: Iterable[Told]) -> Dict[str, float]:
    """The strength table under which what was right and wrong is likeliest, beside one imagined right and one imagined wrong
    finding of each strength."""
    seen: Dict[str, Counter[Tuple[float, bool, bool]]] = {name: Counter() for name in CONFIDENCE}
    for one in told:
        seen[one.strength][round(one.factor, 2), one.confirmed, one.right] += 1
    return {name: _likeliest(counts) for name, counts in seen.items()}


def _likeliest(counts: Counter[Tuple[float, bool, bool]]) -> float:
    def likelihood(share: float) -> float:
        total = math.log(share) + math.log(1 - share)
        for (factor, confirmed, right), count in counts.items():
            said = min(max(_said(share, factor, confirmed), 1e-4), 1 - 1e-4)
            total += count * math.log(said if right else 1 - said)
        return total

    return max((step / STEPS for step in range(1, STEPS)), key=likelihood)


def calibrate(cases: Sequence[Case], library: Library) -> Calibration:
    """Ask for every case, fit, and fit again without each source; raises CorpusError."""
    told = tuple(one for one in (ask(case, library) for case in cases) if one is not None)
    sources = sorted({case.source for case in cases})
    tables = {source: fit(one for one in told if one.case.source != source) for source in sources}
    return Calibration(
        told, len(cases), len(sources), fit(told), bins(told, lambda one: one.confidence(CONFIDENCE)), bins(told, lambda one: one.confidence(tables[one.case.source]))
    )  # fmt: skip


def bins(told: Iterable[Told], confidence: Callable[[Told], float]) -> Tuple[Bin, ...]:
    """The verdicts (what is said with at least one half) in ten bins; those that are empty are left out."""
    groups: Dict[int, List[Tuple[float, bool]]] = {}
    for one in told:
        said = confidence(one)
        if said >= SURE:
            groups.setdefault(min(BINS - 1, int(said * BINS)), []).append((said, one.right))
    return tuple(
        Bin(number / BINS, len(group), sum(said for said, _ in group) / len(group), sum(right for _, right in group) / len(group)) for number, group in sorted(groups.items())
    )


def calibration_error(found: Sequence[Bin]) -> float:
    """Expected calibration error: how far what was said lies from what was right, over all verdicts."""
    size = sum(one.size for one in found)
    return sum(one.size * abs(one.said - one.right) for one in found) / size if size else 0.0


def picture(one: Bin, columns: int = 41) -> str:
    """A bin as a scale from 0 to 1: `o` where it said, `x` where it was right, `*` for both at one place."""
    scale = ["·"] * columns
    said, right = (round(value * (columns - 1)) for value in (one.said, one.right))
    scale[said] = "o"
    scale[right] = "*" if right == said else "x"
    return "".join(scale)

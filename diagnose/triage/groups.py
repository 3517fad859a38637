"""Records to groups: known failures by cause, unknown ones by fingerprint and by what is nearly the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, Iterable, List, Tuple

from diagnose.triage.record import Record


@dataclass(frozen=True)
class Group:
    """Logs that failed in the same way."""

    key: str
    """The cause's id, or the fingerprint of the unknown failure that was seen first."""
    known: bool
    """Whether `key` is a cause."""
    representative: Record
    """The log to look at."""
    count: int
    first: str
    """When it was seen first and last, as in `Record.when`; empty when no log tells."""
    last: str
    stages: Tuple[Tuple[str, int], ...]
    """Stage to number of logs, the most first; logs without a known stage are not counted."""
    systems: Tuple[Tuple[str, int], ...]
    names: Tuple[str, ...]
    """Names of its logs in the order of the records."""
    fingerprints: Tuple[str, ...] = ()
    """All fingerprints that came together."""


@dataclass
class _Gathered:
    """A group while it grows."""

    key: str
    known: bool
    records: List[Record] = field(default_factory=list)


def groups(records: Iterable[Record]) -> List[Group]:
    """The groups of failures, the largest first; healthy logs and errors belong to none."""
    gathered: Dict[str, _Gathered] = {}
    for record in records:
        if record.status == "diagnosed" or (record.status == "unrecognised" and record.fingerprint):
            key = record.cause or record.fingerprint
            gathered.setdefault(key, _Gathered(key, bool(record.cause))).records.append(record)
    return sorted(map(_group, gathered.values()), key=lambda group: (-group.count, group.key))


def _group(one: _Gathered) -> Group:
    whens = sorted(record.when for record in one.records if record.when)
    return Group(
        key=one.key,
        known=one.known,
        representative=one.records[0],
        count=len(one.records),
        first=whens[0] if whens else "",
        last=whens[-1] if whens else "",
        stages=_counted(record.stage for record in one.records),
        systems=_counted(record.system for record in one.records),
        names=tuple(record.name for record in one.records),
        fingerprints=tuple(dict.fromkeys(record.fingerprint for record in one.records if record.fingerprint)),
    )


def _counted(words: Iterable[str]) -> Tuple[Tuple[str, int], ...]:
    return tuple(Counter(word for word in words if word).most_common())

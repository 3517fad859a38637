"""Records to groups: known failures by cause, unknown ones by fingerprint and by what is nearly the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, FrozenSet, Iterable, List, Tuple

from diagnose.fingerprint import mask
from diagnose.harmless import PLACEHOLDER
from diagnose.triage.record import Record

MOST_NAMES = 100
"""Names of logs that a group tells."""
ALIKE = 0.75
"""Share of their words and functions that two unknown failures of one type must have in common to be the same one."""
FEWEST = 5
"""Words below which only the same words are alike."""
_NAME = re.compile(
    r"(?<!\w)(?P<quote>['\"`])(?P<quoted>[^'\"`]{1,200})(?P=quote)(?!\w)|[\w.-]*(?:[a-z\d][A-Z]|[A-Z]{2}|\w[._-]\w|_)[\w.-]*|@\d+|\w+[<>=]=\S*|(?<=\s)[-+*/%@&|^<>=!~]{1,3}(?=[:\s])"
)
_PLAIN = re.compile(r"[A-Za-z]+|[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Group:
    """Logs that failed in the same way."""

    key: str
    """The cause's id, or the fingerprint of the unknown failure that was seen first."""
    known: bool
    """Whether `key` is a cause."""
    representative: Record
    """The log to look at: the first one."""
    count: int
    first: str
    """When it was seen first and last, as in `Record.when`; empty when no log tells."""
    last: str
    stages: Tuple[Tuple[str, int], ...]
    """Stage to number of logs, the most first; logs without a known stage are not counted."""
    systems: Tuple[Tuple[str, int], ...]
    names: Tuple[str, ...]
    """Names of its first `MOST_NAMES` logs, in the order of the records."""
    fingerprints: Tuple[str, ...] = ()
    """All fingerprints that came together."""


@dataclass
class _Growing:
    """A group while records come."""

    representative: Record
    count: int = 0
    first: str = ""
    last: str = ""
    stages: Counter = field(default_factory=Counter)  # type: ignore[type-arg]
    systems: Counter = field(default_factory=Counter)  # type: ignore[type-arg]
    names: List[str] = field(default_factory=list)

    def add(self, record: Record) -> None:
        self.count += 1
        if record.when:
            self.first = min(self.first or record.when, record.when)
            self.last = max(self.last, record.when)
        self.stages.update([record.stage] if record.stage else [])
        self.systems.update([record.system] if record.system else [])
        if len(self.names) < MOST_NAMES:
            self.names.append(record.name)


class Grouping:
    """Feed it records; `groups` tells the groups so far. It keeps one entry for each different failure, not for each log."""

    def __init__(self) -> None:
        self._known: Dict[str, _Growing] = {}
        self._unknown: Dict[str, _Growing] = {}

    def add(self, record: Record) -> None:
        """Healthy logs and errors belong to no group."""
        if record.status == "diagnosed":
            self._known.setdefault(record.cause, _Growing(record)).add(record)
        elif record.status == "unrecognised" and record.fingerprint:
            self._unknown.setdefault(record.fingerprint, _Growing(record)).add(record)

    def groups(self) -> List[Group]:
        """The largest first."""
        known = [_group(key, True, [one]) for key, one in self._known.items()]
        unknown = [_group(keys[0], False, [self._unknown[key] for key in keys], tuple(keys)) for keys in self._alike()]
        return sorted(known + unknown, key=lambda group: (-group.count, group.key))

    def _alike(self) -> List[List[str]]:
        """Fingerprints that are nearly the same failure, the first seen one first: each joins the first group whose first member it is like."""
        heads: Dict[str, List[Tuple[Words, List[str]]]] = {}
        for key, one in self._unknown.items():
            words = words_of(one.representative)
            rivals = heads.setdefault(one.representative.root_type.rpartition(".")[2], [])
            group = next((keys for head, keys in rivals if alike(head, words)), None)
            if group is None:
                rivals.append((words, [key]))
            else:
                group.append(key)
        return [keys for rivals in heads.values() for _, keys in rivals]


def groups(records: Iterable[Record]) -> List[Group]:
    """The groups of all failures, the largest first."""
    grouping = Grouping()
    for record in records:
        grouping.add(record)
    return grouping.groups()


@dataclass(frozen=True)
class Words:
    """What an unknown failure is compared by; numbers, paths and private details are out of it."""

    names: Tuple[str, ...]
    """Words of the message that name something, in order: quoted, or no plain word."""
    plain: Tuple[str, ...]
    """All others, in order."""
    functions: FrozenSet[str]


def words_of(record: Record) -> Words:
    """The words of a failure."""
    message = mask(PLACEHOLDER.sub("x", record.root_message))
    names = tuple(match["quoted"] or match[0] for match in _NAME.finditer(message))
    plain = tuple(word.lower() for word in _PLAIN.findall(_NAME.sub(" ", message)))
    return Words(names, plain, frozenset(record.functions))


def alike(one: Words, other: Words) -> bool:
    """Whether two failures of one type are the same, worded a little differently or seen through another version of a program.

    Names must agree. One message may have words that the other lacks, but not each its own, nor in another order: `SIGKILL` for `SIGSEGV`,
    `packaging` for `tokenizers`, `Half but found Float` for the reverse is another failure. Of all words and functions together `ALIKE` must
    be common.
    """
    if one.names != other.names or not (_within(one.plain, other.plain) or _within(other.plain, one.plain)):
        return False
    first, second = one.functions.union(one.names, one.plain), other.functions.union(other.names, other.plain)
    return len(first & second) >= ALIKE * len(first | second) if min(len(first), len(second)) >= FEWEST else first == second


def _within(some: Tuple[str, ...], more: Tuple[str, ...]) -> bool:
    """Whether all of some words stand among others in their order."""
    rest = iter(more)
    return all(word in rest for word in some)


def _group(key: str, known: bool, members: List[_Growing], fingerprints: Tuple[str, ...] = ()) -> Group:
    firsts, lasts = [one.first for one in members if one.first], [one.last for one in members if one.last]
    return Group(
        key=key,
        known=known,
        representative=members[0].representative,
        count=sum(one.count for one in members),
        first=min(firsts, default=""),
        last=max(lasts, default=""),
        stages=tuple(sum((one.stages for one in members), Counter()).most_common()),
        systems=tuple(sum((one.systems for one in members), Counter()).most_common()),
        names=tuple(name for one in members for name in one.names)[:MOST_NAMES],
        fingerprints=fingerprints,
    )

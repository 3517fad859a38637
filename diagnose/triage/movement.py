"""What is new or rising: a failure that makes up more of all logs than before, by more than chance.

Logs are taken for independent of each other: one person who sends the same log ten times makes its failure rise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import List, Sequence

LEAST_NEW, LEAST_RISING = 2, 3
"""Logs in the recent days, from which on a failure is called new or rising."""
TWICE = 2.0
"""A failure rises when it makes up at least so many times as much, beside all other logs, as before."""
CHANCE = 0.05
"""How much of what is called new or rising may be chance; and on how many pages anything may be called so when nothing has changed."""


@dataclass(frozen=True)
class Movement:
    """A failure that makes up more of all logs than it did."""

    key: str
    kind: str
    """new or rising."""
    recent: int
    """Logs in the recent days."""
    expected: float
    """Logs that there would be beside all the others of these days if it came, beside them, as often as before."""
    chance: float
    """How likely so many come in these days when nothing has changed but how many logs there are."""


def movement(key: str, before: int, now: int, earlier: int, recent: int) -> Movement:
    """How a group moved that had `before` of `earlier` logs, and has `now` of `recent` ones."""
    others = max(1, earlier - before)
    return Movement(key, "rising" if before else "new", now, before * (recent - now) / others, chance(before, now, earlier, recent))


def news(moved: Sequence[Movement]) -> List[Movement]:
    """What is new or rising of all groups that were looked at, the strongest first.

    The more groups are looked at, the more of them chance lets grow: Benjamini and Hochberg's procedure draws the line so that at most
    `CHANCE` of what is called so is none ("Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, 1995).
    """
    found = sorted((one for one in moved if _is_large(one)), key=lambda one: one.chance)
    line = max((place for place, one in enumerate(found, 1) if one.chance <= CHANCE * place / len(moved)), default=0)
    return sorted(found[:line], key=lambda one: (one.expected - one.recent, one.key))


def _is_large(one: Movement) -> bool:
    """Whether a movement is worth a look, should it be no chance."""
    return one.recent >= LEAST_NEW if one.kind == "new" else one.recent >= max(LEAST_RISING, TWICE * one.expected)


def chance(before: int, now: int, earlier: int, recent: int) -> float:
    """How likely at least `now` logs of a group are recent when its share of all logs is the same then and now, however many logs there are.

    Fisher's exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, 5th edition, 1934): as many of all logs as are
    recent are drawn blindly; how many of them are the group's follows the hypergeometric distribution. It holds for small counts too.
    """
    group, total = before + now, earlier + recent
    if not now or now * total <= group * recent:  # no more than its share
        return 1.0
    term = math.exp(_choices(group, now) + _choices(total - group, recent - now) - _choices(total, recent))
    found = term
    for drawn in range(now, min(group, recent)):
        term *= (group - drawn) * (recent - drawn) / ((drawn + 1) * (total - group - recent + drawn + 1))
        found += term
        if term < found * 1e-12:
            break
    return min(1.0, found)


def _choices(count: int, chosen: int) -> float:
    """The logarithm of in how many ways some of many can be chosen."""
    return math.lgamma(count + 1) - math.lgamma(chosen + 1) - math.lgamma(count - chosen + 1)

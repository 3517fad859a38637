"""Which literal text every match of a pattern must contain: what lets gigabytes be skipped."""

from __future__ import annotations

import functools
import importlib
import re
import warnings
from typing import Any, FrozenSet, Iterator, List, Match, Optional, Set

from diagnose.late import late
from diagnose.noise import PROGRESS

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        codes: Any = importlib.import_module("re._constants")
        parser: Any = importlib.import_module("re._parser")
    except ImportError:  # Python 3.9 and 3.10
        codes, parser = importlib.import_module("sre_constants"), importlib.import_module("sre_parse")

SHORTEST = 4
"""Bytes in UTF-8: shorter literals are in too many lines to be of use. Two Chinese characters are six."""

_GROUP = late(r"(?<!\\)\(\?P<(\w+)>")
_DIGITS = frozenset(range(ord("0"), ord("9") + 1))

Literals = Optional[FrozenSet[str]]


@functools.cache
def required_literals(pattern: str) -> Literals:
    """A set of texts of which every match contains at least one; None when there is no such set.

    Of several possible sets the one whose shortest text is longest is taken, but none that every line of a training may show if there is another. Ignores patterns that fold case.
    """
    try:
        tree = _parsed(pattern)
    except (re.error, OverflowError, RecursionError):
        return None  # syntax that only the regex package knows
    if tree.state.flags & re.IGNORECASE:
        return None
    return _best(_sets(tree))


@functools.cache
def reads_digits(pattern: str) -> bool:
    """Whether a match may depend on which digits a number has. False: of texts that differ in the digits of numbers alone all match, or none."""
    try:
        return _reads_digits(_parsed(pattern))
    except (re.error, OverflowError, RecursionError):
        return True  # syntax that only the regex package knows


def _reads_digits(part: Any) -> bool:
    """The same of a part of a parsed pattern: it names a digit, some digits of ten, or repeats what was found before."""
    if isinstance(part, (list, tuple, parser.SubPattern)):
        if len(part) == 2 and (part[0] is codes.LITERAL or part[0] is codes.NOT_LITERAL):
            return part[1] in _DIGITS
        if len(part) == 2 and part[0] is codes.RANGE:
            return 0 < len(_DIGITS.intersection(range(part[1][0], part[1][1] + 1))) < len(_DIGITS)
        return any(map(_reads_digits, part))
    return part is codes.GROUPREF or part is codes.GROUPREF_EXISTS


def _parsed(pattern: str) -> Any:
    """The tree of a pattern. That two groups share a name is something only the regex package allows: the second one goes without."""
    seen: Set[str] = set()

    def named(group: Match[str]) -> str:
        again = group[1] in seen
        seen.add(group[1])
        return "(?:" if again else group[0]

    return parser.parse(_GROUP.sub(named, pattern))


def repeated_group(pattern: str) -> str:
    """The name that two groups of a pattern share, which only the regex package allows; empty when there is none."""
    names = _GROUP.findall(pattern)
    return next((name for place, name in enumerate(names) if name in names[:place]), "")


def _best(sets: List[FrozenSet[str]]) -> Literals:
    good = [one for one in sets if one and min(map(_size, one)) >= SHORTEST]
    return max(good, key=lambda one: (not any(map(_is_common, one)), min(map(_size, one)), -len(one)), default=None)


def _is_common(literal: str) -> bool:
    """Whether a training shows it in every line: words of its progress, and numbers."""
    return literal in PROGRESS or literal.isdigit()


def _size(literal: str) -> int:
    return len(literal.encode("utf-8", "replace"))


def _sequence(tree: Any) -> Iterator[Any]:
    """The parts of a sequence; groups are opened, and what matches no text is left out."""
    for code, value in tree:
        if code is codes.SUBPATTERN and not value[1] & re.IGNORECASE:
            yield from _sequence(value[3])
        elif code not in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            yield code, value


def _sets(tree: Any) -> List[FrozenSet[str]]:
    """Sets of alternatives of which a match must contain one, found along a sequence."""
    found: List[FrozenSet[str]] = []
    run = ""
    for code, value in _sequence(tree):
        if code is codes.LITERAL:
            run += chr(value)
            continue
        if code is codes.BRANCH:
            # The parser takes a common beginning out of alternatives: what stood before belongs to each.
            found.append(frozenset(run + _beginning(branch) for branch in value[1]))
            branches = [_best(_sets(branch)) for branch in value[1]]
            if all(branches):
                found.append(frozenset().union(*[branch for branch in branches if branch]))
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] >= 1:
            found += _sets(value[2])
        if run:
            found.append(frozenset([run]))
            run = ""
    return found + [frozenset([run])] if run else found


def _beginning(tree: Any) -> str:
    """Literal text with which every match of a sequence begins."""
    text = ""
    for code, value in _sequence(tree):
        if code is not codes.LITERAL:
            break
        text += chr(value)
    return text

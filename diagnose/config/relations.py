"""Whether settings that depend on each other agree."""

from __future__ import annotations

import math
from typing import Any, List, Mapping, Optional, Tuple

from diagnose.config.schema import Relation, Setting, plain_default
from diagnose.config.structure import plain_of
from diagnose.config.values import Value
from diagnose.model import Scalar


def holds(way: str, left: Any, right: Any) -> Optional[bool]:
    """Whether a relation holds between two values; None when it cannot be told, because one of them is of the wrong type."""
    if way == "same-as":
        return bool(left == right) if isinstance(left, (str, int)) and isinstance(right, (str, int)) else None
    if way == "as-long-as":
        return len(left) == len(right) if isinstance(left, list) and isinstance(right, list) else None
    if not _whole(right):
        return None
    if way == "product":
        whole = isinstance(left, list) and left and all(_whole(item) for item in left)
        return math.prod(left) == right if whole else None
    if way == "at-most":
        return bool(left <= right) if isinstance(left, (int, float)) and not isinstance(left, bool) else None
    if not _whole(left):
        return None
    if way == "multiple-of":
        return bool(left % right == 0) if right > 0 else None
    return bool(left > right) if way == "more-than" else bool(left == right - 1)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def broken_relations(relations: Tuple[Relation, ...], values: Mapping[str, Value]) -> List[Relation]:
    """The relations that do not hold, one for each left side."""
    found: List[Relation] = []
    for relation in relations:
        left, right = plain_of(values, relation.left), plain_of(values, relation.right)
        if left is not None and right is not None and holds(relation.way, left, right) is False and relation.left not in [known.left for known in found]:
            found.append(relation)
    return found


def mended(relation: Relation, values: Mapping[str, Value], setting: Setting, version: str) -> Optional[Scalar]:
    """What the left side should become; None where neither side is plainly the wrong one."""
    right = plain_of(values, relation.right)
    fit: Optional[Scalar] = None
    if relation.mend == "default":
        fit = plain_default(setting, version)
    elif relation.mend == "right":
        fit = right - 1 if relation.way == "one-less-than" else right
    return fit if fit is not None and holds(relation.way, fit, right) else None

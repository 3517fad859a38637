"""Lists of a configuration file as Python lists again."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Tuple

from diagnose.config.values import LIST, SECTION, Value


def plain_of(values: Mapping[str, Value], key: str) -> Any:
    """What stands under a key: a scalar, a list, or None for what is missing or a section."""
    found = values.get(key)
    if found is None or found.form == SECTION:
        return None
    if found.form != LIST:
        return found.value
    items: List[Any] = []
    while f"{key}.{len(items)}" in values:
        items.append(plain_of(values, f"{key}.{len(items)}"))
    return items


def only_difference(found: Any, wanted: Any, key: str) -> Optional[Tuple[str, Any]]:
    """Key and right value of the only scalar in which two values differ; None when they differ in more."""
    if isinstance(found, list) and isinstance(wanted, list):
        if len(found) != len(wanted):
            return None
        differing = [place for place in range(len(found)) if found[place] != wanted[place]]
        return only_difference(found[differing[0]], wanted[differing[0]], f"{key}.{differing[0]}") if len(differing) == 1 else None
    return None if isinstance(found, list) or isinstance(wanted, list) else (key, wanted)

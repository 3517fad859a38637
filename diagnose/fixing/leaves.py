"""Every value of a JSON or YAML text by its path: the proof that an edit changed the value it meant and nothing else.

Read with the parsers that the trainer itself uses, apart from the reader that told where the value stands.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, List, Tuple

import yaml

from diagnose.fixing.spelling import JSON

Leaf = Tuple[Tuple[str, ...], str, str]
"""Path, type and text of one value; a section is a leaf too, of the type `{}` or `[]`, before its own leaves."""
MOST = 200_000
"""Leaves of one text: aliases of YAML can make more than any memory holds."""


def leaves(text: str, syntax: str) -> List[Leaf]:
    """All leaves in the order of the text, a key given twice included; raises ValueError for a text that is broken."""
    try:
        found = []
        for leaf in _json(text) if syntax == JSON else _yaml(text):
            found.append(leaf)
            if len(found) > MOST:
                raise ValueError("more values than a configuration has")
        return found
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from None


class _Pairs(List[Tuple[str, Any]]):
    """An object of JSON, with keys that are given twice."""


def _json(text: str) -> Iterator[Leaf]:
    tree = json.loads(
        text,
        object_pairs_hook=_Pairs,
        parse_float=lambda number: yaml.ScalarNode("float", number),
        parse_int=lambda number: yaml.ScalarNode("int", number),
        parse_constant=lambda word: yaml.ScalarNode("float", word),
    )
    yield from _json_leaves((), tree)


def _json_leaves(path: Tuple[str, ...], tree: Any) -> Iterator[Leaf]:
    if isinstance(tree, _Pairs):
        yield path, "{}", ""
        for key, value in tree:
            yield from _json_leaves((*path, key), value)
    elif isinstance(tree, list):
        yield path, "[]", ""
        for place, value in enumerate(tree):
            yield from _json_leaves((*path, str(place)), value)
    elif isinstance(tree, yaml.ScalarNode):
        yield path, str(tree.tag), str(tree.value)
    else:
        yield path, type(tree).__name__, repr(tree)


def _yaml(text: str) -> Iterator[Leaf]:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is not None:
        yield from _yaml_leaves((), node)


def _yaml_leaves(path: Tuple[str, ...], node: yaml.Node) -> Iterator[Leaf]:
    if isinstance(node, yaml.MappingNode):
        yield path, "{}", ""
        for key, value in node.value:
            yield from _yaml_leaves((*path, str(key.value)), value)
    elif isinstance(node, yaml.SequenceNode):
        yield path, "[]", ""
        for place, value in enumerate(node.value):
            yield from _yaml_leaves((*path, str(place)), value)
    else:
        yield path, str(node.tag), str(node.value)

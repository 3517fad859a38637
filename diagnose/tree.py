"""YAML with positions: every value knows its path:line:column, and duplicate keys are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, TypeVar

import yaml

from diagnose.rule import RuleError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a PyYAML without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

T = TypeVar("T")


@dataclass(frozen=True)
class Node:
    """A value of a YAML file and where it stands."""

    place: str
    """path:line:column, 1-based."""
    value: Any
    """Scalar, list of Node, or dict of str to Node."""

    def error(self, message: str) -> RuleError:
        return RuleError(f"{self.place}: {message}")

    def mapping(self, known: Iterable[str]) -> Dict[str, Node]:
        """This value as a mapping that has no other than the known keys."""
        if not isinstance(self.value, dict):
            raise self.error("a mapping is expected")
        allowed = tuple(known)
        for key, node in self.value.items():
            if key not in allowed:
                raise node.error(f"unknown key {key!r}; known: {', '.join(allowed)}")
        return self.value

    def items(self) -> List[Node]:
        if not isinstance(self.value, list):
            raise self.error("a list is expected")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.error("a text is expected")
        return self.value

    def choice(self, allowed: Iterable[str]) -> str:
        options = tuple(allowed)
        if self.value not in options:
            raise self.error(f"{self.value!r} is not one of {', '.join(options)}")
        return str(self.value)

    def one_or_many(self, read: Callable[[Node], T]) -> Tuple[T, ...]:
        """A single value or a list of them."""
        return tuple(read(node) for node in self.value) if isinstance(self.value, list) else (read(self),)


def read_tree(text: str, path: str) -> Node:
    """The YAML document in a text; raises RuleError with a position."""
    try:
        loader = Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise RuleError(f"{path}:1:1: the file is empty")
        return _node(root, path, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else f"{path}:1:1"
        raise RuleError(f"{where}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise RuleError(f"{path}:1:1: {str(error).splitlines()[0]}") from None


def _node(node: Any, path: str, loader: Any) -> Node:
    place = f"{path}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    if isinstance(node, yaml.SequenceNode):
        return Node(place, [_node(child, path, loader) for child in node.value])
    if isinstance(node, yaml.MappingNode):
        found: Dict[str, Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                raise RuleError(f"{path}:{key.start_mark.line + 1}:{key.start_mark.column + 1}: duplicate key {name!r}")
            found[name] = _node(value, path, loader)
        return Node(place, found)
    return Node(place, loader.construct_object(node))


def plain(node: Optional[Node]) -> Any:
    """The value without positions."""
    if node is None:
        return None
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value

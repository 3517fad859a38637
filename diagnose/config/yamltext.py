"""YAML with positions, read as PyYAML reads it for the trainer, and what its messages mean."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Dict, List, Optional, Set, Tuple

import yaml

from diagnose.config.positions import Parsed, Positions, Problem, list_text
from diagnose.config.values import LIST, SCALAR, SECTION, Value
from diagnose.model import Scalar

DEEPEST = 60
MOST_VALUES = 100_000
"""Aliases can make more values than any memory holds."""

_NO_SPACE = re.compile(r"^\s*(?:- )?[\w.-]+:(?=[^\s:/\\])")
_FULL_WIDTH = re.compile(r"^\s*(?:- )?[\w.-]+\s*：")
_EQUALS = re.compile(r"^\s*[\w.-]+\s*=")
_KEY = re.compile(r"^\s*(?:- )?[^\s#:][^:]*:(?:\s|$)")
_CORE = "tag:yaml.org,2002:"


class _Broken(Exception):
    """Reading ends here."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_yaml(text: str) -> Parsed:
    """The values of a YAML text, and what is wrong with it in the order of the text; never raises.

    Of a broken text the values of the lines before the mistake are given. PyYAML's own parser in Python is used, as by the trainer:
    libyaml takes a few texts that it refuses.
    """
    parsed, broken = _read(text)
    if broken is None:
        return parsed
    line, _ = Positions(text).at(broken.offset)
    start, _ = _read(text[: _start(text, line)])
    return Parsed(start.values, start.root, (*start.problems, broken), False)


def _read(text: str) -> Tuple[Parsed, Optional[Problem]]:
    nothing = Parsed({}, "", (), False)
    positions = Positions(text)
    loader: Any = None
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if root is None:
            return nothing, Problem("empty", 0)
        walker = _Walker(loader, positions, len(text))
        form, _ = walker.walk(root, "", 0)
        _construct(text)
        return Parsed(walker.values, form, tuple(walker.problems), True), None
    except _Broken as broken:
        return nothing, broken.problem
    except yaml.MarkedYAMLError as error:
        return nothing, _explain(error, positions, text)
    except yaml.reader.ReaderError as error:
        return nothing, Problem("syntax-control", min(int(error.position), len(text)), {"code": f"U+{_code(error.character):04X}"})
    except (ValueError, OverflowError):  # an escape beyond all characters, as in "\Udeadbeef"
        return nothing, Problem("yaml-escape", min(loader.index, len(text)), {"found": "\\U"})
    except (RecursionError, yaml.YAMLError):
        return nothing, Problem("syntax-deep", 0)


def _construct(text: str) -> None:
    """Tags and keys that only making Python values of them shows to be wrong. Tags of Python itself, which the trainer takes, are passed over."""
    try:
        yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        if "python/" not in str(error.problem):
            raise
    except (ValueError, ArithmeticError) as error:
        raise _Broken(Problem("yaml-other", 0, {"found": str(error)[:80]})) from None


def _code(character: Any) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


class _Walker:
    """Collects the values of a node tree."""

    def __init__(self, loader: Any, positions: Positions, size: int) -> None:
        self.loader = loader
        self.positions = positions
        self.size = size
        self.values: Dict[str, Value] = {}
        self.problems: List[Problem] = []
        self.open: Set[int] = set()

    def walk(self, node: Any, path: str, depth: int) -> Tuple[str, str]:
        """Read one node; gives back its form and its text as Python prints it."""
        start = node.start_mark.index
        if depth > DEEPEST or len(self.values) > MOST_VALUES or id(node) in self.open:
            raise _Broken(Problem("syntax-deep", start))
        if isinstance(node, yaml.ScalarNode):
            found = self._scalar(node)
            self._keep(path, found, node, SCALAR)
            return SCALAR, repr(found)
        self.open.add(id(node))
        shown, form = "{...}", SECTION
        if isinstance(node, yaml.SequenceNode):
            form = LIST
            self._keep(path, "[...]", node, LIST)
            shown = list_text(tuple(self.walk(child, f"{path}.{place}" if path else str(place), depth + 1)[1] for place, child in enumerate(node.value)))
            self._keep(path, shown, node, LIST)
        else:
            self._keep(path, shown, node, SECTION)
            self._mapping(node, path, depth)
        self.open.discard(id(node))
        return form, shown

    def _mapping(self, node: Any, path: str, depth: int) -> None:
        own = {id(key) for key, _ in node.value}
        self.loader.flatten_mapping(node)  # `<<` brings values of another mapping
        lines: Dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Broken(Problem("yaml-key", key.start_mark.index))
            name = str(key.value)
            inner = f"{path}.{name}" if path else name
            if name in lines and id(key) in own:
                self.problems.append(Problem("duplicate-key", key.start_mark.index, {"name": inner, "line": lines[name]}))
            if name in lines:
                for old in [old for old in self.values if old == inner or old.startswith(inner + ".")]:
                    del self.values[old]
            if id(key) in own:
                lines[name] = self.positions.at(key.start_mark.index)[0]
            self.walk(value, inner, depth + 1)

    def _scalar(self, node: Any) -> Scalar:
        if not node.tag.startswith(_CORE) or node.tag == _CORE + "value":
            raise _Broken(Problem("yaml-tag", node.start_mark.index, {"tag": node.tag[:60]}))
        try:
            found = self.loader.construct_object(node)
        except yaml.YAMLError:
            return str(node.value)  # a tag of Python, which is not followed here
        except (ValueError, ArithmeticError):
            raise _Broken(Problem("yaml-value", node.start_mark.index, {"found": str(node.value)[:40]})) from None
        if isinstance(found, (date, bytes)):
            return str(node.value)
        return found if isinstance(found, (str, int, float, bool)) or found is None else str(node.value)

    def _keep(self, path: str, value: Scalar, node: Any, form: str) -> None:
        if path:
            start, end = node.start_mark.index, min(node.end_mark.index, self.size)
            line, column = self.positions.at(start)
            self.values[path] = Value(path, value, line, column, start, end, form)


def _explain(error: yaml.MarkedYAMLError, positions: Positions, text: str) -> Problem:
    """What PyYAML stumbled over, said so that it can be mended, and where that really is."""
    place = error.problem_mark.index if error.problem_mark else 0
    context = error.context_mark.index if error.context_mark else place
    problem = error.problem or ""
    number, column = positions.at(place)
    if "'\\t'" in problem:
        return Problem("yaml-tab", place)
    if "escape" in problem:
        return Problem("yaml-escape", max(0, place - 1), {"found": "\\" + text[place : place + 1]})
    if "unexpected end of stream" in problem or ("quoted scalar" in (error.context or "") and "document" in problem):
        return Problem("yaml-quote", context)
    if "cannot start any token" in problem:
        return Problem("yaml-character", place, {"found": text[place : place + 1]})
    for near in (number, number - 1, positions.at(context)[0]):
        found = _misspelt(positions.line(near))
        if found:
            offset = place - (column - 1) if near == number else _start(text, near)
            return Problem(found[0], offset + found[1])
    if "flow" in (error.context or ""):
        return Problem("yaml-bracket", context)
    if "undefined alias" in problem:
        return Problem("yaml-alias", place)
    if "another document" in problem:
        return Problem("yaml-documents", place)
    if "tag" in problem:
        return Problem("yaml-tag", place, {"tag": problem.rpartition(" ")[2][:60]})
    if "mapping values" in problem or "block" in problem or "block" in (error.context or ""):
        before = positions.line(number)[: column - 1]
        if ": " in before:
            return Problem("yaml-colon" if "mapping" in problem else "yaml-after-quote", place)
        if _KEY.match(positions.line(number)):
            return Problem("yaml-indent", _start(text, number) + len(before) - len(before.lstrip()))
    return Problem("yaml-other", place, {"found": problem[:80]})


def _misspelt(line: str) -> Optional[Tuple[str, int]]:
    """A `key: value` that is not one, and the column of the mistake, from 0."""
    for pattern, key in ((_FULL_WIDTH, "yaml-full-width"), (_NO_SPACE, "yaml-no-space"), (_EQUALS, "yaml-equals")):
        match = pattern.match(line)
        if match:
            return key, match.end() - 1
    return None


def _start(text: str, number: int) -> int:
    """Where a line begins."""
    place = 0
    for _ in range(number - 1):
        place = text.find("\n", place) + 1
    return place

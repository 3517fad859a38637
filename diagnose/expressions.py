"""The expressions of a rule's `values`: alternatives of pipelines, `captures.want | gib | max(1) or 2`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from diagnose.exits import exit_words
from diagnose.late import late
from diagnose.model import Scalar
from diagnose.names import generation, pip_name, torch_index


class ExpressionError(ValueError):
    """An expression that cannot be read."""


@dataclass(frozen=True)
class Call:
    """One filter of a pipeline."""

    name: str
    arguments: Tuple[Atom, ...]
    table: Tuple[Tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Atom:
    """A constant, or a name that is looked up."""

    value: Scalar
    name: str = ""


@dataclass(frozen=True)
class Pipeline:
    start: Atom
    calls: Tuple[Call, ...]


Expression = Tuple[Pipeline, ...]
"""Alternatives; the first that gives something counts."""

Lookup = Callable[[str], Scalar]

_TOKEN = late(r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)|'(?P<text>[^']*)'|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>[|(),=]))")
_SIZE = late(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[KMGT]i?B|B|bytes)?", re.IGNORECASE)
_UNITS = {"k": 1 / (1 << 20), "m": 1 / 1024, "g": 1.0, "t": 1024.0}


def parse(text: str) -> Expression:
    """Read an expression; raises ExpressionError with what is wrong."""
    tokens: List[Tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if not match:
            raise ExpressionError(f"cannot read {text[place:]!r}")
        tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
        place = match.end()
    parser = _Parser(tokens)
    expression = parser.alternatives()
    if parser.left:
        raise ExpressionError(f"unexpected {parser.left[0][1]!r}")
    return expression


class _Parser:
    def __init__(self, tokens: Sequence[Tuple[str, str]]) -> None:
        self.left = list(tokens)

    def _take(self, sign: str) -> bool:
        if self.left and self.left[0] == ("sign", sign):
            del self.left[0]
            return True
        return False

    def alternatives(self) -> Expression:
        pipelines = [self._pipeline()]
        while self.left and self.left[0] == ("name", "or"):
            del self.left[0]
            pipelines.append(self._pipeline())
        return tuple(pipelines)

    def _pipeline(self) -> Pipeline:
        start, calls = self._atom(), []
        while self._take("|"):
            calls.append(self._call())
        return Pipeline(start, tuple(calls))

    def _atom(self) -> Atom:
        if not self.left:
            raise ExpressionError("ends too early")
        kind, text = self.left.pop(0)
        if kind == "number":
            return Atom(float(text) if "." in text else int(text))
        if kind == "text":
            return Atom(text)
        if kind == "name" and text != "or":
            return Atom(None, text)
        raise ExpressionError(f"unexpected {text!r}")

    def _call(self) -> Call:
        kind, name = self.left.pop(0) if self.left else ("", "")
        if kind != "name" or name not in FILTERS:
            raise ExpressionError(f"unknown filter {name!r}; known: {', '.join(sorted(FILTERS))}")
        arguments: List[Atom] = []
        table: List[Tuple[str, str]] = []
        if self._take("("):
            while not self._take(")"):
                atom = self._atom()
                if self._take("="):
                    table.append((str(atom.name or atom.value), str(_text(self._atom()))))
                else:
                    arguments.append(atom)
                self._take(",")
        return Call(name, tuple(arguments), tuple(table))


def _text(atom: Atom) -> Scalar:
    return atom.name or atom.value


def names(expression: Expression) -> List[str]:
    """Names that an expression looks up."""
    atoms = [pipeline.start for pipeline in expression] + [a for p in expression for c in p.calls for a in c.arguments]
    return [atom.name for atom in atoms if atom.name]


def evaluate(expression: Expression, lookup: Lookup) -> Scalar:
    """Value of an expression; None where it cannot be computed, never an error."""
    for pipeline in expression:
        value = _run(pipeline, lookup)
        if value is not None and value != "":
            return value
    return None


def _run(pipeline: Pipeline, lookup: Lookup) -> Scalar:
    value = _value(pipeline.start, lookup)
    for call in pipeline.calls:
        if value is None:
            return None
        try:
            if call.name == "map":
                table = dict(call.table)
                value = table.get(str(value), table.get("else"))
            else:
                value = FILTERS[call.name](value, *[_value(atom, lookup) for atom in call.arguments])
        except (ValueError, TypeError, KeyError, OverflowError, ZeroDivisionError):
            return None
    return value


def _value(atom: Atom, lookup: Lookup) -> Scalar:
    return lookup(atom.name) if atom.name else atom.value


def _number(value: Scalar) -> float:
    if value is None or isinstance(value, bool):
        raise ValueError("not a number")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def _whole(value: Scalar) -> Scalar:
    number = _number(value)
    return int(number)


def _gib(value: Scalar) -> Scalar:
    """A size in GiB: bytes without unit, else a number with KiB, MiB, GiB or TiB."""
    match = _SIZE.match(str(value).strip())
    if not match:
        raise ValueError("not a size")
    unit = (match["unit"] or "B")[0].lower()
    return round(float(match["number"]) * _UNITS.get(unit, 1 / (1 << 30)), 2)


FILTERS: Dict[str, Callable[..., Scalar]] = {
    "int": _whole,
    "float": _number,
    "max": lambda value, least: max(value, least),
    "min": lambda value, most: min(value, most),
    "half": lambda value: max(1, int(_number(value)) // 2),
    "add": lambda value, other: _number(value) + _number(other),
    "minus": lambda value, other: _number(value) - _number(other),
    "times": lambda value, other: _number(value) * _number(other),
    "div": lambda value, other: _number(value) / _number(other),
    "round": lambda value, digits=0: round(_number(value), int(digits)) if digits else round(_number(value)),
    "basename": lambda value: re.split(r"[\\/]", str(value).rstrip("\\/"))[-1],
    "dirname": lambda value: re.sub(r"[\\/][^\\/]*$", "", str(value)),
    "quote": lambda value: repr(value),
    "gib": _gib,
    "pip_name": lambda value: pip_name(str(value)),
    "torch_index": lambda value: torch_index(str(value)),
    "sm_name": lambda value: generation(str(value)),
    "exit_words": lambda value, lang="en": exit_words(value, str(lang)),
    "first": lambda value: str(value).split(",")[0].strip(),
    "lower": lambda value: str(value).lower(),
    "strip": lambda value: str(value).strip(" \t'\"`.,"),
    "map": lambda value: value,  # a look-up by text; its table is in the call
}
"""The closed set of filters; a value that a filter cannot take makes the whole pipeline empty."""


def lookup_in(captures: Mapping[str, str], facts: Mapping[str, Scalar], values: Mapping[str, Scalar]) -> Lookup:
    """Names as rules write them: `captures.NAME`, `facts.config.train.batch_size`, an earlier value."""

    def find(name: str) -> Optional[Scalar]:
        area, _, rest = name.partition(".")
        if area == "captures":
            return captures.get(rest)
        if area == "facts":
            return facts.get(rest)
        return values.get(name)

    return find

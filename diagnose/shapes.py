"""Shapes: what states of lines have in common that differ in measured numbers alone.

A training prints the same few by the thousand, and so do all logs of a batch: where the lines of a state begin and end, and what kind
each is, is found out once for all states of a shape.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Callable, Dict, Match, Optional, Tuple, TypeVar

from diagnose.kinds import Kind, blinded, kind_of
from diagnose.late import late
from diagnose.text import glued_at, is_overdrawn, parts_of

KNOWN, LONGEST = 4096, 1000
"""Shapes that are remembered, and bytes of a state that has one: of the longest about twenty megabytes."""

RECORD = b'{"'
"""How a record in JSON begins: it may hold other lines."""

_MANY = b"0" * 9
"""As many digits tell as much as more of them: no pattern counts further."""
_LONG = tuple(b"0" * count for count in (17, 13, 11, 10))
"""Taken one after the other they shorten all numbers of up to twenty digits, in a quarter of the time of a pattern."""
_DIGITS = frozenset(b"0123456789")
_MANY_ZEROS = _MANY.decode()
_LONG_NUMBER = late(rb"0{10,}")
_MEASURES = late(rb"(?<!\d)\d{5,}|(?<=[ =(\[,.<])(?<!\" )\d+(?![-_\w])")
"""Digits that measure something in a line that has names with digits too."""
_NAMES = late(r"[A-Za-z_]0(?!_acc_)|\b0[-_][A-Za-z]|[/\\]0-|\\0|:0000\b|\" 000|ython|在0|&#")
"""Where digits are a name, not a measure: `s2_train`, `3-bert`, a port, a status of HTTP, a version of Python, an escaped character."""

Slice = Tuple[int, Optional[int], Kind]
"""First byte of a line within its state, the byte behind it (None: the state's end), and its kind. Blanks at its end do not belong to it."""


@dataclass(frozen=True)
class Shape:
    """What states that differ in measured numbers alone have in common."""

    overdrawn: bool
    """A progress bar and nothing else."""
    slices: Tuple[Slice, ...] = ()
    """Its lines; empty where more is taken off than a prefix, or where a closer look is needed."""
    kinds: Tuple[Kind, ...] = ()
    """Of its lines; empty where digits are names, and where it has to be cut first."""
    cut: int = 0
    """Byte where something else begins that was written after a progress bar."""


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

shapes: Dict[bytes, Shape] = {}
"""By the state with its numbers blinded, and shortened where they are long."""
long_shapes: Dict[bytes, Shape] = {}
"""The same before long numbers are shortened."""
named_shapes: Dict[Tuple[bytes, object], Shape] = {}
"""By the state with its numbers blinded and those of its digits that are names."""
_names: Dict[bytes, Callable[[bytes], object]] = {}
"""Where those digits stand, by the state with its numbers blinded."""

_shared_shapes: Dict[Shape, Shape] = {}


def shape_of(state: bytes) -> Shape:
    """The shape of a state, by what is known of those like it."""
    if len(state) > LONGEST:
        return Shape(is_overdrawn(text_of(state)))
    key = blinded(state)
    if _MANY not in key:
        return shapes.get(key) or _remembered(key)
    shape = long_shapes.get(key)
    if shape is None:
        short = _shortened(key)
        shape = shapes.get(short) or _remembered(short)
        remember(long_shapes, key, shape)
    return shape


def _remembered(key: bytes) -> Shape:
    """A shape that is not known yet."""
    shape = _read(key, names=False)
    remember(shapes, key, shape)
    return shape


def named_shape_of(state: bytes) -> Shape:
    """The same for a state where digits are names."""
    key = blinded(state)
    names = _names.get(key)
    if names is None:
        names = _names_in(state)
        remember(_names, key, names)
    named = (key, names(state))
    shape = named_shapes.get(named)
    if shape is None:
        shape = _read(state if b"ython" in state else _MEASURES.sub(_without_digits, state), names=True)
        remember(named_shapes, named, shape)
    return shape


def _names_in(state: bytes) -> Callable[[bytes], object]:
    """Gives back those digits of such a state that are names: where they stand depends on the blinded state alone."""
    rest = state if b"ython" in state else _MEASURES.sub(lambda number: b"-" * len(number[0]), state)
    places = [place for place, byte in enumerate(rest) if byte in _DIGITS]
    return operator.itemgetter(*places) if places else lambda state: None


def text_of(raw: bytes) -> str:
    """The text of a state."""
    return raw.decode("utf-8", "surrogatepass")


def remember(known: Dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Keep an answer; of too many none."""
    if len(known) >= KNOWN:
        known.clear()
    known[key] = value


def _read(state: bytes, names: bool) -> Shape:
    """The shape of a state; `names`: those of its digits that are names are still there."""
    text = text_of(state)
    parts = parts_of(text)
    overdrawn = is_overdrawn(text)
    cut = glued_at(text)
    if cut and not names and _MANY_ZEROS not in text[:cut] and parts == parts_of(text[:cut]) + parts_of(text[cut:]):
        place = _size(text[:cut])
        return _shared(Shape(overdrawn, _joined(state[:place], state[place:]), cut=place))
    if not names and _NAMES.search(text):
        return _shared(Shape(overdrawn))
    kinds = tuple(kind_of(body) for body, _ in parts)
    before = text[: len(text.rstrip()) - len(parts[0][0])]
    whole = not state.startswith(RECORD) and len(parts) == 1 and parts[0] == (text[len(before) :].rstrip(), "") and _MANY_ZEROS not in before
    return _shared(Shape(overdrawn, ((_size(before), None, kinds[0]),) if whole else (), kinds))


def _shared(shape: Shape) -> Shape:
    """The one of equal shapes: what is looked at by all lines has to be small."""
    if shape not in _shared_shapes:
        remember(_shared_shapes, shape, shape)
    return _shared_shapes[shape]


def _shortened(key: bytes) -> bytes:
    """With less of the zeros of long numbers."""
    for long in _LONG:
        key = key.replace(long, _MANY)
    return _LONG_NUMBER.sub(_MANY, key) if _LONG[-1] in key else key


def _joined(left: bytes, right: bytes) -> Tuple[Slice, ...]:
    """The slices of both parts of a state that is cut, where both have some."""
    ahead, behind = shape_of(left).slices, shape_of(right).slices
    if not ahead or not behind:
        return ()
    ends = (*(start for start, _, _ in ahead[1:]), len(left))
    return (
        *((start, end, kind) for (start, _, kind), end in zip(ahead, ends)),
        *((start + len(left), stop and stop + len(left), kind) for start, stop, kind in behind),
    )


def _size(text: str) -> int:
    """Its bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def _without_digits(number: Match[bytes]) -> bytes:
    return b"0" * len(number[0])

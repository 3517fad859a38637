"""One raw line to the lines it shows: its states between carriage returns, each cleaned and told what kind it is.

Both are worked out once for all states that differ in measured numbers alone: a training prints the same few by the thousand, and
so do all logs of a batch.
"""

from __future__ import annotations

from typing import Dict, List, Match, NamedTuple, Optional, Tuple, TypeVar

from diagnose.kinds import Kind, blinded, kind_of
from diagnose.late import late
from diagnose.memo import remembered
from diagnose.model import Line
from diagnose.text import glued_at, is_overdrawn, parts_of

KNOWN, LONGEST = 4096, 1000
"""States, and shapes of states, that are remembered, and characters of one: a few megabytes."""

_MANY = b"0" * 9
"""As many digits tell as much as more of them: no pattern counts further."""
_MANY_ZEROS = _MANY.decode()
_LONG_NUMBER = late(rb"0{10,}")
_MEASURES = late(rb"(?<!\d)\d{5,}|(?<=[ =(\[,.<])(?<!\" )\d+(?![-_\w])")
"""Digits that measure something in a line that has names with digits too."""
_NAMES = late(r"[A-Za-z_]0(?!_acc_)|\b0[-_][A-Za-z]|[/\\]0-|\\0|:0000\b|\" 000|ython|在0|&#")
"""Where digits are a name, not a measure: `s2_train`, `3-bert`, a port, a status of HTTP, a version of Python, an escaped character."""


class _Shape(NamedTuple):
    """What states that differ in measured numbers alone have in common."""

    overdrawn: bool
    """A progress bar and nothing else."""
    kinds: Tuple[Kind, ...] = ()
    """Of its lines; empty where digits are names, and where it has to be cut first."""
    start: int = -1
    """It is one line, which begins at this character; below 0 for others."""
    cut: int = 0
    """Character where something else begins that was written after a progress bar."""


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Part = Tuple[str, str, Kind]
"""Text, whose line it is, and kind."""

_shapes: Dict[bytes, _Shape] = {}
"""By the state with all its numbers blinded."""
_named_shapes: Dict[bytes, _Shape] = {}
"""By the state with its measured numbers blinded, of those where other digits are names."""
_parts: Dict[str, Tuple[_Part, ...]] = {}
"""By the whole line."""


def clean(text: str, number: int, offset: int, gap: bool = False) -> List[Line]:
    """The states of one decoded line, each without colours and prefixes."""
    if text.endswith("\r"):
        text = text[:-1]
    parts = _parts.get(text)
    if parts is None:
        parts = _parts_of(text)
        if len(text) <= LONGEST and "\r" not in text:
            _remember(_parts, text, parts)
    if gap:
        return [Line(number, offset, body, stream, not place, kind) for place, (body, stream, kind) in enumerate(parts)]
    if len(parts) == 1:
        body, stream, kind = parts[0]
        return [Line(number, offset, body, stream, False, kind)]
    return [Line(number, offset, body, stream, False, kind) for body, stream, kind in parts]


def _parts_of(text: str) -> Tuple[_Part, ...]:
    """The lines of all states of a line that are worth a look."""
    if "\r" not in text:
        states = _unwrapped(text) if text.startswith('{"log":"') else [text]
        return tuple(part for state in states for part in _read(state, _shape_like(state)))
    *before, last = [state for state in text.split("\r") if state] or [""]
    parts: Tuple[_Part, ...] = ()
    for state in before:
        shape = _shape_like(state)
        if not shape.overdrawn:
            parts += _read(state, shape)
    return parts + _read(last, _shape_like(last))


def plain_line(raw: bytes, number: int, offset: int) -> Optional[Line]:
    """The line that `clean` would find in such bytes, if a state like it is known and it is nothing but one line."""
    if raw.endswith(b"\r"):
        raw = raw[:-1]
    if b"\r" in raw:
        return None
    key = blinded(raw)
    if _MANY in key:
        key = _LONG_NUMBER.sub(_MANY, key)
    shape = _shapes.get(key)
    if shape is None or shape.start < 0 or raw.startswith(b'{"log":"'):
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return Line(number, offset, text[shape.start :].rstrip(), "", False, shape.kinds[0])


def kind_at(line: Line) -> Kind:
    """The kind of a line, also of one whose text was changed since it was read."""
    return line.kind or _kind_of(line.text)


_kind_of = remembered(kind_of)


def _shape_like(state: str) -> _Shape:
    """The shape of a state, by what is known of those like it."""
    if len(state) > LONGEST:
        return _Shape(is_overdrawn(state))
    raw = blinded(state.encode("utf-8", "surrogatepass"))
    if _MANY in raw:
        raw = _LONG_NUMBER.sub(_MANY, raw)
    shape = _shapes.get(raw)
    if shape is None:
        shape = _shape_of(raw.decode("utf-8", "surrogatepass"), names=False)
        _remember(_shapes, raw, shape)
    return shape


def _named_shape_like(state: str) -> _Shape:
    """The same for a state where digits are names."""
    raw = state.encode("utf-8", "surrogatepass")
    if b"ython" not in raw:
        raw = _MEASURES.sub(_without_digits, raw)
    shape = _named_shapes.get(raw)
    if shape is None:
        shape = _shape_of(raw.decode("utf-8", "surrogatepass"), names=True)
        _remember(_named_shapes, raw, shape)
    return shape


def _read(state: str, shape: _Shape) -> Tuple[_Part, ...]:
    """The lines of a state of such a shape."""
    if len(state) > LONGEST:
        return tuple((body, stream, kind_of(body)) for body, stream in parts_of(state))
    if shape.cut:
        left, right = state[: shape.cut], state[shape.cut :]
        return _read(left, _shape_like(left)) + _read(right, _shape_like(right))
    if not shape.kinds:
        shape = _named_shape_like(state)
    if shape.start >= 0:
        return ((state[shape.start :].rstrip(), "", shape.kinds[0]),)
    return tuple((body, stream, kind) for (body, stream), kind in zip(parts_of(state), shape.kinds))


def _shape_of(text: str, names: bool) -> _Shape:
    """The shape of a state; `names`: those of its digits that are names are still there."""
    parts = parts_of(text)
    overdrawn = is_overdrawn(text)
    cut = glued_at(text)
    if cut and not names and _MANY_ZEROS not in text[:cut] and parts == parts_of(text[:cut]) + parts_of(text[cut:]):
        return _Shape(overdrawn, cut=cut)
    if not names and _NAMES.search(text):
        return _Shape(overdrawn)
    kinds = tuple(kind_of(body) for body, _ in parts)
    start = len(text.rstrip()) - len(parts[0][0])
    whole = len(parts) == 1 and parts[0] == (text[start:].rstrip(), "") and _MANY_ZEROS not in text[:start]
    return _Shape(overdrawn, kinds, start if whole else -1)


def _remember(known: Dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if len(known) >= KNOWN:
        known.clear()
    known[key] = value


def _without_digits(number: Match[bytes]) -> bytes:
    return b"0" * len(number[0])


def _unwrapped(text: str) -> List[str]:
    """What a program has written, out of a line of Docker's own files (its json-file driver)."""
    import json  # seldom needed

    try:
        told = json.loads(text)["log"]
    except (ValueError, KeyError, RecursionError):
        return [text]  # cut, or something else
    return told.rstrip("\r\n").split("\n") if isinstance(told, str) else [text]

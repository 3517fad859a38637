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
from diagnose.text import is_overdrawn, parts_of

KNOWN, LONGEST = 4096, 1000
"""States, and shapes of states, that are remembered, and characters of one: a few megabytes."""

_MANY = b"0" * 9
"""As many digits tell as much as more of them: no pattern counts further."""
_LONG_NUMBER = late(rb"0{10,}")
_MEASURES = late(rb"(?<!\d)\d{5,}|(?<=[ =(\[,.<])(?<!\" )\d+(?![-_\w])")
"""Digits that measure something in a line that has names with digits too."""
_NAMES = late(r"[A-Za-z_]0(?!_acc_)|\b0[-_][A-Za-z]|[/\\]0-|\\0|:0000\b|\" 000|ython|在0|&#")
"""Where digits are a name, not a measure: `s2_train`, `3-bert`, a port, a status of HTTP, a version of Python, an escaped character."""


class _Shape(NamedTuple):
    """What states that differ in measured numbers alone have in common."""

    overdrawn: bool
    """A progress bar and nothing else."""
    verbatim: bool
    """It is one line as it stands."""
    kinds: Tuple[Kind, ...]
    """Of its lines."""


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Part = Tuple[str, str, Kind]
"""Text, whose line it is, and kind."""
_UNKNOWN = _Shape(False, False, ())

_shapes: Dict[bytes, Optional[_Shape]] = {}
"""By the state with all its numbers blinded; None where some of its digits are names."""
_named_shapes: Dict[bytes, _Shape] = {}
"""By the state with its measured numbers blinded, of those where other digits are names."""
_parts: Dict[str, Tuple[_Part, ...]] = {}
"""By the whole line."""


def clean(text: str, number: int, offset: int, gap: bool = False) -> List[Line]:
    """The states of one decoded line, each without colours and prefixes."""
    parts = _parts.get(text)
    if parts is None:
        parts = _parts_of(text)
        if len(text) <= LONGEST:
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
        return tuple(part for state in states for part in _read(state)[1])
    *before, last = [state for state in text.split("\r") if state] or [""]
    shapes = [_read(state) for state in before]
    return (*(part for shape, parts in shapes if not shape.overdrawn for part in parts), *_read(last)[1])


def kind_at(line: Line) -> Kind:
    """The kind of a line, also of one whose text was changed since it was read."""
    return line.kind or _kind_of(line.text)


_kind_of = remembered(kind_of)


def _read(state: str) -> Tuple[_Shape, Tuple[_Part, ...]]:
    """The shape and the lines of a state, by what is known of those like it."""
    if len(state) > LONGEST:
        return _shape_of(state)
    told = state.encode("utf-8", "surrogatepass")
    raw = blinded(told)
    if _MANY in raw:
        raw = _LONG_NUMBER.sub(_MANY, raw)
    shape = _shapes.get(raw, _UNKNOWN)
    if shape is _UNKNOWN:
        text = raw.decode("utf-8", "surrogatepass")
        shape = _shape_of(text)[0] if not _NAMES.search(text) else None
        _remember(_shapes, raw, shape)
    if shape is None:
        raw = told if b"ython" in told else _MEASURES.sub(_without_digits, told)
        shape = _named_shapes.get(raw)
        if shape is None:
            shape = _shape_of(raw.decode("utf-8", "surrogatepass"))[0]
            _remember(_named_shapes, raw, shape)
    if shape.verbatim:
        return shape, ((state.rstrip(), "", shape.kinds[0]),)
    parts = parts_of(state)
    return shape, tuple((body, stream, kind) for (body, stream), kind in zip(parts, shape.kinds))


def _remember(known: Dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if len(known) >= KNOWN:
        known.clear()
    known[key] = value


def _without_digits(number: Match[bytes]) -> bytes:
    return b"0" * len(number[0])


def _shape_of(state: str) -> Tuple[_Shape, Tuple[_Part, ...]]:
    parts = tuple((body, stream, kind_of(body)) for body, stream in parts_of(state))
    verbatim = len(parts) == 1 and parts[0][:2] == (state.rstrip(), "")
    return _Shape(is_overdrawn(state), verbatim, tuple(kind for _, _, kind in parts)), parts


def _unwrapped(text: str) -> List[str]:
    """What a program has written, out of a line of Docker's own files (its json-file driver)."""
    import json  # seldom needed

    try:
        told = json.loads(text)["log"]
    except (ValueError, KeyError, RecursionError):
        return [text]  # cut, or something else
    return told.rstrip("\r\n").split("\n") if isinstance(told, str) else [text]

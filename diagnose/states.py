"""One raw line to the lines it shows: its states between carriage returns, each cleaned and told what kind it is.

Both are worked out once for all states that differ in measured numbers alone: a training prints the same few by the thousand, and
so do all logs of a batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Match, Tuple, TypeVar

from diagnose.kinds import Kind, blinded, kind_of
from diagnose.late import late
from diagnose.memo import remembered
from diagnose.model import Line
from diagnose.text import glued_at, is_overdrawn, parts_of

KNOWN, LONGEST = 4096, 2000
"""Shapes, and states, that are remembered, and bytes of one: a few megabytes."""

_JSON, _DOCKER = b'{"', b'{"log":"'
"""How a record in JSON begins, and how one that Docker has written."""
_LOGGED = frozenset(("level", "levelname", "severity", "stream", "time", "timestamp", "ts"))
"""Of these keys a logger's record has one."""
_MANY = b"0" * 9
"""As many digits tell as much as more of them: no pattern counts further."""
_LONG = tuple(b"0" * count for count in (17, 13, 11, 10))
"""Taken one after the other they shorten all numbers of up to twenty digits, in a quarter of the time of a pattern."""
_MANY_ZEROS = _MANY.decode()
_LONG_NUMBER = late(rb"0{10,}")
_MEASURES = late(rb"(?<!\d)\d{5,}|(?<=[ =(\[,.<])(?<!\" )\d+(?![-_\w])")
"""Digits that measure something in a line that has names with digits too."""
_NAMES = late(r"[A-Za-z_]0(?!_acc_)|\b0[-_][A-Za-z]|[/\\]0-|\\0|:0000\b|\" 000|ython|在0|&#")
"""Where digits are a name, not a measure: `s2_train`, `3-bert`, a port, a status of HTTP, a version of Python, an escaped character."""


@dataclass(frozen=True)
class _Shape:
    """What states that differ in measured numbers alone have in common."""

    overdrawn: bool
    """A progress bar and nothing else."""
    kinds: Tuple[Kind, ...] = ()
    """Of its lines; empty where digits are names, and where it has to be cut first."""
    start: int = -1
    """It is one line, which begins at this byte; below 0 for others."""
    cut: int = 0
    """Byte where something else begins that was written after a progress bar."""


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Part = Tuple[str, str, Kind]
"""Text, whose line it is, and kind."""

_shapes: Dict[bytes, _Shape] = {}
"""By the state with all its numbers blinded."""
_named_shapes: Dict[bytes, _Shape] = {}
"""By the state with its measured numbers blinded, of those where other digits are names."""
_parts: Dict[bytes, Tuple[_Part, ...]] = {}
"""By the state itself, where more is taken off than a prefix."""


def clean(text: str, number: int, offset: int, gap: bool = False) -> List[Line]:
    """The states of one decoded line, each without colours and prefixes."""
    return lines_of(text.encode("utf-8", "surrogatepass"), number, offset, gap)


def lines_of(raw: bytes, number: int, offset: int, gap: bool = False) -> List[Line]:
    """The same of a line in UTF-8."""
    if raw.endswith(b"\r"):
        raw = raw[:-1]
    if b"\r" in raw:
        parts = _parts_of(raw)
    elif raw.startswith(_JSON) and (raw.startswith(_DOCKER) or b"\\n" in raw):
        states = [text.encode("utf-8", "surrogatepass") for text in _unwrapped(_text(raw))]
        parts = tuple(part for state in states for part in _read(state, _shape_like(state)))
    else:
        parts = _read(raw, _shape_like(raw))
    if len(parts) == 1:  # by far the most
        body, stream, kind = parts[0]
        return [Line(number, offset, body, stream, gap, kind)]
    return [Line(number, offset, body, stream, gap and not place, kind) for place, (body, stream, kind) in enumerate(parts)]


def _parts_of(raw: bytes) -> Tuple[_Part, ...]:
    """The lines of all states of a line that are worth a look."""
    *before, last = [state for state in raw.split(b"\r") if state] or [b""]
    parts: Tuple[_Part, ...] = ()
    for state in before:
        shape = _shape_like(state)
        if not shape.overdrawn:
            parts += _read(state, shape)
    return parts + _read(last, _shape_like(last))


def kind_at(line: Line) -> Kind:
    """The kind of a line, also of one whose text was changed since it was read."""
    return line.kind or _kind_of(line.text)


_kind_of = remembered(kind_of)


def _shape_like(state: bytes) -> _Shape:
    """The shape of a state, by what is known of those like it."""
    if len(state) > LONGEST:
        return _Shape(is_overdrawn(_text(state)))
    key = blinded(state)
    if _MANY in key:
        for long in _LONG:
            key = key.replace(long, _MANY)
        if _LONG[-1] in key:
            key = _LONG_NUMBER.sub(_MANY, key)
    shape = _shapes.get(key)
    if shape is None:
        shape = _shape_of(key, names=False)
        _remember(_shapes, key, shape)
    return shape


def _named_shape_like(state: bytes) -> _Shape:
    """The same for a state where digits are names."""
    key = state if b"ython" in state else _MEASURES.sub(_without_digits, state)
    shape = _named_shapes.get(key)
    if shape is None:
        shape = _shape_of(key, names=True)
        _remember(_named_shapes, key, shape)
    return shape


def _read(state: bytes, shape: _Shape) -> Tuple[_Part, ...]:
    """The lines of a state of such a shape."""
    if shape.cut:
        left, right = state[: shape.cut], state[shape.cut :]
        return _read(left, _shape_like(left)) + _read(right, _shape_like(right))
    if len(state) > LONGEST:
        return tuple((body, stream, kind_of(body)) for body, stream in parts_of(_text(state)))
    if not shape.kinds:
        shape = _named_shape_like(state)
    if shape.start >= 0:
        return ((_text(state[shape.start :]).rstrip(), "", shape.kinds[0]),)
    parts = _parts.get(state)
    if parts is None:
        found = parts_of(_text(state))
        kinds = shape.kinds if len(found) == len(shape.kinds) else map(kind_of, (body for body, _ in found))  # no line is ever lost
        parts = tuple((body, stream, kind) for (body, stream), kind in zip(found, kinds))
        _remember(_parts, state, parts)
    return parts


def _shape_of(state: bytes, names: bool) -> _Shape:
    """The shape of a state; `names`: those of its digits that are names are still there."""
    text = _text(state)
    parts = parts_of(text)
    overdrawn = is_overdrawn(text)
    cut = glued_at(text)
    if cut and not names and _MANY_ZEROS not in text[:cut] and parts == parts_of(text[:cut]) + parts_of(text[cut:]):
        return _Shape(overdrawn, cut=_size(text[:cut]))
    if not names and _NAMES.search(text):
        return _Shape(overdrawn)
    kinds = tuple(kind_of(body) for body, _ in parts)
    before = text[: len(text.rstrip()) - len(parts[0][0])]
    whole = len(parts) == 1 and parts[0] == (text[len(before) :].rstrip(), "") and _MANY_ZEROS not in before
    return _Shape(overdrawn, kinds, _size(before) if whole else -1)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")


def _size(text: str) -> int:
    """Its bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def _remember(known: Dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if len(known) >= KNOWN:
        known.clear()
    known[key] = value


def _without_digits(number: Match[bytes]) -> bytes:
    return b"0" * len(number[0])


def _unwrapped(text: str) -> List[str]:
    """What a program has written, out of a record in JSON: a line of Docker's own files (its json-file driver), or of a logger."""
    import json  # seldom needed

    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return [text]  # cut, or something else
    if "log" in record:
        return record["log"].rstrip("\r\n").split("\n") if isinstance(record["log"], str) else [text]
    if _LOGGED.isdisjoint(record) and "Traceback (most recent" not in text:
        return [text]  # an answer of a server
    told = [value for value in record.values() if isinstance(value, str) and "\n" in value]
    return [line for value in told for line in value.rstrip("\r\n").split("\n")] or [text]

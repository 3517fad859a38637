"""One raw line to the lines it shows: its states between carriage returns, each cleaned and told what kind it is."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from diagnose.kinds import Kind, blinded, kind_of
from diagnose.memo import remembered
from diagnose.model import Line
from diagnose.shapes import LONGEST, RECORD, Shape, long_shapes, named_shape_of, remember, shape_of, shapes, text_of
from diagnose.text import parts_of

_DOCKER = b'{"log":"'
"""How a record begins that Docker has written."""
_LOGGED = frozenset(("level", "levelname", "severity", "stream", "time", "timestamp", "ts"))
"""Of these keys a logger's record has one."""

_FEED = ord("\n")
_Part = Tuple[str, str, Kind]
"""Text, whose line it is, and kind."""

_parts: Dict[bytes, Tuple[_Part, ...]] = {}
"""By the state itself, where more is taken off than a prefix."""


def clean(text: str, number: int, offset: int, gap: bool = False) -> List[Line]:
    """The states of one decoded line, each without colours and prefixes."""
    return lines_in(text.replace("\n", " ").encode("utf-8", "surrogatepass") + b"\n", number, offset, gap)


def lines_in(data: bytes, number: int, offset: int, gap: bool = False) -> List[Line]:
    """The same of whole lines in UTF-8, each ended by a line feed; number, byte offset and gap are those of the first one."""
    lines: List[Line] = []
    begun, place = 0, offset  # where this line began in `lines`, and where the next one begins in the log
    bar: Optional[Tuple[bytes, Shape]] = None  # nobody has seen it if more is written over it
    for state, key in zip(data.splitlines(True), blinded(data).splitlines()):
        size = len(state)
        place += size
        shape = shapes.get(key) or long_shapes.get(key)
        if shape is None or size > LONGEST:
            shape = shape_of(state[: len(key)])
        ends = state[-1] == _FEED
        if not ends and (shape.overdrawn or not key):
            bar = (state, shape) if key else bar
            continue
        if bar and not key:
            state, shape = bar
        if key or bar or begun == len(lines):
            parts = _cut_out(state, shape) if shape.slices else _closely(state.rstrip(b"\r\n"), shape, ends and begun == len(lines))
            for body, stream, kind in parts:
                lines.append(Line(number, offset, body, stream, gap, kind))
                gap = False
        bar = None
        if ends:
            number, offset, begun = number + 1, place, len(lines)
    return lines


def _cut_out(state: bytes, shape: Shape) -> Tuple[_Part, ...]:
    """The lines of a state that stand in it as they are."""
    return tuple([(text_of(state[start:stop]).rstrip(), "", kind) for start, stop, kind in shape.slices])


def _closely(state: bytes, shape: Shape, alone: bool) -> Tuple[_Part, ...]:
    """The lines of a state that cannot be told by its shape; `alone`: no other state of its line is shown."""
    if alone and state.startswith(RECORD) and (state.startswith(_DOCKER) or b"\\n" in state):
        states = [text.encode("utf-8", "surrogatepass") for text in _unwrapped(text_of(state))]
        return tuple(part for state in states for part in _read(state, shape_of(state)))
    return _read(state, shape)


def kind_at(line: Line) -> Kind:
    """The kind of a line, also of one whose text was changed since it was read."""
    return line.kind or _kind_of(line.text)


@remembered
def _kind_of(text: str) -> Kind:
    state = text.encode("utf-8", "surrogatepass")
    slices = shape_of(state).slices or (named_shape_of(state).slices if len(state) <= LONGEST else ())
    return slices[0][2] if len(slices) == 1 and slices[0][0] == 0 else kind_of(text)


def _read(state: bytes, shape: Shape) -> Tuple[_Part, ...]:
    """The lines of a state of such a shape."""
    if len(state) > LONGEST:
        return tuple((body, stream, kind_of(body)) for body, stream in parts_of(text_of(state)))
    if shape.cut and not shape.slices:
        left, right = state[: shape.cut], state[shape.cut :]
        return _read(left, shape_of(left)) + _read(right, shape_of(right))
    if not shape.slices and not shape.kinds:
        shape = named_shape_of(state)
    if shape.slices:
        return _cut_out(state, shape)
    parts = _parts.get(state)
    if parts is None:
        found = parts_of(text_of(state))
        kinds = shape.kinds if len(found) == len(shape.kinds) else map(kind_of, (body for body, _ in found))  # no line is ever lost
        parts = tuple((body, stream, kind) for (body, stream), kind in zip(found, kinds))
        remember(_parts, state, parts)
    return parts


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

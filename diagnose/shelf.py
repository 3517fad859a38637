"""Compiled rules, of which only those are read that a log asks for: mostly less than thirty of two hundred."""

from __future__ import annotations

import pickle
import struct
import zlib
from dataclasses import dataclass, field, replace
from typing import Any, Dict, FrozenSet, Iterator, Mapping, Optional, Sequence, Tuple

from diagnose import __version__
from diagnose.index import Index
from diagnose.rule import Rule

FORMAT = 4
"""Raised when the shape of Rule or of what is kept with the rules changes."""
_HEAD = struct.Struct(">II")
"""Checksum of all that follows, and length of the contents."""


@dataclass(frozen=True)
class Contents:
    """What is known of all rules without reading them."""

    index: Index
    lines: Tuple[str, ...]
    """Literals of the patterns that are looked for in lines."""
    literals: Tuple[str, ...]
    """Literals of all patterns."""
    anchors: Tuple[bytes, ...]
    numbers: FrozenSet[bytes]
    """As in `anchors.Anchors`."""
    places: Mapping[str, Tuple[int, int, int]] = field(default_factory=dict)
    """Id, sorted, to the folder of rules (its place among them) and to the first byte and the length of the compiled rule."""


class Shelf(Mapping[str, Rule]):
    """Rules by id, sorted, each read when it is first asked for."""

    def __init__(self, data: bytes, contents: Contents, start: int, tops: Sequence[Any]) -> None:
        self.data = data
        """To be written to a file and given to `open_shelf` again."""
        self.contents = contents
        self._start = start
        self._tops = tops
        self._read: Dict[str, Rule] = {}

    def __getitem__(self, rule_id: str) -> Rule:
        if rule_id not in self._read:
            top, place, length = self.contents.places[rule_id]
            rule: Rule = pickle.loads(self.data[self._start + place : self._start + place + length])
            self._read[rule_id] = replace(rule, folder=self._tops[top].joinpath(*rule_id.split(".", 1)))
        return self._read[rule_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.contents.places)

    def __len__(self) -> int:
        return len(self.contents.places)

    @property
    def opened(self) -> int:
        """How many rules were read."""
        return len(self._read)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self.contents.places


def fill_shelf(contents: Contents, rules: Mapping[str, Tuple[int, Rule]]) -> bytes:
    """Rules, each with the place of its folder, as the bytes of a shelf; the folders themselves are left out."""
    places: Dict[str, Tuple[int, int, int]] = {}
    bodies, place = [], 0
    for rule_id in sorted(rules):
        top, rule = rules[rule_id]
        body = pickle.dumps(replace(rule, folder=None, title=dict(rule.title)), protocol=4)
        places[rule_id] = (top, place, len(body))
        bodies.append(body)
        place += len(body)
    head = pickle.dumps((FORMAT, __version__, replace(contents, places=places)), protocol=4)
    rest = b"".join([head, *bodies])
    return _HEAD.pack(zlib.crc32(rest), len(head)) + rest


def open_shelf(data: bytes, tops: Sequence[Any]) -> Optional[Shelf]:
    """The shelf in such bytes, with the folders its rules were compiled from; None when they are damaged or of another version."""
    try:
        checksum, length = _HEAD.unpack_from(data)
        start = _HEAD.size + length
        if zlib.crc32(memoryview(data)[_HEAD.size :]) != checksum:
            return None
        form, version, contents = pickle.loads(data[_HEAD.size : start])
    except Exception:  # what another version has written means anything
        return None
    return Shelf(data, contents, start, tops) if (form, version) == (FORMAT, __version__) else None

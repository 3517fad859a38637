"""From wishes to changes: every value found in its file, written in the file's own manner, and proved to be the only one that differs."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from diagnose.checkup.check import Check
from diagnose.config.reading import read_config_file
from diagnose.config.values import SECTION, ConfigFile, Value
from diagnose.fixing.change import Change, FileEdit, Move, ValueEdit, Wish, digest_of
from diagnose.fixing.leaves import leaves
from diagnose.fixing.refusal import Refusal, Unusable, reason_of
from diagnose.fixing.spelling import JSON, YAML, spell
from diagnose.fixing.textfile import TextFile, open_text, read_writable, spliced
from diagnose.known import fits

SYNTAX = {"tmp_s2": JSON, "s2": JSON, "weight": JSON, "tmp_s1": YAML, "s1": YAML, "tts_infer": YAML}
"""Kinds of files whose values may be changed, and what they are written in."""
ROUNDS = 4
"""How often a file is looked at again for what its edits bring to light."""


@dataclass(frozen=True)
class Refused:
    """A wish that was not granted, and why."""

    wish: Wish
    refusal: Refusal


@dataclass(frozen=True)
class Plan:
    """All changes of one fix."""

    changes: Tuple[Change, ...]
    refused: Tuple[Refused, ...] = ()
    settled: Tuple[Wish, ...] = ()
    """Wishes that the files fulfil already."""


def plan_changes(wishes: Iterable[Wish], leftovers: Mapping[Path, Check], again: Callable[[ConfigFile], Iterable[Wish]] = lambda file: ()) -> Plan:
    """The changes that fulfil the wishes and move the leftovers away; `again` tells what else is wanted of a file once it is changed.

    Raises Unusable when a file that has to be changed cannot be: then nothing should be.
    """
    by_file: Dict[str, List[Wish]] = {}
    for wish in wishes:
        by_file.setdefault(os.path.realpath(wish.edit.file), []).append(wish)
    changes: List[Change] = []
    told = _Told()
    for asked in by_file.values():
        try:
            edited = _edit_file(Path(asked[0].edit.file), asked, again, told)
        except Unusable:
            raise
        except Refusal as refusal:
            told.refused += [Refused(wish, refusal) for wish in asked]
            continue
        if edited is not None:
            changes.append(edited)
    changes += [_move(path, check) for path, check in leftovers.items()]
    return Plan(tuple(changes), tuple(told.refused), tuple(told.settled))


@dataclass
class _Told:
    """What became of the wishes that make no edit."""

    refused: List[Refused] = field(default_factory=list)
    settled: List[Wish] = field(default_factory=list)


def _edit_file(path: Path, wishes: Sequence[Wish], again: Callable[[ConfigFile], Iterable[Wish]], told: _Told) -> Optional[FileEdit]:
    """The edit of one file; None when it needs none. Raises Refusal when none of its values can be changed."""
    read_writable(path)
    config = read_config(path)
    if config.kind not in SYNTAX:
        raise Refusal("fix.not-a-config", name=path)
    file = open_text(path, config.encoding)
    values = [(wish.edit.old, config.values.get(wish.edit.key)) for wish in wishes]
    if file.text != config.text or any(old and value is not None and config.raw(value) != old for old, value in values):
        raise Unusable("fix.meanwhile", name=path)
    edits: Dict[str, ValueEdit] = {}
    data = file.data
    waiting, known = list(wishes), set()
    for _ in range(ROUNDS):
        known |= {(wish.edit.key, repr(wish.edit.set)) for wish in waiting}
        for edit in _edit_values(config, file, waiting, told):
            earlier = edits[edit.key].wishes if edit.key in edits else ()
            edits[edit.key] = replace(edit, wishes=(*earlier, *edit.wishes))
        if not edits:
            return None
        data = spliced(file, [(edit.start, edit.end, edit.new) for edit in edits.values()])
        _prove(file, data, list(edits.values()), SYNTAX[config.kind])
        # One thing that is wrong with a value may hide another: what would be asked next is done at once.
        waiting = [wish for wish in again(_as_if(config, path, data)) if (wish.edit.key, repr(wish.edit.set)) not in known]
        if not waiting:
            break
    return FileEdit(file, tuple(sorted(edits.values(), key=lambda edit: edit.start)), data)


def _edit_values(config: ConfigFile, file: TextFile, wishes: Sequence[Wish], told: _Told) -> Iterable[ValueEdit]:
    for key, asked in _by_key(wishes).items():
        try:
            edit = _edit_value(config, file, key, asked, told)
        except Refusal as refusal:
            told.refused += [Refused(wish, refusal) for wish in asked]
            continue
        if edit is not None:
            yield edit


def _as_if(config: ConfigFile, path: Path, data: bytes) -> ConfigFile:
    """The file as it would be read with other bytes."""
    with tempfile.TemporaryDirectory(prefix="sovits-doctor-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(data)
        return replace(read_config(copy), path=config.path, kind=config.kind)


def read_config(path: Path) -> ConfigFile:
    """The file as values with positions; raises Unusable."""
    try:
        return read_config_file(path)
    except OSError as error:
        raise Unusable("fix.unreadable", name=path, reason=reason_of(error)) from None


def _by_key(wishes: Iterable[Wish]) -> Dict[str, List[Wish]]:
    """Wishes for one value together; a cause's remedy, which knows what failed, goes before a check's proposal."""
    found: Dict[str, List[Wish]] = {}
    for wish in sorted(wishes, key=lambda wish: not wish.rule):
        found.setdefault(wish.edit.key, []).append(wish)
    return found


def _edit_value(config: ConfigFile, file: TextFile, key: str, wishes: Sequence[Wish], told: _Told) -> Optional[ValueEdit]:
    """The edit of one value; None when it is right already. Raises Refusal."""
    value = config.values.get(key)
    if value is None:
        raise Refusal("fix.no-key", name=file.path, setting=key)
    if value.form == SECTION:
        raise Refusal("fix.not-a-value", name=file.path, setting=key, line=value.line)
    old = config.raw(value)
    standing = []
    for wish in wishes:
        if _settled(wish, value):
            told.settled.append(wish)
        elif wish.seen is not None and not same(wish.seen[0], value.value):
            told.refused.append(Refused(wish, Refusal("fix.other-value", name=file.path, setting=key, seen=repr(wish.seen[0]), now=old)))
        else:
            standing.append(wish)
    if not standing:
        return None
    wanted = standing[0].edit.set
    new = spell(wanted, old, SYNTAX[config.kind], file.codec)
    if new is None:
        raise Refusal("fix.unspeakable", name=file.path, setting=key, value=repr(wanted))
    if not old and value.start and file.text[value.start - 1] == ":":
        new = " " + new
    return ValueEdit(key, value.start, value.end, value.line, value.column, old, new, wanted, tuple(standing))


def _settled(wish: Wish, value: Value) -> bool:
    """Whether a value is what the wish wants already, or another than the run saw that passes the remedy's own test."""
    if same(wish.edit.set, value.value):
        return True
    verify = wish.verify
    touched = wish.seen is None or not same(wish.seen[0], value.value)
    return verify is not None and touched and verify.key == f"config.{value.key}" and fits(value.value, verify)


def same(one: object, other: object) -> bool:
    """Whether two values are equal, and of one type: 7.0 is not 7, and True is not 1."""
    return type(one) is type(other) and one == other


def _prove(file: TextFile, data: bytes, edits: Sequence[ValueEdit], syntax: str) -> None:
    """Raises Refusal unless the trainer's own parser sees the same values before and after, save those that were meant."""
    try:
        before = leaves(file.text, syntax)
    except ValueError as error:
        raise Refusal("fix.broken", name=file.path, reason=str(error).split("\n")[0]) from None
    try:
        after = leaves(data[len(file.mark) :].decode(file.codec), syntax)
        meant = {edit.key: leaves(edit.new.strip(), syntax)[0][1:] for edit in edits}
    except ValueError:
        after, meant = [], {}
    # A list that becomes a single value takes its items with it.
    inside = tuple(edit.key + "." for edit in edits)
    before, after = ([leaf for leaf in one if not ".".join(leaf[0]).startswith(inside)] for one in (before, after))
    paths = [path for path, _, _ in before]
    different = [(one, other) for one, other in zip(before, after) if one != other]
    if paths != [path for path, _, _ in after] or not all(meant.get(".".join(new[0])) == new[1:] for _, new in different):
        raise Refusal("fix.tangled", name=file.path, keys=", ".join(edit.key for edit in edits))


def _move(path: Path, check: Check) -> Move:
    """A leftover that can be moved away; raises Unusable."""
    try:
        state = path.lstat()
        if not (stat.S_ISREG(state.st_mode) or stat.S_ISLNK(state.st_mode)):
            raise Unusable("fix.not-a-file", name=path)
        if not os.access(path.parent, os.W_OK):
            raise Unusable("fix.read-only", name=path.parent)
        return Move(path, state.st_size, digest_of(path), check.title, check.id)
    except FileNotFoundError:
        raise Unusable("fix.vanished", name=path) from None
    except OSError as error:
        raise Unusable("fix.unreadable", name=path, reason=reason_of(error)) from None

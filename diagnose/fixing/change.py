"""What is to be repaired, and how: wishes as the checks and the verdict tell them, changes as they will be made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Tuple, Union

from diagnose.checkup.check import Edit, Said
from diagnose.fixing.textfile import TextFile
from diagnose.model import Scalar
from diagnose.rule import FactTest


@dataclass(frozen=True)
class Wish:
    """One value that should be another."""

    edit: Edit
    why: Said
    """What is wrong with it now."""
    check: str = ""
    """Id of the check that asks for it; it must find nothing afterwards."""
    rule: str = ""
    """The cause whose remedy this is."""
    verify: Optional[FactTest] = None
    """The remedy's own test."""
    seen: Optional[Tuple[object]] = None
    """The value that the log shows, which the file must still hold; None when it shows none."""


@dataclass(frozen=True)
class ValueEdit:
    """One value as it will be written."""

    key: str
    start: int
    """Where the old text stands in the file's text, in characters."""
    end: int
    line: int
    """1-based."""
    column: int
    old: str
    """Its text in the file."""
    new: str
    set: Scalar
    """The value that `new` writes."""
    wishes: Tuple[Wish, ...]
    """Why: all of them must be content afterwards, also those that proposed another value."""


@dataclass(frozen=True)
class FileEdit:
    """A file that gets new values."""

    file: TextFile
    edits: Tuple[ValueEdit, ...]
    """In the order of the file."""
    data: bytes
    """The file's bytes afterwards."""

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def target(self) -> Path:
        return self.file.target

    @property
    def before(self) -> str:
        """sha256."""
        return digest(self.file.data)

    @property
    def after(self) -> str:
        return digest(self.data)


@dataclass(frozen=True)
class Move:
    """A leftover that goes into the backup."""

    path: Path
    size: int
    """Bytes."""
    before: str
    """sha256 of its bytes; of a link, of where it leads to."""
    why: Said = field(default_factory=dict)
    check: str = ""


Change = Union[FileEdit, Move]


def digest(data: bytes) -> str:
    """sha256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """sha256 of a file's bytes, of a link of the path it holds. Raises OSError."""
    if path.is_symlink():
        return digest(str(path.readlink()).encode("utf-8", "surrogatepass"))
    total = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            total.update(block)
    return total.hexdigest()

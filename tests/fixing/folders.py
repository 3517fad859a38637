"""Folders to repair, and what is in them, byte for byte."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Dict, Optional, Tuple

from diagnose.checkup.check import Edit
from diagnose.fixing.backup import FOLDER
from diagnose.fixing.change import Change, FileEdit, Move, ValueEdit, Wish, digest, digest_of
from diagnose.fixing.refusal import Refusal
from diagnose.fixing.textfile import open_text, spliced

LARGE, EDGE = 1 << 20, 1 << 16
Tree = Dict[str, Tuple[int, str]]

S2 = b'{\r\n  "train": {"batch_size": 7.0, "epochs": 8},\r\n  "name": "\xe8\xaf\xad\xe9\x9f\xb3"\r\n}'


def tree_of(top: Path) -> Tree:
    """Every file and link with its rights and a hash of its content, backups aside; a model of a program folder is a hole, known by its edges."""
    found: Tree = {}
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name != FOLDER]
        for name in files:
            path = Path(folder) / name
            large = path.is_file() and path.stat().st_size > LARGE
            found[path.relative_to(top).as_posix()] = (stat.S_IMODE(path.lstat().st_mode), _edges(path) if large else digest_of(path))
    return found


def _edges(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(EDGE)
        file.seek(-EDGE, os.SEEK_END)
        return f"{digest(head)} {digest(file.read())} {path.stat().st_size} {path.stat().st_mtime_ns}"


def edit_of(path: Path, old: str, new: str, codec: str = "utf-8") -> FileEdit:
    """A change of the first place in a file that holds a text."""
    file = open_text(path, codec)
    start = file.text.index(old)
    edit = ValueEdit("train.batch_size", start, start + len(old), 2, 28, old, new, 7, (Wish(Edit(str(path), "train.batch_size", 7), {}, "config.batch-size"),))
    return FileEdit(file, (edit,), spliced(file, [(start, start + len(old), new)]))


def move_of(path: Path) -> Move:
    """A leftover."""
    return Move(path, path.lstat().st_size, digest_of(path), {}, "workspace.leftover")


def content(_: Change) -> Optional[Refusal]:
    """A proof that is always given."""
    return None


def prepared(top: Path) -> Tuple[Path, Path, Path]:
    """A program folder with two files to edit and a leftover."""
    for folder in ("TEMP", "logs/demo"):
        (top / folder).mkdir(parents=True)
    one, other, part = top / "TEMP/tmp_s2.json", top / "TEMP/tmp_s1.yaml", top / "logs/demo/2-name2text-0.txt"
    one.write_bytes(S2)
    other.write_bytes(b"train:\n  batch_size: 7.0  # half\n")
    part.write_bytes(b"a\tb\n" * 1000)
    one.chmod(0o640)
    return one, other, part

"""Whether a file is what its name says: told by its size, its first bytes and its last, without unpickling anything."""

from __future__ import annotations

import json
import os
import re
import struct
from pathlib import Path
from typing import BinaryIO, Callable, Mapping, Tuple

from diagnose.workspace.files import is_folder, is_there

OK = "ok"
MISSING = "missing"
EMPTY = "empty"
"""Zero bytes."""
LFS = "lfs"
"""A Git LFS pointer: a few lines of text in place of the file."""
HTML = "html"
"""A web page: mostly the error page of a download."""
TEXT = "text"
"""Some other text, such as a server's `Entry not found` or JSON error."""
HIDDEN = "hidden"
"""A companion file that macOS makes (`._name`)."""
ZEROS = "zeros"
"""Begins with zeros: space was reserved for a download that did not come."""
TRUNCATED = "truncated"
"""The end is not there."""
TAGGED = "tagged"
"""A version tag stands over the zip header: fine-tuned weights, which only inference can read."""
SMALL = "small"
LARGE = "large"
"""Whole, but smaller or larger than this file can be."""
FOLDER = "folder"
"""A folder of that name."""
OTHER = "other"
"""Bytes of some other kind."""
UNREADABLE = "unreadable"
"""It may not be read, or reading failed."""
STATES = (MISSING, EMPTY, LFS, HTML, TEXT, HIDDEN, ZEROS, TRUNCATED, TAGGED, SMALL, LARGE, FOLDER, OTHER, UNREADABLE, OK)

HEAD = 512
ZIP, PICKLE, APPLE = b"PK\x03\x04", b"\x80\x02", b"\x00\x05\x16\x07"
TAG = re.compile(rb"0[0-9]\x03\x04")
"""Two digits over the `PK` of a zip archive: 03 v3, 04 v4, 05 v2Pro, 06 v2ProPlus."""
END, CENTRAL = b"PK\x05\x06", b"PK\x01\x02"
TAIL = 22 + 65535
"""Bytes: the end of a zip archive's directory with the longest comment."""
FASTTEXT = b"\xba\x16\x4f\x2f"
LARGEST_JSON = 64 << 20
ANY_SIZE = (1, 1 << 60)
Size = Tuple[int, int]
"""Least and most bytes."""


def state_of(path: Path, kind: str, size: Size = ANY_SIZE) -> str:
    """One of `STATES`; `kind` is torch, weights (torch, a tag allowed), safetensors, json, onnx, fasttext, text or any."""
    if not is_there(path):
        return MISSING
    if is_folder(path):
        return FOLDER
    try:
        with path.open("rb") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(0)
            head = file.read(HEAD)
            state = _stranger(head, length, kind) or _LOOKS[kind](file, head, length)
    except FileNotFoundError:  # a link that leads nowhere
        return MISSING
    except (OSError, ValueError):
        return UNREADABLE
    if state == OK and not size[0] <= length <= size[1]:
        return SMALL if length < size[0] else LARGE
    return state


def is_cut(path: Path) -> bool:
    """A zip archive of torch without its end; false for what is no archive or cannot be read."""
    return state_of(path, "torch") in (EMPTY, ZEROS, TRUNCATED)


def _stranger(head: bytes, length: int, kind: str) -> str:
    """The state of a file that is something else altogether; empty for one that may be what it should."""
    if length == 0:
        return EMPTY
    if head.startswith(b"version https://git-lfs"):
        return LFS
    if head.startswith(APPLE):
        return HIDDEN
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<") and kind != "any":
        return HTML
    # A safetensors file begins with a length, in which zeros are common.
    if not head.strip(b"\0") and kind != "safetensors":
        return ZEROS
    return ""


def _torch(file: BinaryIO, head: bytes, length: int) -> str:
    if head.startswith(ZIP):
        return OK if _has_end(file, length) else TRUNCATED
    if TAG.match(head):
        return TAGGED if _has_end(file, length) else TRUNCATED
    if head.startswith(PICKLE):  # written by torch before 1.6: its end cannot be told
        return OK
    return TEXT if _is_text(head) else OTHER


def _weights(file: BinaryIO, head: bytes, length: int) -> str:
    state = _torch(file, head, length)
    return OK if state == TAGGED else state


def _has_end(file: BinaryIO, length: int) -> bool:
    """The archive ends with its directory, and the directory is where it says."""
    file.seek(max(0, length - TAIL))
    tail = file.read(TAIL)
    at = tail.rfind(END)
    if at < 0 or at + 22 > len(tail):
        return False
    entries, size, offset = struct.unpack_from("<HII", tail, at + 10)
    if offset == 0xFFFFFFFF or entries == 0:  # beyond 4 GB another record holds the place
        return True
    if offset + size > length - 22:
        return False
    file.seek(offset)
    return file.read(4) == CENTRAL


def _safetensors(file: BinaryIO, head: bytes, length: int) -> str:
    """Eight bytes of length, a JSON header, then the tensors: the header tells where the last one ends."""
    if length < 10:
        return TRUNCATED
    (size,) = struct.unpack_from("<Q", head)
    if head[8:9] != b"{" or size > LARGEST_JSON:
        return TEXT if _is_text(head) else OTHER
    if 8 + size > length:
        return TRUNCATED
    file.seek(8)
    try:
        header = json.loads(file.read(size).decode("utf-8"))
    except (ValueError, RecursionError):
        return OTHER
    return OK if 8 + size + max(map(_tensor_end, header.values()), default=0) <= length else TRUNCATED


def _tensor_end(tensor: object) -> int:
    """Where a tensor ends, counted from the header's end; 0 for what is no tensor (`__metadata__`)."""
    offsets = tensor.get("data_offsets") if isinstance(tensor, dict) else None
    return offsets[1] if isinstance(offsets, list) and len(offsets) == 2 and isinstance(offsets[1], int) else 0


def _json(file: BinaryIO, head: bytes, length: int) -> str:
    if length > LARGEST_JSON:
        return LARGE
    file.seek(0)
    try:
        json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # What begins like JSON and does not end like it was cut.
        return TRUNCATED if head.lstrip().startswith((b"{", b"[")) else TEXT
    return OK


def _onnx(file: BinaryIO, head: bytes, length: int) -> str:
    # A protobuf whose first field is the version of the format, a small number.
    if head[:1] == b"\x08":
        return OK
    return TEXT if _is_text(head) else OTHER


def _fasttext(file: BinaryIO, head: bytes, length: int) -> str:
    if head.startswith(FASTTEXT):
        return OK
    return TEXT if _is_text(head) else OTHER


def _any(file: BinaryIO, head: bytes, length: int) -> str:
    return OK


_LOOKS: Mapping[str, Callable[[BinaryIO, bytes, int], str]] = {
    "torch": _torch,
    "weights": _weights,
    "safetensors": _safetensors,
    "json": _json,
    "onnx": _onnx,
    "fasttext": _fasttext,
    "text": _any,
    "any": _any,
}


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return all(character.isprintable() or character in "\r\n\t" for character in text)

"""Where logs come from: files, globs, standard input, packed files and zip archives, as blocks of bytes."""

from __future__ import annotations

import functools
import importlib
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Callable, Dict, Iterator, List, Optional, cast

from diagnose import BLOCK

STDIN = "-"
HEAD = 10
"""First bytes of a file that tell what it is packed by."""
_TEXT = bytes({*range(32, 256), 0, 8, 9, 10, 12, 13, 27})
_BLANK = b" \t\r\n\0\xff\xfe"


class InputError(Exception):
    """Something the user gave cannot be used; `key` and `values` name a sentence of the message table."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: Dict[str, object] = values


@dataclass(frozen=True)
class Input:
    """One log to read."""

    name: str
    """As the user knows it: a path, `archive.zip!member`, or `-`."""
    open: Callable[[], IO[bytes]]
    language: str = ""
    """Of whoever asks, by the words around the log: zh, en, or empty."""


def find_inputs(name: str) -> List[Input]:
    """The logs that a path, a glob, an archive or `-` stands for; raises InputError when it cannot be read."""
    if name == STDIN:
        return [Input(STDIN, _standard_input)]
    return [one for path in _expand(name) for one in _of_file(path)]


def _expand(name: str) -> List[Path]:
    """A path, or what a glob matches: shells on Windows leave globs alone."""
    path = Path(name)
    if not path.exists() and any(char in name for char in "*?["):
        import glob

        matches = sorted(glob.glob(name))
        if not matches:
            raise InputError("input-no-match", name=name)
        return [path for path in map(Path, matches) if not path.is_dir()]
    return [path]


def _of_file(path: Path) -> List[Input]:
    name = str(path)
    try:
        if path.is_dir():
            raise InputError("input-folder", name=name)
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        raise InputError("input-missing", name=name) from None
    except (OSError, ValueError) as error:
        raise InputError("input-unreadable", name=name, reason=_reason(error)) from None
    unpack = unpacker(head)
    if unpack is not None:
        return [Input(name, functools.partial(unpack, path))]
    if head[:4] == b"PK\x03\x04":
        return _of_archive(path)
    return [Input(name, lambda: path.open("rb"))]


def _standard_input() -> IO[bytes]:
    """Unbuffered, so that bytes come as they are written; closing it leaves the process's own input open."""
    return open(0, "rb", buffering=0, closefd=False)


def unpacker(head: bytes) -> Optional[Callable[[Any], IO[bytes]]]:
    """What opens a packed file, or a path to one, by its first `HEAD` bytes; None for a file that is not packed by gzip, bzip2 or xz."""
    name = "gzip" if head[:2] == b"\x1f\x8b" else "lzma" if head[:6] == b"\xfd7zXZ\0" else "bz2" if head[:3] == b"BZh" and head[4:] == b"1AY&SY" else ""
    with suppress(ImportError):  # some builds of Python lack lzma or bz2: their files are told to be no text
        return cast(Callable[[Any], IO[bytes]], importlib.import_module(name).open) if name else None
    return None


def _of_archive(path: Path) -> List[Input]:
    """The members of a zip archive that are text."""
    import zipfile

    try:
        archive = zipfile.ZipFile(path)
        members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
        found = []
        for member in members:
            with archive.open(member) as stream:
                if not is_binary(stream.read(4096)):
                    found.append(Input(f"{path}!{member.filename}", functools.partial(archive.open, member)))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise InputError("input-unreadable", name=str(path), reason=_reason(error)) from None
    if not found:
        raise InputError("input-binary", name=str(path))
    return found


def is_binary(head: bytes) -> bool:
    """True for bytes that cannot be the start of a log in UTF-8, UTF-16 or a Chinese code page."""
    head = head[:8192]
    if not head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    if head[:4] in (b"\x7fELF", b"\x89PNG", b"7z\xbc\xaf", b"Rar!", b"RIFF", b"PK\x03\x04", b"ID3\x03", b"fLaC", b"OggS"):
        return True
    nulls = head.count(0)
    if nulls * 5 > len(head) * 2:  # UTF-16: every other byte
        return head[0::2].count(0) < 0.3 * nulls < head[1::2].count(0) < 0.7 * nulls
    strange = len(head.translate(None, _TEXT))
    return strange * 20 > len(head) or nulls * 10 > len(head)


def blocks_of(one: Input) -> Iterator[bytes]:
    """The bytes of a log as they come; raises InputError when it is empty, binary or breaks off.

    Ctrl-C reaches the program that writes into a pipe as well: what it says while it ends still belongs to the log. A second
    one ends the reading.
    """
    empty, interrupted = True, False
    try:
        with one.open() as stream:
            read = getattr(stream, "read1", stream.read)
            head, looked_at = b"", -1
            while True:
                try:
                    block = read(BLOCK)
                except KeyboardInterrupt:
                    if interrupted or one.name != STDIN:
                        break
                    interrupted = True
                    continue
                if not block:
                    break
                if len(head) < 8192:
                    head += block[:8192]
                    looked_at = len(head) if len(head) >= 512 else -1
                    if looked_at > 0 and is_binary(head):
                        raise InputError("input-binary", name=one.name)
                empty = empty and not block.strip(_BLANK)
                yield block
            if looked_at < 0 and is_binary(head):
                raise InputError("input-binary", name=one.name)
    except (InputError, GeneratorExit):
        raise
    except Exception as error:
        if not isinstance(error, (OSError, EOFError, RuntimeError, zlib.error)) and type(error).__module__ not in ("zipfile", "_lzma"):
            raise  # errors of their own, named without loading these modules for every plain log
        raise InputError("input-unreadable", name=one.name, reason=_reason(error)) from None
    if empty:
        raise InputError("input-empty", name=one.name)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

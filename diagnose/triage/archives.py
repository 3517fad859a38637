"""Archives to items: zip and tar files, also packed ones, member by member in the order of the archive.

Archives inside of an archive are read as well, and what they hold counts against the limits of the outer one; what is packed deeper is told.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import PurePosixPath
from typing import IO, Callable, Dict, Iterator, Optional, Tuple, cast

from diagnose.inputs import InputError
from diagnose.triage import limits
from diagnose.triage.item import Item
from diagnose.triage.limits import Budget, Limited
from diagnose.triage.names import is_archive, is_log, spelled
from diagnose.triage.tally import Passed

try:
    from lzma import LZMAError
except ImportError:  # a Python that was built without it
    LZMAError = OSError  # type: ignore[misc,assignment]

SMALL = 1 << 20
"""Bytes of a member that is sent along with its item; larger ones are read from the archive, or from a copy on disk."""
BROKEN = (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error, LZMAError, zipfile.BadZipFile, tarfile.TarError)
"""What reading a damaged, encrypted or unknown archive may raise."""


@dataclass(frozen=True)
class Archive:
    """An archive while it is read."""

    name: str
    """What the names of its members begin with."""
    file: str
    """Its path or URL; empty for one inside of another."""
    source: str
    """Of its items."""
    stream: IO[bytes]
    budget: Budget
    passed: Passed
    copies: str
    """A folder for large members."""


def archive_items(file: str, stream: IO[bytes], passed: Passed, copies: str) -> Optional[Iterator[Item]]:
    """The logs of a file that is an archive, and what was wrong with it; None for any other file. `file` is its path or URL."""
    name = spelled(file)
    return _items(Archive(name, file, name, stream, Budget(_size(stream)), passed, copies), Item(name, name))


def _items(archive: Archive, item: Item) -> Optional[Iterator[Item]]:
    """The logs of an archive that itself is an item, as far as it can be read."""
    read = _reader(archive.stream.read(512), archive.name)
    archive.stream.seek(0)
    return None if read is None else _as_far(read(archive), item)


def _as_far(items: Iterator[Item], item: Item) -> Iterator[Item]:
    try:
        yield from items
    except InputError as error:
        yield replace(item, error=error.key)
    except BROKEN:
        yield replace(item, error="triage.error-unreadable")


def _zip_items(archive: Archive) -> Iterator[Item]:
    with zipfile.ZipFile(archive.stream) as opened:
        members = [one for one in opened.infolist() if not one.is_dir()]
        archive.budget.take(len(members), sum(one.file_size for one in members))
        for one in members:
            if not _wanted(one.filename, archive.passed):
                continue
            item = Item(f"{archive.name}!{spelled(_member_name(one))}", archive.source, _local_time(one.date_time))
            if one.flag_bits & 1:
                yield replace(item, error="triage.error-encrypted")
            elif SMALL < one.file_size <= limits.MEMBER and archive.file and not is_archive(one.filename):
                yield replace(item, file=archive.file, member=one.filename)
            else:
                try:
                    yield from _member(archive, item, one.file_size, lambda one=one: opened.open(one))  # type: ignore[misc]
                except BROKEN:  # one damaged member does not stop the others
                    yield replace(item, error="triage.error-unreadable")


def _tar_items(archive: Archive) -> Iterator[Item]:
    """Plain, or packed by gzip, bzip2 or xz."""
    with tarfile.open(fileobj=_unpacked(archive.stream), mode="r|", tarinfo=_Header) as opened:
        for one in opened:
            archive.budget.take(1, max(0, one.size))
            if one.isfile() and _wanted(one.name, archive.passed):
                item = Item(f"{archive.name}!{spelled(one.name)}", archive.source, utc(one.mtime))
                yield from _member(archive, item, one.size, lambda one=one: cast(IO[bytes], opened.extractfile(one)))  # type: ignore[misc]


def _member(archive: Archive, item: Item, size: int, opened: Callable[[], IO[bytes]]) -> Iterator[Item]:
    """The item of a member with its bytes or a copy of them; of an archive its own members."""
    if size > limits.MEMBER:
        yield replace(item, error="triage.error-bomb")
    elif is_archive(item.name):
        yield from _inner(archive, item, size, opened)
    elif size <= SMALL:
        with opened() as stream:
            data = stream.read()
        yield replace(item, data=data)
    else:
        with opened() as stream, tempfile.NamedTemporaryFile(dir=archive.copies, delete=False) as copy:
            shutil.copyfileobj(stream, copy)
        yield replace(item, file=copy.name, fleeting=True)


def _inner(archive: Archive, item: Item, size: int, opened: Callable[[], IO[bytes]]) -> Iterator[Item]:
    """The logs of an archive inside of another one, by a copy, since it is read to and fro."""
    if not archive.file:
        yield replace(item, error="triage.error-nested")
        return
    with contextlib.closing(cast(IO[bytes], io.BytesIO() if size <= SMALL else tempfile.TemporaryFile(dir=archive.copies))) as copy:
        with opened() as stream:
            shutil.copyfileobj(stream, copy)
        copy.seek(0)
        inner = replace(archive, name=item.name, file="", stream=copy, budget=Budget(_size(copy), archive.budget))
        items = _items(inner, item)
        if items is None:
            yield replace(item, error="triage.error-no-archive")
        else:
            yield from items


class _Header(tarfile.TarInfo):
    """A header that fits into memory: tarfile reads long names, attributes and the maps of sparse files whole, however large they say they are."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in LONG_HEADERS and self.size > limits.HEADER:
            raise InputError("triage.error-bomb")
        if self.type == tarfile.GNUTYPE_SPARSE:
            self._proc_gnusparse_10()
        return cast(tarfile.TarInfo, super()._proc_member(archive))  # type: ignore[misc]

    def _proc_gnusparse_10(self, *_: object) -> None:
        raise tarfile.ReadError("sparse")


LONG_HEADERS = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
"""Types of headers that carry more than their own block."""


def _reader(head: bytes, name: str) -> Optional[Callable[[Archive], Iterator[Item]]]:
    """What reads an archive, by its first bytes and its name; None for what is none."""
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_items
    return _tar_items if head[257:262] == b"ustar" or (head[:2] in UNPACKERS and is_archive(name)) else None


def utc(seconds: float) -> str:
    """A time as records tell it; empty for one that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds > 0 else ""
    except (OverflowError, ValueError, OSError):
        return ""


def _wanted(name: str, passed: Passed) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(name.replace("\\", "/")).parts)
    if hidden or not (is_log(name) or is_archive(name)):
        passed.add(name)
        return False
    return True


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    head = stream.read(2)
    stream.seek(0)
    return cast(IO[bytes], Limited(UNPACKERS[head], stream)) if head in UNPACKERS else stream


def _gunzip(packed: IO[bytes]) -> IO[bytes]:
    import gzip

    return cast(IO[bytes], gzip.open(packed))


def _bunzip(packed: IO[bytes]) -> IO[bytes]:
    import bz2

    return cast(IO[bytes], bz2.open(packed))


def _unxz(packed: IO[bytes]) -> IO[bytes]:
    try:
        import lzma
    except ImportError:
        raise NotImplementedError from None
    return cast(IO[bytes], lzma.open(packed))


UNPACKERS: Dict[bytes, Callable[[IO[bytes]], IO[bytes]]] = {b"\x1f\x8b": _gunzip, b"BZ": _bunzip, b"\xfd7": _unxz}
"""The first bytes of packed files, and what unpacks them."""


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name as its archive was meant to tell it: Chinese Windows writes GBK without saying so, which zipfile reads as an old IBM code page."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return member.filename


def _local_time(fields: Tuple[int, ...]) -> str:
    """A zip archive tells no zone: its time is taken as UTC, so that the same archive gives the same records everywhere."""
    try:
        return datetime(*fields[:6]).strftime("%Y-%m-%dT%H:%M:%SZ") if fields[0] > 1980 else ""  # type: ignore[arg-type]
    except ValueError:
        return ""

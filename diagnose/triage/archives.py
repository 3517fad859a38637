"""Archives to items: zip and tar files, also packed ones, member by member in the order of the archive. Archives inside of archives are passed over."""

from __future__ import annotations

import contextlib
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from datetime import datetime, timezone
from pathlib import PurePosixPath
from typing import IO, Callable, Dict, Iterator, Tuple, cast

from diagnose.inputs import InputError
from diagnose.triage import limits
from diagnose.triage.item import Item
from diagnose.triage.limits import Limited
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


def zip_items(file: str, stream: IO[bytes], passed: Passed, copies: str) -> Iterator[Item]:
    """The logs of a zip archive. `file` is its path or URL, `stream` its bytes."""
    with zipfile.ZipFile(stream) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        packed, unpacked = sum(one.compress_size for one in members), sum(one.file_size for one in members)
        if len(members) > limits.MEMBERS or limits.too_large(packed, unpacked):
            raise InputError("triage.error-bomb")
        for one in members:
            if not _wanted(one.filename, passed):
                continue
            name = f"{file}!{spelled(_member_name(one))}"
            when = _local_time(one.date_time)
            if one.flag_bits & 1:
                yield Item(name, file, when, error="triage.error-encrypted")
            elif one.file_size > limits.MEMBER:
                yield Item(name, file, when, error="triage.error-bomb")
            elif one.file_size > SMALL:
                yield Item(name, file, when, file=file, member=one.filename)
            else:
                yield _read(Item(name, file, when), lambda one=one: archive.read(one))  # type: ignore[misc]


def tar_items(file: str, stream: IO[bytes], passed: Passed, copies: str) -> Iterator[Item]:
    """The logs of a tar archive, plain or packed by gzip, bzip2 or xz; large members are copied into the folder `copies`."""
    with tarfile.open(fileobj=_unpacked(stream), mode="r|", tarinfo=_Header) as archive:
        for count, one in enumerate(archive):
            if count > limits.MEMBERS:
                raise InputError("triage.error-bomb")
            if not one.isfile() or not _wanted(one.name, passed):
                continue
            name, when = f"{file}!{spelled(one.name)}", utc(one.mtime)
            if one.size > limits.MEMBER:
                yield Item(name, file, when, error="triage.error-bomb")
                continue
            member = archive.extractfile(one)
            if member is None:
                continue
            if one.size <= SMALL:
                yield Item(name, file, when, data=member.read())
            else:
                with tempfile.NamedTemporaryFile(dir=copies, delete=False) as copy:
                    shutil.copyfileobj(member, copy)
                yield Item(name, file, when, file=copy.name, fleeting=True)


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
Reader = Callable[[str, IO[bytes], Passed, str], Iterator[Item]]


def archive_reader(head: bytes, name: str) -> Tuple[Reader, ...]:
    """What reads an archive, by its first bytes and its name; empty for what is none."""
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return (zip_items,)
    tar = head[257:262] == b"ustar" or (head[:2] in UNPACKERS and is_archive(name))
    return (tar_items,) if tar else ()


def utc(seconds: float) -> str:
    """A time as records tell it; empty for one that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds > 0 else ""
    except (OverflowError, ValueError, OSError):
        return ""


def _wanted(name: str, passed: Passed) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(name.replace("\\", "/")).parts)
    if hidden or not is_log(name):
        passed.add(name)
        return False
    return True


def _read(item: Item, read: Callable[[], bytes]) -> Item:
    """The item with its bytes; one damaged member does not stop the others."""
    from dataclasses import replace

    try:
        return replace(item, data=read())
    except BROKEN:
        return replace(item, error="triage.error-unreadable")


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

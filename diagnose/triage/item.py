"""A log that was found and is still to be read: small, so that it can be sent to another process or machine."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Optional, cast

from diagnose.inputs import HEAD, unpacker
from diagnose.library import Library
from diagnose.triage.limits import Limited
from diagnose.triage.record import Record
from diagnose.triage.work import examine


@dataclass(frozen=True)
class Item:
    """One log."""

    name: str
    """As in `Record`, like the next three."""
    source: str
    when: str = ""
    language: str = ""
    data: Optional[bytes] = None
    """The log itself; None when `file` has to be opened."""
    file: str = ""
    """Path or URL."""
    member: str = ""
    """Which member of the zip archive `file` is the log; empty for the file itself."""
    fleeting: bool = False
    """`file` is a copy that was unpacked for this reading; whoever asked for the record deletes it."""
    error: str = ""
    """There is nothing to read, for this reason (as in `Record`)."""

    def open(self) -> IO[bytes]:
        """The log's bytes, unpacked. Raises InputError when it is far larger unpacked than packed, OSError when it cannot be read."""
        if self.data is not None:
            return _unpacked(io.BytesIO(self.data))
        if self.member:
            import zipfile

            return _unpacked(zipfile.ZipFile(opened(self.file)).open(self.member))
        return _unpacked(opened(self.file))


def examine_item(item: Item, library: Library) -> Record:
    """The record of an item; never raises."""
    if item.error:
        from diagnose import __version__

        return Record(item.name, item.source, when=item.when, language=item.language, tool=__version__, error=item.error)
    return examine(item.name, item.open, library, item.source, item.when, item.language)


def opened(file: str) -> IO[bytes]:
    """A file of this machine, or one behind a URL."""
    if is_url(file):
        from diagnose.triage.remote import open_url

        return open_url(file)
    return open(file, "rb")


def is_url(name: str) -> bool:
    """Whether a name is the URL of some storage (`s3://…`), which a path of Windows (`C:\\…`) is not."""
    scheme, colon, _ = name.partition("://")
    return bool(colon) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """What a packed file holds, any other file as it is."""
    unpack = unpacker(file.read(HEAD))
    file.seek(0)
    return file if unpack is None else cast(IO[bytes], Limited(unpack, file))

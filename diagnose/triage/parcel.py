"""The reports of one shard as one zip on the storage: a worker packs them, the client puts them into the folder that the user named."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import IO, Iterable, cast

from diagnose.options import Options
from diagnose.triage.manifest import REPORTS, Shard
from diagnose.triage.record import Record
from diagnose.triage.reports import FAILED, report_file
from diagnose.triage.storage import Storage

SMALL = 16 << 20
"""Bytes of a parcel that a worker keeps in memory."""
_NAME = re.compile(r"[0-9a-f]{20}\.html")


def parcel_of(shard: Shard, style: Options) -> str:
    """Name of the file on the storage. Reports in another style are others: private details may stand in them."""
    return f"{REPORTS}/{Path(shard.result).stem}-{style.lang}{'-open' if style.no_redact else ''}.zip"


def pack(folder: Path, storage: Storage, name: str) -> None:
    """Bring the reports in a folder to the storage. Raises OSError."""
    with tempfile.SpooledTemporaryFile(max_size=SMALL) as packed:
        with zipfile.ZipFile(cast(IO[bytes], packed), "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.glob("*.html")):
                archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
        packed.seek(0)
        storage.put(name, cast(IO[bytes], packed))


def is_packed(storage: Storage, name: str) -> bool:
    """Whether a parcel is there to its end."""
    try:
        with storage.open(name) as file, zipfile.ZipFile(file):
            return True
    except (OSError, zipfile.BadZipFile):
        return False


def unpack(storage: Storage, name: str, folder: Path) -> None:
    """Put the reports of a parcel into a folder, each whole or not at all. Raises OSError, and ValueError for what is no parcel."""
    try:
        with storage.open(name) as file, zipfile.ZipFile(file) as archive:
            for member in archive.namelist():
                if _NAME.fullmatch(member):
                    made = folder / f".{member}.part"
                    made.write_bytes(archive.read(member))
                    os.replace(made, folder / member)
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error


def are_there(records: Iterable[Record], folder: Path) -> bool:
    """Whether a folder holds the reports of all these logs that failed."""
    return all(report_file(folder, one.digest).exists() for one in records if one.status in FAILED and one.digest)

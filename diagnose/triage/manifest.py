"""The manifest of a run on a cluster: all logs, cut into shards that are small files of their own on storage that every worker reaches.

A shard is named by its place and by a digest of what is in it and of who reads it: a result of that name answers that shard and no other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import AbstractSet, Callable, Dict, Iterable, Iterator, List

from diagnose.inputs import InputError
from diagnose.triage.edition import Edition
from diagnose.triage.item import Item, is_url
from diagnose.triage.remote import is_here
from diagnose.triage.storage import Storage

LOAD = 32 << 20
"""A shard is full at so many bytes that it carries, whatever the number of its logs."""
MANIFEST, RESULTS, COPIES, REPORTS = "manifest", "results", "copies", "reports"
"""Folders on the storage: shards, their results, large logs that only the client could read, and reports on their way to the client."""
FORMAT = 1
"""Part of each digest: counts up when shards or their results change."""


@dataclass(frozen=True)
class Shard:
    """Some logs, next to each other in the order of all."""

    number: int
    """From 0."""
    digest: str
    """Sixteen hexadecimal digits."""
    count: int
    """Logs."""

    @property
    def manifest(self) -> str:
        """Name of the file with its items, in the folder MANIFEST."""
        return f"{self.number:06d}-{self.digest}.jsonl.gz"

    @property
    def result(self) -> str:
        """Name of the file with its records, in the folder RESULTS."""
        return f"{self.number:06d}-{self.digest}.parquet"


def cut(items: Iterable[Item], storage: Storage, edition: Edition, is_done: Callable[[Shard], bool], size: int) -> Iterator[Shard]:
    """The shards of all items, each after its items are on the storage, unless it is done. Raises OSError for the storage."""
    written, copied = storage.names(MANIFEST), storage.names(COPIES)
    for number, lines in enumerate(_cut(items, storage, copied, size)):
        digest = hashlib.sha256(f"{FORMAT}\0{edition.tool}\0{edition.rules}\0".encode())
        for line in lines:
            digest.update(line)
        shard = Shard(number, digest.hexdigest()[:16], len(lines))
        if not is_done(shard) and shard.manifest not in written:
            storage.put(f"{MANIFEST}/{shard.manifest}", gzip.compress(b"".join(lines), 1))
        yield shard


def read_items(storage: Storage, shard: Shard) -> List[Item]:
    """The items of a shard. Raises OSError."""
    return [_item(json.loads(line)) for line in gzip.decompress(storage.read(f"{MANIFEST}/{shard.manifest}")).splitlines()]


def _cut(items: Iterable[Item], storage: Storage, copied: AbstractSet[str], size: int) -> Iterator[List[bytes]]:
    lines: List[bytes] = []
    load = 0
    for item in items:
        lines.append(_line(_shared(item, storage, copied)))
        load += len(item.data or b"")
        if len(lines) >= size or load >= LOAD:
            yield lines
            lines, load = [], 0
    if lines:
        yield lines


def _shared(item: Item, storage: Storage, copied: AbstractSet[str]) -> Item:
    """The item as other machines can open it: by a whole path, or by a copy where only this process can read the log."""
    if item.error or item.data is not None:
        return item
    if not item.fleeting and not is_here(item.file):
        return item if is_url(item.file) else replace(item, file=os.path.abspath(item.file))  # noqa: PTH100  (links stay as they are named)
    try:
        name = _digest(item)
    except InputError as error:
        return replace(item, fleeting=False, error=error.key if error.key.startswith("triage.") else "triage.error-unreadable")
    except Exception:  # as in `work.examine`: one bad log never stops the rest
        return replace(item, fleeting=False, error="triage.error-unreadable")
    if name not in copied:
        with item.open() as stream:
            storage.put(f"{COPIES}/{name}", stream)
    return replace(item, file=f"{storage.url}/{COPIES}/{name}", member="", fleeting=False)


def _digest(item: Item) -> str:
    digest = hashlib.sha256()
    with item.open() as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return f"{digest.hexdigest()}.log"


def _line(item: Item) -> bytes:
    """One line of JSON, all ASCII: paths and logs may hold bytes that are no text."""
    values = {key: value for key, value in asdict(item).items() if value}
    if item.data is not None:
        values["data"] = item.data.decode("utf-8", "surrogateescape")
    return json.dumps(values, sort_keys=True).encode("ascii") + b"\n"


def _item(values: Dict[str, str]) -> Item:
    data = values.pop("data", None)
    return Item(**values, data=None if data is None else data.encode("utf-8", "surrogateescape"))  # type: ignore[arg-type]

"""What a worker of a cluster does: the items of one shard to a file of records, written whole or not at all, so that doing it twice does no harm."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator, List, Mapping, Optional, Sequence, Tuple

from diagnose import __version__
from diagnose.inputs import InputError
from diagnose.library import Library, load_library
from diagnose.options import Options
from diagnose.rule import RuleError
from diagnose.triage.edition import Edition, edition_of
from diagnose.triage.item import Item, examine_item, is_url
from diagnose.triage.manifest import MANIFEST, RESULTS, Shard, read_items
from diagnose.triage.parcel import is_packed, pack, parcel_of
from diagnose.triage.record import Record
from diagnose.triage.reports import write_report
from diagnose.triage.results import ROWS, write_parquet
from diagnose.triage.storage import Storage

RULES = "rules"
"""Folder on the storage for the client's own rules."""
READY = b"ready\n"
"""First line of a child that examines logs."""
CHILD = "from diagnose.triage.shards import answer_parent; answer_parent()"

_ONE = threading.Lock()  # a worker may run several tasks at once; threads make examining no faster


@dataclass(frozen=True)
class Order:
    """How the shards of a run are to be examined: the same for all of them."""

    folder: str
    """URL of the storage."""
    tool: str
    """Version of the client: another one would give other results."""
    rules: str
    """Digest of the client's rules, likewise."""
    own: str = ""
    """File in the folder RULES with the client's own rules; empty for none."""
    style: Optional[Options] = None
    """How the reports of failed logs are written; None for none."""


@dataclass(frozen=True)
class Done:
    """What a worker tells of a shard. Without a fault its result is on the storage."""

    fault: str = ""
    """Key of the sentence that says why this worker cannot do it."""
    values: Tuple[Tuple[str, str], ...] = ()
    """Values of that sentence."""
    unseen: Tuple[str, ...] = ()
    """Files of the shard that are not on this worker's disk."""


def run_shard(order: Order, shard: Shard, careful: bool = False, gone: bool = False) -> Done:
    """Examine a shard. `careful`: in a process of its own, since it has killed workers; `gone`: files that are not there are gone for the client too.

    Raises OSError when the storage fails; then it can be tried again.
    """
    with _ONE:
        try:
            return _run(order, shard, careful, gone)
        except InputError as error:  # a package that storage or results need
            return _fault(error.key, **error.values)
        except RuleError as error:
            return _fault("triage.worker-rules", reason=error)


def _run(order: Order, shard: Shard, careful: bool, gone: bool) -> Done:
    storage = Storage(order.folder)
    if is_done(storage, shard, order.style):  # by a worker that died, or was thought to have died, before it told
        return Done()
    if not storage.has(f"{MANIFEST}/{shard.manifest}"):
        return _fault("triage.worker-no-folder", name=order.folder)
    library, edition = _library(order.folder, order.own)
    if (edition.tool, edition.rules) != (order.tool, order.rules):
        return _fault("triage.worker-other", theirs=edition.tool, ours=order.tool)
    items = read_items(storage, shard)
    unseen = tuple(item.file for item in items if item.file and not is_url(item.file) and not Path(item.file).exists())
    if unseen and not gone:
        return replace(_fault("triage.worker-no-log", name=unseen[0]), unseen=unseen)
    with tempfile.TemporaryDirectory(prefix="sovits-doctor-") as reports:
        folder = Path(reports)
        records = _carefully(order, items, folder) if careful else [_examined(order, item, library, folder) for item in items]
        if order.style is not None:
            pack(folder, storage, parcel_of(shard, order.style))
    content = io.BytesIO()
    write_parquet(content, map(_plain, records))
    storage.put(f"{RESULTS}/{shard.result}", content.getvalue())
    return Done()


def _fault(key: str, **values: object) -> Done:
    return Done(key, tuple((name, str(value)) for name, value in {"worker": socket.gethostname(), **values}.items()))


def _examined(order: Order, item: Item, library: Library, folder: Path) -> Record:
    """The record of an item; its report is put into a folder, when reports are wanted."""
    record = examine_item(item, library)
    if order.style is not None:
        with contextlib.suppress(Exception):  # as in `recall`: a report that cannot be made is not linked to
            write_report(item, record, library, folder, order.style)
    return record


def is_done(storage: Storage, shard: Shard, style: Optional[Options]) -> bool:
    """Whether the result of a shard is there, and its reports when they are wanted."""
    return is_whole(storage, shard) and (style is None or is_packed(storage, parcel_of(shard, style)))


def is_whole(storage: Storage, shard: Shard) -> bool:
    """Whether the result of a shard is there, to its last record. Reads a few kilobytes."""
    import pyarrow.parquet

    try:
        with storage.open(f"{RESULTS}/{shard.result}") as file, pyarrow.parquet.ParquetFile(file) as table:
            return int(table.metadata.num_rows) == shard.count
    except (OSError, ValueError):  # also what pyarrow raises
        return False


def read_shard(storage: Storage, shard: Shard) -> Iterator[Record]:
    """The records of a shard that is done. Raises OSError and ValueError for a file that is not there or not whole."""
    import pyarrow.parquet

    with storage.open(f"{RESULTS}/{shard.result}") as file, pyarrow.parquet.ParquetFile(file) as table:
        if table.metadata.num_rows != shard.count:
            raise ValueError(f"{shard.result} holds {table.metadata.num_rows} records, not {shard.count}")
        for batch in table.iter_batches(ROWS):
            for row in batch.to_pylist():
                yield Record.from_dict(row)


def pack_rules(folders: Sequence[Path]) -> bytes:
    """Own rules as one zip archive; a numbered folder in it for each of the folders."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, folder in enumerate(folders):
            for path in sorted(folder.glob("*/*/*")):
                if path.is_file():
                    archive.writestr(zipfile.ZipInfo(f"{number}/{path.relative_to(folder).as_posix()}"), path.read_bytes())
    return packed.getvalue()


@functools.lru_cache(maxsize=1)
def _library(folder: str, own: str) -> Tuple[Library, Edition]:
    """The rules, once for each process."""
    with tempfile.TemporaryDirectory(prefix="sovits-doctor-") as copies:
        library = load_library(_own_rules(folder, own, copies))
        return library, edition_of(library)


def _own_rules(folder: str, own: str, copies: str) -> List[Path]:
    if not own:
        return []
    with zipfile.ZipFile(io.BytesIO(Storage(folder).read(f"{RULES}/{own}"))) as archive:
        archive.extractall(copies)
    return sorted(Path(copies).iterdir(), key=lambda one: int(one.name))


def _carefully(order: Order, items: List[Item], folder: Path) -> List[Record]:
    """The records of items; one that kills the process that examines it costs itself alone."""
    records: List[Record] = []
    while len(records) < len(items):
        rest = items[len(records) :]
        child = subprocess.run([sys.executable, "-c", CHILD], input=pickle.dumps((order, rest, folder)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if not child.stdout.startswith(READY):
            raise OSError(f"a process that examines logs cannot be started: exit code {child.returncode}")
        lines = child.stdout[len(READY) :].split(b"\n")[:-1]  # the last one is empty, or was not written to its end
        records += [Record.from_dict(json.loads(line)) for line in lines]
        if len(lines) < len(rest):
            bad = rest[len(lines)]
            records.append(Record(bad.name, bad.source, when=bad.when, language=bad.language, tool=__version__, error="triage.error-crashed"))
    return records


def answer_parent() -> None:
    """In the child: examine the items that come on standard input, and tell each record as soon as it is there."""
    order, items, folder = pickle.load(sys.stdin.buffer)
    library, _ = _library(order.folder, order.own)
    sys.stdout.buffer.write(READY)
    for item in items:
        sys.stdout.buffer.flush()
        sys.stdout.buffer.write(_examined(order, item, library, folder).to_json().encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _plain(record: Record) -> Record:
    """The record as JSON Lines tell it: what is no text (half a surrogate pair) fits into no Parquet."""
    values: Mapping[str, object] = json.loads(record.to_json().encode("utf-8", "replace"))
    return Record.from_dict(values)

"""Results on disk: JSON Lines or Parquet, whole or not at all, and a run that was killed goes on where it ended.

While a run lasts, `results.jsonl.part` grows by whole lines and `results.jsonl.journal` tells for which request, and how many of them are
safe on disk. At the end the part becomes the result.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

from diagnose.inputs import InputError
from diagnose.triage.item import Item
from diagnose.triage.record import Record

SUFFIXES = (".jsonl", ".ndjson", ".parquet")
SAFE_EVERY = 1.0
"""Seconds after which what was written is brought to the disk."""
ROWS = 8192
"""Records of one row group of Parquet."""


class Results:
    """The file of results of one run. Raises InputError where it cannot be written."""

    def __init__(self, path: Path, request: Dict[str, Any], force: bool = False) -> None:
        self.path = path
        self._part, self._journal = path.with_name(path.name + ".part"), path.with_name(path.name + ".journal")
        self._request = request
        self._safe_at = time.monotonic()
        self.kept = 0
        """Records of an earlier run that were taken over."""
        self.renewed = False
        """Whether an earlier run was found that answers another request."""
        if path.suffix.lower() not in SUFFIXES:
            raise InputError("triage.output-suffix", name=path)
        if path.suffix.lower() == ".parquet":
            _pyarrow()
        if path.exists() and not force:
            if not self._part.exists():  # the run was killed after its last step but one
                self._journal.unlink(missing_ok=True)
            raise InputError("triage.output-exists", name=path)
        try:
            self._file = open(self._part, "ab", buffering=0)
            self._lock()
            self._begin()
        except OSError as error:
            raise InputError("triage.output-unwritable", name=path, reason=error.strerror or str(error)) from None

    def resume(self, items: Iterator[Item], keep: Callable[[Record], None]) -> Iterator[Item]:
        """The items that are still to be examined; `keep` gets the records of the others, as long as they agree with what is there now."""
        place = 0
        item: Optional[Item] = None
        with open(self._part, "rb") as done:
            for item in items:
                line = done.readline()
                record = _read(line)
                if record is None or (record.name, record.source, record.when) != (item.name, item.source, item.when):
                    break
                place += len(line)
                self.kept += 1
                keep(record)
                if item.fleeting:
                    Path(item.file).unlink(missing_ok=True)
            else:
                item = None
        self._cut(place)
        if item is not None:
            yield item
        yield from items

    def add(self, record: Record) -> None:
        """Append a record: a whole line, in one write."""
        self._file.write(record.to_json().encode("utf-8", "replace") + b"\n")
        if time.monotonic() - self._safe_at >= SAFE_EVERY:
            self.save()

    def save(self) -> None:
        """Bring to the disk what was added so far."""
        os.fsync(self._file.fileno())
        self._note({"bytes": self._file.tell()})
        self._safe_at = time.monotonic()

    def leave(self) -> None:
        """Stop before the end: what was added is kept for the next run."""
        self.save()
        self._file.close()

    def drop(self) -> None:
        """There was nothing to tell: a result of an earlier run stays as it is."""
        self._file.close()
        self._part.unlink(missing_ok=True)
        self._journal.unlink(missing_ok=True)

    def close(self) -> None:
        """All is there: make it the result. Raises InputError where that fails."""
        self.save()
        try:
            if self.path.suffix.lower() == ".parquet":
                made = self.path.with_name(self.path.name + ".tmp")
                write_parquet(made, read_results(self._part, jsonl=True))
                os.replace(made, self.path)
                self._file.close()
                self._part.unlink()
            else:
                self._file.close()
                os.replace(self._part, self.path)
            self._journal.unlink()
        except OSError as error:
            raise InputError("triage.output-unwritable", name=self.path, reason=error.strerror or str(error)) from None

    def _begin(self) -> None:
        """Take up an earlier run of the same request, else begin anew."""
        lines = self._journal.read_bytes().splitlines() if self._journal.exists() else []
        notes = [note for note in map(_parsed, lines) if note]
        if notes and notes[0] == self._request:
            return
        self.renewed = bool(notes)
        self._cut(0)
        self._journal.unlink(missing_ok=True)
        self._note(self._request)

    def _note(self, note: Dict[str, Any]) -> None:
        with open(self._journal, "ab") as journal:
            journal.write(json.dumps(note, sort_keys=True).encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())

    def _cut(self, place: int) -> None:
        """Drop what stands from a place on: a line that was not written to its end, and all after the first that does not agree."""
        self._file.truncate(place)

    def _lock(self) -> None:
        """Two runs must not write one file; the lock goes with the process."""
        try:
            _lock(self._file.fileno())
        except OSError:
            raise InputError("triage.output-busy", name=self.path) from None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 1 << 40, os.SEEK_SET)  # far behind all that is written: Windows keeps others from reading what is locked
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def read_results(path: Path, jsonl: Optional[bool] = None) -> Iterator[Record]:
    """The records of a file of results, one after the other; `jsonl` tells the format where the suffix does not. A line cut off at the end is
    passed over. Raises OSError, and ValueError for a file of something else."""
    if jsonl if jsonl is not None else path.suffix.lower() != ".parquet":
        with open(path, "rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield Record.from_dict(json.loads(line))
        return
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as table:
        for batch in table.iter_batches(ROWS):
            for row in batch.to_pylist():
                yield Record.from_dict(row)


def write_parquet(target: object, records: Iterator[Record]) -> None:
    """Write records as Parquet to a path or an open file, a row group at a time."""
    pyarrow = _pyarrow()
    from pyarrow import parquet

    kinds = {"size": pyarrow.int64(), "line": pyarrow.int64(), "revision": pyarrow.int32(), "confidence": pyarrow.float64()}
    lists = {"others": pyarrow.list_(pyarrow.string()), "functions": pyarrow.list_(pyarrow.string())}
    schema = pyarrow.schema([(name, {**kinds, **lists}.get(name, pyarrow.string())) for name in Record("", "").to_dict()])
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        rows: List[Dict[str, Any]] = []
        for record in records:
            rows.append(record.to_dict())
            if len(rows) == ROWS:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pyarrow.Table.from_pylist(rows, schema))


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise InputError("triage.need-parquet") from None
    return pyarrow


def _read(line: bytes) -> Optional[Record]:
    values = _parsed(line) if line.endswith(b"\n") else None
    try:
        return Record.from_dict(values) if values else None
    except TypeError:
        return None


def _parsed(line: bytes) -> Optional[Dict[str, Any]]:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None

"""The store's SQLite file: its tables, how an older file becomes one of this version, and whose turn it is to write."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Iterator, List, Tuple

from diagnose.inputs import InputError

MARK = 0x50D0C7
"""SQLite's `application_id` of our files: another program's database is left alone."""
MARK_AT = 68
"""Where it stands in the file, four bytes."""
FAULTS = {
    "locked": "triage.store-busy",
    "readonly": "triage.store-readonly",
    "unable to open": "triage.store-unopened",
    "is full": "triage.store-full",
    "disk I/O": "triage.store-full",
}
"""What SQLite says to how we tell it."""
PATIENCE = 60.0
"""Seconds to wait for another process that writes."""

MIGRATIONS: Tuple[str, ...] = (
    """
    CREATE TABLE sightings (
        name TEXT PRIMARY KEY, digest TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, language TEXT NOT NULL,
        error TEXT NOT NULL
    );
    CREATE INDEX sightings_by_digest ON sightings (digest);
    CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY, digest TEXT NOT NULL, tool TEXT NOT NULL, rules TEXT NOT NULL, rule TEXT NOT NULL,
        record TEXT NOT NULL, made TEXT NOT NULL, UNIQUE (digest, tool, rules)
    );
    CREATE TABLE corrections (
        id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL, kind TEXT NOT NULL, cause TEXT NOT NULL, rule TEXT NOT NULL,
        answer TEXT NOT NULL, made TEXT NOT NULL
    );
    CREATE INDEX corrections_by_digest ON corrections (digest);
    CREATE TABLE kept (digest TEXT PRIMARY KEY, log BLOB NOT NULL);
    """,
)
"""What makes each version of the file out of the one before; the first out of nothing. Never changed, only added to."""


class Database:
    """The open file. All raise InputError where it cannot be used."""

    def __init__(self, path: Path, reading: bool = False) -> None:
        """`reading`: nothing is to be written, and a file that may only be read will do."""
        self._path = path
        if path.is_dir():
            raise InputError("triage.store-folder", name=path)
        if not reading and path.exists() and not os.access(path, os.W_OK):  # told now, not after hours of work
            raise InputError("triage.store-readonly", name=path)
        try:
            self._open(reading)
        except sqlite3.DatabaseError as error:
            raise _fault(error, path) from None

    def close(self) -> None:
        self._db.close()

    def rows(self, question: str, *values: object) -> List[Tuple]:  # type: ignore[type-arg]
        """All rows of the answer; `values` fill the question's marks."""
        try:
            return self._db.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _fault(error, self._path) from None

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that takes its turn at once: one that begins by reading could not wait for another's writing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _fault(error, self._path) from None

    def _open(self, reading: bool) -> None:
        try:
            self._db = sqlite3.connect(str(self._path), timeout=PATIENCE, isolation_level=None)
            self._begin()
        except sqlite3.OperationalError:
            with contextlib.suppress(AttributeError):
                self._db.close()
            if not (reading and _is_whole(self._path)):
                raise
            self._db = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
            self._begin()

    def _begin(self) -> None:
        """Make the file, or bring it to this version; only a file of ours is touched."""
        filled = self._db.execute("SELECT 1 FROM sqlite_master").fetchone()
        [version] = self._db.execute("PRAGMA user_version").fetchall()
        [mark] = self._db.execute("PRAGMA application_id").fetchall()  # last: a process that makes the file right now sets it together with all else
        if mark[0] != MARK and (version[0] or filled):
            raise InputError("triage.store-foreign", name=self._path)
        self._db.execute("PRAGMA synchronous = FULL")
        if version[0] < len(MIGRATIONS) or mark[0] != MARK:
            self._journal()
            self._migrate()
        elif version[0] > len(MIGRATIONS):
            raise InputError("triage.store-newer", name=self._path)

    def _journal(self) -> None:
        """A log of writes beside the file, so that readers need not wait. SQLite does not wait its turn for this one change."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def _migrate(self) -> None:
        with self.writing() as db:
            [version] = db.execute("PRAGMA user_version").fetchone()  # another process may have been faster
            for step in MIGRATIONS[version:]:
                for statement in filter(str.strip, step.split(";")):
                    db.execute(statement)
            db.execute(f"PRAGMA application_id = {MARK}")
            db.execute(f"PRAGMA user_version = {max(version, len(MIGRATIONS))}")


def _is_whole(path: Path) -> bool:
    """Whether a file can be read by itself, without the log of writes beside it."""
    log = path.with_name(path.name + "-wal")
    return path.is_file() and not (log.exists() and log.stat().st_size)


def _is_ours(path: Path) -> bool:
    """Whether a file, damaged or not, was once made here."""
    try:
        with open(path, "rb") as file:
            return file.read(MARK_AT + 4)[MARK_AT:] == MARK.to_bytes(4, "big")
    except OSError:
        return False


def _fault(error: sqlite3.DatabaseError, path: Path) -> InputError:
    """SQLite's words as a sentence that says what to do."""
    reason = str(error)
    if "not a database" in reason or "malformed" in reason:
        return InputError("triage.store-damaged" if _is_ours(path) else "triage.store-foreign", name=path, reason=reason)
    key = next((key for words, key in FAULTS.items() if words in reason), "triage.store-unusable")
    return InputError(key, name=path, reason=reason)

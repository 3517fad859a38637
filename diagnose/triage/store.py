"""What triage remembers from run to run, in one SQLite file: logs by their digest, every verdict with the rules it came from, corrections.

Several processes may read and write at once: readers never wait, writers take turns. What a call has written is on disk when it returns.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from diagnose.inputs import InputError
from diagnose.triage.edition import Edition
from diagnose.triage.record import Record

MARK = 0x50D0C7
"""SQLite's `application_id` of our files: another program's database is left alone."""
PATIENCE = 60.0
"""Seconds to wait for another process that writes."""

MANY = 500
"""Values that one question may hold; SQLite takes 999 at least."""

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
_OUTSIDE = ("name", "source", "when", "language", "error")
"""Fields of a record that belong to a place where a log was seen; all others belong to its bytes."""


@dataclass(frozen=True)
class Correction:
    """What a human said of a log. Of several the last counts."""

    digest: str
    kind: str
    """`confirmed`: `cause` is right; `rejected`: `cause` is wrong, and what is right was not said."""
    cause: str
    """Id of a rule, or `healthy`, `foreign`, `unknown`; of a rejected verdict without a cause empty."""
    rule: str = ""
    """Digest of that rule as it was, empty when there is no such rule."""
    answer: str = ""
    """Address of the answer that the asker got."""
    made: str = ""
    """When, as `Record.when`."""


class Store:
    """The file; use it as a context. Raises InputError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(str(path), timeout=PATIENCE, isolation_level=None)
            self._begin()
        except sqlite3.DatabaseError as error:
            raise _fault(error, path) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def remember(self, records: Sequence[Record], edition: Edition) -> int:
        """Keep what was found out, all of it or nothing; gives back how many logs have another verdict than before."""
        judged = {record.digest: record for record in records if record.digest and not record.error}
        made = now()
        with self._writing():
            before = self._last(list(judged))
            self._db.executemany("INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?, ?, ?)", map(_sighting, records))
            self._db.executemany(
                "INSERT INTO verdicts (digest, tool, rules, rule, record, made) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (digest, tool, rules) DO UPDATE SET rule = excluded.rule, record = excluded.record",
                [(digest, edition.tool, edition.rules, edition.by_rule.get(one.cause, ""), _verdict(one), made) for digest, one in judged.items()],
            )
        return sum((old.status, old.cause) != (judged[digest].status, judged[digest].cause) for digest, old in before.items())

    def recall(self, digest: str, edition: Edition) -> Optional[Record]:
        """The verdict on a log by this edition of the rules, without name and place; None when there is none, or only one by others."""
        found = self._rows("SELECT record FROM verdicts WHERE digest = ? AND tool = ? AND rules = ?", digest, edition.tool, edition.rules)
        return _record(found[0][0]) if found else None

    def records(self) -> Iterator[Record]:
        """The last verdict on every log that was seen, by name."""
        for name, source, at, language, error, verdict in self._rows(
            "SELECT name, source, at, language, error, (SELECT record FROM verdicts WHERE verdicts.digest = sightings.digest ORDER BY id DESC LIMIT 1) FROM sightings ORDER BY name"
        ):
            about = _record(verdict) if verdict else Record(name, source)
            yield replace(about, name=name, source=source, when=at, language=language, error=error)

    def outdated(self, edition: Edition) -> int:
        """How many of the logs have no verdict by this edition."""
        [[count]] = self._rows(
            "SELECT count(DISTINCT digest) FROM sightings WHERE digest != '' AND digest NOT IN (SELECT digest FROM verdicts WHERE tool = ? AND rules = ?)",
            edition.tool,
            edition.rules,
        )
        return int(count)

    def history(self, digest: str) -> List[Tuple[str, str, Record]]:
        """All verdicts on a log, the oldest first: when, the digest of the cause's rule, and the record."""
        return [(made, rule, _record(record)) for made, rule, record in self._rows("SELECT made, rule, record FROM verdicts WHERE digest = ? ORDER BY id", digest)]

    def correct(self, correction: Correction, log: Optional[bytes] = None) -> None:
        """Keep what a human said, with a packed copy of the log where there is one. An answer given earlier for the same cause stays."""
        with self._writing():
            answer = correction.answer
            if not answer and correction.kind == "confirmed":
                before = self._rows("SELECT kind, cause, answer FROM corrections WHERE digest = ? ORDER BY id DESC LIMIT 1", correction.digest)
                answer = before[0][2] if before and before[0][:2] == (correction.kind, correction.cause) else ""
            self._db.execute(
                "INSERT INTO corrections (digest, kind, cause, rule, answer, made) VALUES (?, ?, ?, ?, ?, ?)",
                (correction.digest, correction.kind, correction.cause, correction.rule, answer, correction.made or now()),
            )
            if log is not None:
                self._db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (correction.digest, log))

    def corrections(self) -> Dict[str, Correction]:
        """Digest to what was said last of that log."""
        rows = self._rows("SELECT digest, kind, cause, rule, answer, made FROM corrections ORDER BY id")
        return {row[0]: Correction(*row) for row in rows}

    def said(self) -> int:
        """A number that grows with every correction."""
        return int(self._rows("SELECT coalesce(max(id), 0) FROM corrections")[0][0])

    def kept(self, digest: str) -> Optional[bytes]:
        """The packed copy of a log that was corrected."""
        found = self._rows("SELECT log FROM kept WHERE digest = ?", digest)
        return found[0][0] if found else None

    def seen(self, name: str = "", tail: str = "", digest: str = "") -> List[Tuple[str, str, str]]:
        """Name, source and digest of the logs that are called `name`, whose name ends in `tail`, or whose digest begins with `digest`."""
        what = "name = ?" if name else "substr(name, -length(?)) = ?" if tail else "substr(digest, 1, length(?)) = ?"
        given = (name,) if name else (tail or digest,) * 2
        return self._rows(f"SELECT name, source, digest FROM sightings WHERE digest != '' AND {what} ORDER BY name LIMIT 20", *given)

    def _last(self, digests: Sequence[str]) -> Dict[str, Record]:
        """Digest to the last verdict, for logs that have one."""
        found: Dict[str, Record] = {}
        for start in range(0, len(digests), MANY):
            some = digests[start : start + MANY]
            places = ", ".join("?" * len(some))
            found.update((digest, _record(text)) for digest, text in self._rows(f"SELECT digest, record FROM verdicts WHERE digest IN ({places}) ORDER BY id", *some))
        return found

    def _rows(self, question: str, *values: object) -> List[Tuple]:  # type: ignore[type-arg]
        try:
            return self._db.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _fault(error, self.path) from None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that takes its turn at once: one that begins by reading could not wait for another's writing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _fault(error, self.path) from None

    def _begin(self) -> None:
        """Make the file, or bring it to this version; only a file of ours is touched."""
        [[mark], [version]] = self._db.execute("PRAGMA application_id").fetchall(), self._db.execute("PRAGMA user_version").fetchall()
        strange = mark[0] != MARK and (version[0] or self._db.execute("SELECT 1 FROM sqlite_master").fetchone())
        if strange:
            raise InputError("triage.store-foreign", name=self.path)
        self._db.execute("PRAGMA synchronous = FULL")
        if version[0] < len(MIGRATIONS) or mark[0] != MARK:
            self._journal()
            self._migrate()
        elif version[0] > len(MIGRATIONS):
            raise InputError("triage.store-newer", name=self.path)

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
        with self._writing():
            [version] = self._db.execute("PRAGMA user_version").fetchone()  # another process may have been faster
            for step in MIGRATIONS[version:]:
                for statement in filter(str.strip, step.split(";")):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA application_id = {MARK}")
            self._db.execute(f"PRAGMA user_version = {max(version, len(MIGRATIONS))}")


def now() -> str:
    """As in `Record.when`."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _writable(text: str) -> str:
    """SQLite keeps UTF-8, in which half a character cannot be written."""
    return text.encode("utf-8", "backslashreplace").decode()


def _sighting(record: Record) -> Tuple[str, ...]:
    return tuple(map(_writable, (record.name, record.digest, record.source, record.when, record.language, record.error)))


def _verdict(record: Record) -> str:
    return json.dumps({key: value for key, value in vars(record).items() if key not in _OUTSIDE})


def _record(text: str) -> Record:
    return Record.from_dict({"name": "", "source": "", **json.loads(text)})


def _fault(error: sqlite3.DatabaseError, path: Path) -> InputError:
    reason = str(error)
    if "not a database" in reason or "malformed" in reason:
        return InputError("triage.store-foreign", name=path)
    return InputError("triage.store-busy" if "locked" in reason else "triage.store-unusable", name=path, reason=reason)

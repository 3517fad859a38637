"""What triage remembers from run to run, in one SQLite file: logs by their digest, every verdict with the rules it came from, corrections.

Several processes may read and write at once: readers never wait, writers take turns. What a call has written is on disk when it returns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

from diagnose.triage.database import Database
from diagnose.triage.edition import Edition
from diagnose.triage.record import Record

MANY = 500
"""Values that one question may hold; SQLite takes 999 at least."""

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
    """The file; use it as a context. Raises InputError where it cannot be used. `reading`: nothing is written, and one that may only be read will do."""

    def __init__(self, path: Path, reading: bool = False) -> None:
        self.path = path
        self._db = Database(path, reading)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def remember(self, records: Sequence[Record], edition: Edition) -> int:
        """Keep what was found out, all of it or nothing; gives back how many logs have another verdict than before."""
        judged = {record.digest: record for record in records if record.digest and not record.error}
        made = now()
        with self._db.writing() as db:
            before = self._last(list(judged))
            db.executemany("INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?, ?, ?)", map(_sighting, records))
            db.executemany(
                "INSERT INTO verdicts (digest, tool, rules, rule, record, made) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (digest, tool, rules) DO UPDATE SET rule = excluded.rule, record = excluded.record",
                [(digest, edition.tool, edition.rules, edition.by_rule.get(one.cause, ""), _verdict(one), made) for digest, one in judged.items()],
            )
        return sum((old.status, old.cause) != (judged[digest].status, judged[digest].cause) for digest, old in before.items())

    def recall(self, digest: str, edition: Edition) -> Optional[Record]:
        """The verdict on a log by this edition of the rules, without name and place; None when there is none, or only one by others."""
        found = self._db.rows("SELECT record FROM verdicts WHERE digest = ? AND tool = ? AND rules = ?", digest, edition.tool, edition.rules)
        return _record(found[0][0]) if found else None

    def records(self) -> Iterator[Record]:
        """The last verdict on every log that was seen, by name."""
        for name, source, at, language, error, verdict in self._db.rows(
            "SELECT name, source, at, language, error, (SELECT record FROM verdicts WHERE verdicts.digest = sightings.digest ORDER BY id DESC LIMIT 1) FROM sightings ORDER BY name"
        ):
            about = _record(verdict) if verdict else Record(name, source)
            yield replace(about, name=name, source=source, when=at, language=language, error=error)

    def outdated(self, edition: Edition) -> int:
        """How many of the logs have no verdict by this edition."""
        [[count]] = self._db.rows(
            "SELECT count(DISTINCT digest) FROM sightings WHERE digest != '' AND digest NOT IN (SELECT digest FROM verdicts WHERE tool = ? AND rules = ?)",
            edition.tool,
            edition.rules,
        )
        return int(count)

    def history(self, digest: str) -> List[Tuple[str, str, Record]]:
        """All verdicts on a log, the oldest first: when, the digest of the cause's rule, and the record."""
        return [(made, rule, _record(record)) for made, rule, record in self._db.rows("SELECT made, rule, record FROM verdicts WHERE digest = ? ORDER BY id", digest)]

    def correct(self, correction: Correction, log: Optional[bytes] = None) -> None:
        """Keep what a human said, with a packed copy of the log where there is one. An answer given earlier for the same cause stays."""
        with self._db.writing() as db:
            answer = correction.answer
            if not answer and correction.kind == "confirmed":
                asked = "SELECT answer FROM corrections WHERE digest = ? AND kind = ? AND cause = ? AND answer != '' ORDER BY id DESC LIMIT 1"
                before = self._db.rows(asked, correction.digest, correction.kind, correction.cause)
                answer = before[0][0] if before else ""
            db.execute(
                "INSERT INTO corrections (digest, kind, cause, rule, answer, made) VALUES (?, ?, ?, ?, ?, ?)",
                (correction.digest, correction.kind, correction.cause, correction.rule, answer, correction.made or now()),
            )
            if log is not None:
                db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (correction.digest, log))

    def corrections(self) -> Dict[str, Correction]:
        """Digest to what was said last of that log."""
        rows = self._db.rows("SELECT digest, kind, cause, rule, answer, made FROM corrections ORDER BY id")
        return {row[0]: Correction(*row) for row in rows}

    def said(self) -> int:
        """A number that grows with every correction."""
        return int(self._db.rows("SELECT coalesce(max(id), 0) FROM corrections")[0][0])

    def kept(self, digest: str) -> Optional[bytes]:
        """The packed copy of a log that was corrected."""
        found = self._db.rows("SELECT log FROM kept WHERE digest = ?", digest)
        return found[0][0] if found else None

    def seen(self, name: str = "", tail: str = "", digest: str = "") -> List[Tuple[str, str, str]]:
        """Name, source and digest of the logs that are called `name`, whose name ends in `tail`, or whose digest begins with `digest`."""
        what = "name = ?" if name else "substr(name, -length(?)) = ?" if tail else "substr(digest, 1, length(?)) = ?"
        given = (name,) if name else (tail or digest,) * 2
        return self._db.rows(f"SELECT name, source, digest FROM sightings WHERE digest != '' AND {what} ORDER BY name LIMIT 20", *given)

    def _last(self, digests: Sequence[str]) -> Dict[str, Record]:
        """Digest to the last verdict, for logs that have one."""
        found: Dict[str, Record] = {}
        for start in range(0, len(digests), MANY):
            some = digests[start : start + MANY]
            places = ", ".join("?" * len(some))
            found.update((digest, _record(text)) for digest, text in self._db.rows(f"SELECT digest, record FROM verdicts WHERE digest IN ({places}) ORDER BY id", *some))
        return found


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

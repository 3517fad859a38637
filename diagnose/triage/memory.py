"""The store as one run of triage uses it: verdicts go in as they come, what humans said comes out with them."""

from __future__ import annotations

import time
from typing import Iterable, Iterator, List, Optional, Tuple

from diagnose.library import Library
from diagnose.triage.corrections import Answer, Corrections
from diagnose.triage.edition import edition_of
from diagnose.triage.record import Record
from diagnose.triage.store import Store

BATCH, EVERY = 256, 1.0
"""Records that are written together, and seconds after which they are in any case: writing to the disk takes longer than a diagnosis."""
MOST = 10
"""Duplicates that are told one by one."""


class Memory:
    """One run's use of a store."""

    def __init__(self, store: Store, library: Library) -> None:
        self.store = store
        self.corrections = Corrections(store, library)
        self._edition = edition_of(library)
        self.changed = 0
        """Logs that have another verdict than in an earlier run."""
        self.answered = 0
        """Failed logs whose answer is known."""
        self.duplicates: List[Tuple[str, Answer]] = []
        """The first of those that somebody else was answered: name of the log and answer."""

    def through(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records with what humans said of them, each only after it is safe in the store: what was reported is never lost."""
        waiting: List[Record] = []
        since = 0.0
        try:
            for record in records:
                since = since if waiting else time.monotonic()
                waiting.append(record)
                if len(waiting) >= BATCH or time.monotonic() - since >= EVERY:
                    safe, waiting = waiting, []
                    yield from self._kept(safe)
        finally:  # Ctrl-C: what was found out is kept, though it was not told
            rest, waiting = waiting, []
            self._keep(rest)
        yield from map(self._told, rest)

    def answer_to(self, record: Record) -> Optional[Answer]:
        return self.corrections.answer_to(record) if record.status in ("diagnosed", "unrecognised") else None

    def outdated(self) -> int:
        """Logs of earlier runs whose verdict is by other rules or another version."""
        return self.store.outdated(self._edition)

    def _kept(self, records: List[Record]) -> Iterator[Record]:
        self._keep(records)
        return map(self._told, records)

    def _keep(self, records: List[Record]) -> None:
        if records:
            self.changed += self.store.remember(records, self._edition)

    def _told(self, record: Record) -> Record:
        told = self.corrections.applied(record)
        answer = self.answer_to(told)
        if answer is not None:
            self.answered += 1
            if not answer.is_of(told) and len(self.duplicates) < MOST:
                self.duplicates.append((told.name, answer))
        return told

"""One log in a process of the pool: verdicts of earlier runs are asked for before it is diagnosed again, and its report is written."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Optional

from diagnose.inputs import Input, blocks_of
from diagnose.library import Library
from diagnose.options import Options
from diagnose.triage.edition import edition_of
from diagnose.triage.item import Item, examine_item
from diagnose.triage.record import Record
from diagnose.triage.reports import report_file, write_report
from diagnose.triage.store import Store


@dataclass(frozen=True)
class Extras:
    """What a run does beside examining."""

    store: Optional[Path] = None
    """What remembers the verdicts of earlier runs."""
    reports: Optional[Path] = None
    """A folder for the reports of failed logs."""
    style: Options = field(default_factory=Options)
    """How reports are written."""


class Recall:
    """Examines the logs of one process. Raises InputError for a store that cannot be used."""

    def __init__(self, library: Library, extras: Extras) -> None:
        self._library = library
        self._extras = extras
        self._store = Store(extras.store, reading=True) if extras.store is not None else None
        self._edition = edition_of(library) if extras.store is not None else None

    def examine(self, item: Item) -> Record:
        """As `item.examine_item`; logs that the store knows by the same rules and version are only read."""
        known = self._recalled(item)
        record = known or examine_item(item, self._library)
        if self._extras.reports is not None:
            self._report(item, record, self._extras.reports, known is not None)
        return record if known is None else replace(record, name=item.name, source=item.source, when=item.when, language=item.language)

    def _recalled(self, item: Item) -> Optional[Record]:
        if self._store is None or self._edition is None or item.error:
            return None
        digest = hashlib.sha256()
        try:
            for block in blocks_of(Input(item.name, item.open)):
                digest.update(block)
            return self._store.recall(digest.hexdigest(), self._edition)
        except Exception:  # what is wrong with the log is told by its diagnosis, and that way stands open too when the store is busy
            return None

    def _report(self, item: Item, record: Record, folder: Path, known: bool) -> None:
        if not (known and report_file(folder, record.digest).exists()):
            with contextlib.suppress(Exception):  # a report that cannot be made is not linked to; it never stops the rest
                write_report(item, record, self._library, folder, self._extras.style)

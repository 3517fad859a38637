"""What somebody with the same failure was told, for whoever writes the next reply."""

from __future__ import annotations

import hashlib
from pathlib import Path

from diagnose.inputs import Input, InputError, blocks_of
from diagnose.library import Library
from diagnose.model import Diagnosis
from diagnose.triage.corrections import Corrections
from diagnose.triage.record import Record
from diagnose.triage.store import Store
from diagnose.triage.work import record_of


def answer_address(store: Path, one: Input, diagnosis: Diagnosis, library: Library) -> str:
    """The address of the answer that a store knows for this log or for its failure; empty when there is none. The input is read
    again. Raises InputError for a store that is not there or cannot be used."""
    if not store.exists():
        raise InputError("triage.store-missing", name=store)
    if diagnosis.status == "healthy":
        return ""
    digest = hashlib.sha256()
    for block in blocks_of(one):
        digest.update(block)
    record = record_of(Record(one.name, one.name, digest=digest.hexdigest()), diagnosis, library)
    with Store(store, reading=True) as opened:
        answer = Corrections(opened, library).answer_to(record)
    return answer.address if answer else ""

"""What humans said of verdicts: laid over what the program says, shown to those who ask the same, and measured against by `rules calibrate`."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

from diagnose import diagnose
from diagnose.calibration import FOREIGN, HEALTHY, UNKNOWN, Case, CorpusError
from diagnose.inputs import Input, InputError, blocks_of
from diagnose.library import Library
from diagnose.triage.collect import collect
from diagnose.triage.edition import edition_of
from diagnose.triage.item import Item, examine_item
from diagnose.triage.names import spelled
from diagnose.triage.record import Record
from diagnose.triage.store import Correction, Store
from diagnose.triage.tally import Passed

NO_CAUSES = (HEALTHY, FOREIGN, UNKNOWN)
"""What may be confirmed of a log that has none of the known causes: nothing failed, another program failed, a failure without a rule."""
LARGEST = 32 << 20
"""Bytes of a log of which a copy is kept."""
SHORTEST = 6
"""Digits by which a log can be named."""
_DIGITS = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}\x00-\x20\x7f\ud800-\udfff]+")


@dataclass(frozen=True)
class Answer:
    """What somebody who had the same failure was told."""

    address: str
    name: str
    """The log that it was written for."""
    digest: str
    source: str = ""
    """Where that log was found."""

    def is_of(self, record: Record) -> bool:
        """Whether this log is the one that it was written for. A file may be named in another way the next time; another issue with the
        very same log is a duplicate."""
        return self.digest == record.digest and (self.source == record.source or "://" not in record.source)


@dataclass(frozen=True)
class Chosen:
    """The log that a user named."""

    name: str
    digest: str
    log: Optional[bytes]
    """Its text; None when it is not at hand, or too large to keep."""


class Corrections:
    """What was said so far in a store."""

    def __init__(self, store: Store, library: Library) -> None:
        self._library = library
        self._said = store.corrections()
        self._answers: Dict[str, List[Tuple[str, Answer]]] = defaultdict(list)
        for digest, said in self._said.items():
            if said.answer:
                history = store.history(digest)
                name, source = _answered(store.seen(digest=digest), said.answer)
                answer = Answer(said.answer, name, digest, source)
                self._answers[digest].append(("", answer))
                if history and history[-1][2].fingerprint:
                    verdict = history[-1][2]
                    self._answers[verdict.fingerprint].append((said.cause if said.kind == "confirmed" else verdict.cause, answer))

    def said_of(self, record: Record) -> Optional[Correction]:
        return self._said.get(record.digest) if record.digest else None

    def applied(self, record: Record) -> Record:
        """The record with what a human said of its log: a confirmed cause stands first and is certain, a rejected one is gone."""
        said = self.said_of(record)
        if said is None or record.status == "error":
            return record
        others = tuple(dict.fromkeys(one for one in (record.cause, *record.others) if one and one != said.cause))
        if said.kind == "rejected":
            wrong = record.status == "diagnosed" and record.cause == said.cause
            return replace(record, status="unrecognised", cause="", revision=0, confidence=0.0) if wrong else record
        if said.cause in NO_CAUSES:
            status = "healthy" if said.cause == HEALTHY else "unrecognised"
            return replace(record, status=status, cause="", revision=0, confidence=0.0, others=others)
        rule = self._library.rules.get(said.cause)
        return replace(record, status="diagnosed", cause=said.cause, revision=rule.revision if rule else 0, confidence=1.0, others=others)

    def answer_to(self, record: Record) -> Optional[Answer]:
        """The answer that was given to this log, or to another that failed in the same way; the latest one."""
        own = self._answers.get(record.digest) if record.digest else None
        if own:
            return own[-1][1]
        fits = [answer for cause, answer in self._answers.get(record.fingerprint, ()) if not record.cause or record.cause == cause]
        return fits[-1] if record.fingerprint and fits else None


def choose(store: Store, log: str, library: Library, places: Sequence[str] = ()) -> Chosen:
    """The log that a user means: a file, a name that triage printed (or its end), or the first digits of its digest. `places`: where it can be
    read again. Raises InputError for none and for several."""
    file, log = log, spelled(log)  # as triage writes names down
    if os.path.isfile(file) and not store.seen(name=log):  # noqa: PTH113  (which knows no errors, unlike Path)
        item = Item(log, log, file=file)
        chosen = _read(item)
        record = examine_item(item, library)
        if not chosen.digest or record.error:
            raise InputError("triage.log-unreadable", name=log)
        if not store.seen(digest=chosen.digest):
            store.remember([record], edition_of(library))
        return chosen
    found = (store.seen(name=log) or (store.seen(digest=log) if _DIGITS.fullmatch(log) else []) or _ending_in(log, store)) if log else []
    digests = {digest for _, _, digest in found}
    if not found:
        raise InputError("triage.log-unknown", name=log, store=store.path)
    if len(digests) > 1:
        raise InputError("triage.log-several", name=log, names="\n  ".join(name for name, _, _ in found))
    name, source, digest = found[0]
    return Chosen(name, digest, _text_of(digest, [*places, source]))


def confirm(store: Store, chosen: Chosen, cause: str, answer: str, library: Library) -> Correction:
    """Keep that a cause is the right one. Raises InputError for an answer without an address; the caller has looked the cause up."""
    if answer and not _ADDRESS.fullmatch(answer):
        raise InputError("triage.answer-no-address", name=answer)
    return _keep(store, chosen, Correction(chosen.digest, "confirmed", cause, edition_of(library).by_rule.get(cause, ""), answer))


def reject(store: Store, chosen: Chosen, library: Library) -> Correction:
    """Keep that the verdict in the store is wrong. Raises InputError when there is nothing to be wrong."""
    history = store.history(chosen.digest)
    verdict = history[-1][2] if history else None
    if verdict is None or verdict.status != "diagnosed":
        raise InputError("triage.reject-nothing", name=chosen.name)
    return _keep(store, chosen, Correction(chosen.digest, "rejected", verdict.cause, edition_of(library).by_rule.get(verdict.cause, "")))


def _ending_in(tail: str, store: Store) -> List[Tuple[str, str, str]]:
    """Logs whose names end in some text, whole parts of names before torn ones: `h.log` means `q/h.log` rather than `batch.log`."""
    return [one for mark in "/\\!#" for one in store.seen(tail=mark + tail)] or store.seen(tail=tail)


def _answered(seen: Sequence[Tuple[str, str, str]], answer: str) -> Tuple[str, str]:
    """Name and source of the log below whose issue an answer stands, else of the first of those with these bytes."""
    below = [(name, source) for name, source, _ in seen if source and re.match(rf"{re.escape(source.partition('#')[0])}(?:[#?/]|$)", answer)]
    return next(iter(below), (seen[0][0], seen[0][1]) if seen else ("", ""))


def stored_cases(path: Path, library: Library) -> List[Case]:
    """The corrected logs of a store as labelled ones. Of a rejected verdict only that cause is known to be wrong: the log counts
    as long as the rules still name it. A cause without a rule any more can be right for nobody. Raises CorpusError and InputError."""
    cases: List[Case] = []
    with Store(path, reading=True) as store:
        for digest, said in store.corrections().items():
            packed, history = store.kept(digest), store.history(digest)
            if packed is None or said.cause not in (*NO_CAUSES, *library.rules):
                continue
            log = zlib.decompress(packed)
            slug = said.cause
            if said.kind == "rejected":
                causes = diagnose(log, library).causes
                if not causes or causes[0].rule != said.cause:
                    continue
                slug = UNKNOWN
            source = history[-1][2].fingerprint if history else ""
            cases.append(Case(Path(digest[:12]), source or digest, slug, frozenset(), log))
    if not cases:
        raise CorpusError(f"{path}: no corrected log is kept in it")
    return cases


def _keep(store: Store, chosen: Chosen, correction: Correction) -> Correction:
    store.correct(correction, zlib.compress(chosen.log, 9) if chosen.log is not None else None)
    return store.corrections()[chosen.digest]


def _text_of(digest: str, places: Sequence[str]) -> Optional[bytes]:
    """The text of a log, found again by its digest in files, folders, archives or dumps; None when it is not there any more."""
    for place in places:
        for item in collect([place], Passed()) if place else ():
            read = _read(item)
            if item.fleeting:
                Path(item.file).unlink(missing_ok=True)
            if read.digest == digest:
                return read.log
    return None


def _read(item: Item) -> Chosen:
    """A log that is at hand; without a digest when it cannot be read."""
    digest, blocks, size = hashlib.sha256(), [], 0
    if item.error:
        return Chosen(item.name, "", None)
    try:
        for block in blocks_of(Input(item.name, item.open)):
            digest.update(block)
            size += len(block)
            if size <= LARGEST:
                blocks.append(block)
    except InputError:
        return Chosen(item.name, "", None)
    return Chosen(item.name, digest.hexdigest(), b"".join(blocks) if size <= LARGEST else None)

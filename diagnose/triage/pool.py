"""Items to records on all cores: a pool of processes, in chunks, in the order of the items, in constant memory.

Processes are spawned, so that Windows and Linux behave alike. A log that kills its process costs that log alone.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Deque, Iterable, Iterator, List, Optional, Sequence

from diagnose import __version__
from diagnose.library import load_library
from diagnose.triage.item import Item
from diagnose.triage.recall import Extras, Recall
from diagnose.triage.record import Record

CHUNK, LOAD = 32, 2 << 20
"""Logs in one task: fewer cost more in sending than in reading. A task is also full at so many bytes that are sent along."""
AHEAD = 3
"""Tasks that wait for each process."""

NONE = Extras()

_recall: Optional[Recall] = None


@dataclass
class _Task:
    """A chunk on its way."""

    items: List[Item]
    future: Future  # type: ignore[type-arg]


def examine_all(items: Iterable[Item], jobs: int = 0, rules: Sequence[Path] = (), extras: Extras = NONE) -> Iterator[Record]:
    """The records of all items, in their order. `jobs`: processes, 0 for as many as there are cores; `rules`: folders with own rules;
    `extras`: what is done beside.

    Raises `rule.RuleError` for rules that cannot be read, InputError for a store that cannot be used.
    """
    recall = Recall(load_library(rules), extras)
    jobs = jobs or os.cpu_count() or 1
    waiting = iter(items)
    first = next(_chunks(waiting), [])
    if jobs == 1 or len(first) < CHUNK:  # so few are done before a pool has started
        for item in (*first, *waiting):
            yield recall.examine(item)
            _forget([item])
        return
    pool = _Pool(jobs, rules, extras)
    try:
        yield from pool.records(_prepended(first, _chunks(waiting)))
    finally:
        pool.close()


def _chunks(items: Iterator[Item]) -> Iterator[List[Item]]:
    chunk: List[Item] = []
    load = 0
    for item in items:
        chunk.append(item)
        load += len(item.data or b"")
        if len(chunk) == CHUNK or load >= LOAD:
            yield chunk
            chunk, load = [], 0
    if chunk:
        yield chunk


def _prepended(first: List[Item], chunks: Iterator[List[Item]]) -> Iterator[List[Item]]:
    yield first
    yield from chunks


class _Pool:
    """Processes that examine chunks; started anew when one of them dies."""

    def __init__(self, jobs: int, rules: Sequence[Path], extras: Extras) -> None:
        self._jobs = jobs
        self._started_with = (tuple(rules), extras)
        self._pool = self._started(jobs)

    def records(self, chunks: Iterator[List[Item]]) -> Iterator[Record]:
        waiting: Deque[_Task] = deque()
        for chunk in chunks:
            waiting.append(self._sent(chunk))
            if len(waiting) >= AHEAD * self._jobs:
                yield from self._next(waiting)
        while waiting:
            yield from self._next(waiting)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _started(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start, self._started_with)

    def _sent(self, items: List[Item]) -> _Task:
        try:
            with _unheard():
                return _Task(items, self._pool.submit(_examine_chunk, items))
        except BrokenProcessPool as error:
            failed: Future[List[Record]] = Future()
            failed.set_exception(error)
            return _Task(items, failed)

    def _next(self, waiting: Deque[_Task]) -> List[Record]:
        """The records of the task that was sent first. When a process has died, no one knows of which log: all tasks that were lost are
        done one log at a time."""
        task = waiting.popleft()
        try:
            records = list(task.future.result())
            _forget(task.items)
            return records
        except BrokenProcessPool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            records = self._one_by_one(task.items)
            _forget(task.items)
            self._pool = self._started(self._jobs)
            for other in waiting:
                if not other.future.done() or other.future.cancelled() or other.future.exception() is not None:
                    other.future = self._sent(other.items).future
            return records

    def _one_by_one(self, items: List[Item]) -> List[Record]:
        records: List[Record] = []
        pool = self._started(1)
        for item in items:
            try:
                with _unheard():
                    future = pool.submit(_examine_chunk, [item])
                records += future.result()
            except BrokenProcessPool:
                pool.shutdown()
                records.append(Record(item.name, item.source, when=item.when, language=item.language, tool=__version__, error="triage.error-crashed"))
                pool = self._started(1)
        pool.shutdown()
        return records


@contextmanager
def _unheard() -> Iterator[None]:
    """Processes that are started meanwhile never hear of Ctrl-C, not even before they can say so: it is the parent's business, and waits for its end."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forget(items: List[Item]) -> None:
    """Delete the copies that were unpacked for items whose records are there: not before, for a process may die over them."""
    for item in items:
        if item.fleeting:
            Path(item.file).unlink(missing_ok=True)


def _start(rules: Sequence[Path], extras: Extras) -> None:
    """In a new process: Ctrl-C is the parent's business, and when the parent is gone nobody wants the results."""
    global _recall
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _recall = Recall(load_library(rules), extras)
    gc.collect()
    gc.freeze()  # the rules stay: looking through them again and again for what could go takes a tenth of the time


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _examine_chunk(items: List[Item]) -> List[Record]:
    assert _recall is not None
    return [_recall.examine(item) for item in items]

"""The client of a Dask cluster: cuts the logs into shards, has each examined by some worker, and tells all records in the order of the logs.

What is done is on the storage, so client and workers may die at any time: the same command goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Set

from diagnose.inputs import InputError
from diagnose.library import Library
from diagnose.messages import say
from diagnose.options import Options
from diagnose.triage.edition import edition_of
from diagnose.triage.item import Item, is_url
from diagnose.triage.manifest import COPIES, MANIFEST, REPORTS, RESULTS, Shard, cut
from diagnose.triage.parcel import are_there, parcel_of, unpack
from diagnose.triage.record import Record
from diagnose.triage.scheduler import connect, reason_of
from diagnose.triage.shards import RULES, Done, Order, is_done, is_whole, pack_rules, read_shard, run_shard
from diagnose.triage.storage import Storage

if TYPE_CHECKING:
    from diagnose.triage.command import TriageOptions

PATIENCE = 10.0
"""Seconds without any worker after which the user is told; more may come at any time."""
RETRIES = 3
"""How often a shard is tried again whose storage failed, or whose result cannot be read."""
REQUEST = "request.json"
"""File on the storage: which logs the results are of."""


class Cluster:
    """One run on a cluster. Raises InputError where the cluster or the storage cannot be used."""

    def __init__(self, options: TriageOptions, library: Library) -> None:
        if not options.shards and not options.output:
            raise InputError("triage.need-shards")
        self._options, self._lang = options, options.lang
        self._storage = Storage(options.shards or f"{options.output}.shards")
        self._edition = edition_of(library)
        self._reports = Path(options.reports) if options.reports else None
        self._style = Options(lang=options.lang, no_redact=options.no_redact) if options.reports else None
        self._run = uuid.uuid4().hex[:12]
        self._futures: Dict[int, Any] = {}
        self._done: Set[str] = set()
        self._shards: List[Shard] = []
        self._closing = contextlib.ExitStack()
        self._client: Any = None
        self._looked_at = self._seen_at = time.monotonic()
        self.watch: Callable[[int], None] = lambda done: None
        """Is told about every second how many logs are done."""

    def __enter__(self) -> Cluster:
        self._client = self._closing.enter_context(connect(self._options.scheduler))
        return self

    def __exit__(self, *told: object) -> None:
        self._closing.close()

    def records(self, items: Iterable[Item]) -> Iterator[Record]:
        """The records of all items, in their order, each as soon as its shard and all before it are done."""
        try:
            self._claim()
            order = self._order()
            self._done = self._storage.names(RESULTS)
            for shard in cut(items, self._storage, self._edition, self._is_done, self._options.shard):
                self._shards.append(shard)
                if shard.result not in self._done:
                    self._send(order, shard)
                self._look()
            if self._done:
                count = sum(shard.count for shard in self._shards if shard.result in self._done)
                _tell(say("triage.resumed", self._lang, count=count))
            for shard in self._shards:
                yield from self._records_of(order, shard)
        except OSError as error:
            raise self._unusable(error) from None

    def done(self) -> int:
        """How many logs are done: their records are on the storage."""
        finished = {number for number, future in self._futures.items() if future.status == "finished"}
        return sum(shard.count for shard in self._shards if shard.number in finished or shard.result in self._done)

    def finish(self) -> None:
        """All records were told: of the storage only results stay, and those only when a place was named for them."""
        try:
            if not self._options.shards:
                self._storage.remove("")
                return
            for folder in (MANIFEST, COPIES, RULES, REPORTS):
                self._storage.remove(folder)
            for name in self._storage.names(RESULTS) - {shard.result for shard in self._shards}:  # of logs that are gone, or by other rules
                self._storage.remove(RESULTS, name)
            self._storage.tidy(RESULTS)
        except OSError as error:
            raise self._unusable(error) from None

    def _claim(self) -> None:
        """Take the storage for these logs; results of others are replaced only where nobody named the place, or by `--force`."""
        paths = [path if is_url(path) else os.path.abspath(path) for path in self._options.paths]  # noqa: PTH100  (globs)
        request = json.dumps({"paths": paths}).encode()
        same = self._storage.has(REQUEST) and self._storage.read(REQUEST) == request
        if self._options.shards and not self._options.force and not same and self._storage.names(RESULTS):
            raise InputError("triage.shards-other", name=self._storage.url)
        if self._options.force or not same:
            self._storage.remove(RESULTS)
            self._storage.remove(REPORTS)
        self._storage.put(REQUEST, request)

    def _order(self) -> Order:
        name = ""
        if self._options.rules:
            name = f"{self._edition.rules}.zip"
            self._storage.put(f"{RULES}/{name}", pack_rules(self._options.rules))
        return Order(self._storage.url, self._edition.tool, self._edition.rules, name, self._style)

    def _is_done(self, shard: Shard) -> bool:
        """Whether an earlier run has done a shard. What is not whole is done again, and what has no reports when they are wanted."""
        if shard.result in self._done and not (is_done(self._storage, shard, self._style) or self._has_reports(shard)):
            self._storage.remove(RESULTS, shard.result)
            self._done.discard(shard.result)
        return shard.result in self._done

    def _has_reports(self, shard: Shard) -> bool:
        """Whether the reports of a shard that is done are in the user's folder already."""
        return self._reports is not None and is_whole(self._storage, shard) and are_there(read_shard(self._storage, shard), self._reports)

    def _deliver(self, shard: Shard) -> None:
        """Put the reports of a shard into the user's folder."""
        if self._reports is not None and self._style is not None:
            name = parcel_of(shard, self._style)
            if self._storage.has(name) or not self._has_reports(shard):
                unpack(self._storage, name, self._reports)

    def _send(self, order: Order, shard: Shard, attempt: int = 0, careful: bool = False, gone: bool = False) -> None:
        key = f"sovits-doctor-{self._run}-{shard.number:06d}-{attempt}{'-careful' * careful}{'-gone' * gone}"
        with self._connected():
            self._futures[shard.number] = self._client.submit(run_shard, order, shard, careful, gone, key=key, pure=False, retries=RETRIES)

    def _records_of(self, order: Order, shard: Shard) -> List[Record]:
        for attempt in range(1, RETRIES + 2):
            if shard.number in self._futures:
                self._wait(order, shard)
            try:
                self._deliver(shard)
                return list(read_shard(self._storage, shard))
            except (OSError, ValueError) as error:  # the storage shows new files late, or someone has removed it
                if attempt > RETRIES or shard.number not in self._futures:
                    raise InputError("triage.shard-failed", reason=reason_of(error)) from None
                time.sleep(attempt)
                self._send(order, shard, attempt)
        raise AssertionError("unreachable")

    def _wait(self, order: Order, shard: Shard) -> None:
        """Wait until a shard is done, by whatever worker, however often it takes."""
        careful = gone = False
        while True:
            future = self._futures[shard.number]
            while future.status in ("pending", "lost"):  # lost with the worker that had done it: it is done again
                time.sleep(0.02)
                self._look()
            if future.status == "finished":
                done: Done = future.result()
                if not done.fault:
                    return
                if gone or not done.unseen or any(map(os.path.exists, done.unseen)):
                    raise self._fault(done)
                gone = True
            elif future.status == "error":
                error = future.exception()
                if isinstance(error, ImportError) or "deserializ" in str(error):
                    raise InputError("triage.worker-bare", reason=reason_of(error))
                if careful or type(error).__name__ != "KilledWorker":
                    raise InputError("triage.shard-failed", reason=reason_of(error))
                careful = True
            else:
                raise self._lost()
            self._send(order, shard, 0, careful, gone)

    def _look(self) -> None:
        """Once in a second: how far it is, and whether anybody works at all."""
        now = time.monotonic()
        if now - self._looked_at < 1:
            return
        self._looked_at = now
        self.watch(self.done())
        with self._connected():
            threads = self._client.nthreads()
        if threads:
            self._seen_at = now
        elif now - self._seen_at > PATIENCE:
            self._seen_at = float("inf")
            _tell(say("triage.no-worker", self._lang, name=self._options.scheduler))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[None]:
        """Around what asks the scheduler; the client has tried to reach it again for a while before it gives up."""
        try:
            yield
        except (OSError, RuntimeError, ValueError):
            raise self._lost() from None

    def _lost(self) -> InputError:
        return InputError("triage.scheduler-lost", name=self._options.scheduler)

    def _fault(self, done: Done) -> InputError:
        values = dict(done.values)
        if not done.fault.startswith("triage.worker-"):
            return InputError("triage.worker-lacks", worker=values["worker"], reason=say(done.fault, self._lang, **values))
        return InputError(done.fault, **values)

    def _unusable(self, error: Exception) -> InputError:
        return InputError("triage.shards-unusable", name=self._storage.url, reason=reason_of(error))


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)

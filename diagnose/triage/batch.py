"""One run of triage: collects, examines on all cores, writes, counts, and sums up."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, Optional, Sequence

from diagnose import __version__
from diagnose.diagnosing import USAGE, complain
from diagnose.inputs import InputError
from diagnose.library import Library, load_library
from diagnose.messages import counted, say
from diagnose.options import Options
from diagnose.printable import one_line
from diagnose.triage.archives import BROKEN
from diagnose.triage.board import Board
from diagnose.triage.collect import collect, expected
from diagnose.triage.item import Item, is_url
from diagnose.triage.memory import Memory
from diagnose.triage.pool import examine_all
from diagnose.triage.recall import Extras
from diagnose.triage.record import Record
from diagnose.triage.reports import check_page, make_folder
from diagnose.triage.results import Results
from diagnose.triage.store import Store
from diagnose.triage.summary import Counts, print_summary
from diagnose.triage.tally import Passed

if TYPE_CHECKING:
    from diagnose.triage.cluster import Cluster
    from diagnose.triage.command import TriageOptions

STOPPED = 130


class Batch:
    """What one request asks for."""

    def __init__(self, options: TriageOptions) -> None:
        self._options = options
        self._counts = Counts()
        self._passed = Passed()
        self._board = Board()
        self._memory: Optional[Memory] = None
        self._cluster: Optional[Cluster] = None

    def run(self) -> int:
        """Do it; gives back the exit code. Raises InputError and RuleError for what stops all of it."""
        library = load_library(self._options.rules)
        with contextlib.ExitStack() as opened:
            if self._options.store is not None:
                self._memory = Memory(opened.enter_context(Store(self._options.store)), library)
            for folder in filter(None, (self._options.reports, self._options.unknown)):
                if is_url(folder):
                    raise InputError("triage.folder-url", name=folder)
                make_folder(Path(folder))
            if self._options.dashboard:  # told now, not after hours of work
                check_page(Path(self._options.dashboard))
            if self._options.scheduler:
                from diagnose.triage.cluster import Cluster

                self._cluster = opened.enter_context(Cluster(self._options, library))
            elif self._options.shards:
                raise InputError("triage.shards-alone")
            return self._run(library)

    def _run(self, library: Library) -> int:
        options, lang = self._options, self._options.lang
        results = Results(Path(options.output), self._request(library), options.force) if options.output else None
        if results is not None and results.renewed:
            print(say("triage.changed", lang), file=sys.stderr)
        try:
            with _Shown(lang, options.paths) as show:
                for record in self._records(results, show):
                    self._add(record)
                    if results is not None:
                        results.add(record)
                    show(self._counts.total)
        except KeyboardInterrupt:
            if results is not None:
                results.leave()
            kept = results is not None or self._cluster is not None or self._memory is not None
            count = self._cluster.done() if self._cluster is not None else self._counts.total
            print(say("triage.stopped" if kept else "triage.stopped-unkept", lang, count=count), file=sys.stderr)
            return STOPPED
        return self._finish(results, library)

    def _records(self, results: Optional[Results], show: Callable[[int], None]) -> Iterator[Record]:
        """The records of all logs that an earlier run has not told already."""
        items = iter(collect(self._options.paths, self._passed))
        if self._cluster is not None:
            for _ in results.resume(iter(()), self._add) if results is not None else ():  # the shards know what is done
                pass
            self._cluster.watch = show
            records = self._cluster.records(items)
            return self._memory.through(records) if self._memory is not None else records
        waiting = results.resume(items, self._add) if results is not None else items
        style = Options(lang=self._options.lang, no_redact=self._options.no_redact)
        extras = Extras(self._options.store, Path(self._options.reports) if self._options.reports else None, style)
        records = examine_all(waiting, self._options.jobs, self._options.rules, extras)
        return self._memory.through(records) if self._memory is not None else records

    def _add(self, record: Record) -> None:
        self._counts.add(record)
        if self._options.dashboard:
            memory = self._memory
            self._board.add(record, memory.corrections.said_of(record) if memory else None, memory.answer_to(record) if memory else None)

    def _finish(self, results: Optional[Results], library: Library) -> int:
        lang = self._options.lang
        for fault in self._passed.faults:
            complain(fault.key, lang, **fault.values)
        if results is not None and results.kept:
            print(say(counted("triage.resumed", results.kept), lang, count=results.kept), file=sys.stderr)
        if results is not None and self._counts.total:
            results.close()
        elif results is not None:
            results.drop()
        if self._cluster is not None:
            self._cluster.finish()
        if not self._counts.total:
            return USAGE if self._passed.faults else complain("triage.nothing", lang)
        try:
            print_summary(self._counts, self._passed, library, lang, sys.stdout)
            if self._memory is not None:
                _print_memory(self._memory, lang)
        finally:  # also when nobody reads the summary to its end
            self._write(results, library)
        return 0 if self._counts.statuses.keys() - {"error"} else USAGE

    def _write(self, results: Optional[Results], library: Library) -> None:
        """Write what is asked for beside the results."""
        options, lang = self._options, self._options.lang
        if options.dashboard:
            from diagnose.triage.dashboard import write_dashboard

            write_dashboard(self._board, library, options.dashboard, options.reports, options.no_redact, options.force, lang)
        if results is not None:
            print(say("written", lang, name=results.path), file=sys.stderr)
        if options.unknown:
            count = take_out(self._counts, collect(options.paths, Passed()), Path(options.unknown))
            print(say("triage.taken" if count else "triage.taken-none", lang, count=count, name=options.unknown), file=sys.stderr)

    def _request(self, library: Library) -> Dict[str, Any]:
        """What results depend on: a run goes on only for the same."""
        digest = hashlib.sha256()
        for rule in library.rules.values():
            digest.update(f"{rule.id}\0{rule.revision}\0".encode())
            if rule.folder is not None:
                digest.update(rule.folder.joinpath("rule.yaml").read_bytes())
        request = {"journal": 1, "tool": __version__, "rules": digest.hexdigest(), "paths": list(self._options.paths)}
        if self._memory is not None:  # what humans said changes results
            request.update(store=str(self._options.store), said=self._memory.store.said())
        return request


def _print_memory(memory: Memory, lang: str) -> None:
    """What the store adds to the summary."""
    told = (("triage.now-different", memory.changed), ("triage.answered", memory.answered), ("triage.outdated", memory.outdated()))
    for key, count in told:
        if count:
            print(say(key, lang, count=count))
        for name, answer in memory.duplicates if key == "triage.answered" else ():
            print(say("triage.duplicate", lang, name=one_line(name), other=one_line(answer.name), address=one_line(answer.address, 1000)))


def take_out(counts: Counts, items: Iterator[Item], folder: Path) -> int:
    """Write one log of each unknown group into a folder that is there, named by its fingerprint; gives back how many. Raises InputError."""
    wanted = {group.representative.name: group.key for group in counts.grouping.groups() if not group.known}
    count = 0
    try:
        for item in items:
            key = wanted.pop(item.name, "")
            if key:
                count += _copied(item, folder / f"{key}.log")
            if item.fleeting:
                Path(item.file).unlink(missing_ok=True)
            if not wanted:
                break
    except OSError as error:
        raise InputError("triage.output-unwritable", name=folder, reason=error.strerror or str(error)) from None
    return count


def _copied(item: Item, target: Path) -> bool:
    """Copy one log; a log that is gone since it was examined is left out."""
    try:
        stream = item.open()
    except (InputError, *BROKEN):
        return False
    with stream, open(target, "wb") as file:
        shutil.copyfileobj(stream, file)
    return True


class _Shown:
    """A progress bar on standard error, when that is a terminal."""

    def __init__(self, lang: str, paths: Sequence[str]) -> None:
        self._lang = lang
        self._paths = paths
        self._progress: Any = None

    def __enter__(self) -> Callable[[int], None]:
        if not sys.stderr.isatty():
            return lambda count: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        progress = self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        progress.start()
        task = progress.add_task(say("triage.reading", self._lang), total=expected(self._paths))
        return lambda count: progress.update(task, completed=max(count, progress.tasks[0].completed))  # a cluster is ahead of what it has told

    def __exit__(self, *told: object) -> None:
        if self._progress is not None:
            self._progress.stop()

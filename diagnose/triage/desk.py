"""What the further words of `triage` do. They raise InputError and RuleError."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, Optional, Sequence

from diagnose.inputs import InputError
from diagnose.library import load_library
from diagnose.messages import say
from diagnose.printable import one_line
from diagnose.rulescommands import find_rule
from diagnose.triage.corrections import NO_CAUSES, choose, confirm, reject
from diagnose.triage.memory import Memory
from diagnose.triage.record import Record
from diagnose.triage.reports import check_page
from diagnose.triage.store import Store

SQLITE = b"SQLite format 3\0"


def correct(log: str, cause: str, answer: str, place: str, store: Optional[Path], own: Sequence[Path], lang: str) -> None:
    """Keep that a log has this cause, or, without one, that its verdict is wrong, and say so."""
    if store is None:
        raise InputError("triage.store-none")
    if not store.exists():
        raise InputError("triage.store-missing", name=store)
    library = load_library(own)
    if cause and cause not in NO_CAUSES and find_rule(cause, library, lang).role != "cause":
        raise InputError("triage.confirm-no-cause", id=cause)
    with Store(store) as opened:
        chosen = choose(opened, log, library, [place])
        kept = confirm(opened, chosen, cause, answer, library) if cause else reject(opened, chosen, library)
        has_copy = opened.kept(chosen.digest) is not None
    rule = library.rules.get(kept.cause)  # none: it was taken away after the verdict
    title = rule.title[lang] if rule else say(f"triage.is-{kept.cause if kept.cause in NO_CAUSES else 'gone'}", lang)
    lines = [say(f"triage.{kept.kind}", lang, name=one_line(chosen.name), title=title, id=kept.cause)]
    lines += [say("triage.answered-by", lang, address=kept.answer)] if kept.answer else []
    lines += [say("triage.kept" if has_copy else "triage.not-kept", lang, store=store)]
    print("\n".join(lines))


def make_dashboard(results: Path, output: str, reports: str, store: Optional[Path], own: Sequence[Path], no_redact: bool, force: bool, lang: str) -> None:
    """Write the page for a file of results, or for all that a store has seen."""
    from diagnose.triage.board import Board
    from diagnose.triage.dashboard import write_dashboard

    check_page(Path(output))
    library = load_library(own)
    is_store = _is_store(results)
    board = Board()
    if store is None and not is_store:
        for record in _read(results):
            board.add(record)
    else:
        with Store(results if is_store else store or results, reading=True) as opened:
            memory = Memory(opened, library)
            for record in opened.records() if is_store else _read(results):
                told = memory.corrections.applied(record)
                board.add(told, memory.corrections.said_of(told), memory.answer_to(told))
    if not board.total:
        raise InputError("triage.nothing")
    write_dashboard(board, library, output, reports, no_redact, force, lang)


def _is_store(path: Path) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except FileNotFoundError:
        raise InputError("input-missing", name=path) from None
    except OSError as error:
        raise InputError("input-unreadable", name=path, reason=error.strerror or str(error)) from None


def _read(results: Path) -> Iterator[Record]:
    """The records of a file that anybody may have written."""
    from diagnose.triage.results import read_results

    none = Record("", "")
    try:
        for record in read_results(results):
            wrong = [name for name, value in vars(none).items() if not isinstance(getattr(record, name), (type(value), int if name == "confidence" else type(value)))]
            if wrong or not 0 <= record.confidence <= 1 or not all(isinstance(one, str) for one in (*record.others, *record.functions)):
                raise ValueError(", ".join(wrong) or "others")
            yield record
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError("triage.results-unreadable", name=results, reason=one_line(str(error), 200)) from None
    except ImportError:
        raise InputError("triage.need-parquet") from None

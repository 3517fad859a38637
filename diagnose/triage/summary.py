"""What came out of a triage, on the terminal: causes by count, unknown groups, what could not be read. Text of logs is never read as markup."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import IO, Iterable, List, Sequence, Tuple

from rich import box
from rich.table import Table
from rich.text import Text

from diagnose.console import console
from diagnose.library import Library
from diagnose.messages import counted, say
from diagnose.printable import one_line
from diagnose.reasons import stage_name
from diagnose.triage.groups import Group, Grouping
from diagnose.triage.record import Record
from diagnose.triage.tally import Passed

MOST_CAUSES, MOST_UNKNOWN, MOST_ERRORS = 20, 10, 5
"""Rows of each table."""
PIPED = 110
"""Columns where there is no terminal."""


@dataclass
class Counts:
    """What is counted of records as they come; its size does not depend on how many there are."""

    grouping: Grouping = field(default_factory=Grouping)
    statuses: Counter = field(default_factory=Counter)  # type: ignore[type-arg]
    errors: Counter = field(default_factory=Counter)  # type: ignore[type-arg]
    """Key of the sentence to number."""
    examples: dict = field(default_factory=dict)  # type: ignore[type-arg]
    """Key of the sentence to the first log's name."""

    def add(self, record: Record) -> None:
        self.statuses[record.status] += 1
        if record.error:
            self.errors[record.error] += 1
            self.examples.setdefault(record.error, record.name)
        self.grouping.add(record)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())


def print_summary(counts: Counts, passed: Passed, library: Library, lang: str, stream: IO[str]) -> None:
    """Print it to a stream: with colours at a terminal, plain in a pipe."""
    screen = console(stream, stream.isatty(), piped=PIPED)
    for part in _parts(counts, passed, library, lang):
        screen.print(part, soft_wrap=isinstance(part, Text))  # a command must not be torn


def _parts(counts: Counts, passed: Passed, library: Library, lang: str) -> Iterable[object]:
    statuses = counts.statuses
    told = {name: statuses[name] for name in ("diagnosed", "unrecognised", "healthy")}
    yield Text(say(counted("triage.total", counts.total), lang, count=counts.total, errors=statuses["error"], **told), style="bold")
    groups = counts.grouping.groups()
    failed = sum(group.count for group in groups)
    for known, key, most in ((True, "triage.causes", MOST_CAUSES), (False, "triage.unknown", MOST_UNKNOWN)):
        chosen = [group for group in groups if group.known is known]
        if chosen:
            yield Text()
            yield _table(say(key, lang), chosen[:most], failed, library, lang)
            yield from [Text(say("triage.more", lang, count=len(chosen) - most), style="dim")] * (len(chosen) > most)
            if not known:
                yield Text(_draft(chosen[0], lang))
    if counts.errors:
        yield Text()
        yield _errors(counts, lang)
    if passed.suffixes:
        suffixes = ", ".join(f"{one_line(name, 12) or '-'} {count}" for name, count in passed.suffixes.most_common(6))
        yield Text()
        yield Text(say("triage.passed", lang, count=sum(passed.suffixes.values()), suffixes=suffixes), style="dim")


def _table(title: str, groups: Sequence[Group], failed: int, library: Library, lang: str) -> Table:
    known = groups[0].known
    table = Table(box=box.SIMPLE_HEAD, title=Text(title, style="bold"), title_justify="left", pad_edge=False, expand=True)
    columns = (("count", 0), ("share", 0), ("cause", 5), ("stages", 3), ("seen", 0)) if known else (("count", 0), ("share", 0), ("failure", 5), ("seen", 0), ("example", 4))
    for key, ratio in columns:
        table.add_column(say(f"triage.{key}", lang), justify="left" if ratio or key == "seen" else "right", overflow="fold", ratio=ratio or None)
    for group in groups:
        more = (_stages(group, lang), _seen(group)) if known else (_seen(group), Text(one_line(group.names[0], 120)))
        table.add_row(str(group.count), f"{group.count / failed:.0%}", _name(group, library, lang), *more)
    return table


def _name(group: Group, library: Library, lang: str) -> Text:
    if group.known:
        rule = library.rules.get(group.key)
        return Text.assemble(rule.title[lang] if rule else "", "\n", (group.key, "dim"))
    first = group.representative
    error = f"{first.root_type}: {first.root_message}".strip(": ") or stage_name(first.stage, lang) or "-"
    return Text.assemble(one_line(error, 160), "\n", (" ".join(group.fingerprints[:3]), "dim"))


def _stages(group: Group, lang: str) -> Text:
    return Text(", ".join(f"{stage_name(stage, lang) or stage} {count}" for stage, count in group.stages[:2]))


def _seen(group: Group) -> str:
    first, last = group.first[:10], group.last[:10]
    return first if first == last else f"{first}\n{last}"


def _errors(counts: Counts, lang: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=Text(say("triage.errors", lang), style="bold"), title_justify="left", pad_edge=False)
    for key in ("count", "reason", "example"):
        table.add_column(say(f"triage.{key}", lang), overflow="fold", justify="right" if key == "count" else "left")
    rows: List[Tuple[str, int]] = counts.errors.most_common(MOST_ERRORS)
    for key, count in rows:
        table.add_row(str(count), say(key, lang), Text(one_line(counts.examples[key], 80)))
    return table


def _draft(group: Group, lang: str) -> str:
    """How to make a rule of an unknown group."""
    name = group.representative.name
    if name == group.representative.source and "://" not in name:
        return say("triage.draft", lang, command=f"sovits-doctor rules new --from {_quoted(one_line(name))}")
    return say("triage.draft-first", lang)


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)

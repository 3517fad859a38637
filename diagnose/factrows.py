"""The facts of a run as a report lists them, with those marked on which the verdict rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, Optional

from diagnose.messages import say
from diagnose.model import Diagnosis, Fact, Finding
from diagnose.printable import one_line
from diagnose.sentences.common import TABLE

CONFIG = 120
"""Configuration values that are shown."""
_HIDDEN = ("scope.", "language", "project", "config.")


@dataclass(frozen=True)
class FactRow:
    """One thing known about the run."""

    name: str
    value: str
    line: int
    """Where the log tells it, 0 when it does not."""
    decides: bool
    """The verdict rests on it."""
    place: str = ""
    """`file:line` where a file tells it."""


def written(value: object) -> str:
    """A configuration value as the trainer prints it."""
    text = value if isinstance(value, str) and value[:1] in "[{" and value[-1:] in "]}" and value else repr(value)
    return one_line(str(text), 120)


def _place(fact: Fact) -> str:
    if not fact.file:
        return ""
    return one_line(f"{fact.file}:{fact.line}" if fact.line else fact.file, 160)


def _known(diagnosis: Diagnosis) -> Dict[str, Fact]:
    """Facts of the failing run, and of the machine where other runs tell them."""
    episodes = diagnosis.log.episodes
    known: Dict[str, Fact] = dict(episodes[diagnosis.episode].facts) if diagnosis.episode >= 0 else {}
    for episode in episodes:
        for key, fact in episode.facts.items():
            if not key.startswith((*_HIDDEN, "interpreter", "experiment")):
                known.setdefault(key, fact)
    return known


def surroundings(diagnosis: Diagnosis, first: Optional[Finding], lang: str) -> Iterable[FactRow]:
    """The system, the card and the versions, those that decide first."""
    deciding = {one.fact for one in first.evidence} if first else set()
    for key, fact in sorted(_known(diagnosis).items(), key=lambda pair: (pair[0] not in deciding, pair[0].startswith("package."), pair[0])):
        if not key.startswith(_HIDDEN) and f"fact-{key.partition('.')[0]}" in TABLE:
            name = key.partition(".")[2] if key.startswith("package.") else say("fact-" + key, lang)
            yield FactRow(one_line(name, 80), one_line(str(fact.value), 160), 0 if fact.file else fact.line, key in deciding, _place(fact))


def configuration(diagnosis: Diagnosis, first: Optional[Finding]) -> Iterable[FactRow]:
    """The values of the configuration, those that decide first."""
    if diagnosis.episode < 0:
        return
    deciding = {one.fact for one in first.evidence} if first else set()
    edited = {f"config.{remedy.edit['config']}" for remedy in first.remedies if remedy.edit} if first else set()
    facts = [fact for key, fact in diagnosis.log.episodes[diagnosis.episode].facts.items() if key.startswith("config.") and fact.value != "{...}"]
    for fact in sorted(facts, key=lambda fact: fact.key not in deciding)[:CONFIG]:
        decides = fact.key in deciding and (not edited or fact.key in edited)
        yield FactRow(one_line(fact.key[len("config.") :], 80), written(fact.value), 0 if fact.file else fact.line, decides, _place(fact))

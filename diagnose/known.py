"""What is known of a run beside its exceptions and lines: facts, and whether they answer a rule's questions."""

from __future__ import annotations

import re
from typing import Dict, List, Mapping, Optional, Sequence

from diagnose.late import late
from diagnose.model import Episode, Fact, Facts
from diagnose.names import pip_name
from diagnose.patterns import search
from diagnose.rule import FactTest

FOLDER, ABSENT = "workspace.", "missing"
"""Facts of the program folder say in words how a thing is; of one that is not there this word."""
PACKAGE, ASKED = "package.", "environment.kind"
"""The fact that is known when an interpreter was asked which packages it has."""
_CAPTURED = late(r"\{(\w+)\}")


class Known:
    """The facts of one episode, with those of the whole log behind them."""

    def __init__(self, facts: Facts, sections: Sequence[str]) -> None:
        self.facts = facts
        self._sections = set(sections)

    def test(self, test: FactTest, captures: Optional[Mapping[str, str]] = None) -> Optional[Fact]:
        """The fact when it answers the question with yes; a key such as `package.{mod}` is about what was captured."""
        key = _key_of(test.key, captures or {})
        fact = self.facts.get(key)
        if test.state == "missing" and key.startswith(FOLDER):
            return fact if fact is not None and fact.value == ABSENT else None
        if fact is None:
            return self._missing(key) if test.state == "missing" else None
        return fact if fits(fact.value, test) else None

    def _missing(self, key: str) -> Optional[Fact]:
        """A fact that something is not there, when that was looked for."""
        asked = self.facts.get(ASKED)
        if key.startswith(PACKAGE) and asked is not None and len(key) > len(PACKAGE):
            return asked._replace(key=key, value=None, text=f"{key[len(PACKAGE) :]}: not installed")
        return Fact(key, None) if self._was_read(key) else None

    def _was_read(self, key: str) -> bool:
        section = key.partition(".")[2].rpartition(".")[0]
        return section in self._sections


def _key_of(key: str, captures: Mapping[str, str]) -> str:
    """The key of a fact with captures put in; a module's name becomes that of its package."""
    if "{" not in key:
        return key
    subject = key.partition(".")[0] + "."
    named = _CAPTURED.sub(lambda found: captures.get(found[1], ""), key)[len(subject) :]
    return subject + (re.sub(r"[-_.]+", "-", pip_name(named)).lower() if subject == PACKAGE and named else named)


def fits(value: object, test: FactTest) -> bool:
    """Whether a known value answers a question with yes."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    whole = isinstance(value, int) and not isinstance(value, bool)
    simple = {
        "integer": whole,
        "not-integer": not whole,
        "number": number,
        "not-number": not number,
        "text": isinstance(value, str),
        "empty": value is None or value == "",
        "missing": False,
        "known": True,
        "true": value is True,
        "false": value is False,
    }
    if test.state in simple:
        return simple[test.state]
    if test.state == "matches":
        return search(test.value, str(value)) is not None
    if test.state == "equals":
        return value == test.value and isinstance(value, bool) == isinstance(test.value, bool)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return bool(value > test.value if test.state == "over" else value < test.value)


def known_in(episodes: Sequence[Episode]) -> List[Known]:
    """What is known of each run, with what holds for the machine, whichever run told it."""
    shared = _shared_facts(episodes)
    return [Known({**shared, **episode.facts, **_told(episode)}, episode.config) for episode in episodes]


def _told(episode: Episode) -> Dict[str, Fact]:
    """What the run itself is, as facts."""
    facts = {"started_by_webui": Fact("started_by_webui", episode.from_webui)}
    if episode.stage:
        facts["stage"] = Fact("stage", episode.stage)
    return facts


def _shared_facts(episodes: Sequence[Episode]) -> Dict[str, Fact]:
    """What holds for the machine, whichever run told it; a configuration belongs to its run alone."""
    shared: Dict[str, Fact] = {}
    for episode in episodes:
        for key, fact in episode.facts.items():
            if not key.startswith(("config.", "interpreter", "experiment")):
                shared.setdefault(key, fact)
    return shared

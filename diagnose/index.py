"""Which signs of which rules a log can hold at all: with hundreds of rules nearly all are passed over without a look."""

from __future__ import annotations

from collections import Counter
from typing import AbstractSet, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Set, Tuple

from diagnose.late import late
from diagnose.rule import Parts, Rule, texts_of

Place = Tuple[str, int]
"""Of a sign: its rule's id and its place among the rule's signs."""
FEWEST = 3
"""Words that a message must be known by before others can be like it."""

_WORD = late(r"[A-Za-z]{4,}|[\u4e00-\u9fff]")


class Index:
    """Signs by what they need of a log: a literal of a pattern, an exception's name, a fact, an end of a program, or nothing that can be told."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_literal: Dict[str, List[Place]] = {}
        self._by_name: Dict[str, List[Place]] = {}
        self._by_fact: Dict[str, List[Place]] = {}
        self._by_exit: List[Place] = []
        self._any_event: List[Place] = []
        self._always: List[Place] = []
        self._by_word: Dict[str, List[Place]] = {}
        self._words: Dict[Place, int] = {}  # how many words the message of a cause's sign is known by
        for rule in rules:
            for number, sign in enumerate(rule.signs):
                self._enter(sign.parts, (rule.id, number))
                if rule.role == "cause" and sign.parts.message:
                    self._describe(sign.parts.message.literals or (), (rule.id, number))

    def _enter(self, parts: Parts, place: Place) -> None:
        patterns = [pattern for pattern in texts_of(parts) if pattern.literals]
        if patterns:
            for literal in min((pattern.literals or frozenset() for pattern in patterns), key=len):
                self._by_literal.setdefault(literal, []).append(place)
        elif parts.exception:
            for name in {name.rpartition(".")[2] for name in parts.exception}:
                self._by_name.setdefault(name, []).append(place)
        elif parts.of_exception or parts.line:
            self._any_event.append(place)
        elif parts.exit:
            self._by_exit.append(place)
        elif parts.fact and parts.fact.state != "missing" and "{" not in parts.fact.key:
            self._by_fact.setdefault(parts.fact.key, []).append(place)
        else:
            self._always.append(place)

    def _describe(self, literals: Iterable[str], place: Place) -> None:
        words = frozenset().union(*map(words_of, literals))
        if len(words) >= FEWEST:
            self._words[place] = len(words)
            for word in words:
                self._by_word.setdefault(word, []).append(place)

    def alike(self, said: AbstractSet[str], least: float) -> Iterator[Tuple[Place, float]]:
        """Signs of causes, in order, of whose words at least such a share is said; and that share."""
        shared = Counter(place for word in said for place in self._by_word.get(word, ()))
        for place, count in sorted(shared.items()):
            if count >= least * self._words[place]:
                yield place, count / self._words[place]

    def of_event(self, literals: Iterable[str], name: str) -> Set[Place]:
        """Signs that an exception of such a name, or a line, with these literals in its texts can hold."""
        found = set(self._any_event)
        found.update(self._by_name.get(name, ()))
        for literal in literals:
            found.update(self._by_literal.get(literal, ()))
        return found

    def of_facts(self, facts: Iterable[Mapping[str, object]], ended: bool) -> Set[Place]:
        """Signs that a log with these facts can hold whatever its exceptions and lines are; `ended`: it tells how a program ended."""
        found = set(self._always)
        for known in facts:
            for key in self._by_fact.keys() & known.keys():
                found.update(self._by_fact[key])
        if ended:
            found.update(self._by_exit)
        return found


def words_of(text: str) -> FrozenSet[str]:
    """What tells messages apart: Latin words of four letters and more, and Chinese characters."""
    return frozenset(word.lower() for word in _WORD.findall(text))

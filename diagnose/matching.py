"""Rules against a log: which sign of which rule holds where."""

from __future__ import annotations

import functools
import itertools
import operator
from typing import Dict, FrozenSet, Iterable, List, Optional, Sequence, Tuple

from diagnose.candidates import Held, nothing_held
from diagnose.events import Event, Match, events_of, lines_between
from diagnose.index import Place
from diagnose.known import Known, known_in
from diagnose.library import Library
from diagnose.model import Episode, Evidence, Fact, Finding, Log
from diagnose.rule import STRENGTHS, Condition, Parts, Rule, Sign

LONGEST_EVIDENCE = 400
"""Characters of a line that are shown."""
SCOPES = {"gpt-sovits": ("project",), "voice": ("project", "scope.voice"), "torch": ("project", "scope.voice", "scope.torch")}
"""Facts of which one must be known before a rule of a scope may speak."""

_Asked = Tuple[Event, Held]


class Matcher:
    """One log, ready to be asked.

    A sign is tried only when a literal of each of its patterns stands somewhere in the log, and only on the events that could
    fit: with hundreds of rules nearly all are passed over.
    """

    def __init__(self, log: Log, library: Library) -> None:
        self.log = log
        self.library = library
        self.events: List[Event] = []
        for index, episode in enumerate(log.episodes):
            self.events += events_of(index, episode)
        self.known = known_in(log.episodes)
        self._fits: Dict[int, List[Tuple[Event, Match]]] = {}
        self._by_kind: Dict[str, List[_Asked]] = {"raised": [], "line": [], "exit": []}
        self._signs: Dict[Place, List[_Asked]] = {}
        for event in self.events:
            asked = (event, library.candidates.of(event))
            self._by_kind[event.kind].append(asked)
            for place in asked[1].signs:
                self._signs.setdefault(place, []).append(asked)

    @functools.cached_property
    def _said(self) -> Tuple[FrozenSet[str], FrozenSet[str], str]:
        """Literals that stand in the log, those that may stand in it, and its text."""
        held = {id(one): one for events in self._by_kind.values() for _, one in events}.values()
        sure = frozenset().union(*[one.said for one in held], *[one.shown for one in held])
        return sure, frozenset().union(*[one.unsure for one in held]), "\n".join([event.text for event in self.events])

    def findings(self) -> List[Finding]:
        """Every rule that matches, once per event and rule, its strongest sign."""
        found: List[Finding] = []
        signs = self._signs
        for place in self.library.index.of_facts([known.facts for known in self.known], bool(self._by_kind["exit"])):
            beside = self._beside(self.library.rules[place[0]].signs[place[1]].parts)
            if beside:
                signs[place] = beside
        for rule_id, places in itertools.groupby(sorted(signs), key=operator.itemgetter(0)):
            rule = self.library.rules[rule_id]
            found += self._of_rule(rule, [(rule.signs[number], signs[rule_id, number]) for _, number in places])
        return found

    def _beside(self, parts: Parts) -> List[_Asked]:
        """The events for parts that speak neither of exceptions nor of lines: ends of programs, else each run as a whole."""
        if parts.exit:
            return self._by_kind["exit"]
        told = [index for index, known in enumerate(self.known) if parts.fact is None or known.test(parts.fact)]
        return [(Event("fact", index, self.log.episodes[index].start, ""), nothing_held()) for index in told]

    def _of_rule(self, rule: Rule, signs: Iterable[Tuple[Sign, Sequence[_Asked]]]) -> Iterable[Finding]:
        """What a rule finds with those of its signs that the log can hold, each with the events that can hold it."""
        best: Dict[Tuple[int, int, int], Finding] = {}
        speaks = [self.in_scope(rule, known) for known in self.known]
        for sign, events in signs if any(speaks) else ():
            for event, held in events:
                place = (event.episode, event.chain, -1 if event.chain >= 0 else event.line)
                if not speaks[event.episode] or (place in best and _stronger(best[place].strength, sign.strength)):
                    continue
                match = held.test(sign.parts, event, self.known[event.episode])
                if match is None or not self._also(sign.also, event, match) or self._ruled_out(rule, event, match):
                    continue
                finding = self._finding(rule, sign, event, match)
                if place not in best or _better(finding, best[place]):
                    best[place] = finding
        return best.values()

    def _like(self, parts: Parts) -> Sequence[_Asked]:
        """Events of the kind that parts ask for, without those whose text holds none of the pattern's literals."""
        kind, pattern = ("raised", parts.message) if parts.of_exception else ("line", parts.line) if parts.line else ("exit", None)
        return [asked for asked in self._by_kind[kind] if pattern is None or asked[1].may_say(pattern)]

    def _possible(self, parts: Parts) -> bool:
        """Whether a literal of each of the patterns stands somewhere in the log."""
        return not any(map(self._misses, parts.literals))

    def _misses(self, literals: FrozenSet[str]) -> bool:
        sure, unsure, text = self._said
        return literals.isdisjoint(sure) and (literals.isdisjoint(unsure) or not any(literal in text for literal in literals & unsure))

    @staticmethod
    def in_scope(rule: Rule, known: Known) -> bool:
        """Whether the log shows what a rule must see before it may speak."""
        wanted = SCOPES.get(rule.scope)
        return wanted is None or any(key in known.facts for key in wanted)

    def denied(self, rule: Rule, episode: int) -> bool:
        """Whether an episode itself rules out a rule that something else than its log speaks for."""
        known, run = self.known[episode], self.log.episodes[episode]
        return not self.in_scope(rule, known) or self._ruled_out(rule, Event("fact", episode, run.start, ""), Match())

    def _also(self, conditions: Sequence[Condition], event: Event, match: Match) -> bool:
        return all(self._holds(condition, event, match) for condition in conditions)

    def _ruled_out(self, rule: Rule, event: Event, match: Match) -> bool:
        if not rule.unless:
            return False
        tried = Match(dict(match.captures))  # what does not hold adds nothing to it
        return any(self._holds(condition, event, tried) for condition in rule.unless)

    def _holds(self, condition: Condition, event: Event, match: Match) -> bool:
        """Whether a condition is met around an event; what it captured is added to the match."""
        parts = condition.parts
        if parts.fact and not (parts.of_exception or parts.line or parts.exit):
            fact = self.known[event.episode].test(parts.fact)
            if fact and not condition.absent:
                match.shown.append(fact)
            return (fact is not None) != condition.absent
        if not self._possible(parts):
            return condition.absent
        count = 0
        first: Optional[Tuple[Event, Match]] = None
        for other, tested in self._fitting(parts):
            if _near(condition, event, other) and all(tested.captures.get(name) == match.captures.get(name) for name in condition.same):
                count += other.times
                first = first or (other, tested)
        met = count >= condition.count
        if met and first and not condition.absent:
            where, tested = first
            match.captures.update({name: value for name, value in tested.captures.items() if name not in match.captures})
            match.shown += [*tested.shown, Fact("", None, where.line, text=where.text)]
        return met != condition.absent

    def _fitting(self, parts: Parts) -> Sequence[Tuple[Event, Match]]:
        """All events of the log of which the parts hold, in order: worked out once, asked for at many places."""
        fitting = self._fits.get(id(parts))
        if fitting is None:
            tested = ((event, held.test(parts, event, self.known[event.episode])) for event, held in self._like(parts))
            fitting = self._fits[id(parts)] = [(event, match) for event, match in tested if match]
        return fitting

    def _finding(self, rule: Rule, sign: Sign, event: Event, match: Match) -> Finding:
        known = self.known[event.episode]
        evidence = [Evidence(event.line, shorten(event.text.partition("\n")[0] if event.raised else event.text))] if event.kind != "fact" else []
        if match.lines_down and event.raised:
            text = event.raised.message.split("\n")[match.lines_down]
            evidence.append(Evidence(min(event.raised.line + match.lines_down, event.raised.end), shorten(text)))
        why = [f"{sign.strength} sign on {event.kind} at line {event.line}" if event.kind != "fact" else f"{sign.strength} sign on facts"]
        against: List[str] = []
        confirmed = "unknown"
        for confirmation in rule.confirm:
            fact = known.test(confirmation.test, match.captures)
            if fact is None or (fact.origin and confirmation.against):
                continue  # what is known beside the log speaks against a finding only in `proof`: it may have changed since
            if confirmation.against:
                confirmed = "no" if confirmed == "unknown" else confirmed
                against.append(f"{fact.key} is {fact.value!r} (line {fact.line})")
            else:
                confirmed = "yes"
                why.append(f"confirmed by {fact.key} = {'missing' if fact.value is None and fact.origin else repr(fact.value)} ({place_of(fact)})")
                match.shown.append(fact)
        for fact in match.shown:
            if (fact.line or fact.origin) and all((one.line, one.text) != (fact.line, shorten(fact.text)) for one in evidence):
                evidence.append(Evidence(fact.line, shorten(fact.text or str(fact.value)), fact.key, fact.file))
        evidence += [one for one in _elsewhere(event, self.log.episodes[event.episode]) if all(shown.file or one.line != shown.line for shown in evidence)]
        of_log = next((one.line for one in evidence if one.line and not one.file), self.log.episodes[event.episode].start)
        line = event.line if event.kind != "fact" else of_log
        return Finding(
            rule.id, sign.strength, event.episode, event.chain, event.position, line, match.captures, tuple(evidence), confirmed, tuple(why), tuple(against)
        )  # fmt: skip


def _elsewhere(event: Event, episode: Episode) -> List[Evidence]:
    """Where it is seen again: the exception that ended its chain, and the last repetition."""
    found: List[Evidence] = []
    chain = episode.chains[event.chain] if event.chain >= 0 else None
    if chain is not None and event.position < len(chain.raised) - 1:
        final = max(chain.raised, key=lambda raised: raised.line)
        text = shorten(f"{final.type}: {final.message}".strip(": ").partition("\n")[0])
        found.append(Evidence(final.line, text))
        if chain.count > 1:
            found.append(Evidence(final.line + chain.last - chain.start, text))
    if event.times > 1:
        found.append(Evidence(event.last, shorten(event.text)))
    return found


def place_of(fact: Fact) -> str:
    """Where a fact is told: a line of the log or of a file, else who knows it."""
    if fact.file:
        return f"{fact.file}:{fact.line}" if fact.line else fact.file
    return fact.origin or f"line {fact.line}"


def shorten(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST_EVIDENCE else text[: LONGEST_EVIDENCE - 1] + "…"


def _near(condition: Condition, event: Event, other: Event) -> bool:
    """Whether another event stands where a condition asks for it."""
    if (condition.where == "before" and other.line >= event.line) or (condition.where == "after" and other.line <= event.line):
        return False
    if isinstance(condition.within, int):
        return lines_between(event, other) <= condition.within
    if condition.within == "log":
        return True
    if other.episode != event.episode or condition.within == "episode":
        return other.episode == event.episode
    return other.chain == event.chain if event.chain >= 0 else other.line == event.line


def _better(one: Finding, other: Finding) -> bool:
    """The stronger sign, then the one nearer to the root, then the earlier line, then the one with more captures."""

    def rank(finding: Finding) -> Tuple[int, int, int, int]:
        return (STRENGTHS.index(finding.strength), max(0, finding.position), finding.line, -len(finding.captures))

    return rank(one) < rank(other)


def _stronger(one: str, other: str) -> bool:
    return STRENGTHS.index(one) < STRENGTHS.index(other)

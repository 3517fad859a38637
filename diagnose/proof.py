"""What is known beside the log, held against the findings of the log: which it confirms, which it contradicts, and what no log shows."""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Set, Tuple

from diagnose import expressions
from diagnose.checkup.check import ERROR, OK, WARNING, Check
from diagnose.late import late
from diagnose.library import Library
from diagnose.matching import Matcher, place_of, shorten
from diagnose.model import Evidence, Fact, Finding, Log, Raised
from diagnose.names import pip_name
from diagnose.outside import Config, Outside
from diagnose.rule import Rule

STALE = 0.75
"""Factor for a finding that a file contradicts. The log tells what was and the file what is: that they differ is mostly because the file was
changed since, which takes little from the finding; a contradiction within the log takes more."""
SEEN = 0.92
"""Confidence in a fault that was found beside the log, in a run whose log bears it out: as good as a strong sign in the log."""
BESIDE, OTHER_ERROR, ONE_OF_MANY = 0.75, 0.6, 0.5
"""Factors for a fault that was found beside a failed or a silent run: nothing in the log speaks of it; the run ended with an error that is
not known to come from it; there are several such faults, of which one is right at most."""
_NAMES = ("mod", "name", "pkg", "package", "lib", "library", "dll", "path", "file", "missing", "port")
"""Captures that name what a finding is about."""
_PATH = late(r"[\\/]|\.\w{1,12}$")


class Proof:
    """One log and what is known beside it."""

    def __init__(self, told: Log, matcher: Matcher, outside: Outside, library: Library) -> None:
        self._told = told
        """The log without the facts from elsewhere."""
        self._matcher = matcher
        self._outside = outside
        self._library = library
        self._configs: Dict[int, Config] = outside.configs_of(told.episodes)

    def held(self, finding: Finding) -> Finding:
        """A weighed finding with what confirms it and what contradicts it."""
        rule = self._library.rules[finding.rule]
        if rule.role != "cause":
            return finding
        finding = self._held_against_facts(self._held_against_files(finding, rule), rule)
        for check in self._outside.checks:
            if check.rule == rule.id and self._of_run(check, rule, finding.episode) and self._same_thing(check, finding, rule):
                finding = _confirmed(finding, check, _key_of(check, self._outside)) if check.status == ERROR else _outdated(finding, check) if check.status == OK else finding
        return finding

    def _held_against_files(self, finding: Finding, rule: Rule) -> Finding:
        """The values that the finding is about, as the file has them now."""
        config, run = self._configs.get(finding.episode), self._told.episodes[finding.episode]
        known = self._matcher.known[finding.episode]
        denied = {one.test.key for one in rule.confirm if one.against and _fact_beside(known.test(one.test, finding.captures))}
        for key in sorted(_keys(finding, rule)):
            now = config.facts.get(key) if config is not None else None
            if now is None:
                continue
            then = run.facts[key].value if key in run.facts else finding.captures.get("value", now.value)
            if str(then) != str(now.value):
                finding = finding._replace(against=(*finding.against, f"{place_of(now)} says {_short(key)} = {now.value!r} by now: changed since the run"))
            elif key in denied:
                finding = _doubted(finding._replace(against=(*finding.against, f"{place_of(now)} says {_short(key)} = {now.value!r}: nothing is wrong with it")))
            elif any(one.fact == key for one in finding.evidence):
                shown = Evidence(now.line, shorten(now.text), key, now.file)
                why = f"{place_of(now)} still says {_short(key)} = {now.value!r}"
                finding = finding._replace(why=(*finding.why, why), evidence=finding.evidence if shown in finding.evidence else (*finding.evidence, shown))
        return finding

    def _held_against_facts(self, finding: Finding, rule: Rule) -> Finding:
        """What folder and environment tell against it."""
        known = self._matcher.known[finding.episode]
        for one in rule.confirm:
            fact = known.test(one.test, finding.captures) if one.against else None
            if fact is not None and fact.origin and not fact.key.startswith("config."):
                finding = _doubted(finding._replace(against=(*finding.against, f"{place_of(fact)} says {fact.key} = {fact.value!r}: nothing is wrong with it")))
        return finding

    def unseen(self, root: Optional[Raised], episode: int) -> List[Finding]:
        """Causes that the log does not show: what checks found wrong, where the run is one that dies of it or suffers it in silence.

        `episode` is the run that failed and no rule explains, `root` its exception; -1 when no run failed.
        """
        found: Dict[str, Finding] = {}
        runs = [episode] if episode >= 0 else range(len(self._told.episodes) - 1, -1, -1)
        for index in runs:
            for check in self._outside.checks:
                rule = self._library.rules.get(check.rule)
                if rule is not None and rule.id not in found and self._speaks_of(check, rule, index, episode >= 0):
                    found[rule.id] = self._finding(check, rule, index, root, episode >= 0)
        unborne = [one for one in found.values() if one.confirmed != "yes" and episode >= 0]
        if len(unborne) > 1:
            # Of several faults that nothing in the log speaks of, those that could raise its exception stand out.
            likely = max(one.confidence for one in unborne)
            best = [one.rule for one in unborne if one.confidence == likely]
            for one in unborne:
                if len(best) > 1 or one.rule not in best:
                    found[one.rule] = one._replace(confidence=round(SEEN * ONE_OF_MANY, 3))
        return list(found.values())

    def _speaks_of(self, check: Check, rule: Rule, index: int, failed: bool) -> bool:
        run = self._told.episodes[index]
        wrong = check.status == ERROR or (rule.silent and check.status == WARNING)
        if not wrong or rule.role != "cause" or not (failed or (rule.silent and run.stage)):
            return False
        now, then = self._value(check, index)
        return self._of_run(check, rule, index) and (then is None or now is None or then.value == now.value) and not self._matcher.denied(rule, index)

    def _finding(self, check: Check, rule: Rule, index: int, root: Optional[Raised], failed: bool) -> Finding:
        run = self._told.episodes[index]
        now, then = self._value(check, index)
        borne = now is not None and then is not None
        weight = SEEN if borne or (not failed and rule.silent and _stands_still(check)) else SEEN * BESIDE
        if failed and not borne and root is not None and root.type and root.name not in _raises(rule):
            weight = SEEN * OTHER_ERROR
        if borne:
            weight += (1 - weight) / 2
        evidence = [_evidence(check)]
        if then is not None and then.line:
            evidence.insert(0, Evidence(then.line, shorten(then.text), then.key))
        why = [f"the check {check.id} found it"]
        line = then.line if then is not None and then.line else run.finished or run.start
        return Finding(rule.id, "strong", index, -1, -1, max(1, line), {}, tuple(evidence), "yes" if borne else "unknown", tuple(why), (), round(weight, 3))

    def _value(self, check: Check, index: int) -> Tuple[Optional[Fact], Optional[Fact]]:
        """The configuration value that a check is about: as the file has it, and as the run's log told it."""
        config, run = self._configs.get(index), self._told.episodes[index]
        key = _key_of(check, self._outside)
        now = config.facts.get(key) if config is not None else None
        return now, run.facts.get(key)

    def _of_run(self, check: Check, rule: Rule, index: int) -> bool:
        """Whether a run needs what a check looked at: by its stage, and by the configuration file that it read."""
        stage = self._told.episodes[index].stage
        if stage and ((check.stages and stage not in check.stages) or (rule.stages and stage not in rule.stages)):
            return False
        read = self._configs.get(index)
        others = {config.path for config in self._outside.configs if config is not read and config.stages}
        return check.place is None or check.place.file not in others

    def _same_thing(self, check: Check, finding: Finding, rule: Rule) -> bool:
        """Whether a check and a finding of one rule are about the same value or file."""
        key, keys = _key_of(check, self._outside), _keys(finding, rule)
        if key and keys:
            asked = {name[len("facts.") :] for _, expression in rule.values for name in expressions.names(expression)}
            return key in keys | asked
        named = {re.split(r"[\\/]", value.strip().rstrip("\\/"))[-1].lower() for name, value in finding.captures.items() if name in _NAMES or _PATH.search(value)}
        text = _text_of(check)
        return not any(named) or any(spelling in text for name in named if name for spelling in (name, name.replace("_", "-"), pip_name(name).lower()))


def _confirmed(finding: Finding, check: Check, key: str) -> Finding:
    weight = finding.confidence
    if finding.confirmed == "unknown":
        finding = finding._replace(confirmed="yes", confidence=round(weight + (1 - weight) / 2, 3))
    shown = _evidence(check)
    known = any(one.file == shown.file and (one.fact == key if key else one.line == shown.line) for one in finding.evidence)
    return finding._replace(why=(*finding.why, f"the check {check.id} found it too"), evidence=finding.evidence if known else (*finding.evidence, shown))


def _outdated(finding: Finding, check: Check) -> Finding:
    return _doubted(finding._replace(against=(*finding.against, f"the check {check.id} finds nothing wrong by now")))


def _doubted(finding: Finding) -> Finding:
    """A finding that what is known beside the log contradicts; what the log itself confirms stays confirmed."""
    if finding.confirmed != "unknown":
        return finding
    return finding._replace(confirmed="no", confidence=round(finding.confidence * STALE, 3))


def _keys(finding: Finding, rule: Rule) -> Set[str]:
    """The configuration values that a finding is about."""
    shown = {one.fact for one in finding.evidence if one.fact.startswith("config.")}
    asked = {one.test.key for one in rule.confirm if one.test.key.startswith("config.")}
    return shown | asked | {f"config.{one.edit_config}" for one in rule.remedies if one.edit_config}


def _key_of(check: Check, outside: Outside) -> str:
    """The configuration value that a check is about: that of its edit, else the one at its place; empty for another thing."""
    if check.edit is not None:
        return f"config.{check.edit.key}"
    if check.place is None or not check.place.line:
        return ""
    facts = [fact for config in outside.configs for fact in config.facts.values() if (fact.file, fact.line) == (check.place.file, check.place.line)]
    # The web UI writes a whole configuration on one line: there the check's name tells.
    named = [fact.key for fact in facts if fact.key.rpartition(".")[2].lower().replace("_", "-") == check.id.partition(".")[2]]
    single = [fact.key for fact in facts if fact.value != "{...}"]
    return (named or (single if len(single) == 1 else [""]))[0]


def _text_of(check: Check) -> str:
    """All that a check says, in small letters."""
    place = [check.place.file, check.place.text] if check.place else []
    return "\n".join([*check.title.values(), *check.advice.values(), *(words for one in check.details for words in one.values()), *place]).lower()


def _evidence(check: Check) -> Evidence:
    place = check.place
    text = place.text if place is not None and place.text else check.title["en"]
    return Evidence(place.line if place else 0, shorten(text), file=place.file if place else "", said=dict(check.title))


def _fact_beside(fact: Optional[Fact]) -> bool:
    return fact is not None and bool(fact.origin)


def _raises(rule: Rule) -> Set[str]:
    """Names of the exceptions that a rule knows."""
    return {name.rpartition(".")[2] for sign in rule.signs for name in sign.parts.exception}


def _stands_still(check: Check) -> bool:
    """A file of the program folder does not change by itself; the configuration in TEMP is written anew at every start."""
    return check.id.startswith("workspace.")


def _short(key: str) -> str:
    return key[len("config.") :]

"""The rule language: reads a `rule.yaml` into a Rule, and refuses what is not of the language with path:line:column."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple, Union

import regex

from diagnose import expressions
from diagnose.literals import reads_digits, required_literals
from diagnose.rule import (
    ABOUT,
    COMPARISONS,
    EFFORTS,
    NOTHING,
    RISKS,
    ROLES,
    SCOPES,
    STAGES,
    STATES,
    STRENGTHS,
    SUBJECTS,
    Condition,
    Confirmation,
    FactTest,
    FrameTest,
    Names,
    Parts,
    Pattern,
    RemedyRule,
    Rule,
    Sign,
    compile_pattern,
)  # fmt: skip
from diagnose.tree import Node, plain

KEYS = ("role", "revision", "title", "stages", "scope", "signs", "unless", "refines", "needs", "follows", "silent", "confirm", "values", "remedies", "references")  # fmt: skip
PARTS = ("exception", "message", "last_frame", "any_frame", "line", "exit", "fact")
CONDITION = (*PARTS, "within", "where", "count", "absent", "same")


def read_rule(node: Node, rule_id: str, folder: Any = None) -> Rule:
    """A rule from its YAML; raises RuleError with path:line:column."""
    given = node.mapping(KEYS)
    for key in ("role", "revision", "title", "scope", "signs"):
        if key not in given:
            raise node.error(f"key {key!r} is missing")
    title = given["title"].mapping(("zh", "en"))
    if set(title) != {"zh", "en"}:
        raise given["title"].error("a title in zh and en is expected")
    if not isinstance(given["revision"].value, int):
        raise given["revision"].error("a whole number is expected")
    silent = given["silent"].value if "silent" in given else False
    if not isinstance(silent, bool):
        raise given["silent"].error("true or false is expected")
    signs = tuple(_sign(one) for one in given["signs"].items())
    if not signs:
        raise given["signs"].error("at least one sign is expected")

    def texts(key: str) -> Names:
        return tuple(one.text() for one in given[key].items()) if key in given else ()

    return Rule(
        id=rule_id,
        role=given["role"].choice(ROLES),
        revision=given["revision"].value,
        title={lang: one.text() for lang, one in title.items()},
        scope=given["scope"].choice(SCOPES),
        signs=signs,
        stages=tuple(one.choice(STAGES) for one in given["stages"].items()) if "stages" in given else (),
        unless=tuple(_condition(one, "event") for one in given["unless"].items()) if "unless" in given else (),
        refines=texts("refines"),
        needs=texts("needs"),
        follows=texts("follows"),
        silent=silent,
        confirm=tuple(_confirmation(one) for one in given["confirm"].items()) if "confirm" in given else (),
        values=_values(given.get("values")),
        remedies=tuple(_remedy(one) for one in given["remedies"].items()) if "remedies" in given else (),
        references=texts("references"),
        folder=folder,
    )


def _sign(node: Node) -> Sign:
    given = node.mapping((*PARTS, "strength", "also"))
    if "strength" not in given:
        raise node.error("key 'strength' is missing")
    also = tuple(_condition(one, "episode") for one in given["also"].items()) if "also" in given else ()
    return Sign(given["strength"].choice(STRENGTHS), _parts(node, given), also)


def _condition(node: Node, within: str) -> Condition:
    given = node.mapping(CONDITION)
    parts = _parts(node, given)
    distance: Union[str, int] = within
    if "within" in given:
        text = str(given["within"].value)
        number = text.partition(" ")[0]
        if text.endswith(" lines") and number.isdigit():
            distance = int(number)
        else:
            distance = given["within"].choice(("chain", "episode", "log"))
    count = 1
    if "count" in given:
        text = str(given["count"].value)
        if not (text.endswith("+") and text[:-1].isdigit()):
            raise given["count"].error("a count such as 3+ is expected")
        count = int(text[:-1])
    where = given["where"].choice(("before", "after", "anywhere")) if "where" in given else "anywhere"
    absent = given["absent"].value if "absent" in given else False
    if not isinstance(absent, bool):
        raise given["absent"].error("true or false is expected")
    same = given["same"].one_or_many(Node.text) if "same" in given else ()
    return Condition(parts, distance, where, count, absent, same)


def _parts(node: Node, given: Dict[str, Node]) -> Parts:
    parts = Parts(
        exception=given["exception"].one_or_many(Node.text) if "exception" in given else (),
        message=_pattern(given.get("message")),
        last_frame=_frame(given.get("last_frame")),
        any_frame=_frame(given.get("any_frame")),
        line=_pattern(given.get("line")),
        exit=given["exit"].one_or_many(lambda one: str(one.value)) if "exit" in given else (),
        fact=_fact(given["fact"]) if "fact" in given else None,
    )
    kinds = [parts.of_exception, bool(parts.line), bool(parts.exit)]
    if sum(kinds) > 1:
        raise node.error("an exception, a line and an exit are different events: put the others under 'also'")
    if not any(kinds) and not parts.fact:
        raise node.error(f"at least one of {', '.join(PARTS)} is expected")
    return parts


def _pattern(node: Optional[Node]) -> Pattern:
    if node is None:
        return NOTHING
    try:
        compile_pattern(node.text())
    except regex.error as error:
        raise node.error(f"the pattern cannot be read: {error}") from None
    return Pattern.of(node.text(), required_literals(node.text()), reads_digits(node.text()))


def _frame(node: Optional[Node]) -> Optional[FrameTest]:
    if node is None:
        return None
    given = node.mapping(("file", "under", "function", "source"))
    if not given:
        raise node.error("file, under, function or source is expected")
    return FrameTest(
        given["file"].one_or_many(Node.text) if "file" in given else (),
        given["under"].one_or_many(Node.text) if "under" in given else (),
        given["function"].one_or_many(Node.text) if "function" in given else (),
        _pattern(given.get("source")),
    )


def _fact(node: Node, extra: Tuple[str, ...] = ()) -> FactTest:
    given = node.mapping((*SUBJECTS, "is", *extra))
    subjects = [key for key in given if key in SUBJECTS]
    if len(subjects) != 1 or "is" not in given:
        raise node.error(f"one of {', '.join(SUBJECTS)} and 'is' are expected")
    subject = subjects[0]
    key = given[subject].choice(ABOUT) if subject == "about" else f"{subject}.{given[subject].text()}"
    state = given["is"]
    if isinstance(state.value, dict):
        compared = state.mapping(COMPARISONS)
        if len(compared) != 1:
            raise state.error(f"one of {', '.join(COMPARISONS)} is expected")
        name, value = next(iter(compared.items()))
        if name == "matches":
            return FactTest(key, name, _pattern(value))
        if name in ("over", "under") and not isinstance(value.value, (int, float)):
            raise value.error("a number is expected")
        return FactTest(key, name, plain(value))
    if isinstance(state.value, bool):
        return FactTest(key, str(state.value).lower())
    return FactTest(key, state.choice(STATES))


def _confirmation(node: Node) -> Confirmation:
    test = _fact(node, ("says",))
    if "says" not in node.value:
        raise node.error("key 'says' is missing")
    return Confirmation(test, node.value["says"].choice(("for", "against")) == "against")


def _values(node: Optional[Node]) -> Tuple[Tuple[str, expressions.Expression], ...]:
    if node is None:
        return ()
    if not isinstance(node.value, dict):
        raise node.error("a mapping is expected")
    return tuple((name, _expression(one)) for name, one in node.value.items())


def _expression(node: Node) -> expressions.Expression:
    try:
        return expressions.parse(str(node.value))
    except expressions.ExpressionError as error:
        raise node.error(f"the expression cannot be read: {error}") from None


def _remedy(node: Node) -> RemedyRule:
    given = node.mapping(("id", "effort", "risk", "edit", "verify"))
    for key in ("id", "effort", "risk"):
        if key not in given:
            raise node.error(f"key {key!r} is missing")
    edit = given["edit"].mapping(("config", "set")) if "edit" in given else None
    if edit is not None and set(edit) != {"config", "set"}:
        raise given["edit"].error("config and set are expected")
    return RemedyRule(
        id=given["id"].text(),
        effort=given["effort"].choice(EFFORTS),
        risk=given["risk"].choice(RISKS),
        edit_config=edit["config"].text() if edit else "",
        edit_set=_expression(edit["set"]) if edit else None,
        verify=_fact(given["verify"]) if "verify" in given else None,
    )

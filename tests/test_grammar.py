"""The rule language: what it takes, what it refuses, and where it says the fault is."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.grammar import read_rule
from diagnose.library import load_library
from diagnose.literals import required_literals
from diagnose.rule import Rule, RuleError
from diagnose.tree import read_tree

GOOD = """\
role: cause
revision: 1
title: {zh: 题, en: Title}
scope: python
signs:
  - strength: decisive
    exception: ValueError
    message: 'bad (?P<what>\\w+)'
"""


def read(text: str) -> Rule:
    return read_rule(read_tree(text, "x/rule.yaml"), "config.x")


def test_a_small_rule_is_read() -> None:
    rule = read(GOOD)
    assert rule.signs[0].parts.exception == ("ValueError",)
    assert rule.title == {"zh": "题", "en": "Title"}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (GOOD + "colour: red\n", "9:9", "unknown key 'colour'"),
        (GOOD + "scope: torch\n", "9:1", "duplicate key 'scope'"),
        (GOOD.replace("decisive", "sure"), "6:15", "not one of decisive, strong, weak"),
        (GOOD.replace("'bad (?P<what>\\w+)'", "'bad ('"), "8:14", "the pattern cannot be read"),
        (GOOD.replace("    message", "    line: 'abcd'\n    message"), "6:5", "different events"),
        (GOOD.replace("role: cause", "role: reason"), "1:7", "not one of cause, symptom, advice"),
        (GOOD.replace("revision: 1", "revision: one"), "2:11", "a whole number"),
        (GOOD.replace("title: {zh: 题, en: Title}", "title: {zh: 题}"), "3:8", "zh and en"),
        (GOOD.replace("scope: python\n", ""), "1:1", "key 'scope' is missing"),
        (GOOD + "values: {x: 'captures.a | nonsense'}\n", "9:13", "unknown filter 'nonsense'"),
        (GOOD + "confirm:\n  - {config: a.b, is: whole, says: for}\n", "10:23", "not one of integer"),
        (GOOD + "confirm:\n  - {config: a.b, is: integer}\n", "10:5", "key 'says' is missing"),
        (GOOD + "unless:\n  - {line: 'abcd', within: 3 miles}\n", "10:28", "not one of chain, episode, log"),
        (GOOD + "unless:\n  - {line: 'abcd', count: 3}\n", "10:27", "a count such as 3+"),
        (GOOD + "unless:\n  - {within: episode}\n", "10:5", "at least one of exception"),
        (GOOD + "remedies:\n  - {id: a, effort: day, risk: none}\n", "10:21", "not one of minute, hour, purchase"),
        ("role: [\n", "2:1", ""),
        ("", "1:1", "empty"),
        ("- a\n", "1:1", "a mapping is expected"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        read(text)
    assert str(caught.value).startswith(f"x/rule.yaml:{place}: ")
    assert words in str(caught.value)


def write_rule(top: Path, rule_id: str, text: str) -> None:
    folder = top / rule_id.replace(".", "/")
    folder.mkdir(parents=True)
    (folder / "rule.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("refines: [env.nothing]\n", "refines 'env.nothing', which is no rule"),
        ("refines: [config.x]\n", "refines in a circle: config.x > config.x"),
        ("follows: [nowhere]\n", "follows 'nowhere'"),
        ("unless: [{line: '\\d+'}]\n", "no literal of four characters"),
        ("unless: [{line: 'card (?P<a>one)|card (?P<a>two)'}]\n", "the group name 'a' stands twice in the line pattern"),
    ],
)
def test_edges_and_patterns_that_cannot_work_are_refused(tmp_path: Path, extra: str, words: str) -> None:
    write_rule(tmp_path, "config.x", GOOD + extra)
    with pytest.raises(RuleError, match=r"rule\.yaml:1:1") as caught:
        load_library([tmp_path], packaged=False)
    assert words in str(caught.value)


def test_an_own_rule_replaces_the_packaged_one(tmp_path: Path) -> None:
    write_rule(tmp_path, "python.program-bug", GOOD)
    assert load_library([tmp_path]).rules["python.program-bug"].title["en"] == "Title"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder"):
        load_library([tmp_path / "nowhere"])


@given(st.text(max_size=200))
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    try:
        read(text)
    except RuleError as error:
        assert str(error).startswith("x/rule.yaml:")


@given(st.text(alphabet="role:causetitlezhensigns{}[]-'\"\n |>&*!#,0", max_size=120))
def test_half_broken_yaml_is_told_not_raised(text: str) -> None:
    with contextlib.suppress(RuleError):
        read(GOOD + text)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"Error code 1455|\[WinError 1455\]", {"Error code 1455", "[WinError 1455]"}),
        (r"sm_(?P<sm>120)\b", {"sm_120"}),
        (r"已杀死", {"已杀死"}),
        (r"\d+ abc", {" abc"}),
        (r"foo(?:bar|quux)+ (?:x|y)", None),
        (r"(?i)hello world", None),
        (r"abcd?", None),
        (r"a{5}", None),
    ],
)
def test_the_literal_that_every_match_holds(pattern: str, literals: set[str] | None) -> None:
    assert required_literals(pattern) == (frozenset(literals) if literals else None)

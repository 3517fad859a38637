"""JSON is read just as Python reads it, and on beyond the place where Python stops."""

from __future__ import annotations

import json
import math
from typing import Any, List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.config.jsoncursor import MOST_PROBLEMS
from diagnose.config.jsontext import read_json
from diagnose.config.positions import Parsed, Positions
from diagnose.config.structure import plain_of
from diagnose.config.values import LIST, SCALAR

KEYS = st.text(min_size=1).filter(lambda key: "." not in key)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
TREES = st.dictionaries(KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12), max_size=5)
MARKS = [*"{}[],:\"'\\ \n\t#/=0123.eE+-ntfuI，：“”\x00\ufeff", "//", "/*", "True", "NaN", "\\u12", "null", "\\ud83d"]
CUTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 3), st.sampled_from(MARKS)), max_size=4)


def accepted(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def mistakes(parsed: Parsed) -> List[str]:
    return [problem.key for problem in parsed.problems if problem.key != "duplicate-key"]


def same(found: Any, wanted: Any) -> bool:
    return repr(found) == repr(wanted)


def assert_values(text: str, parsed: Parsed, tree: Any, path: str = "") -> None:
    """Every value of a tree is there, of the right type, and its span is its own text."""
    for key, wanted in tree.items() if isinstance(tree, dict) else enumerate(tree):
        inner = f"{path}.{key}" if path else str(key)
        value = parsed.values[inner]
        assert json.loads(text[value.start : value.end]) == wanted or not same(wanted, wanted) or "nan" in repr(wanted)
        if isinstance(wanted, (dict, list)):
            assert_values(text, parsed, wanted, inner)
        else:
            assert same(value.value, wanted)
            assert value.form == SCALAR
        assert (value.line, value.column) == (text.count("\n", 0, value.start) + 1, value.start - text.rfind("\n", 0, value.start))


@settings(max_examples=150, deadline=None)
@given(TREES, st.sampled_from([None, 1, 4]), st.booleans())
def test_every_value_is_read_as_python_reads_it_with_its_place(tree, indent, ascii):
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii)
    parsed = read_json(text)
    assert parsed.problems == ()
    assert parsed.whole
    assert_values(text, parsed, json.loads(text))


@settings(max_examples=300, deadline=None)
@given(TREES, CUTS, st.sampled_from([None, 1]))
def test_a_text_has_a_mistake_exactly_when_python_refuses_it(tree, cuts, indent):
    text = json.dumps(tree, indent=indent, ensure_ascii=len(cuts) % 2 == 0)
    for place, dropped, mark in cuts:
        place %= len(text) + 1
        text = text[:place] + mark + text[place + dropped :]
    parsed = read_json(text)
    assert accepted(text) == (not mistakes(parsed))
    assert all(0 <= problem.offset <= len(text) for problem in parsed.problems)
    assert all(0 <= value.start <= value.end <= len(text) for value in parsed.values.values())
    assert [problem.offset for problem in parsed.problems] == sorted(problem.offset for problem in parsed.problems)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="".join(mark for mark in MARKS if len(mark) == 1) + "rual", max_size=60))
def test_no_text_makes_it_fail(text):
    parsed = read_json(text)
    assert accepted(text) == (not mistakes(parsed))
    assert len(parsed.problems) <= MOST_PROBLEMS


@pytest.mark.parametrize(
    ("text", "key", "line", "column"),
    [
        ("", "empty", 1, 1),
        (" \n", "empty", 1, 1),
        ('{"a": 1,}', "syntax-trailing-comma", 1, 8),
        ('{\n "a": [1, 2,],\n "b": 3\n}', "syntax-trailing-comma", 2, 12),
        ('{\n "a": 1,\n}', "syntax-trailing-comma", 2, 8),
        ('{"a": 1 "b": 2}', "syntax-comma-missing", 1, 8),
        ('{\n "a": 1\n "b": 2\n}', "syntax-comma-missing", 2, 8),
        ('{"a": 1,, "b": 2}', "syntax-comma-extra", 1, 9),
        ('{"a": 1} // x', "syntax-comment", 1, 10),
        ('{\n # why\n "a": 1}', "syntax-comment", 2, 2),
        ('{"a": /* x */ 1}', "syntax-comment", 1, 7),
        ("{'a': 1}", "syntax-single-quotes", 1, 2),
        ('{"a": True}', "syntax-python-word", 1, 7),
        ('{"a": None}', "syntax-python-word", 1, 7),
        ("{a: 1}", "syntax-key", 1, 2),
        ('{"a": abc}', "syntax-word", 1, 7),
        ('{"a": 007}', "syntax-word", 1, 7),
        ('{"a": .5}', "syntax-word", 1, 7),
        ('{"a" 1}', "syntax-colon", 1, 5),
        ('{"a" = 1}', "syntax-colon", 1, 6),
        ('{"a": }', "syntax-value-missing", 1, 6),
        ('{"a"：1}', "syntax-full-width", 1, 5),
        ('{"a": 1，"b": 2}', "syntax-full-width", 1, 8),
        ('{“a”: 1}', "syntax-full-width", 1, 2),
        (r'{"a": "D:\GPT"}', "syntax-escape", 1, 10),
        (r'{"a": "C:\users\me"}', "syntax-escape", 1, 10),
        (r'{"a": "D:\models\"}', "syntax-quote-end", 1, 7),
        ('{"a": "x}\n', "syntax-quote", 1, 7),
        ('{"a": "x\ty"}', "syntax-control", 1, 9),
        ('{"a":\u30001}', "syntax-odd-blank", 1, 6),
        ('{"a": [1, 2}', "syntax-bracket", 1, 12),
        ('{"train": {"a": 1', "syntax-unclosed", 1, 18),
        ('{"a": 1} {"b": 2}', "syntax-extra", 1, 10),
        ("[" * 99, "syntax-deep", 1, 62),
        ('{"a": 1, "a": 2}', "duplicate-key", 1, 15),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(text, key, line, column):
    parsed = read_json(text)
    first = parsed.problems[0]
    assert (first.key, *Positions(text).at(first.offset)) == (key, line, column)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": 1, // one\n "b": [1, 2,],}', {"a": 1, "b": [1, 2]}),
        ("{'a': 'x', 'b': True, 'c': None}", {"a": "x", "b": True, "c": None}),
        (r'{"a": "D:\GPT\models", "b": 1}', {"a": "D:\\GPT\\models", "b": 1}),
        ("{“a”：1，“b”：“x”}", {"a": 1, "b": "x"}),
    ],
)
def test_what_was_meant_is_read_on(text, values):
    parsed = read_json(text)
    assert {key: plain_of(parsed.values, key) for key in values} == values
    assert parsed.whole


def test_of_a_key_given_twice_the_last_one_counts_with_all_that_is_in_it():
    text = '{"train": {"a": 1, "b": 2}, "train": {"a": 3}}'
    parsed = read_json(text)
    assert {key: value.value for key, value in parsed.values.items()} == {"train": "{...}", "train.a": 3}
    assert dict(parsed.problems[0].values) == {"name": "train", "line": 1}


def test_what_was_lost_makes_no_key_missing():
    assert not read_json('{"train": {"epochs": 8').whole


def test_numbers_that_python_reads_are_read():
    parsed = read_json('{"a": NaN, "b": -Infinity, "c": 1e400, "d": -0, "e": 1E5}')
    assert parsed.problems == ()
    found = {key: value.value for key, value in parsed.values.items()}
    assert math.isnan(found["a"])  # type: ignore[arg-type]
    assert [found[key] for key in "bcde"] == [-math.inf, math.inf, 0, 1e5]
    assert read_json('{"a": ' + "9" * 5000 + "}").problems == () or not accepted('{"a": ' + "9" * 5000 + "}")


def test_a_list_is_told_on_one_line_as_the_trainer_prints_it():
    parsed = read_json('{"betas": [\n 0.8,\n 0.99\n], "deep": [[1], [2, "x"]]}')
    assert (parsed.values["betas"].value, parsed.values["betas"].form) == ("[0.8, 0.99]", LIST)
    assert parsed.values["deep"].value == "[[1], [2, 'x']]"
    assert parsed.values["betas.1"].line == 3

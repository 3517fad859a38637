"""YAML is read just as PyYAML reads it for the trainer, and its complaints are said so that they can be mended."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.config.positions import Positions
from diagnose.config.structure import plain_of
from diagnose.config.values import SECTION
from diagnose.config.yamltext import read_yaml

KEYS = st.text(alphabet="abcdefgh_", min_size=1, max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12) | st.sampled_from(["1e-5", "no", "0x10", "12:30", "~", "16-mixed"])
TREES = st.dictionaries(KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8), min_size=1, max_size=5)
MARKS = list(":{}[],&*!|>'\"%@`#-? \n\t\\~=：0aé\x00\ufeff")


def accepted(text: str) -> bool:
    """PyYAML reads it, by the loader that is safe for any text."""
    try:
        yaml.load(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return False
    return True


def assert_tree(text: str, values: Any, tree: Any, path: str) -> None:
    for key, wanted in tree.items() if isinstance(tree, dict) else enumerate(tree):
        inner = f"{path}.{key}" if path else str(key)
        value = values[inner]
        if isinstance(wanted, dict):
            assert value.form == SECTION
            assert_tree(text, values, wanted, inner)
        elif isinstance(wanted, list):
            assert plain_of(values, inner) == wanted or any(isinstance(item, dict) for item in wanted) or "{" in str(wanted)
            assert_tree(text, values, wanted, inner)
        else:
            assert repr(value.value) == repr(wanted)
            assert (value.line, value.column) == (text.count("\n", 0, value.start) + 1, value.start - text.rfind("\n", 0, value.start))


@settings(max_examples=150, deadline=None)
@given(TREES, st.booleans(), st.booleans())
def test_every_value_is_read_as_pyyaml_reads_it_with_its_place(tree, flow, unicode):
    text = yaml.dump(tree, default_flow_style=flow, allow_unicode=unicode)
    parsed = read_yaml(text)
    assert parsed.problems == ()
    assert parsed.whole
    assert_tree(text, parsed.values, yaml.safe_load(text), "")


@settings(max_examples=200, deadline=None)
@given(TREES, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 2), st.sampled_from(MARKS)), max_size=3))
def test_a_broken_text_has_a_place_and_a_sound_one_has_none(tree, cuts):
    text = yaml.dump(tree, default_flow_style=False, allow_unicode=True)
    for place, dropped, mark in cuts:
        place %= len(text) + 1
        text = text[:place] + mark + text[place + dropped :]
    parsed = read_yaml(text)
    broken = [problem for problem in parsed.problems if problem.key not in ("duplicate-key", "empty")]
    assert all(0 <= problem.offset <= len(text) for problem in broken)
    if not accepted(text):
        assert broken
        assert not parsed.whole


@pytest.mark.parametrize(
    ("text", "key", "line", "column"),
    [
        ("", "empty", 1, 1),
        ("# nothing\n", "empty", 1, 1),
        ("train:\n\tepochs: 1\n", "yaml-tab", 2, 1),
        ("a:1\nb: 2\n", "yaml-no-space", 1, 2),
        ("a: 1\nb:2\n", "yaml-no-space", 2, 2),
        ("a: 1\nb：2\nc: 3\n", "yaml-full-width", 2, 2),
        ("a: 1\nb = 2\nc: 3\n", "yaml-equals", 2, 3),
        ("train:\n  a: 1\n   b: 2\n", "yaml-indent", 3, 4),
        ("train:\n  a: 1\n b: 2\n", "yaml-indent", 3, 2),
        ('p: "D:\\GPT"\n', "yaml-escape", 1, 7),
        ('p: "\\Udeadbeef"\n', "yaml-escape", 1, 7),
        ("a: x: y\n", "yaml-colon", 1, 5),
        ("a: 'x' y\n", "yaml-after-quote", 1, 8),
        ("a: 'x\nb: 2\n", "yaml-quote", 1, 4),
        ("a: [1, 2\nb: 3\n", "yaml-bracket", 1, 4),
        ("a: *x\n", "yaml-alias", 1, 4),
        ("a: @x\n", "yaml-character", 1, 4),
        ("a: %x\n", "yaml-character", 1, 4),
        ("a: !x 1\n", "yaml-tag", 1, 4),
        ("a: 2001-99-99\n", "yaml-value", 1, 4),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
        ("a: 1\nb: \x00\n", "syntax-control", 2, 4),
        ("[" * 999, "syntax-deep", 1, 1),
        ("a: &x [*x]\n", "syntax-deep", 1, 4),
        ("a: 1\na: 2\n", "duplicate-key", 2, 1),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(text, key, line, column):
    problem = read_yaml(text).problems[-1]
    assert (problem.key, *Positions(text).at(problem.offset)) == (key, line, column)


def test_values_before_a_mistake_are_kept_but_none_is_called_missing():
    parsed = read_yaml("train:\n  epochs: 8\n  batch_size: 7.0\nb:2\n")
    assert parsed.values["train.batch_size"].value == 7.0
    assert not parsed.whole


def test_a_number_with_an_exponent_and_no_point_is_a_text():
    values = read_yaml("a: 1e-5\nb: 1.0e-5\nc: 1.0e5\n").values
    assert [values[key].value for key in "abc"] == ["1e-5", 1e-5, "1.0e5"]


def test_merged_and_shared_values_are_those_that_the_trainer_sees():
    text = "base: &b {x: 1, y: 2}\na:\n  <<: *b\n  y: 3\n"
    values = read_yaml(text).values
    assert [values[key].value for key in ("a.x", "a.y")] == [1, 3]


def test_aliases_cannot_fill_the_memory():
    text = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    assert read_yaml(text).problems[-1].key == "syntax-deep"

"""Versions are ordered and compared as pip does it, and conditions of requirements are read the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.environment.versions import Requirement, fits, read_requirement, read_requirements, release_of, version_key

markers = pytest.importorskip("packaging.markers")
specifiers = pytest.importorskip("packaging.specifiers")
versions = pytest.importorskip("packaging.version")

NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
PLAIN = st.builds(lambda epoch, release, rest, local: epoch + release + rest + local, st.sampled_from(["", "", "", "1!"]), NUMBERS, st.sampled_from(["", "", "", "a1", "b2", "rc1", ".dev3", ".post1", "rc1.dev2"]), st.sampled_from(["", "", "+cpu", "+cu128"]))  # fmt: skip
WANTED = st.builds(lambda operator, version: operator + version, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS)
SPECIFIERS = st.lists(WANTED | st.builds(lambda operator, version: f"{operator}{version}.*", st.sampled_from(["==", "!="]), NUMBERS), min_size=1, max_size=3).map(",".join)
ENVIRONMENT = {"python_version": "3.10", "python_full_version": "3.10.13", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix", "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}  # fmt: skip
TERM = st.sampled_from(["python_version < '3.11'", "python_version >= \"3.9\"", "sys_platform == 'win32'", "sys_platform != \"win32\"", "platform_machine in 'x86_64 AMD64'", "os_name not in 'nt'", "python_full_version > '3.10.2'"])  # fmt: skip
MARKER = st.recursive(TERM, lambda inner: st.builds(lambda a, word, b: f"({a} {word} {b})", inner, st.sampled_from(["and", "or"]), inner), max_leaves=5)


@given(PLAIN, PLAIN)
def test_versions_are_ordered_as_packaging_orders_them(one: str, other: str) -> None:
    mine, theirs = (version_key(one), version_key(other)), (versions.Version(one.partition("+")[0]), versions.Version(other.partition("+")[0]))
    assert mine[0] is not None
    assert mine[1] is not None
    assert (mine[0] < mine[1]) == (theirs[0] < theirs[1])
    assert (mine[0] == mine[1]) == (theirs[0] == theirs[1])


@given(PLAIN, SPECIFIERS)
def test_what_fits_is_what_packaging_says(version: str, asked: str) -> None:
    assert fits(version, asked) == specifiers.SpecifierSet(asked).contains(version, prereleases=True)


@given(NUMBERS, st.lists(st.integers(0, 9), min_size=2, max_size=3).map(lambda parts: ".".join(map(str, parts))))
def test_compatible_releases(version: str, wanted: str) -> None:
    assert fits(version, "~=" + wanted) == specifiers.SpecifierSet("~=" + wanted).contains(version)


@given(MARKER)
def test_conditions_are_read_as_packaging_reads_them(marker: str) -> None:
    assert Requirement("x", "", marker).applies(ENVIRONMENT) == markers.Marker(marker).evaluate(ENVIRONMENT)


@given(st.text(max_size=60))
def test_nothing_that_is_written_makes_it_fail(text: str) -> None:
    fits("1.0", text)
    fits(text, ">=1")
    release_of(text)
    read_requirements(text)
    Requirement("x", "", text).applies(ENVIRONMENT)
    requirement = read_requirement(text)
    assert requirement is None or requirement.name


def test_requirements_as_they_are_written() -> None:
    text = "--no-binary=opencc\nnumpy<2.0\n# a comment\nfastapi[standard]>=0.115.2 ; python_version > '3'  # why\ntorch @ https://example.org/torch.whl\ngit+https://example.org/x\n-r other.txt\nPyYAML\n"
    found = read_requirements(text)
    assert [(one.name, one.specifiers) for one in found] == [("numpy", "<2.0"), ("fastapi", ">=0.115.2"), ("pyyaml", "")]
    assert fits("1.26.4", found[0].specifiers)
    assert not fits("2.0", found[0].specifiers)
    old = read_requirement("huggingface-hub (<1.0,>=0.19.3)")
    assert old is not None
    assert fits("1.0", old.specifiers) is False


def test_what_cannot_be_read_is_not_judged() -> None:
    assert fits("unknown", ">=2") is None
    assert fits("1.0", "newer than 2") is None
    assert Requirement("x", "", "moon == 'full'").applies(ENVIRONMENT) is None

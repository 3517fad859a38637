"""One value changed is one value changed: every other byte, and every other value, stays."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Tuple

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnose.fixing.leaves import leaves
from diagnose.fixing.refusal import Refusal, Unusable
from diagnose.fixing.spelling import spell
from diagnose.fixing.textfile import TextFile, open_text, read_writable, spliced
from diagnose.model import Scalar
from tests.fixing.documents import SCALARS, Written, documents_with_a_wish


def read(text: str, syntax: str) -> Any:
    return json.loads(text) if syntax == "json" else yaml.full_load(text)


def at(tree: Any, key: str) -> Any:
    for part in key.split("."):
        tree = tree[int(part)] if isinstance(tree, list) else tree[part]
    return tree


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents_with_a_wish())
def test_exactly_the_bytes_of_the_value_change(wish: Tuple[Written, str, Scalar]) -> None:
    document, key, new = wish
    start, end = document.spans[key]
    file = TextFile(Path("x"), Path("x"), document.data, document.mark, document.codec, document.text)
    text = spell(new, document.text[start:end], document.syntax, document.codec)
    assert text is not None
    data = spliced(file, [(start, end, text)])
    before = document.mark + document.text[:start].encode(document.codec)
    after = document.text[end:].encode(document.codec)
    assert data == before + text.encode(document.codec) + after
    changed = data[len(document.mark) :].decode(document.codec)
    told, was = at(read(changed, document.syntax), key), read(document.text, document.syntax)
    assert (told, type(told)) == (new, type(new))
    different = [one[0] for one, other in zip(leaves(document.text, document.syntax), leaves(changed, document.syntax)) if one != other]
    assert [".".join(path) for path in different] in ([key], [])
    assert spliced(file, []) == document.data
    assert was == document.tree


@settings(max_examples=200, deadline=None)
@given(SCALARS | st.text(max_size=20), st.sampled_from(["7", "'a'", '"b"', "word", ""]), st.sampled_from(["utf-8", "gbk", "utf-16-le"]))
def test_a_value_is_read_back_as_it_was_meant(value: Scalar, old: str, codec: str) -> None:
    for syntax, template in (("json", '{"key": %s}'), ("yaml", "key: %s\n"), ("yaml", "{key: %s, b: 1}\n"), ("yaml", "key: %s # comment\n")):
        text = spell(value, old, syntax, codec)
        assert text is not None
        text.encode(codec)
        told = read(template.replace("%s", text), syntax)["key"]
        assert (told, type(told)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "old", "syntax", "new"),
    [
        (7, "7.0", "json", "7"),
        (7, "7.0", "yaml", "7"),
        ("0", "0", "json", '"0"'),
        ("0", "0", "yaml", '"0"'),
        ("16-mixed", "fp16", "yaml", '"16-mixed"'),
        ("v2", "v5", "yaml", "v2"),
        ("v2", "'v5'", "yaml", "'v2'"),
        ("true", "x", "yaml", '"true"'),
        (1e-05, "1e-5", "yaml", "1.0e-05"),
        (False, "true", "json", "false"),
        (None, "''", "yaml", "null"),
        ("模型", '""', "json", '"模型"'),
    ],
)
def test_a_value_is_written_as_its_neighbours_are(value: Scalar, old: str, syntax: str, new: str) -> None:
    assert spell(value, old, syntax) == new


def test_what_the_encoding_lacks_is_written_as_an_escape() -> None:
    assert spell("é🎤", '""', "json", "gbk") == '"\\u00e9\\ud83c\\udfa4"' or spell("é🎤", '""', "json", "gbk") == '"é\\ud83c\\udfa4"'
    assert yaml.safe_load(spell("é🎤", '""', "yaml", "gbk") or "") == "é🎤"
    assert spell(float("nan"), "1", "json") is None


@pytest.mark.parametrize("text", ['{"a": 1,}', "{", "", "[1", '{"a": 1} x'])
def test_broken_json_has_no_leaves(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (a broken text is a ValueError whoever finds it)
        leaves(text, "json")


@pytest.mark.parametrize("text", ["a: [1", "a: 1\n b: 2", "a: &x [*x]", "a: 1\n---\nb: 2\n", "x: &a [1,2]\n" + "y: *b\n"])
def test_yaml_that_is_broken_or_bites_its_tail_has_no_leaves(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        leaves(text, "yaml")


def test_a_bomb_of_aliases_is_given_up() -> None:
    text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    with pytest.raises(ValueError, match="more values"):
        leaves(text, "yaml")


def test_files_that_cannot_be_replaced_are_told(tmp_path: Path) -> None:
    good = tmp_path / "s2.json"
    good.write_bytes(b"{}")
    assert read_writable(good) == (good.resolve(), b"{}")
    cases = {"fix.vanished": tmp_path / "none.json", "fix.not-a-file": tmp_path}
    twin = tmp_path / "first.json"
    twin.write_bytes(b"{}")
    os.link(twin, tmp_path / "second.json")
    cases["fix.hard-link"] = twin
    locked = tmp_path / "locked.json"
    locked.write_bytes(b"{}")
    locked.chmod(0o444)
    cases["fix.read-only"] = locked
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(1 << 25)
    cases["fix.too-large"] = large
    for key, path in cases.items():
        with pytest.raises(Unusable) as told:
            read_writable(path)
        assert told.value.key == key, path
        assert str(path) in told.value.told("en")
        assert str(path) in told.value.told("zh")


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of this kind are not made on Windows")
def test_links_are_followed_and_pipes_are_not_opened(tmp_path: Path) -> None:
    target = tmp_path / "real.json"
    target.write_bytes(b"{}")
    link = tmp_path / "link.json"
    link.symlink_to(target)
    assert open_text(link, "utf-8").target == target.resolve()
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (circle, pipe, tmp_path / "link.json" / "below"):
        with pytest.raises(Unusable):
            read_writable(path)


@pytest.mark.parametrize(("data", "codec"), [(b'{"a": "\xff"}', "utf-8"), (b"\x00\xd8", "utf-16-le"), (b"\x81", "gbk")])
def test_text_that_does_not_give_back_its_bytes_is_left_alone(tmp_path: Path, data: bytes, codec: str) -> None:
    path = tmp_path / "s2.json"
    path.write_bytes(data)
    with pytest.raises(Refusal) as told:
        open_text(path, codec)
    assert told.value.key == "fix.encoding"

"""A file is told by its bytes, whatever its name says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnose.workspace.contents import FASTTEXT, STATES, state_of
from tests.workspace.writers import write_archive, write_hole, write_safetensors

KINDS = ("torch", "weights", "safetensors", "json", "onnx", "fasttext", "text", "any")
LONG = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("data", "kind", "state"),
    [
        (b"", "torch", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n", "torch", "lfs"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n", "json", "lfs"),
        (b"\n<!DOCTYPE html><html>", "torch", "html"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "onnx", "html"),
        (b'{"error": "Repository not found"}', "torch", "text"),
        ("文件不存在".encode(), "torch", "text"),
        (b"\x00\x05\x16\x07\x00\x02", "torch", "hidden"),
        (bytes(4096), "torch", "zeros"),
        (b"PK\x03\x04" + bytes(5000), "torch", "truncated"),
        (b"05\x03\x04" + bytes(5000), "weights", "truncated"),
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "torch", "ok"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "torch", "other"),
        (b'{"a": 1}', "json", "ok"),
        (b'\xef\xbb\xbf{"a": 1}', "json", "ok"),
        (b'{"a": 1', "json", "truncated"),
        (b"not json", "json", "text"),
        (b"\x08\x07\x12\x07pytorch", "onnx", "ok"),
        (FASTTEXT + b"\x0c\x00\x00\x00", "fasttext", "ok"),
        (b"\x10\x00\x00\x00\x00\x00\x00\x00{}", "safetensors", "truncated"),
    ],
)
def test_what_the_first_bytes_tell(tmp_path: Path, data: bytes, kind: str, state: str) -> None:
    (tmp_path / "file").write_bytes(data)
    assert state_of(tmp_path / "file", kind) == state


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert state_of(tmp_path / "none", "torch") == "missing"
    assert state_of(tmp_path, "torch") == "folder"


@pytest.mark.parametrize(("head", "torch", "weights"), [(b"PK", "ok", "ok"), (b"03", "tagged", "ok"), (b"06", "tagged", "ok")])
def test_a_version_tag_makes_weights_and_no_base_model(tmp_path: Path, head: bytes, torch: str, weights: str) -> None:
    path = write_archive(tmp_path / "voice.pth", 100_000, head=head)
    assert state_of(path, "torch") == torch
    assert state_of(path, "weights") == weights


@pytest.mark.parametrize(("size", "state"), [((1, 50_000), "large"), ((200_000, 300_000), "small"), ((90_000, 110_000), "ok")])
def test_a_whole_file_of_an_impossible_size(tmp_path: Path, size: tuple, state: str) -> None:
    assert state_of(write_archive(tmp_path / "s2G.pth", size=100_000), "torch", size) == state


@LONG
@given(keep=st.floats(0, 1, exclude_max=True))
def test_an_archive_cut_anywhere_is_not_whole(tmp_path: Path, keep: float) -> None:
    data = write_archive(tmp_path / "whole.pth", 3000).read_bytes()
    path = tmp_path / "cut.pth"
    path.write_bytes(data[: int(len(data) * keep)])
    assert state_of(path, "torch") != "ok"


@LONG
@given(missing=st.integers(1, 5000))
def test_safetensors_cut_anywhere_are_not_whole(tmp_path: Path, missing: int) -> None:
    assert state_of(write_safetensors(tmp_path / "model.safetensors", 5000), "safetensors") == "ok"
    assert state_of(write_safetensors(tmp_path / "model.safetensors", 5000, missing), "safetensors") == "truncated"


@LONG
@given(
    head=st.sampled_from([b"", b"PK\x03\x04", b"05\x03\x04", b"PK\x05\x06", b"\x08\x00\x00\x00\x00\x00\x00\x00{", b"{", b"<", b"\x80\x02"]),
    data=st.binary(max_size=400),
    kind=st.sampled_from(KINDS),
)
def test_no_bytes_are_too_strange(tmp_path: Path, head: bytes, data: bytes, kind: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(head + data)
    assert state_of(path, kind) in STATES


@LONG
@given(
    header=st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "__metadata__", "data_offsets"]), inner, max_size=3),
        max_leaves=8,
    )
)
def test_no_header_is_too_strange(tmp_path: Path, header: object) -> None:
    text = json.dumps({"a": header}).encode()
    path = write_hole(tmp_path / "file", len(text).to_bytes(8, "little") + text, 200)
    assert state_of(path, "safetensors") in STATES

"""A file that another program writes: growth, truncation, rotation, late birth, deletion."""

from __future__ import annotations

from pathlib import Path
from typing import Tuple

import pytest

from diagnose.live.tail import LINGER, Tail


def read(tail: Tail, now: float = 0.0) -> Tuple[bytes, bool]:
    """Everything there is, and whether it begins anew."""
    found, anew = b"", False
    while True:
        block = tail.read(5, now)
        anew = anew or tail.restarted
        if not block:
            return found, anew
        found += block


@pytest.fixture(params=[True, False], ids=["kept open", "opened each time"])
def tail(request: pytest.FixtureRequest, tmp_path: Path) -> Tail:
    return Tail(tmp_path / "train.log", keep_open=request.param)


def test_a_file_that_comes_and_grows(tail: Tail) -> None:
    assert read(tail) == (b"", False)
    assert not tail.there
    tail.path.write_bytes(b"hello ")
    assert read(tail) == (b"hello ", False)
    assert tail.there
    with tail.path.open("ab") as file:
        file.write(b"world")
    assert read(tail) == (b"world", False)
    assert read(tail) == (b"", False)


@pytest.mark.parametrize("new", [b"x", b"something longer than what stood there before"])
def test_a_file_that_is_written_anew(tail: Tail, new: bytes) -> None:
    tail.path.write_bytes(b"first log")
    read(tail)
    tail.path.write_bytes(b"")
    tail.path.write_bytes(new)
    assert read(tail) == (new, True)
    with tail.path.open("ab") as file:
        file.write(b" more")
    assert read(tail) == (b" more", False)


def test_rotation_by_renaming_goes_on_with_the_same_log(tail: Tail) -> None:
    tail.path.write_bytes(b"one ")
    assert read(tail)[0] == b"one "
    old = tail.path.with_suffix(".1")
    if tail._keep_open:
        writer = tail.path.open("ab", buffering=0)
        tail.path.rename(old)
        writer.write(b"two ")  # the writer has not noticed
        tail.path.write_bytes(b"three")
        assert read(tail, 1.0) == (b"two ", False)
        writer.close()
    else:
        tail.path.rename(old)
        tail.path.write_bytes(b"three")
    read(tail, 1.0)
    found = read(tail, 1.1 + LINGER)[0]
    assert found in (b"three", b"")  # the second way had no reason to wait
    with tail.path.open("ab") as file:
        file.write(b" four")
    assert read(tail, 9.0) == (b" four", False)


def test_deleted_and_made_again(tail: Tail) -> None:
    tail.path.write_bytes(b"one")
    read(tail)
    tail.path.unlink()
    assert read(tail, 1.0) == (b"", False)
    assert not tail.there
    tail.path.write_bytes(b"another")
    told = read(tail, 5.0)[0] + read(tail, 5.0 + 2 * LINGER)[0]
    assert told == b"another"
    assert tail.there

"""The public API: a log that is fed piece by piece gives the same answer, and can be asked before its end."""

from __future__ import annotations

from pathlib import Path

import pytest

import diagnose

SAMPLES = sorted(Path(__file__).parents[1].glob("sample_logs/config/*/*.log"))


@pytest.mark.parametrize("path", SAMPLES[:12], ids=lambda path: path.stem)
def test_asking_in_between_changes_nothing(path: Path) -> None:
    data = path.read_bytes()
    reader = diagnose.Reader()
    for start in range(0, len(data), 1000):
        reader.feed(data[start : start + 1000])
        assert reader.so_far() == diagnose.diagnose(data[: start + 1000])
    assert reader.close() == diagnose.diagnose(data)

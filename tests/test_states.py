"""The lines of a log, and what kind each is: what is remembered of lines alike is what each of them would have told by itself."""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path
from typing import List

import pytest

from diagnose import shapes, states
from diagnose.kinds import Kind, kind_of
from diagnose.states import clean, lines_in
from diagnose.text import decode, parts_of

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "sample_logs").glob("*/*/*.log"))


def told(kind: Kind) -> Kind:
    """All but the words themselves."""
    return dataclasses.replace(kind, like="", step="")


def lines_of(path: Path) -> List[str]:
    return [decode(raw)[0] for raw in path.read_bytes().split(b"\n")]


@pytest.mark.parametrize("part", range(8))
def test_what_is_remembered_of_lines_alike_holds_for_each_of_them(part: int) -> None:
    dice = random.Random(part)
    texts = [text for path in SAMPLES[part::8] for text in lines_of(path) if any(map(str.isdigit, text)) and "\r" not in text and not text.startswith('{"log"')]
    for text in dice.sample(texts, min(800, len(texts))):
        for _ in range(3):
            other = re.sub(r"\d", lambda _: dice.choice("0123456789"), text) if _ else text
            lines = clean(other, 1, 0)
            assert [(line.text, line.stream) for line in lines] == list(parts_of(other))
            assert [told(line.kind) for line in lines if line.kind] == [told(kind_of(body)) for body, _ in parts_of(other)], other
            assert clean(other + "\r", 1, 0) == lines


@pytest.mark.parametrize("part", range(4))
def test_a_log_read_at_once_has_the_lines_of_each_line_by_itself(part: int) -> None:
    dice = random.Random(part)
    for path in dice.sample(SAMPLES, 40):
        rows = [text + dice.choice(("", "", "", "\r", "\r\r", "\r 50%|##  | 5/10 [00:01<00:01]", "\r\r 9it [00:01, 1.2it/s]\r")) for text in lines_of(path)]
        data = "".join(f"{row}\n" for row in rows).encode("utf-8", "surrogatepass")
        expected, place = [], 17
        for number, row in enumerate(rows, 5):
            expected += clean(row, number, place)
            place += len(row.encode("utf-8", "surrogatepass")) + 1
        assert lines_in(data, 5, 17) == expected


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("a\rb", ["a", "b"]),
        (" 50%|##  | 5/10 [00:01<00:01]\rb", ["b"]),
        (" 50%|##  | 5/10 [00:01<00:01]\r\r", [" 50%|##  | 5/10 [00:01<00:01]"]),
        (" 40%|#   | 4/10 [00:01<00:01]\r 50%|##  | 5/10 [00:01<00:01]", [" 50%|##  | 5/10 [00:01<00:01]"]),
        (" 50%|##  | 5/10 [00:01<00:01]Traceback (most recent call last):", [" 50%|##  | 5/10 [00:01<00:01]", "Traceback (most recent call last):"]),
        ("\r\r", [""]),
        ("", [""]),
    ],
)  # fmt: skip
def test_what_is_drawn_over_is_not_shown(row: str, shown: List[str]) -> None:
    assert [line.text for line in clean(row, 1, 0)] == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INFO:     127.0.0.1:9880 started", "INFO:     127.0.0.1:7861 started"),
        ("INFO:     127.0.0.1:52110 - \"POST /infer HTTP/1.1\" 200 OK", "INFO:     127.0.0.1:52110 - \"POST /infer HTTP/1.1\" 500 Internal Server Error"),
        ("loading logs/demo/3-bert for step 17", "loading logs/demo/9-bert for step 17"),
        ("python 3.9.18 at step 20", "python 4.9.18 at step 20"),
    ],
)  # fmt: skip
def test_digits_that_are_names_are_told_apart(one: str, other: str) -> None:
    kinds = [kind_of(one), kind_of(other)]
    assert told(kinds[0]) != told(kinds[1])
    for text, kind in zip((one, other, one), (*kinds, kinds[0])):
        assert [told(line.kind) for line in clean(text, 1, 0) if line.kind] == [told(kind)]


def test_what_is_remembered_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "KNOWN", 50)
    for number in range(500):
        clean(f"one line of its own {'x' * number}", 1, 0)
        clean(f"\x1b[31mone of{'x' * number} its own\x1b[0m 7", 1, 0)
        clean(f"s2_train one of{'x' * number} its own", 1, 0)
    assert len(states._parts) <= 50
    assert len(shapes.shapes) <= 50
    assert len(shapes.named_shapes) <= 50

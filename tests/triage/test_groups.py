"""Groups: the same failure on other machines falls into one, two failures never do."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Dict, List

import pytest

from diagnose.library import Library, load_library
from diagnose.triage.groups import MOST_NAMES, Grouping, groups
from diagnose.triage.record import Record
from diagnose.triage.work import examine
from tests.conftest import SAMPLES
from tests.triage.machines import LIKE_EACH_OTHER, log_of
from tests.triage.variants import variant

FAILURES, EACH = 200, 4


@pytest.fixture(scope="module")
def nothing() -> Library:
    """No rules at all: every failure is unknown."""
    return load_library(packaged=False)


def letters(record: Record) -> str:
    """The error in plain letters, as a person would compare two."""
    return record.root_type.rpartition(".")[2] + " ".join(re.findall(r"[a-z_]{3,}|[\u4e00-\u9fff]", re.sub(r"\S*[\\/]\S*|0x\w+", "", record.root_message).lower()))


def different_failures(library: Library) -> Dict[str, str]:
    """Logs of failures of which no two say the same: name to text."""
    found: Dict[str, str] = {}
    told: List[str] = []
    paths = sorted(SAMPLES.rglob("*.log"))
    random.Random(7).shuffle(paths)
    for path in paths:
        record = examine(path.stem, path.read_bytes(), library)
        words = letters(record)
        if record.status == "unrecognised" and record.fingerprint and not any(words in other or other in words for other in told):
            told.append(words)
            found[f"{path.parent.name}/{path.stem}"] = path.read_text("utf-8", "replace")
        if len(found) == FAILURES:
            return found
    raise AssertionError("too few samples")


def test_variants_of_two_hundred_unknown_failures_fall_into_two_hundred_groups(nothing: Library) -> None:
    failures = different_failures(nothing)
    records = [
        examine(f"{name}@{number}", variant(text, place * EACH + number).encode("utf-8", "replace"), nothing)
        for place, (name, text) in enumerate(failures.items())
        for number in range(EACH)
    ]
    found = groups(records)
    sources = [{name.rpartition("@")[0] for name in group.names} for group in found]
    assert [names for names in sources if len(names) > 1] == []  # no group mixes two failures
    largest = {name: max(group.count for group, names in zip(found, sources) if name in names) for name in failures}
    assert sum(largest.values()) >= 0.98 * len(records)


def test_failures_in_words_like_each_other_are_told_apart_on_every_machine(nothing: Library) -> None:
    failures = [(stack, error, message) for (stack, error), messages in LIKE_EACH_OTHER.items() for message in messages]
    records = [examine(f"{place}@{number}", log_of(*failure, place * 100 + number), nothing) for place, failure in enumerate(failures) for number in range(EACH)]
    found = groups(records)
    sources = [{name.partition("@")[0] for name in group.names} for group in found]
    assert [[failures[int(place)] for place in places] for places in sources if len(places) > 1] == []
    largest = [max(group.count for group, places in zip(found, sources) if str(place) in places) for place in range(len(failures))]
    assert sum(largest) >= 0.98 * len(records)


def failed(name: str = "a.log", kind: str = "RuntimeError", message: str = "the buckets are empty", functions: str = "main train sample", **more: object) -> Record:
    digest = hashlib.sha256(f"{kind} {message} {functions}".encode()).hexdigest()[:12]
    told = {"name": name, "source": name, "status": "unrecognised", "fingerprint": digest, "root_type": kind, "root_message": message, "functions": functions.split()}
    return Record.from_dict({**told, **more})


def keys(*records: Record) -> List[int]:
    return [group.count for group in groups(records)]


def test_a_cause_is_one_group_whatever_its_error_is() -> None:
    known = failed(status="diagnosed", cause="config.batch-size-not-integer")
    assert keys(known, replace(known, root_message="other", fingerprint="123456789abc")) == [2]


def test_healthy_logs_and_errors_belong_to_no_group() -> None:
    assert groups([failed(status="healthy", fingerprint=""), failed(status="error")]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("integer modulo by zero", "integer division or modulo by zero"),  # Python 3.9 and 3.11 of one line
        ("the buckets of the data set are empty", "the buckets of the data set are empty now"),
        ("module 'x' has no attribute 'y'", "module 'x' has no attribute 'y'. Did you mean: 'z'?"),
        ("size 17 at /home/<user>/a/b.pth", "size 4 at D:\\voices\\b.pth"),
    ],
)
def test_other_words_for_the_same_are_the_same(one: str, other: str) -> None:
    assert keys(failed(message=one), failed(message=other)) == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("No module named 'librosa'", "No module named 'librosa.filters'"),
        ("process terminated with signal SIGKILL", "process terminated with signal SIGSEGV"),
        ("packaging is required for a normal functioning of this module", "tokenizers is required for a normal functioning of this module"),
        ("[Errno 28] out of something", "[Errno 13] out of something"),
        ("'<' not supported between instances of 'int' and 'str'", "'<' not supported between instances of 'str' and 'int'"),
        ("max_len must be positive here", "min_len must be positive here"),
        ("expected scalar type Half but found Float", "expected scalar type Float but found Half"),
        ("unsupported operand type(s) for +: 'int' and 'str'", "unsupported operand type(s) for -: 'int' and 'str'"),
        ("DataLoader worker (pid 7) is killed by signal: Killed. ", "DataLoader worker (pid 7) is killed by signal: Bus error. "),
    ],
)
def test_another_name_in_the_same_words_is_another_failure(one: str, other: str) -> None:
    assert keys(failed(message=one), failed(message=other)) == [1, 1]


def test_another_place_is_another_failure() -> None:
    assert keys(failed(functions="main load read parse"), failed(functions="main save write close")) == [1, 1]


def test_a_group_tells_how_often_when_where_and_shows_its_first_log() -> None:
    first = failed("b.log", when="2025-03-01T00:00:00Z", stage="s2-train", system="linux")
    later = [replace(first, name=f"{number}.log", when=f"2025-0{number}-02T00:00:00Z", stage="s1-train", system="windows") for number in (2, 4)]
    [group] = groups([first, *later, replace(first, when="")])
    assert (group.count, group.first, group.last) == (4, "2025-02-02T00:00:00Z", "2025-04-02T00:00:00Z")
    assert (group.stages, group.systems) == ((("s2-train", 2), ("s1-train", 2)), (("linux", 2), ("windows", 2)))
    assert group.representative is first
    assert group.names == ("b.log", "2.log", "4.log", "b.log")


def test_what_is_kept_does_not_grow_with_the_logs() -> None:
    grouping = Grouping()
    for number in range(3 * MOST_NAMES):
        grouping.add(failed(f"{number}.log"))
    [group] = grouping.groups()
    assert (group.count, len(group.names)) == (3 * MOST_NAMES, MOST_NAMES)


def test_a_hostile_message_takes_no_time(tmp_path: Path) -> None:
    for text in ("\\" * 20_000, "/" * 20_000, "a/" * 10_000, "x-" * 10_000, "a.b." * 5_000 + "("):
        assert groups([failed(message=text)])[0].count == 1

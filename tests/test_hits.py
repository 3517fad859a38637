"""Storms of errors: what repeats is counted, not read, and nothing new is missed behind it."""

from __future__ import annotations

from typing import List, Tuple

import pytest

import diagnose
from diagnose.library import load_library
from diagnose.model import Diagnosis

LIBRARY = load_library()
BAR = b"  3%|\xe2\x96\x8e         | 3/96 [00:01<00:30,  3.10it/s, loss=2.31]\n"
ERROR = 'Traceback (most recent call last):\n  File "/a/train.py", line {0}, in f\n    step({0})\nValueError: bad item {0}\n'
SIZE = 3 << 20


def storm(*parts: str, gap: int = 0, size: int = SIZE) -> Tuple[bytes, int]:
    """At least so many bytes of the parts, one after the other, their numbers growing; and how often each stands there."""
    data: List[bytes] = []
    length = count = 0
    while length < size:
        one = b"".join(part.format(count + 1000).encode() + BAR * gap for part in parts)
        data.append(one)
        length += len(one)
        count += 1
    return b"".join(data), count


def read(data: bytes, block: int = 1 << 19) -> Diagnosis:
    return diagnose.diagnose((data[i : i + block] for i in range(0, len(data), block)), LIBRARY)


@pytest.mark.parametrize("gap", [0, 1, 200])
@pytest.mark.parametrize("numbers", [True, False])
def test_a_storm_is_counted_whole_with_its_true_last_line(gap: int, numbers: bool) -> None:
    data, count = storm(ERROR if numbers else ERROR.format(7), gap=gap)
    chains = read(data).log.episodes[-1].chains
    assert sum(chain.count for chain in chains) == count
    last = max(chain.last for chain in chains)
    assert data.split(b"\n")[last - 1].startswith(b"Traceback")
    assert b"Traceback" not in b"\n".join(data.split(b"\n")[last:])


@pytest.mark.parametrize("block", [4096, 65536, 1 << 20, 8 << 20])
def test_the_verdict_is_the_same_for_every_block(block: int) -> None:
    data, _ = storm(ERROR, "RuntimeError: CUDA out of memory. Tried to allocate {0} MiB\n", gap=2)
    assert read(data, block) == read(data, len(data))


def test_another_error_amid_a_storm_is_read() -> None:
    data, _ = storm(ERROR, gap=1)
    middle = len(data) // 2
    cut = data.index(b"Traceback", middle)
    other = b'Traceback (most recent call last):\n  File "/a/other.py", line 5, in g\n    go()\nKeyError: "phone"\n'
    found = read(data[:cut] + other + data[cut:])
    assert [chain.root.message for chain in found.log.episodes[-1].chains if chain.root.type == "KeyError"] == ['"phone"']


def test_a_number_that_a_rule_asks_for_is_no_mere_repetition() -> None:
    """WinError 5 by the thousand must not hide one WinError 1455."""
    data, _ = storm("OSError: [WinError 5] denied: part {0}\n", gap=3)
    cut = data.index(b"OSError", len(data) // 2)
    found = read(data[:cut] + b"OSError: [WinError 1455] The paging file is too small for this operation to complete\n" + data[cut:])
    assert any("1455" in chain.root.message for chain in found.log.episodes[-1].chains)


def test_a_later_run_that_fails_in_the_same_way_is_read_again() -> None:
    data, count = storm(ERROR, gap=1)
    command = b'"/opt/python" -s GPT_SoVITS/s2_train.py --config "/a/TEMP/tmp_s2.json"\n'
    found = read(data + command + data)
    assert [sum(chain.count for chain in run.chains) for run in found.log.episodes] == [count, count]


def test_a_chain_whose_root_is_known_keeps_its_root_when_its_end_is_new() -> None:
    data, _ = storm(ERROR, gap=1)
    cut = data.index(b"Traceback", len(data) // 2)
    chained = ERROR.format(1) + "\nDuring handling of the above exception, another exception occurred:\n\n" + ERROR.format(2).replace("ValueError", "KeyError")
    found = read(data[:cut] + chained.encode() + data[cut:])
    assert [[one.type for one in chain.raised] for chain in found.log.episodes[-1].chains if len(chain.raised) > 1] == [["ValueError", "KeyError"]]

"""What happens to a log on its way changes its form and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.marks import width
from diagnose.mutations import FEW_BARS, bars, cut, gbk, in_an_issue, mutations, typographic, utf16, windows_paths, wrap

LOG = '"/root/env/bin/python" -s GPT_SoVITS/s2_train.py\nTraceback (most recent call last):\n  File "/root/G/a.py", line 3, in f\n    x = "说"\nKeyError: \'a b\'\n'.encode()


def changed(name: str, data: bytes, line: int = 1) -> bytes:
    return b"".join(mutations()[name].blocks(data, line))


def test_everything_the_bench_promises_is_there() -> None:
    assert set(mutations()) == {
        "window", "first-15", "first-40", "last-15", "last-40", "wrapped-80", "wrapped-120", "indentation-lost", "typographic-quotes", "gbk", "utf-16",
        "crlf", "container-prefix", "rank-prefix", "time-prefix", "quoted", "windows-paths", "in-an-issue", "bars-before",
    }  # fmt: skip


@pytest.mark.parametrize("name", mutations())
def test_a_mutation_is_a_function_of_the_bytes_alone(name: str) -> None:
    assert changed(name, LOG) == changed(name, LOG)
    changed(name, b"")
    changed(name, b"\xff\x00\xfe broken \x80\n\r\n")


def test_cuts_keep_whole_lines() -> None:
    data = b"".join(b"line %d\n" % number for number in range(1, 101))
    assert cut(data, 3, 4) == b"line 3\nline 4\n"
    assert changed("first-15", data).count(b"\n") == 15
    assert changed("last-15", data).endswith(b"line 100\n")
    assert changed("window", data, 50).startswith(b"line 35\n")
    assert changed("window", data, 50).endswith(b"line 65\n")
    assert changed("window", data, 2).startswith(b"line 1\n")


@given(st.text(alphabet="ab 说\r", max_size=300), st.integers(10, 120))
def test_wrapped_lines_fit_the_console(text: str, columns: int) -> None:
    torn = wrap(text.encode(), columns).decode().split("\n")
    assert all(width(line) <= columns for line in torn)
    assert "".join(torn) == next((state for state in reversed(text.rstrip("\r").split("\r")) if state), "")


@given(st.text(alphabet=st.characters(codec="gbk", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_encodings_can_be_read_back(text: str) -> None:
    data = text.encode()
    assert gbk(data).decode("gbk") == text
    assert utf16(data).decode("utf-16") == text


def test_quotes_open_and_close() -> None:
    assert typographic("""say "it" isn't 'so'""") == "say “it” isn’t ‘so’"


def test_paths_become_those_of_windows() -> None:
    assert windows_paths('  File "/root/env/lib/python3.10/site-packages/torch/a.py", line 3, in f') == '  File "D:\\root\\env\\Lib\\site-packages\\torch\\a.py", line 3, in f'
    assert windows_paths('File "/root/.local/lib/python3.9/site-packages/a.py"') == 'File "D:\\root\\AppData\\Roaming\\Python\\Python39\\site-packages\\a.py"'
    assert windows_paths("FileNotFoundError: '/root/x/y'") == "FileNotFoundError: 'D:\\\\root\\\\x\\\\y'"
    assert windows_paths("libfoo.so: '/usr/lib/x'") == "libfoo.so: '/usr/lib/x'"
    assert windows_paths('"/root/env/bin/python" -s GPT_SoVITS/s2_train.py') == '"D:\\root\\env\\bin\\python" -s GPT_SoVITS\\s2_train.py'


def test_a_paste_stands_between_fences() -> None:
    assert in_an_issue(b"x\ny").decode().split("```")[1] == "\nx\ny\n"


def test_bars_are_made_block_by_block() -> None:
    blocks = list(bars(1 << 20))
    assert len(blocks) > 10
    assert sum(map(len, blocks)) >= 1 << 20
    assert b"100%|" in blocks[0]
    full = mutations(full=True)["bars-before"]
    assert full.before >= 100 << 20 > FEW_BARS
    stream = full.blocks(LOG, 1)
    assert len(next(stream)) < 1 << 20, "the first block comes before the rest is made"

"""Whatever bytes come, in whatever pieces: the lines worth reading, with their true numbers and places, in bounded memory."""

from __future__ import annotations

import io
import random
import tracemalloc
from typing import Dict, Iterable, List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diagnose
from diagnose import breaks, hits, source
from diagnose.anchors import compile_anchors
from diagnose.feeds import MANY, line_feeds
from diagnose.library import load_library
from diagnose.model import Line
from diagnose.source import Source, read_lines

LIBRARY = load_library()
ANCHORS = compile_anchors(("页面文件太小", "phoneme_data_len: 0"))
CHINESE = "加载模型失败：页面文件太小，无法完成操作。"
LOG = f'Traceback (most recent call last):\n  File "D:\\声音\\s2_train.py", line 12, in <module>\nOSError: [WinError 1455] {CHINESE}\n'
NOISE = b"  3%|\xe2\x96\x8e         | 3/96 [00:01<00:30,  3.10it/s, loss=2.31]\n"


def texts(data: bytes) -> List[str]:
    return [line.text for line in read_lines([data], ANCHORS)[0]]


def feed(data: bytes, sizes: Iterable[int]) -> Tuple[List[Line], Source]:
    stream = io.BytesIO(data)
    return read_lines((block for size in sizes for block in [stream.read(size)]), ANCHORS)


# ------------------------------------------------------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (LOG.encode("utf-8"), "utf-8"),
        (LOG.encode("utf-8-sig"), "utf-8"),
        (LOG.encode("gbk"), "gbk"),
        (LOG.encode("utf-16"), "utf-16-le"),
        (LOG.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + LOG.encode("utf-16-be"), "utf-16-be"),
        (LOG.encode("utf-16-be"), "utf-16-be"),
        (LOG.replace("\n", "\r\n").encode("utf-8"), "utf-8"),
        (LOG.replace("\n", "\r\n").encode("utf-16"), "utf-16-le"),
    ],
)
def test_every_encoding_of_a_windows_console_gives_the_same_text(data: bytes, encoding: str) -> None:
    lines, read = read_lines([data], ANCHORS)
    assert [line.text for line in lines] == LOG.split("\n")[:-1]
    assert [line.number for line in lines] == [1, 2, 3]
    assert (read.encoding, read.size, read.lines) == (encoding, len(data), 3)


def test_lines_of_two_encodings_in_one_log_are_each_read_rightly() -> None:
    data = f"训练开始\n{CHINESE}\n".encode() + f"{CHINESE}\n".encode("gbk") + "结束\n".encode()
    lines, read = read_lines([data], ANCHORS)
    assert [line.text for line in lines] == ["训练开始", CHINESE, CHINESE, "结束"]
    assert read.encoding == "utf-8+gbk"


def test_what_powershell_appends_to_a_utf_8_log_is_read_as_utf_16() -> None:
    before = "INFO:上海:开始\n第一次\n"
    after = "Traceback (most recent call last):\r\n上海上传失败 ABC 上\r\n\r\n错误\r\nRuntimeError: 上一个\r\n"
    lines, read = read_lines([before.encode() + after.encode("utf-16-le")], ANCHORS)
    assert [line.text for line in lines] == (before + after.replace("\r", "")).split("\n")
    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert read.lines == 7
    assert read.encoding == "utf-8+utf-16-le"


def test_a_second_utf_16_file_appended_with_its_mark_is_read() -> None:
    assert texts(b"first\n" + "RuntimeError: 二\r\n".encode("utf-16"))[:2] == ["first", "RuntimeError: 二"]


@pytest.mark.parametrize("junk", [b"\0", b"\0\0\0\0", b"\0" * 5000])
def test_nuls_of_a_crash_are_passed_over(junk: bytes) -> None:
    assert [text for text in texts(b"one\n" + junk + b"two\nRuntimeError: x" + junk + b"\n" + CHINESE.encode() + b"\n") if text] == [
        "one",
        "two",
        "RuntimeError: x",
        CHINESE,
    ]


def test_bytes_that_no_encoding_knows_do_not_stop_the_reading() -> None:
    read = texts(b"one\n\xff\xff\xff RuntimeError: x \xff\nthree")
    assert (read[0], read[2]) == ("one", "three")
    assert "RuntimeError: x" in read[1]


# ----------------------------------------------------------------------------------------------------------------- lines


def test_an_empty_log_has_no_lines() -> None:
    lines, read = read_lines([], ANCHORS)
    assert (lines, read.size, read.lines, read.encoding) == ([], 0, 0, "utf-8")
    assert read_lines([b"", b""], ANCHORS)[0] == []


def test_the_last_line_counts_without_its_line_feed() -> None:
    lines, read = read_lines([b"one\ntwo"], ANCHORS)
    assert [(line.number, line.offset, line.text) for line in lines] == [(1, 0, "one"), (2, 4, "two")]
    assert read.lines == 2
    assert read_lines([b"one\ntwo\n"], ANCHORS)[1].lines == 2


def test_only_a_line_feed_ends_a_line() -> None:
    data = "one\u2028two\x0bthree\x0cfour\x85five\n\nseven\n".encode()
    lines, _ = read_lines([data], ANCHORS)
    assert [line.number for line in lines] == [1, 2, 3]


def test_a_redrawn_progress_bar_leaves_only_its_last_state() -> None:
    bars = "".join(f"\r{i:3d}%|{'█' * (i // 10):10}| {i}/100 [00:{i % 60:02d}<00:10, 10.0it/s]" for i in range(101))
    lines = read_lines([f"start\n{bars}\nRuntimeError: x\n".encode()], ANCHORS)[0]
    assert [(line.number, line.text[:5]) for line in lines] == [(1, "start"), (2, "100%|"), (3, "Runti")]


def test_an_error_between_two_states_of_a_bar_is_kept() -> None:
    data = b"  0%|   | 0/9 [00:00<?, ?it/s]\rRuntimeError: x\r 11%|#  | 1/9 [00:01<00:08,  1.0it/s]\n"
    assert next(line.text for line in read_lines([data], ANCHORS)[0]) == "RuntimeError: x"
    glued = b"  0%|   | 0/9 [00:00<?, ?it/s]RuntimeError: x\r 11%|#  | 1/9 [00:01<00:08,  1.0it/s]\n"
    assert "RuntimeError: x" in [line.text for line in read_lines([glued], ANCHORS)[0]]


@pytest.mark.parametrize("unit", ["x", "面页", "面x", "x y "])
@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16"])
def test_a_long_line_is_cut_between_characters_and_keeps_its_number(unit: str, codec: str) -> None:
    long = unit * (30_000 // len(unit))
    lines, read = read_lines([f"first\n{long}\nthird {CHINESE}\n".encode(codec)], ANCHORS)
    assert [line.number for line in lines] == [1] + [2] * (len(lines) - 2) + [3]
    assert "".join(line.text for line in lines[1:-1]).replace(" ", "") == long.replace(" ", "")
    assert all(len(line.text) <= source.LONGEST for line in lines)
    assert lines[-1].text == f"third {CHINESE}"
    assert read.lines == 3


def test_a_single_line_of_fifty_megabytes_is_read_in_pieces_of_bounded_size() -> None:
    data = b"x" * (25 << 20) + b"RuntimeError: in the middle " + b"y" * (25 << 20) + b"\nlast\n"
    lines, read = feed(data, [1 << 19] * 101)
    assert {line.number for line in lines} == {1, 2}
    assert max(len(line.text) for line in lines) <= source.LONGEST
    assert any("RuntimeError: in the middle" in line.text for line in lines)
    assert sum(len(line.text) for line in lines) < 2 << 20
    assert lines[-1].text == "last"
    assert (read.size, read.lines) == (len(data), 2)


# --------------------------------------------------------------------------------------------------------------- regions


def with_noise(middle: bytes, before: int, after: int) -> bytes:
    return NOISE * (before // len(NOISE)) + middle + NOISE * (after // len(NOISE))


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16"])
def test_a_traceback_amid_megabytes_of_bars_keeps_its_true_lines_and_the_bars_are_passed_over(codec: str) -> None:
    noise = NOISE.decode().replace("▎", "#") * 28_000
    text = noise + LOG + noise
    data = text.encode(codec)
    assert len(data) > 3 << 20
    lines, read = read_lines([data[i : i + 65536] for i in range(0, len(data), 65536)], ANCHORS)
    true = text.split("\n")
    assert len(lines) < 0.4 * len(true)
    assert all(line.text == true[line.number - 1].rstrip() for line in lines)
    start = next(i for i, line in enumerate(lines) if line.text.startswith("Traceback"))
    assert [line.number for line in lines[start : start + 3]] == [28_001, 28_002, 28_003]
    assert [line.text for line in lines[start : start + 3]] == LOG.split("\n")[:3]
    assert sum(line.gap for line in lines) == 2
    assert read.lines == 56_003
    for line in lines:
        assert data[line.offset : line.offset + 200].decode(codec if codec != "utf-16" else "utf-16-le", "ignore").startswith(true[line.number - 1][:20])


def test_lines_before_and_after_a_hit_are_read_with_it() -> None:
    marked = b"".join(b"line %d of what came before\n" % i for i in range(50)) + LOG.encode() + b"".join(b"line %d after\n" % i for i in range(50))
    read = [line.text for line in read_lines([with_noise(marked, 2 << 20, 1 << 20)], ANCHORS)[0]]
    assert "line 0 of what came before" in read
    assert "line 49 after" in read


def test_words_of_the_rules_are_searched_for_in_utf_8_and_gbk() -> None:
    for codec in ("utf-8", "gbk"):
        data = with_noise(f"{CHINESE}\n".encode(codec) + NOISE * 2000 + b"phoneme_data_len: 0\n", 2 << 20, 1 << 20)
        read = [line.text for line in read_lines([data], ANCHORS)[0]]
        assert CHINESE in read
        assert "phoneme_data_len: 0" in read


# ----------------------------------------------------------------------------------------------- the same in every cutting

LONG = b"x" * 700
PIECES = st.one_of(
    st.sampled_from(
        [NOISE, b"\n", b"\r", b"\r\n", b"\0", LOG.encode(), LOG.encode("gbk"), LOG.encode("utf-16-le"), b"Error", LONG, "页".encode() * 300, b"\xef\xbb\xbf", b"\xff\xfe"]
    ),
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers(1, 16).map(lambda count: NOISE * count),
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """All distances scaled down, so that short logs have gaps."""
    for name, value in {"HEAD": 700, "TAIL": 1200, "BEFORE": 120, "AFTER": 250, "REACH": 500, "LONGEST": 400, "READ": 2, "PIECE": 300, "LARGEST": 600}.items():
        monkeypatch.setattr(hits, name, value)
    monkeypatch.setattr(source, "WHOLE", 1500)
    for module in (source, breaks):
        monkeypatch.setattr(module, "MARK", 256)
        monkeypatch.setattr(module, "LONGEST", 400)


@pytest.mark.usefixtures("small")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=24), st.sampled_from(["", "utf-16-le", "utf-16-be"]), st.integers(0, 2**32))
def test_lines_do_not_depend_on_how_the_bytes_were_cut(pieces: List[bytes], codec: str, seed: int) -> None:
    data = b"".join(pieces)
    if codec:
        data = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[codec] + data.decode("utf-8", "replace").encode(codec)
    whole, read = feed(data, [len(data)])
    choose = random.Random(seed)
    cuttings = [[1] * len(data), [7] * (len(data) // 7 + 1), [4096] * (len(data) // 4096 + 1), [choose.randint(0, 900) for _ in range(len(data) + 1)]]
    for sizes in cuttings:
        lines, other = feed(data, sizes)
        assert lines == whole
        assert (other.size, other.lines, other.encoding) == (read.size, read.lines, read.encoding) == (len(data), read.lines, read.encoding)


@pytest.mark.usefixtures("small")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=30))
def test_numbers_and_offsets_are_true_and_nothing_interesting_is_passed_over(pieces: List[bytes]) -> None:
    data = b"".join(pieces).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    lines, read = feed(data, [97] * (len(data) // 97 + 1))
    starts = [0] + [place + 1 for place in range(len(data)) if data[place] == 0x0A]
    assert read.lines == len(starts) - (starts[-1] == len(data))
    for line in lines:
        first = starts[line.number - 1]
        last = starts[line.number] if line.number < len(starts) else len(data)
        assert first <= line.offset <= last
        assert line.offset == first or last - first > 120  # a piece of a long line
    assert [(line.number, line.offset) for line in lines] == sorted((line.number, line.offset) for line in lines)
    told = {line.number for line in lines}
    unread = 0
    for number, (first, last) in enumerate(zip(starts, [*starts[1:], len(data)]), 1):
        if first < last and (len(data) < 1500 or last <= 700 or first >= len(data) - 1200):
            assert number in told
        unread += b"Traceback (most" in data[first:last] and number not in told
    assert unread <= sum(one.count for one in read.repeated)


SHORT = 'Traceback (most recent call last):\n  File "a.py", line {0}, in f\n    f({0})\nValueError: number {0}\n'
CHAINED = SHORT + "\nDuring handling of the above exception, another exception occurred:\n\n" + SHORT.replace("ValueError", "KeyError")
LONELY = "RuntimeError: alone {0}\n"


@pytest.mark.usefixtures("small")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from([SHORT, CHAINED, LONELY]), st.integers(1, 99), st.sampled_from([0, 1, 3, 12, 40])), max_size=60), st.integers(0, 2**32))
def test_what_is_counted_gives_the_same_exceptions_as_reading_everything(parts: List[Tuple[str, int, int]], seed: int) -> None:
    data = b"".join(part.format(number).encode() + NOISE * gap for part, number, gap in parts)
    choose = random.Random(seed)

    def chains(whole: int) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(source, "WHOLE", whole)
            reader = diagnose.Reader(LIBRARY)
            for size in iter(lambda: choose.randint(1, 5000), None):
                if not (block := stream.read(size)):
                    break
                reader.feed(block)
            run = reader.close().log.episodes[-1]
        told: Dict[object, Tuple[int, int, int]] = {}
        for one in run.chains:
            count, start, last = told.get((one.root.name, len(one.raised)), (0, one.start, 0))
            told[one.root.name, len(one.raised)] = (count + one.count, min(start, one.start), max(last, one.last))
        return told

    stream = io.BytesIO(data)
    read = chains(1500)
    stream.seek(0)
    assert read == chains(1 << 30)


# ---------------------------------------------------------------------------------------------------------------- memory


@pytest.mark.parametrize("line", [NOISE, b"x" * 70_000, b"RuntimeError: CUDA out of memory\n"], ids=["bars", "one line", "errors"])
def test_memory_does_not_grow_with_the_log(line: bytes) -> None:
    block = line * ((1 << 19) // len(line))
    reader = Source(ANCHORS)
    tracemalloc.start()
    try:
        for _ in range((100 << 20) // len(block) if line is NOISE else 6):
            reader.feed(block)
        reader.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 24 << 20


@given(cuts=st.tuples(st.integers(0, 3 * MANY), st.integers(0, 3 * MANY)), every=st.integers(1, 500))
def test_line_feeds_are_counted_alike_in_long_parts_and_in_short_ones(cuts: Tuple[int, int], every: int) -> None:
    data = bytearray((b"x" * (every - 1) + b"\n") * (3 * MANY // every))
    first, last = sorted(cuts)
    assert line_feeds(data, first, last) == data[first:last].count(b"\n")
    data.clear()  # nothing holds on to it

"""What a terminal, a container or a paste has put on a line is taken off, and nothing else."""

from __future__ import annotations

from typing import List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.model import Line
from diagnose.states import clean
from diagnose.text import decode, is_wide, peel, plain, strip_prefix

FRAME = '  File "/workspace/GPT_SoVITS/s2_train.py", line 56, in main'
ERROR = "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 8.00 GiB total capacity)"


def cleaned(text: str) -> List[str]:
    return [line.text for line in clean(text, 1, 0)]


# -------------------------------------------------------------------------------------------------------------- prefixes


@pytest.mark.parametrize(
    ("prefix", "stream"),
    [
        ("> ", ""),
        (">> ", ""),
        ("> > ", ""),
        ("[rank0]: ", "[rank0]:"),
        ("[rank 3]: ", "[rank 3]:"),
        ("[Rank 1]: ", "[Rank 1]:"),
        ("[1,0]<stderr>:", "[1,0]<stderr>:"),
        ("rank1: ", "rank1:"),
        ("2025-07-01 12:00:01,123 - ", ""),
        ("gpt-sovits  | ", "gpt-sovits"),
        ("gpt_sovits.web-1 | ", "gpt_sovits.web-1"),
        ("(EngineCore pid=1551593) ", "(EngineCore pid=1551593)"),
        ("(EngineCore_0 pid=12) ERROR 05-07 08:11:40 [core.py:962] ", "(EngineCore_0 pid=12)"),
        ("(APIServer pid=19502) (RayWorkerProc pid=37847) ERROR 05-07 08:11:40 [v1/executor.py:962] ", "(RayWorkerProc pid=37847)"),
        ("(train pid=77, ip=10.0.0.2) ", "(train pid=77, ip=10.0.0.2)"),
        ("2024-05-01 10:00:00 ", ""),
        ("2024-05-01 10:00:00,123 ", ""),
        ("[2024-05-01 10:00:00,123] ", ""),
        ("2024/05/01 10:00:00 ", ""),
        ("2024-05-01T10:00:00.123456789Z ", ""),
        ("2024-05-01T10:00:00.123456+08:00 stderr F ", ""),
        ("10:00:00 ", ""),
        ("[10:00:00.123] ", ""),
        ("May  1 10:00:00 gpu01 python3[4711]: ", ""),
        ("Dec 31 23:59:59 host docker/gpt-sovits[9]: ", ""),
        ("2024-05-01T10:00:00.1234567Z ##[error]", ""),
        ("gpt-sovits-1  | 2024-05-01 10:00:00,123 [rank0]: ", "[rank0]:"),
    ],
)
def test_known_prefixes_are_taken_off_and_tell_whose_line_it_is(prefix: str, stream: str) -> None:
    for text in (FRAME, ERROR, "Traceback (most recent call last):"):
        assert strip_prefix(prefix + text) == (text, stream)


@pytest.mark.parametrize("prefix", ["python : ", "python.exe : ", ".\\runtime\\python.exe : ", "D:\\GPT-SoVITS\\runtime\\python.exe : "])
def test_powershell_names_the_program_before_its_first_error_line(prefix: str) -> None:
    assert cleaned(prefix + "Traceback (most recent call last):") == ["Traceback (most recent call last):"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("│ /workspace/webui.py:12 in <module>        │", "/workspace/webui.py:12 in <module>"),
        ("│ ❱ 12 │   import gradio as gr              │", "❱ 12 │   import gradio as gr"),
        ("┃ RuntimeError: x ┃", "RuntimeError: x"),
        ("  │ note: This error originates from a subprocess │", "note: This error originates from a subprocess"),
        ('  |   File "a.py", line 3, in f', '  File "a.py", line 3, in f'),
        ("    | ValueError: x", "ValueError: x"),
        ("  | ", ""),
    ],
)
def test_boxes_and_the_pipes_of_exception_groups_are_taken_off(text: str, expected: str) -> None:
    assert cleaned(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "output/slicer_opt/vocal.wav_0000000000_0000123456.wav|demo|ZH|今天天气很好。",
        "D:\\声音\\a b.wav|demo|JA|「はい」と言った",
        "a.wav | demo | ZH | 你好",
        "| key | value |",
        "| --- | --- |",
        "Name | Type | Params",
        "key | value |",
        "0 | model | Text2SemanticDecoder | 77.6 M | train",
        "INFO:demo:Train Epoch: 1 [0%]",
        "INFO:demo:{'train': {'batch_size': 7.0}}",
        "[2.31, 1.02, 0.5, 18.2, 0, 1.6]",
        "12:30 开始训练",
        "C:\\Users\\me> dir",
        "ERROR: Could not build wheels for pyopenjtalk",
        "1 > 0",
        "<All keys matched successfully>",
        "took [2m 30s] and [1m30s]",
        "a[0] = x[1]",
        "phoneme_data_len: 6",
        "May the force be with you",
        "  0%|          | 0/96 [00:00<?, ?it/s]",
        "    x = y | z",
        "Speaker: \u3000你好",
    ],
)
def test_lines_that_only_resemble_a_prefix_stay_as_they_are(text: str) -> None:
    assert cleaned(text) == [text]


def test_indentation_stays_because_it_tells_frames_from_their_source() -> None:
    assert cleaned("\t" + FRAME + "   \t ") == ["\t" + FRAME]


def test_a_prefix_is_taken_off_a_limited_number_of_times() -> None:
    assert strip_prefix("[rank0]: " * 50 + "x")[0].endswith("x")


# ------------------------------------------------------------------------------------------- what a terminal left behind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mRuntimeError\x1b[0m: \x1b[1;35mx\x1b[0m", "RuntimeError: x"),
        ("\x1b[38;5;196mred\x1b[m", "red"),
        ("\x1b[38;2;255;0;0mred\x1b[39;49m", "red"),
        ("\x1b[2K\x1b[1Gtext\x1b[?25h", "text"),
        ("[31mRuntimeError[0m: x", "RuntimeError: x"),
        ("[1;31mbold[0m", "bold"),
        ("\\x1b[31mred\\x1b[0m", "red"),
        ("\\u001b[31mred\\033[0m", "red"),
        ("^[[31mred^[[0m", "red"),
        ("␛[31mred␛[0m", "red"),
        ("\x1b]0;training\x07text", "text"),
        ("\x1b]8;;file:///a.py\x1b\\a.py\x1b]8;;\x1b\\", "a.py"),
        ("\x1b_bk;t=1778141503222\x07RuntimeError: x", "RuntimeError: x"),
        ("\x1b(Btext\x1b", "text"),
        ("\u200b\u2068\u202aRuntimeError\u202c\u2069: x\ufeff", "RuntimeError: x"),
        ("a\x08b\x7f\x00c", "abc"),
        ('File\xa0"a.py",\xa0line\xa03,\xa0in\xa0f', 'File "a.py", line 3, in f'),
        ("  File “a.py”, line 3, in ‘f’", "  File \"a.py\", line 3, in 'f'"),
    ],
)
def test_colours_titles_invisible_and_lookalike_characters_are_undone(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_only_the_last_state_of_a_redrawn_line_is_kept_and_all_that_is_no_bar() -> None:
    assert cleaned("  0%|  | 0/9 [00:00<?, ?it/s]\r 11%|# | 1/9 [00:01<00:08, 1.0it/s]\r100%|##| 9/9 [00:09<00:00, 1.0it/s]") == ["100%|##| 9/9 [00:09<00:00, 1.0it/s]"]
    assert cleaned("loading\rloaded\r") == ["loading", "loaded"]
    assert cleaned("\r\r") == [""]
    assert cleaned("text\r") == ["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  0%|          | 0/96 [00:00<?, ?it/s]Traceback (most recent call last):", ["  0%|          | 0/96 [00:00<?, ?it/s]", "Traceback (most recent call last):"]),
        (f"Epoch 0:  50%|█████     | 3/6 [00:01<00:01,  2.1it/s, v_num=0]    {ERROR}", ["Epoch 0:  50%|█████     | 3/6 [00:01<00:01,  2.1it/s, v_num=0]", ERROR]),
        ("0it [00:00, ?it/s]0it [00:00, ?it/s]", ["0it [00:00, ?it/s]0it [00:00, ?it/s]"]),
        ("12it [01:00:02,  5.00s/it]Killed", ["12it [01:00:02,  5.00s/it]", "Killed"]),
        ("  0%|  | 0/9 [00:00<?, ?it/s]100%|##| 9/9 [00:00<00:00, 9.0it/s]done", ["  0%|  | 0/9 [00:00<?, ?it/s]100%|##| 9/9 [00:00<00:00, 9.0it/s]", "done"]),
    ],
)
def test_what_was_written_behind_a_progress_bar_is_a_line_of_its_own(text: str, expected: List[str]) -> None:
    assert cleaned(text) == expected


def test_all_states_of_a_line_carry_its_number_place_and_gap() -> None:
    first, second = clean("one\rtwo", 7, 123, gap=True)
    assert (first.number, first.offset, first.gap) == (7, 123, True)
    assert (second.number, second.offset, second.gap) == (7, 123, False)


# ------------------------------------------------------------------------------------------------- folded into one line


def test_a_traceback_escaped_in_json_gets_its_lines_back() -> None:
    text = '{"msg":"Traceback (most recent call last):\\n  File \\"D:\\\\x\\\\a.py\\", line 3, in f\\n\\traise E\\nE: it\\u0027s","stream":"stderr"}'
    assert cleaned(text) == ["Traceback (most recent call last):", '  File "D:\\x\\a.py", line 3, in f', "\traise E", "E: it's"]
    assert cleaned(text[:-5]) == ['{"msg":"Traceback (most recent call last):', '  File "D:\\x\\a.py", line 3, in f', "\traise E", "E: it\\u0027s"]


def test_what_a_container_wrote_is_read_out_of_dockers_own_files() -> None:
    assert cleaned('{"log":"  File \\"a.py\\", line 3, in f\\n","stream":"stderr","time":"2025-07-01T12:00:00Z"}') == ['  File "a.py", line 3, in f']
    assert cleaned('{"log":"E: it\\u0027s\\nso","stream":"stderr"}') == ["E: it's", "so"]
    assert cleaned('{"log":"cut') == ['{"log":"cut']


def test_a_traceback_on_one_line_gets_its_lines_back() -> None:
    text = 'x Traceback (most recent call last):   File "a.py", line 3, in <module>     main()   File "b.py", line 4, in main     raise ValueError("no") ValueError: no'
    assert cleaned(text) == [
        "x",
        "Traceback (most recent call last):",
        '  File "a.py", line 3, in <module>',
        "    main()",
        '  File "b.py", line 4, in main',
        '    raise ValueError("no")',
        "ValueError: no",
    ]


def test_mention_of_a_traceback_in_prose_is_not_torn_apart() -> None:
    for text in ("the Traceback (most recent call last): header", "see Traceback (most recent call last):\\n there"):
        assert cleaned(text) == [text]


# ------------------------------------------------------------------------------------------------------ learned prefixes


def peeled(*texts: str) -> List[str]:
    return [line.text for line in peel([Line(number, 0, text) for number, text in enumerate(texts, 1)])]


def test_the_prefix_of_a_traceback_is_learned_from_its_first_lines_whatever_its_times_are() -> None:
    assert peeled(
        "E 10:00:01 7667 tts[req-1] ok",
        "E 10:00:02 7667 tts[req-1] Exception ignored in: <function f>",
        "E 10:00:02 7667 tts[req-1] Traceback (most recent call last):",
        'E 10:00:02 7667 tts[req-1]   File "a.py", line 3, in f',
        "E 10:00:03 7667 tts[req-1]     g()",
        "another program",
        "E 10:00:03 7667 tts[req-1] ValueError: x",
        "E 10:00:03 7667 tts[req-1]",
    )[1:] == ["Exception ignored in: <function f>", "Traceback (most recent call last):", '  File "a.py", line 3, in f', "    g()", "another program", "ValueError: x", ""]


def test_a_text_before_a_header_that_the_next_lines_do_not_share_is_no_prefix() -> None:
    texts = ("a.wav|demo|zh|你好 Traceback (most recent call last):", '  File "a.py", line 3, in f', "ValueError: x")
    assert peeled(*texts) == list(texts)


# ----------------------------------------------------------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"RuntimeError: x", ("RuntimeError: x", "utf-8")),
        ("页面文件太小".encode(), ("页面文件太小", "utf-8")),
        ("页面文件太小".encode("gbk"), ("页面文件太小", "gbk")),
        ("\U0001f600".encode(), ("\U0001f600", "utf-8")),
        ("错误 Error\r".encode("utf-16-le"), ("错误 Error\r", "utf-16-le")),
        (b"\0" + "错误\r".encode("utf-16-le"), ("错误\r", "utf-16-le")),
        (b"a\0b\0\0\0c", ("abc", "utf-8")),
        (b"\0\0\0\0", ("", "utf-8")),
        (b"", ("", "utf-8")),
    ],
)
def test_each_line_tells_its_own_encoding(raw: bytes, expected: Tuple[str, str]) -> None:
    assert decode(raw) == expected


def test_a_few_nuls_do_not_make_a_line_utf_16() -> None:
    assert not any(map(is_wide, (b"", b"\0", b"abc\0", b"\0abc", b"a\0bc", b"\0\0\0\0", b"\0INFO: text")))


# ------------------------------------------------------------------------------------------------------------------ fuzz

AWKWARD = [
    "Traceback (most recent call last):",
    '  File "a", line 1, in f',
    "\x1b",
    "[",
    "0",
    "m",
    "]",
    "\r",
    ">",
    " ",
    "|",
    "│",
    "rank",
    ":",
    "(a pid=1) ",
    "%|",
    "[00:00<?, ",
    "Traceback (most recent call last):",
    '  File "a", line 1, in f',
    "\\n",
    "\\",
    '"',
    "\0",
    "页",
    "\u202e",
    "2024-05-01 10:00:00 ",
]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.one_of(st.text(), st.lists(st.sampled_from(AWKWARD), max_size=60).map("".join)))
def test_any_text_is_cleaned_without_fail(text: str) -> None:
    lines = clean(text, 3, 5)
    assert lines
    assert all((line.number, line.offset) == (3, 5) and line.text == line.text.rstrip() for line in lines)
    assert peel(lines)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary())
def test_any_bytes_are_decoded_without_fail(raw: bytes) -> None:
    text, codec = decode(raw)
    assert isinstance(text, str)
    assert codec in ("utf-8", "gbk", "utf-16-le")


@pytest.mark.parametrize(
    "unit", ["\x1b[", "[00:00<", "[00:00<?]", "> ", "a|", "Traceback (most recent call last): ", 'File "a", line 1, in f ', "x  | ", "\x1b]0;", "\\n", "Error ", "a.Error: "]
)
def test_long_lines_are_cleaned_in_proportion(unit: str) -> None:
    for start in ("", "Traceback (most recent call last): "):
        assert clean(start + unit * (8192 // len(unit)), 1, 0)

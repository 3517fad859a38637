"""Whatever wrote, wrapped or pasted a traceback: its exceptions come out, root first, and nothing of the log is lost.

The texts in tests/tracebacks were recorded from real programs (tests/tracebacks/programs) or written by hand; the .yaml beside each
tells what a person reads in it.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Tuple

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnose.anchors import compile_anchors
from diagnose.model import Chain, Line
from diagnose.source import read_lines
from diagnose.states import clean
from diagnose.tracebacks import read_chains

FOLDER = Path(__file__).parent / "tracebacks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
ANCHORS = compile_anchors(())


def read(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def chains_of(text: str) -> List[Chain]:
    return read_chains(read_lines([text.encode("utf-8", "surrogatepass")], ANCHORS)[0])[0]


def lines_of(texts: Sequence[str]) -> List[Line]:
    return [line for number, text in enumerate(texts, 1) for line in clean(text, number, 0)]


def outline(chains: Sequence[Chain]) -> List[List[Dict[str, Any]]]:
    """What a sidecar tells, of the chains that were read."""
    return [
        [
            {
                "type": raised.type,
                "message": raised.message[:90],
                "link": raised.link,
                "line": raised.line,
                "frames": len(raised.frames),
                **({"last": [raised.frames[-1].file, raised.frames[-1].line, raised.frames[-1].function, raised.frames[-1].source[:60]]} if raised.frames else {}),
                **({"item": chain.item} if chain.item and raised is chain.raised[-1] else {}),
            }
            for raised in chain.raised
        ]
        for chain in chains
    ]


def content(chains: Sequence[Chain]) -> List[Any]:
    """What must survive a paste: everything but numbers of lines and indentation."""
    return [[(r.type, r.message.split("\n")[0].strip(), r.link, [(f.file, f.line, f.function, f.source) for f in r.frames]) for r in chain.raised] for chain in chains]


@pytest.mark.parametrize("name", NAMES)
def test_recorded_tracebacks_give_what_a_person_reads_in_them(name: str) -> None:
    expected = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert outline(chains_of(read(name))) == expected["chains"]


@pytest.mark.parametrize("name", NAMES)
def test_line_numbers_of_frames_and_exceptions_point_at_lines_that_show_them(name: str) -> None:
    lines = read(name).split("\n")
    for chain in chains_of(read(name)):
        assert 1 <= chain.start <= chain.end <= len(lines)
        for raised in chain.raised:
            assert raised.header <= raised.line <= raised.end <= chain.end
            told = raised.type.rpartition(".")[2]
            assert told in lines[raised.line - 1].replace("\x1b", "")
            for frame in raised.frames:
                assert str(frame.line) in lines[frame.at - 1] + lines[min(frame.at, len(lines) - 1)] + "".join(lines[frame.at : frame.at + 3])


# ---------------------------------------------------------------------------------------------------------------- pastes

PLAIN = ["simple-py38", "simple-py313", "chained-py313", "spawn", "pool-py38", "syntax-py313", "odd_names-py38", "logged-py313", "no-indent"]
"""Tracebacks that are put into other clothes below."""

PREFIXES = {
    "quoted in a mail": "> ",
    "quoted twice": "> > ",
    "docker compose": "gpt-sovits-1  | ",
    "a rank": "[rank0]: ",
    "mpirun": "[1,0]<stderr>:",
    "vllm": "(EngineCore pid=4711) ERROR 05-07 08:11:40 [core.py:962] ",
    "vllm in ray": "(APIServer pid=19502) (RayWorkerProc pid=37847) ERROR 05-07 08:11:40 [multiproc_executor.py:962] ",
    "kubectl logs": "2024-05-01T10:00:00.123456789Z ",
    "containerd": "2024-05-01T10:00:00.123456789+08:00 stderr F ",
    "a time stamp": "2024-05-01 10:00:00,123 ",
    "a time of day": "[10:00:00] ",
    "journalctl": "May 01 10:00:00 gpu01 gpt-sovits[4711]: ",
    "github actions": "2024-05-01T10:00:00.1234567Z ##[error]",
    "markdown code": "    ",
    "a tab": "\t",
    "wandb": "wandb: ERROR ",
    "a logger of its own": "05/01 10:00:00 7667 E voice.tts | ",
    "line numbers": "  57: ",
    "pytest": "E       ",
    "srun --label": "0: ",
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("prefix", list(PREFIXES))
def test_a_prefix_on_every_line_changes_nothing(prefix: str, name: str) -> None:
    text = read(name)
    pasted = [PREFIXES[prefix] + line for line in text.split("\n")]
    assert content(chains_of("\n".join(pasted))) == content(chains_of(text))
    assert content(chains_of("\n".join(line.rstrip() for line in pasted))) == content(chains_of(text))


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("columns", [80, 120])
def test_a_console_that_tears_lines_changes_nothing(columns: int, name: str) -> None:
    text = read(name)
    torn = "\n".join(line[i : i + columns].rstrip() for line in text.split("\n") for i in range(0, max(len(line), 1), columns))
    whole = content(chains_of(text))
    assert without_markers(content(chains_of(torn))) == without_markers(whole)


def without_markers(told: List[Any]) -> List[Any]:
    """Blanks aside: at the end of a torn line they are lost."""
    return json.loads(json.dumps(told).replace(" ", ""))


OTHER_CLOTHES: Dict[str, Callable[[str], str]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "trailing blanks": lambda text: text.replace("\n", "   \n"),
    "no line feed at the end": lambda text: text.rstrip("\n"),
    "blank line after every line": lambda text: text.replace("\n", "\n\n"),
    "typographic quotes": lambda text: text.replace('File "', "File “").replace('", line', "”, line"),
    "escaped in JSON": lambda text: json.dumps({"level": "error", "error": text}, ensure_ascii=False),
    "escaped in JSON, \\r\\n": lambda text: json.dumps({"level": "error", "error": text.replace("\n", "\r\n")}, ensure_ascii=False),
    "the repr of a list": lambda text: repr([text]),
    "colours": lambda text: "".join(f"\x1b[31m{line}\x1b[0m\n" for line in text.split("\n")),
    "colours without their escape": lambda text: "".join(f"[31m{line}[0m\n" for line in text.split("\n")),
    "colours in words": lambda text: "".join(f"\\x1b[31m{line}\\x1b[0m\n" for line in text.split("\n")),
    "marks of direction": lambda text: "".join(f"\u2068{line}\u2069\u200b\n" for line in text.split("\n")),
    "a progress bar redrawn in between": lambda text: text.replace("\n", "\n\r  0%|          | 0/96 [00:00<?, ?it/s]\r", 1),
    "glued to a progress bar": lambda text: "  3%|▎         | 3/96 [00:01<00:30,  3.1it/s]" + text,
    "a log before and after": lambda text: "phoneme_data_len: 6\nwav_data_len: 96\n" + text + "\ntotal left:  96\n",
}


@pytest.mark.parametrize("name", ["simple-py38", "simple-py313", "chained-py313", "spawn"])
@pytest.mark.parametrize("clothes", list(OTHER_CLOTHES))
def test_other_clothes_change_nothing(clothes: str, name: str) -> None:
    text = read(name)
    assert content(chains_of(OTHER_CLOTHES[clothes](text))) == content(chains_of(text))


@pytest.mark.parametrize("name", ["simple-py38", "simple-py39", "chained-py38", "pool-py38"])
def test_a_traceback_on_one_line_gives_its_exceptions_and_frames(name: str) -> None:
    text = read(name)
    flat = " ".join(line.strip() for line in text.split("\n")).strip()
    for told, whole in zip(chains_of(flat), chains_of(text)):
        assert [(r.name, r.link, [(f.file, f.line, f.function) for f in r.frames]) for r in told.raised] == [
            (r.name, r.link, [(f.file, f.line, f.function) for f in r.frames]) for r in whole.raised
        ]


@pytest.mark.parametrize("name", ["simple-py38", "simple-py313", "chained-py313", "pool-py38"])
def test_a_copy_without_its_first_column_gives_the_same_exceptions(name: str) -> None:
    clipped = "\n".join(line[1:] for line in read(name).split("\n"))
    assert content(chains_of(clipped)) == content(chains_of(read(name)))


def test_what_issue_trackers_eat_does_not_hide_the_exception() -> None:
    """Markdown eats `<module>` and underscores."""
    text = read("simple-py38").replace("<module>", "").replace("<listcomp>", "")
    (chain,) = chains_of(text)
    assert (chain.root.type, len(chain.root.frames)) == ("TypeError", 4)
    assert chain.root.frames[-1].source.startswith("+ size * (batch_size")


# ---------------------------------------------------------------------------------------- lines that are no tracebacks


@pytest.mark.parametrize(
    "text",
    [
        "INFO:demo:{'train': {'batch_size': 7}}\ntraining done",
        "D:\\x\\warn.py:12: UserWarning: Detected call of `lr_scheduler.step()`\n  warnings.warn(",
        "[W socket.cpp:663] [c10d] The client socket has failed to connect (system error: 10049).",
        'vocal_00.wav|demo|ZH|File "说明"，第一行。',
        "Error: listen EADDRINUSE",
        "wav_data_len: 96",
        "Saved in /workspace/GPT_SoVITS/utils.py:12 in 3 s",
        "as told in tools/my_utils.py in load_audio(path)",
        "the header Traceback (most recent call last): shows that it failed\nand then it goes on\nwith other things",
        'Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n  File "a.py", line 3 in f\n  File "a.py", line 9 in g',
    ],
)
def test_lines_that_only_look_like_a_traceback_stay_lines(text: str) -> None:
    assert chains_of(text) == []


def test_an_exception_alone_on_its_line_is_a_chain_without_frames() -> None:
    (chain,) = chains_of("loading\nOSError: [Errno 28] No space left on device\nbye")
    assert (chain.root.type, chain.root.message, chain.root.line, chain.root.frames) == ("OSError", "[Errno 28] No space left on device", 2, ())


def test_a_log_cut_inside_a_traceback_still_tells_where_it_was() -> None:
    text = read("chained-py38").split("\n")
    for length in range(1, len(text)):
        chains = chains_of("\n".join(text[:length]))
        assert len(chains) == 1
        frames = sum('File "' in line for line in text[:length])
        assert sum(len(raised.frames) for raised in chains[0].raised) == frames


def test_two_workers_that_write_line_by_line_give_their_common_exception_once() -> None:
    for name in ("simple-py38", "recursion-py38"):
        text = read(name).rstrip("\n").split("\n")
        twice = "\n".join(line for line in text for _ in range(2))
        (whole,) = chains_of("\n".join(text))
        assert content(chains_of(twice)) == content([whole])


def test_ranks_that_write_at_once_are_told_apart() -> None:
    one, other = read("simple-py38").rstrip("\n").split("\n"), read("chained-py38").rstrip("\n").split("\n")
    both: List[str] = []
    for i in range(max(len(one), len(other))):
        both += [f"[rank0]: {one[i]}"] if i < len(one) else []
        both += [f"[rank1]: {other[i]}"] if i < len(other) else []
    told = chains_of("\n".join(both))
    assert [chain.stream for chain in told] == ["[rank0]:", "[rank1]:"]
    assert content(told) == content(chains_of("\n".join(one)) + chains_of("\n".join(other)))


def test_a_traceback_does_not_go_on_beyond_bytes_that_were_passed_over() -> None:
    lines = lines_of(["Traceback (most recent call last):", '  File "a.py", line 3, in f', "    g()", '  File "b.py", line 4, in g', "OSError: x"])
    lines[3] = lines[3]._replace(gap=True)
    first, second = read_chains(lines)[0]
    assert [frame.file for frame in first.root.frames] == ["a.py"]
    assert (first.root.type, second.root.type) == ("", "OSError")


def test_thousands_of_writers_are_told_apart_in_proportion() -> None:
    lines = lines_of([f"(worker pid={i}) {text}" for i in range(3000) for text in ("Traceback (most recent call last):", '  File "a.py", line 3, in f', f"OSError: {i}")])
    chains, seconds = check(lines)
    assert [chain.root.message for chain in chains] == [str(i) for i in range(3000)]
    assert seconds < 20


def test_many_levels_of_workers_inside_workers_are_read_without_end() -> None:
    text = "".join(
        f'Original Traceback (most recent call last):\n  File "w{i}.py", line {i}, in f\n    g()\nRuntimeError: Caught RuntimeError in worker {i}.\n' for i in range(400)
    )
    told = chains_of(text)
    assert told[0].raised[-1].message == "Caught RuntimeError in worker 0."
    assert sum(len(chain.raised) for chain in told) == 400


# ------------------------------------------------------------------------------------------------------------ mutilated

TEXTS = [read(name).split("\n") for name in NAMES]
NOISE = [
    "",
    " ",
    "  0%|          | 0/96 [00:00<?, ?it/s]",
    "Traceback (most recent call last):",
    "RuntimeError: x",
    '  File "',
    '  File "a.py", line 3, in f',
    "    ^^^^",
    "│ ❱ 3 │ x",
    "  | x",
    "  +-+---- 1 ----",
    "-- Process 0 terminated with the following error:",
    '"""',
    "During handling of the above exception, another exception occurred:",
]


def mutilate(texts: Sequence[str], seed: int) -> List[str]:
    """Lines dropped, doubled, moved, cut, wrapped, flattened, mixed with others."""
    choose = random.Random(seed)
    lines = list(texts)
    for _ in range(choose.randint(1, 12)):
        if not lines:
            break
        place = choose.randrange(len(lines))
        act = choose.randrange(10)
        if act == 0:
            del lines[place]
        elif act == 1:
            lines.insert(place, lines[place])
        elif act == 2:
            lines.insert(choose.randrange(len(lines)), lines.pop(place))
        elif act == 3:
            lines[place] = lines[place][: choose.randint(0, len(lines[place]))]
        elif act == 4:
            lines.insert(place, choose.choice(NOISE))
        elif act == 5:
            columns = choose.choice([20, 40, 60, 80])
            lines = [line[i : i + columns] for line in lines for i in range(0, max(len(line), 1), columns)]
        elif act == 6:
            lines = [line.lstrip() for line in lines]
        elif act == 7:
            lines[place] = "".join(chr(choose.choice([choose.randrange(0x20, 0x3000), choose.randrange(32, 127)])) for _ in range(40))
        elif act == 8:
            lines[place : place + 2] = [" ".join(lines[place : place + 2])]
        else:
            lines = lines[place:] if choose.random() < 0.5 else lines[: place + 1]
    return lines


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_mutilated_tracebacks_never_crash_and_lose_no_line(texts: List[str], seed: int) -> None:
    check(lines_of(mutilate(texts, seed)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.sampled_from(NOISE), st.text(max_size=60)), max_size=40))
def test_random_lines_never_crash_and_none_is_lost(texts: List[str]) -> None:
    check(lines_of(texts))


def check(lines: List[Line]) -> Tuple[List[Chain], float]:
    """Chains that are in order, tell lines that exist, and use no line that could say something else."""
    before = time.perf_counter()
    chains, used = read_chains(lines)
    seconds = time.perf_counter() - before
    numbers = {line.number for line in lines}
    assert used <= set(range(len(lines)))
    assert [chain.start for chain in chains] == sorted(chain.start for chain in chains)
    told = set()
    for chain in chains:
        assert chain.raised
        assert chain.start <= chain.end
        for raised in chain.raised:
            assert {raised.line, raised.header, raised.end} <= numbers
            told.add(raised.line)
            assert all(frame.at in numbers for frame in raised.frames)
            assert raised.type or not raised.message
    # A line that is used up is never one that names an exception, unless that exception was told.
    for place in used:
        text = lines[place].text
        if text.startswith(("RuntimeError: ", "TypeError: ", "ValueError: ", "OSError: ")) and 'File "' not in text:
            assert lines[place].number in told
    return chains, seconds


@pytest.mark.parametrize(
    "unit",
    [
        '  File "a.py", line 3, in f\n',
        'File "a.py", line 3, in f\nreturn f()\n',
        "Traceback (most recent call last):\n",
        'Traceback (most recent call last):\n  File "a.py", line 3, in f\n',
        'Traceback (most recent call last):\n  File "a.py", line 3, in f\nDuring handling of the above exception, another exception occurred:\n',
        "Original Traceback (most recent call last):\nValueError: x\n",
        "  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    | ValueError: x\n",
        "RuntimeError: " + "x" * 66 + "\n" + "y" * 80 + "\n",
        "╭──── Traceback (most recent call last) ────╮\n│ /a/b\n",
        '  File "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n',
        '"""\n',
        'x Traceback (most recent call last):\nx   File "a.py", line 1, in f\n',
    ],
)
def test_thousands_of_repetitions_take_time_in_proportion(unit: str) -> None:
    lines = lines_of((unit * 4000).split("\n")[:8000])
    _, seconds = check(lines)
    assert seconds < 20

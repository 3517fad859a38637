"""What a log tells beside its exceptions: the printed configuration as it is, and the surroundings as far as they are told."""

from __future__ import annotations

import math
import time
from typing import Any, Dict, List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.anchors import compile_anchors
from diagnose.facts import Surroundings, read_config, starts_config, told_in
from diagnose.model import Fact, Line
from diagnose.source import read_lines
from tests.conftest import FOUNDING

ANCHORS = compile_anchors(())
DUMP = next(line for line in FOUNDING.read_text(encoding="utf-8").split("\n") if starts_config(line))
"""What s2_train.py prints, from a real run."""


def read(text: str, first: int = 1) -> Tuple[Dict[str, Any], Tuple[str, ...]]:
    facts, whole = read_config([Line(number, 0, part.rstrip()) for number, part in enumerate(text.split("\n"), first)])
    return {key[len("config.") :]: fact.value for key, fact in facts.items()}, whole


def wrapped(text: str, columns: int) -> str:
    return "\n".join(text[i : i + columns] for i in range(0, len(text), columns))


# ---------------------------------------------------------------------------------------------------------- configuration


def test_the_dict_that_the_trainer_prints_is_read_whole() -> None:
    config, whole = read(DUMP)
    assert config["train.batch_size"] == 7.0
    assert isinstance(config["train.batch_size"], float)
    assert config["train.epochs"] == 8
    assert isinstance(config["train.epochs"], int)
    assert config["train.eps"] == 1e-09
    assert config["train.fp16_run"] is False
    assert config["train.gpu_numbers"] == "0"
    assert config["data.mel_fmax"] is None
    assert config["data.exp_dir"].startswith("logs/")
    assert config["model.resblock"] == "1"
    assert config["model.upsample_rates"] == "[10, 8, 2, 2, 2]"
    assert config["model.resblock_dilation_sizes"] == "[[1, 3, 5], [1, 3, 5], [1, 3, 5]]"
    assert config["s2_ckpt_dir"].startswith("logs/")
    assert whole == ("train", "data", "model", "")
    assert len(config) > 50


@pytest.mark.parametrize("columns", [72, 80, 100, 118, 120, 132])
def test_a_dict_that_a_console_has_wrapped_is_read_the_same(columns: int) -> None:
    assert read(wrapped(DUMP, columns)) == read(DUMP)
    assert read(wrapped(DUMP, columns) + "\nphoneme_data_len: 6\n{'loss': 2.5}") == read(DUMP)


def test_each_value_tells_its_own_line_and_the_text_that_shows_it() -> None:
    text = wrapped(DUMP, 80).split("\n")
    facts, _ = read_config([Line(number, 0, part) for number, part in enumerate(text, 11)])
    fact = facts["config.data.n_speakers"]
    assert fact.text == "'n_speakers': 300"
    assert any(fact.text[:6] in line for line in text[fact.line - 11 : fact.line - 9])
    assert facts["config.train.batch_size"].text == "'batch_size': 7.0"


@pytest.mark.parametrize("length", range(1, len(DUMP), 97))
def test_a_dict_that_is_cut_tells_only_what_is_sure(length: int) -> None:
    whole, _ = read(DUMP)
    for rest in ("", "\nphoneme_data_len: 6\nwav_data_len: 96"):
        part, sections = read(DUMP[:length] + rest)
        assert all(part[key] == whole[key] or part[key] == "{...}" for key in part)
        assert "" not in sections


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7", 7),
        ("7.0", 7.0),
        ("'7'", "7"),
        ('"7"', "7"),
        ("None", None),
        ("null", None),
        ("True", True),
        ("false", False),
        ("1e-05", 1e-05),
        ("-3", -3),
        (".5", 0.5),
        ("''", ""),
        ("'D:\\\\声音\\\\it\\'s'", "D:\\声音\\it's"),
        ('"it\'s"', "it's"),
        ("'a{b}, \\'c\\': 3'", "a{b}, 'c': 3"),
        ("'\\u3000x\\xa0\\n'", "\u3000x\xa0\n"),
        ("inf", math.inf),
        ("[]", "[]"),
        ("['a', 'b']", "['a', 'b']"),
        ("PosixPath('logs/demo')", "PosixPath('logs/demo')"),
        ("9" * 40, int("9" * 40)),
    ],
)
def test_values_keep_their_kind(printed: str, value: object) -> None:
    config, whole = read("INFO:demo:{'train': {'before': 1, 'it': " + printed + ", 'after': 2}, 'name': 'demo'}")
    assert config["train.it"] == value
    assert type(config["train.it"]) is type(value)
    assert (config["train.before"], config["train.after"], config["name"]) == (1, 2, "demo")
    assert whole == ("train", "")


def test_nan_is_a_number_that_equals_nothing() -> None:
    assert math.isnan(read("{'train': {'c_mel': nan}}")[0]["train.c_mel"])


def test_a_number_at_the_very_end_may_be_half_a_number() -> None:
    assert "train.batch_size" not in read("{'train': {'seed': 1234, 'batch_size': 7")[0]
    assert read("{'train': {'seed': 1234, 'batch_size': 7")[0]["train.seed"] == 1234


def test_keys_that_are_not_there_can_be_told_only_of_sections_that_were_read_whole() -> None:
    config, whole = read("{'train': {'seed': 1}, 'model': {'version': 'v2', 'x")
    assert whole == ("train",)
    assert config["model.version"] == "v2"


def test_nested_sections_have_dotted_names() -> None:
    config, whole = read("{'model': {'encoder': {'layers': {'n': 6}}, 'heads': 2}}")
    assert config == {"model": "{...}", "model.encoder": "{...}", "model.encoder.layers": "{...}", "model.encoder.layers.n": 6, "model.heads": 2}
    assert whole == ("model.encoder.layers", "model.encoder", "model", "")


def test_a_dict_glued_to_other_text_is_found() -> None:
    assert read("x {a} 33%|# | INFO:demo:{'train': {'epochs': 8}} and so on {'train': 3}")[0]["train.epochs"] == 8


@pytest.mark.parametrize("text", ["", "{", "{}", "INFO:demo:loaded", "{'a': {'b': 1}}", "train {'x': 1}", "import {train}"])
def test_other_lines_start_no_configuration(text: str) -> None:
    assert not starts_config(text)
    assert read(text) == ({}, ())


HOSTILE = [
    "{'train': " + "{'a': " * 100_000,
    "{'train': {" + "'a': 1, " * 100_000 + "}}",
    "{'train': {" + ", ".join(f"'k{i}': {i}" for i in range(100_000)) + "}}",
    "{'train': {'a': '" + "x" * 1_000_000,
    "{'train': {'a': " + "9" * 1_000_000 + "}}",
    "{'train': {'a': " + "[" * 1_000_000,
    "{'train': {'a': " + "[[1], " * 200_000,
    "{'train': {'a': f(" + "x" * 1_000_000,
    "{'train': {" + "'" * 1_000_000,
    "{'train': {" + "\\" * 1_000_000,
    "{'train': {" + "'a': \"" * 100_000,
    "{'train': {" * 100_000,
    "{'train': {\n" + "\n".join("'a': 1," for _ in range(100_000)),
    "{'train': {'eps': 1e99999, 'a': 1e-99999, 'b': -0, 'c': 00012}}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_dicts_are_read_within_limits(text: str) -> None:
    before = time.perf_counter()
    config, _ = read(text)
    assert len(config) <= 600
    assert all(isinstance(value, (str, int, float, bool, type(None))) for value in config.values())
    assert time.perf_counter() - before < 10


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["{'train': {", "'a'", ": ", "7.0", "'", '"', "{", "}", "[", "]", ", ", "\\", "\n", "None", "x", "页"]), max_size=60).map("".join))
def test_any_dict_is_read_without_fail(text: str) -> None:
    config, whole = read(text)
    assert all(isinstance(value, (str, int, float, bool, type(None))) for value in config.values())
    assert len(set(whole)) <= len(whole)


values = st.recursive(
    st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False), st.booleans(), st.none(), st.text(max_size=20)),
    lambda inner: st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner, max_size=4),
    max_leaves=12,
)


def flat(section: Dict[str, Any], path: Tuple[str, ...] = ()) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for key, value in section.items():
        found[".".join((*path, key))] = "{...}" if isinstance(value, dict) else value
        if isinstance(value, dict):
            found.update(flat(value, (*path, key)))
    return found


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), values, max_size=5))
def test_whatever_python_prints_is_read_back(section: Dict[str, Any]) -> None:
    printed = repr({"train": section})
    assert flat({"train": section}) == read(printed)[0]


# ----------------------------------------------------------------------------------------------------------- surroundings


def surroundings(*texts: str) -> Dict[str, Fact]:
    around = Surroundings()
    for number, text in enumerate(texts, 1):
        around.learn(Line(number, 0, text), told_in(text))
    return around.facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ('  File "D:\\GPT-SoVITS\\runtime\\lib\\site-packages\\torch\\serialization.py", line 9, in f', {"system": "windows"}),
        ('  File "C:/Users/me/GPT-SoVITS/webui.py", line 9, in f', {"system": "windows"}),
        ('  File "D:\\\\声音\\\\webui.py", line 9, in f', {"system": "windows"}),
        ("OSError: [WinError 1455] 页面文件太小", {"system": "windows"}),
        ('  File "/root/miniconda3/envs/GPTSoVits/lib/python3.10/site-packages/torch/nn.py", line 9, in f', {"system": "linux", "python": "3.10"}),
        ('  File "/Users/me/GPT-SoVITS/webui.py", line 9, in f', {"system": "macos"}),
        ('  File "/opt/homebrew/lib/python3.11/site.py", line 9, in f', {"system": "macos", "python": "3.11"}),
        ("C:\\Users\\me\\AppData\\Local\\Programs\\Python\\Python310\\python.exe", {"system": "windows", "python": "3.10"}),
        ("D:\\x\\_ext.cpython-311-x86_64-linux-gnu.so", {"python": "3.11"}),
        ("Python 3.9.13", {"python": "3.9.13"}),
        ("torch 2.5.1+cu124", {"package.torch": "2.5.1+cu124", "torch_cuda": "12.4"}),
        ("torch==2.0.1+cpu", {"package.torch": "2.0.1+cpu", "torch_cuda": "cpu"}),
        ("Version: 2.9.0+cu128", {"package.torch": "2.9.0+cu128", "torch_cuda": "12.8"}),
        ("torch 2.4.0+rocm6.1", {"torch_cuda": "rocm6.1"}),
        (
            "Successfully installed gradio-3.38.0 numpy-1.26.4 pytorch-lightning-2.4.0",
            {"package.gradio": "3.38.0", "package.numpy": "1.26.4", "package.pytorch-lightning": "2.4.0"},
        ),
        ("numba 0.56.4 requires numpy<1.24, but you have numpy 2.2.6 which is incompatible.", {"package.numpy": "2.2.6"}),
        ("NVIDIA GeForce RTX 5090 with CUDA capability sm_120 is not compatible with the current PyTorch installation.", {"gpu": "NVIDIA GeForce RTX 5090", "gpu_sm": 120}),
        ("0 NVIDIA GeForce GTX 1660 Ti", {"gpu": "NVIDIA GeForce GTX 1660 Ti"}),
        ("device: RTX 4090 Docker", {"gpu": "RTX 4090"}),
        ("RTX 4060 Ti Laptop GPU", {"gpu": "RTX 4060 Ti Laptop GPU"}),
        ("Tesla V100", {"gpu": "Tesla V100"}),
        ("NVIDIA A100-SXM4-80GB", {"gpu": "NVIDIA A100"}),
        ("NVIDIA RTX A6000", {"gpu": "NVIDIA RTX A6000"}),
        ("GPU 0 has compute capability 6.1", {"gpu_sm": 61}),
        ('  File "/content/GPT-SoVITS/webui.py", line 3, in <module>', {"system": "linux", "container": "colab"}),
        ('  File "/workspace/GPT-SoVITS/webui.py", line 3, in <module>', {"system": "linux", "container": "docker"}),
        ('  File "/root/autodl-tmp/GPT-SoVITS/webui.py", line 3, in <module>', {"system": "linux", "container": "autodl"}),
        ('  File "/mnt/d/GPT-SoVITS/webui.py", line 3, in <module>', {"system": "linux", "container": "wsl"}),
        ("INFO:lao_liu:{'train': {}}", {"experiment": "lao_liu"}),
        ("FileNotFoundError: 'logs/声音 1/2-name2text.txt'", {"experiment": "声音 1"}),
    ],
)
def test_system_versions_card_and_container_are_told_by_ordinary_lines(text: str, facts: Dict[str, object]) -> None:
    told = {key: fact.value for key, fact in surroundings(text).items()}
    assert {key: told.get(key) for key in facts} == facts


@pytest.mark.parametrize(
    "text",
    [
        "see https://github.com/RVC-Boss/GPT-SoVITS/issues/1",
        "https://pytorch.org/docs/stable/optim.html",
        "Loss: 2.31 at 12:30",
        "vocal.wav|demo|ZH|文本",
        "requires Python >=3.10",
        "http://0.0.0.0:9872",
    ],
)
def test_other_lines_tell_no_system_and_no_version(text: str) -> None:
    told = surroundings(text)
    assert not {"system", "python", "gpu", "gpu_sm", "torch_cuda", "container"} & set(told)


def test_the_first_line_that_tells_a_fact_counts_and_is_remembered() -> None:
    facts = surroundings("Python 3.9.13", "Python 3.12.1")
    assert (facts["python"].value, facts["python"].line, facts["python"].text) == ("3.9.13", 1, "Python 3.9.13")


def test_paths_in_a_list_do_not_outweigh_the_paths_of_the_program() -> None:
    listed = "D:\\声音\\a.wav|demo|ZH|你好"
    frame = '  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 3, in <module>'
    assert surroundings(listed)["system"].value == "windows"
    assert surroundings(listed, frame)["system"].value == "linux"
    assert surroundings(frame, listed)["system"].value == "linux"


def test_the_surroundings_of_real_runs_are_told() -> None:
    lines: List[Line] = read_lines([FOUNDING.read_bytes()], ANCHORS)[0]
    around = Surroundings()
    for line in lines:
        around.learn(line, told_in(line.text))
    told = {key: fact.value for key, fact in around.facts.items()}
    assert told["system"] == "linux"
    assert str(told["python"]).startswith("3.")
    assert told["experiment"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text())
def test_any_line_is_read_without_fail(text: str) -> None:
    surroundings(text, text + "C:\\" + text, "INFO:" + text)

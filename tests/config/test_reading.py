"""Files in every encoding and state that editors, consoles and downloads leave behind: one sentence, with the place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.checkup.check import ERROR, OK, WARNING
from diagnose.config import decoding
from diagnose.config.checks import check_config
from diagnose.config.reading import LARGEST, read_config_file
from tests.config.workspaces import s1, s2, tts_infer, workspace

UNPARSABLE = "config.file-unparsable"
NAMES = ("tmp_s2.json", "tmp_s1.yaml", "tts_infer.yaml", "weight.json", "a.list", "other.txt")


@pytest.fixture(autouse=True)
def _utf_8_system(monkeypatch):
    """Whatever this machine speaks."""
    monkeypatch.setattr(decoding.locale, "getpreferredencoding", lambda setlocale=True: "utf-8")


def checks_of(path: Path, raw: bytes):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return [check for check in check_config(read_config_file(path)) if check.status != OK and check.id != "config.paths"]


S2 = json.dumps(s2(), indent=2)
S1 = yaml.dump(s1(), default_flow_style=False)


@pytest.mark.parametrize(
    ("name", "raw", "id", "rule", "place", "words"),
    [
        ("tmp_s2.json", b"", "config.empty", UNPARSABLE, (0, 0), "空"),
        ("tmp_s1.yaml", b"\n", "config.empty", UNPARSABLE, (0, 0), "空"),
        ("weight.json", b"", "config.empty", UNPARSABLE, (0, 0), "空"),
        ("a.list", b"\n\n", "config.empty", "data.empty-dataset", (0, 0), "空"),
        ("tmp_s2.json", b"\xef\xbb\xbf" + S2.encode(), "config.bom", UNPARSABLE, (1, 1), "BOM"),
        ("weight.json", b'\xef\xbb\xbf{"GPT": {}, "SoVITS": {}}', "config.bom", UNPARSABLE, (1, 1), "BOM"),
        ("tmp_s2.json", S2.encode("utf-16"), "config.encoding", "host.encoding", (1, 1), "UTF-16"),
        ("tmp_s1.yaml", S1.encode("utf-16-le"), "config.encoding", "host.encoding", (1, 1), "UTF-16"),
        ("tmp_s1.yaml", S1.encode("utf-16-be"), "config.encoding", "host.encoding", (1, 1), "UTF-16"),
        ("tmp_s2.json", S2.replace('"voice"', '"声音"').encode("gbk"), "config.encoding", "host.encoding", None, "GBK"),
        ("tts_infer.yaml", (yaml.dump(tts_infer()) + "# 说明文字\n").encode("gbk"), "config.encoding", "host.encoding", None, "GBK"),
        ("tmp_s1.yaml", S1.encode() + b"# \xff\xff \x80\n", "config.encoding", "host.encoding", None, "损坏"),
        ("tmp_s2.json", b"[1, 2]", "config.not-a-mapping", UNPARSABLE, (1, 1), "键"),
        ("tmp_s1.yaml", b"just words\n", "config.not-a-mapping", UNPARSABLE, (1, 1), "键"),
        ("tmp_s2.json", S2[:700].encode(), "config.syntax", UNPARSABLE, None, "断"),
        ("tmp_s2.json", S2.replace("\n}", ",\n}").encode(), "config.syntax", UNPARSABLE, None, "逗号"),
        ("tmp_s2.json", S2.replace('"log_interval": 100,', '"log_interval": 100').encode(), "config.syntax", UNPARSABLE, (3, 24), "逗号"),
        ("tmp_s2.json", ("// mine\n" + S2).encode(), "config.syntax", UNPARSABLE, (1, 1), "注释"),
        ("tmp_s2.json", S2.replace('"', "'").encode(), "config.syntax", UNPARSABLE, (2, 3), "单引号"),
        ("tmp_s2.json", S2.replace("true", "True").encode(), "config.syntax", UNPARSABLE, None, "True"),
        ("tmp_s2.json", S2.replace("logs/voice", "D:\\GPT\\logs").encode(), "config.syntax", UNPARSABLE, None, "反斜杠"),
        ("tmp_s2.json", str(s2()).encode(), "config.syntax", UNPARSABLE, (1, 2), "单引号"),
        ("tmp_s1.yaml", S1.replace("  epochs", "\tepochs").encode(), "config.syntax", UNPARSABLE, None, "Tab"),
        ("tmp_s1.yaml", S1.replace("epochs: ", "epochs:").encode(), "config.syntax", UNPARSABLE, None, "空格"),
        ("tmp_s1.yaml", S1.replace("epochs: ", "epochs：").encode(), "config.syntax", UNPARSABLE, None, "冒号"),
        ("tmp_s1.yaml", S1.replace("logs/voice/6", '"D:\\GPT').encode(), "config.syntax", UNPARSABLE, None, "Windows"),
        ("tmp_s1.yaml", S2.replace("{", "", 1).encode(), "config.syntax", UNPARSABLE, None, "YAML"),
        ("tmp_s2.json", b"\0" * 600, "config.syntax", UNPARSABLE, (1, 1), ""),
        ("tmp_s2.json", b"PK\x03\x04\x14\0\0\0\x08\0" * 50, "config.syntax", UNPARSABLE, (1, 1), ""),
    ],
)
def test_a_broken_file_is_one_error_with_its_place(tmp_path, name, raw, id, rule, place, words):
    found = checks_of(tmp_path / name, raw)
    assert [(check.id, check.rule, check.status) for check in found] == [(id, rule, ERROR)], [check.title["zh"] for check in found]
    check = found[0]
    assert check.place is not None
    if place is not None:
        assert (check.place.line, check.place.column) == place
    else:
        assert check.place.line > 0
    assert words in check.title["zh"]
    assert check.advice["zh"]
    assert check.advice["en"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places_are_those_of_an_editor_whatever_ends_the_lines(tmp_path, end):
    text = S1.replace("batch_size: 4", "batch_size: 7.0").replace("\n", end)
    number = next(number for number, line in enumerate(text.split("\n"), start=1) if "batch_size" in line)
    check = checks_of(tmp_path / "tmp_s1.yaml", text.encode())[0]
    assert check.place is not None
    assert (check.place.line, check.place.column, check.place.text) == (number, 15, "batch_size: 7.0")


def test_the_place_in_a_file_of_one_line_shows_what_stands_there(tmp_path):
    root = workspace(tmp_path)
    path = root / "TEMP/tmp_s2.json"
    text = path.read_text(encoding="utf-8").replace('"batch_size": 4', '"batch_size": 7.0')
    check = checks_of(path, text.encode())[0]
    assert check.place is not None
    assert check.place.column == text.index("7.0") + 1
    assert '"batch_size": 7.0' in check.place.text
    assert len(check.place.text) < 200


def test_offsets_and_line_ends_are_those_of_the_file_for_whoever_edits_it(tmp_path):
    path = tmp_path / "tmp_s1.yaml"
    raw = b"\xef\xbb\xbf" + ("# 说明\r\n" + S1.replace("\n", "\r\n")).encode("utf-8")
    path.write_bytes(raw)
    file = read_config_file(path)
    assert (file.bom, file.encoding) == (True, "utf-8")
    assert b"\xef\xbb\xbf" + file.text.encode("utf-8") == raw
    value = file.values["train.batch_size"]
    assert file.raw(value) == "4"
    assert file.values["train.exp_name"].value == "voice"


def test_a_bom_before_yaml_and_utf_8_in_it_do_no_harm_on_a_utf_8_system(tmp_path):
    root = workspace(tmp_path)
    path = root / "TEMP/tmp_s1.yaml"
    assert checks_of(path, b"\xef\xbb\xbf" + path.read_bytes() + "# 说明\n".encode()) == []


def test_what_a_chinese_windows_reads_otherwise(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding.locale, "getpreferredencoding", lambda setlocale=True: "gbk")
    root = workspace(tmp_path)
    path = root / "TEMP/tmp_s2.json"
    plain = path.read_text(encoding="utf-8")
    assert checks_of(path, plain.encode()) == []  # as the web UI writes it, ASCII alone
    assert checks_of(path, plain.replace('"voice"', '"声音"').encode("gbk")) == []
    garbled = checks_of(path, plain.replace('"voice"', '"声音"').encode("utf-8"))
    assert [(check.id, check.status, check.rule) for check in garbled] == [("config.encoding", WARNING, "")]
    failing = checks_of(path, plain.replace('"voice"', '"声"').encode("utf-8"))
    assert [(check.id, check.status, check.rule) for check in failing] == [("config.encoding", ERROR, "host.encoding")]
    # tts_infer.yaml is opened as UTF-8 everywhere
    api = root / "GPT_SoVITS/configs/tts_infer.yaml"
    assert checks_of(api, api.read_bytes() + "# 说明\n".encode()) == []


def test_a_key_given_twice_names_the_line_that_does_not_count(tmp_path):
    root = workspace(tmp_path)
    path = root / "TEMP/tmp_s1.yaml"
    text = path.read_text(encoding="utf-8").replace("  batch_size: 4\n", "  batch_size: 4\n  batch_size: 6\n")
    found = checks_of(path, text.encode())
    assert [(check.id, check.status) for check in found] == [("config.duplicate-key", WARNING)]
    number = text.split("\n").index("  batch_size: 4") + 1
    assert f"第 {number} 行" in found[0].title["zh"]
    assert found[0].place.line == number + 1


def test_one_slip_that_makes_others_is_one_check_with_the_rest_below_it(tmp_path):
    found = checks_of(tmp_path / "tmp_s2.json", str(s2()).encode())
    assert len(found) == 1
    assert len(found[0].details) >= 5


def test_a_file_too_large_is_not_read_into_memory(tmp_path):
    path = tmp_path / "tmp_s2.json"
    with path.open("wb") as stream:
        stream.truncate(LARGEST + 5)
    found = [check for check in check_config(read_config_file(path)) if check.status == ERROR]
    assert [check.id for check in found] == ["config.syntax"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_content_makes_reading_or_checking_fail(tmp_path_factory, name, raw):
    path = tmp_path_factory.getbasetemp() / "hostile" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    file = read_config_file(path)
    for check in check_config(file):
        for said in (check.title, check.advice, *check.details):
            for text in said.values():
                assert "\x1b" not in text
                assert "\n" not in text
                text.encode("utf-8")
    file.facts()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["train.batch_size", "train.gpu_numbers", "name", "model.version", "train.pretrained_s2G", "data.exp_dir", "train.betas"]),
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30), lambda inner: st.lists(inner, max_size=3), max_leaves=3),
)
def test_no_value_makes_checking_fail(tmp_path_factory, key, value):
    tree = s2()
    *above, name = key.split(".")
    section = tree
    for part in above:
        section = section[part]
    section[name] = value
    path = tmp_path_factory.getbasetemp() / "values" / "tmp_s2.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(json.dumps(tree).encode())
    for check in check_config(read_config_file(path)):
        for said in (check.title, check.advice, *check.details):
            assert all("\x1b" not in text and text.encode("utf-8") is not None for text in said.values())

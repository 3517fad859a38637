"""Lists of clips: every kind of bad line is one check that names the lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING
from diagnose.config.checks import check_config
from diagnose.config.clips import meant_language
from diagnose.config.listtext import FIELDS, read_clips, read_list
from diagnose.config.reading import read_config_file
from tests.config.workspaces import workspace

LIST = "output/asr_opt/slicer_opt.list"


def lines_of(root: Path):
    return (root / LIST).read_text(encoding="utf-8").split("\n")


def checks_of(root: Path, lines, end: str = "\n", encoding: str = "utf-8"):
    (root / LIST).write_bytes(end.join(lines).encode(encoding))
    return [check for check in check_config(read_config_file(root / LIST)) if check.status != OK]


@pytest.mark.parametrize(
    ("change", "id", "rule", "words"),
    [
        (lambda line: line + "|多的", "config.list-columns", "data.list-malformed", "4 个竖线"),
        (lambda line: line.replace("|ZH", "", 1), "config.list-columns", "data.list-malformed", "2 个竖线"),
        (lambda line: line.replace("|", "｜"), "config.list-columns", "data.list-malformed", "中文竖线"),
        (lambda line: line.replace("|", "\t"), "config.list-columns", "data.list-malformed", "Tab"),
        (lambda line: "", "config.list-columns", "data.list-malformed", "空行"),
        (lambda line: line.replace("|ZH|", "|CN|"), "config.list-language", "data.language-unsupported", "改成 zh"),
        (lambda line: line.replace("|ZH|", "|中文|"), "config.list-language", "data.language-unsupported", "改成 zh"),
        (lambda line: line.replace("|ZH|", "| ZH|"), "config.list-language", "data.language-unsupported", "改成 zh"),
        (lambda line: line.replace("|ZH|", "|fr|"), "config.list-language", "data.language-unsupported", "fr"),
        (lambda line: line.rpartition("|")[0] + "|", "config.list-text", "data.text-empty", "第 2 行"),
        (lambda line: line.rpartition("|")[0] + "|……", "config.list-text", "data.text-empty", "第 2 行"),
        (lambda line: line.replace("clip_1", "clip_9"), "config.list-audio", "data.audio-missing", "clip_9"),
    ],
)
def test_one_bad_line_is_a_warning_that_names_it(tmp_path, change, id, rule, words):
    root = workspace(tmp_path)
    lines = lines_of(root)
    lines[1] = change(lines[1])
    found = checks_of(root, lines)
    assert [(check.id, check.rule, check.status) for check in found] == [(id, rule, WARNING)]
    check = found[0]
    assert check.place is not None
    assert check.place.line == 2
    assert "第 2 行" in check.title["zh"]
    assert words in check.details[0]["zh"]
    assert check.stages == ("get-text", "get-hubert", "get-sv")


def test_when_half_of_the_lines_are_lost_it_is_an_error(tmp_path):
    root = workspace(tmp_path)
    found = checks_of(root, [line.replace("|ZH|", "|CN|") for line in lines_of(root)])
    assert [(check.id, check.status) for check in found] == [("config.list-language", ERROR)]
    assert "第 1, 2, 3, 4 行" in found[0].title["zh"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", [[], ["", "", ""]])
def test_line_ends_and_blank_lines_at_the_end_do_no_harm(tmp_path, end, tail):
    root = workspace(tmp_path)
    assert checks_of(root, [*lines_of(root), *tail], end) == []


def test_a_list_of_another_editor(tmp_path):
    root = workspace(tmp_path)
    lines = lines_of(root)
    bom = checks_of(root, lines, encoding="utf-8-sig")
    assert [(check.id, check.rule, check.status) for check in bom] == [("config.bom", "data.audio-missing", WARNING)]
    gbk = checks_of(root, lines, encoding="gbk")
    assert [(check.id, check.rule, check.status) for check in gbk] == [("config.encoding", "host.encoding", ERROR)]
    assert gbk[0].place.line == 1
    wide = checks_of(root, lines, encoding="utf-16")
    assert [(check.id, check.rule, check.status) for check in wide] == [("config.encoding", "host.encoding", ERROR)]


def test_two_clips_of_one_name(tmp_path):
    root = workspace(tmp_path)
    lines = lines_of(root)
    found = checks_of(root, [*lines, lines[0]])
    assert [(check.id, check.status) for check in found] == [("config.list-names", WARNING)]
    assert "第 1 行" in found[0].details[0]["zh"]


def test_audio_is_looked_for_only_where_the_program_is(tmp_path):
    path = tmp_path / "a.list"
    path.write_text("/nowhere/a.wav|me|zh|你好\n", encoding="utf-8")
    assert [check.status for check in check_config(read_config_file(path))] == [OK]
    assert [check.id for check in check_config(read_config_file(path), root=workspace(tmp_path / "program"))] == ["config.list-audio"]


def test_bare_names_are_looked_for_where_the_web_ui_leaves_audio(tmp_path):
    root = workspace(tmp_path)
    lines = [line.rpartition("/")[2] for line in lines_of(root)]
    assert checks_of(root, lines) == []
    found = checks_of(root, [line.replace("clip_", "other_") for line in lines])
    assert [(check.id, check.status) for check in found] == [("config.list-audio", UNKNOWN)]


def test_many_bad_lines_are_not_all_listed(tmp_path):
    root = workspace(tmp_path)
    found = checks_of(root, ["nothing"] * 500)
    assert len(found) == 1
    assert len(found[0].details) == 20
    assert len(found[0].title["zh"]) < 300
    assert "500" in found[0].title["zh"]


@pytest.mark.parametrize(("said", "meant"), [("CN", "zh"), ("Zh", "zh"), (" ja ", "ja"), ("Chinese", "zh"), ("粤语", "yue"), ("fr", ""), ("", "")])
def test_the_language_that_was_meant(said, meant):
    assert meant_language(said) == meant


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=20)))
def test_every_field_has_its_place(lines):
    text = "\n".join(lines)
    clips, parsed = read_clips(text), read_list(text)
    stripped = text.strip("\n")
    assert len(clips) == (len(stripped.split("\n")) if stripped else 0)
    for clip in clips:
        assert lines[clip.line - 1] == clip.text
        if clip.whole:
            for name, field in zip(FIELDS, clip.fields):
                value = parsed.values[f"{clip.line}.{name}"]
                assert text[value.start : value.end] == field == value.value
                assert lines[value.line - 1][value.column - 1 :].startswith(field)

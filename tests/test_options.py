"""The fast reading of the command line and typer's agree."""

from __future__ import annotations

from typing import List
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose import app
from diagnose.options import CHOICES, FLAGS, VALUED, Options, parse_plain

LOGS = st.sampled_from(["train.log", "a b.log", "-", "日志.log", "x*.log", "diagnoses.log"])
VALUES = {
    "format": st.sampled_from(CHOICES["format"]),
    "lang": st.sampled_from(CHOICES["lang"]),
    "output": st.sampled_from(["out.json", "o.txt", "report.html", "reports/"]),
    "rules": st.sampled_from(["rules", "../own rules"]),
    "configs": st.sampled_from(["TEMP/tmp_s2.json", "配置.yaml"]),
    "workspace": st.sampled_from([".", "D:\\GPT-SoVITS v2"]),
    "python": st.sampled_from(["python", "runtime\\python.exe", "docker exec sovits python"]),
    "store": st.sampled_from(["triage.db", "我的 记录.db"]),
}


@st.composite
def command_lines(draw: st.DrawFn) -> List[str]:
    words: List[str] = []
    for name in draw(st.lists(st.sampled_from([*VALUED, *FLAGS, "LOG"]), max_size=6)):
        if name == "LOG":
            words.append(draw(LOGS))
        elif name in FLAGS:
            words.append(name)
        else:
            value = draw(VALUES[VALUED[name]])
            words += [f"{name}={value}"] if name.startswith("--") and draw(st.booleans()) else [name, value]
    if draw(st.booleans()):
        words = ["diagnose", *words]
    if draw(st.booleans()):
        words += ["--", *draw(st.lists(st.sampled_from(["-x.log", "--lang", "plain.log"]), max_size=2))]
    return words


def by_typer(words: List[str]) -> Options:
    seen: List[Options] = []
    with mock.patch("diagnose.app.run", side_effect=lambda options: seen.append(options) or 0):
        assert app.run_app(words) == 0
    return seen[0]


@settings(max_examples=120, deadline=None)
@given(command_lines())
def test_both_parsers_read_a_plain_command_line_alike(words: List[str]) -> None:
    assert parse_plain(words) == by_typer(words)


def test_what_is_not_plain_is_left_to_typer() -> None:
    for words in (["--help"], ["--version"], ["rules", "lint"], ["--format"], ["--format", "xml"], ["--lang=de"], ["--unknown"], ["-f=json"]):
        assert parse_plain(words) is None

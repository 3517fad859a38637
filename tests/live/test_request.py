"""The fast reading of `run` and `watch` agrees with typer's."""

from __future__ import annotations

from typing import List
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose import app
from diagnose.live.request import Request, RunRequest, WatchRequest, parse_request

WORDS = st.lists(st.sampled_from(["python", "webui.py", "-s", "--config", "a b.json", "--", "--lang", "zh", "-", "--help", "日志"]), max_size=4)
OPTIONS = st.lists(st.sampled_from([["--log", "x.log"], ["--log=y.log"], ["--lang", "zh"], ["--lang=en"]]), max_size=3)


def by_typer(words: List[str]) -> List[Request]:
    seen: List[Request] = []
    with mock.patch("diagnose.live.liveapp.answer", side_effect=lambda request: seen.append(request) or 0):
        app.run_app(words)
    return seen


@settings(max_examples=25, deadline=None)
@given(OPTIONS, st.booleans(), st.sampled_from(["python", "./run.sh", "runtime\\python.exe"]), WORDS)
def test_both_read_a_command_to_run_alike(options: List[List[str]], dashes: bool, program: str, rest: List[str]) -> None:
    words = ["run", *(word for pair in options for word in pair), *(["--"] if dashes else []), program, *rest]
    request = parse_request(words)
    assert isinstance(request, RunRequest)
    assert request.command == (program, *rest)
    assert by_typer(words) == [request]


def test_a_log_to_watch() -> None:
    for words in (["watch", "x.log"], ["watch", "--lang", "zh", "x.log"], ["watch", "x.log", "--lang=en"], ["watch", "--", "-x.log"]):
        request = parse_request(words)
        assert isinstance(request, WatchRequest)
        assert by_typer(words) == [request]


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["run", "--"],
        ["run", "--log"],
        ["run", "--log", "x"],
        ["run", "--help"],
        ["run", "--lang", "de", "x"],
        ["watch"],
        ["watch", "a", "b"],
        ["watch", "--log", "x", "y"],
        ["train.log"],
        [],
    ],
)
def test_the_rest_is_left_to_typer(words: List[str]) -> None:
    assert parse_request(words) is None

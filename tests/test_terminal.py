"""The terminal report: right width, no markup from logs, both languages."""

from __future__ import annotations

import re
import unicodedata
from typing import Callable, List

import pyte
import pytest

from diagnose import diagnose
from diagnose.library import Library
from diagnose.options import Options
from diagnose.terminal import render
from tests.conftest import FOUNDING, SAMPLES
from tests.hostile import FORBIDDEN, KINDS, PAYLOADS, hostile_log

LOGS = [FOUNDING, *sorted(SAMPLES.rglob("*.log"))[::10]]
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(width: int, lang: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for log in LOGS:
        for article in (False, True):
            text = render(diagnose(log.read_bytes(), library), library, str(log), lang, Options(verbose=True, article=article), color=True)
            assert max(columns(_ESCAPE.sub("", line)) for line in text.split("\n")) <= width, (log, width)


def test_every_cause_shows_its_evidence_and_every_remedy_its_steps(library: Library) -> None:
    for log in LOGS:
        diagnosis = diagnose(log.read_bytes(), library)
        if diagnosis.status != "diagnosed":
            continue
        text = render(diagnosis, library, log.name, "en", Options(), color=False)
        first = diagnosis.causes[0]
        assert library.rules[first.rule].title["en"] in text
        assert f"{first.line} │" in text
        assert text.count("Solution ") >= len(first.remedies)
        assert "\x1b" not in text


def test_a_log_cannot_speak_to_the_terminal_or_to_rich(library: Library) -> None:
    hostile = b"Traceback (most recent call last):\n  File \"x.py\", line 1, in f\n    g()\nNameError: name '[bold red]\x1b]0;owned\x07\x1b[2J[link=file:///etc/passwd]\xe2\x80\xae' is not defined\n"
    diagnosis = diagnose(hostile, library)
    for color in (False, True):
        text = render(diagnosis, library, "x", "en", Options(article=True, verbose=True), color=color)
        assert "owned" not in text
        assert "\x1b[2J" not in text
        assert "\u202e" not in text
        assert "[bold red]" in text
    assert diagnosis.status != "healthy"


class Screen(pyte.Screen):
    """A terminal that notes everything but text and colours that is done to it."""

    def __init__(self) -> None:
        self.done: List[str] = []
        super().__init__(120, 400)
        self.done.clear()


def noted(name: str) -> Callable[..., None]:
    return lambda self, *_, **__: self.done.append(name)


for other in (
    "set_title", "set_icon_name", "erase_in_display", "erase_in_line", "cursor_position", "cursor_up", "cursor_back", "cursor_to_column", "bell", "backspace", "set_mode", "reset_mode",
    "delete_characters", "delete_lines", "insert_lines", "define_charset", "set_margins", "save_cursor", "restore_cursor", "report_device_status", "report_device_attributes", "alignment_display",
):  # fmt: skip
    setattr(Screen, other, noted(other))


def test_the_screen_notes_what_an_escape_sequence_does() -> None:
    screen = Screen()
    pyte.Stream(screen).feed(PAYLOADS["ansi"])
    assert {"set_title", "erase_in_display", "cursor_position"} <= set(screen.done)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_log_only_writes_on_the_screen(payload: str, kind: str, library: Library) -> None:
    diagnosis = diagnose(hostile_log(PAYLOADS[payload], kind), library)
    for color in (True, False):
        text = render(diagnosis, library, PAYLOADS[payload][:300] + ".log", "en", Options(article=True, verbose=True), color=color)
        assert not FORBIDDEN.search(_ESCAPE.sub("", text))
        screen = Screen()
        stream = pyte.Stream(screen)
        stream.feed(text.replace("\n", "\r\n"))
        assert screen.done == []
        assert any(line.strip() for line in screen.display)

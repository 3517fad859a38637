"""The terminal report: right width, no markup from logs, both languages."""

from __future__ import annotations

import re
import unicodedata

import pytest

from diagnose import diagnose
from diagnose.library import Library
from diagnose.options import Options
from diagnose.terminal import render
from tests.conftest import FOUNDING, SAMPLES

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

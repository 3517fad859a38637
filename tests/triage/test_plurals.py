"""One log is one log: English that counts says so, on the terminal and on the page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from diagnose.command import main
from diagnose.library import Library
from diagnose.sentences import dashboard, triage
from diagnose.triage.board import Board
from diagnose.triage.corrections import Answer
from diagnose.triage.dashboard import render_dashboard
from diagnose.triage.record import Record
from tests.conftest import FOUNDING, SAMPLES

THINGS = r"(?:logs|groups|causes|rules|issues|files|archives|have|are)\b"
WRONG = re.compile(rf"(?<![\d,.#-])1 (?:[a-z]+ )?{THINGS}")
COUNTS = re.compile(rf"\{{(?:\w+)\}} (?:[a-z]+ )?{THINGS}")


def words_of(page: str) -> str:
    text = re.sub(r"(?s)<(script|style|title)\b.*?</\1>", "", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def test_a_sentence_that_counts_things_has_another_one_for_one_thing() -> None:
    for table in (triage.TABLE, dashboard.TABLE):
        counting = [key for key, (_, text) in table.items() if COUNTS.search(text) and not key.endswith("-one")]
        assert [key for key in counting if f"{key}-one" not in table] == []
        assert [key for key, (_, text) in table.items() if key.endswith("-one") and COUNTS.search(text)] == []


@pytest.mark.parametrize("status", ["diagnosed", "unrecognised"])
def test_a_page_of_one_log_says_so(status: str, library: Library) -> None:
    board = Board()
    cause = "env.torchcodec" if status == "diagnosed" else ""
    one = Record("a", "a", "f" * 64, when="2024-03-01T00:00:00Z", status=status, cause=cause, fingerprint="0123456789ab", tool="1")
    board.add(one, None, Answer("https://example.org/", "b", "e" * 64))
    words = words_of(render_dashboard(board, library, "en"))
    assert WRONG.findall(words) == []
    assert "1 failed log " in words
    assert "1 log in all: " in words
    assert "1 has an answer already" in words
    assert ("1 known cause " in words) == (status == "diagnosed")
    assert "2024-03-01 to 2024-03-01" not in words


def test_a_page_of_many_counts_each_of_its_parts_rightly(library: Library) -> None:
    board = Board(most=1)
    causes = [rule.id for rule in library.rules.values() if rule.role == "cause"][:21]
    for number, cause in enumerate(causes):
        for _ in range(2 if number < 20 else 1):
            board.add(Record("a", "a", status="diagnosed", cause=cause, when="2024-03-01T00:00:00Z" if number else "", tool="1"))
    words = words_of(render_dashboard(board, library, "en"))
    assert WRONG.findall(words) == []
    assert "1 further cause " in words
    assert "41 failed logs" in words


def test_the_terminal_counts_one_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "a.log"
    shutil.copy(FOUNDING, log)
    unknown = tmp_path / "unknown.log"
    shutil.copy(next((SAMPLES / "unrecognised").rglob("*.log")), unknown)
    told = ""
    for arguments in ([str(log)], [str(unknown), "--unknown", str(tmp_path / "taken")], [str(log), "--unknown", str(tmp_path / "none")]):
        assert main(["triage", *arguments, "--jobs", "1", "--lang", "en"]) == 0
        told += "".join(capsys.readouterr())
    assert WRONG.findall(told) == []
    assert told.count("1 log: ") == 3
    assert f"was written to {tmp_path / 'taken'}: 1 in all" in told
    assert f"nothing was written to {tmp_path / 'none'}" in told

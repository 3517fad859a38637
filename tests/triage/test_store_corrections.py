"""Those who answer correct verdicts with `triage confirm` and `triage reject`: it counts from then on, is shown, and can be measured by."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

from diagnose.calibration import CorpusError, ask
from diagnose.command import main
from diagnose.library import Library
from diagnose.triage.corrections import stored_cases
from diagnose.triage.store import Store
from tests.conftest import FOUNDING

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
CAUSE = "config.batch-size-not-integer"
UNKNOWN = 'GPT_SoVITS\nTraceback (most recent call last):\n  File "GPT_SoVITS/s2_train.py", line 3, in <module>\n    run()\nFlurbError: the flurb of train number {} is bent\n'
ISSUES = [
    {"number": 12, "title": "训练失败", "url": "https://github.com/o/r/issues/12", "createdAt": "2024-03-01T00:00:00Z", "body": "求助\n```\n" + UNKNOWN.format(1) + "```\n"},
    {
        "number": 13,
        "title": "same here",
        "url": "https://github.com/o/r/issues/13",
        "createdAt": "2024-03-09T00:00:00Z",
        "body": "It fails for me\n```\n" + UNKNOWN.format(77) + "```\n",
    },
]


class Desk:
    """A user with a store."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys, self.folder, self.store = capsys, folder, folder / "s.db"
        self.said = ""

    def triage(self, *paths: object) -> Dict[str, Dict[str, Any]]:
        results = self.folder / "r.jsonl"
        self.said = self(*paths, "-o", results, "--force")
        return {told["name"]: told for told in map(json.loads, results.read_text("utf-8").splitlines())}

    def __call__(self, *arguments: object, code: int = 0) -> str:
        """What the command prints, or complains."""
        self._capsys.readouterr()
        assert main(["triage", *map(str, arguments), "--store", str(self.store), "--lang", "en"]) == code
        told = self._capsys.readouterr()
        return told.err if code else told.out


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Desk:
    return Desk(capsys, tmp_path)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "issues.json"
    path.write_text(json.dumps(ISSUES), "utf-8")
    return path


def test_a_confirmed_cause_counts_from_then_on(desk: Desk, dump: Path) -> None:
    before = desk.triage(dump)
    assert {told["status"] for told in before.values()} == {"unrecognised"}
    names: List[str] = sorted(before)
    said = desk("confirm", names[0], CAUSE, "--answer", "https://github.com/o/r/issues/12#issuecomment-1", "--from", dump)
    assert f"Noted: the cause of {names[0]} is this: batch_size is not a whole number ({CAUSE})." in said
    assert "Answer: https://github.com/o/r/issues/12#issuecomment-1" in said
    assert "A copy of the log is kept" in said
    after = desk.triage(dump)
    assert (after[names[0]]["status"], after[names[0]]["cause"], after[names[0]]["confidence"]) == ("diagnosed", CAUSE, 1.0)
    assert after[names[1]] == before[names[1]], "what was said of one log is not said of others"
    assert "Logs whose failure has been answered already: 2" in desk.said
    assert f"{names[1]} is the same as {names[0]}: https://github.com/o/r/issues/12#issuecomment-1" in desk.said
    page = desk.folder / "page.html"
    desk("dashboard", desk.folder / "r.jsonl", "-o", page)
    assert "issues/12#issuecomment-1" in page.read_text("utf-8")


def test_a_log_may_be_named_in_several_ways(desk: Desk, dump: Path) -> None:
    told = desk.triage(dump)
    first = sorted(told)[0]
    for name in (first, "#12", told[first]["digest"][:8], told[first]["digest"]):
        assert f"Noted: the cause of {first} is this" in desk("confirm", name, "healthy")
    assert "knows no log called nowhere.log" in desk("confirm", "nowhere.log", "healthy", code=2)


def test_a_name_that_fits_several_logs_is_asked_back(desk: Desk, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "train.log").write_text(UNKNOWN.format(folder), "utf-8")
    desk.triage(tmp_path / "a", tmp_path / "b")
    said = desk("confirm", "train.log", "healthy", code=2)
    assert str(tmp_path / "a" / "train.log") in said
    assert str(tmp_path / "b" / "train.log") in said


def test_a_name_is_rather_a_whole_one_than_the_end_of_another(desk: Desk, tmp_path: Path) -> None:
    for name in ("batch.log", "h.log"):
        (tmp_path / name).write_text(UNKNOWN.format(name), "utf-8")
    desk.triage(tmp_path)
    assert str(tmp_path / "h.log") in desk("confirm", "h.log", "healthy")
    assert str(tmp_path / "batch.log") in desk("confirm", "tch.log", "healthy")
    assert "knows no log called" in desk("confirm", "", "healthy", code=2)


def test_an_issue_with_the_very_same_log_is_a_duplicate_too(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "issues.json"
    path.write_text(json.dumps([{**ISSUES[0], "number": number, "url": f"https://github.com/o/r/issues/{number}"} for number in (12, 120, 13)]), "utf-8")
    desk.triage(path)
    desk("confirm", "o/r#12", CAUSE, "--answer", "https://github.com/o/r/issues/120#issuecomment-1")
    desk.triage(path)
    assert [line.split(" is the same as ")[0].strip() for line in desk.said.splitlines() if "is the same as o/r#120: https" in line] == ["o/r#12", "o/r#13"]
    log = tmp_path / "x.log"
    log.write_text(UNKNOWN.format("x"), "utf-8")
    desk("confirm", log, CAUSE, "--answer", "https://example.org/1")
    assert "is the same as" not in desk(tmp_path / "." / "x.log"), "a file is the same log under whatever name"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_file_whose_name_is_no_text_can_be_confirmed(doctor: Run, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xc8\xd5.log"
    with open(odd, "wb") as file:
        file.write(UNKNOWN.format(1).encode())
    given, store = ["--store", str(tmp_path / "s.db"), "--lang", "en"], os.fsdecode(odd)
    assert doctor("triage", str(tmp_path), *given).returncode == 0
    for word in (
        ["confirm", store, "healthy"],
        ["confirm", "\\udcc8\\udcd5.log", CAUSE],
        ["confirm", "x/" * 5000, CAUSE],
        ["confirm", store, CAUSE, "--answer", "https://x/\udcc8"],
    ):
        done = doctor("triage", *word, *given)
        assert done.returncode == (0 if len(word) == 3 and len(word[1]) < 5000 else 2), done.stderr
        assert b"Traceback" not in done.stderr


def test_a_log_that_is_kept_already_can_be_measured_by_though_it_is_gone(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text(UNKNOWN.format("x"), "utf-8")
    desk.triage(log)
    assert "A copy of the log is kept" in desk("confirm", log, "unknown")
    log.unlink()
    assert "A copy of the log is kept" in desk("confirm", log, "healthy")


def test_a_file_that_was_never_seen_can_be_confirmed_at_once(desk: Desk, tmp_path: Path) -> None:
    desk.triage(FOUNDING)
    log = tmp_path / "new.log"
    log.write_text(UNKNOWN.format(5), "utf-8")
    assert "A copy of the log is kept" in desk("confirm", log, CAUSE)
    assert desk.triage(log)[str(log)]["cause"] == CAUSE


def test_a_rejected_verdict_is_gone_and_an_unknown_one_cannot_be_rejected(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "unknown.log"
    log.write_text(UNKNOWN.format(5), "utf-8")
    desk.triage(FOUNDING, log)
    assert f"Noted: the cause of {FOUNDING} is not this: batch_size is not a whole number" in desk("reject", FOUNDING)
    assert "no verdict to reject" in desk("reject", log, code=2)
    told = desk.triage(FOUNDING)[str(FOUNDING)]
    assert (told["status"], told["cause"], told["confidence"]) == ("unrecognised", "", 0.0)
    assert desk("confirm", FOUNDING, CAUSE)
    assert desk.triage(FOUNDING)[str(FOUNDING)]["status"] == "diagnosed", "what is said last counts"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("confirm", FOUNDING, "config.batch-size-not-integr"), "did you mean"),
        (("confirm", FOUNDING, CAUSE, "--answer", "javascript:alert(1)"), "is no address"),
        (("confirm", FOUNDING, CAUSE, "--answer", "https://x.example/<script>"), "is no address"),
        (("confirm", FOUNDING.parent, CAUSE), "knows no log called"),
    ],
)
def test_misuse_is_one_sentence(arguments: Any, sentence: str, desk: Desk) -> None:
    desk.triage(FOUNDING)
    said = desk(*arguments, code=2)
    assert sentence in said.lower() or sentence in said
    assert said.startswith("sovits-doctor: ")
    assert said.count("\n") == 1
    with Store(desk.store) as store:
        assert store.corrections() == {}


def test_without_a_store_it_says_where_one_comes_from(doctor: Run, tmp_path: Path) -> None:
    assert b"--store" in doctor("triage", "confirm", str(FOUNDING), CAUSE, "--lang", "en").stderr
    done = doctor("triage", "reject", str(FOUNDING), "--store", str(tmp_path / "none.db"), "--lang", "zh")
    assert (done.returncode, "先运行" in done.stderr.decode()) == (2, True)
    assert not (tmp_path / "none.db").exists()


def test_the_store_may_be_named_by_the_environment(doctor: Run, tmp_path: Path) -> None:
    env = {"SOVITS_DOCTOR_STORE": str(tmp_path / "s.db")}
    assert doctor("triage", str(FOUNDING), env=env).returncode == 0
    assert doctor("triage", "confirm", str(FOUNDING), CAUSE, env=env).returncode == 0


def test_corrections_are_labels_to_calibrate_with(desk: Desk, doctor: Run, library: Library, tmp_path: Path) -> None:
    log, wrong = tmp_path / "unknown.log", tmp_path / "wrong.log"
    log.write_text(UNKNOWN.format(5), "utf-8")
    wrong.write_bytes(FOUNDING.read_bytes() + b"\nEnd.\n")
    desk.triage(FOUNDING, log, wrong)
    desk("confirm", FOUNDING, CAUSE)
    desk("confirm", log, "unknown")
    desk("reject", wrong)
    log.unlink()  # a copy is kept
    cases = stored_cases(desk.store, library)
    assert sorted(case.slug for case in cases) == [CAUSE, "unknown", "unknown"]
    told = [one for one in (ask(case, library) for case in cases) if one]
    assert sorted((one.case.slug, one.right) for one in told if one.confidence({"decisive": 1, "strong": 1, "weak": 1}) > 0.5) == [(CAUSE, True), ("unknown", False)]
    done = doctor("rules", "calibrate", str(desk.store), "--lang", "en")
    assert done.returncode == 0
    assert b"3" in done.stdout


def test_a_store_without_corrections_is_no_corpus(desk: Desk, doctor: Run, library: Library) -> None:
    desk.triage(FOUNDING)
    with pytest.raises(CorpusError):
        stored_cases(desk.store, library)
    assert doctor("rules", "calibrate", str(desk.store)).returncode == 2
    assert doctor("rules", "calibrate", str(FOUNDING)).returncode == 2


def test_the_words_have_help_in_both_languages(doctor: Run) -> None:
    for lang, word, arguments in (("en", "Usage", ("confirm",)), ("zh", "用法", ("dashboard",)), ("zh", "用法", ())):
        done = doctor("triage", *arguments, "--help", "--lang", lang, env={"COLUMNS": "110"})
        assert done.returncode == 0
        assert word in done.stdout.decode()
        assert "--store" in done.stdout.decode()

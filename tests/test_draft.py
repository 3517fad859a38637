"""From an unknown log to a rule: the draft is sound as it is, and the guide for contributors works to the letter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Tuple

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from diagnose.draft import DraftError, draft, pattern_of, write
from diagnose.library import Library, load_library
from diagnose.lint import lint_rule
from diagnose.samples import check_sample, find_samples
from diagnose.tree import read_tree
from tests.conftest import FOUNDING, ROOT, SAMPLES

UNKNOWN = b"""Traceback (most recent call last):
  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 680, in <module>
    main()
  File "/root/GPT-SoVITS/GPT_SoVITS/voice_bank.py", line 31, in open_bank
    raise RuntimeError("it's locked")
RuntimeError: bank '/a/b.bank' isn't free: 3 of 4.5 readers at 0x7f {{ 7*7 }} "x": [y] # z
"""


def test_a_draft_knows_its_own_log(tmp_path: Path, library: Library) -> None:
    made = draft(UNKNOWN, library, "train.bank-busy", "My Log")
    assert made.known == "unrecognised"
    paths = write(made, tmp_path)
    assert [str(path.relative_to(tmp_path)).replace(os.sep, "/") for path in paths] == [
        "rules/train/bank-busy/rule.yaml", "rules/train/bank-busy/zh.md", "rules/train/bank-busy/en.md",
        "sample_logs/train/bank-busy/my-log.log", "sample_logs/train/bank-busy/my-log.expect.yaml",
    ]  # fmt: skip
    own = load_library([tmp_path / "rules"])
    assert list(lint_rule(own.rules["train.bank-busy"])) == []
    (sample,) = find_samples(tmp_path / "sample_logs")
    assert check_sample(sample, own) == []
    text = paths[0].read_text("utf-8")
    assert "TODO" in text
    assert "/a/b.bank" not in text, "what differs from run to run is left open"
    with pytest.raises(DraftError, match=r"rules\.draft-exists"):
        write(made, tmp_path)


def test_what_a_rule_explains_already_is_refined(library: Library) -> None:
    made = draft(FOUNDING.read_bytes(), library)
    assert made.known == "config.batch-size-not-integer"
    assert b"refines: [config.batch-size-not-integer]" in made.files[f"rules/{made.rule.replace('.', '/')}/rule.yaml"]


@pytest.mark.parametrize(
    ("rule_id", "key"), [("nonsense", "rules.draft-id"), ("train.Bank", "rules.draft-id"), ("train.../x", "rules.draft-id"), ("gpu.out-of-memory", "rules.draft-taken")]
)
def test_an_id_that_cannot_be_is_refused(rule_id: str, key: str, library: Library) -> None:
    with pytest.raises(DraftError, match=key):
        draft(UNKNOWN, library, rule_id)


def test_nothing_is_drafted_where_nothing_failed(library: Library) -> None:
    with pytest.raises(DraftError, match=r"rules\.draft-nothing"):
        draft(b"all is well\n", library)


def test_any_failed_sample_can_be_drafted_from(library: Library, tmp_path: Path) -> None:
    for number, sample in enumerate(find_samples(SAMPLES)[::12]):
        if sample.verdict == "healthy":
            continue
        made = draft(sample.log.read_bytes(), library, f"train.draft-{number}")
        write(made, tmp_path)
    own = load_library([tmp_path / "rules"])
    for rule_id, rule in own.rules.items():
        if rule_id.startswith("train.draft-"):
            assert list(lint_rule(rule)) == [], rule_id


def test_a_long_log_becomes_a_short_sample(library: Library) -> None:
    made = draft(b"step\n" * 5000 + UNKNOWN + b"bye\n" * 5000, library, "train.bank-busy")
    log = next(content for name, content in made.files.items() if name.endswith(".log"))
    assert UNKNOWN in log
    assert log.count(b"\n") < 1000


@given(st.text(max_size=200))
def test_a_pattern_fits_the_message_it_was_made_of(message: str) -> None:
    message = message.replace("\n", " ")
    assert regex.compile(pattern_of(message)).search(message)


@given(st.text(max_size=100))
def test_log_text_cannot_break_out_of_the_yaml(message: str) -> None:
    log = b'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    x\nRuntimeError: \'' + message.encode("utf-8", "replace") + b"\n"
    library = load_library_once()
    made = draft(log, library, "train.hostile")
    for name, content in made.files.items():
        if name.endswith(".yaml"):
            read_tree(content.decode(), name)


_LIBRARY: List[Library] = []


def load_library_once() -> Library:
    if not _LIBRARY:
        _LIBRARY.append(load_library())
    return _LIBRARY[0]


GUIDE = (ROOT / "rules/CONTRIBUTING.md").read_text("utf-8")


def fences(text: str) -> List[Tuple[str, str]]:
    return re.findall(r"(?ms)^```([^\n]*)\n(.*?)^```$", text)


def test_the_guide_says_the_same_in_both_languages() -> None:
    _, chinese, english = re.split(r"(?m)^## (?:中文|English)$", GUIDE)
    assert fences(chinese) == fences(english)
    assert re.findall(r"(?m)^### \d", chinese) == re.findall(r"(?m)^### \d", english)


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="the guide's commands are for a shell")
def test_the_guide_works_to_the_letter(tmp_path: Path) -> None:
    for name in ("diagnose", "rules", "sample_logs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = tmp_path / "bin/sovits-doctor"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m diagnose.command "$@"\n')
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(tmp_path), "SOVITS_DOCTOR_LANG": "en"}
    said = []
    english = re.split(r"(?m)^## English$", GUIDE)[1]
    for kind, text in fences(english):
        language, _, file = kind.partition(" ")
        if language != "bash":
            (tmp_path / file).write_text(text, "utf-8")
        elif "pip install" not in text:
            done = subprocess.run(["bash", "-e", "-c", text], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
            said.append((done.returncode, done.stdout + done.stderr))
    codes = [code for code, _ in said]
    assert codes == [0, 3, 0, 0, 0, 0, 1], said
    assert "voice bank" in said[1][1]
    assert said[2][1].count("train/voice-bank-locked/") >= 5
    assert "train.voice-bank-locked" in said[-1][1]
    assert "close the editor" in said[-1][1]

"""The page for support teams: every command in it runs as it is written, and what it shows is what comes out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import List, Tuple

import pytest

from tests.conftest import ROOT, SAMPLES

PAGES = {"en": ROOT / "docs/support.md", "zh": ROOT / "docs/support.zh.md"}
BLOCK = re.compile(r"```(bash|text)\n(.*?)```", re.DOTALL)
ANSWER = "https://github.com/sovits-users/voices/issues/13#issuecomment-2"
GH = """
import json, pathlib, sys
issues = json.loads(pathlib.Path({dump!r}).read_text("utf-8"))
words = sys.argv[1:]
if words[:2] in (["issue", "list"], ["issue", "view"]):
    fields = words[words.index("--json") + 1].split(",")
    told = [{{key: one[key] for key in fields}} for one in issues]
    print(json.dumps(told if words[1] == "list" else next(one for one in told if str(one["number"]) == words[2])))
elif words[:2] == ["issue", "comment"]:
    assert 0 < len(pathlib.Path(words[words.index("--body-file") + 1]).read_text("utf-8")) < 65536
    print({answer!r})
else:
    sys.exit(f"gh has no {{words}}")
"""


def issues() -> List[dict]:
    """What people have asked: in Chinese, in English, without a log, of another failure, and with a log in which nothing failed."""
    return json.loads((ROOT / "docs/issues.json").read_text("utf-8"))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the sample logs, and programs `sovits-doctor` (for which a log that failed is no failure) and `gh`."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "dump.json").write_text(json.dumps(issues()), "utf-8")
    (programs / "gh.py").write_text(GH.format(dump=str(tmp_path / "dump.json"), answer=ANSWER))
    (programs / "gh").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{programs}/gh.py" "$@"\n')
    (programs / "sovits-doctor").write_text(f'#!/bin/sh\n"{sys.executable}" -m diagnose.command "$@"\ncode=$?\ncase $code in 1|3) exit 0;; esac\nexit $code\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "sample_logs").symlink_to(SAMPLES)
    (folder / "docs").symlink_to(ROOT / "docs")
    return folder


def run(block: str, lang: str, desk: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LANG", "SOVITS_DOCTOR_STORE")}
    path = f"{desk.parent}/bin{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=desk,
        env={**environment, "PATH": path, "PYTHONPATH": str(ROOT), "SOVITS_DOCTOR_LANG": lang, "COLUMNS": "160"},
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8")


def bare(line: str) -> str:
    """A line without what changes with the samples and from day to day."""
    return re.sub(r"\d+", "N", " ".join(line.split()))


def blocks(lang: str) -> List[Tuple[str, str]]:
    return [(kind, text) for kind, text in BLOCK.findall(PAGES[lang].read_text("utf-8"))]


@pytest.mark.skipif(os.name == "nt", reason="the page's commands are for bash")
@pytest.mark.parametrize("lang", sorted(PAGES))
def test_the_afternoon_can_be_lived_through(lang: str, desk: Path) -> None:
    shown, ran = "", 0
    for kind, text in blocks(lang):
        if kind == "bash":
            shown, ran = run(text, lang, desk), ran + 1
            if "replies/" in text:
                shown += (desk / "replies/voices-13.md").read_text("utf-8")
            continue
        printed = [bare(line) for line in shown.splitlines()]
        place = 0
        for line in filter(None, map(bare, text.splitlines())):
            if line == "…":
                continue
            found = next((at for at in range(place, len(printed)) if printed[at].startswith(line)), None)
            assert found is not None, f"{line!r} does not come out:\n{shown}"
            place = found + 1
    assert ran == 9
    made = {path.name for path in desk.iterdir()}
    assert made >= {"issues.json", "results.jsonl", "triage.db", "unknown", "draft", "board.html", "reports", "history.html", "issue.json", "replies", "reply.md", "results.sarif"}
    assert (desk / "reply.md").read_text("utf-8") == (desk / "replies/voices-13.md").read_text("utf-8")
    assert len(list((desk / "replies").iterdir())) == len(issues())


def test_both_pages_say_the_same() -> None:
    def told(kind: str, lang: str) -> List[str]:
        return [text for one, text in blocks(lang) if one == kind]

    assert told("bash", "en") == told("bash", "zh")
    assert len(told("text", "en")) == len(told("text", "zh"))
    heads = {lang: re.findall(r"(?m)^## (.+)$", page.read_text("utf-8")) for lang, page in PAGES.items()}
    assert len(heads["en"]) == len(heads["zh"])
    for lang, page in PAGES.items():
        links = re.findall(r"\[[^\]]+\]\(([^)]+)\)", page.read_text("utf-8"))
        slugs = {"#" + re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads[lang]}
        assert {link for link in links if link.startswith("#")} == slugs
        assert all((page.parent / link).exists() for link in links if not link.startswith(("#", "http")))

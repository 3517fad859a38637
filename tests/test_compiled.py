"""Compiled rules: read once, kept, opened by all; what is damaged, gone or not allowed costs time and nothing else."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import diagnose
from diagnose import library
from diagnose.compiled import FILE
from diagnose.library import compile_rules, load_library, packaged_rules
from diagnose.rule import RuleError
from diagnose.shelf import open_shelf
from tests.conftest import FOUNDING

RULE = """role: cause
revision: 1
title: {zh: 很怪, en: Quite odd}
scope: python
signs:
  - strength: decisive
    exception: [OddError]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one rule of one's own."""
    folder = tmp_path / "own" / "python" / "odd"
    folder.mkdir(parents=True)
    (folder / "rule.yaml").write_text(RULE, "utf-8")
    return tmp_path / "own"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    return tmp_path / "cache" / "sovits-doctor"


def no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(top: object) -> None:
        raise AssertionError("the rules are read again")

    monkeypatch.setattr(library, "_read_folder", read)


def test_rules_are_compiled_once(own: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_library([own], packaged=False)
    assert len(list(cache.glob("*.compiled"))) == 1
    no_reading(monkeypatch)
    again = load_library([own], packaged=False)
    assert dict(again.rules) == dict(first.rules)
    assert again.rules["python.odd"].folder == own / "python" / "odd"
    assert again.rules["python.odd"].title == {"zh": "很怪", "en": "Quite odd"}


def test_a_changed_rule_is_compiled_again(own: Path, cache: Path) -> None:
    assert load_library([own], packaged=False).rules["python.odd"].revision == 1
    (own / "python" / "odd" / "rule.yaml").write_text(RULE.replace("revision: 1", "revision: 12"), "utf-8")
    assert load_library([own], packaged=False).rules["python.odd"].revision == 12


def test_own_rules_stand_beside_packaged_ones_and_replace_them(own: Path, cache: Path) -> None:
    (own / "config" / "batch-size-not-integer").mkdir(parents=True)
    (own / "config" / "batch-size-not-integer" / "rule.yaml").write_text(RULE, "utf-8")
    mine, packaged = load_library([own]), load_library()
    assert set(mine.rules) - set(packaged.rules) == {"python.odd"}
    assert mine.rules["config.batch-size-not-integer"].title["en"] == "Quite odd"
    assert mine.rules["env.torchcodec"] == packaged.rules["env.torchcodec"]
    assert diagnose.diagnose(b'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nOddError: 1\n', mine).causes[0].rule in mine.rules


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_as_good_as_none(seed: int, own: Path, cache: Path) -> None:
    wanted = dict(load_library([own], packaged=False).rules)
    (file,) = cache.glob("*.compiled")
    data, chance = bytearray(file.read_bytes()), random.Random(seed)
    if seed % 2:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        del data[chance.randrange(len(data)) :]
    file.write_bytes(data)
    assert open_shelf(bytes(data), [own]) is None
    assert dict(load_library([own], packaged=False).rules) == wanted
    assert file.read_bytes() != bytes(data)


def test_a_shipped_file_is_taken_before_the_rules(own: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / FILE).write_bytes(compile_rules([own]))
    no_reading(monkeypatch)
    assert list(load_library([own], packaged=False).rules) == ["python.odd"]
    assert not cache.exists()


@pytest.mark.parametrize("place", ["a file", "/dev/full/none", ""], ids=["a file", "not allowed", "none"])
def test_without_a_cache_all_works(place: str, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").write_text("")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / place) if place else "")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "a file")
    assert list(load_library([own], packaged=False).rules) == ["python.odd"]


def test_a_rule_that_is_not_sound_is_told_at_every_start(own: Path, cache: Path) -> None:
    (own / "python" / "odd" / "rule.yaml").write_text(RULE + "refines: [python.none]\n", "utf-8")
    for _ in range(2):
        with pytest.raises(RuleError, match=r"python\.none"):
            load_library([own], packaged=False)


def test_starts_at_the_same_time_agree(own: Path, cache: Path) -> None:
    program = "import sys; from pathlib import Path; from diagnose.library import load_library; print(len(load_library([Path(sys.argv[1])]).rules))"
    started = [subprocess.Popen([sys.executable, "-c", program, str(own)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], env=dict(os.environ)) for _ in range(4)]
    assert {one.communicate(timeout=120)[0].strip() for one in started} == {str(len(load_library([own]).rules)).encode()}
    assert not [file for file in cache.iterdir() if file.suffix != ".compiled"]


def test_a_verdict_reads_few_rules() -> None:
    shelf = open_shelf(compile_rules([packaged_rules()]), [packaged_rules()])
    assert shelf is not None
    known = load_library()
    one = diagnose.diagnose(FOUNDING.read_bytes(), library.Library(shelf, known.anchors, known.notable, known.literals))
    assert one == diagnose.diagnose(FOUNDING.read_bytes(), library.Library(dict(known.rules), known.anchors, known.notable, known.literals))
    assert shelf.opened < len(shelf) / 3

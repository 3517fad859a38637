"""The table of sentences: whole in both languages, and nothing is said that it lacks."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from string import Formatter
from typing import Dict, Tuple

import pytest

import diagnose
from diagnose import sentences
from diagnose.messages import both, say

PARTS: Dict[str, Dict[str, Tuple[str, str]]] = {name: importlib.import_module(f"diagnose.sentences.{name}").TABLE for _, name, _ in pkgutil.iter_modules(sentences.__path__)}
COMMON = PARTS.pop("common")
EVERYTHING = {key: pair for table in (COMMON, *PARTS.values()) for key, pair in table.items()}
SAID = re.compile(r"\b(?:say|both|text)\(\s*[\"']([a-z][\w.-]*)[\"'](?! *\+)")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_sentence_asks_for_the_same_values_in_both_languages() -> None:
    assert [key for key, (zh, en) in EVERYTHING.items() if fields(zh) != fields(en)] == []
    assert [key for key, pair in EVERYTHING.items() if not all(pair)] == []


@pytest.mark.parametrize("part", sorted(PARTS))
def test_the_keys_of_a_part_name_it(part: str) -> None:
    assert [key for key in PARTS[part] if not key.startswith(part + ".")] == []


def test_a_key_without_a_part_is_a_common_one() -> None:
    assert [key for key in COMMON if "." in key] == []


def test_everything_that_is_said_is_in_the_table() -> None:
    folder = Path(diagnose.__file__).parent
    texts = {path.name: path.read_text("utf-8") for path in (*folder.rglob("*.py"), *folder.rglob("*.j2"))}
    said = {key: name for name, text in texts.items() for key in SAID.findall(text)}
    assert {key: name for key, name in said.items() if key not in EVERYTHING} == {}


def test_both_languages_at_once() -> None:
    assert both("line", line=7) == {"zh": say("line", "zh", line=7), "en": say("line", "en", line=7)}


def test_a_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("never-said", "en")

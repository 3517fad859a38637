"""The page of a report: one file, both languages, nothing from a log in it but text."""

from __future__ import annotations

import html.parser
import re
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import pytest

from diagnose import diagnose
from diagnose.html import render_html
from diagnose.library import Library
from diagnose.redaction import Redacted
from tests.conftest import FOUNDING, SAMPLES
from tests.hostile import FORBIDDEN, KINDS, PAYLOADS, hostile_log

LOGS = [FOUNDING, *sorted(SAMPLES.rglob("*.log"))[::9]]


class Reader(html.parser.HTMLParser):
    """Tags with their attributes, ids, and the text outside of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: List[Tuple[str, Dict[str, Optional[str]]]] = []
        self.words: List[str] = []
        self._raw = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._raw = tag if tag in ("style", "script") else ""

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""

    @property
    def text(self) -> str:
        return "".join(self.words)


def page_of(log: bytes, library: Library, name: str = "train.log", lang: str = "zh") -> str:
    return render_html(diagnose(log, library), library, name, lang)


def test_the_founding_page_holds_cause_proof_and_both_ways_out_in_both_languages(library: Library) -> None:
    page = page_of(FOUNDING.read_bytes(), library)
    text = Reader(page).text
    assert len(page.encode("utf-8")) < 120_000
    for words in (
        "batch_size 不是整数",
        "batch_size is not a whole number",
        "can't multiply sequence by non-int of type 'float'",
        "7.0",
        "_shutdown",
        "方案一",
        "Solution B",
        "requirements.txt",
        "773543ece6d1",
    ):
        assert words in text, words


@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_a_page_is_small_and_sound(log: Path, library: Library) -> None:
    page = page_of(log.read_bytes(), library)
    read = Reader(page)
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert len(page.encode("utf-8")) < 200_000
    for tag, attrs in read.tags:
        href = attrs.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids, href
        assert href.startswith(("#", "https://", "http://")) or not href
        assert not {"src", "srcset", "style", "action", "formaction"} & set(attrs), (tag, attrs)
        assert not [name for name in attrs if name.startswith("on")]
    assert [tag for tag, _ in read.tags].count("script") == 1
    assert not {"link", "img", "iframe", "object", "embed", "form", "base", "video", "audio"} & {tag for tag, _ in read.tags}


def test_the_policy_allows_the_pages_own_style_and_script_only(library: Library) -> None:
    page = page_of(FOUNDING.read_bytes(), library)
    policy = next(attrs["content"] or "" for tag, attrs in Reader(page).tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2


def test_the_language_asked_for_stands_first(library: Library) -> None:
    for lang, other in (("zh", "en"), ("en", "zh")):
        page = page_of(FOUNDING.read_bytes(), library, lang=lang)
        assert page.index(f'data-page="{lang}" data-title') < page.index(f'data-page="{other}" data-title')


def test_what_was_replaced_is_told(library: Library) -> None:
    diagnosis = diagnose(FOUNDING.read_bytes(), library)
    page = render_html(diagnosis, library, "x", "zh", Redacted(diagnosis, "x", {"user": 12}))
    assert "12 个用户名" in page
    assert "user names: 12" in page
    assert "--no-redact" in render_html(diagnosis, library, "x", "zh")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_log_is_only_text(payload: str, kind: str, library: Library) -> None:
    page = page_of(hostile_log(PAYLOADS[payload], kind), library, name=f"{PAYLOADS[payload][:300]}.log")
    read = Reader(page)
    tags = [tag for tag, _ in read.tags]
    assert tags.count("script") == 1
    assert tags.count("style") == 1
    assert not {"img", "link", "iframe", "base"} & set(tags)
    assert tags.count("title") == 1
    assert tags.count("h1") == 2
    assert all(not name.startswith("on") and name != "style" for _, attrs in read.tags for name in attrs)
    assert all(re.match(r"#|https?://github\.com/|https?://", attrs.get("href") or "#") for _, attrs in read.tags)
    assert "evil.example" not in "".join(str(attrs) for _, attrs in read.tags)
    assert not FORBIDDEN.search(page)
    assert "1337" not in page  # 7 * 191
    assert len(page.encode("utf-8")) < 200_000

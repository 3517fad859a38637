"""The Markdown of a report: fit for an issue, and a log in it stays code."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from diagnose import diagnose
from diagnose.library import Library
from diagnose.markdown import cell_code, code, escape, fenced, render_markdown
from tests.commonmark import READER, html_of, plain_of, tokens_of
from tests.conftest import FOUNDING, SAMPLES
from tests.hostile import FORBIDDEN, KINDS, PAYLOADS, hostile_log

LOGS = [FOUNDING, *sorted(SAMPLES.rglob("*.log"))[::9]]
OURS = re.compile(r"<details><summary>[^<>]*</summary>|</details>|<code>|</code>")
"""The only HTML that a report holds."""


def test_the_verdict_comes_first_and_the_log_is_folded(library: Library) -> None:
    text = render_markdown(diagnose(FOUNDING.read_bytes(), library), library, "train.log", "en")
    assert text.startswith("## Cause found: batch_size is not a whole number\n")
    assert text.index("Solution A") < text.index("<details>")
    assert text.count("<details>") == text.count("</details>") == 3
    assert "→  1 │ … 'batch_size': 7.0 …" in text
    assert "| `train.batch_size` | **`7.0`** ← decides | 1 |" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_a_report_is_sound_markdown_and_short_enough(log: Path, lang: str, library: Library) -> None:
    text = render_markdown(diagnose(log.read_bytes(), library), library, log.name, lang, both=True)
    assert len(text) < 65_536
    assert all(OURS.fullmatch(piece) for piece in html_of(text))
    tables = [token for token in tokens_of(text) if token.type in ("table_open", "thead_open")]
    assert len(tables) == 2 * len(re.findall(r"(?m)^ *\| --- \|", text))
    assert "```" not in plain_of(text)
    assert "**" not in plain_of(text)


def test_both_languages_are_there_when_asked_for_and_one_otherwise(library: Library) -> None:
    diagnosis = diagnose(FOUNDING.read_bytes(), library)
    both, one = (render_markdown(diagnosis, library, "x", "zh", both=both) for both in (True, False))
    assert both.startswith("## 找到原因")
    assert "<details><summary>English</summary>" in both
    assert "whole number" in both
    assert "whole number" not in one


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_log_stays_code(payload: str, kind: str, library: Library) -> None:
    diagnosis = diagnose(hostile_log(PAYLOADS[payload], kind), library)
    for lang in ("zh", "en"):
        text = render_markdown(diagnosis, library, f"{PAYLOADS[payload][:300]}.log", lang)
        assert len(text) < 65_536
        assert not FORBIDDEN.search(text)
        assert all(OURS.fullmatch(piece) for piece in html_of(text)), html_of(text)
        outside = plain_of(text)
        for word in ("evil.example", "@torvalds", "GH-1", "owned", "HYPERLINK", "onerror", "javascript"):
            assert word not in outside
        kinds = {token.type for token in tokens_of(text)}
        assert "image" not in kinds
        links = [str(token.attrGet("href")) for token in tokens_of(text) if token.type == "link_open"]
        assert all(re.match(r"https?://", link) and "evil" not in link for link in links)


AWKWARD = [
    "`",
    "``",
    "a`b",
    "` `",
    "a|b",
    "\\",
    "\\|",
    "|",
    "x\\\\|y",
    "*a*",
    "<b>",
    "&amp;",
    "&#124;",
    "a  b",
    " x ",
    "[x](y)",
    "1. x",
    "~~~",
    "```\n```",
    "\\`",
    "_a_ a_b",
    "$x$",
    "#1",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_what_is_escaped_is_read_back_as_itself(text: str) -> None:
    told = " ".join(text.split())
    assert [token.content for token in tokens_of(f"x {code(text)} y") if token.type == "code_inline"] == [told]
    assert [token.content for token in tokens_of(fenced(text)) if token.type == "fence"] == [text + "\n"]
    assert "".join(token.content for token in tokens_of(escape(text)) if token.type in ("text", "code_inline", "html_inline")) == told
    table = READER.render(f"| {cell_code(text)} | end |\n| --- | --- |\n| {cell_code(text)} | end |\n")
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", table)

    assert [html.unescape(re.sub(r"</?code>", "", cell)) for cell in cells] == [told, "end"] * 2

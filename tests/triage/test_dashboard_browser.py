"""The dashboard as its reader sees and uses it, in Chromium: ten thousand logs, both languages, both themes, on a telephone and on a screen, and hostile ones.

The pictures are kept in build/screenshots.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import List

import pytest

from diagnose.library import Library
from diagnose.triage.board import Board
from diagnose.triage.corrections import Answer
from diagnose.triage.dashboard import render_dashboard
from diagnose.triage.figures import figures_of
from diagnose.triage.record import Record
from diagnose.triage.store import Correction
from tests.browser import Page, find_browser
from tests.conftest import ROOT
from tests.hostile import PAYLOADS
from tests.test_browser import CHECK
from tests.triage.test_dashboard import board_of, many

if not find_browser() and os.environ.get("SOVITS_DOCTOR_NEEDS_BROWSER") != "1":
    pytest.skip("no Chromium is installed", allow_module_level=True)

PICTURES = ROOT / "build" / "screenshots"
SHOWN = "document.querySelector('[data-page=en] .shown').textContent"
ROWS = "[...document.querySelectorAll('[data-page=en] .logs > li')]"
SETTLED, LATER = "new Promise((done) => setTimeout(done, 200))", "new Promise((done) => setTimeout(done, 50))"


@pytest.fixture(scope="module")
def records(library: Library) -> List[Record]:
    return many(10_000, library)


@pytest.fixture(scope="module")
def file(records: List[Record], library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pages") / "board.html"
    board = Board()
    for place, one in enumerate(records):
        answer = Answer("https://github.com/o/r/issues/1#issuecomment-2", "o/r#1", "0" * 64) if place == 1 else None
        board.add(one, Correction(one.digest, "confirmed", one.cause) if place == 4 else None, answer)
    (file.parent / "reports").mkdir()
    failed = next(one for one in records if one.cause)
    (file.parent / "reports" / f"{failed.digest[:20]}.html").write_text("<title>the report</title>", "utf-8")
    file.write_text(render_dashboard(board, library, "en", frozenset({failed.digest}), "reports/"), "utf-8")
    return file


@pytest.fixture
def board(page: Page, file: Path) -> Page:
    """The page, just opened in English."""
    page.open(file)
    page.run("document.querySelector('[data-language=en]').click()")
    return page


def number(text: str) -> int:
    return int(text.split()[0].replace(",", ""))


def test_ten_thousand_logs_are_in_order_in_both_languages_themes_and_widths(page: Page, file: Path) -> None:
    took = page.open(file)
    found: List[str] = []
    for lang in ("zh", "en"):
        page.run(f"document.querySelector('[data-language={lang}]').click()")
        for theme in ("light", "dark"):
            for width in (375, 1280) if theme == "light" else (375,):
                page.look(width, theme)
                page.run(SETTLED)
                page.run("document.querySelectorAll('details').forEach((one) => (one.open = false))")
                page.picture(PICTURES / f"dashboard.{lang}.{theme}.{width}.jpg")
                page.run("document.querySelectorAll('figure details, .logs li:nth-child(-n+5) details').forEach((one) => (one.open = true))")
                found += [f"{lang} {theme} {width}: {one}" for one in page.run(CHECK)]
    assert found + page.complaints() == []
    figures = PICTURES / "figures.json"
    known = json.loads(figures.read_text("utf-8")) if figures.is_file() else {}
    known["dashboard of 10,000 logs"] = {"bytes": file.stat().st_size, "milliseconds": round(took * 1000)}
    figures.write_text(json.dumps(known, indent=1), encoding="utf-8")


def test_only_a_page_of_the_list_is_in_the_document(board: Page) -> None:
    assert board.run(f"{ROWS}.length") == 50
    assert board.run("document.querySelectorAll('*').length") < 8000
    assert board.run(SHOWN) == "10,000 of 10,000 logs"


def test_every_log_is_reached_by_turning_pages(board: Page, records: List[Record]) -> None:
    choose(board, "status", "1")
    names = set(
        board.run(
            """(() => {
              const found = [], here = document.querySelector("[data-page=en]"), next = here.querySelector('[data-turn="1"]');
              for (;;) {
                here.querySelectorAll(".logs .meta").forEach((one) => found.push(one.textContent.split(" · ")[0]));
                if (next.disabled) return found;
                next.click();
              }
            })()"""
        )
    )
    unknown = {one.name for one in records if one.status == "unrecognised"}
    assert len(unknown) > 1000
    assert names == unknown
    assert board.run("document.querySelector('[data-page=en] .where').textContent") == f"page {len(unknown) // 50 + 1} of {len(unknown) // 50 + 1}"


def test_a_bar_leads_to_its_logs(board: Page, records: List[Record], library: Library) -> None:
    figures = figures_of(board_of(records), library)
    for place, bar in enumerate(figures.bars[:4]):
        board.run(f"document.querySelectorAll('[data-page=en] .pareto tbody .pick')[{place}].click()")
        assert number(board.run(SHOWN)) == bar.count
        assert bar.titles["en"].lower() in board.run("document.querySelector('[data-page=en] .within').textContent").lower() or bar.index < 0
        assert board.run("document.activeElement.id") == "en-list-title"
    board.run("document.querySelector('[data-page=en] .reset').click()")
    assert board.run(SHOWN) == "10,000 of 10,000 logs"


def test_a_cell_of_the_heat_map_leads_to_its_logs(board: Page) -> None:
    cells = "document.querySelectorAll('[data-page=en] .heat button')"
    for place in (0, 7, board.run(f"{cells}.length") - 1):
        count = board.run(f"Number({cells}[{place}].textContent.replace(',', ''))")
        board.run(f"{cells}[{place}].click()")
        assert number(board.run(SHOWN)) == count


def test_a_column_of_time_leads_to_its_logs(board: Page, records: List[Record]) -> None:
    months = Counter(one.when[:7] for one in records if one.when and one.status in ("diagnosed", "unrecognised"))
    columns = board.run("[...document.querySelectorAll('[data-page=en] .trend .column')].map((one) => one.querySelector('title').textContent)")
    assert [text[:7] for text in columns] == sorted(months)
    board.run("document.querySelectorAll('[data-page=en] .trend .column')[3].dispatchEvent(new MouseEvent('click', { bubbles: true }))")
    assert number(board.run(SHOWN)) == months[columns[3][:7]]
    board.run("document.querySelectorAll('[data-page=en] [data-bucket=\"5\"].pick')[0].click()")
    assert number(board.run(SHOWN)) == months[columns[5][:7]]


def test_a_group_of_unknown_failures_leads_to_its_logs(board: Page) -> None:
    for part in ("unknown", "moving"):
        board.run(f"document.querySelector('[data-page=en] .part-{part} .pick').click()")
        assert 0 < number(board.run(SHOWN)) < 3000
        board.run(f"{ROWS}[0].querySelector('details').open = true")


def choose(page: Page, name: str, value: str) -> None:
    page.run(
        f"(() => {{ const one = document.querySelector('[data-page=en] [name={name}]'); one.value = {json.dumps(value)}; one.dispatchEvent(new Event('input', {{ bubbles: true }})) }})()"
    )
    page.run(SETTLED if name == "text" else LATER)


def test_filters_and_search_work_together(board: Page, records: List[Record]) -> None:
    choose(board, "status", "1")
    assert number(board.run(SHOWN)) == sum(one.status == "unrecognised" for one in records)
    choose(board, "stage", board.run("[...document.querySelectorAll('[data-page=en] [name=stage] option')].find((one) => one.textContent.startsWith('GPT training')).value"))
    wanted = [one for one in records if one.status == "unrecognised" and one.stage == "s1-train"]
    assert number(board.run(SHOWN)) == len(wanted)
    choose(board, "text", f"{wanted[3].name.upper()} weirderror")
    assert board.run(f"{ROWS}.map((one) => one.querySelector('.meta').textContent.split(' · ')[0])").count(wanted[3].name) == 1
    choose(board, "text", "no such thing anywhere")
    assert board.run(SHOWN) == "No log fits."
    board.run("document.querySelector('[data-language=zh]').click()")
    assert board.run("document.querySelector('[data-page=zh] .shown').textContent") == "没有符合条件的日志。"
    assert board.run("document.querySelector('[data-page=zh] [name=text]').value") == "no such thing anywhere"
    board.run("document.querySelector('[data-language=en]').click()")


def test_the_least_sure_come_first_when_asked(board: Page, records: List[Record]) -> None:
    choose(board, "sort", "unsure")
    shown = board.run(f"{ROWS}.map((one) => one.querySelector('.meta').textContent.split(' · ').pop())")
    least = sorted(round(100 * one.confidence) for one in records if one.status == "diagnosed")
    assert [int(text.rstrip("%")) for text in shown if text.endswith("%")] == least[: len(shown)]
    choose(board, "sort", "old")
    assert board.run(f"{ROWS}.length") == 50
    choose(board, "sort", "name")
    names = board.run(f"{ROWS}.map((one) => one.querySelector('.meta').textContent.split(' · ')[0])")
    assert names[:3] == sorted((one.name for one in records if one.name.startswith("queue")), key=lambda name: name.replace("queue//", "queue/ "))[:3] or names


def opened(page: Page, record: Record) -> str:
    """What is shown of one log when it is unfolded."""
    choose(page, "text", record.digest[:20])
    page.run(f"{ROWS}[0].querySelector('details').open = true")
    page.run(SETTLED)
    return str(page.run(f"{ROWS}[0].innerText"))


def test_a_log_shows_its_record_and_leads_to_its_report(board: Page, records: List[Record], library: Library, file: Path) -> None:
    one = next(one for one in records if one.cause)
    told = opened(board, one)
    for words in (
        one.name,
        library.rules[one.cause].title["en"],
        one.cause,
        f"{round(100 * one.confidence)}% sure",
        f"line {one.line}",
        one.root_message,
        one.fingerprint,
        one.digest[:12],
        "python.exception",
        "revision 1",
    ):
        assert words in told, words
    assert f"sovits-doctor triage confirm {one.digest[:12]} {one.cause} --store FILE" in told
    assert board.run(f"{ROWS}[0].querySelector('.ways a').href") == (file.parent / "reports" / f"{one.digest[:20]}.html").as_uri()
    choose(board, "text", "")


def test_what_humans_said_and_answered_is_shown(board: Page, records: List[Record]) -> None:
    assert "confirmed by hand" in opened(board, records[4])
    assert "The same failure (o/r#1) was answered" in opened(board, records[1])
    assert board.run(f"{ROWS}[0].querySelector('.ways a').href") == "https://github.com/o/r/issues/1#issuecomment-2"
    broken = next(one for one in records if one.status == "error")
    choose(board, "text", broken.name)
    assert "not a text" in board.run(f"{ROWS}[0].innerText")
    choose(board, "text", "")


def test_the_keyboard_is_enough(board: Page) -> None:
    board.run("document.querySelector('[data-page=en] .pareto .pick').focus()")
    assert board.run("getComputedStyle(document.activeElement).outlineStyle") != "none" or board.run("document.activeElement.matches(':focus-visible')") is False
    board.press("Enter")
    assert board.run("document.activeElement.id") == "en-list-title"
    reached = []
    for _ in range(12):
        board.press("Tab")
        reached.append(
            board.run(
                "(document.activeElement.name || document.activeElement.className || document.activeElement.tagName) + ' ' + (getComputedStyle(document.activeElement).outlineStyle !== 'none')"
            )
        )
    assert reached[:6] == ["text true", "status true", "kind true", "stage true", "sort true", "reset true"]
    assert reached[6] == "SUMMARY true"
    board.press("Enter")
    board.run(SETTLED)
    assert board.run("document.activeElement.parentNode.open") in (True, False)


def test_a_screen_reader_finds_tables_behind_the_charts(board: Page, records: List[Record]) -> None:
    board.run("document.querySelectorAll('[data-page=en] figure details').forEach((one) => (one.open = true))")
    nodes = [(node["role"]["value"], (node.get("name") or {}).get("value", "")) for node in board.accessibility() if not node.get("ignored")]
    roles = [role for role, _ in nodes]
    assert {"banner", "navigation", "main", "table", "region", "heading", "status", "search", "columnheader", "rowheader", "cell"} <= set(roles)
    assert roles.count("main") == 1
    for name in ("Causes", "What fails where", "Failed logs by month"):
        assert ("table", name) in nodes
    assert ("image", "Failed logs by month") in nodes or ("img", "Failed logs by month") in nodes
    assert [node for node in nodes if node[0] in ("button", "link", "textbox", "searchbox", "combobox") and not node[1].strip()] == []


def test_on_paper_the_figures_stay_and_nothing_to_press_is_left(board: Page) -> None:
    board.look(800, "print")
    board.run("dispatchEvent(new Event('beforeprint'))")
    assert board.run("[...document.querySelectorAll('[data-page=en] details')].every((one) => one.open && one.childElementCount > 1)")
    assert board.run("[...document.querySelectorAll('.filters, .pager, .reset, .copy, .languages')].every((one) => !one.getClientRects().length)")
    assert board.run("document.querySelector('[data-page=en] .trend svg').getBoundingClientRect().right <= innerWidth")
    assert [one for one in board.run(CHECK) if "to press" not in one] == []
    board.run("dispatchEvent(new Event('afterprint'))")
    board.look(1280, "light")


def test_without_scripts_the_figures_can_be_read(page: Page, file: Path) -> None:
    page._call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(file)
    shown = page.run("document.body.innerText")
    page._call("Emulation.setScriptExecutionDisabled", value=False)
    for words in ("failed logs", "份失败的日志", "The list of logs needs scripts", "日志列表需要", "cumulative"):
        assert words in shown
    assert "Search" not in shown


@pytest.mark.parametrize("width", [360, 1280])
def test_one_log_and_what_rises_are_told_plainly_on_any_screen(width: int, page: Page, library: Library, tmp_path: Path) -> None:
    one = Record("a.log", "a.log", "f" * 64, when="2024-03-01T00:00:00Z", status="unrecognised", fingerprint="0" * 12, root_type="E", tool="1")
    (tmp_path / "one.html").write_text(render_dashboard(board_of([one]), library, "en"), "utf-8")
    days = [f"2024-{month:02}-{day:02}T00:00:00Z" for month in (1, 2, 3) for day in range(1, 29)]
    many_of_them = [replace(one, when=when, fingerprint="") for when in days for _ in range(3)]
    rising = [replace(one, status="diagnosed", cause="env.torchcodec", when=when) for place, when in enumerate(days) for _ in range(12 if place > 80 else 1)]
    (tmp_path / "rising.html").write_text(render_dashboard(board_of(rising + many_of_them), library, "en"), "utf-8")
    for name in ("one", "rising"):
        page.look(width, "light")
        page.open(tmp_path / f"{name}.html")
        for lang in ("zh", "en"):
            page.run(f"document.querySelector('[data-language={lang}]').click()")
            page.run(SETTLED)
            page.run(f"document.querySelector('[data-page={lang}] .part-moving').scrollIntoView()")
            page.picture(PICTURES / f"dashboard-{name}.{lang}.{width}.jpg")
            assert page.run(CHECK) + page.complaints() == []
        if name == "one":
            assert page.run(SHOWN) == "1 of 1 log"
        else:
            told = page.run("document.querySelector('[data-page=en] .part-moving').innerText")
            assert "▲ rising" in told
            assert "would be usual among so many logs" in told
            page.run("document.querySelector('[data-page=en] .part-moving .pick').click()")
            assert number(page.run(SHOWN)) == len(rising)


HOSTILE = {**PAYLOADS, "nul": "a\0b\x01</script\0>\ufeff", "lines": "a\u2028b\u2029</script\u2028><script>window.owned=1</script>"}


def hostile(text: str, status: str, digit: int) -> Record:
    """A record with a text in every place that holds one."""
    return Record(
        text,
        text,
        str(digit) * 64,
        1,
        "2024-03-01T00:00:00Z",
        status,
        text if status == "diagnosed" else "",
        1,
        0.9,
        3,
        text,
        text,
        text,
        text,
        text,
        text,
        text,
        text,
        (text,),
        (text,),
    )


@pytest.mark.parametrize("status", ["diagnosed", "unrecognised", "error"])
def test_hostile_text_is_inert(status: str, page: Page, library: Library, tmp_path: Path) -> None:
    board = Board()
    for place, text in enumerate(HOSTILE.values()):
        one = hostile(text, text if status == "error" and place % 2 else status, place % 10)
        board.add(one, Correction(one.digest, "rejected", text), Answer(text if place else "https://example.org/", text, "0" * 64))
    file = tmp_path / "board.html"
    file.write_text(render_dashboard(board, library, "en", frozenset({"0" * 64}), "reports/"), "utf-8", "replace")
    page.look(375, "light")
    page.open(file)
    choose(page, "text", "owned")
    choose(page, "text", "")
    page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.run(LATER)
    assert page.run("window.owned") is None
    assert page.run("document.querySelectorAll('[data-page=en] .logs .record').length") == len(HOSTILE)
    assert page.run("[document.scripts.length, document.styleSheets.length, document.images.length, document.querySelectorAll('iframe, object, base, link').length]") == [
        2,
        1,
        0,
        0,
    ]
    assert page.run("[...document.querySelectorAll('*')].flatMap((one) => [...one.attributes]).filter((one) => /^on|^style$|^src/.test(one.name)).length") == 0
    assert page.run("[...document.querySelectorAll('[href]')].every((one) => /^(https?|file):/.test(one.href))")
    assert page.run(r"/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(document.body.innerText)") is False
    assert page.run(CHECK) == []
    assert page.complaints() == []


def test_even_markup_that_got_in_could_do_nothing(page: Page, file: Path, tmp_path: Path) -> None:
    """The page's policy is the second wall behind the escaping."""
    text = file.read_text("utf-8").replace("<main>", "<main><script>window.owned=1</script><img src=x onerror='window.owned=1'><img src='https://evil.example/x.png'>", 1)
    broken = tmp_path / "broken.html"
    broken.write_text(text, "utf-8")
    page.open(broken)
    assert page.run("window.owned") is None
    assert any("Content Security Policy" in one for one in page.complaints())

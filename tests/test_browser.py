"""Reports as a reader sees them, in Chromium: sample logs in both languages, both themes and at two widths, and hostile logs.

The pictures are kept in build/screenshots.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List

import pytest

from diagnose import diagnose
from diagnose.html import render_html
from diagnose.library import Library
from tests.browser import Browser, Page, find_browser
from tests.conftest import FOUNDING, ROOT, SAMPLES
from tests.hostile import KINDS, PAYLOADS, hostile_log

if not find_browser() and os.environ.get("SOVITS_DOCTOR_NEEDS_BROWSER") != "1":
    pytest.skip("no Chromium is installed", allow_module_level=True)

PICTURES = ROOT / "build" / "screenshots"
WIDTHS, THEMES, LANGUAGES = (360, 1280), ("light", "dark"), ("zh", "en")
_SPECIAL = ("healthy", "foreign", "unrecognised")
_OTHERS = [log for log in sorted(SAMPLES.rglob("*.log")) if log.relative_to(SAMPLES).parts[0] not in _SPECIAL]
_LONGEST = sorted(_OTHERS, key=lambda log: log.stat().st_size)[-2:]
LOGS = [FOUNDING, *_LONGEST, *[sorted((SAMPLES / kind).rglob("*.log"))[0] for kind in _SPECIAL], *_OTHERS[:: len(_OTHERS) // 17]]

CHECK = r"""
(() => {
  const found = [];
  const page = document.querySelector(`[data-page="${document.documentElement.dataset.show}"]`);
  const visible = (one) => one.getClientRects().length && getComputedStyle(one).visibility === "visible";
  const told = (one) => one.tagName.toLowerCase() + "." + one.className + " " + (one.textContent || "").trim().slice(0, 40);

  // Nothing wider than the window.
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const one of document.body.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    if (visible(one) && box.width > 1 && (box.right > innerWidth + 1 || box.left < -1) && !one.closest(".skip, .live, svg")) found.push("too wide: " + told(one));
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible" && visible(one) && !one.matches(".skip, .live, textarea, caption")) found.push("scrolls: " + told(one));
  }

  // Every text stands out from what is behind it.
  const number = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
  const behind = (one) => {
    const layers = [];
    for (; one; one = one.parentElement) { const c = number(getComputedStyle(one).backgroundColor); if ((c[3] ?? 1) > 0) layers.push(c); if ((c[3] ?? 1) === 1) break; }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = (c) => { const [r, g, b] = c.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !visible(one) || one.closest("script, style, textarea, .skip, .live")) continue;
    texts++;
    const style = getComputedStyle(one), under = behind(one), ink = over(number(style.color), under);
    const [a, b] = [light(ink), light(under)], ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)}: ${told(one)}`);
    if (size < 11) found.push(`small print of ${size} pixels: ${told(one)}`);
  }
  if (texts < 15) found.push(`only ${texts} texts are shown`);

  // Headings in order, sections with something in them, names for what can be pressed.
  const levels = [...page.querySelectorAll("h1, h2, h3, h4")].map((one) => Number(one.tagName[1]));
  if (levels[0] !== 1 || levels.filter((level) => level === 1).length !== 1) found.push("headings: " + levels);
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) found.push("a heading is skipped: " + levels); });
  for (const one of page.querySelectorAll("section")) {
    if (!document.getElementById(one.getAttribute("aria-labelledby"))) found.push("a section without a name: " + told(one));
    if (one.textContent.trim().length < 10 || one.getBoundingClientRect().height < 30) found.push("an empty section: " + told(one));
  }
  for (const one of document.querySelectorAll("button, a, summary")) if (visible(one) && !one.textContent.trim()) found.push("no name: " + one.outerHTML.slice(0, 80));
  for (const one of document.querySelectorAll("button, .button, summary")) if (visible(one) && one.getBoundingClientRect().height < 24 && !one.matches("summary")) found.push("too small to press: " + told(one));
  return [...new Set(found)];
})()
"""
SECTIONS = {
    "diagnosed": ("verdict", "chain", "evidence", "solutions", "article-1", "article-4", "about"),
    "unrecognised": ("verdict", "chain", "evidence", "about"),
    "healthy": ("verdict", "about"),
}


def written(log: bytes, library: Library, folder: Path, name: str = "train.log") -> tuple[Path, str]:
    """A report as a file, and its verdict."""
    diagnosis = diagnose(log, library)
    file = folder / "report.html"
    file.write_text(render_html(diagnosis, library, name, "en"), encoding="utf-8")
    return file, diagnosis.status


@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_a_report_is_in_order_in_both_languages_themes_and_widths(log: Path, page: Page, library: Library, tmp_path: Path) -> None:
    file, status = written(log.read_bytes(), library, tmp_path, log.name)
    took = page.open(file)
    found: List[str] = []
    for lang in LANGUAGES:
        page.run(f"document.querySelector('[data-language={lang}]').click()")
        missing = page.run(f"{json.dumps(SECTIONS[status])}.filter((one) => !document.getElementById('{lang}-' + one)?.getClientRects().length)")
        found += [f"{lang}: no section {one}" for one in missing]
        for theme in THEMES:
            for width in WIDTHS:
                page.run("document.querySelectorAll('details').forEach((one) => (one.open = false))")
                page.look(width, theme)
                page.picture(PICTURES / f"{log.parent.name}.{log.stem}.{lang}.{theme}.{width}.jpg")
                page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
                found += [f"{lang} {theme} {width}: {one}" for one in page.run(CHECK)]
    found += page.complaints()
    assert found == []
    figures = PICTURES / "figures.json"
    known: Dict[str, Any] = json.loads(figures.read_text("utf-8")) if figures.is_file() else {}
    known[str(log.relative_to(SAMPLES))] = {"bytes": file.stat().st_size, "milliseconds": round(took * 1000)}
    figures.write_text(json.dumps(known, indent=1), encoding="utf-8")


def test_there_are_at_least_twenty_reports() -> None:
    assert len(set(LOGS)) >= 20


def test_the_readers_language_comes_first(page: Page, library: Library, tmp_path: Path) -> None:
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    for tag, lang, words in (("zh-CN", "zh", "batch_size 不是整数"), ("zh-TW", "zh", "batch_size 不是整数"), ("en-GB", "en", "whole number"), ("fr", "en", "whole number")):
        page.language(tag)
        page.open(file)
        assert page.run("document.documentElement.dataset.show") == lang
        assert page.run("document.documentElement.lang").startswith(lang)
        assert words in page.run("document.title")
        assert words in page.run("document.body.innerText")


def test_without_scripts_both_languages_can_be_read(browser: Browser, library: Library, tmp_path: Path) -> None:
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    with Page(browser) as page:
        page._call("Emulation.setScriptExecutionDisabled", value=True)
        page.open(file)
        shown = page.run("document.body.innerText")
    assert "batch_size 不是整数" in shown
    assert "batch_size is not a whole number" in shown
    assert "Copy" not in shown


def test_commands_and_the_markdown_can_be_copied(browser: Browser, page: Page, library: Library, tmp_path: Path) -> None:
    browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    page.open(file)
    page.run("document.querySelector('[data-page=en] .copy').click()")
    page.wait("document.querySelector('[data-page=en] .copy').textContent === 'Copied'")
    assert page.run("navigator.clipboard.readText()").startswith("conda create -n GPTSoVits")
    page.run("document.querySelector('[data-page=en] .issue').click()")
    page.wait("navigator.clipboard.readText().then((text) => text.startsWith('## Cause found: batch_size is not a whole number\\n'))")
    assert page.run("document.querySelector('.live').textContent") == "Copied"


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, library: Library, tmp_path: Path) -> None:
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    page.open(file)
    reached = []
    for _ in range(60):
        page.press("Tab")
        name, seen = page.run(
            "(() => { const one = document.activeElement; return [one.className + ' ' + one.textContent.trim().slice(0, 30), getComputedStyle(one).outlineStyle !== 'none'] })()"
        )
        if page.run("document.activeElement === document.body"):
            break
        assert seen, name
        reached.append(name)
    assert reached[0].startswith("skip")
    text = "\n".join(reached)
    for name in ("中文", "English", "What caused what", "What to do", "Copy as Markdown", "copy Copy", "line 69", "inside torch", "Configuration"):
        assert name in text, name
    page.run("document.querySelector('[data-language=zh]').focus()")
    page.press("Enter")
    assert page.run("document.documentElement.dataset.show") == "zh"


def test_a_screen_reader_finds_landmarks_headings_and_names(page: Page, library: Library, tmp_path: Path) -> None:
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    page.open(file)
    nodes = [(node["role"]["value"], (node.get("name") or {}).get("value", "")) for node in page.accessibility() if not node.get("ignored")]
    roles = [role for role, _ in nodes]
    assert {"banner", "navigation", "main", "table", "region", "heading", "status"} <= set(roles)
    assert roles.count("main") == 1
    assert ("heading", "batch_size is not a whole number") in nodes
    assert ("region", "What caused what") in nodes
    assert [node for node in nodes if node[0] in ("button", "link") and not node[1].strip()] == []


def test_on_paper_everything_is_unfolded_and_nothing_to_press_is_left(page: Page, library: Library, tmp_path: Path) -> None:
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    page.open(file)
    page.look(800, "print")
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("[...document.querySelectorAll('details')].every((one) => one.open)")
    assert page.run("[...document.querySelectorAll('button')].every((one) => !one.getClientRects().length)")
    assert page.run(CHECK) == []
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run("[...document.querySelectorAll('details')].every((one) => !one.open)")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_log_is_inert(payload: str, page: Page, library: Library, tmp_path: Path) -> None:
    for kind in KINDS:
        file, _ = written(hostile_log(PAYLOADS[payload], kind), library, tmp_path, PAYLOADS[payload][:300] + ".log")
        page.look(360, "light")
        page.open(file)
        page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert page.run("window.owned") is None
        assert page.run("[document.scripts.length, document.styleSheets.length, document.images.length, document.querySelectorAll('iframe, object, base, link').length]") == [
            1,
            1,
            0,
            0,
        ]
        assert (
            page.run("[...document.querySelectorAll('*')].some((one) => [...one.attributes].some((a) => /^on|^style$/.test(a.name) || /^\\s*javascript:/i.test(a.value)))") is False
        )
        assert page.run(CHECK) == []
        assert page.complaints() == []


def test_even_markup_that_got_in_could_do_nothing(page: Page, library: Library, tmp_path: Path) -> None:
    """The page's policy is the second wall behind the escaping."""
    file, _ = written(FOUNDING.read_bytes(), library, tmp_path)
    text = file.read_text("utf-8").replace(
        "<main>", "<main><script>window.owned=1</script><img src=x onerror='window.owned=1'><img src='https://evil.example/x.png'><style>body{display:none}</style>", 1
    )
    file.write_text(text, "utf-8")
    page.open(file)
    assert page.run("window.owned") is None
    assert page.run("getComputedStyle(document.body).display") == "block"
    assert any("Content Security Policy" in one for one in page.complaints())

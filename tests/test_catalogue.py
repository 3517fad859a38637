"""The catalogue as a site: every rule in both languages, no way out to the network, and a search that finds."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import pytest

from diagnose.catalogue import CatalogueError, javascript_pattern, make_catalogue, write_catalogue
from diagnose.library import Library, load_library
from tests.conftest import ROOT, SAMPLES

NODE = shutil.which("node")


@pytest.fixture(scope="module")
def site(library: Library) -> Dict[str, str]:
    return make_catalogue(library, SAMPLES)


class Page(HTMLParser):
    """Tags that stay open, links, ids and anything that would be loaded."""

    VOID = ("meta", "br", "link", "img", "input", "hr", "path")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: List[str] = []
        self.links: List[str] = []
        self.loads: List[Tuple[str, str]] = []
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: List[Tuple[str, Optional[str]]]) -> None:
        given = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(str(given.get("href")))
        if "src" in given or tag in ("link", "img", "iframe", "object"):
            self.loads.append((tag, str(given.get("src") or given.get("href"))))
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(given["content"])
        assert not any(name.startswith("on") or name == "style" for name in given), given

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_every_rule_has_a_page_in_both_languages(site: Dict[str, str], library: Library) -> None:
    assert set(site) == {"index.html"} | {f"{lang}/{name}.html" for lang in ("zh", "en") for name in ("index", *library.rules)}


def test_pages_are_whole_and_their_links_lead_somewhere(site: Dict[str, str]) -> None:
    for name, text in site.items():
        page = Page(text)
        assert page.open == [], name
        assert page.loads == [], name
        for link in page.links:
            if not link.startswith(("https://", "http://", "#")):
                target = (Path("/") / name).parent / link
                assert "/".join(_resolved(target)) in site, (name, link)


def _resolved(path: Path) -> List[str]:
    parts: List[str] = []
    for part in path.parts[1:]:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return parts


def test_nothing_but_the_own_style_and_script_may_run(site: Dict[str, str]) -> None:
    for name, text in site.items():
        policy = Page(text).policy
        assert policy.startswith("default-src 'none'"), name
        for kind in ("style", "script"):
            for found in re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL):
                digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
                assert f"{kind}-src 'sha256-{digest}'" in policy, (name, kind)


def test_pages_stand_without_a_log(site: Dict[str, str]) -> None:
    page = site["en/config.batch-size-not-integer.html"]
    assert "can&#39;t multiply sequence by non-int of type &#39;float&#39;" in page, "a sample shows how it looks"
    assert "Solution A" in page
    for text in site.values():
        assert not re.search("[\ue000\ue001]|\\{\\{|\\{%|\\{#[a-z]", text)


def test_a_hostile_rule_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "rules/train/hostile"
    shutil.copytree(ROOT / "rules/config/batch-size-not-integer", folder)
    text = (folder / "rule.yaml").read_text("utf-8")
    text = re.sub(r"  en: .*", "  en: '</script><script>alert(1)</script>&\"'", text, count=1)
    (folder / "rule.yaml").write_text(text, "utf-8")
    library = load_library([tmp_path / "rules"])
    site = make_catalogue(replace(library, rules={"train.hostile": library.rules["train.hostile"]}))
    for name in ("en/index.html", "en/train.hostile.html"):
        assert "<script>alert" not in site[name]
        assert Page(site[name]).open == []


def test_other_peoples_pages_are_left_alone(tmp_path: Path, library: Library) -> None:
    library = replace(library, rules={"gpu.out-of-memory": library.rules["gpu.out-of-memory"]})
    assert write_catalogue(library, tmp_path / "a") == write_catalogue(library, tmp_path / "a") == 5, "its own pages are replaced"
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(CatalogueError, match=r"catalogue\.exists"):
        write_catalogue(library, tmp_path)
    assert (tmp_path / "index.html").read_text() == "mine"
    assert not (tmp_path / "en").exists()


def test_patterns_in_the_words_of_javascript() -> None:
    assert javascript_pattern(r"(?i)(?P<a>x)(?s:.*)y\Z") == ("(?:x)(?:[^]*)y$", "i")
    assert javascript_pattern(r"(?P<q>['\"])x(?P=q)") == (r"(?<q>['\"])x\k<q>", "")


@pytest.mark.skipif(NODE is None, reason="node runs the search outside of a browser")
def test_pasted_text_finds_its_cause(site: Dict[str, str], tmp_path: Path) -> None:
    signs = re.search(r'id="signs">(.*?)</script>', site["en/index.html"], re.DOTALL)
    assert signs
    logs = {str(log): _verdict(log) for log in sorted(SAMPLES.rglob("*.log")) if "." in _verdict(log)}
    (tmp_path / "signs.json").write_text(signs[1], "utf-8")
    (tmp_path / "logs.json").write_text(json.dumps(logs), "utf-8")
    shutil.copy(ROOT / "diagnose/templates/catalogue.js", tmp_path / "search.js")
    script = """
const fs = require("fs"), { findCauses, findWords, compiled } = require("./search.js");
const rules = JSON.parse(fs.readFileSync("signs.json")), logs = JSON.parse(fs.readFileSync("logs.json"));
const broken = rules.flatMap((rule) => [...rule.signs, ...rule.signs.flatMap((sign) => sign.also), ...rule.unless])
  .flatMap((part) => [part.message, part.line]).filter((part) => part && !compiled(part.source, part.flags)).map((part) => part.source);
let three = 0;
for (const [log, verdict] of Object.entries(logs)) three += findCauses(fs.readFileSync(log, "utf8"), rules).slice(0, 3).some((one) => one.rule.id === verdict);
const title = findWords("graphics memory", rules).map((rule) => rule.id);
console.log(JSON.stringify({ three: three / Object.keys(logs).length, broken, title, nothing: findCauses("all is well", rules).length }));
"""
    done = subprocess.run([str(NODE), "-e", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True)
    found = json.loads(done.stdout)
    assert found["three"] >= 0.9
    assert found["broken"] == []
    assert "gpu.out-of-memory" in found["title"]
    assert found["nothing"] == 0


def _verdict(log: Path) -> str:
    found = re.search(r"(?m)^verdict: (\S+)", log.with_suffix(".expect.yaml").read_text("utf-8"))
    return found[1] if found else ""

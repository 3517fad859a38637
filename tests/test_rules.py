"""The rule library as it is: sound rules, articles in two languages, no way for a log to become markup."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml

from diagnose.article import fill
from diagnose.document import Code, Document, EvidenceBlock, Items, Listing, Paragraph, Text, parse, plain_text
from diagnose.library import Library, load_library
from diagnose.lint import lint_rule
from tests.conftest import ROOT

SCHEMA = json.loads(resources.files("diagnose").joinpath("schemas/rule.schema.json").read_text("utf-8"))
RULES = sorted((ROOT / "rules").glob("*/*/rule.yaml"))


@pytest.mark.parametrize("file", RULES, ids=[f"{file.parts[-3]}.{file.parts[-2]}" for file in RULES])
def test_a_rule_fits_the_published_schema(file: Path) -> None:
    jsonschema.validate(yaml.safe_load(file.read_text("utf-8")), SCHEMA)


@pytest.mark.parametrize("rule_id", [f"{file.parts[-3]}.{file.parts[-2]}" for file in RULES])
def test_a_rule_passes_the_library_check(rule_id: str, library: Library) -> None:
    assert list(lint_rule(library.rules[rule_id])) == []


def test_typographic_quotes_in_a_pattern_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "host" / "interrupted"
    shutil.copytree(ROOT / "rules" / "host" / "interrupted", folder)
    rule = (folder / "rule.yaml").read_text("utf-8").replace("'Detected KeyboardInterrupt", "'\u201cDetected KeyboardInterrupt")
    (folder / "rule.yaml").write_text(rule, "utf-8")
    (problem,) = lint_rule(load_library([tmp_path], packaged=False).rules["host.interrupted"])
    assert "rule.yaml:1:1: \u201c can never match" in problem


def test_edges_do_not_depend_on_order(library: Library) -> None:
    for rule_id in library.rules:
        assert rule_id not in library.refined_by(rule_id)


def test_values_of_a_log_cannot_become_markup(library: Library) -> None:
    hostile = "`x` **bold** <script>alert(1)</script> [a](javascript:b) {{ 7*7 }} | - # \ue0000\ue001"
    rule = library.rules["config.batch-size-not-integer"]
    document = fill(rule, "en", {"value": hostile, "suggested": hostile, "stage_name": "x"})
    texts = [
        inline.text for section in document.sections for block in section.blocks if isinstance(block, Paragraph) for inline in block.children if isinstance(inline, (Text, Code))
    ]
    assert hostile in texts
    assert not any("<script>" in inline.text for section in document.sections for inline in section.title if isinstance(inline, Text))


def test_an_article_becomes_a_tree() -> None:
    document = parse(
        "## One\nA \ue0000\ue001 **b** `c \ue0000\ue001`\n\n1. x\n2. y\n\n```bash\nz \ue0000\ue001\n```\n\n\ue0001\ue001\n\n### S {#do-it}\nt", [("", "7.0"), ("evidence", "")]
    )
    first, second = document.sections
    assert plain_text(first.title) == "One"
    assert second.anchor == "do-it"
    assert plain_text(second.title) == "S"
    paragraph, items, listing, evidence = first.blocks
    assert isinstance(paragraph, Paragraph)
    assert Code("7.0") in paragraph.children
    assert Code("c 7.0") in paragraph.children
    assert isinstance(items, Items)
    assert items.ordered
    assert listing == Listing("z 7.0", "bash")
    assert isinstance(evidence, EvidenceBlock)


def test_raw_html_in_an_article_stays_text() -> None:
    document: Document = parse("<b>x</b> <img src=x>", [])
    (section,) = document.sections
    (paragraph,) = section.blocks
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph.children) == "<b>x</b> <img src=x>"

"""What a start loads: only what the chosen output needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import List, Set

import pytest

SAMPLE = next((Path(__file__).parents[1] / "sample_logs" / "config" / "batch-size-not-integer").glob("*.log"))
HEALTHY = Path(__file__).parents[1] / "sample_logs" / "healthy" / "healthy-get-text-v1.log"
"""Without any rule's words: most of its neighbours hold some."""
HEAVY = {
    "typer", "click", "rich", "jinja2", "markupsafe", "markdown_it", "yaml", "regex", "zipfile", "gzip", "tempfile", "asyncio", "email", "http", "ssl", "socket", "subprocess",
    "multiprocessing", "pydantic", "stringzilla", "hyperscan", "importlib.metadata", "importlib.resources", "sqlite3", "xml", "logging",
    "diagnose.grammar", "diagnose.tree", "diagnose.outside", "diagnose.proof", "diagnose.checkup", "diagnose.workspace", "diagnose.report", "diagnose.article", "diagnose.document",
}  # fmt: skip
ARTICLE = {"regex", "jinja2", "markupsafe", "markdown_it", "logging", "tempfile", "diagnose.article", "diagnose.document"}
PROGRAM = "import sys; from diagnose.command import main; code = main(sys.argv[1:]); print(*sorted(sys.modules), file=sys.stderr)"


def loaded(*arguments: str) -> Set[str]:
    done = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {PROGRAM}", *arguments], capture_output=True, text=True, check=True)
    return HEAVY & {name for module in done.stderr.split() for name in (module, module.partition(".")[0])}


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The rules are compiled by the first start; the others read them from the cache."""
    loaded(str(HEALTHY), "--format", "json")


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([str(HEALTHY), "--format", "json"], set()),
        ([str(SAMPLE), "--format", "json"], {"regex"}),
        ([str(SAMPLE), "--format", "markdown"], ARTICLE | {"diagnose.report"}),
        ([str(SAMPLE), "--format", "html"], ARTICLE | {"diagnose.report", "importlib.resources", "zipfile"}),
        ([str(SAMPLE)], ARTICLE | {"rich"}),
    ],
    ids=["json, healthy", "json", "markdown", "html", "terminal"],
)
def test_an_output_loads_only_what_it_needs(arguments: List[str], needed: Set[str]) -> None:
    assert loaded(*arguments) <= needed

"""The list as Markdown for an issue. What comes from files stands in code or is escaped: it can become no markup and mention nobody."""

from __future__ import annotations

from typing import Iterable, Iterator, Optional, Tuple

from diagnose.checkup.check import ERROR, OK
from diagnose.checkup.overview import Group, Overview, Row
from diagnose.markdown import LONGEST, cell_code, code, escape


def render_markdown(overview: Overview, other: Optional[Overview] = None) -> str:
    """The list in one language, with another one folded below; short enough for GitHub."""
    text = "\n".join(_parts(overview)).rstrip("\n") + "\n"
    if other is not None:
        text += "\n" + "\n".join(_folded("English" if other.lang == "en" else "中文", "\n".join(_parts(other)).rstrip("\n"))) + "\n"
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rpartition("\n")[0] + "\n"


def _parts(overview: Overview) -> Iterator[str]:
    colon = "：" if overview.lang == "zh" else ": "
    yield f"## {escape(overview.say('check.badge-' + overview.status))}{colon}{escape(overview.title)}\n"
    yield from (f"- {escape(name)}{colon}{code(value)}" for name, value in overview.about)
    yield ""
    yield from (f"{escape(note)}\n" for note in overview.notes)
    for group in overview.groups:
        yield from _group(group, overview)
    if overview.suggestion:
        yield f"### {escape(overview.say('check.suggested'))}\n"
        yield from _table(overview.suggestion, overview)
    if overview.machine:
        rows = [(row.name, row.value) for row in overview.machine]
        yield from _folded(escape(overview.say("check.machine")), "\n".join(_table(rows, overview)).rstrip("\n"))
    yield "---\n"
    yield f"sovits-doctor {overview.version}\n"
    yield overview.privacy


def _group(group: Group, overview: Overview) -> Iterator[str]:
    yield f"### {escape(group.name)}\n"
    for row in group.rows:
        word = escape(row.word) if row.status == OK else f"**{escape(row.word)}**"
        yield f"- {word} · {escape(row.title)}{f' ({code(row.place)})' if row.place and row.status != OK else ''}"
        yield from (f"  - {line}" for line in _below(row, overview))
    yield ""


def _below(row: Row, overview: Overview) -> Iterator[str]:
    if row.advice:
        yield f"→ {escape(row.advice)}"
    if row.status != OK:
        if row.text:
            yield code(row.text)
        if row.cause and row.status == ERROR:
            yield escape(overview.say("check.dies-of", title=row.cause, id=row.rule))
        yield from map(escape, row.details)


def _table(rows: Iterable[Tuple[str, str]], overview: Overview) -> Iterator[str]:
    yield f"| {escape(overview.say('fact-name'))} | {escape(overview.say('fact-value'))} |"
    yield "| --- | --- |"
    yield from (f"| {cell_code(name)} | {cell_code(value)} |" for name, value in rows)
    yield ""


def _folded(title: str, text: str) -> Iterator[str]:
    yield f"<details><summary>{title}</summary>\n"
    yield text + "\n"
    yield "</details>\n"

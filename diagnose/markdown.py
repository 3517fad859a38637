"""The report as Markdown for an issue: the verdict first, log and facts folded, short enough for GitHub.

Text of a log stands only in code spans and fenced code that is fenced longer than anything in it: there it can neither become
markup nor mention people or refer to issues.
"""

from __future__ import annotations

import re
from typing import Iterable, Iterator, List, Optional, Sequence, Tuple

from diagnose import document as doc
from diagnose.causality import EARLIER, ROOT, Step
from diagnose.excerpt import Fold, Gap, Row
from diagnose.factrows import FactRow
from diagnose.late import late
from diagnose.library import Library
from diagnose.messages import EN, ZH
from diagnose.model import Diagnosis
from diagnose.printable import one_line
from diagnose.redaction import Redacted
from diagnose.report import Report, Solution, build_report

LONGEST = 60_000
"""Characters; GitHub takes 65,536."""
_SPECIAL = late(r"([\\`*&{}\[\]<>#|~@!$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_START = late(r"^(\s*)(?:([-+=])|(\d+)([.)]))")
_RUNS = late(r"`+")


def render_markdown(diagnosis: Diagnosis, library: Library, name: str, lang: str, redacted: Optional[Redacted] = None, both: bool = False) -> str:
    """The report in one language; `both`: with the other one folded below. `redacted` as in Report."""
    report = build_report(diagnosis, library, name, lang, redacted)
    if not both:
        return markdown_of(report, LONGEST)
    other = build_report(diagnosis, library, name, EN if lang == ZH else ZH, redacted)
    second = markdown_of(other, LONGEST // 2)
    return markdown_of(report, LONGEST // 2) + "\n" + "\n".join(folded("English" if lang == ZH else "中文", second.rstrip("\n"))) + "\n"


def markdown_of(report: Report, longest: int) -> str:
    """A report as Markdown of at most `longest` characters: what matters less is left out first."""
    for rows in (200, 40, 10, 0):
        text = "\n".join(_parts(report, rows)).rstrip("\n") + "\n"
        if len(text) <= longest:
            return text
    return text[: longest - 1].rpartition("\n")[0] + "\n"


def _parts(report: Report, rows: int) -> Iterator[str]:
    """The lines of the report; `rows` is how many rows of folded listings there may be, 0: no article either."""
    yield from _verdict(report)
    yield from chain(report)
    if report.solutions:
        yield f"### {report.say('remedies')}\n"
        for one in report.solutions:
            yield from _solution(one, report)
    excerpt = list(excerpt_lines(report))
    if excerpt:
        yield from folded(report.say("excerpt"), fenced("\n".join(excerpt[: max(rows, 10)])))
    if report.sections and rows:
        article = "\n".join(line for section in report.sections for line in (f"#### {inlines(section.title)}\n", *blocks(section.blocks)))
        yield from folded(report.say("article-more"), article.rstrip("\n"))
    yield from _rest(report, rows)
    yield "---\n"
    yield from _foot(report)


def _verdict(report: Report) -> Iterator[str]:
    title = f"{report.say('verdict-' + report.status)}{'：' if report.lang == ZH else ': '}{escape(report.title)}"
    yield f"## {title}\n"
    told = [*report.sureness, report.say("stage", name=report.stage) if report.stage else ""]
    if any(told):
        yield "**" + " · ".join(escape(words) for words in told if words) + "**\n"
    yield from blocks(report.summary)
    if report.proof:
        yield "\n".join(f"- {escape(words)}" for words in report.proof) + "\n"
    edit = next((one.edit for one in report.solutions if one.edit), None)
    if edit:
        yield f"{escape(report.say('change'))}{'：' if report.lang == ZH else ': '}{code(edit.key)} {code(edit.old) + ' → ' if edit.old else '→ '}{code(edit.new)}\n"


def chain(report: Report) -> Iterator[str]:
    """What caused what, as a tree drawn with lines."""
    if not report.steps:
        return
    yield f"### {report.say('chain')}\n"
    lines = [f"{one.name} = {one.value}   ({one.place or report.say('line', line=one.line)})" for one in (*report.config, *report.surroundings) if one.decides][:3]
    first = report.title if report.rule else report.say("fault-unknown")
    yield fenced("\n".join([first, *(f"  {line}" for line in lines), *_tree(report)])) + "\n"


def _tree(report: Report) -> Iterator[str]:
    before = [step for step in report.steps if step.role in (EARLIER, ROOT)]
    after = [step for step in report.steps if step not in before]
    for step in before:
        yield f"└─ {_step(step, report)}"
    for place, step in enumerate(after):
        yield f"   {'└─' if place == len(after) - 1 else '├─'} {_step(step, report)}"


def _step(step: Step, report: Report) -> str:
    said = ": ".join(part for part in (step.type, step.text) if part)
    place = f", {step.place}" if step.place else ""
    line = report.say("line", line=step.line) if step.line else ""
    return one_line(f"{said}   [{report.say('part-' + step.role)}] {line}{place}", 500)


def _solution(one: Solution, report: Report) -> Iterator[str]:
    yield f"#### {inlines(one.title)}\n"
    yield f"*{escape(report.say('effort-' + one.effort))} · {escape(report.say('risk-' + one.risk))}*\n"
    yield from blocks(one.blocks)


def excerpt_lines(report: Report) -> Iterator[str]:
    """The lines of the log; what decides has an arrow."""
    width = max([len(str(row.line)) for piece in report.excerpt for row in (piece.rows if isinstance(piece, Fold) else [piece] if isinstance(piece, Row) else [])], default=1)
    for piece in report.excerpt:
        if isinstance(piece, Gap):
            yield f"  {'':{width}} ┊ {report.say('gap', count=piece.lines)}"
        elif isinstance(piece, Fold):
            yield f"  {'':{width}} ┊ {report.say('fold', count=piece.frames, packages=piece.packages)}"
        else:
            indent = {"frame": "  ", "source": "    "}.get(piece.kind, "")
            note = "   ← " + " · ".join(part for part in (piece.note, report.say("role-" + piece.role) if piece.role else "") if part) if piece.note or piece.role else ""
            yield f"{'→' if piece.mark else ' '} {piece.line or '':>{width}} │ {indent}{one_line(piece.text)}{note}"


def _rest(report: Report, rows: int) -> Iterator[str]:
    facts = [*report.surroundings, *report.config]
    if facts and rows:
        yield from folded(report.say("facts"), "\n".join(_facts(facts[:rows], report)))
    if report.runs and rows:
        table = [_line([report.say("run"), report.say("lines"), report.say("result")]), _line(["---"] * 3)]
        for run in report.runs:
            result = report.say("run-failed" if run.failed else "run-ok") + (f" · {report.say('run-told')}" if run.told else "")
            table.append(_line([cell_code(run.name), f"{run.start}–{run.end}", escape(result)]))
        yield from folded(report.say("runs", count=len(report.runs)), "\n".join(table))
    if report.unexplained:
        yield f"### {report.say('unexplained')}\n"
        yield fenced("\n".join(f"{line:>6} │ {text}" for line, text in report.unexplained)) + "\n"
    if report.others:
        yield f"### {report.say('others')}\n"
        for other in report.others:
            yield f"- {escape(other.title)} ({code(other.rule)}, {escape(other.likely)}, {report.say('line', line=other.line)})"
            yield from (f"  - {code(reason)}" for reason in other.against)
        yield ""


def _facts(facts: Sequence[FactRow], report: Report) -> Iterator[str]:
    yield _line([report.say("fact-name"), report.say("fact-value"), report.say("fact-line")])
    yield _line(["---"] * 3)
    for one in facts:
        value = cell_code(one.value)
        yield _line([cell_code(one.name), f"**{value}** ← {report.say('decides')}" if one.decides else value, str(one.line or "") if not one.place else cell_code(one.place)])


def _foot(report: Report) -> Iterator[str]:
    told = [report.say("tool", version=report.version, count=report.rules)]
    if report.rule:
        told.append(f"{report.say('rule')} {code(report.rule)}")
    if report.fingerprint:
        told.append(f"{report.say('fingerprint-name')} {code(report.fingerprint)}")
    name = report.name or report.say("log-stdin")
    told.append(f"{report.say('log')} {code(name)} ({report.lines})")
    yield " · ".join(told) + "\n"
    yield report.privacy


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def folded(title: str, text: str) -> Iterator[str]:
    yield f"<details><summary>{escape(title)}</summary>\n"
    yield text + "\n"
    yield "</details>\n"


def escape(text: str) -> str:
    """Text as itself: nothing in it becomes markup, a mention or a reference."""
    text = _SPECIAL.sub(r"\\\1", one_line(text, 4000))
    return _START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", text)


def code(text: str) -> str:
    """A code span whose fence is longer than any run of backticks in it."""
    text = one_line(text)
    if not text:
        return ""
    fence = "`" * (max(map(len, _RUNS.findall(text)), default=0) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def cell_code(text: str) -> str:
    """Code in a table's cell. Readers disagree on how to escape a bar there, so a text with one is spelled in entities."""
    if "|" not in text:
        return code(text)
    return "<code>" + "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in one_line(text)) + "</code>"


def fenced(text: str, language: str = "text") -> str:
    """A block of fenced code that nothing in it can end."""
    fence = "`" * max(3, max(map(len, _RUNS.findall(text)), default=0) + 1)
    return f"{fence}{language if language.isalnum() else ''}\n{text}\n{fence}"


def safe_href(href: str) -> str:
    """An address that may be a link: the web's, else empty."""
    return href if re.fullmatch(r"https?://[^\s<>\"'()\\`]+", href) else ""


def inlines(nodes: doc.Inlines) -> str:
    parts: List[str] = []
    for node in nodes:
        if isinstance(node, doc.Text):
            parts.append(_SPECIAL.sub(r"\\\1", node.text).replace("\n", "\\\n"))
        elif isinstance(node, doc.Code):
            parts.append(code(node.text))
        elif isinstance(node, doc.Strong):
            parts.append(f"**{inlines(node.children)}**")
        else:
            href = safe_href(node.href)
            parts.append(f"[{inlines(node.children)}]({href})" if href else inlines(node.children))
    return "".join(parts)


def blocks(nodes: Iterable[doc.Block]) -> Iterator[str]:
    """Each block with the blank line after it."""
    for node in nodes:
        if isinstance(node, doc.Paragraph):
            yield _START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", inlines(node.children)) + "\n"
        elif isinstance(node, doc.Listing):
            yield fenced(node.text, node.language) + "\n"
        elif isinstance(node, doc.Items):
            yield "\n".join(_item(number, node.ordered, item) for number, item in enumerate(node.items, node.start)) + "\n"
        elif isinstance(node, doc.Table):
            rows = [[inlines(cell).replace("\n", " ") for cell in row] for row in node.rows]
            yield "\n".join([_line(rows[0]), _line(["---"] * len(rows[0])), *map(_line, rows[1:])]) + "\n"


def _item(number: int, ordered: bool, item: Tuple[doc.Block, ...]) -> str:
    sign = f"{number}. " if ordered else "- "
    text = "\n".join(blocks(item)).rstrip("\n")
    return sign + text.replace("\n", "\n" + " " * len(sign))

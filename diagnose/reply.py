"""The comment that answers an issue: the cause, its proof, what to do, and what is missing; details folded.

As in `markdown`, text of a log stands only in code: there it mentions nobody, refers to no issue, and becomes no markup.
"""

from __future__ import annotations

import html
from typing import Dict, Iterable, Iterator, List, Optional, Sequence

from diagnose import document as doc
from diagnose.library import Library
from diagnose.markdown import blocks, chain, code, escape, excerpt_lines, fenced, folded, inlines, safe_href
from diagnose.messages import EN, ZH, say
from diagnose.model import Diagnosis, Episode, Evidence, Finding, Raised, Symptom
from diagnose.printable import one_line
from diagnose.ranking import SURE as LIKELY
from diagnose.redaction import Redacted
from diagnose.report import Report, Solution, build_report

LONGEST = 60_000
"""Characters; GitHub takes 65,536."""
SURE = 0.9
"""Confidence from which on nothing more has to be asked for."""
PROOF, HINTS, FURTHER = 3, 3, 2
"""Lines of evidence, titles of uncertain causes, and causes beside the first that are told."""
SHOWN = 300
"""Characters of a line of evidence; the details have all of it."""
ROWS = (60, 20, 0)
"""Rows of the excerpt; none: neither is there a chain nor a second way out. The first that is short enough is taken."""


def render_reply(diagnosis: Diagnosis, library: Library, lang: str, redacted: Optional[Redacted] = None, answer: str = "", both: bool = False) -> str:
    """The comment in the asker's language; `both`: with the other one folded below. `redacted` as in Report; `answer` is the address of
    what somebody with the same failure was told. Never longer than LONGEST."""
    longest = LONGEST // 2 if both else LONGEST
    text = _Reply(diagnosis, library, lang, redacted, answer).within(longest)
    if both:
        other = _Reply(diagnosis, library, EN if lang == ZH else ZH, redacted, answer).within(longest - 100)
        text += "\n" + "\n".join(folded("English" if lang == ZH else "中文", other.rstrip("\n")))
    return text


def missing(diagnosis: Diagnosis) -> List[str]:
    """What would tell more about a failure than its log does, as keys of sentences; nothing when the cause is certain."""
    if diagnosis.status == "healthy":
        return ["reply.missing-log", "reply.missing-system"]
    if diagnosis.status == "diagnosed" and diagnosis.causes[0].confidence >= SURE:
        return []
    run = diagnosis.log.episodes[diagnosis.episode] if diagnosis.episode >= 0 else None
    if consequence(diagnosis) is not None:
        return ["reply.missing-log", *_missing_facts(diagnosis, run)]
    found = [] if diagnosis.root is not None and diagnosis.root.type else ["reply.missing-traceback"]
    if run is None or not run.command:
        found.append("reply.missing-command")
    return [*found, *_missing_facts(diagnosis, run)]


def consequence(diagnosis: Diagnosis) -> Optional[Symptom]:
    """The symptom that is all a log shows of its failure: what caused it was not posted."""
    if diagnosis.status != "unrecognised" or diagnosis.root is None:
        return None
    return next((one for one in diagnosis.symptoms if one.line == diagnosis.root.line and not one.explained_by), None)


def incomplete(diagnosis: Diagnosis) -> bool:
    """Whether the error itself is not in the log: more of it has to be asked for before anybody can help."""
    return not {"reply.missing-log", "reply.missing-traceback"}.isdisjoint(missing(diagnosis))


def _missing_facts(diagnosis: Diagnosis, run: Optional[Episode]) -> Iterator[str]:
    known = {key for one in diagnosis.log.episodes for key in one.facts}
    stage = run.stage if run else ""
    if stage.startswith(("s1", "s2")) and not any(key.startswith("config.") for key in known):
        yield "reply.missing-config-s1" if stage == "s1-train" else "reply.missing-config-s2"
    if not {"system", "gpu"} <= known:
        yield "reply.missing-system"


class _Reply:
    def __init__(self, diagnosis: Diagnosis, library: Library, lang: str, redacted: Optional[Redacted], answer: str) -> None:
        self._diagnosis = diagnosis
        self._report: Report = build_report(diagnosis, library, "-", lang, redacted)
        self._library = library
        self._lang = lang
        self._answer = answer

    def within(self, longest: int) -> str:
        """The text, with as much of the details as there is room for."""
        for rows in ROWS:
            text = "\n".join(self._parts(rows)).rstrip("\n") + "\n"
            if len(text) <= longest:
                return text
        return "\n".join([*self._head(), *self._foot()]).rstrip("\n") + "\n"

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

    def _parts(self, rows: int) -> Iterator[str]:
        yield from self._head()
        if self._report.solutions:
            yield from self._ways(self._report.solutions, rows)
        yield from self._missing()
        yield from self._duplicate()
        if rows:
            yield from self._details(rows)
        yield from self._foot()

    def _head(self) -> Iterator[str]:
        """What was found, and the lines that prove it."""
        report, diagnosis = self._report, self._diagnosis
        if report.status != "diagnosed":
            yield self._say("reply.healthy" if report.status == "healthy" else "reply.unknown") + "\n"
            yield from self._seen()
            return
        first = diagnosis.causes[0]
        yield self._say("reply.found" if first.confidence >= SURE else "reply.likely") + "\n"
        told = [report.sureness[0], self._say("stage", name=report.stage) if report.stage else ""]
        yield " · ".join([f"**{escape(report.title)}**", *(escape(words) for words in told if words)]) + "\n"
        yield from self._lines(first.evidence)
        further = self._further()
        if further:
            yield self._say("reply.further") + "\n"
            yield "\n".join(f"- {self._where(one.line)}{escape(self._library.rules[one.rule].title[self._lang])} ({code(one.rule)})" for one in further) + "\n"
        elif first.explains:
            yield self._say("reply.follows") + "\n"

    def _further(self) -> List[Finding]:
        """Causes beside the first. Each run that failed comes before a second cause of the same one: somebody who posts three logs asks about three failures."""
        first = self._diagnosis.causes[0]
        rest = [one for one in self._diagnosis.causes[1:] if one.confidence >= LIKELY and one.line != first.line]
        best = {one.episode: one for one in reversed(rest) if one.episode != first.episode}
        return sorted(rest, key=lambda one: best.get(one.episode) is not one)[:FURTHER]

    def _seen(self) -> Iterator[str]:
        """What is known of a failure that no rule explains."""
        root = self._diagnosis.root
        if self._report.status == "healthy":
            return
        raised = [one for one in (root, self._last(root)) if one is not None and one.type]
        told = {one.line: Evidence(one.line, f"{one.type}: {one.message}".strip(": ")) for one in raised}
        yield from self._lines([*told.values(), *(one for one in self._diagnosis.unexplained if one.line not in told)])
        behind = consequence(self._diagnosis)
        if behind is not None:
            yield self._say("reply.consequence", title=escape(self._library.rules[behind.rule].title[self._lang])) + "\n"
            return
        if self._diagnosis.kind:
            yield escape(self._say(f"kind-{self._diagnosis.kind}")) + "\n"
        if self._report.others:
            yield self._say("reply.hints") + "\n"
            yield "\n".join(f"- {escape(other.title)} ({code(other.rule)})" for other in self._report.others[:HINTS]) + "\n"

    def _last(self, root: Optional[Raised]) -> Optional[Raised]:
        """With what the chain of an exception ended: the words that the asker sees last."""
        chains = (chain for run in self._diagnosis.log.episodes for chain in run.chains)
        return next((chain.raised[-1] for chain in chains if root in chain.raised), None)

    def _lines(self, evidence: Iterable[Evidence]) -> Iterator[str]:
        rows: Dict[str, str] = {}
        for one in evidence:
            place = f"{one.file}:{one.line}" if one.file and one.line else one.file
            where = self._say("reply.place", place=code(place)) if place else self._where(one.line)
            said = escape(one_line(one.said.get(self._lang, ""))) or code(_shortened(one_line(one.text)))
            rows.setdefault(said, f"- {where}{said}")  # the same words further down prove nothing more
        if rows:
            yield "\n".join(list(rows.values())[:PROOF]) + "\n"

    def _where(self, line: int) -> str:
        return self._say("reply.line", line=line) if line else ""

    def _ways(self, ways: Sequence[Solution], rows: int) -> Iterator[str]:
        """The first way out in full, the second folded."""
        first = ways[0]
        yield f"### {self._say('remedies')}\n"
        if first.edit:
            old = f"{code(first.edit.old)} → " if first.edit.old else "→ "
            yield f"{escape(self._say('change'))}{'：' if self._lang == ZH else ': '}{code(first.edit.key)} {old}{code(first.edit.new)}\n"
        yield f"**{inlines(first.title)}**\n"
        yield from blocks(first.blocks)
        if len(ways) > 1 and rows:
            title = self._say("reply.other-way", title=summary_of(ways[1].title))
            yield f"<details><summary>{title}</summary>\n"
            yield from blocks(ways[1].blocks)
            yield "</details>\n"

    def _missing(self) -> Iterator[str]:
        lacking = missing(self._diagnosis)
        if lacking:
            yield self._say("reply.missing") + "\n"
            yield "\n".join(f"- {self._say(key)}" for key in lacking) + "\n"

    def _duplicate(self) -> Iterator[str]:
        href = safe_href(self._answer)
        if href:
            yield self._say("reply.answered", link=f"[{self._say('reply.answered-link')}]({href})") + "\n"

    def _details(self, rows: int) -> Iterator[str]:
        excerpt = list(excerpt_lines(self._report))[:rows]
        parts = [*chain(self._report), *([f"### {self._say('excerpt')}\n", fenced("\n".join(excerpt))] if excerpt else [])]
        if parts:
            yield from folded(self._say("reply.details"), "\n".join(parts).rstrip("\n"))

    def _foot(self) -> Iterator[str]:
        report = self._report
        marks = [f"{self._say('rule')} {code(report.rule)}" if report.rule else "", f"{self._say('fingerprint-name')} {code(report.fingerprint)}" if report.fingerprint else ""]
        told = [escape(self._say("reply.foot", version=report.version)), *(mark for mark in marks if mark)]
        yield f"<sub>{' · '.join(told)}</sub>"


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def summary_of(title: doc.Inlines) -> str:
    """A title within HTML, where Markdown is not read: what comes from a log is spelled in entities within code."""
    parts: List[str] = []
    for node in title:
        if isinstance(node, doc.Text):
            parts.append(html.escape(node.text.replace("\n", " ")))
        elif isinstance(node, doc.Code):
            parts.append("<code>" + "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in one_line(node.text)) + "</code>")
        else:
            parts.append(summary_of(node.children))
    return "".join(parts)

"""What every report shows of one diagnosis, in one language, as plain values: the formats only lay it out.

All text in it is printable (no control characters, no endless tokens) but not escaped: that is each format's own business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Tuple

from diagnose import __version__
from diagnose import document as doc
from diagnose.article import ArticleError, fill_for
from diagnose.causality import CONSEQUENCE, ROOT, WRAPPER, Step, steps_of
from diagnose.excerpt import Piece, excerpt_of
from diagnose.factrows import FactRow, configuration, surroundings, written
from diagnose.library import Library
from diagnose.messages import say
from diagnose.model import Diagnosis, Finding
from diagnose.printable import clean_document, one_line
from diagnose.reasons import confirmation, proof_of, reason_in, stage_name, sureness
from diagnose.redaction import Redacted

MANY = 6
"""Rows of a kind that are shown."""
SOLUTIONS, SUMMARY = 4, 6
"""Which of an article's headings are shown apart from the rest."""


@dataclass(frozen=True)
class Edit:
    """A value to change."""

    key: str
    old: str
    """Empty when the log does not tell it."""
    new: str


@dataclass(frozen=True)
class Solution:
    """One way out."""

    id: str
    title: doc.Inlines
    effort: str
    risk: str
    blocks: Tuple[doc.Block, ...]
    edit: Optional[Edit]


@dataclass(frozen=True)
class Other:
    """Another cause that may be."""

    rule: str
    title: str
    likely: str
    """Confidence as a percentage, or that it only comes near."""
    line: int
    against: Tuple[str, ...]


@dataclass(frozen=True)
class RunRow:
    """One run of a log that holds several."""

    name: str
    start: int
    end: int
    failed: bool
    told: bool
    """The verdict is about it."""


@dataclass(frozen=True)
class Report:
    """Everything that is shown."""

    lang: str
    status: str
    name: str
    """What the log is called; empty for standard input."""
    lines: int
    title: str
    """The cause, or what was found instead."""
    summary: Tuple[doc.Block, ...]
    sureness: Tuple[str, ...]
    """How sure that is, in words."""
    proof: Tuple[str, ...]
    """What files and environment say for it and against it."""
    stage: str
    rule: str
    revision: int
    references: Tuple[str, ...]
    steps: Tuple[Step, ...]
    titles: Dict[str, str]
    """Titles of the symptoms among the steps."""
    excerpt: Tuple[Piece, ...]
    solutions: Tuple[Solution, ...]
    sections: Tuple[doc.Section, ...]
    """The rest of the article."""
    surroundings: Tuple[FactRow, ...]
    config: Tuple[FactRow, ...]
    unexplained: Tuple[Tuple[int, str], ...]
    others: Tuple[Other, ...]
    runs: Tuple[RunRow, ...]
    fingerprint: str
    version: str
    rules: int
    privacy: str
    """What private details were replaced, in a sentence."""

    def say(self, key: str, **values: object) -> str:
        """A sentence in the report's language."""
        return say(key, self.lang, **values)

    def titled(self, step: Step) -> str:
        return self.titles.get(step.symptom, "")

    def misleads(self, step: Step) -> bool:
        """Whether a step stands above the root in the log, though it comes after it."""
        root = next((one.line for one in self.steps if one.role == ROOT), 0)
        return step.role in (WRAPPER, CONSEQUENCE) and 0 < step.line < root


def build_report(diagnosis: Diagnosis, library: Library, name: str, lang: str, redacted: Optional[Redacted] = None) -> Report:
    """The report of a diagnosis in one language; `name` is what the log is called, `redacted` what was replaced in both, None when nothing was."""
    first = diagnosis.causes[0] if diagnosis.status == "diagnosed" else None
    rule = library.rules[first.rule] if first else None
    run = diagnosis.log.episodes[diagnosis.episode] if diagnosis.episode >= 0 else None
    article = _article(diagnosis, first, library, lang)
    steps = steps_of(diagnosis)
    shown = {step.line for step in steps}
    return Report(
        lang=lang,
        status=diagnosis.status,
        name="" if name == "-" else one_line(name, 200),
        lines=diagnosis.log.lines,
        title=rule.title[lang] if rule else say("title-" + diagnosis.status, lang),
        summary=_summary(diagnosis, article, lang),
        sureness=tuple(_sureness(first, lang)) if first else (),
        proof=proof_of(first, lang) if first else (),
        stage=stage_name(run.stage, lang) if run else "",
        rule=rule.id if rule else "",
        revision=rule.revision if rule else 0,
        references=rule.references if rule else (),
        steps=steps,
        titles={step.symptom: library.rules[step.symptom].title[lang] for step in steps if step.symptom in library.rules},
        excerpt=excerpt_of(diagnosis, steps, lang),
        solutions=tuple(_solutions(diagnosis, first, article)) if first else (),
        sections=_rest(article),
        surroundings=tuple(surroundings(diagnosis, first, lang)),
        config=tuple(configuration(diagnosis, first)),
        unexplained=tuple((one.line, one_line(one.text)) for one in diagnosis.unexplained if one.line not in shown)[: 2 * MANY],
        others=tuple(_others(diagnosis, library, lang)),
        runs=tuple(_runs(diagnosis, lang)),
        fingerprint=diagnosis.fingerprint,
        version=__version__,
        rules=len(library.rules),
        privacy=redacted.summary(lang) if redacted else say("redacted-off", lang),
    )


def _sureness(finding: Finding, lang: str) -> Iterable[str]:
    words = say(sureness(finding.confidence), lang)
    yield f"{words[0].upper()}{words[1:]} ({finding.confidence:.0%})"
    if finding.confirmed in ("yes", "no"):
        yield confirmation(finding, lang)


def _article(diagnosis: Diagnosis, first: Optional[Finding], library: Library, lang: str) -> doc.Document:
    if first is None:
        return doc.Document(())
    try:
        return clean_document(fill_for(diagnosis, first, library.rules[first.rule], lang))
    except ArticleError as error:
        return doc.Document((doc.Section(2, (doc.Text(say("article", lang)),), "", (doc.Paragraph((doc.Code(str(error)),)),)),))


def _summary(diagnosis: Diagnosis, article: doc.Document, lang: str) -> Tuple[doc.Block, ...]:
    if diagnosis.status == "healthy":
        return (_sentence(say("no-failure", lang, lines=diagnosis.log.lines)),)
    if diagnosis.status == "unrecognised":
        kind = (_sentence(say(f"kind-{diagnosis.kind}", lang)),) if diagnosis.kind else ()
        return (*kind, _sentence(say("ask" if diagnosis.root is None or diagnosis.root.type else "cut", lang)))
    chapters = [section for section in article.sections if section.level == 2]
    return chapters[SUMMARY].blocks if len(chapters) > SUMMARY else ()


def _sentence(text: str) -> doc.Block:
    return doc.Paragraph((doc.Text(text),))


def _rest(article: doc.Document) -> Tuple[doc.Section, ...]:
    chapters = [section for section in article.sections if section.level == 2]
    apart = [chapters[place] for place in (SOLUTIONS, SUMMARY) if len(chapters) > place]
    return tuple(section for section in chapters if section not in apart and any(not isinstance(block, doc.EvidenceBlock) for block in section.blocks))


def _solutions(diagnosis: Diagnosis, first: Finding, article: doc.Document) -> Iterable[Solution]:
    for remedy in first.remedies:
        section = article.solution(remedy.id)
        if section is not None:
            yield Solution(remedy.id, section.title, remedy.effort, remedy.risk, section.blocks, _edit(diagnosis, first, remedy.edit))


def _edit(diagnosis: Diagnosis, first: Finding, edit: object) -> Optional[Edit]:
    if not isinstance(edit, dict) or edit.get("set") in (None, ""):
        return None
    fact = diagnosis.log.episodes[first.episode].facts.get(f"config.{edit['config']}")
    new = written(edit["set"])
    old = written(fact.value) if fact else ""
    return Edit(str(edit["config"]), old, new) if old != new else None


def _others(diagnosis: Diagnosis, library: Library, lang: str) -> Iterable[Other]:
    causes = [cause for cause in diagnosis.causes[1:] if cause.confidence >= 0.5] if diagnosis.status == "diagnosed" else diagnosis.causes
    for cause in causes[:MANY]:
        against = tuple(reason for reason in (reason_in(text, lang) for text in cause.against) if reason)
        yield Other(cause.rule, library.rules[cause.rule].title[lang], f"{cause.confidence:.0%}", cause.line, against)
    told = {cause.rule for cause in causes}
    for near in diagnosis.nearest:
        if near.rule not in told and diagnosis.root is not None:
            yield Other(near.rule, library.rules[near.rule].title[lang], say("near", lang), diagnosis.root.line, (say(f"near-{near.reason}", lang),))


def _runs(diagnosis: Diagnosis, lang: str) -> List[RunRow]:
    rows = []
    for index, one in enumerate(diagnosis.log.episodes):
        failed = index in diagnosis.failed
        if one.command or failed:
            name = stage_name(one.stage, lang) or one_line(one.command, 60) or say("stage-other", lang)
            rows.append(RunRow(name, one.start, one.end, failed, index == diagnosis.episode))
    return rows[:40] if len(rows) > 1 else []

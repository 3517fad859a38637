"""Verdicts as one SARIF 2.1.0 document: a result for each cause, its confidence as rank, the lines that prove it as related locations.

The rules that the results speak of are described in one language, with the other one as SARIF's own kind of translation.
"""

from __future__ import annotations

import json
from typing import List, Sequence, Tuple

from diagnose import __version__
from diagnose import document as doc
from diagnose.article import ArticleError
from diagnose.explanation import blank_article
from diagnose.library import Library
from diagnose.markdown import blocks, inlines
from diagnose.messages import EN, ZH, say
from diagnose.model import Diagnosis
from diagnose.report import SUMMARY
from diagnose.sarifresults import UNKNOWN, Told, Values, results_of, spelled, uri_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TOOL = "sovits-doctor"
LANGUAGES = {ZH: "zh-CN", EN: "en-US"}


def to_sarif(told: Sequence[Tuple[Diagnosis, str]], library: Library, lang: str) -> str:
    """The document on all logs of a request, each a diagnosis and what its log is called (`-`: standard input), in `lang`; one line of JSON."""
    results = [result for place, (diagnosis, name) in enumerate(told) for result in results_of(Told(diagnosis, name, place), library, lang)]
    rules = list(dict.fromkeys(str(result["ruleId"]) for result in results))
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    run = {
        "tool": {"driver": {"name": TOOL, "semanticVersion": __version__, "language": LANGUAGES[lang], **_component(rules, library, lang)}},
        "translations": [_translation(rules, library, EN if lang == ZH else ZH)],
        "language": LANGUAGES[lang],
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [{"location": {"uri": uri_of(name)}, "length": diagnosis.log.size, "roles": ["analysisTarget"]} for diagnosis, name in told],
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, allow_nan=False)


def _translation(rules: Sequence[str], library: Library, lang: str) -> Values:
    about = {"name": f"{TOOL} {LANGUAGES[lang]}", "shortDescription": {"text": spelled(say("sarif.driver", lang))}}
    translation = {"name": TOOL, "language": LANGUAGES[lang], "contents": ["localizedData"], "associatedComponent": {"name": TOOL}, "translationMetadata": about}
    return {**translation, **_component(rules, library, lang)}


def _component(rules: Sequence[str], library: Library, lang: str) -> Values:
    return {"shortDescription": {"text": spelled(say("sarif.driver", lang))}, "rules": [_described(name, library, lang) for name in rules]}


def _described(name: str, library: Library, lang: str) -> Values:
    """What a rule is about, whatever the log: title, summary, and the article as help; GitHub refuses a rule that lacks one of them."""
    if name == UNKNOWN:
        told = {"text": spelled(say("sarif.unknown-help", lang))}
        return {"id": UNKNOWN, "shortDescription": {"text": spelled(say("title-unrecognised", lang))}, "fullDescription": told, "help": told}
    rule = library.rules[name]
    title = spelled(rule.title[lang])
    described: Values = {"id": name, "shortDescription": {"text": title}, "properties": {"tags": sorted({name.partition(".")[0], rule.scope}), "revision": rule.revision}}
    try:
        article = blank_article(rule, lang)
    except ArticleError:
        return {**described, "fullDescription": {"text": title}, "help": {"text": title}}
    summary = spelled(_summary(article))
    return {**described, "fullDescription": {"text": summary or title}, "help": {"text": f"{title}\n{summary}".strip(), "markdown": _markdown(article)}}


def _summary(article: doc.Document) -> str:
    """The first paragraph of an article's last chapter, without emphasis."""
    chapters = [section for section in article.sections if section.level == 2]
    found = [block.children for block in chapters[SUMMARY].blocks if isinstance(block, doc.Paragraph)] if len(chapters) > SUMMARY else []
    return doc.plain_text(found[0]) if found else ""


def _markdown(article: doc.Document) -> str:
    lines: List[str] = []
    for section in article.sections:
        if section.level:
            lines.append(f"{'#' * section.level} {inlines(section.title)}\n")
        lines += blocks(section.blocks)
    return "\n".join(lines).rstrip("\n")

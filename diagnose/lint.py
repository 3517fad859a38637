"""The library check: are all rules, articles and samples sound?"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Iterable, Iterator, List, Optional, Set, Tuple

from diagnose.article import FIXED, ArticleError, fill, placeholders, read_article
from diagnose.covers import alone, passes
from diagnose.document import Document, plain_text
from diagnose.library import Library, all_parts, line_patterns
from diagnose.messages import EN, ZH
from diagnose.rule import AREAS, Rule, compile_pattern
from diagnose.samples import SPECIAL, check_sample, find_samples

HEADINGS = {
    ZH: ("问题背景", "错误现象", "深入分析", "技术原理", "解决方案", "最佳实践", "总结"),
    EN: ("Background", "Symptoms", "Analysis", "How it works", "Solutions", "Best practice", "Summary"),
}
_STRESS = ("a" * 4000, " " * 4000, "a " * 2000, "/a" * 2000, "'" * 4000, "0" * 4000, "0.0 " * 1000, "\\x" * 2000, "(" * 3000, "a_b.c:" * 700)
"""Texts on which a pattern that can run away does."""
_TYPOGRAPHIC = re.compile("[\u2018\u2019\u201c\u201d]")
PATIENCE = 0.2
"""Seconds a pattern may take on one of them."""


def lint(library: Library, samples: Optional[Path]) -> Iterator[str]:
    """Every problem of a library, one sentence each with its place."""
    for rule in library.rules.values():
        yield from lint_rule(rule)
        yield from _unfinished(rule)
    if samples is not None:
        yield from lint_samples(library, samples)


def _unfinished(rule: Rule) -> Iterator[str]:
    """Files of a draft in which something is left to write."""
    for name in ("rule.yaml", "zh.md", "en.md"):
        file = rule.folder.joinpath(name)
        if file.is_file() and "TODO" in file.read_text("utf-8"):
            yield f"{file}:1: something is left to write: TODO"


def lint_rule(rule: Rule) -> Iterator[str]:
    """Problems of one rule and its articles."""
    yield from _patterns(rule)
    used: List[Set[str]] = []
    known = {name for name, _ in rule.values} | set(FIXED)
    for lang in (ZH, EN):
        path = str(rule.folder.joinpath(f"{lang}.md"))
        try:
            names = placeholders(read_article(rule, lang), path)
            document = fill(rule, lang, {})
        except ArticleError as error:
            yield str(error)
            continue
        used.append(names)
        groups = _groups(rule)
        for name in sorted(names):
            area, _, rest = name.partition(".")
            if area == "captures" and rest not in groups:
                yield f"{path}:1: no sign captures {rest!r}"
            elif area != "captures" and area != "facts" and name not in known:
                yield f"{path}:1: unknown placeholder {name!r}"
        yield from _headings(rule, document, lang, path)
    if len(used) == 2 and used[0] != used[1]:
        yield f"{rule.folder}: the articles use different placeholders: {', '.join(sorted(used[0] ^ used[1]))}"


def _headings(rule: Rule, document: Document, lang: str, path: str) -> Iterator[str]:
    titles = tuple(plain_text(section.title).strip() for section in document.sections if section.level == 2)
    if titles != HEADINGS[lang]:
        yield f"{path}:1: the headings are {', '.join(titles)}; expected {', '.join(HEADINGS[lang])}"
    solutions = [section.anchor for section in document.sections if section.level == 3]
    remedies = [remedy.id for remedy in rule.remedies]
    if solutions != remedies:
        yield f"{path}:1: the solutions are {solutions}; the remedies are {remedies}"


def _groups(rule: Rule) -> Set[str]:
    found: Set[str] = {"exit"} if any(parts.exit for parts in all_parts(rule)) else set()
    for pattern in _all_patterns(rule):
        found |= set(compile_pattern(pattern).groupindex)
    return found


def _all_patterns(rule: Rule) -> Iterable[str]:
    for parts in all_parts(rule):
        frames = [frame.source for frame in (parts.last_frame, parts.any_frame) if frame]
        yield from (pattern for pattern in (parts.message, parts.line, *frames) if pattern)


def _patterns(rule: Rule) -> Iterator[str]:
    for pattern in dict.fromkeys(_all_patterns(rule)):
        quote = _TYPOGRAPHIC.search(pattern)
        if quote:
            yield f"{rule.folder.joinpath('rule.yaml')}:1:1: {quote[0]} can never match, for quotes are made straight before patterns see a text: {pattern!r}"
        for text in _STRESS:
            try:
                compile_pattern(pattern).search(text, timeout=PATIENCE)
            except TimeoutError:
                yield f"{rule.folder.joinpath('rule.yaml')}:1:1: the pattern can run away: {pattern!r}"
                break


def lint_samples(library: Library, top: Path) -> Iterator[str]:
    """Problems of the sample logs: expectations that do not hold, rules without a sample."""
    samples = find_samples(top)
    owners = {sample.owner for sample in samples}
    for rule_id in library.rules:
        if rule_id not in owners:
            yield f"{top / rule_id.replace('.', '/')}: {rule_id} has no sample log"
    for sample in samples:
        if sample.verdict not in library.rules and sample.verdict not in SPECIAL:
            yield f"{sample.log}: the expected verdict {sample.verdict!r} is no rule"
        if sample.owner.partition(".")[0] in AREAS and sample.owner not in (sample.verdict, *sample.symptoms):
            yield f"{sample.log}: lies with {sample.owner}, which is neither its verdict nor a symptom in it"
        yield from (f"{sample.log}: {problem}" for problem in check_sample(sample, library))


def search_cost(library: Library) -> Tuple[int, int, List[str]]:
    """Passes over a big log, pieces searched for, and the rules that most literals of which no other rule shares a piece belong to."""
    anchors = library.anchors
    dear = {word.decode("utf-8", "ignore") for word in alone(anchors.words, anchors.pieces)}
    owners = Counter(rule.id for rule in library.rules.values() for pattern in line_patterns(rule) for literal in pattern.literals or () if literal in dear)
    return len(passes(anchors.pieces)), len(anchors.pieces), [rule for rule, _ in owners.most_common(5)]

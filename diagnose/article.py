"""A rule's article about the user's own run: Jinja template in Markdown, filled, as a document tree."""

from __future__ import annotations

import functools
from typing import Any, Dict, List, Mapping, Set, Tuple

import jinja2
import jinja2.meta
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from diagnose.document import EVIDENCE, Document, mark, parse
from diagnose.late import late
from diagnose.model import Diagnosis, Finding
from diagnose.reasons import stage_name
from diagnose.rule import Rule

FIXED = (
    "evidence", "stage_name", "system", "bundle", "container", "started_by_webui", "interpreter", "experiment", "config_file", "config_line",
    "source_line", "file", "file_line", "function", "source", "exception", "message", "captures", "facts",
)  # fmt: skip
"""Placeholders that every article may use beside the rule's own values."""

ALLOWED = (nodes.Output, nodes.If, nodes.TemplateData)
"""Statements that an article may hold: text, placeholders, if/elif/else."""


class ArticleError(ValueError):
    """An article that cannot be read or filled; the message begins with path:line."""


class Facts(Mapping[str, Any]):
    """Facts by dotted name: `facts.config.train.batch_size`."""

    def __init__(self, known: Mapping[str, Any], prefix: str = "") -> None:
        self._known = known
        self._prefix = prefix

    def __getitem__(self, key: str) -> Any:
        name = self._prefix + key
        if name in self._known:
            return self._known[name]
        if any(one.startswith(name + ".") for one in self._known):
            return Facts(self._known, name + ".")
        return None

    def __iter__(self) -> Any:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def environment() -> jinja2.Environment:
    """The sandbox in which articles are filled. `{#id}` names a solution, so Jinja's comments get another sign."""
    return ImmutableSandboxedEnvironment(comment_start_string="{##", comment_end_string="##}", undefined=jinja2.ChainableUndefined)


_LONE_TAG = late(r"(?m)^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*\n")


def read_article(rule: Rule, lang: str) -> str:
    """The template's text; a line that holds nothing but a tag leaves no line behind. Raises ArticleError."""
    file = rule.folder.joinpath(f"{lang}.md")
    try:
        return _LONE_TAG.sub(r"\1", file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{file}:1: the article cannot be read: {error}") from None


@functools.cache
def _fillers() -> Tuple[jinja2.Environment, List[Tuple[str, str]]]:
    """The environment whose output is collected as numbered values."""
    values: List[Tuple[str, str]] = []
    env = environment()

    def collect(value: Any) -> str:
        if value is None or isinstance(value, jinja2.Undefined) or value == "":
            return ""
        values.append((EVIDENCE if value is EVIDENCE_MARK else "", "" if value is EVIDENCE_MARK else str(value)))
        return mark(len(values) - 1)

    env.finalize = collect
    return env, values


class _EvidenceMark:
    """Stands for the evidence block while a template is filled."""


EVIDENCE_MARK = _EvidenceMark()


def fill(rule: Rule, lang: str, names: Mapping[str, Any]) -> Document:
    """The article with the given names put in; raises ArticleError."""
    env, values = _fillers()
    values.clear()
    text = read_article(rule, lang)
    try:
        markdown = env.from_string(text).render(names)
    except jinja2.TemplateError as error:
        raise ArticleError(f"{rule.folder.joinpath(lang + '.md')}:{getattr(error, 'lineno', None) or 1}: {error}") from None
    return parse(markdown, list(values))


def names_of(diagnosis: Diagnosis, finding: Finding, lang: str) -> Dict[str, Any]:
    """What an article may use, for one finding."""
    run = diagnosis.log.episodes[finding.episode]
    facts = {key: fact.value for key, fact in run.facts.items()}
    chain = run.chains[finding.chain] if finding.chain >= 0 else None
    raised = chain.raised[max(0, finding.position)] if chain else None
    frame = raised.frames[-1] if raised and raised.frames else None
    interpreter = str(facts.get("interpreter") or "")
    told = next((one for one in finding.evidence if one.fact.startswith("config.") and not one.file), None)
    read = next((one for one in finding.evidence if one.fact.startswith("config.") and one.file), None)
    return {
        **finding.values,
        "captures": dict(finding.captures),
        "facts": Facts(facts),
        "evidence": EVIDENCE_MARK,
        "stage_name": stage_name(run.stage, lang),
        "system": facts.get("system", ""),
        "bundle": "runtime\\python" in interpreter or any("\\runtime\\" in f.file for f in (raised.frames if raised else ())),
        "container": facts.get("container", ""),
        "started_by_webui": run.from_webui,
        "interpreter": interpreter or "python",
        "experiment": facts.get("experiment", ""),
        "config_file": read.file if read else "",
        "config_line": read.line if read else "",
        "source_line": told.line if told else "",
        "file": frame.file if frame else "",
        "file_line": frame.line if frame else "",
        "function": frame.function if frame else "",
        "source": frame.source if frame else "",
        "exception": raised.type if raised else "",
        "message": raised.message.split("\n")[0] if raised else "",
    }


def fill_for(diagnosis: Diagnosis, finding: Finding, rule: Rule, lang: str) -> Document:
    """The article of a finding about the user's own run."""
    return fill(rule, lang, names_of(diagnosis, finding, lang))


def placeholders(text: str, path: str) -> Set[str]:
    """Names (with captures and facts in full) that a template uses; raises ArticleError for what an article may not hold."""
    try:
        tree = environment().parse(text)
    except jinja2.TemplateSyntaxError as error:
        raise ArticleError(f"{path}:{error.lineno}: {error.message}") from None
    for statement in tree.find_all(nodes.Stmt):
        if not isinstance(statement, ALLOWED):
            raise ArticleError(f"{path}:{statement.lineno}: only text, placeholders and if are allowed, not {type(statement).__name__.lower()}")
    for call in tree.find_all((nodes.Call, nodes.Filter)):
        raise ArticleError(f"{path}:{call.lineno}: calls and filters are not allowed: compute it in 'values'")
    used = {name.name for name in tree.find_all(nodes.Name)} - {"captures", "facts"}
    return used | {dotted for dotted in map(_dotted, tree.find_all(nodes.Getattr)) if dotted}


def _dotted(node: nodes.Node) -> str:
    """`captures.key` of an attribute chain on captures or facts."""
    parts: List[str] = []
    while isinstance(node, nodes.Getattr):
        parts.append(node.attr)
        node = node.node
    if isinstance(node, nodes.Name) and node.name in ("captures", "facts"):
        return ".".join([node.name, *reversed(parts)])
    return ""

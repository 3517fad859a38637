"""The catalogue: all rules as a static site in two languages, searchable by pasted error text in the browser alone.

Every page is whole in itself: style and script are in it, its policy lets nothing else run, and nothing is asked of any server.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import jinja2
from markupsafe import Markup

from diagnose import __version__
from diagnose.article import ArticleError
from diagnose.explanation import blank_article
from diagnose.library import Library
from diagnose.literals import required_literals
from diagnose.messages import EN, ZH
from diagnose.pages import asset, policy, with_filters
from diagnose.rule import AREAS, FrameTest, Parts, Rule, RuleError, Sign
from diagnose.samples import find_samples

MARK = '<meta name="generator" content="sovits-doctor'
"""What every page of ours holds: other pages are not overwritten."""
EXAMPLES, LONGEST_EXAMPLE = 3, 300
"""Decisive lines of sample logs that a page shows, and characters of one."""
_ISSUE = re.compile(r"([\w.-]+/[\w.-]+)#(\d+)")
_HOME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{mark} {version}">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>sovits-doctor</title>
</head>
<body>
<p><a lang="zh" href="zh/index.html">中文</a> · <a lang="en" href="en/index.html">English</a></p>
<script>{script}</script>
</body>
</html>
"""
_TURN = 'location.replace((/^zh/i.test(navigator.language) ? "zh" : "en") + "/index.html");'


class CatalogueError(ValueError):
    """A catalogue that cannot be written; `key` and `values` name a sentence of the message table."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def write_catalogue(library: Library, folder: Path, samples: Optional[Path] = None) -> int:
    """Write the site into a folder; gives back the number of pages.

    Pages of an earlier catalogue are replaced, anything else stays. Raises CatalogueError, ArticleError and RuleError.
    """
    pages = make_catalogue(library, samples)
    taken = [folder / name for name in pages if _is_foreign(folder / name)]
    if taken:
        raise CatalogueError("catalogue.exists", name=taken[0])
    try:
        for name, text in pages.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise CatalogueError("catalogue.unwritable", name=error.filename or folder, reason=error.strerror or error) from None
    return len(pages)


def _is_foreign(path: Path) -> bool:
    try:
        return path.exists() and MARK not in path.read_text("utf-8", "replace")
    except OSError:
        return True


def make_catalogue(library: Library, samples: Optional[Path] = None) -> Dict[str, str]:
    """All pages: text by path below the site's folder. Raises ArticleError and RuleError."""
    examples = _examples(samples)
    pages = {"index.html": _HOME.format(mark=MARK, version=__version__, script=_TURN, policy=policy("", _TURN))}
    try:
        for lang in (ZH, EN):
            pages[f"{lang}/index.html"] = _index(library, lang)
            for rule in library.rules.values():
                pages[f"{lang}/{rule.id}.html"] = _page(rule, library, lang, examples.get(rule.id, ()))
    except ArticleError as error:
        raise RuleError(str(error)) from None
    return pages


def _examples(samples: Optional[Path]) -> Dict[str, List[str]]:
    """Decisive lines of the sample logs, by rule."""
    found: Dict[str, List[str]] = {}
    for sample in find_samples(samples) if samples else ():
        lines = found.setdefault(sample.verdict, [])
        text = sample.text[:LONGEST_EXAMPLE]
        if text and "it/s]" not in text and text not in lines and len(lines) < EXAMPLES:
            lines.append(text)
    return found


def _index(library: Library, lang: str) -> str:
    by_area = [(area, [rule for rule in library.rules.values() if rule.id.partition(".")[0] == area]) for area in AREAS]
    script = asset("catalogue.js")
    signs = json.dumps([search_entry(rule, library, lang) for rule in library.rules.values()], ensure_ascii=False, separators=(",", ":"))
    return _render("catalogue-index.html.j2", library, lang, "index.html", script, areas=[pair for pair in by_area if pair[1]], signs=Markup(_in_script(signs)))


def _in_script(text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _page(rule: Rule, library: Library, lang: str, examples: Sequence[str]) -> str:
    generic = [library.rules[one] for one in rule.refines if one in library.rules]
    special = [one for one in library.rules.values() if rule.id in one.refines]
    related = (("generic", generic), ("special", special))
    remedies = {remedy.id: remedy for remedy in rule.remedies}
    return _render(
        "catalogue-page.html.j2", library, lang, f"{rule.id}.html", "", rule=rule, article=blank_article(rule, lang), examples=examples, related=related, remedies=remedies
    )


def _render(template: str, library: Library, lang: str, file: str, script: str, **values: Any) -> str:
    style = asset("catalogue.css")
    return (
        _environment()
        .get_template(template)
        .render(values, lang=lang, file=file, count=len(library.rules), version=__version__, style=Markup(style), script=Markup(script), policy=policy(style, script))
    )


@functools.cache
def _environment() -> jinja2.Environment:
    return with_filters(href=_href, reference=_reference)


def _href(text: str) -> str:
    """An address that may be linked to, or empty."""
    return text if text.startswith(("https://", "http://")) else ""


def _reference(text: str) -> str:
    found = _ISSUE.fullmatch(text)
    return f"https://github.com/{found[1]}/issues/{found[2]}" if found else _href(text)


def search_entry(rule: Rule, library: Library, lang: str) -> Dict[str, Any]:
    """What the search in the browser knows of a rule: plain values for JSON."""
    return {
        "id": rule.id,
        "title": rule.title[lang],
        "role": rule.role,
        "words": f"{rule.id} {rule.title[ZH]} {rule.title[EN]}".lower(),
        "refines": sorted(library.refined_by(rule.id)),
        "signs": [_sign(sign) for sign in rule.signs if _can_be_seen(sign.parts)],
        "unless": [_parts(one.parts) for one in rule.unless if _can_be_seen(one.parts) and not one.absent],
    }


def _can_be_seen(parts: Parts) -> bool:
    """In a text that somebody pasted: not a mere fact."""
    return bool(parts.of_exception or parts.line or parts.exit)


def _sign(sign: Sign) -> Dict[str, Any]:
    seen = [one for one in sign.also if _can_be_seen(one.parts)]
    return {
        **_parts(sign.parts),
        "strength": sign.strength,
        "also": [{**_parts(one.parts), "absent": one.absent} for one in seen],
        "unseen": len(sign.also) - len(seen) + bool(sign.parts.fact),
    }


def _parts(parts: Parts) -> Dict[str, Any]:
    return {
        "raises": parts.of_exception,
        "exception": [name.rpartition(".")[2] for name in parts.exception],
        "message": _pattern(parts.message),
        "last": _frame(parts.last_frame),
        "any": _frame(parts.any_frame),
        "line": _pattern(parts.line),
        "exit": list(parts.exit),
    }


def _frame(test: Optional[FrameTest]) -> Optional[Dict[str, Any]]:
    if test is None:
        return None
    return {"file": list(test.file), "under": list(test.under), "function": list(test.function), "source": _pattern(test.source)}


def _pattern(pattern: str) -> Optional[Dict[str, Any]]:
    if not pattern:
        return None
    literals = required_literals(pattern)
    source, flags = javascript_pattern(pattern)
    return {"source": source, "flags": flags, "literals": sorted(literals) if literals else None}


_OTHERWISE: Tuple[Tuple[str, str], ...] = (
    (r"\(\?P<(\w+)>(?=.*\(\?P=\1\))", r"(?<\1>"),  # referred to further on
    (r"\(\?P<\w+>", "(?:"),
    (r"\(\?P=(\w+)\)", r"\\k<\1>"),
    (r"\(\?s:\.", r"(?:[^]"),
    (r"\(\?i:", r"(?:"),
    (r"\(\?>", "(?:"),
    (r"(?<=[*+?}])\+", ""),
    (r"\\A", "^"),
    (r"\\Z", "$"),
)
"""What Python's regex package writes otherwise than JavaScript: pattern and replacement."""
_FLAGS = re.compile(r"^\(\?([is]+)\)")


def javascript_pattern(pattern: str) -> Tuple[str, str]:
    """A pattern and its flags in JavaScript's words; groups lose their names.

    What cannot be said there is left to fail in the browser, where the literals then have to do.
    """
    told = _FLAGS.match(pattern)
    flags = set(told[1]) if told else set()
    if "(?i:" in pattern:
        flags.add("i")
    pattern = pattern[told.end() :] if told else pattern
    for there, here in _OTHERWISE:
        pattern = re.sub(there, here, pattern)
    return pattern, "".join(sorted(flags))

"""Dumps of GitHub issues to items: what `gh issue list --json …`, `gh search issues --json …`, the REST and the GraphQL API write, and event payloads."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from diagnose.triage.item import Item
from diagnose.triage.names import spelled
from diagnose.triage.post import read_post

LARGEST = 512 << 20
"""Bytes of a dump."""
HEAD = 1 << 16
"""Characters in which a dump shows that it was meant to be one."""
DEEPEST = 8
"""How deep issues stand in an answer of GraphQL."""
_MEANT = re.compile(r"\ufeff?\s*(?:\[\s*)?\{")
_ADDRESS = re.compile(r"(?:repos/|github\.com/|^https?://[^/]+/)(?P<repository>[\w.-]+/[\w.-]+)/(?:issues|pull|discussions)/(?P<number>\d+)")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Values = Mapping[str, Any]


def read_issues(text: str) -> Optional[List[Dict[str, Any]]]:
    """The issues and comments of a dump in its order; None for a text that is none. Several JSON values may follow one another, as pages and lines do."""
    found: List[Dict[str, Any]] = []
    decoder, place = json.JSONDecoder(), 0
    text = text.lstrip("\ufeff")
    while True:
        while place < len(text) and text[place].isspace():
            place += 1
        if place == len(text):
            return found or None
        if text[place] not in "[{":
            return None
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return None
        posts = list(_posts(value))
        if not posts and value and not _is_empty_page(value):
            return None
        found += posts


def read_dump(data: bytes) -> str:
    """The text of a dump; PowerShell writes UTF-16 where a command's output is sent to a file."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def is_broken_dump(text: str) -> bool:
    """Whether a text that is no dump was meant to be one: it is cut, or it was asked for without the texts of the issues."""
    return _MEANT.match(text) is not None and all(key in text[:HEAD] for key in ('"number":', '"title":'))


def issue_items(source: str, issues: List[Dict[str, Any]]) -> Iterator[Item]:
    """The logs of issues and of their comments; an issue in which none is found becomes an item that says so."""
    for issue in issues:
        name, source_of = _name(issue), _text(issue, "html_url", "url") or source
        title, number = _text(issue, "title"), 0
        items = []
        comments, language = issue.get("comments"), ""
        for number, post in enumerate([issue, *(comments if isinstance(comments, list) else nodes_of(comments) or [])]):
            if isinstance(post, dict):
                item, told = _item(post, name if not number else f"{name}!comment-{number}", source_of, title)
                language = language or told  # whoever comments without words of their own is answered among those of the others
                items += [item if item.language else replace(item, language=language)] if item else []
        if items:
            yield from items
        elif not _is_comment(issue):
            yield Item(name, source_of, _when(issue), language, error="triage.error-no-log")


def nodes_of(value: Any) -> Optional[List[Any]]:
    """The values of a GraphQL connection; None for anything else."""
    nodes, edges = (value.get("nodes"), value.get("edges")) if isinstance(value, dict) else (None, None)
    if isinstance(nodes, list):
        return nodes
    return [edge.get("node") for edge in edges if isinstance(edge, dict)] if isinstance(edges, list) else None


def _posts(value: Any) -> Iterator[Dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _posts(one)
    elif isinstance(value, dict):
        if isinstance(value.get("items"), list):  # REST: search
            yield from _posts(value["items"])
        elif isinstance(value.get("issue"), dict):  # an event
            yield from _posts(value["issue"])
            if isinstance(value.get("comment"), dict):
                yield value["comment"]
        elif "body" in value and ("number" in value or _is_comment(value)):
            yield value
        elif isinstance(value.get("data"), dict):
            yield from _answered(value["data"])


def _answered(value: Any, repository: str = "", depth: int = DEEPEST) -> Iterator[Dict[str, Any]]:
    """The posts in what GraphQL tells of repositories, searches or nodes; where an issue belongs may be told above it alone."""
    if not isinstance(value, dict) or not depth:
        return
    if "body" in value:
        yield from _posts({"repository": {"nameWithOwner": repository}, **value})
        return
    nodes = nodes_of(value)
    for one in value.values() if nodes is None else nodes:
        yield from _answered(one, _text(value, "nameWithOwner") or repository, depth - 1)


def _is_empty_page(value: Any) -> bool:
    """Whether a page of a dump says that there is nothing on it: the last of several may."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("data"), dict):
        return any(nodes_of(one) == [] for told in value["data"].values() for one in [told, *(told.values() if isinstance(told, dict) else ())])
    return value.get("items") == []


def _is_comment(value: Values) -> bool:
    return "number" not in value and ("issue_url" in value or "issuecomment" in _text(value, "html_url", "url"))


def _item(post: Values, name: str, source: str, title: str) -> Tuple[Optional[Item], str]:
    """The log of a post, if there is one, and the language of the words around it."""
    read = read_post(_text(post, "body"), title)
    if not read.log:
        return None, read.language
    return Item(name, _text(post, "html_url", "url") or source, _when(post), read.language, data=read.log.encode("utf-8", "replace")), read.language


def _name(issue: Values) -> str:
    """`owner/repo#12`; `#12` where the dump does not tell of which repository; a comment with its own number."""
    found = next((match for match in (_ADDRESS.search(_text(issue, key)) for key in ("html_url", "url", "issue_url")) if match), None)
    repository = found["repository"] if found else ""
    told = issue.get("repository")
    if not repository and isinstance(told, dict):
        repository = _text(told, "nameWithOwner", "full_name")
    if not repository:
        repository = _text(issue, "repository_url").partition("/repos/")[2]
    number = issue.get("number") or (found["number"] if found else "")
    name = spelled(f"{repository}#{number}")
    return f"{name}!comment-{spelled(str(issue.get('id') or ''))}" if _is_comment(issue) else name


def _when(post: Values) -> str:
    told = _text(post, "createdAt", "created_at")
    return told if _WHEN.fullmatch(told) else ""


def _text(values: Values, *keys: str) -> str:
    """The first of some values that is text; the source of a comment is its page, not the API's address."""
    texts = (values.get(key) for key in keys)
    return next((text for text in texts if isinstance(text, str) and text), "")

"""What somebody asks about: the log in an issue, a comment or a dump of issues, with the language of the words around it."""

from __future__ import annotations

import io
import re
import tempfile
from functools import partial
from typing import IO, Iterator, List, cast

from diagnose.inputs import Input, blocks_of
from diagnose.triage.issues import issue_items, read_issues
from diagnose.triage.post import FENCE, read_post

LONGEST = 8 << 20
"""Bytes of a text that may be a post; anything longer is a log."""
NOTHING = b"-\n"
"""A log that says nothing."""
_FOLDED = re.compile(r"(?i)<(?:details|pre)\b")


def asked_of(one: Input) -> List[Input]:
    """The logs of an input, each of which can be read more than once: those of issues and comments, the one in a post, else the input itself.
    For a post without a log there is one that says nothing: its reply asks for the log. Raises InputError."""
    copy = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=LONGEST))
    for block in blocks_of(one):
        copy.write(block)
    if copy.tell() > LONGEST:
        return [Input(one.name, partial(_again, copy))]
    copy.seek(0)
    data = copy.read()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")  # PowerShell's `>` writes the former
    except UnicodeDecodeError:
        return [_known(one.name, data)]
    found = list(_of_issues(one.name, text)) if text.lstrip()[:1] in ("[", "{") else []
    return found or [_of_text(one.name, text, data)]


def _of_issues(source: str, text: str) -> Iterator[Input]:
    for issue in read_issues(text) or []:
        for item in issue_items(source, [issue]):
            perhaps = read_post(str(issue.get("body") or "")).perhaps if item.error else ""
            yield _known(item.name, item.data or perhaps.encode("utf-8", "replace") or NOTHING, item.language)


def _of_text(name: str, text: str, data: bytes) -> Input:
    """A post, by its name or its markup; a log has neither."""
    if not name.lower().endswith((".md", ".markdown")) and not (FENCE.search(text) or _FOLDED.search(text)):
        return _known(name, data)
    post = read_post(text)
    return _known(name, (post.log or post.perhaps).encode("utf-8", "replace") or NOTHING, post.language)


def _known(name: str, data: bytes, language: str = "") -> Input:
    return Input(name, partial(io.BytesIO, data), language)


def _again(copy: IO[bytes]) -> IO[bytes]:
    """A long log from its beginning; closing what is given back leaves the copy open."""
    copy.seek(0)
    return open(copy.fileno(), "rb", closefd=False)

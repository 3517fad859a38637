"""Which rules, read by which version of this program, a verdict came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Mapping

from diagnose import __version__
from diagnose.library import Library
from diagnose.rule import Rule


@dataclass(frozen=True)
class Edition:
    """Verdicts of the same edition on the same log are the same."""

    tool: str
    """Version of this program."""
    rules: str
    """Digest of all rules: any of them may explain a log better than the one that did."""
    by_rule: Mapping[str, str]
    """Id to the digest of that rule alone."""


def edition_of(library: Library) -> Edition:
    """The edition of a library, by the text of its rules; their articles do not count."""
    by_rule = {rule.id: _digest(rule) for rule in library.rules.values()}
    whole = hashlib.sha256("\n".join(f"{rule} {digest}" for rule, digest in sorted(by_rule.items())).encode())
    return Edition(__version__, whole.hexdigest()[:20], by_rule)


def _digest(rule: Rule) -> str:
    text: bytes = rule.folder.joinpath("rule.yaml").read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(text).hexdigest()[:20]

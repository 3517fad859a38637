"""A diagnosis that is safe to share: names, addresses, keys and machines are replaced by placeholders such as `<user>`.

The same thing gets the same placeholder within one report: `<user>`, then `<user-2>`. A second redaction changes nothing.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, is_dataclass, replace
from typing import Any, Callable, Dict, List, Mapping, Match, Optional, Pattern, Tuple, cast

from diagnose.finder import TextFinder
from diagnose.harmless import KINDS, ORDINARY, PLACEHOLDER, looks_random
from diagnose.identities import MACHINES, PEOPLE
from diagnose.messages import say
from diagnose.model import Diagnosis
from diagnose.privacy import CUT, KEYS

PRIVATE = KEYS + PEOPLE + MACHINES
"""In this order: what tells most about itself comes first."""
ROUNDS = 4
"""A replacement may show one more private thing beside it; so often a text is read again."""
LETTERS, SHORT = 5, 3
"""A user's or machine's name is hidden wherever it stands from so many letters on, or where it is a whole folder's name."""
STEM = 16
"""The first characters of a key, by which its shortened form is known."""
SHORTENED = 200
"""Texts of this length, or with an ellipsis at their end, may end within a key."""
LARGE = 10**10
"""Whole numbers from here on may be telephone or identity numbers."""

_HINTS = TextFinder(hint for private in PRIVATE for hint in private.hints)
_UNHINTED = tuple(private for private in PRIVATE if not private.hints)
_OWN = frozenset({"rule", "strength", "confirmed", "explains", "explained_by", "id", "effort", "risk", "status", "fingerprint", "encoding", "stage", "link"})
"""Fields whose words are the project's own."""
_NUMBERS = frozenset({"int", "bool", "float", "Optional[int]", "Tuple[int, ...]"})
"""Fields of these types are places in the log and counts."""


@dataclass(frozen=True)
class Redacted:
    """A diagnosis without what is private."""

    diagnosis: Diagnosis
    name: str
    """How the log is called."""
    counts: Mapping[str, int]
    """How many different things of a kind (`harmless.KINDS`) were replaced."""

    def summary(self, lang: str) -> str:
        """What was replaced, in a sentence."""
        return told(self.counts, lang)


def told(counts: Mapping[str, int], lang: str) -> str:
    """What was replaced, kind to number, in a sentence."""
    if not counts:
        return say("redacted-nothing", lang)
    kinds = (say(f"redacted-{kind}", lang, count=count) for kind, count in counts.items())
    return say("redacted", lang, what=say("redacted-joint", lang).join(kinds))


def redact(diagnosis: Diagnosis, name: str) -> Redacted:
    """Clean every text of a diagnosis and the name of its log.

    What one text shows to be private (a user's name, by a path) is hidden in all of them.
    """
    redactor = Redactor()
    redactor.clean((diagnosis, name))
    cleaned = redactor.clean((diagnosis, name))
    return Redacted(cast(Diagnosis, cleaned[0]), cast(str, cleaned[1]), redactor.counts)


class Redactor:
    """Replaces what is private, and remembers by what."""

    def __init__(self) -> None:
        self._placeholders: Dict[Tuple[str, str], str] = {}
        self._numbers: Dict[str, int] = {}
        self._read: Dict[str, str] = {}
        self._known: Dict[str, str] = {}
        self._anywhere: List[str] = []
        self._pattern: Optional[Pattern[str]] = None

    @property
    def counts(self) -> Dict[str, int]:
        """Kind to number of different things replaced."""
        return {kind: self._numbers[kind] for kind in KINDS if kind in self._numbers}

    def text(self, text: str) -> str:
        """The text with placeholders for what is private in it, and for what earlier texts have shown to be."""
        for _ in range(ROUNDS):
            before, text = text, self._recall(self._find(text))
            if text == before:
                break
        return text

    def clean(self, value: Any) -> Any:
        """A value of the model with all its texts cleaned; the value itself when none had to be."""
        if isinstance(value, str):
            return self.text(value)
        if hasattr(value, "_fields") or is_dataclass(value):
            return self._object(value)
        if isinstance(value, tuple):
            cleaned = tuple(map(self.clean, value))
            return cleaned if cleaned != value else value
        if isinstance(value, Mapping):
            kept = {self.text(key): self._named(key, one) for key, one in value.items()}
            return kept if kept != value else value
        return value

    def _object(self, value: Any) -> Any:
        changed = {}
        for name in _texts_of(value.__class__):
            before = getattr(value, name)
            after = self._named(value.key, before) if name == "value" else self.clean(before)
            if after is not before and after != before:
                changed[name] = after
        if not changed:
            return value
        return value._replace(**changed) if hasattr(value, "_replace") else replace(value, **changed)

    def _named(self, key: str, value: Any) -> Any:
        """A value whose key may say what it is, and a number that may be no number."""
        if isinstance(value, int) and not isinstance(value, bool):
            cleaned = self._named(key, str(value)) if abs(value) >= LARGE or "pass" in key.lower() else str(value)
            return cleaned if cleaned != str(value) else value
        if not isinstance(value, str):
            return self.clean(value)
        before = f'"{key.rpartition(".")[2]}": "'
        cleaned = self.text(f'{before}{value}"')
        return cleaned[len(before) : -1] if cleaned.startswith(before) and cleaned.endswith('"') else self.text(value)

    def _find(self, text: str) -> str:
        """The text with placeholders for all that a pattern finds."""
        known = self._read.get(text)
        if known is not None:
            return known
        cleaned, hints = text, _HINTS.present(text.lower())
        for private in PRIVATE if hints else _UNHINTED:
            if not private.hints or not hints.isdisjoint(private.hints):
                cleaned = private.pattern.sub(functools.partial(self._hide, private.check), cleaned)
        if len(text) >= SHORTENED or text.endswith("…"):
            cleaned = CUT.sub(functools.partial(self._hide, _always), cleaned)
        self._read[text] = cleaned
        return cleaned

    def _hide(self, check: Callable[[Match[str], str, str], bool], match: Match[str]) -> str:
        """A match with its private groups replaced."""
        text, place, pieces = match.string, match.start(), []
        for name, value in match.groupdict().items():
            kind = name.rstrip("0123456789")
            if not value or kind not in KINDS or PLACEHOLDER.fullmatch(value) or not check(match, kind, value):
                continue
            start, end = match.span(name)
            bare = value.rstrip(".") or value
            pieces.append(text[place:start] + self.placeholder(kind, bare) + value[len(bare) :])
            place = end
        return "".join(pieces) + text[place : match.end()] if pieces else match[0]

    def placeholder(self, kind: str, value: str) -> str:
        """The placeholder of a thing: always the same one."""
        thing = (kind, value if kind in ("secret", "path") else value.casefold())
        if thing not in self._placeholders:
            number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
            self._placeholders[thing] = f"<{kind}>" if number == 1 else f"<{kind}-{number}>"
            self._learn(kind, value, self._placeholders[thing])
        return self._placeholders[thing]

    def _learn(self, kind: str, value: str, placeholder: str) -> None:
        """Remember what has to be hidden wherever it stands."""
        pattern = _secret_anywhere(value) if kind == "secret" else _name_anywhere(value) if kind in ("user", "host", "company") else ""
        if pattern:
            self._anywhere.append(pattern)
            self._known[value[:STEM].casefold() if kind == "secret" else value.casefold()] = placeholder
            self._pattern = None

    def _recall(self, text: str) -> str:
        """The text without what other texts have shown to be private."""
        if not self._anywhere:
            return text
        if self._pattern is None:
            longest = sorted(self._anywhere, key=len, reverse=True)
            self._pattern = re.compile("|".join([PLACEHOLDER.pattern, *longest]), re.IGNORECASE)
        return self._pattern.sub(self._remember, text)

    def _remember(self, match: Match[str]) -> str:
        found = match[0].casefold()
        return self._known.get(found) or self._known.get(found[:STEM]) or match[0]


def _secret_anywhere(value: str) -> str:
    """A key by its beginning, for it may be shortened; nothing for one that may be an ordinary word."""
    if not looks_random(value) or len(value) > 500 or PLACEHOLDER.search(value):
        return ""
    return re.escape(value[:STEM]) + (rf"[\w+/=.~-]{{0,{len(value) - STEM}}}" if len(value) > STEM else r"(?![A-Za-z0-9])")


def _name_anywhere(value: str) -> str:
    """A name as a word of its own, which a module's name is not; nothing for an ordinary word."""
    if value.casefold() in ORDINARY or PLACEHOLDER.search(value):
        return ""
    if not value.isascii():
        return re.escape(value) if len(value) > 1 else ""
    if len(value) >= LETTERS:
        return rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9]|\.py)"
    return rf"(?<=[\\/]){re.escape(value)}(?=[\\/])" if len(value) >= SHORT else ""


def _always(match: Match[str], kind: str, value: str) -> bool:
    return True


@functools.lru_cache(maxsize=64)
def _texts_of(model: type) -> Tuple[str, ...]:
    """The fields of a class that may hold words of a log."""
    kinds = {name: getattr(kind, "__forward_arg__", kind) for name, kind in model.__annotations__.items()}
    return tuple(name for name, kind in kinds.items() if name not in _OWN and kind not in _NUMBERS)

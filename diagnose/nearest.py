"""For a failure that no rule explains: which rules come nearest and why they did not fit, and what kind of failure it is."""

from __future__ import annotations

from typing import Iterable, List, Set, Tuple

from diagnose.events import Event, test_event
from diagnose.late import late
from diagnose.matching import Matcher
from diagnose.model import Near, Raised
from diagnose.rule import Parts, Rule, Sign

MOST = 3
"""Rules that are told."""
ALIKE = 0.6
"""Share of a sign's words that must be in the message for its rule to be called near."""

KINDS = (
    ("import", ("ModuleNotFoundError", "ImportError")),
    ("file", ("FileNotFoundError", "IsADirectoryError", "NotADirectoryError", "FileExistsError")),
    ("rights", ("PermissionError",)),
    ("memory", ("MemoryError", "OutOfMemoryError", "ArrayMemoryError")),
    ("network", ("ConnectionError", "URLError", "HTTPError", "Timeout", "TimeoutError", "ReadTimeout", "SSLError", "ProxyError", "ConnectionResetError", "ConnectionRefusedError")),
    ("text", ("UnicodeDecodeError", "UnicodeEncodeError", "JSONDecodeError", "ScannerError", "ParserError")),
    ("weights", ("UnpicklingError", "SafetensorError", "EOFError")),
    ("type", ("TypeError", "AttributeError")),
    ("value", ("ValueError", "AssertionError", "OverflowError", "ZeroDivisionError")),
    ("key", ("KeyError", "IndexError", "LookupError")),
    ("code", ("NameError", "UnboundLocalError", "SyntaxError", "IndentationError", "TabError", "RecursionError", "NotImplementedError")),
    ("system", ("OSError", "IOError", "WindowsError", "BrokenPipeError")),
    ("stopped", ("KeyboardInterrupt", "SystemExit", "CancelledError")),
    ("runtime", ("RuntimeError", "AcceleratorError", "CudaError")),
)
"""Kind of failure (`kind-…` in the message table) to names of exceptions."""

_WORD = late(r"[A-Za-z]{4,}|[\u4e00-\u9fff]")


def kind_of_failure(raised: Raised) -> str:
    """A word such as `import` or `memory`; empty when the exception's name tells nothing."""
    return next((kind for kind, names in KINDS if raised.name in names), "")


def nearest(matcher: Matcher, root: Raised, episode: int) -> Tuple[Near, ...]:
    """Causes whose signs share the exception's words, the nearest first, each with what kept it from matching."""
    events = [event for event in matcher.events if event.episode == episode and event.raised is root]
    found: List[Near] = []
    if events:
        for rule in matcher.library.rules.values():
            if rule.role == "cause":
                found += sorted(_near(rule, matcher, events[0], root), key=lambda near: -near.likeness)[:1]
    return tuple(sorted(found, key=lambda near: (-near.likeness, near.rule))[:MOST])


def _near(rule: Rule, matcher: Matcher, event: Event, root: Raised) -> Iterable[Near]:
    said = _words(root.message)
    for sign in rule.signs:
        words = _words(" ".join(sorted(sign.parts.message.literals or ()))) if sign.parts.message else set()
        if len(words) < 3:
            continue
        likeness = len(words & said) / len(words)
        if likeness >= ALIKE:
            yield Near(rule.id, round(likeness, 2), _reason(sign, rule, matcher, event, root))


def _reason(sign: Sign, rule: Rule, matcher: Matcher, event: Event, root: Raised) -> str:
    """Why the sign did not match: `scope`, `conditions`, `exception`, `frame` or `words`."""
    known = matcher.known[event.episode]
    if test_event(sign.parts, event, known) is not None:
        return "conditions" if matcher.in_scope(rule, known) else "scope"
    if sign.parts.exception and root.name not in [name.rpartition(".")[2] for name in sign.parts.exception]:
        return "exception"
    words_alone = Parts(exception=sign.parts.exception, message=sign.parts.message)
    return "frame" if test_event(words_alone, event, known) is not None else "words"


def _words(text: str) -> Set[str]:
    return {word.lower() for word in _WORD.findall(text)}

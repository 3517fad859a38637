"""For a failure that no rule explains: which rules come nearest and why they did not fit, and what kind of failure it is."""

from __future__ import annotations

from typing import Dict, Tuple

from diagnose.events import Event, test_event
from diagnose.index import words_of
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


def kind_of_failure(raised: Raised) -> str:
    """A word such as `import` or `memory`; empty when the exception's name tells nothing."""
    return next((kind for kind, names in KINDS if raised.name in names), "")


def nearest(matcher: Matcher, root: Raised, episode: int) -> Tuple[Near, ...]:
    """Causes whose signs share the exception's words, the nearest first, each with what kept it from matching."""
    event = next((event for event in matcher.events if event.episode == episode and event.raised is root), None)
    if event is None:
        return ()
    found: Dict[str, Near] = {}
    for (rule_id, number), likeness in matcher.library.index.alike(words_of(root.message), ALIKE):
        if rule_id not in found or likeness > found[rule_id].likeness:
            rule = matcher.library.rules[rule_id]
            found[rule_id] = Near(rule_id, likeness, _reason(rule.signs[number], rule, matcher, event, root))
    best = sorted(found.values(), key=lambda near: (-near.likeness, near.rule))[:MOST]
    return tuple(near._replace(likeness=round(near.likeness, 2)) for near in best)


def _reason(sign: Sign, rule: Rule, matcher: Matcher, event: Event, root: Raised) -> str:
    """Why the sign did not match: `scope`, `conditions`, `exception`, `frame` or `words`."""
    known = matcher.known[event.episode]
    if test_event(sign.parts, event, known) is not None:
        return "conditions" if matcher.in_scope(rule, known) else "scope"
    if sign.parts.exception and root.name not in [name.rpartition(".")[2] for name in sign.parts.exception]:
        return "exception"
    words_alone = Parts(exception=sign.parts.exception, message=sign.parts.message)
    return "frame" if test_event(words_alone, event, known) is not None else "words"

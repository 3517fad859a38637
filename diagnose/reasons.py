"""How sure a cause is, and what speaks for it and against it, in the reader's language."""

from __future__ import annotations

from typing import Tuple

from diagnose.late import late
from diagnose.messages import say
from diagnose.model import Finding
from diagnose.printable import one_line
from diagnose.sentences.common import TABLE

LEVELS = ((0.9, "sure"), (0.75, "likely"), (0.5, "probable"), (0.0, "hint"))
"""Confidence in words."""
_REASONS = (
    (late(r"seen in (?P<stage>[\w-]+), where it is not known to happen"), "reason-stage"),
    (late(r"the program went on after it"), "reason-handled"),
    (late(r"belongs to another run of this log"), "reason-other-run"),
    (late(r"(?P<name>\S+) is (?P<value>.*) \(line (?P<line>\d+)\)"), "reason-fact"),
    (late(r"confirmed by package\.(?P<name>\S+) = missing \((?P<place>.*)\)"), "check.reason-not-installed"),
    (late(r"confirmed by (?P<name>\S+) = (?P<value>.*) \((?P<place>.*)\)"), "check.reason-by"),
    (late(r"(?P<place>.+) says (?P<name>\S+) = (?P<value>.*) by now: changed since the run"), "check.reason-changed"),
    (late(r"(?P<place>.+) says package\.(?P<name>\S+) = '?(?P<value>[^']*)'?: nothing is wrong with it"), "check.reason-installed"),
    (late(r"(?P<place>.+) says (?P<name>\S+) = (?P<value>.*): nothing is wrong with it"), "check.reason-fine"),
    (late(r"(?P<place>.+) still says (?P<name>\S+) = (?P<value>.*)"), "check.reason-same"),
    (late(r"the check (?P<id>\S+) found it"), "check.reason-found"),
    (late(r"the check (?P<id>\S+) found it too"), "check.reason-found-too"),
    (late(r"the check (?P<id>\S+) finds nothing wrong by now"), "check.reason-gone"),
)
BESIDE = tuple(pattern for pattern, key in _REASONS if key.startswith("check."))
"""Reasons that come from files and environment: they are always told."""


def stage_name(stage: str, lang: str) -> str:
    """A stage in words, empty when it is not known."""
    return say("stage-" + stage, lang) if "stage-" + stage in TABLE else ""


def sureness(confidence: float) -> str:
    """Key of the words for a confidence."""
    return next(word for least, word in LEVELS if confidence >= least)


def confirmation(finding: Finding, lang: str) -> str:
    """In words that a cause is confirmed or contradicted, and by what."""
    beside = finding.confirmed == "yes" and bool(proof_of(finding, lang))
    return say(f"check.confirmed-{finding.confirmed}" if beside else f"confirmed-{finding.confirmed}", lang)


def proof_of(finding: Finding, lang: str) -> Tuple[str, ...]:
    """What files and environment say for a cause and against it, in sentences."""
    return tuple(reason_in(text, lang) for text in (*finding.why, *finding.against) if "(line " not in text and any(pattern.fullmatch(text) for pattern in BESIDE))


def reason_in(text: str, lang: str) -> str:
    """A reason against a cause, in the reader's language."""
    for pattern, key in _REASONS:
        found = pattern.fullmatch(text)
        if found:
            told = {name: one_line(value, 120) for name, value in found.groupdict().items()}
            if "stage" in told:
                told["stage"] = stage_name(told["stage"], lang) or told["stage"]
            return say(key, lang, **told)
    return one_line(text)

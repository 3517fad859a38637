"""One rule as a frozen value, and the closed sets of words it is made of."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, FrozenSet, Iterator, Mapping, Optional, Tuple, Union

if TYPE_CHECKING:
    import regex

from diagnose import expressions

ROLES = ("cause", "symptom", "advice")
STRENGTHS = ("decisive", "strong", "weak")
SCOPES = ("gpt-sovits", "voice", "torch", "python")
AREAS = ("config", "gpu", "host", "env", "data", "train", "usage", "python", "symptom")
STAGES = (
    "webui", "slice", "denoise", "uvr5", "asr", "get-text", "get-hubert", "get-sv", "get-semantic", "s1-train", "s2-train",
    "s2-lora-train", "inference", "api", "install", "export", "other",
)  # fmt: skip
EFFORTS = ("minute", "hour", "purchase")
RISKS = ("none", "retrain", "data-loss")
SUBJECTS = ("config", "package", "workspace", "about")
ABOUT = ("system", "python", "gpu", "gpu_sm", "torch_cuda", "interpreter", "container", "stage", "project", "started_by_webui", "trained")
"""`project` is known where the log shows GPT-SoVITS."""
STATES = ("integer", "not-integer", "number", "not-number", "text", "empty", "missing", "known", "true", "false")
COMPARISONS = ("equals", "matches", "over", "under")

Names = Tuple[str, ...]


class Pattern(str):
    """The source of a regular expression that knows which literals its matches hold."""

    literals: Optional[FrozenSet[str]] = None
    """Texts of which every match contains at least one; None when nothing is known."""
    digits: bool = True
    """Whether it may matter which digits a number has, not only how many."""

    @classmethod
    def of(cls, source: str, literals: Optional[FrozenSet[str]], digits: bool = True) -> Pattern:
        pattern = cls(source)
        pattern.literals = literals
        pattern.digits = digits
        return pattern


NOTHING = Pattern()


class RuleError(ValueError):
    """Something is wrong in a rule; the message begins with path:line:column."""


@dataclass(frozen=True)
class FactTest:
    """A question to a fact."""

    key: str
    """As in Fact.key."""
    state: str
    """One of STATES or COMPARISONS."""
    value: Any = None


@dataclass(frozen=True)
class FrameTest:
    file: Names = ()
    """Tails of paths; empty: any."""
    under: Names = ()
    """Folders of which one is in the path."""
    function: Names = ()
    source: Pattern = NOTHING
    """In the quoted source line."""

    @functools.cached_property
    def tails(self) -> Names:
        return tuple("/" + tail for tail in self.file)

    @functools.cached_property
    def folders(self) -> Names:
        return tuple(f"/{folder.strip('/')}/" for folder in self.under)


@dataclass(frozen=True)
class Parts:
    """What must hold of one event."""

    exception: Names = ()
    message: Pattern = NOTHING
    last_frame: Optional[FrameTest] = None
    any_frame: Optional[FrameTest] = None
    line: Pattern = NOTHING
    exit: Names = ()
    fact: Optional[FactTest] = None

    @functools.cached_property
    def of_exception(self) -> bool:
        return bool(self.exception or self.message or self.last_frame or self.any_frame)

    @functools.cached_property
    def digits(self) -> bool:
        """Whether it may matter which digits the numbers of a line or a message have, or the code of a program's end."""
        return bool(self.exit) or any(pattern.digits for pattern in (self.message, self.line) if pattern)

    @functools.cached_property
    def literals(self) -> Tuple[FrozenSet[str], ...]:
        """Of each pattern that has some the literals of which one must be there."""
        return tuple(pattern.literals for pattern in texts_of(self) if pattern.literals)


@dataclass(frozen=True)
class Condition:
    """Parts that must (or must not) hold somewhere around an event."""

    parts: Parts
    within: Union[str, int] = "episode"
    """chain, episode, log, event, or a distance in lines."""
    where: str = "anywhere"
    count: int = 1
    absent: bool = False
    same: Names = ()
    """Captures that must be equal to those of the event."""


@dataclass(frozen=True)
class Sign:
    strength: str
    parts: Parts
    also: Tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Confirmation:
    test: FactTest
    against: bool


@dataclass(frozen=True)
class RemedyRule:
    id: str
    effort: str
    risk: str
    edit_config: str = ""
    edit_set: Optional[expressions.Expression] = None
    verify: Optional[FactTest] = None


@dataclass(frozen=True)
class Rule:
    id: str
    role: str
    revision: int
    title: Mapping[str, str]
    scope: str
    signs: Tuple[Sign, ...]
    stages: Names = ()
    unless: Tuple[Condition, ...] = ()
    refines: Names = ()
    needs: Names = ()
    follows: Names = ()
    silent: bool = False
    """The run may go on without an error: a check that names the rule speaks of healthy runs too."""
    confirm: Tuple[Confirmation, ...] = ()
    values: Tuple[Tuple[str, expressions.Expression], ...] = ()
    remedies: Tuple[RemedyRule, ...] = ()
    references: Names = ()
    folder: Any = None
    """Where its articles are: a Path or a resource with the same methods."""


@functools.lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """A rule's pattern, compiled once."""
    import regex  # takes as long to load as Python itself; a healthy log needs none

    return regex.compile(pattern)


def texts_of(parts: Parts) -> Iterator[Pattern]:
    """Patterns that must all be found for the parts to hold."""
    frames = [frame.source for frame in (parts.last_frame, parts.any_frame) if frame]
    return (pattern for pattern in (parts.message, parts.line, *frames) if pattern)

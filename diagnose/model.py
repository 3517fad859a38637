"""The words of the project as frozen values: what passes from one room to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Mapping, NamedTuple, Optional, Tuple, Union

if TYPE_CHECKING:
    from diagnose.kinds import Kind

Scalar = Union[str, int, float, bool, None]
"""A configuration value as the trainer printed it."""

_NOTHING: Mapping[str, Any] = {}


class Line(NamedTuple):
    """One state of one line of the log, decoded and cleaned."""

    number: int
    """1-based; a line feed alone ends a line."""
    offset: int
    """Byte offset of the line's start in the original input."""
    text: str
    """Without colours, control characters and log prefixes; indentation kept."""
    stream: str = ""
    """The rank or container whose prefix was taken off, if any: keeps interleaved writers apart."""
    gap: bool = False
    """True when bytes before this line were passed over without being read as lines."""
    kind: Optional[Kind] = None
    """What the line is; None when its text was changed since that was told."""


class Frame(NamedTuple):
    """One `File "…", line N, in f` of a traceback."""

    file: str
    line: int
    function: str
    source: str
    """The quoted source line, empty when the log has none."""
    at: int
    """Line of the log."""


class Raised(NamedTuple):
    """One exception."""

    type: str
    """As printed, dotted; empty when the log was cut before it."""
    message: str
    frames: Tuple[Frame, ...]
    line: int
    """Line of the log with the type and message."""
    header: int
    """First line of its traceback."""
    end: int
    """Last line of its message."""
    link: str = "root"
    """How it came from the exception before it in the chain: root, cause, context, worker, spawn, ignored (at the end, in a destructor or a task),
    told (by a loop or a logger that goes on), group."""

    @property
    def name(self) -> str:
        """Type without its module."""
        return self.type.rpartition(".")[2]


@dataclass(frozen=True)
class Chain:
    """Raised exceptions that belong together, root first."""

    raised: Tuple[Raised, ...]
    start: int
    end: int
    stream: str = ""
    count: int = 1
    """How often the same chain (numbers aside) was seen in its episode."""
    last: int = 0
    """First line of its last occurrence."""
    handled: bool = False
    """The program went on after it."""
    item: str = ""
    """Text glued before the traceback's header: the list line that a preparation script was working on."""

    @property
    def root(self) -> Raised:
        return self.raised[0]


class Notable(NamedTuple):
    """A log line, outside of tracebacks, that some rule may look for; repetitions are counted."""

    number: int
    offset: int
    text: str
    last: int
    times: int = 1


class Exit(NamedTuple):
    """How a program ended, where the log tells it."""

    code: Optional[int]
    signal: str
    line: int
    text: str


@dataclass(frozen=True)
class Repeated:
    """Lines that were seen often enough, numbers aside, to be counted instead of read."""

    of: int
    """Number of the first line of their first occurrence."""
    count: int
    last: int
    """Number of the first line of the last one."""


class Fact(NamedTuple):
    """Something known outside of the exceptions."""

    key: str
    """`config.train.batch_size`, `system`, `python`, `package.torch`, `gpu`, …"""
    value: Scalar
    line: int = 0
    """Line of the log, or of `file`."""
    file: str = ""
    """The configuration file it was read from; empty for the log itself."""
    text: str = ""
    """The text that shows it, shortened."""
    origin: str = ""
    """Who tells it when the log does not: config, workspace or environment; empty for the log."""


Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Episode:
    """One run of one program inside a log."""

    command: str
    stage: str
    start: int
    end: int
    chains: Tuple[Chain, ...] = ()
    notable: Tuple[Notable, ...] = ()
    exits: Tuple[Exit, ...] = ()
    facts: Facts = field(default_factory=dict)
    config: Tuple[str, ...] = ()
    """Names of the printed configuration's sections that were read whole: `missing` may be told only inside them."""
    from_webui: bool = False
    complaint: Optional[Notable] = None
    """The last line with which a program that raises no Python exception says that it failed."""
    finished: int = 0
    """Line of the trainer's own success message, 0 when there is none."""

    @property
    def failed(self) -> bool:
        fatal = any(not chain.handled or chain.item for chain in self.chains)
        return fatal or any(exit.signal or exit.code for exit in self.exits) or self.complaint is not None


@dataclass(frozen=True)
class Log:
    """A whole log, read."""

    episodes: Tuple[Episode, ...]
    size: int
    """Bytes of the input."""
    lines: int
    encoding: str


class Remedy(NamedTuple):
    """One way out."""

    id: str
    effort: str
    risk: str
    edit: Optional[Mapping[str, Scalar]] = None
    """`config` (dotted key) and `set` (the computed value)."""


class Evidence(NamedTuple):
    """A line that proves a finding: of the log, or of `file`."""

    line: int
    """0 where a whole file, or no file at all, is the proof."""
    text: str
    fact: str = ""
    file: str = ""
    said: Mapping[str, str] = _NOTHING
    """What a check says of it, by language; empty for a line that speaks for itself."""


class Finding(NamedTuple):
    """A rule that matched."""

    rule: str
    strength: str
    episode: int
    """Index in the log."""
    chain: int
    """Index in the episode; -1 when no exception is involved."""
    position: int
    """Index in the chain, root = 0."""
    line: int
    captures: Mapping[str, str]
    evidence: Tuple[Evidence, ...]
    confirmed: str = "unknown"
    """yes, no or unknown."""
    why: Tuple[str, ...] = ()
    against: Tuple[str, ...] = ()
    confidence: float = 0.0
    explains: Tuple[str, ...] = ()
    """Symptoms that follow from it."""
    values: Mapping[str, Scalar] = _NOTHING
    remedies: Tuple[Remedy, ...] = ()


class Symptom(NamedTuple):
    """A consequence that was seen, and the cause that explains it."""

    rule: str
    line: int
    text: str
    explained_by: str = ""


class Near(NamedTuple):
    """A rule that nearly fits a failure which no rule explains."""

    rule: str
    likeness: float
    """Share of its sign's words that the message holds."""
    reason: str
    """Why it did not match: scope, conditions, exception, frame or words."""


@dataclass(frozen=True)
class Diagnosis:
    """The whole answer."""

    status: str
    """diagnosed, unrecognised or healthy."""
    log: Log
    causes: Tuple[Finding, ...]
    """Best first; `unrecognised` may list causes below one half as hints."""
    symptoms: Tuple[Symptom, ...]
    root: Optional[Raised]
    episode: int
    """The failing episode the verdict is about; -1 when there is none."""
    fingerprint: str
    failed: Tuple[int, ...] = ()
    """Indices of the episodes that failed, by their own word or by a finding."""
    unexplained: Tuple[Evidence, ...] = ()
    kind: str = ""
    """What kind of failure an unrecognised one is: import, file, memory, …; empty when its exception tells nothing."""
    nearest: Tuple[Near, ...] = ()
    """For an unrecognised failure: the rules that come nearest."""

"""What one check found: the value that passes from configuration, workspace and environment to the list, the proof and the fix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from diagnose.model import Scalar

OK, WARNING, ERROR, UNKNOWN = "ok", "warning", "error", "unknown"
"""How a check ended; `unknown`: it could not be run, which is not ok."""
AREAS = ("config", "workspace", "environment")
"""The first part of a check's id."""

Said = Mapping[str, str]
"""A sentence in both languages: keys zh and en (`messages.both`)."""


@dataclass(frozen=True)
class Place:
    """Where a check looked."""

    file: str
    """Path as the user would write it."""
    line: int = 0
    """1-based; 0 for the whole file."""
    column: int = 0
    """1-based, in characters."""
    text: str = ""
    """The line's text, shortened."""


@dataclass(frozen=True)
class Edit:
    """A safe change of one configuration value."""

    file: str
    key: str
    """Dotted, as in the schema: `train.batch_size`."""
    set: Scalar
    old: str = ""
    """The value's text in the file."""
    note: Said = field(default_factory=dict)
    """What to know before: for instance that the web UI writes this file anew."""


@dataclass(frozen=True)
class Check:
    """One line of the list."""

    id: str
    """`config.batch-size`, `workspace.pretrained`, `environment.torch-build`: area, dot, what was looked at."""
    status: str
    """`OK`, `WARNING`, `ERROR` or `UNKNOWN`."""
    title: Said
    """What was found, in one line with the user's own numbers."""
    advice: Said = field(default_factory=dict)
    """What to do, empty when nothing is."""
    details: Tuple[Said, ...] = ()
    """More lines, shown when asked for."""
    place: Optional[Place] = None
    rule: str = ""
    """The cause that training would die of, an id of the rules; empty when there is none."""
    stages: Tuple[str, ...] = ()
    """The stages that need what was looked at; empty for all."""
    edit: Optional[Edit] = None
    """A change that repairs it, when one is safe."""
    leftover: str = ""
    """A file proved to be a leftover of an earlier run, which may be moved away; else empty."""

"""What triage keeps of one log: plain values, so that it goes into JSON Lines, Parquet and SQLite alike.

The published schema is `diagnose/schemas/triage-record.schema.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Dict, Mapping, Tuple

STATUSES = ("diagnosed", "unrecognised", "healthy", "error")
LISTS = ("others", "functions")
"""Fields that hold several words."""


@dataclass(frozen=True)
class Record:
    """The result of one log."""

    name: str
    """A path, `archive.zip!member`, a URL, or `owner/repo#12` (`owner/repo#12!comment-2`)."""
    source: str
    """The file or URL that the log was found in, or the issue's own address."""
    digest: str = ""
    """SHA-256 of the bytes, hexadecimal; empty when they could not be read."""
    size: int = 0
    """Bytes."""
    when: str = ""
    """`2024-03-01T12:00:00Z`: of the issue or comment, else when the file was changed; empty when unknown."""
    status: str = "error"
    """diagnosed, unrecognised, healthy or error."""
    cause: str = ""
    """Id of the rule, empty unless diagnosed."""
    revision: int = 0
    """Of that rule."""
    confidence: float = 0.0
    """Of that cause, 0 to 1."""
    line: int = 0
    """Where the decisive line stands, else the root exception; 0 for none."""
    stage: str = ""
    """Of the failing run."""
    system: str = ""
    """windows, linux, macos, or empty."""
    fingerprint: str = ""
    """Twelve hexadecimal digits, the same for the same failure on other machines; empty when nothing failed."""
    root_type: str = ""
    """The root exception's type, dotted as printed."""
    root_message: str = ""
    """The first line of its message, else of the program's own complaint; private details replaced."""
    language: str = ""
    """Of whoever asks, by the words around the log: zh, en, or empty."""
    tool: str = ""
    """Version of this program."""
    error: str = ""
    """Why the log could not be read: key of a sentence without values (`messages.say`)."""
    others: Tuple[str, ...] = ()
    """Ids of further causes, best first."""
    functions: Tuple[str, ...] = ()
    """The last functions of the root exception's own frames, outermost first: what near-duplicates are found by."""

    def to_dict(self) -> Dict[str, Any]:
        """Plain values, tuples as lists; the order of keys is fixed."""
        return {name: list(value) if name in LISTS else value for name, value in vars(self).items()}

    def to_json(self) -> str:
        """One line of JSON, without its line feed."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Record:
        """The record that `to_dict` told; keys that a later version may add are passed over. Raises TypeError without a name."""
        known = {field.name for field in fields(cls)}
        kept: Dict[str, Any] = {key: tuple(value or ()) if key in LISTS else value for key, value in values.items() if key in known}
        return cls(**kept)

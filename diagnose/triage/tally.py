"""What was counted on the way: files passed over, places that could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import List

from diagnose.inputs import InputError
from diagnose.triage.names import suffix


@dataclass
class Passed:
    """Files that are no logs by their name, and places that could not be looked into."""

    suffixes: Counter = field(default_factory=Counter)  # type: ignore[type-arg]
    """Suffix to number of files."""
    faults: List[InputError] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.suffixes[suffix(name)] += 1

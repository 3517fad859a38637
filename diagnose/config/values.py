"""A configuration file as values that know where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Mapping, Tuple

from diagnose.checkup.check import Check
from diagnose.model import Fact, Scalar

KINDS = ("tmp_s2", "s2", "tmp_s1", "s1", "tts_infer", "weight", "list", "unknown")
"""What a configuration file can be: written by the web UI for a training, or the base it is made from, or one of inference and data."""
LONGEST = 200
"""Characters of the text of a fact."""
SCALAR, LIST, SECTION = "scalar", "list", "section"


@dataclass(frozen=True)
class Value:
    """One value of a configuration file."""

    key: str
    """Dotted: `train.batch_size`; the items of a list end in their number, from 0: `train.betas.0`."""
    value: Scalar
    """As Python would read it; of a list its text on one line, of a section `{...}`."""
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""
    start: int
    """Where the value's text begins in the decoded text of the file, in characters."""
    end: int
    """Where it ends."""
    form: str = SCALAR
    """`SCALAR`, `LIST` or `SECTION`."""


@dataclass(frozen=True)
class ConfigFile:
    """A configuration file, read; nothing that can stand in one makes reading fail."""

    path: str
    """As it was given."""
    kind: str
    """One of `KINDS`."""
    text: str
    """The decoded text without the byte order mark; line ends as they are."""
    encoding: str
    """`utf-8`, `gbk`, `utf-16-le` or `utf-16-be`."""
    bom: bool
    """A byte order mark stands before the text."""
    values: Mapping[str, Value]
    """By dotted key, in the file's order; of a key given twice the one that counts, which is the last."""
    checks: Tuple[Check, ...]
    """What is wrong with the file as a text: encoding, syntax, keys given twice."""
    whole: bool = True
    """False when the text is broken, so that a key that was not found is not proved to be missing."""

    def facts(self) -> Dict[str, Fact]:
        """Facts `config.…` with file and line, as a printed configuration gives them; items of lists are left out, and a `.list` has none."""
        if self.kind == "list":
            return {}
        lines = self.text.split("\n")
        found: Dict[str, Fact] = {}
        for value in self.values.values():
            above = self.values.get(value.key.rpartition(".")[0])
            if above is not None and above.form == LIST:
                continue
            name = f"config.{value.key}"
            line = lines[value.line - 1]
            before = max(0, value.column - 60) if len(line) > LONGEST else 0  # the web UI writes JSON on one line
            found[name] = Fact(name, value.value, value.line, self.path, line[before : before + LONGEST].strip())
        return found

    def raw(self, value: Value) -> str:
        """The value's own text in the file."""
        return self.text[value.start : value.end]

"""An experiment: the products of its preparation, and the clips that training makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import FrozenSet, Mapping, Tuple

MISSING, EMPTY, DAMAGED, OK = "missing", "empty", "damaged", "ok"
TEXT, BERT, HUBERT, AUDIO, SEMANTIC, SPEAKER = "2-name2text", "3-bert", "4-cnhubert", "5-wav32k", "6-name2semantic", "7-sv_cn"
FILES: Mapping[str, str] = {TEXT: "2-name2text.txt", SEMANTIC: "6-name2semantic.tsv"}
"""The products that are files; the others are folders with a file for each clip."""
STEPS: Mapping[str, str] = {TEXT: "1Aa", BERT: "1Aa", HUBERT: "1Ab", AUDIO: "1Ab", SEMANTIC: "1Ac", SPEAKER: "1Ab"}
"""The button of the web UI that makes it."""
STAGES: Mapping[str, Tuple[str, ...]] = {
    TEXT: ("s1-train", "s2-train", "s2-lora-train"),
    BERT: ("s1-train",),
    HUBERT: ("get-semantic", "s2-train", "s2-lora-train"),
    AUDIO: ("s2-train", "s2-lora-train"),
    SEMANTIC: ("s1-train",),
    SPEAKER: ("s2-train",),
}
"""Which stages read it."""
RATE, SHORTEST, LONGEST = 32000, 0.6, 54.0
"""Of the clips: samples a second, seconds."""
TOKENS, PER_SECOND = 25, (3.0, 25.0)
"""Semantic tokens a second, and the least and most phonemes a second that GPT training takes."""


@dataclass(frozen=True)
class Problem:
    """Something inside an artefact that the trainer stumbles over."""

    kind: str
    """encoding, bom, columns, header, no-tokens, cut, wav-header, kind (a file for a folder, or the reverse) or unreadable (it may not be read)."""
    count: int
    """Lines or files."""
    line: int = 0
    """The first such line, 1-based."""
    name: str = ""
    """The first such clip."""


@dataclass(frozen=True)
class Row:
    """A clip in the text of the experiment."""

    phonemes: int
    chinese: bool
    """BERT features are made for it."""


@dataclass(frozen=True)
class Artefact:
    """One product of the preparation."""

    name: str
    path: Path
    state: str
    """missing, empty, damaged (whoever reads it fails or loses clips) or ok."""
    clips: FrozenSet[str] = frozenset()
    """Names of the clips in it."""
    problems: Tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Experiment:
    """What the preparation left in logs/EXPERIMENT."""

    folder: Path
    artefacts: Mapping[str, Artefact]
    """By name; 7-sv_cn only where the version needs it."""
    rows: Mapping[str, Row] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    """Semantic tokens of a clip."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Duration of a clip, as SoVITS training reckons it from the size."""
    stale_bert: Tuple[str, ...] = ()
    """Clips whose BERT features were made for another text."""
    trained: bool = False
    """Some training of it was begun."""

    def state(self, name: str) -> str:
        return self.artefacts[name].state if name in self.artefacts else OK

    def clips(self, name: str) -> FrozenSet[str]:
        return self.artefacts[name].clips if name in self.artefacts else frozenset()

    @property
    def without_bert(self) -> FrozenSet[str]:
        """Chinese clips that have no BERT features, though others do."""
        return frozenset(name for name, row in self.rows.items() if row.chinese) - self.clips(BERT) if self.clips(BERT) else frozenset()

    @property
    def for_s2(self) -> FrozenSet[str]:
        """Clips that SoVITS training keeps."""
        common = frozenset(self.rows) & self.clips(HUBERT) & self.clips(AUDIO)
        if SPEAKER in self.artefacts:
            common &= self.clips(SPEAKER)
        return frozenset(name for name in common if SHORTEST < self.seconds.get(name, 1.0) < LONGEST)

    @property
    def for_s1(self) -> FrozenSet[str]:
        """Clips that GPT training keeps."""
        return frozenset(name for name in self.clips(SEMANTIC) & self.clips(TEXT) if self._speakable(name))

    def _speakable(self, name: str) -> bool:
        tokens, row = self.tokens.get(name, 0), self.rows.get(name)
        if not tokens or row is None or tokens > LONGEST * TOKENS:
            return False
        return PER_SECOND[0] <= row.phonemes / (tokens / TOKENS) <= PER_SECOND[1]

"""The products of the preparation in an experiment's folder, read as the trainers read them."""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, FrozenSet, Iterable, List, Mapping, Optional, Tuple

from diagnose.workspace.contents import is_cut
from diagnose.workspace.files import first_bytes, is_file, is_folder, is_there, sizes_in
from diagnose.workspace.layout import Workspace

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
HEADER = "item_name\tsemantic_audio"
CANTONESE = re.compile(r"Y[a-z]")
"""Its phonemes begin so; of the languages with counts per character only Chinese has BERT features."""
RATE, SHORTEST, LONGEST = 32000, 0.6, 54.0
"""Of the clips: samples a second, seconds."""
TOKENS, PER_SECOND = 25, (3.0, 25.0)
"""Semantic tokens a second, and the least and most phonemes a second that GPT training takes."""
BERT_ROWS = 1024
LOOKED_INTO = 1000
"""Files of one folder that are opened; of a larger experiment every second one, third one, …"""
LARGEST = 256 << 20
STRANGERS = ("desktop.ini", "thumbs.db")
"""What Windows puts into folders."""


@dataclass(frozen=True)
class Problem:
    """Something inside an artefact that the trainer stumbles over."""

    kind: str
    """encoding, bom, columns, header, no-tokens, cut, wav-header or kind (a file for a folder, or the reverse)."""
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


def read_experiment(workspace: Workspace) -> Optional[Experiment]:
    """The experiment of the workspace; None when there is none. Nothing that it holds raises."""
    folder = workspace.experiment
    if folder is None:
        return None
    text, rows = _read_text(folder / FILES[TEXT])
    semantic, tokens = _read_semantic(folder / FILES[SEMANTIC])
    audio, seconds = _read_audio(folder / AUDIO)
    artefacts = {TEXT: text, HUBERT: _read_features(HUBERT, folder / HUBERT), AUDIO: audio, SEMANTIC: semantic}
    bert = _read_features(BERT, folder / BERT)
    if any(row.chinese for row in rows.values()):
        artefacts[BERT] = bert
    if workspace.version in ("v2Pro", "v2ProPlus"):
        artefacts[SPEAKER] = _read_features(SPEAKER, folder / SPEAKER)
    trained = any(any(folder.glob(pattern)) for pattern in ("logs_s2*/*.pth", "logs_s1*/ckpt/*.ckpt", "train.log"))
    return Experiment(folder, {name: artefacts[name] for name in sorted(artefacts)}, rows, tokens, seconds, _stale(folder, rows, bert), trained)


def _read_text(path: Path) -> Tuple[Artefact, Dict[str, Row]]:
    lines, problems, state = _lines(path)
    if state != OK:
        return Artefact(TEXT, path, state, frozenset(), tuple(problems)), {}
    clips, rows, odd = set(), {}, []
    for number, line in enumerate(lines, 1):
        parts = line.split("\t")
        if parts[0].strip():
            clips.add(parts[0])
        if len(parts) == 4:
            phonemes = parts[1].split(" ")
            chinese = parts[2].startswith("[") and not any(CANTONESE.match(one) for one in phonemes)
            rows[parts[0]] = Row(len(phonemes), chinese)
        else:
            odd.append(number)
    if odd:
        problems.append(Problem("columns", len(odd), odd[0]))
    return Artefact(TEXT, path, DAMAGED if problems else OK, frozenset(clips), tuple(problems)), rows


def _read_semantic(path: Path) -> Tuple[Artefact, Dict[str, int]]:
    lines, problems, state = _lines(path)
    if state != OK:
        return Artefact(SEMANTIC, path, state, frozenset(), tuple(problems)), {}
    tokens: Dict[str, int] = {}
    bare = []
    headed = lines[0] == HEADER or not lines[0][-1:].isdigit()
    if not headed:  # pandas takes the first clip for the header, whatever it is
        problems.append(Problem("header", 1, 1))
    for number, line in enumerate(lines, 1):
        name, _, codes = line.partition("\t")
        if line in (HEADER, "") or (number == 1 and headed):
            continue
        numbers = codes.split(" ")
        if not all(one.isdigit() for one in numbers):
            bare.append(number)
        tokens[name] = len(numbers)
    if bare:
        problems.append(Problem("no-tokens", len(bare), bare[0]))
    if not tokens:
        return Artefact(SEMANTIC, path, EMPTY, frozenset(), tuple(problems)), {}
    return Artefact(SEMANTIC, path, DAMAGED if problems else OK, frozenset(tokens), tuple(problems)), tokens


def _lines(path: Path) -> Tuple[List[str], List[Problem], str]:
    """The lines that hold something, what is wrong with their encoding, and the state of the file."""
    if not is_there(path):
        return [], [], MISSING
    if not is_file(path):
        return [], [Problem("kind", 1)], DAMAGED
    data = first_bytes(path, LARGEST)
    problems: List[Problem] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem("encoding", 1, 1))
        text = data.decode("utf-16", "replace")
    else:
        if data.startswith(b"\xef\xbb\xbf"):
            problems.append(Problem("bom", 1, 1))
            data = data[3:]
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            problems.append(Problem("encoding", 1, data.count(b"\n", 0, error.start) + 1))
            text = data.decode("gb18030", "replace")
    lines = text.strip("\ufeff\r\n").replace("\r\n", "\n").split("\n")
    return (lines, problems, OK) if any(lines) else ([], [], EMPTY)


def _read_features(name: str, folder: Path) -> Artefact:
    """A folder with CLIP.pt for each clip; an empty or cut one is as good as none."""
    state, sizes = _files(folder)
    if state != OK:
        return Artefact(name, folder, state, frozenset(), (Problem("kind", 1),) if state == DAMAGED else ())
    features = {file: size for file, size in sizes.items() if file.endswith(".pt")}
    cut = sorted(file for file, size in features.items() if size == 0)
    cut += sorted(file for file in _sample(features) if features[file] and is_cut(folder / file))
    problems = (Problem("cut", len(cut), name=cut[0]),) if cut else ()
    clips = frozenset(file[:-3] for file in features)
    return Artefact(name, folder, DAMAGED if cut else OK if clips else EMPTY, clips, problems)


def _read_audio(folder: Path) -> Tuple[Artefact, Dict[str, float]]:
    state, sizes = _files(folder)
    if state != OK:
        return Artefact(AUDIO, folder, state, frozenset(), (Problem("kind", 1),) if state == DAMAGED else ()), {}
    bad = [file for file in _sample(sizes) if not _is_32k(first_bytes(folder / file, 64))]
    problems = (Problem("wav-header", len(bad), name=bad[0]),) if bad else ()
    seconds = {file: size / RATE / 2 for file, size in sizes.items()}
    return Artefact(AUDIO, folder, DAMAGED if bad else OK, frozenset(sizes), problems), seconds


def _files(folder: Path) -> Tuple[str, Dict[str, int]]:
    if not is_there(folder):
        return MISSING, {}
    if not is_folder(folder):
        return DAMAGED, {}
    sizes = {name: size for name, size in sizes_in(folder).items() if name.lower() not in STRANGERS}
    return (OK if sizes else EMPTY), sizes


def _sample(names: Iterable[str]) -> List[str]:
    ordered = sorted(names)
    return ordered[:: 1 + len(ordered) // LOOKED_INTO]


def _is_32k(head: bytes) -> bool:
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return False
    at = head.find(b"fmt ")
    return 0 < at <= len(head) - 16 and struct.unpack_from("<I", head, at + 12)[0] == RATE


def _stale(folder: Path, rows: Mapping[str, Row], bert: Artefact) -> Tuple[str, ...]:
    """Clips with BERT features of another length than their text: 1024 numbers of two or four bytes for each phoneme."""
    if bert.state in (MISSING, EMPTY):
        return ()
    names = _sample(name for name in bert.clips if name in rows)
    lengths = {name: _tensor(folder / BERT / f"{name}.pt") for name in names}
    return tuple(name for name, length in lengths.items() if length and length not in (rows[name].phonemes * BERT_ROWS * 2, rows[name].phonemes * BERT_ROWS * 4))


def _tensor(path: Path) -> int:
    """Bytes of the first tensor in a file of torch; 0 when that cannot be told."""
    try:
        with zipfile.ZipFile(path) as archive:
            return next((one.file_size for one in archive.infolist() if one.filename.endswith("/data/0")), 0)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, struct.error):
        return 0

"""The products of the preparation in an experiment's folder, read as the trainers read them."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

from diagnose.workspace.contents import is_cut
from diagnose.workspace.experiment import AUDIO, BERT, DAMAGED, EMPTY, FILES, HUBERT, MISSING, OK, RATE, SEMANTIC, SPEAKER, TEXT, Artefact, Experiment, Problem, Row
from diagnose.workspace.files import first_bytes, is_file, is_folder, is_readable, is_there, sizes_in
from diagnose.workspace.layout import Workspace

HEADER = "item_name\tsemantic_audio"
CANTONESE = re.compile(r"Y[a-z]")
"""Its phonemes begin so; of the languages with counts per character only Chinese has BERT features."""
BERT_ROWS = 1024
LOOKED_INTO = 1000
"""Files of one folder that are opened; of a larger experiment every second one, third one, …"""
LARGEST = 256 << 20
STRANGERS = ("desktop.ini", "thumbs.db")
"""What Windows puts into folders."""


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
    if not is_file(path) or not is_readable(path):
        return [], [_barred(path)], DAMAGED
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
        return Artefact(name, folder, state, frozenset(), (_barred(folder),) if state == DAMAGED else ())
    features = {file: size for file, size in sizes.items() if file.endswith(".pt")}
    cut = sorted(file for file, size in features.items() if size == 0)
    cut += sorted(file for file in _sample(features) if features[file] and is_cut(folder / file))
    problems = (Problem("cut", len(cut), name=cut[0]),) if cut else ()
    clips = frozenset(file[:-3] for file in features)
    return Artefact(name, folder, DAMAGED if cut else OK if clips else EMPTY, clips, problems)


def _read_audio(folder: Path) -> Tuple[Artefact, Dict[str, float]]:
    state, sizes = _files(folder)
    if state != OK:
        return Artefact(AUDIO, folder, state, frozenset(), (_barred(folder),) if state == DAMAGED else ()), {}
    bad = [file for file in _sample(sizes) if not _is_32k(first_bytes(folder / file, 64))]
    problems = (Problem("wav-header", len(bad), name=bad[0]),) if bad else ()
    seconds = {file: size / RATE / 2 for file, size in sizes.items()}
    return Artefact(AUDIO, folder, DAMAGED if bad else OK, frozenset(sizes), problems), seconds


def _files(folder: Path) -> Tuple[str, Dict[str, int]]:
    if not is_there(folder):
        return MISSING, {}
    if not is_folder(folder) or not is_readable(folder):
        return DAMAGED, {}
    sizes = {name: size for name, size in sizes_in(folder).items() if name.lower() not in STRANGERS}
    return (OK if sizes else EMPTY), sizes


def _barred(path: Path) -> Problem:
    return Problem("kind" if is_readable(path) else "unreadable", 1)


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

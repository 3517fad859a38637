"""Files of a program folder that cost no disk: weights are archives with a real directory around a hole."""

from __future__ import annotations

import json
import os
import struct
import time
import zlib
from pathlib import Path
from typing import Iterable

from diagnose.workspace.contents import FASTTEXT
from diagnose.workspace.pretrained import Expected

CLIPS = tuple(f"a.wav_000{number}000_000{number + 3}000.wav" for number in range(6))
"""Names of the clips of the experiment."""
PHONEMES, TOKENS, SECONDS = 30, 75, 3
"""Of each clip."""


def write_archive(path: Path, data: int = 4096, size: int = 0, head: bytes = b"PK") -> Path:
    """An archive as torch writes one: `data` bytes of the first tensor (a hole), or as many as make the file `size` bytes long."""
    name = b"archive/data/0"
    fixed = 30 + len(name) + 46 + len(name) + 22
    if size:
        data = size - fixed
    path.parent.mkdir(parents=True, exist_ok=True)
    crc = zlib.crc32(bytes(min(data, 1 << 16)))  # nobody unpacks it
    common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, crc, data, data, len(name), 0)
    with path.open("wb") as file:
        file.write(head + b"\x03\x04" + common + name)
        file.seek(data, os.SEEK_CUR)
        start = file.tell()
        file.write(b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name)
        file.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, file.tell() - start, start, 0))
    return path


def write_safetensors(path: Path, data: int, missing: int = 0) -> Path:
    """A safetensors file with one tensor of `data` bytes, of which the last `missing` are not there."""
    header = json.dumps({"__metadata__": {"format": "pt"}, "weight": {"dtype": "F16", "shape": [data // 2], "data_offsets": [0, data]}}).encode()
    write_hole(path, struct.pack("<Q", len(header)) + header, 8 + len(header) + data - missing)
    return path


def write_hole(path: Path, head: bytes, size: int) -> Path:
    """A file that begins with `head` and is `size` bytes long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(max(size, len(head)))
    return path


def write_wav(path: Path, seconds: float, rate: int = 32000) -> Path:
    data = int(seconds * rate) * 2
    head = b"RIFF" + struct.pack("<I", 36 + data) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", data)
    return write_hole(path, head, 44 + data)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def text_line(clip: str, phonemes: int = PHONEMES) -> str:
    """A line of 2-name2text.txt: a Chinese clip of so many phonemes."""
    return f"{clip}\t{' '.join(['n', 'i3'] * (phonemes // 2))}\t{[2] * (phonemes // 2)}\t{'你' * (phonemes // 2)}\n"


def semantic_line(clip: str, tokens: int = TOKENS) -> str:
    return f"{clip}\t{' '.join(str(number % 1024) for number in range(tokens))}\n"


def text_of(clips: Iterable[str] = CLIPS) -> str:
    return "".join(map(text_line, clips))


def semantic_of(clips: Iterable[str] = CLIPS) -> str:
    return "item_name\tsemantic_audio\n" + "".join(map(semantic_line, clips))


def age(path: Path, seconds: float) -> None:
    """Make a file look as if it had been written so long ago."""
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def write_model(path: Path, expected: Expected) -> Path:
    """A pretrained file of a plausible size with the right bytes."""
    size = sum(expected.size) // 2
    if expected.kind == "torch":
        return write_archive(path, size=size)
    if expected.kind == "json":
        return write_text(path, json.dumps({"architectures": ["Model"], "padding": "x" * (expected.size[0])}))
    return write_hole(path, {"onnx": b"\x08\x07", "fasttext": FASTTEXT}.get(expected.kind, "一\tㄧ\n".encode() * 200), size)

"""ffmpeg, and the data that language packages need."""

from __future__ import annotations

from pathlib import Path
from typing import List, Optional

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.environment.probe import Probe
from diagnose.environment.saying import lines, python_of, told
from diagnose.environment.values import Program
from diagnose.environment.versions import release_of

AUDIO = ("slice", "get-hubert", "uvr5", "asr", "inference", "api")
TEXT = ("get-text", "inference", "api")
NEW_TAGGER = (3, 9)
"""nltk: from here on the tagger's data have another name."""
LANGUAGE_MODEL = ("GPT_SoVITS", "pretrained_models", "fast_langdetect", "lid.176.bin")
SMALLEST_MODEL = 100 << 20
"""Bytes; the file has 126 MB."""


def check(probe: Probe, root: Optional[Path]) -> List[Check]:
    """Programs, then data."""
    found = [] if "programs" in probe.failed else [*_program(probe, "ffmpeg", probe.programs.ffmpeg, root), *_program(probe, "ffprobe", probe.programs.ffprobe, root)]
    if "data" not in probe.failed:
        found += [*_nltk(probe), *_dictionary(probe)]
    return found + _language_model(root)


def _program(probe: Probe, name: str, program: Program, root: Optional[Path]) -> List[Check]:
    system = probe.interpreter.system
    stages = AUDIO if name == "ffmpeg" else ("uvr5",)
    if not program.path:
        # The web UI runs in the program's folder, which Windows searches first.
        beside = system == "windows" and root is not None and (root / f"{name}.exe").is_file()
        advice = f"ffmpeg-{system}" if system in ("windows", "macos") else "ffmpeg-linux"
        return [] if beside else [told(name, ERROR, "ffmpeg-missing", "env.ffmpeg-missing", stages, advice=advice, name=name)]
    if program.runs:
        return []
    reason = program.error or (program.output.strip().splitlines() or [""])[-1][:200] or (f"exit code {program.code}" if program.code is not None else "timeout")
    return [told(name, ERROR, "ffmpeg-broken", "env.ffmpeg-broken", stages, lines(program.output), "ffmpeg-broken-advice", name=name, file=program.path, reason=reason)]


def _nltk(probe: Probe) -> List[Check]:
    nltk, data = probe.packages.version("nltk"), probe.data
    if not nltk:
        return []
    tagger = "averaged_perceptron_tagger_eng" if release_of(nltk) >= NEW_TAGGER else "averaged_perceptron_tagger"
    wanted = (tagger, "cmudict")
    broken = [name for name in wanted if data.nltk.get(name) == "broken"]
    if broken:
        return [
            told("nltk-data", ERROR, "nltk-broken", "env.nltk-data-missing", TEXT, advice="nltk-advice", names=" ".join(broken), python=python_of(probe), folder=data.nltk_folder)
        ]
    missing = [name for name in wanted if not data.nltk.get(name)]
    if missing:
        return [
            told(
                "nltk-data", WARNING, "nltk-missing", "env.nltk-data-missing", TEXT, advice="nltk-advice", names=" ".join(missing), python=python_of(probe), folder=data.nltk_folder
            )
        ]
    return []


def _dictionary(probe: Probe) -> List[Check]:
    data = probe.data
    if not data.dictionary_needed or data.dictionary == "ok":
        return []
    if data.dictionary == "broken":
        values = {"folder": data.dictionary_folder, "names": ", ".join(data.dictionary_missing)}
        return [told("japanese-dictionary", ERROR, "dictionary-broken", "env.pyopenjtalk", TEXT, advice="dictionary-broken-advice", values=values)]
    return [told("japanese-dictionary", WARNING, "dictionary-missing", "data.model-download-missing", TEXT, advice="dictionary-advice", folder=data.dictionary_folder)]


def _language_model(root: Optional[Path]) -> List[Check]:
    """The model with which inference tells languages apart; without a program folder it is not looked for."""
    if root is None:
        return []
    path = root.joinpath(*LANGUAGE_MODEL)
    try:
        size = path.stat().st_size
    except OSError:
        size = -1
    if size >= SMALLEST_MODEL:
        return []
    key = "language-model-missing" if size < 0 else "language-model-cut"
    return [
        told("language-model", WARNING, key, "env.fasttext", ("inference", "api"), advice="language-model-advice", file="/".join(LANGUAGE_MODEL), size=f"{max(size, 0) >> 20} MB")
    ]

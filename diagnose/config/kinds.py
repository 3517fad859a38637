"""Which configuration file a file is, and to which program folder it belongs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Mapping, Optional, Tuple

from diagnose.config.values import Value

_NAMES = (
    (re.compile(r"tmp_s2.*\.json$", re.IGNORECASE), "tmp_s2"),
    (re.compile(r"tmp_s1.*\.ya?ml$", re.IGNORECASE), "tmp_s1"),
    (re.compile(r"s2.*\.json$", re.IGNORECASE), "s2"),
    (re.compile(r"s1.*\.ya?ml$", re.IGNORECASE), "s1"),
    (re.compile(r"tts_infer.*\.ya?ml$", re.IGNORECASE), "tts_infer"),
    (re.compile(r"weight\.json$", re.IGNORECASE), "weight"),
    (re.compile(r".*\.list$", re.IGNORECASE), "list"),
)
STAGES: Mapping[str, Tuple[str, ...]] = {
    "tmp_s2": ("s2-train", "s2-lora-train"),
    "s2": ("s2-train", "s2-lora-train", "get-semantic"),
    "tmp_s1": ("s1-train",),
    "s1": ("s1-train",),
    "tts_infer": ("inference", "api"),
    "weight": ("inference",),
    "list": ("get-text", "get-hubert", "get-sv"),
    "unknown": (),
}
"""The steps that read a kind of file."""
SYNTAX = {"tmp_s2": "json", "s2": "json", "weight": "json", "tmp_s1": "yaml", "s1": "yaml", "tts_infer": "yaml", "list": "list"}
LORA = ("v3", "v4")
"""Versions that are trained by `s2_train_v3_lora.py`."""


def kind_by_name(path: Path) -> str:
    """One of `values.KINDS`."""
    return next((kind for pattern, kind in _NAMES if pattern.match(path.name)), "unknown")


def syntax_of(path: Path, kind: str) -> str:
    """`json`, `yaml`, `list`, or empty for a file that is none of them."""
    return SYNTAX.get(kind) or {".json": "json", ".yaml": "yaml", ".yml": "yaml"}.get(path.suffix.lower(), "")


def kind_by_values(kind: str, values: Mapping[str, Value]) -> str:
    """The kind, where the values tell it better than the name: a copy under another name, a base file that was filled in by hand."""
    if kind == "unknown":
        if "s2_ckpt_dir" in values or {"train.learning_rate", "data.hop_length"} <= values.keys():
            kind = "s2"
        elif "optimizer.lr_init" in values or "model.phoneme_vocab_size" in values:
            kind = "s1"
        elif any(key.endswith(".t2s_weights_path") for key in values):
            kind = "tts_infer"
    if kind == "s2" and ("train.gpu_numbers" in values or "data.exp_dir" in values):
        return "tmp_s2"
    if kind == "s1" and ("output_dir" in values or "train_semantic_path" in values):
        return "tmp_s1"
    return kind


def stages_of(kind: str, values: Mapping[str, Value]) -> Tuple[str, ...]:
    """The steps that read a file, narrowed by the version it is for."""
    version = values.get("model.version")
    if kind == "tmp_s2" and version is not None:
        return ("s2-lora-train",) if version.value in LORA else ("s2-train",)
    return STAGES[kind]


def program_root(path: Path) -> Optional[Path]:
    """The program folder above a file: the nearest one with a folder GPT_SoVITS in it; None when there is none."""
    try:
        above = path.resolve().parents
    except (OSError, RuntimeError):
        return None
    return next((folder for folder in above if (folder / "GPT_SoVITS").is_dir()), None)

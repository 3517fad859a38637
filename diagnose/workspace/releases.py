"""Which release of GPT-SoVITS a program folder holds, read from its own files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict, Mapping, Tuple

from diagnose.workspace.files import first_bytes, is_file

VERSIONS = ("v1", "v2", "v3", "v4", "v2Pro", "v2ProPlus")
"""Versions of the models, in the order in which the program learned them."""
SPOKEN_OF: Mapping[str, bytes] = {
    "v2": b"gsv-v2final-pretrained",
    "v3": b"s2Gv3.pth",
    "v4": b"gsv-v4-pretrained",
    "v2Pro": b"s2Gv2Pro.pth",
    "v2ProPlus": b"s2Gv2ProPlus.pth",
}
"""What webui.py or config.py holds when the release knows the version."""
CAME_WITH: Mapping[str, Tuple[str, ...]] = {
    "v1": (
        "webui.py",
        "config.py",
        "GPT_SoVITS/s1_train.py",
        "GPT_SoVITS/s2_train.py",
        "GPT_SoVITS/utils.py",
        "GPT_SoVITS/process_ckpt.py",
        "GPT_SoVITS/inference_webui.py",
        "GPT_SoVITS/AR/data/dataset.py",
        "GPT_SoVITS/AR/models/t2s_model.py",
        "GPT_SoVITS/feature_extractor/cnhubert.py",
        "GPT_SoVITS/module/data_utils.py",
        "GPT_SoVITS/module/models.py",
        "GPT_SoVITS/prepare_datasets/1-get-text.py",
        "GPT_SoVITS/prepare_datasets/2-get-hubert-wav32k.py",
        "GPT_SoVITS/prepare_datasets/3-get-semantic.py",
        "GPT_SoVITS/text/cleaner.py",
        "GPT_SoVITS/text/symbols.py",
        "GPT_SoVITS/configs/s1longer.yaml",
        "GPT_SoVITS/configs/s2.json",
        "tools/my_utils.py",
        "tools/slice_audio.py",
        "tools/i18n/i18n.py",
    ),
    "v2": ("GPT_SoVITS/configs/s1longer-v2.yaml", "GPT_SoVITS/text/symbols2.py", "GPT_SoVITS/text/g2pw/onnx_api.py"),
    "v3": ("GPT_SoVITS/s2_train_v3_lora.py", "GPT_SoVITS/f5_tts/model/backbones/dit.py"),
    "v2Pro": ("GPT_SoVITS/configs/s2v2Pro.json", "GPT_SoVITS/prepare_datasets/2-get-sv.py", "GPT_SoVITS/sv.py"),
    "v2ProPlus": ("GPT_SoVITS/configs/s2v2ProPlus.json",),
}
"""Program files by the version that brought them; they stay in every later release."""
DEFAULT = re.compile(rb"\bversion\s*=\s*[\"'](v\w{1,9})[\"'](?:\s*if\b[^\n]{0,80}?\belse\s*[\"'](v\w{1,9})[\"'])?")
READ = 4 << 20


def spoken_of(root: Path) -> Tuple[str, ...]:
    """Versions that webui.py and config.py know, oldest first; none when neither can be read."""
    text = _text(root / "webui.py") + _text(root / "config.py")
    if not text:
        return ()
    return ("v1", *(version for version, name in SPOKEN_OF.items() if name in text))


def with_files(root: Path) -> Tuple[str, ...]:
    """Versions for which some program file is there (v4 brought none of its own)."""
    return tuple(version for version, names in CAME_WITH.items() if any(is_file(root / name) for name in names))


def missing_files(root: Path, known: Tuple[str, ...]) -> Dict[str, Tuple[str, ...]]:
    """Program files that are not there, by the known version that brought them."""
    absent = {version: tuple(name for name in names if not is_file(root / name)) for version, names in CAME_WITH.items() if version in known}
    return {version: names for version, names in absent.items() if names}


def default_version(root: Path) -> str:
    """The version with which the web UI starts; empty when webui.py does not tell."""
    text = _text(root / "webui.py")
    found = DEFAULT.search(text)
    if found:
        version = (found[2] or found[1]).decode()
        return version if version in VERSIONS else ""
    # The first releases knew one version and had no word for it.
    return "v1" if text and spoken_of(root) == ("v1",) else ""


def _text(path: Path) -> bytes:
    return first_bytes(path, READ)

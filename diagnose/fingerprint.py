"""A short name for a failure that is the same on other machines, paths, numbers and versions."""

from __future__ import annotations

import hashlib
import re
from typing import List, Optional

from diagnose.model import Log, Raised

_MASKS = (
    (re.compile(r"(?:[A-Za-z]:)?(?:[\\/][^\\/:*?\"'<>|\s]+){2,}[\\/]?"), "PATH"),
    (re.compile(r"0x[0-9a-fA-F]+"), "HEX"),
    (re.compile(r"\d+(?:\.\d+)*"), "N"),
    (re.compile(r"\s+"), " "),
)


def mask(text: str) -> str:
    """Text without what differs from machine to machine."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text.strip()


def fingerprint(root: Optional[Raised], log: Log, episode: int) -> str:
    """Twelve hexadecimal digits of the failure's type, masked message and the functions it came through; empty when nothing failed."""
    parts: List[str] = []
    if root is not None:
        functions = [frame.function for frame in root.frames if "site-packages" not in frame.file and "/lib/python" not in frame.file]
        parts = [root.name, mask(root.message.split("\n")[0]), *functions[-4:]]
    elif 0 <= episode < len(log.episodes):
        run = log.episodes[episode]
        if run.exits:
            parts = [mask(run.exits[0].text), str(run.exits[0].code), run.exits[0].signal]
        elif run.complaint is not None:
            parts = [mask(run.complaint.text)]
        parts.append(run.stage)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12] if parts else ""

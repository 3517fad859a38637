"""How a value is written in JSON and in YAML, in the manner of the text it replaces."""

from __future__ import annotations

import json
import math
import re
from typing import Optional

import yaml

from diagnose.model import Scalar

JSON, YAML = "json", "yaml"
_PLAIN = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)


def spell(value: Scalar, old: str, syntax: str, codec: str = "utf-8") -> Optional[str]:
    """The value's text, to stand where `old` stands; None when the syntax cannot write it."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if syntax == JSON:
        return json.dumps(value, ensure_ascii=not _encodes(value, codec))
    if isinstance(value, str):
        return _yaml_text(value, old, codec)
    if isinstance(value, float):
        # `1e-05` without a dot would be read as a text.
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e", 1)
    return json.dumps(value)


def _yaml_text(value: str, old: str, codec: str) -> str:
    simple = _encodes(value, codec) and value.isprintable()
    if old.startswith("'") and simple:
        return "'" + value.replace("'", "''") + "'"
    if not old.startswith('"') and _PLAIN.fullmatch(value) and isinstance(_resolved(value), str):
        return value
    # A text in double quotes is written in YAML as in JSON, surrogate pairs aside.
    if simple:
        return json.dumps(value, ensure_ascii=False)
    return "".join(f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else json.dumps(char)[1:-1] for char in value).join('""')


def _resolved(text: str) -> object:
    """What YAML reads a plain word as."""
    return yaml.safe_load(text)


def _encodes(value: Scalar, codec: str) -> bool:
    try:
        str(value).encode(codec)
    except (UnicodeError, LookupError):
        return False
    return True

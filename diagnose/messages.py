"""Every sentence of the interface, in Chinese and English: what says them, and in which language.

They stand in `diagnose/sentences`, a part of the table to a module, which is loaded when it is needed: the key `check.title` is found
in `sentences/check.py`, a key without a part in `sentences/common.py`.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Dict, Mapping, Tuple

ZH, EN = "zh", "en"


def say(key: str, lang: str, **values: object) -> str:
    """One sentence of the table. Raises KeyError for a key that it lacks."""
    return _sentence(key)[0 if lang == ZH else 1].format(**values)


def counted(key: str, number: int) -> str:
    """The key of a sentence about a number of things: English has another one for one thing."""
    return f"{key}-one" if number == 1 else key


def both(key: str, **values: object) -> Dict[str, str]:
    """One sentence in both languages."""
    return {lang: say(key, lang, **values) for lang in (ZH, EN)}


def _sentence(key: str) -> Tuple[str, str]:
    part = key.partition(".")[0] if "." in key else "common"
    table: Dict[str, Tuple[str, str]] = importlib.import_module("diagnose.sentences." + part).TABLE
    return table[key]


def choose_language(option: str = "auto", environment: Mapping[str, str] = os.environ, log: str = "") -> str:
    """`zh` or `en`: the option, then SOVITS_DOCTOR_LANG, then the locale, then the log's own language."""
    for told in (option, environment.get("SOVITS_DOCTOR_LANG", "")):
        if told in (ZH, EN):
            return told
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        told = environment.get(name, "")
        if told.lower().startswith("zh"):
            return ZH
        if told and not told.startswith(("C", "POSIX")):
            return EN
    if sys.platform == "win32":
        import locale

        told = locale.getlocale()[0] or ""
        return ZH if told.lower().startswith(("zh", "chinese")) else EN
    return log if log in (ZH, EN) else EN

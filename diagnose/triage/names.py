"""What a file's name tells: a log, an archive, a dump of issues, or something else. And names that can be written down."""

from __future__ import annotations

import re

LOGS = frozenset({"", ".log", ".txt", ".out", ".err", ".stdout", ".stderr", ".console", ".gz", ".xz", ".bz2", ".trace"})
"""Suffixes of files in folders and archives that are taken for logs; what turning logs over puts behind it (`train.log.1`) is passed over."""
DUMPS = frozenset({".json", ".jsonl", ".ndjson"})
_ARCHIVE = re.compile(r"(?i)\.(?:zip|tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz))$")
_PACKED = re.compile(r"(?i)\.(?:zip|tar|tgz|tbz2?|txz|7z|rar|zst|tar\.\w+)$")
_ROTATED = re.compile(r"(?:\.\d{1,6}|[.-]\d{4}-?\d\d-?\d\d(?:[_T-]\d\d(?:-?\d\d){0,2})?|(?<=\.(?:log|txt|out|err))\.(?:old|bak))(?=$|\.(?:gz|xz|bz2)$)")


def suffix(name: str) -> str:
    """`.log` of `logs/train.log.3`, in small letters; empty when there is none."""
    last = _ROTATED.sub("", re.split(r"[\\/!]", name)[-1].lower())
    return "." + last.rpartition(".")[2] if "." in last.lstrip(".") else ""


def is_log(name: str) -> bool:
    """Whether a file in a folder is taken for a log."""
    return suffix(name) in LOGS and not _PACKED.search(name)


def is_archive(name: str) -> bool:
    """Whether a file is an archive whose members are read."""
    return _ARCHIVE.search(name) is not None


def is_dump(name: str) -> bool:
    """Whether a file may hold issues."""
    return suffix(name) in DUMPS


def spelled(name: str) -> str:
    """A name that is text on one line: bytes that are none are spelled out."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\r", "\\r").replace("\n", "\\n")

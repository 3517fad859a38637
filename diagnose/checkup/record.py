"""A checkup as a JSON object of version 1 (schema: `schemas/checkup.schema.json`)."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any, Dict

from diagnose import __version__
from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING, Check
from diagnose.checkup.checkup import Checkup

VERSION = 1


def to_json(checkup: Checkup, redacted: bool = False) -> str:
    """One line of JSON."""
    return json.dumps(as_dict(checkup, redacted), ensure_ascii=False, allow_nan=False)


def as_dict(checkup: Checkup, redacted: bool = False) -> Dict[str, Any]:
    """The checkup as plain values; `redacted` tells whether private details were replaced in it."""
    return {
        "version": VERSION,
        "tool": {"name": "sovits-doctor", "version": __version__},
        "redacted": redacted,
        "status": checkup.status,
        "counts": {status: checkup.count(status) for status in (OK, WARNING, ERROR, UNKNOWN)},
        "workspace": checkup.root or None,
        "edition": checkup.version or None,
        "python": checkup.python or None,
        "configs": [file.path for file in checkup.files],
        "stage": checkup.stage or None,
        "checks": [_check(check) for check in checkup.checks],
        "suggestion": _finite(asdict(checkup.suggestion)) if checkup.suggestion is not None else None,
        "facts": {key: _finite(fact.value) for key, fact in checkup.facts.items()},
    }


def _check(check: Check) -> Dict[str, Any]:
    return {
        "id": check.id,
        "area": check.id.partition(".")[0],
        "status": check.status,
        "title": dict(check.title),
        "advice": dict(check.advice) or None,
        "details": [dict(one) for one in check.details],
        "place": asdict(check.place) if check.place else None,
        "rule": check.rule or None,
        "stages": list(check.stages),
        "edit": {**asdict(check.edit), "set": _finite(check.edit.set), "note": dict(check.edit.note) or None} if check.edit else None,
        "leftover": check.leftover or None,
    }


def _finite(value: Any) -> Any:
    """JSON has no infinity."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value

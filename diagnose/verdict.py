"""A diagnosis as the JSON object of version 1 (schema: `schemas/verdict.schema.json`)."""

from __future__ import annotations

import json
from typing import Any, Dict

from diagnose import __version__
from diagnose.library import Library
from diagnose.model import Diagnosis, Evidence, Finding

VERSION = 1


def to_json(diagnosis: Diagnosis, library: Library, name: str, redacted: bool = False) -> str:
    """One line of JSON."""
    return json.dumps(as_dict(diagnosis, library, name, redacted), ensure_ascii=False, allow_nan=False)


def as_dict(diagnosis: Diagnosis, library: Library, name: str, redacted: bool = False) -> Dict[str, Any]:
    """The verdict as plain values; `name` is how the log is called, `redacted` whether private details were replaced in both."""
    log = diagnosis.log
    run = log.episodes[diagnosis.episode] if diagnosis.episode >= 0 else None
    root = diagnosis.root
    frame = root.frames[-1] if root and root.frames else None
    return {
        "version": VERSION,
        "tool": {"name": "sovits-doctor", "version": __version__, "rules": len(library.rules)},
        "source": {"name": name, "bytes": log.size, "lines": log.lines, "encoding": log.encoding},
        "redacted": redacted,
        "status": diagnosis.status,
        "causes": [_cause(finding, library) for finding in diagnosis.causes],
        "symptoms": [{"id": s.rule, "line": s.line, "text": s.text, "explained_by": s.explained_by or None} for s in diagnosis.symptoms],
        "root": root
        and {
            "type": root.type,
            "message": root.message,
            "line": root.line,
            "file": frame.file if frame else None,
            "function": frame.function if frame else None,
        },
        "stage": run.stage or None if run else None,
        "facts": {key: _finite(fact.value) for key, fact in run.facts.items() if not key.startswith(("scope.", "language", "project"))} if run else {},
        "episodes": [{"stage": e.stage or None, "command": e.command or None, "start": e.start, "end": e.end, "failed": i in diagnosis.failed} for i, e in enumerate(log.episodes)],
        "fingerprint": diagnosis.fingerprint or None,
        "unexplained": [_evidence(one) for one in diagnosis.unexplained],
        "kind": diagnosis.kind or None,
        "nearest": [{"id": near.rule, "likeness": near.likeness, "reason": near.reason} for near in diagnosis.nearest],
    }


def _cause(finding: Finding, library: Library) -> Dict[str, Any]:
    rule = library.rules[finding.rule]
    return {
        "id": finding.rule,
        "scope": rule.scope,
        "title": dict(rule.title),
        "confidence": finding.confidence,
        "strength": finding.strength,
        "confirmed": finding.confirmed,
        "line": finding.line,
        "evidence": [_evidence(one) for one in finding.evidence],
        "captures": dict(finding.captures),
        "values": {key: _finite(value) for key, value in finding.values.items() if value is not None},
        "explains": list(finding.explains),
        "why": list(finding.why),
        "against": list(finding.against),
        "remedies": [{"id": r.id, "effort": r.effort, "risk": r.risk, "edit": dict(r.edit) if r.edit else None} for r in finding.remedies],
    }


def _evidence(one: Evidence) -> Dict[str, Any]:
    found: Dict[str, Any] = {"line": one.line, "text": one.text}
    if one.fact:
        found["fact"] = one.fact
    if one.file:
        found["file"] = one.file
    if one.said:
        found["said"] = dict(one.said)
    return found


def _finite(value: Any) -> Any:
    """JSON has no infinity."""
    return str(value) if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))) else value

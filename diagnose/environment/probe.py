"""Asking an interpreter: what it is, what is installed in it, and what the machine around it offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional

from diagnose.environment.hardware import Hardware


class ProbeError(Exception):
    """The interpreter could not be asked; `key` and `values` are those of a sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: Dict[str, object] = values


@dataclass(frozen=True)
class Probe:
    """The answers of one interpreter."""

    executable: str
    """Path of the interpreter, as it says itself."""
    version: str
    """Of Python: `3.10.13`."""
    hardware: Optional[Hardware] = None
    """None when it could not be found out."""


def probe(python: str, timeout: float = 60) -> Probe:
    """Ask the interpreter; `timeout` in seconds.

    `python` is a path, the folder of an environment, a name on PATH, or a command such as `docker exec NAME python`.
    Raises ProbeError when there is no such interpreter or it cannot answer.
    """
    raise ProbeError("environment.not-found", python=python)

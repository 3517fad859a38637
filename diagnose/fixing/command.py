"""The command `fix`."""

from __future__ import annotations

from diagnose.fixing.fixapp import FixOptions


def run_fix(options: FixOptions) -> int:
    """Repair what can be repaired safely; gives back the exit code."""
    raise NotImplementedError

"""What the program folder tells, as facts for the proof."""

from __future__ import annotations

from typing import Dict

from diagnose.model import Fact
from diagnose.workspace.layout import Workspace


def facts_of(workspace: Workspace) -> Dict[str, Fact]:
    """Facts of the program folder, by key."""
    return {"workspace.version": Fact("workspace.version", workspace.version)}

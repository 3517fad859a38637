"""What is wrong in a program folder."""

from __future__ import annotations

from typing import List

from diagnose.checkup.check import Check
from diagnose.workspace.layout import Workspace


def check_workspace(workspace: Workspace) -> List[Check]:
    """Every check of the program folder; nothing in it raises."""
    return []

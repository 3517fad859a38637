"""What the answers of an interpreter mean for training."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Optional

from diagnose.checkup.check import Check
from diagnose.environment.probe import Probe
from diagnose.model import Fact


def check_environment(probe: Probe, root: Optional[Path] = None) -> List[Check]:
    """Everything that is wrong with an interpreter and its machine, and what is fine in few words; `root` is the program folder."""
    return []


def facts_of(probe: Probe) -> Dict[str, Fact]:
    """What is known of the interpreter, under the names that rules use: `python`, `package.torch`, `gpu_sm`, …"""
    return {}

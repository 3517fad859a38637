"""What is wrong with the values of a configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, List, Optional

from diagnose.checkup.check import Check
from diagnose.config.values import ConfigFile

if TYPE_CHECKING:
    from diagnose.environment.hardware import Hardware


def check_config(file: ConfigFile, hardware: Optional[Hardware] = None, root: Optional[Path] = None) -> List[Check]:
    """What is wrong with a file, or one check that says that all is well."""
    return list(file.checks)


def find_configs(root: Path) -> List[Path]:
    """The configuration files of a program folder that its steps read."""
    return []

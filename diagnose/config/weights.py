"""weight.json: the weights that inference opens first."""

from __future__ import annotations

from pathlib import Path
from typing import Container, Dict, Optional

from diagnose.checkup.check import WARNING, Check
from diagnose.config.paths import look_for
from diagnose.config.schema import PATH, Setting, load_schema
from diagnose.config.telling import SHOWN_PATH, Teller, shown
from diagnose.config.values import LIST, ConfigFile
from diagnose.messages import both

_WEIGHTS = Setting("weight", PATH, exists="file", exists_rule="config.pretrained-missing")


def check_weights(file: ConfigFile, teller: Teller, root: Optional[Path], faulty: Container[str]) -> Dict[str, Check]:
    """Entries that are no path, or whose file is gone. Inference started from the web UI is told its weights, so these are warnings."""
    found: Dict[str, Check] = {}
    for value in file.values.values():
        part, _, version = value.key.partition(".")
        if part not in ("GPT", "SoVITS") or part in faulty or value.form == LIST:
            continue
        version, _, item = version.partition(".")
        if not version or item not in ("", "0"):
            continue  # of a list the program takes the first
        if not isinstance(value.value, str):
            title = both("config.not-text", file=teller.name, name=shown(value.key), found=shown(file.raw(value)))
            found[value.key] = teller.check(f"config.weight-{part.lower()}", title, teller.place(value), rule="config.path-invalid")
            continue
        path = value.value
        if not path or path[-1] in "!！" or version not in load_schema().versions:
            continue  # a name of the list of base models, not a path
        lost = look_for(_WEIGHTS, path, root)
        if lost and lost.key != "path-unknown":
            title = both("config.weight-missing", file=teller.name, name=value.key, found=shown(path, SHOWN_PATH))
            found[value.key] = teller.check(
                f"config.weight-{part.lower()}", title, teller.place(value), WARNING, both("config.weight-missing-advice"), rule="config.pretrained-missing"
            )
    return found

"""What is wrong with a configuration file.

Ids of the checks; all begin with `config.`:

- of the text: `encoding`, `bom`, `empty`, `syntax`, `not-a-mapping`, `duplicate-key`, `kind` (not a file that is known);
- of one setting: its name with hyphens, `batch-size`, `gpu-numbers`, `pretrained-s2g`, `lr-init`, `eos` …, whatever is wrong with it;
- of two settings: the id of the relation in schema.yaml, which is that of its left side;
- of a list: `list-columns`, `list-language`, `list-text`, `list-names`, `list-audio`;
- `values` and `list`, when all is well; `paths`, when it cannot be found out whether paths exist.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Optional

from diagnose.checkup.check import OK, UNKNOWN, Check
from diagnose.config.capacity import check_capacity
from diagnose.config.clips import check_clips
from diagnose.config.kinds import program_root
from diagnose.config.models import check_paths
from diagnose.config.relations import broken_relations, mended
from diagnose.config.schema import FAMILIES, Relation, family_of, load_schema
from diagnose.config.settings import check_settings
from diagnose.config.structure import plain_of
from diagnose.config.telling import Teller, shown, spelled, version_of
from diagnose.config.values import SECTION, ConfigFile
from diagnose.config.weights import check_weights
from diagnose.messages import both

if TYPE_CHECKING:
    from diagnose.environment.hardware import Hardware

CONFIGS = "GPT_SoVITS/configs"
READ = ("TEMP/tmp_s2.json", "TEMP/tmp_s1.yaml", f"{CONFIGS}/s2*.json", f"{CONFIGS}/s1longer*.yaml", f"{CONFIGS}/tts_infer.yaml", "weight.json", "output/asr_opt/*.list")
"""The files that the web UI, its steps and the API read; others in the configs folder are left from the program's development."""


def check_config(file: ConfigFile, hardware: Optional[Hardware] = None, root: Optional[Path] = None) -> List[Check]:
    """What is wrong with a file, or one check that says that all is well.

    `hardware` is what it will run on, where that is known; `root` the program folder, by default the one above the file.
    """
    teller = Teller(file)
    root = root or program_root(Path(file.path))
    found = list(file.checks)
    if file.kind == "list":
        found += check_clips(file, teller, root)
    elif file.kind == "unknown":
        return found or [teller.check("config.kind", both("config.kind", file=teller.name), teller.place(None), UNKNOWN)]
    else:
        found += _in_order(_check_values(file, teller, hardware, root))
    return found if any(check.status != UNKNOWN for check in found) else [*found, _healthy(file, teller)]


def _check_values(file: ConfigFile, teller: Teller, hardware: Optional[Hardware], root: Optional[Path]) -> Dict[str, Check]:
    """Checks by key: what is at fault for one reason is not looked at for another."""
    found = check_settings(file, teller)
    relations = tuple(one for one in load_schema().relations if one.kind == FAMILIES[file.kind])
    for relation in broken_relations(relations, file.values):
        if relation.left not in found and relation.right not in found:
            found[relation.left] = _related(relation, file, teller)
    found.update(check_paths(file, teller, root, found))
    if file.kind == "weight":
        found.update(check_weights(file, teller, root, found))
    if hardware is not None:
        for check in check_capacity(file, teller, hardware):
            key = check.edit.key if check.edit else check.id
            found.setdefault(key, check)
    return found


def _related(relation: Relation, file: ConfigFile, teller: Teller) -> Check:
    """Two settings that do not agree."""
    setting, value = family_of(file.kind)[relation.left], file.values[relation.left]
    new = mended(relation, file.values, setting, version_of(file))
    right = plain_of(file.values, relation.right)
    title = both(
        f"config.relation-{relation.way}",
        file=teller.name,
        left=relation.left,
        found=shown(file.raw(value) if value.form == "scalar" else str(value.value)),
        right=relation.right,
        other=shown(spelled(right, teller.syntax) if not isinstance(right, list) else str(right)),
    )
    advice = None if new is not None else both("config.advice-relation", left=relation.left, right=relation.right)
    check = teller.setting(setting, value, title, new, relation.rule, relation.error, why=relation.why, advice=advice)
    return replace(check, id=relation.id)


def _in_order(found: Dict[str, Check]) -> List[Check]:
    """In the order of the file."""
    return sorted(found.values(), key=lambda check: (check.place.line, check.place.column) if check.place else (0, 0))


def _healthy(file: ConfigFile, teller: Teller) -> Check:
    if file.kind == "list":
        count = len({value.line for value in file.values.values()})
        return teller.check("config.list", both("config.list-ok", file=teller.name, count=count), teller.place(None), OK)
    count = sum(value.form != SECTION and not value.key.rpartition(".")[2].isdigit() for value in file.values.values())
    return teller.check("config.values", both("config.values-ok", file=teller.name, count=count), teller.place(None), OK)


def find_configs(root: Path) -> List[Path]:
    """The configuration files of a program folder that its steps read, in the order of `READ`."""
    found: List[Path] = []
    for pattern in READ:
        try:
            found += sorted(path for path in root.glob(pattern) if path.is_file())
        except OSError:
            continue
    return found

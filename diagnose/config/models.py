"""The paths of a configuration: written so that they mean what they say, there, and of the right version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Container, Dict, List, Optional

from diagnose.checkup.check import UNKNOWN, WARNING, Check
from diagnose.config import schema
from diagnose.config.paths import escaped_path, find_model, look_for
from diagnose.config.schema import Setting, family_of, load_schema
from diagnose.config.settings import fits
from diagnose.config.telling import SHOWN_PATH, Teller, is_lora, shown, spelled, version_of
from diagnose.config.values import SCALAR, ConfigFile, Value
from diagnose.messages import both

RANDOM = "config.pretrained-not-loaded"
"""Training from random weights: nothing fails, and the result is noise."""


def check_paths(file: ConfigFile, teller: Teller, root: Optional[Path], faulty: Container[str]) -> Dict[str, Check]:
    """What is wrong with the paths of a file, by key; keys that are at fault already are passed over."""
    found: Dict[str, Check] = {}
    unknown: List[str] = []
    for setting in family_of(file.kind).values():
        value = file.values.get(setting.key)
        if value is None or value.form != SCALAR or setting.key in faulty or setting.type not in (schema.PATH, schema.TEXT):
            continue
        if setting.only and (setting.only == "lora") != is_lora(file):
            continue
        check = _escaped(setting, value, file, teller)
        if check is None and setting.exists:
            lost = look_for(setting, str(value.value), root) if value.value else None
            if lost and lost.key == "path-unknown":
                unknown.append(setting.key)
            check = _path(setting, value, file, teller, root)
        if check:
            found[setting.key] = check
    if unknown:
        title = both("config.path-unknown", file=teller.name, names=", ".join(unknown))
        found["paths"] = teller.check("config.paths", title, teller.place(file.values[unknown[0]]), UNKNOWN, both("config.path-unknown-advice"))
    return found


def _escaped(setting: Setting, value: Value, file: ConfigFile, teller: Teller) -> Optional[Check]:
    lost = escaped_path(value)
    if lost is None:
        return None
    title = both("config.path-escape", file=teller.name, name=value.key, found=shown(file.raw(value)))
    advice = None if lost.set is not None else both("config.advice-slashes", name=value.key)
    return teller.setting(setting, value, title, lost.set, "config.path-invalid", "FileNotFoundError", advice=advice)


def _path(setting: Setting, value: Value, file: ConfigFile, teller: Teller, root: Optional[Path]) -> Optional[Check]:
    lora = is_lora(file)
    rule = setting.lora_rule if lora and setting.lora_rule else setting.exists_rule
    if not value.value:
        return _empty(setting, value, file, teller, rule, lora)
    path = str(value.value)
    lost = look_for(setting, path, root)
    if lost is None:
        return _other_version(setting, value, file, teller, root)
    if lost.key == "path-unknown":
        return None
    title = both(f"config.{lost.key}", file=teller.name, name=value.key, found=shown(path, SHOWN_PATH))
    made = setting.exists_rule == "train.checkpoint-not-saved"  # a folder that the web UI makes
    advice = None if lost.set else both("config.advice-folder" if made else "config.advice-model", name=value.key, found=shown(path, SHOWN_PATH))
    rule = rule if lost.key == "path-missing" else "config.path-invalid"
    check = teller.setting(setting, value, title, lost.set, rule, "", advice=advice)
    # The API takes the version's base model instead, and many a workspace has never used it.
    return replace(check, status=WARNING) if file.kind == "tts_infer" else check


def _empty(setting: Setting, value: Value, file: ConfigFile, teller: Teller, rule: str, lora: bool) -> Optional[Check]:
    """An empty path: nothing to be loaded. It may be meant, but for a LoRA, which has nothing to build on then."""
    if file.kind not in ("tmp_s2", "tmp_s1") or setting.exists == "folder":
        return None
    title = both("config.pretrained-empty", file=teller.name, name=value.key)
    check = teller.setting(setting, value, title, None, rule if lora else RANDOM, "", advice=both("config.advice-model-choose", name=value.key))
    return check if lora else replace(check, status=WARNING)


def _other_version(setting: Setting, value: Value, file: ConfigFile, teller: Teller, root: Optional[Path]) -> Optional[Check]:
    """A published base model of another version than the one to be trained."""
    official, version = load_schema().official, version_of(file)
    name = str(value.value).replace("\\", "/").rpartition("/")[2]
    if file.kind not in ("tmp_s2", "tmp_s1") or name not in official or fits(name, version, file.kind):
        return None
    title = both("config.other-version", file=teller.name, name=value.key, found=shown(name), versions=", ".join(official[name]), version=shown(version))
    right = [other for other, versions in official.items() if version in versions and other[:3] == name[:3]]
    new = find_model(right[0], root) if len(right) == 1 else None
    advice = (
        both("config.advice-set", name=value.key, new=spelled(new, teller.syntax))
        if new
        else both("config.advice-version", name=value.key, version=shown(version), right=right[0] if right else "")
    )
    return teller.setting(setting, value, title, new, "config.version-mismatch", "RuntimeError: size mismatch", advice=advice)

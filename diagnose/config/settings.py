"""Every setting of a file against the schema: missing, of the wrong type, out of range, not as the base model wants it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any, Dict, Optional

from diagnose.checkup.check import Check, Said
from diagnose.config import schema
from diagnose.config.judgement import Fault, judge
from diagnose.config.schema import Setting, family_of, load_schema, plain_default
from diagnose.config.structure import only_difference, plain_of
from diagnose.config.telling import Teller, is_lora, shown, spelled, spoken, version_of
from diagnose.config.values import LIST, SCALAR, ConfigFile, Value
from diagnose.messages import EN, ZH, both, say

BASE_FILES = ("s2", "s2v2Pro", "s2v2ProPlus", "s1longer", "s1longer-v2")
"""Base files whose network is that of the published models."""


def check_settings(file: ConfigFile, teller: Teller) -> Dict[str, Check]:
    """What is wrong with the settings of a file, by key; healthy ones are left out."""
    version, found = version_of(file), {}
    for setting in family_of(file.kind).values():
        if setting.only and (setting.only == "lora") != is_lora(file):
            continue
        value = file.values.get(setting.key)
        if value is None:
            if file.whole and _is_needed(setting, file):
                found[setting.key] = _missing(setting, file, teller, version)
            continue
        fault = judge(setting, value, file.raw(value), teller.syntax, version)
        if fault:
            found[setting.key] = tell_fault(setting, value, fault, file, teller)
        elif value.form == LIST:
            found.update(_check_items(setting, value, file, teller))
        if setting.key not in found and not any(key.startswith(setting.key + ".") for key in found):
            check = _check_fixed(setting, value, file, teller, version)
            if check:
                found[setting.key] = check
    return found


def _is_needed(setting: Setting, file: ConfigFile) -> bool:
    """The trainer that reads the file asks for the setting. Of a section that is missing as a whole only the section is told."""
    above = setting.key.rpartition(".")[0]
    if above and above not in file.values:
        return False
    if file.kind in ("s2", "s1"):
        return setting.base
    trainer = "lora" if is_lora(file) else "plain"
    return any(need in ("always", trainer) or need in file.values for need in setting.needed)


def _missing(setting: Setting, file: ConfigFile, teller: Teller, version: str) -> Check:
    name = setting.key.rpartition(".")[2]
    error = f"AttributeError: 'HParams' object has no attribute '{name}'" if teller.syntax == "json" else f"KeyError: '{name}'"
    default = plain_default(setting, version)
    advice = both("config.advice-add", name=setting.key, new=spelled(default, teller.syntax)) if default is not None else both("config.advice-rewrite", file=teller.name)
    check = teller.setting(setting, None, both("config.missing", file=teller.name, name=setting.key), None, setting.missing_rule, error, advice=advice)
    above = file.values.get(setting.key.rpartition(".")[0])
    return replace(check, place=teller.place(above))


def tell_fault(setting: Setting, value: Value, fault: Fault, file: ConfigFile, teller: Teller) -> Check:
    """The check of a value with which something is wrong."""
    raw = shown(file.raw(value))
    wanted = wanted_words(setting)
    title = spoken(
        f"config.{fault.key}", {"wanted": wanted}, file=teller.name, name=value.key, found=raw, **{name: text for name, text in fault.values.items() if name != "wanted"}
    )
    rule = setting.range_rule if fault.range else setting.rule
    error = setting.error_for(value.value, fault.range) if value.form == SCALAR else ""
    advice = None if fault.set is not None else spoken("config.advice-wanted", {"wanted": wanted}, name=value.key)
    return teller.setting(setting, value, title, fault.set, rule, error, fault.harmless or not rule, advice=advice)


def wanted_words(setting: Setting) -> Said:
    """What a setting has to be, in words: `a whole number, at least 1`."""
    words = {}
    for lang in (ZH, EN):
        parts = [say(f"config.type-{setting.type}", lang)]
        for name in ("min", "above", "max", "below"):
            limit = getattr(setting, name)
            if limit is not None:
                parts.append(say(f"config.{name}", lang, limit=f"{limit:g}"))
        if setting.choices:
            parts = [say("config.one-of", lang, choices=", ".join(setting.choices))]
        words[lang] = say("config.and", lang).join(parts)
    return words


def _check_items(setting: Setting, value: Value, file: ConfigFile, teller: Teller) -> Dict[str, Check]:
    """The items of a list, each against the limits of the list's setting."""
    if setting.length:
        items = plain_of(file.values, setting.key)
        if len(items) != setting.length:
            title = both("config.list-length", file=teller.name, name=setting.key, found=len(items), wanted=setting.length)
            advice = both("config.advice-list", name=setting.key, new=spelled_list(setting.default))
            return {setting.key: teller.setting(setting, value, title, None, setting.range_rule, "", advice=advice)}
    found: Dict[str, Check] = {}
    place = 0
    while setting.items in (schema.INTEGER, schema.NUMBER) and f"{setting.key}.{place}" in file.values:
        item = file.values[f"{setting.key}.{place}"]
        default = setting.default[place] if isinstance(setting.default, list) and place < len(setting.default) else None
        one = replace(setting, type=setting.items, default=default, by_version={}, length=0)
        fault = judge(one, item, file.raw(item), teller.syntax, "")
        if fault:
            found[item.key] = tell_fault(one, item, fault, file, teller)
        place += 1
    return found


def spelled_list(items: Any) -> str:
    return "[" + ", ".join(str(item) for item in items) + "]" if isinstance(items, list) else str(items)


def _check_fixed(setting: Setting, value: Value, file: ConfigFile, teller: Teller, version: str) -> Optional[Check]:
    """A number that the features or the base model have decided already."""
    if not setting.fixed or (setting.fixed == "official" and not beside_official(file)):
        return None
    wanted, found = _fixed(setting, file, version), plain_of(file.values, setting.key)
    if wanted is None or found == wanted:
        return None
    shown_wanted = spelled_list(wanted) if isinstance(wanted, list) else spelled(wanted, teller.syntax)
    title = both("config.fixed", file=teller.name, name=setting.key, found=shown(str(value.value)), wanted=shown_wanted)
    # The shape of the network is told by the base model when it is loaded; other numbers by the first arithmetic with them.
    rule = "config.version-mismatch" if setting.fixed == "official" else setting.rule
    error = setting.range_error or next(iter(setting.error.values()), "")
    difference = only_difference(found, wanted, setting.key)
    if not difference:
        return teller.setting(setting, value, title, None, rule, error, advice=both("config.advice-list", name=setting.key, new=shown_wanted))
    key, new = difference
    return teller.setting(setting, file.values[key], title, new, rule, error, key=key)


def _fixed(setting: Setting, file: ConfigFile, version: str) -> Any:
    """What a setting is bound to; None where version and base model contradict each other."""
    model = base_model(file)
    if not setting.by_version or not model:
        return setting.default_for(version)
    return setting.default_for(load_schema().official[model][0]) if fits(model, version, file.kind) else None


def fits(model: str, version: str, kind: str) -> bool:
    """A published base model is for a version; a GPT model serves all versions with its symbols."""
    versions = load_schema().official[model]
    if kind == "tmp_s1":
        return not version or (version == "v1") == ("v1" in versions)
    return not version or version in versions


def beside_official(file: ConfigFile) -> bool:
    """The file is for one of the published base models, whose network is known."""
    if file.kind in ("s2", "s1"):
        return PurePath(file.path.replace("\\", "/")).stem in BASE_FILES
    return bool(base_model(file))


def base_model(file: ConfigFile) -> str:
    """Name of the published base model that the file names, empty for none."""
    value = file.values.get("train.pretrained_s2G" if file.kind == "tmp_s2" else "pretrained_s1")
    name = str(value.value).replace("\\", "/").rpartition("/")[2] if value and value.form == SCALAR else ""
    return name if name in load_schema().official else ""

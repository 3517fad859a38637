"""The schema as JSON Schema, for editors and other programs.

JSON Schema says less than schema.yaml: to it 7.0 is an integer, which here is the very fault, and it knows nothing of YAML texts
such as 1e-5, of paths, or of two values that have to agree. A `$comment` says so wherever it matters.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping

from diagnose.config import schema
from diagnose.config.kinds import SYNTAX
from diagnose.config.schema import FAMILIES, Relation, Setting, family_of, load_schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLES = {
    "tmp_s2": "TEMP/tmp_s2.json: SoVITS training, as the web UI writes it",
    "s2": "GPT_SoVITS/configs/s2*.json: base of the SoVITS configuration",
    "tmp_s1": "TEMP/tmp_s1.yaml: GPT training, as the web UI writes it",
    "s1": "GPT_SoVITS/configs/s1longer*.yaml: base of the GPT configuration",
    "tts_infer": "GPT_SoVITS/configs/tts_infer.yaml: the API",
    "weight": "weight.json: the weights of inference",
}
"""Kinds that are published."""
INTEGER_COMMENT = "JSON Schema takes 7.0 for an integer; GPT-SoVITS does not. Write 7. `sovits-doctor check` looks at the text itself."
YAML_COMMENT = "PyYAML reads 1e-5 as a text; write 1.0e-5."
_TYPES = {
    schema.INTEGER: "integer",
    schema.NUMBER: "number",
    schema.BOOLEAN: "boolean",
    schema.TEXT: "string",
    schema.PATH: "string",
    schema.LIST: "array",
    schema.SECTION: "object",
}
_LIMITS = {"min": "minimum", "above": "exclusiveMinimum", "max": "maximum", "below": "exclusiveMaximum"}


def file_name(kind: str) -> str:
    """Name of the published file, in diagnose/schemas."""
    return f"config-{kind.replace('_', '-')}.schema.json"


def json_schema(kind: str) -> Dict[str, Any]:
    """The JSON Schema of a kind of file, one of `TITLES`."""
    root: Dict[str, Any] = {"$schema": DRAFT, "title": TITLES[kind], "type": "object", "properties": {}}
    settings = family_of(kind)
    related = [relation for relation in load_schema().relations if relation.kind == FAMILIES[kind]]
    for setting in settings.values():
        *above, name = setting.key.split(".")
        section = root
        for part in above:
            section = section["properties"].setdefault(part, {"type": "object", "properties": {}})
        section.setdefault("properties", {})
        section["properties"][name] = {**section["properties"].get(name, {}), **_property(setting, kind, related)}
        if _is_required(setting, kind):
            section.setdefault("required", []).append(name)
    if kind == "weight":
        for part in root["properties"].values():
            part["additionalProperties"] = {"type": ["string", "array"], "items": {"type": "string"}}
    return root


def _is_required(setting: Setting, kind: str) -> bool:
    return setting.base if kind in ("s2", "s1") else "always" in setting.needed or ("custom" in setting.needed)


def _property(setting: Setting, kind: str, related: List[Relation]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    types = [_TYPES[setting.type]] if setting.type in _TYPES else []
    if setting.number_too:
        types.append("number")
    if setting.null:
        types.append("null")
    if types:
        found["type"] = types[0] if len(types) == 1 else types
    limits = {name: getattr(setting, word) for word, name in _LIMITS.items() if getattr(setting, word) is not None}
    if setting.type == schema.LIST:
        found["items"] = {"type": _TYPES[setting.items], **limits} if setting.items else {}
        if setting.length:
            found["minItems"] = found["maxItems"] = setting.length
    else:
        found.update(limits)
    if setting.choices:
        found["enum"] = [*setting.choices, *(int(choice) for choice in setting.choices if setting.number_too and choice.isdigit())]
    elif setting.pattern:
        found["pattern"] = f"^({setting.pattern}){'?' * setting.empty}$"
    if setting.fixed == "always":
        found["const"] = setting.default
    if setting.default is not None and not setting.by_version:
        found["default"] = setting.default
    if setting.why:
        found["description"] = _both(setting.why, setting.unit)
    comments = _comments(setting, kind, related)
    if comments:
        found["$comment"] = " ".join(comments)
    return found


def _both(why: Mapping[str, str], unit: Mapping[str, str]) -> str:
    """English, then Chinese, for editors show one text."""
    english, chinese = why["en"], why["zh"]
    return f"{english} ({unit['en']})\n{chinese}（{unit['zh']}）" if unit else f"{english}\n{chinese}"


def _comments(setting: Setting, kind: str, related: List[Relation]) -> List[str]:
    comments = []
    if schema.INTEGER in (setting.type, setting.items):
        comments.append(INTEGER_COMMENT)
    if setting.type == schema.NUMBER and SYNTAX[kind] == "yaml":
        comments.append(YAML_COMMENT)
    if setting.exists:
        comments.append(f"The {setting.exists} has to exist; a relative path counts from the program folder.")
    comments += [f"Has to be {relation.way.replace('-', ' ')} {relation.right}." for relation in related if relation.left == setting.key]
    if setting.fixed == "official":
        by_version = (
            f" ({', '.join(f'{version}: {value}' for version, value in setting.by_version.items())}; else {setting.default})" if setting.by_version else f" ({setting.default})"
        )
        comments.append(f"Beside a published base model it has to be that of the model{by_version}.")
    for kind, words in setting.error.items():
        comments.append(f"{'Of another type' if kind == 'other' else kind}: {words}.")
    if setting.range_error:
        comments.append(f"Out of range: {setting.range_error}.")
    return comments


def published(kind: str) -> str:
    """The text of the published file."""
    return json.dumps(json_schema(kind), indent=1, ensure_ascii=False) + "\n"

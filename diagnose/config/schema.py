"""The schema of the configuration files as values: what every setting has to be, why, and what the trainer says when it is not."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib import resources
from typing import Any, Dict, Mapping, Optional, Tuple

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a PyYAML without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

from diagnose.model import Scalar

INTEGER, NUMBER, BOOLEAN, TEXT, PATH, LIST, SECTION, ANY = "integer", "number", "boolean", "text", "path", "list", "section", "any"
TYPES = (INTEGER, NUMBER, BOOLEAN, TEXT, PATH, LIST, SECTION, ANY)
FAMILIES = {"tmp_s2": "s2", "s2": "s2", "tmp_s1": "s1", "s1": "s1", "tts_infer": "tts_infer", "weight": "weight"}
"""Part of the schema for each kind of file."""
DEFAULT_RULE = "config.value-type"
WAYS = ("multiple-of", "more-than", "at-most", "same-as", "one-less-than", "product", "as-long-as")
"""How two settings can be related."""

Words = Mapping[str, str]
"""One text in both languages: keys zh and en."""


@dataclass(frozen=True)
class Setting:
    """One key of a configuration file."""

    key: str
    type: str
    """One of `TYPES`; `any` is never looked at."""
    why: Words = field(default_factory=dict)
    """What it is for and why it is as it is."""
    unit: Words = field(default_factory=dict)
    page: Words = field(default_factory=dict)
    """The control of the web page that sets it; empty when the page does not."""
    items: str = ""
    """Type of a list's items."""
    length: int = 0
    """Of a list; 0 for any."""
    min: Optional[float] = None
    above: Optional[float] = None
    max: Optional[float] = None
    below: Optional[float] = None
    choices: Tuple[str, ...] = ()
    pattern: str = ""
    """Regular expression for the whole text."""
    null: bool = False
    """Null is allowed."""
    empty: bool = False
    """An empty text is allowed, or looked at elsewhere."""
    decimal: bool = False
    """For an integer: the trainer takes a decimal number all the same."""
    number_too: bool = False
    """For a text: a number does as well."""
    default: Any = None
    """What the web UI or the base file writes; None when there is no such value, or when it is null."""
    by_version: Mapping[str, Any] = field(default_factory=dict)
    """Defaults of versions that have their own."""
    fixed: str = ""
    """`always`, or `official` for beside a published base model: must be the default."""
    needed: Tuple[str, ...] = ()
    """`always`, `plain` (v1 to v2ProPlus), `lora` (v3, v4), or keys beside which it has to stand."""
    base: bool = False
    """Stands in the base files too."""
    only: str = ""
    """`plain` or `lora`: read by that trainer alone."""
    mend: str = ""
    """`min`: a number that is too small becomes the smallest that is allowed, not the default."""
    exists: str = ""
    """Of a path: `file` or `folder`."""
    error: Mapping[str, str] = field(default_factory=dict)
    """What the trainer prints for a value of the wrong type, by the name of that type in Python, else `other`; `{type}` and `{value}` stand for both."""
    rule: str = DEFAULT_RULE
    """The rule for it; empty when training goes on."""
    range_error: str = ""
    """What it prints for a value out of range."""
    range_rule: str = DEFAULT_RULE
    missing_rule: str = DEFAULT_RULE
    exists_rule: str = DEFAULT_RULE
    lora_rule: str = ""
    """Instead of `exists_rule` for v3 and v4."""

    def default_for(self, version: str) -> Any:
        return self.by_version.get(version, self.default)

    def error_for(self, value: Scalar, ranged: bool) -> str:
        """The trainer's words about a value of the wrong type or, when it is `ranged`, out of range; empty when it says nothing."""
        kind = type(value).__name__
        words = self.range_error if ranged else self.error.get(kind, self.error.get("other", ""))
        return words.replace("{type}", kind).replace("{value}", str(value)[:40])

    @property
    def check(self) -> str:
        """Id of the checks of this setting: `config.batch-size`."""
        return "config." + self.key.rpartition(".")[2].replace("_", "-").lower()


@dataclass(frozen=True)
class Relation:
    """What has to hold between two settings."""

    id: str
    kind: str
    left: str
    way: str
    """One of `WAYS`."""
    right: str
    mend: str
    """What the left one becomes: `default`, `right` (what the right one asks for) or `none`."""
    error: str
    rule: str
    why: Words


@dataclass(frozen=True)
class Schema:
    """All of it."""

    settings: Mapping[str, Mapping[str, Setting]]
    """By family and key."""
    relations: Tuple[Relation, ...]
    official: Mapping[str, Tuple[str, ...]]
    """Names of the published base models and the versions they are for."""
    versions: Tuple[str, ...]


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """The schema of this package. Raises ValueError when it is not sound (the tests see to it that it is)."""
    data = yaml.load(resources.files("diagnose.config").joinpath("schema.yaml").read_text("utf-8"), Loader=Loader)
    settings = {family: {key: _setting(key, found) for key, found in data[family].items()} for family in dict.fromkeys(FAMILIES.values())}
    relations = tuple(_relation(found) for found in data["relations"])
    return Schema(settings, relations, {name: tuple(versions) for name, versions in data["official"].items()}, tuple(data["versions"]))


_LISTS = ("choices", "needed")


def _setting(key: str, found: Dict[str, Any]) -> Setting:
    known = {field.name for field in fields(Setting)}
    unknown = found.keys() - known
    if unknown or found.get("type") not in TYPES:
        raise ValueError(f"{key}: {', '.join(sorted(unknown)) or 'type'}")
    values = {name: value for name, value in found.items() if value is not None}
    for name in _LISTS:
        if name in values:
            values[name] = (values[name],) if isinstance(values[name], str) else tuple(values[name])
    if isinstance(values.get("error"), str):
        values["error"] = {"other": values["error"]}
    if "fixed" in values:
        values["fixed"] = "always" if values["fixed"] is True else values["fixed"]
    return Setting(key=key, **values)


def _relation(found: Dict[str, Any]) -> Relation:
    values = {("way" if name == "is" else name): value for name, value in found.items()}
    if values["way"] not in WAYS:
        raise ValueError(values["way"])
    return Relation(**values)


def family_of(kind: str) -> Mapping[str, Setting]:
    """The settings of a kind of file, by key; none for a kind without a schema."""
    return load_schema().settings.get(FAMILIES.get(kind, ""), {})


def plain_default(setting: Setting, version: str) -> Optional[Scalar]:
    """The default where it is one value; None for lists and where there is none."""
    found = setting.default_for(version)
    return found if isinstance(found, (str, int, float, bool)) else None

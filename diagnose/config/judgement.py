"""Whether one value is what its setting asks for, and what it should be instead."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Mapping, Optional

from diagnose.config import schema, values
from diagnose.config.schema import Setting
from diagnose.config.values import Value
from diagnose.model import Scalar

_EXPONENT = re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")
_MEANT = {"fp16": "16-mixed", "float16": "16-mixed", "half": "16-mixed", "bf16-true ": "bf16-true", "bfloat16": "bf16-mixed", "fp32": "32", "float32": "32", "full": "32"}
"""Precisions as people write them."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a value."""

    key: str
    """Which sentence tells it: `decimal` stands for `config.decimal`."""
    set: Scalar = None
    """What it should be; None where that is not known."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the sentence names beside the key and the value."""
    range: bool = False
    """The type is right."""
    harmless: bool = False
    """The trainer goes on all the same."""


def judge(setting: Setting, value: Value, raw: str, syntax: str, version: str) -> Optional[Fault]:
    """The first thing that is wrong with a value, `raw` being its text in the file; None when all is well."""
    if setting.type == schema.ANY or (value.value is None and setting.null):
        return None
    default = schema.plain_default(setting, version)
    if setting.type == schema.SECTION:
        return None if value.form == values.SECTION else Fault("not-section")
    if setting.type == schema.LIST:
        return None if value.form == values.LIST else Fault("not-list")
    if value.form != values.SCALAR:
        return Fault("not-scalar", default, {"wanted": setting.type})
    if value.value is None:
        return Fault("null", default)
    if setting.type in (schema.INTEGER, schema.NUMBER):
        return _number(setting, value.value, raw, syntax, default)
    if setting.type == schema.BOOLEAN:
        return _boolean(value.value, default)
    return _text(setting, value.value, raw, default)


def _number(setting: Setting, value: Scalar, raw: str, syntax: str, default: Optional[Scalar]) -> Optional[Fault]:
    whole = setting.type == schema.INTEGER
    if isinstance(value, bool):
        return Fault("boolean-for-number", default, harmless=True)
    if isinstance(value, str):
        number = _parsed(value)
        if number is None:
            return Fault("not-number", default)
        fit = _fitting(setting, number, default)
        if syntax == "yaml" and _EXPONENT.fullmatch(value) and raw == value:
            return Fault("yaml-exponent", fit)
        return Fault("number-as-text", fit)
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        return Fault("not-finite", default)
    if whole and isinstance(value, float):
        return Fault("decimal", _fitting(setting, value, default), harmless=setting.decimal and _within(setting, value))
    return None if _within(setting, value) else Fault("out-of-range", _fitting(setting, value, default), range=True)


def _parsed(text: str) -> Optional[float]:
    """The number that a text was meant to be."""
    try:
        number = int(text) if re.fullmatch(r"\s*[-+]?[0-9]{1,300}\s*", text) else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _within(setting: Setting, value: float) -> bool:
    return (
        (setting.min is None or value >= setting.min)
        and (setting.above is None or value > setting.above)
        and (setting.max is None or value <= setting.max)
        and (setting.below is None or value < setting.below)
    )


def _fitting(setting: Setting, value: float, default: Optional[Scalar]) -> Scalar:
    """The number nearest to what was written that the setting allows, else the default."""
    number = math.floor(value) if setting.type == schema.INTEGER else value
    if _within(setting, number):
        return number
    if setting.min is not None and number < setting.min and (setting.mend == "min" or value > 0):
        return math.floor(setting.min) if setting.type == schema.INTEGER else setting.min
    return default


def _boolean(value: Scalar, default: Optional[Scalar]) -> Optional[Fault]:
    if isinstance(value, bool) or value in (0, 1):
        return None
    if isinstance(value, str):
        word = value.strip().lower()
        meant = True if word in _TRUE else False if word in _FALSE else default
        return Fault("boolean-as-text", meant)
    return Fault("not-boolean", default)


def _text(setting: Setting, value: Scalar, raw: str, default: Optional[Scalar]) -> Optional[Fault]:
    if isinstance(value, bool) or not isinstance(value, str):
        if not setting.number_too or isinstance(value, bool):
            # `raw` keeps the zeros of 007 and the word of a YAML `no`.
            return Fault("not-text", raw if not setting.choices or raw in setting.choices else default, harmless=setting.number_too)
        value = raw
    if not value.strip():
        return None if setting.empty else Fault("empty-text", default, range=True)
    if setting.choices and value not in setting.choices:
        return Fault("choice", _meant(setting, value, default), {"choices": ", ".join(setting.choices)}, range=True)
    if setting.pattern and not re.fullmatch(setting.pattern, value, re.ASCII):
        return Fault("pattern", default, range=True)
    return None


def _meant(setting: Setting, value: str, default: Optional[Scalar]) -> Optional[Scalar]:
    """The choice that differs in spelling only; the default where there is one."""
    bare = value.strip().lower()
    bare = _MEANT.get(bare, bare)
    return next((choice for choice in setting.choices if choice.lower() == bare), default)

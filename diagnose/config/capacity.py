"""Whether batch size, precision, cards and workers of a configuration fit the machine."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Dict, List, Optional

from diagnose.checkup.check import ERROR, WARNING, Check, Said
from diagnose.config.schema import family_of
from diagnose.config.telling import Teller, is_lora, shown, spelled, version_of
from diagnose.config.values import ConfigFile, Value
from diagnose.messages import both
from diagnose.model import Scalar

if TYPE_CHECKING:
    from diagnose.environment.hardware import Hardware, Suggestion

GENEROUS = 2
"""So many times the trainer's own choice still passes: it is a careful one."""
USUAL_WORKERS = 4
"""The base files have so many, and every machine bears them."""
GIB = 1 << 30


def check_capacity(file: ConfigFile, teller: Teller, hardware: Hardware) -> List[Check]:
    """What is too much for a machine, or names a card that it has not. Values of the wrong type are passed over."""
    from diagnose.environment.hardware import suggest

    if file.kind == "tts_infer":
        return [check for check in (_device(file, teller, hardware),) if check]
    if file.kind not in ("tmp_s2", "tmp_s1"):
        return []
    wanted = suggest(hardware, version_of(file) or "v2")
    tests = (_cards, _half, _batch, _checkpointing, _workers)
    return [check for check in (test(file, teller, hardware, wanted) for test in tests) if check]


def _tell(teller: Teller, value: Value, title: Said, new: Scalar, rule: str, status: str = WARNING) -> Check:
    setting = family_of(teller.file.kind)[value.key]
    check = teller.setting(setting, value, title, new, rule, "", why={}, advice=both("config.advice-set", name=value.key, new=shown(spelled(new, teller.syntax))))
    return replace(check, status=status)


def _whole(file: ConfigFile, key: str) -> Optional[Value]:
    value = file.values.get(key)
    return value if value and isinstance(value.value, int) and not isinstance(value.value, bool) and value.value > 0 else None


def _machine(hardware: Hardware) -> Dict[str, object]:
    """The machine in a few words."""
    if hardware.device == "cuda":
        card = min((gpu for gpu in hardware.gpus if gpu.usable), key=lambda gpu: gpu.memory)
        return {"machine": f"{shown(card.name)} ({card.memory / GIB:.0f} GiB)"}
    return {"machine": f"CPU ({hardware.memory / GIB:.0f} GiB)"}


def _batch(file: ConfigFile, teller: Teller, hardware: Hardware, wanted: Suggestion) -> Optional[Check]:
    value = _whole(file, "train.batch_size")
    fit = wanted.s1_batch_size if file.kind == "tmp_s1" else wanted.batch_size
    if value is None or not (hardware.memory or hardware.gpus) or int(value.value or 0) <= fit * GENEROUS:
        return None
    title = both("config.batch-too-large", file=teller.name, name=value.key, found=value.value, fit=fit, **_machine(hardware))
    return _tell(teller, value, title, fit, "gpu.out-of-memory" if wanted.device == "cuda" else "host.out-of-memory")


def _half(file: ConfigFile, teller: Teller, hardware: Hardware, wanted: Suggestion) -> Optional[Check]:
    """Half precision on a card that gives NaN with it; on the CPU it is switched off with a warning."""
    key = "train.precision" if file.kind == "tmp_s1" else "train.fp16_run"
    value = file.values.get(key)
    half = value is not None and (value.value is True or str(value.value) in ("16", "16-mixed", "16-true"))
    if value is None or not half or wanted.half or (not hardware.gpus and not hardware.memory):
        return None
    new: Scalar = "32" if file.kind == "tmp_s1" else False
    single = [gpu for gpu in hardware.gpus if gpu.single_only]
    if wanted.device == "cuda" and single:
        title = both("config.half-nan", file=teller.name, name=key, found=shown(file.raw(value)), card=shown(single[0].name))
        return _tell(teller, value, title, new, "gpu.fp16-nan", ERROR)
    title = both("config.half-useless", file=teller.name, name=key, found=shown(file.raw(value)), **_machine(hardware))
    return _tell(teller, value, title, new, "")


def _cards(file: ConfigFile, teller: Teller, hardware: Hardware, wanted: Suggestion) -> Optional[Check]:
    """Numbers of cards that the machine does not have: all are hidden then."""
    value = file.values.get("train.gpu_numbers")
    if value is None or not isinstance(value.value, str) or not hardware.gpus:
        return None
    if not value.value.strip():
        title = both("config.gpu-numbers-empty", file=teller.name, count=len(hardware.gpus))
        return _tell(teller, value, title, "0", "gpu.not-visible", ERROR)
    missing = [number for number in re.findall(r"\d+", value.value) if int(number) >= len(hardware.gpus)]
    if not missing:
        return None
    title = both("config.gpu-numbers-missing", file=teller.name, found=shown(value.value), missing=missing[0][:9], last=len(hardware.gpus) - 1, count=len(hardware.gpus))
    return _tell(teller, value, title, "0", "gpu.not-visible", ERROR)


def _checkpointing(file: ConfigFile, teller: Teller, hardware: Hardware, wanted: Suggestion) -> Optional[Check]:
    value = file.values.get("train.grad_ckpt")
    if value is None or value.value is not False or not wanted.grad_ckpt or not is_lora(file):
        return None
    return _tell(teller, value, both("config.grad-ckpt-off", file=teller.name, **_machine(hardware)), True, "gpu.out-of-memory")


def _workers(file: ConfigFile, teller: Teller, hardware: Hardware, wanted: Suggestion) -> Optional[Check]:
    value = _whole(file, "data.num_workers")
    if value is None or not hardware.cores or int(value.value or 0) <= max(USUAL_WORKERS, hardware.cores):
        return None
    title = both("config.workers-many", file=teller.name, found=value.value, cores=hardware.cores)
    return _tell(teller, value, title, wanted.workers, "host.pagefile-too-small")


def _device(file: ConfigFile, teller: Teller, hardware: Hardware) -> Optional[Check]:
    value = file.values.get("custom.device")
    match = re.fullmatch(r"cuda:(\d+)", str(value.value)) if value else None
    if value is None or match is None or not hardware.gpus or int(match[1]) < len(hardware.gpus):
        return None
    title = both("config.gpu-numbers-missing", file=teller.name, found=shown(str(value.value)), missing=match[1][:9], last=len(hardware.gpus) - 1, count=len(hardware.gpus))
    return _tell(teller, value, title, "cuda:0", "gpu.not-visible", ERROR)

"""What is known of an interpreter and its machine, under the names that rules use."""

from __future__ import annotations

from typing import Dict

from diagnose.environment.conflicts import versions_of
from diagnose.environment.groups.cards import build_of
from diagnose.environment.probe import Probe
from diagnose.model import Fact, Scalar


def facts_of(probe: Probe) -> Dict[str, Fact]:
    """`system`, `python`, `interpreter`, `container`, `gpu`, `gpu_sm`, `torch_cuda`, `package.…`, and `environment.…` for the rest; `file` is the interpreter."""
    interpreter, machine, gpus = probe.interpreter, probe.machine, probe.programs.gpus
    build = build_of(probe)
    known: Dict[str, Scalar] = {
        "system": interpreter.system,
        "python": interpreter.version,
        "interpreter": probe.executable,
        "container": interpreter.container,
        "environment.kind": interpreter.kind,
        "environment.memory": machine.usable,
        "environment.cores": machine.cores,
        "environment.shared_memory": machine.shared_total,
    }
    if gpus:
        best = max(gpus, key=lambda gpu: gpu.capability)
        known.update({"gpu": best.name, "gpu_sm": best.capability[0] * 10 + best.capability[1] or None, "environment.gpu_memory": best.memory, "environment.driver": best.driver})
    if build:
        known["torch_cuda"] = build.cuda or (f"rocm{build.hip}" if build.hip else "cpu")
    facts = {key: _fact(probe, key, value) for key, value in known.items() if value not in ("", None)}
    for name, version in versions_of(probe.packages, interpreter).items():
        if name not in ("python", "cuda"):
            facts[f"package.{name}"] = _fact(probe, f"package.{name}", version)
    return facts


def _fact(probe: Probe, key: str, value: Scalar) -> Fact:
    return Fact(key, value, file=probe.executable, text=f"{key.rpartition('.')[2]} {value}")

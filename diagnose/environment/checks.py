"""What the answers of an interpreter mean for training.

Ids, all beginning with `environment.`; one line for each group when there is nothing wrong in it:

interpreter    `python-version` `processor` `user-site` `python-path` `encoding`
packages       `packages` (missing) `package-files` `package-remains` `package-copies` (of installations that did not end well) `module-names`
               (hidden by others) `dependencies` (what packages ask of each other) `requirements` (of the program's own list), and a name
               for each known conflict in conflicts.yaml: `numpy-numba`, `gradio-pydantic`, `torchcodec`, …
torch          `torch-files` `torch-build` `driver` `gpu` `gpu-mode` `gpu-memory` `torchaudio` `torchvision` `torchcodec-build`
               `import-<module>` (it is there and cannot be loaded)
programs       `ffmpeg` `ffprobe` `nltk-data` `japanese-dictionary` `language-model`
machine        `memory` `page-file` `shared-memory` `open-files` `process-limit` `address-limit` `file-size-limit` `temp`
network        `ports` `localhost` `host-name` `proxy` `proxy-socks`
processes      left over from earlier runs
"""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Optional, Tuple

from diagnose.checkup.check import OK, UNKNOWN, Check
from diagnose.environment.conflicts import versions_of
from diagnose.environment.facts import facts_of
from diagnose.environment.groups import cards, interpreter, machine, network, packages, processes, programs
from diagnose.environment.needed import needed_packages
from diagnose.environment.probe import Probe
from diagnose.environment.saying import gib, told

__all__ = ["check_environment", "facts_of"]

KINDS = {"bundle": "kind-bundle", "conda": "kind-conda", "venv": "kind-venv", "store": "kind-store"}
GROUPS: Dict[str, Tuple[str, ...]] = {
    "interpreter": ("interpreter",), "packages": ("packages",), "torch": ("packages",), "programs": ("programs", "data"), "machine": ("machine",), "network": ("network",),
    "processes": ("processes",),
}  # fmt: skip
"""The questions that a group cannot do without."""


def check_environment(probe: Probe, root: Optional[Path] = None) -> List[Check]:
    """Everything that is wrong with an interpreter and its machine, and a line for each group that is fine; `root` is the program folder."""
    found: List[Check] = []
    for group, questions in GROUPS.items():
        failed = [question for question in questions if question in probe.failed]
        problems = _problems(group, probe, root) if len(failed) < len(questions) else []
        problems += [_unknown(group, probe.failed[question]) for question in failed]
        found += problems or [_fine(group, probe)]
    if "imports" in probe.failed:
        found.append(_unknown("imports", probe.failed["imports"]))
    return found


def _problems(group: str, probe: Probe, root: Optional[Path]) -> List[Check]:
    if group == "interpreter":
        return interpreter.check(probe)
    if group == "packages":
        return packages.check(probe, root)
    if group == "torch":
        return cards.check(probe)
    if group == "programs":
        return programs.check(probe, root)
    if group == "machine":
        return machine.check(probe)
    return network.check(probe) if group == "network" else processes.check(probe, root)


def _unknown(group: str, reason: str) -> Check:
    return told(group, UNKNOWN, "unknown-" + group, reason=reason) if reason else told(group, UNKNOWN, "late-" + group)


def _fine(group: str, probe: Probe) -> Check:
    """What was looked at, with the numbers that matter."""
    if group == "interpreter":
        return told(group, OK, KINDS.get(probe.interpreter.kind, "kind-system"), version=probe.version, bits=probe.interpreter.bits, file=probe.executable)
    if group == "packages":
        versions = versions_of(probe.packages, probe.interpreter)
        count = sum(any(name in versions for name in one.names) for one in needed_packages().values())
        return told(group, OK, "packages-ok", count=count)
    if group == "torch":
        build, gpus = cards.build_of(probe), probe.programs.gpus
        name = build.name if build else ""
        if gpus:
            return told(group, OK, "torch-ok", build=name, name=", ".join(gpu.name for gpu in gpus), memory=gib(gpus[0].memory), driver=gpus[0].driver)
        return told(group, OK, "torch-ok-cpu", build=name)
    if group == "machine":
        return told(group, OK, "machine-ok", memory=gib(probe.machine.usable or 0), cores=probe.machine.cores or "?")
    if group == "network":
        return told(group, OK, "network-ok", ports=", ".join(str(port.port) for port in probe.network.ports))
    if group == "programs" and not probe.packages.version("nltk"):
        return told(group, OK, "programs-only")
    return told(group, OK, group + "-ok")

"""PyTorch and the graphics card: is it there, does it load, has it code for the card, is the driver new enough?"""

from __future__ import annotations

from typing import List, Optional, Sequence

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check
from diagnose.environment.builds import Build, audio_fits, card_fits, codec_fits, index_for, needed_driver, right_index, vision_fits
from diagnose.environment.hardware import Gpu
from diagnose.environment.needed import needed_packages
from diagnose.environment.probe import Probe
from diagnose.environment.saying import gib, lines, plain, python_of, told
from diagnose.environment.versions import release_of, version_key

AUDIO_STAGES = ("get-sv", "inference", "api")


def build_of(probe: Probe) -> Optional[Build]:
    """The installed PyTorch; None when there is none."""
    version = probe.packages.version("torch")
    files, imported = probe.packages.files.get("torch", {}), probe.imports.get("torch")
    if not version:
        return None
    return Build(version, files.get("cuda", ""), files.get("hip", ""), imported.architectures if imported else ())


def check(probe: Probe) -> List[Check]:
    """PyTorch, its partners, the card, the driver."""
    build = build_of(probe)
    module = probe.packages.modules.get("torch")
    if build is None or module is None:
        return [told("torch", ERROR, "torch-missing", "env.missing-module", advice="torch-missing-advice", python=python_of(probe), index=_index(probe, None))]
    found = [*_copies(probe, build), *_partners(probe, build), *_imports(probe)]
    return found + (_cards(probe, build) if "programs" not in probe.failed else [])


def _index(probe: Probe, build: Optional[Build]) -> str:
    """The wheel index for this machine."""
    if probe.programs.gpus:
        return right_index(max(probe.programs.gpus, key=lambda gpu: gpu.capability))
    return index_for(build) if build else "cpu"


def _copies(probe: Probe, build: Build) -> List[Check]:
    """Files of one release, metadata of another: half an upgrade."""
    metadata = next((one.version for one in probe.packages.distributions if one.name == "torch" and not one.broken), "")
    if not metadata or version_key(metadata) == version_key(build.version):
        return []
    values = {"files": build.version, "metadata": metadata, "python": python_of(probe), "index": _index(probe, build)}
    return [told("torch-files", ERROR, "torch-files", "env.runtime-leftover", advice="torch-reinstall", values=values)]


def _partners(probe: Probe, build: Build) -> List[Check]:
    """torchaudio, torchvision and torchcodec belong to one release of torch."""
    packages, found = probe.packages, []
    values = {"torch": build.version, "python": python_of(probe), "index": _index(probe, build), "plain": build.version.partition("+")[0]}
    audio, vision, codec = packages.version("torchaudio"), packages.version("torchvision"), packages.version("torchcodec")
    if audio and not audio_fits(build, audio):
        found.append(told("torchaudio", ERROR, "torchaudio", "env.torchaudio-backend", AUDIO_STAGES, advice="torchaudio-advice", audio=audio, values=values))
    if vision and not vision_fits(build, vision):
        found.append(told("torchvision", ERROR, "torchvision", "env.torchvision-mismatch", advice="torchvision-advice", vision=vision, values=values))
    if codec and release_of(audio) >= (2, 9) and not codec_fits(build, codec):
        found.append(told("torchcodec-build", ERROR, "torchcodec-build", "env.torchcodec", AUDIO_STAGES, advice="torchcodec-advice", codec=codec, values=values))
    return found


def _imports(probe: Probe) -> List[Check]:
    """Modules that are installed and cannot be loaded. What needs PyTorch is not told of when PyTorch itself does not load."""
    found: List[Check] = []
    stages = {one.module: one.stages for one in needed_packages().values()}
    for name, one in probe.imports.items():
        if probe.packages.modules.get(name) is None:
            continue
        if name in ("torchaudio", "torchcodec") and probe.imports.get("torch") is not None and probe.imports["torch"].state != "done":
            continue
        about = {"name": name, "python": python_of(probe), "index": _index(probe, build_of(probe))}
        advice = "torch-reinstall" if name == "torch" else "import-advice"
        where = () if name == "torch" else stages.get(name, AUDIO_STAGES)
        if one.state == "failed":
            reason = (one.type + ": " + one.message).strip().splitlines()[0][:240]
            found.append(told(f"import-{name}", ERROR, "import-failed", _rule(one.trace), where, lines(one.trace), advice, reason=reason, values=about))
        elif one.state == "died":
            reason = one.signal or f"exit code {one.code}"
            found.append(told(f"import-{name}", ERROR, "import-died", "host.process-crash", where, lines(one.output), advice, reason=reason, values=about))
        elif one.state == "late":
            found.append(told(f"import-{name}", UNKNOWN, "import-late", "", where, lines(one.output), "import-late-advice", seconds=one.seconds, values=about))
        elif one.state != "done":
            found.append(told(f"import-{name}", UNKNOWN, "import-skipped", "", where, values=about))
    return found


def _rule(trace: str) -> str:
    """The cause of a failed import, found as in any log; empty when no rule knows it."""
    from io import BytesIO

    from diagnose import diagnose

    try:
        causes = diagnose(BytesIO(trace.encode("utf-8", "replace"))).causes
    except Exception:  # the check stands without a rule
        return ""
    return causes[0].rule if causes else ""


def _cards(probe: Probe, build: Build) -> List[Check]:
    gpus, smi = probe.programs.gpus, probe.programs.nvidia_smi
    nvidia = [name for name in probe.programs.displays if "nvidia" in name.lower()]
    if not gpus and (smi.path or nvidia) and not build.hip:
        name = nvidia[0] if nvidia else "NVIDIA"
        reason = smi.error or (smi.output.splitlines() or [f"exit code {smi.code}"])[0][:200]
        if not smi.path:
            return [told("gpu", ERROR, "no-driver", "gpu.not-visible", advice="no-driver-advice", name=name)]
        return [told("gpu", ERROR, "driver-fails", "gpu.not-visible", details=lines(smi.output), advice="no-driver-advice", name=name, reason=reason)]
    if not gpus:
        idle = build.cuda and probe.interpreter.system != "macos"
        return (
            [told("gpu", WARNING, "no-card", "gpu.not-visible", advice="no-card-container" if probe.interpreter.container else "no-card-advice", build=build.name)] if idle else []
        )
    if not build.cuda and not build.hip:
        values = {"name": gpus[0].name, "build": build.name, "python": python_of(probe), "index": right_index(gpus[0])}
        return [told("torch-build", WARNING, "torch-cpu", "gpu.torch-cpu-only", advice="torch-reinstall", values=values)]
    return [*_builds(probe, build, gpus), *_driver(probe, build, gpus), *_visible(probe, gpus), *_busy(gpus), *_small(gpus)] or _unusable(probe, build)


def _builds(probe: Probe, build: Build, gpus: Sequence[Gpu]) -> List[Check]:
    wrong = {gpu.name: (card_fits(build, gpu), gpu) for gpu in gpus if card_fits(build, gpu)}
    some_fit = len(wrong) < len({gpu.name for gpu in gpus})
    return [
        told(
            "torch-build",
            WARNING if some_fit else ERROR,
            "torch-too-old" if kind == "new" else "torch-too-new" if gpu.capability >= (5, 0) else "card-too-old",
            "gpu.arch-unsupported",
            advice="torch-reinstall" if gpu.capability >= (5, 0) else "card-too-old-advice",
            name=name, sm=f"sm_{gpu.capability[0]}{gpu.capability[1]}", build=build.name, python=python_of(probe), index=right_index(gpu),
        )
        for name, (kind, gpu) in wrong.items()
    ]  # fmt: skip


def _driver(probe: Probe, build: Build, gpus: Sequence[Gpu]) -> List[Check]:
    wanted, have = needed_driver(build, probe.interpreter.system == "windows"), gpus[0].driver
    if not wanted or not have or release_of(have) >= release_of(wanted):
        return []
    advice = "driver-wsl" if probe.interpreter.container == "wsl" else "driver-advice"
    return [told("driver", ERROR, "driver", "gpu.driver-too-old", advice=advice, have=have, wanted=wanted, build=build.name)]


def _visible(probe: Probe, gpus: Sequence[Gpu]) -> List[Check]:
    given = probe.interpreter.variables.get("CUDA_VISIBLE_DEVICES")
    if given is None:
        return []
    first = given.split(",")[0].strip()
    numbers = [int(word) for word in given.split(",") if word.strip().isdigit()]
    if first in ("", "-1", "NoDevFiles"):
        return [told("gpu", WARNING, "gpu-hidden", "gpu.not-visible", advice="gpu-hidden-advice", value=given)]
    if numbers and max(numbers) >= len(gpus):
        return [told("gpu", WARNING, "gpu-number", "config.gpu-numbers-invalid", advice="gpu-hidden-advice", value=given, count=len(gpus))]
    return []


def _busy(gpus: Sequence[Gpu]) -> List[Check]:
    found = []
    for gpu in gpus:
        if gpu.mode.lower().startswith("prohibited") or "exclusive" in gpu.mode.lower():
            status = ERROR if gpu.mode.lower().startswith("prohibited") else WARNING
            found.append(told("gpu-mode", status, "gpu-mode", "gpu.device-busy", advice="gpu-mode-advice", name=gpu.name, mode=gpu.mode))
        if gpu.memory and gpu.used > gpu.memory // 2:
            found.append(told("gpu-memory", WARNING, "gpu-memory", "gpu.out-of-memory", advice="gpu-memory-advice", name=gpu.name, used=gib(gpu.used), all=gib(gpu.memory)))
    return found


def _small(gpus: Sequence[Gpu]) -> List[Check]:
    """Cards that the trainer itself leaves aside."""
    if any(gpu.usable or gpu.capability == (0, 0) for gpu in gpus):
        return []
    gpu = gpus[0]
    sm = f"{gpu.capability[0]}.{gpu.capability[1]}"
    return [told("gpu", WARNING, "gpu-left-aside", "gpu.not-visible", advice="gpu-left-aside-advice", name=gpu.name, all=gib(gpu.memory), sm=sm)]


def _unusable(probe: Probe, build: Build) -> List[Check]:
    """Everything fits, and PyTorch still says that it cannot use a card."""
    torch = probe.imports.get("torch")
    if torch is None or torch.state != "done":
        return []
    if torch.cuda_error:
        return [told("gpu", UNKNOWN, "cuda-unknown", details=[plain(torch.cuda_error)], reason=torch.cuda_error[:200])]
    if torch.cuda is False:
        return [told("gpu", ERROR, "cuda-off", "gpu.not-visible", advice="cuda-off-advice", build=build.name)]
    return []

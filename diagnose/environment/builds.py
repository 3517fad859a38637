"""Builds of PyTorch: the cards they have code for, the driver they need, what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, Tuple

from diagnose.environment.hardware import Gpu
from diagnose.environment.versions import local_part, release_of

BLACKWELL, TURING, OLDEST = (10, 0), (7, 5), (5, 0)
"""Capabilities: from the first on a card needs CUDA 12.8; below the second it is left out of newer builds; below the third of all."""
DRIVERS = {11: ("450.80", "452.39"), 12: ("525.60", "527.41"), 13: ("580.65", "580.00")}
"""CUDA to the oldest driver for it: Linux, Windows."""
CODECS: Mapping[Tuple[int, ...], Tuple[int, ...]] = {
    (0, 0): (2, 4),
    (0, 1): (2, 5),
    (0, 2): (2, 6),
    (0, 3): (2, 7),
    (0, 4): (2, 7),
    (0, 5): (2, 7),
    (0, 6): (2, 8),
    (0, 7): (2, 8),
    (0, 8): (2, 9),
    (0, 9): (2, 9),
}
"""torchcodec to the torch it was built for; later ones are not known."""
STABLE_AUDIO = (2, 10)
"""From here on torchaudio does not have to be of torch's own release."""


@dataclass(frozen=True)
class Build:
    """The PyTorch that is installed, by its files."""

    version: str
    """`2.7.1+cu128`."""
    cuda: str = ""
    """`12.8`; empty for a build without CUDA."""
    hip: str = ""
    """ROCm."""
    architectures: Tuple[str, ...] = ()
    """`sm_86`, … as PyTorch itself says; empty when it could not be imported."""

    @property
    def release(self) -> Tuple[int, ...]:
        """(2, 7)."""
        return release_of(self.version)

    @property
    def cuda_release(self) -> Tuple[int, ...]:
        """(12, 8); empty without CUDA."""
        return release_of(self.cuda) if self.cuda else ()

    @property
    def name(self) -> str:
        """`2.7.1, CUDA 12.8`."""
        plain = self.version.partition("+")[0]
        return f"{plain} (CUDA {self.cuda})" if self.cuda else f"{plain} (ROCm {self.hip})" if self.hip else f"{plain} (CPU)"


def card_fits(build: Build, gpu: Gpu) -> str:
    """`new` or `old` for a card that is too new or too old for the build; empty when it fits or nothing is known of it."""
    capability = gpu.capability
    if capability == (0, 0) or not build.cuda:
        return ""
    if build.architectures:
        return "" if _covered(capability, build.architectures) else "new" if capability > _newest(build.architectures) else "old"
    if capability >= BLACKWELL and (build.cuda_release < (12, 8) or build.release < (2, 7)):
        return "new"
    if capability < OLDEST:
        return "old"
    if capability < TURING and build.cuda_release >= (12, 8) and build.release >= (2, 8):
        return "old"
    return ""


def _covered(capability: Tuple[int, int], architectures: Sequence[str]) -> bool:
    """Code for an older card of the same generation runs, and so does intermediate code (compute_) for any older one."""
    return any(known <= capability and (kind == "compute" or known[0] == capability[0]) for kind, known in _architectures(architectures))


def _newest(architectures: Sequence[str]) -> Tuple[int, int]:
    return max((known for _, known in _architectures(architectures)), default=(0, 0))


def _architectures(architectures: Sequence[str]) -> Sequence[Tuple[str, Tuple[int, int]]]:
    found = []
    for name in architectures:
        kind, _, digits = name.partition("_")
        number = digits.rstrip("af")
        if number.isdigit() and len(number) > 1:
            found.append((kind, (int(number[:-1]), int(number[-1]))))
    return found


def needed_driver(build: Build, windows: bool) -> Optional[str]:
    """The oldest driver that a build works with; None when it needs none or it is not known."""
    drivers = DRIVERS.get(build.cuda_release[0]) if build.cuda_release else None
    return drivers[1 if windows else 0] if drivers else None


def index_for(build: Build) -> str:
    """Name of the wheel index that a build came from: `cu128`, `cpu`."""
    local = local_part(build.version)
    if local.startswith(("cu", "rocm")) or not build.cuda:
        return local or "cpu"
    return "cu" + build.cuda.replace(".", "")


def right_index(gpu: Gpu) -> str:
    """Name of the wheel index that fits a card."""
    return "cu128" if gpu.capability >= BLACKWELL else "cu126"


def audio_fits(build: Build, audio: str) -> bool:
    """torchaudio is of torch's release, and for the same CUDA where both say which."""
    theirs, ours = local_part(audio), local_part(build.version)
    if theirs and ours and theirs != ours:
        return False
    release = release_of(audio)
    if not release or not build.release or (release >= STABLE_AUDIO and build.release >= STABLE_AUDIO):
        return True
    return release == (build.release if build.release >= (2, 0) else (0, build.release[1]))


def vision_fits(build: Build, vision: str) -> bool:
    """torchvision is the one of torch's release: 0.15 for 2.0, 0.16 for 2.1, …"""
    release = release_of(vision)
    return not release or build.release[:1] != (2,) or release[0] != 0 or release[1] == build.release[1] + 15


def codec_fits(build: Build, codec: str) -> bool:
    """torchcodec was built for this torch, as far as is known."""
    return CODECS.get(release_of(codec), build.release) == build.release

"""What the machine has, and the settings that the trainer itself would choose for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional, Tuple

from diagnose.names import capability as capability_of

GIB = 1 << 30
LORA_VERSIONS = ("v3", "v4")
"""Versions whose SoVITS part is trained as a LoRA."""
DIVISORS = {True: 8, False: 2}
"""GiB of graphics memory for each item of a batch: LoRA, other versions."""
MEMORY_DIVISOR = 4
"""GiB of memory for each item of a batch on the CPU."""
ROUNDING = 0.4
"""GiB that the trainer adds, because a card of 8 GB reports a little less."""
SMALLEST_CARD = 4.0
"""GiB; a smaller card is left aside."""
OLDEST, PASCAL = (5, 3), (6, 1)
"""Capabilities: below the first a card is left aside; the second computes in single precision only; between them the CPU is used."""
CHECKPOINTING_BELOW = 12.0
"""GiB; on a smaller card a LoRA needs gradient checkpointing."""
MOST_WORKERS = 4
"""Loader processes of the GPT training, as its configuration has them."""


@dataclass(frozen=True)
class Gpu:
    """One graphics card."""

    name: str
    memory: int
    """Bytes."""
    capability: Tuple[int, int] = (0, 0)
    """Compute capability; (0, 0) when it is not known."""
    driver: str = ""
    """Version of the driver, such as `551.86`."""
    used: int = 0
    """Bytes that programs hold already."""
    mode: str = ""
    """Compute mode, as the driver says it: `Default`, `Exclusive_Process`, `Prohibited`."""

    @property
    def gib(self) -> float:
        """Memory as the trainer counts it."""
        return self.memory / GIB + ROUNDING

    @property
    def usable(self) -> bool:
        """The trainer would train on it."""
        capability = self.capability
        return self.gib >= SMALLEST_CARD and capability >= OLDEST and not OLDEST <= capability < PASCAL

    @property
    def half(self) -> bool:
        """The trainer would compute in half precision on it."""
        return self.usable and self.capability > PASCAL and not self.single_only

    @property
    def single_only(self) -> bool:
        """A card of the GTX 16 series, whose half precision gives NaN."""
        return self.capability == (7, 5) and re.search(r"16\d{2}", self.name) is not None


@dataclass(frozen=True)
class Hardware:
    """What training can use."""

    gpus: Tuple[Gpu, ...] = ()
    """NVIDIA cards that the driver tells of."""
    memory: int = 0
    """Bytes of memory that processes may use: of the machine, or less where a container limits it; 0 when not known."""
    cores: int = 0
    """Processors that may be used; 0 when not known."""
    shared_memory: int = -1
    """Bytes of /dev/shm; -1 where there is no such thing."""
    cuda: Optional[bool] = None
    """PyTorch can use the cards; None when not known."""

    @property
    def device(self) -> str:
        """`cuda` or `cpu`: what the trainer would choose."""
        return "cuda" if self.cuda is not False and any(gpu.usable for gpu in self.gpus) else "cpu"


@dataclass(frozen=True)
class Suggestion:
    """Settings for the web UI's training tab and the configuration files."""

    device: str
    """`cuda` or `cpu`."""
    batch_size: int
    """Of SoVITS, for each card, as it goes into the configuration file."""
    s1_batch_size: int
    """Of GPT."""
    half: bool
    """`train.fp16_run` of SoVITS."""
    precision: str
    """`train.precision` of GPT: `16-mixed` or `32`."""
    workers: int
    """`data.num_workers` of GPT."""
    grad_ckpt: bool
    """`train.grad_ckpt` of a LoRA."""


def suggest(hardware: Hardware, version: str) -> Suggestion:
    """The trainer's own choice for a version (`v1` … `v2ProPlus`): a batch by the smallest card, or by the memory without one; halved in single precision."""
    lora, device = version in LORA_VERSIONS, hardware.device
    if device == "cuda":
        # A card that the trainer leaves aside counts as one without memory, as in the trainer.
        smallest = min(gpu.gib if gpu.usable else 0.0 for gpu in hardware.gpus)
        half = any(gpu.half for gpu in hardware.gpus)
        s2, s1 = smallest // DIVISORS[lora], smallest // DIVISORS[False]
    else:
        smallest, half = 0.0, False
        s2 = s1 = hardware.memory / GIB // MEMORY_DIVISOR
    share = 1 if half else 2
    return Suggestion(
        device,
        max(1, max(1, int(s2)) // share),
        max(1, max(1, int(s1)) // share),
        half,
        "16-mixed" if half else "32",
        _workers(hardware),
        lora and device == "cuda" and smallest < CHECKPOINTING_BELOW,
    )


def _workers(hardware: Hardware) -> int:
    """At least one: the trainer's loader does not work without any. Each is a Python of its own with PyTorch in it."""
    by_cores = hardware.cores or MOST_WORKERS
    by_memory = int(hardware.memory / GIB // 3) if hardware.memory else MOST_WORKERS
    by_shared = 1 if 0 <= hardware.shared_memory < GIB else MOST_WORKERS
    return max(1, min(MOST_WORKERS, by_cores, by_memory, by_shared))


def capability_by_name(name: str) -> Tuple[int, int]:
    """Compute capability of a card known by its name, for drivers that do not tell it; (0, 0) when the name says nothing."""
    digits = capability_of(name)
    return (int(digits[:-1]), int(digits[-1])) if digits else (0, 0)

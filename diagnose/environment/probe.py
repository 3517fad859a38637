"""Asking an interpreter: what it is, what is installed in it, and what the machine around it offers."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import time
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from diagnose.environment.answers import Answer, clean
from diagnose.environment.child import Ended, run_child
from diagnose.environment.command import find_command
from diagnose.environment.hardware import Hardware
from diagnose.environment.needed import COMPILED, asked_modules
from diagnose.environment.reading import read_data, read_imports, read_interpreter, read_machine, read_network, read_packages, read_processes, read_programs
from diagnose.environment.values import Data, Imports, Interpreter, Machine, Network, Packages, Process, Programs

PORTS = (9871, 9872, 9873, 9874, 9880)
"""Of proofreading, inference, UVR5, the web UI, the API."""
QUESTIONS = ("interpreter", "packages", "programs", "data", "machine", "network", "processes", "imports")
"""In this order: imports take longest and come last."""
OLDEST = (3, 6)
"""The oldest Python that can be asked."""
VERSION = "import sys; sys.stdout.write('\\nPython-is %d.%d\\n' % sys.version_info[:2])"


class ProbeError(Exception):
    """The interpreter could not be asked; `key` and `values` are those of a sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: Dict[str, object] = values


@dataclass(frozen=True)
class Probe:
    """The answers of one interpreter."""

    command: Tuple[str, ...]
    """With which it was started."""
    interpreter: Interpreter
    packages: Packages = field(default_factory=Packages)
    programs: Programs = field(default_factory=Programs)
    data: Data = field(default_factory=Data)
    machine: Machine = field(default_factory=Machine)
    network: Network = field(default_factory=Network)
    processes: Tuple[Process, ...] = ()
    imports: Imports = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    """Questions without an answer, each with the reason; empty for want of time."""
    hindered: str = ""
    """What it said when it could not start; it could with -I, which ignores PYTHONHOME, PYTHONPATH and the user's own packages."""

    @property
    def executable(self) -> str:
        """Path of the interpreter, as it says itself."""
        return self.interpreter.executable or self.command[0]

    @property
    def version(self) -> str:
        """Of Python: `3.10.13`."""
        return self.interpreter.version

    @cached_property
    def hardware(self) -> Optional[Hardware]:
        """What training can use; None when it could not be found out."""
        if "machine" in self.failed or "programs" in self.failed:
            return None
        torch = self.imports.get("torch")
        shared = self.machine.shared_total
        return Hardware(self.programs.gpus, self.machine.usable or 0, self.machine.cores or 0, -1 if shared is None else shared, torch.cuda if torch else None)


def probe(python: str, timeout: float = 60, ports: Sequence[int] = PORTS, imports: Sequence[str] = COMPILED) -> Probe:
    """Ask the interpreter; `timeout` in seconds for all of it, of which a half goes to trying imports.

    `python` is a path, the folder of an environment, a name on PATH, or a command such as `docker exec NAME python`. It and all that
    it starts have ended on return. Raises ProbeError when there is no such interpreter or it cannot answer.
    """
    command = find_command(python)
    if not command:
        raise ProbeError("environment.not-found", python=python)
    end = time.monotonic() + timeout
    asked = {"ports": list(ports), "modules": list(asked_modules()), "imports": list(imports), "limit": timeout + 5, "import_limit": timeout / 2}
    mark = f"sovits-doctor-{secrets.token_hex(8)} "
    script = _script(asked, mark)
    ended = _run([*command, "-"], script, end, mark, python)
    hindered = ""
    if mark not in ended.output and ended.code == 0:  # its input did not arrive, as with `docker exec` without -i
        ended = _run([*command, "-c", _packed(script)], "", end, mark, python)
    elif mark not in ended.output and not ended.late:
        hindered = _last(ended) or f"exit code {ended.code}"
        if _version([*command], end, python):
            raise ProbeError("environment.no-answer", python=python, reason=hindered)
        if not _version([*command, "-I"], end, python):
            raise ProbeError("environment.not-python", python=python, reason=hindered)
        ended = _run([*command, "-I", "-"], script, end, mark, python)
    return _read(command, ended, mark, python, timeout, hindered)


def _run(arguments: List[str], text: str, end: float, mark: str, python: str) -> Ended:
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    try:
        return run_child(arguments, text, max(end - time.monotonic(), 1), mark + '{"end"', environment)
    except (OSError, ValueError) as error:
        raise ProbeError("environment.cannot-start", python=python, reason=getattr(error, "strerror", None) or error) from error


def _version(command: List[str], end: float, python: str) -> str:
    """Version of an interpreter that can start, else empty. Raises ProbeError for one that is too old to be asked."""
    told = re.search(r"^Python-is (\d+)\.(\d+)", _run([*command, "-c", VERSION], "", end, "\0", python).output, re.MULTILINE)
    if told and (int(told[1]), int(told[2])) < OLDEST:
        raise ProbeError("environment.too-old", python=python, version=f"{told[1]}.{told[2]}")
    return told[0] if told else ""


def _script(asked: Mapping[str, object], mark: str) -> str:
    """The script with the questions inside it, in ASCII."""
    folder = Path(__file__).parent
    names = ("tools", *QUESTIONS)
    sources = [[f"diagnose.environment.questions.{name}", (folder / "questions" / f"{name}.py").read_text("utf-8")] for name in names]
    call = f"\nrun(json.loads({json.dumps(asked)!r}), json.loads({json.dumps(sources)!r}), {mark!r})\n"
    return (folder / "script.py").read_text("utf-8") + call


def _packed(script: str) -> str:
    """The script as one short line, for a command line."""
    packed = base64.b64encode(zlib.compress(script.encode(), 9)).decode()
    return f"import base64, zlib; exec(zlib.decompress(base64.b64decode('{packed}')).decode())"


def _last(ended: Ended) -> str:
    """The last line that a program said."""
    lines = [line.strip() for line in clean((ended.errors.strip() or ended.output).replace("\r", "")).splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


def _read(command: Tuple[str, ...], ended: Ended, mark: str, python: str, timeout: float, hindered: str) -> Probe:
    answers: Dict[str, Answer] = {}
    for line in ended.output.replace("\r", "").split("\n"):
        if line.startswith(mark):
            try:
                told = json.loads(line[len(mark) :])
            except (ValueError, RecursionError):  # cut at the end of its time
                continue
            answers.update((name, Answer(value)) for name, value in told.items() if isinstance(value, dict))
    if not answers.get("interpreter", Answer(None)).string("version"):
        if ended.late:
            raise ProbeError("environment.late", python=python, seconds=round(timeout))
        raise ProbeError("environment.not-python", python=python, reason=_last(ended) or f"exit code {ended.code}")
    failed = {name: answers[name].string("error") if name in answers else "" for name in QUESTIONS if name not in answers or answers[name].string("error")}
    empty = Answer(None)
    return Probe(
        command,
        read_interpreter(answers.get("interpreter", empty)),
        read_packages(answers.get("packages", empty)),
        read_programs(answers.get("programs", empty)),
        read_data(answers.get("data", empty)),
        read_machine(answers.get("machine", empty)),
        read_network(answers.get("network", empty)),
        read_processes(answers.get("processes", empty)),
        read_imports(answers.get("imports", empty)),
        failed,
        hindered,
    )

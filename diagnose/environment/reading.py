"""From the answers to values."""

from __future__ import annotations

import re
from typing import List, Optional, Tuple

from diagnose.environment.answers import Answer
from diagnose.environment.hardware import Gpu, capability_by_name
from diagnose.environment.values import Data, Distribution, Imported, Imports, Interpreter, Machine, Module, Network, Packages, Port, Process, Program, Programs

SYSTEMS = {"win32": "windows", "darwin": "macos", "cygwin": "windows"}


def read_interpreter(answer: Answer) -> Interpreter:
    """The Python itself."""
    return Interpreter(
        executable=answer.string("executable"),
        version=answer.string("version"),
        kind=answer.string("kind"),
        implementation=answer.string("implementation"),
        free_threaded=answer.flag("free_threaded"),
        bits=answer.number("bits") or 0,
        system=SYSTEMS.get(answer.string("platform"), "linux" if answer.string("platform").startswith("linux") else ""),
        machine={"AMD64": "x86_64", "aarch64": "arm64", "ARM64": "arm64"}.get(answer.string("machine"), answer.string("machine")),
        prefix=answer.string("prefix"),
        container=answer.string("container"),
        path=answer.texts("path"),
        user_site=answer.string("user_site"),
        user_site_on=answer.flag("user_site_on"),
        variables=answer.words("variables"),
        missing_paths=answer.texts("missing_paths"),
        encoding=answer.string("encoding"),
    )


def normal(name: str) -> str:
    """A package's name as the index has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_packages(answer: Answer) -> Packages:
    """What is installed."""
    modules = answer.part("modules")
    return Packages(
        tuple(
            Distribution(normal(one.string("name")), one.string("version"), one.string("folder"), one.texts("requires"), one.flag("broken"))
            for one in answer.parts("distributions")
            if one.string("name")
        ),
        answer.texts("remains"),
        {name: _module(modules.part(name)) if modules.has(name) else None for name in modules.names()},
        {name: answer.part("files").words(name) for name in answer.part("files").names()},
    )


def _module(answer: Answer) -> Module:
    return Module(answer.string("file"), answer.texts("folders"), answer.string("error"))


def read_programs(answer: Answer) -> Programs:
    """ffmpeg and what the driver says."""
    smi = answer.part("nvidia_smi")
    cards = [_gpu([str(cell) for cell in row]) for row in smi.rows("rows")]
    return Programs(_program(answer.part("ffmpeg")), _program(answer.part("ffprobe")), _program(smi), tuple(card for card in cards if card), answer.texts("displays"))


def _program(answer: Answer) -> Program:
    return Program(answer.string("path"), answer.number("code"), answer.string("output").strip(), answer.string("error"), answer.flag("late"))


def _gpu(cells: List[str]) -> Optional[Gpu]:
    """Of a row of nvidia-smi: index, name, MiB, MiB used, driver, mode, capability where the driver tells it."""
    if len(cells) < 6:
        return None
    told = re.fullmatch(r"(\d{1,2})\.(\d)", cells[6]) if len(cells) > 6 else None
    capability = (int(told[1]), int(told[2])) if told else capability_by_name(cells[1])
    return Gpu(cells[1], _mib(cells[2]), capability, cells[4] if cells[4][:1].isdigit() else "", _mib(cells[3]), cells[5])


def _mib(text: str) -> int:
    number = re.match(r"\d{1,9}", text)
    return int(number[0]) << 20 if number else 0


def read_data(answer: Answer) -> Data:
    """Data of language packages."""
    dictionary = answer.part("dictionary")
    state, folder = dictionary.string("state"), dictionary.string("folder")
    return Data(answer.words("nltk"), answer.string("nltk_folder"), state, folder, dictionary.flag("needed"), dictionary.texts("missing"))


def read_machine(answer: Answer) -> Machine:
    """Memory, limits, folders."""
    shared, limits, temp = answer.part("shared"), answer.part("limits"), answer.part("temp")
    return Machine(
        memory=answer.number("memory"),
        available=answer.number("available"),
        swap=answer.number("swap"),
        commit_limit=answer.number("commit_limit"),
        commit_free=answer.number("commit_free"),
        page_files=answer.texts("page_files") if answer.has("page_files") else None,
        cgroup=answer.number("cgroup"),
        cores=answer.number("cores"),
        shared_total=shared.number("total"),
        shared_free=shared.number("free"),
        limits={name: limits.number(name) for name in limits.names()},
        temp=temp.string("folder"),
        temp_error=temp.string("error"),
        temp_given=temp.words("given"),
        temp_free=temp.part("space").number("free"),
        translated=answer.flag("translated"),
    )


def read_network(answer: Answer) -> Network:
    """Ports, localhost, proxies."""
    localhost, host = answer.part("localhost"), answer.part("host")
    return Network(
        ports=tuple(Port(one.number("port") or 0, one.string("state"), one.string("error"), one.number("pid"), one.string("owner")) for one in answer.parts("ports")),
        addresses=localhost.texts("addresses"),
        connects=localhost.flag("connects"),
        localhost_error=localhost.string("error"),
        host=host.string("name"),
        host_error=host.string("error"),
        proxies=answer.words("proxies"),
        system_proxies=answer.words("system_proxies"),
    )


def read_processes(answer: Answer) -> Tuple[Process, ...]:
    """Processes of the program."""
    rows = answer.parts("found")
    return tuple(Process(row.number("pid") or 0, row.string("script"), row.flag("orphan"), row.number("memory") or 0, row.string("folder"), row.string("command")) for row in rows)


def read_imports(answer: Answer) -> Imports:
    """How the imports went."""
    modules = answer.part("modules")
    return {name: _imported(modules.part(name)) for name in modules.names()}


def _imported(answer: Answer) -> Imported:
    cuda = answer.part("cuda")
    cards = [(str(row[0]), int(row[1]), int(row[2])) for row in cuda.rows("cards") if len(row) == 3 and isinstance(row[1], int) and isinstance(row[2], int)]
    return Imported(
        state=answer.string("state"),
        type=answer.string("type"),
        message=answer.string("message"),
        trace=answer.string("trace"),
        code=answer.number("code"),
        signal=answer.string("signal"),
        seconds=str(answer.data.get("seconds", "")),
        output=answer.string("output"),
        version=answer.string("version"),
        cuda=cuda.flag("cuda") if cuda.has("cuda") else None,
        cuda_error=cuda.string("error"),
        architectures=cuda.texts("arch"),
        cards=tuple(cards),
    )

"""What cannot be planted on this machine: Windows, containers, other processors; and that no answer, however odd, makes a check fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any, Dict, List, Optional, Sequence, Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diagnose
from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING, Check
from diagnose.environment import conflicts as conflicts_module
from diagnose.environment.answers import Answer
from diagnose.environment.checks import GROUPS, check_environment, facts_of
from diagnose.environment.conflicts import conflict_table, rule_of
from diagnose.environment.groups import cards, interpreter, machine, network, processes
from diagnose.environment.hardware import GIB, Gpu
from diagnose.environment.needed import RULES, needed_packages
from diagnose.environment.probe import QUESTIONS, Probe, probe
from diagnose.environment.reading import read_data, read_imports, read_interpreter, read_machine, read_network, read_packages, read_processes, read_programs
from diagnose.environment.values import Distribution, Imported, Interpreter, Machine, Module, Network, Packages, Port, Process, Program, Programs
from diagnose.library import packaged_rules
from diagnose.rule import STAGES
from diagnose.sentences.environment import TABLE

WINDOWS = Probe(
    ("C:\\GPT-SoVITS\\runtime\\python.exe",), Interpreter("C:\\GPT-SoVITS\\runtime\\python.exe", "3.9.13", "bundle", system="windows", machine="x86_64", encoding="cp936")
)
LINUX = Probe(("/opt/env/bin/python",), Interpreter("/opt/env/bin/python", "3.10.13", "conda", system="linux", machine="x86_64", encoding="UTF-8"))


def found(checks: List[Check]) -> Dict[str, str]:
    return {check.id.partition(".")[2]: check.status for check in checks if check.status != OK}


@pytest.mark.parametrize(
    ("files", "paging", "status"),
    [
        (("?:\\pagefile.sys",), 4, None),  # sized by Windows
        (("c:\\pagefile.sys 0 0",), 4, None),
        (("c:\\pagefile.sys 4096 4096",), 4, WARNING),
        (("c:\\pagefile.sys 16384 65536",), 16, None),
        ((), 0, ERROR),
        (None, 0, None),
    ],
)
def test_page_files_of_windows(files: Optional[Sequence[str]], paging: int, status: Optional[str]) -> None:
    told = Machine(memory=16 * GIB, available=8 * GIB, commit_limit=(16 + paging) * GIB, commit_free=9 * GIB, page_files=None if files is None else tuple(files))
    checks = machine.check(replace(WINDOWS, machine=told))
    assert found(checks) == ({"page-file": status} if status else {})
    assert all(check.rule == "host.pagefile-too-small" for check in checks)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Machine(memory=64 * GIB, available=60 * GIB, cgroup=4 * GIB), {"memory": WARNING}),
        (Machine(memory=4 * GIB, available=3 * GIB), {"memory": WARNING}),
        (Machine(memory=32 * GIB, available=GIB), {"memory": WARNING}),
        (Machine(memory=32 * GIB, available=20 * GIB, shared_total=64 << 20, shared_free=64 << 20), {"shared-memory": ERROR}),
        (Machine(memory=32 * GIB, available=20 * GIB, shared_total=16 * GIB, shared_free=1 << 20), {"shared-memory": ERROR}),
        (Machine(memory=32 * GIB, available=20 * GIB, limits={"processes": 100}), {"process-limit": WARNING}),
        (Machine(memory=32 * GIB, available=20 * GIB, limits={"tasks": 64, "processes": None}), {"process-limit": WARNING}),
        (Machine(memory=32 * GIB, available=20 * GIB, temp="/tmp", temp_error="OSError: read-only"), {"temp": ERROR}),
        (Machine(memory=32 * GIB, available=20 * GIB, temp="/tmp", temp_free=1 << 20), {"temp": ERROR}),
        (Machine(memory=32 * GIB, available=20 * GIB, temp="/tmp", temp_free=GIB), {"temp": WARNING}),
        (Machine(), {}),
    ],
)
def test_memory_and_limits(told: Machine, expected: Dict[str, str]) -> None:
    assert found(machine.check(replace(LINUX, machine=told))) == expected


def test_the_advice_for_shared_memory_in_a_container_is_docker_s() -> None:
    inside = replace(LINUX, interpreter=replace(LINUX.interpreter, container="docker"), machine=Machine(memory=32 * GIB, shared_total=64 << 20, shared_free=64 << 20))
    assert "--shm-size" in machine.check(inside)[0].advice["en"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
def test_a_real_small_shared_memory(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\nmount -t tmpfs -o size=64m tmpfs /dev/shm || exit 1\nexec {sys.executable} "$@"\n', "utf-8")
    script.chmod(0o755)
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-m", str(script), "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    told = probe(f"{unshare} -m {script}", ports=[], imports=[])
    assert told.machine.shared_total == 64 << 20
    assert found(machine.check(told))["shared-memory"] == ERROR


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (Interpreter("p", "3.8.10", system="linux", encoding="UTF-8"), {"python-version": ERROR}),
        (Interpreter("p", "3.9.0", system="linux", encoding="UTF-8"), {}),
        (Interpreter("p", "3.12.4", system="linux", encoding="utf8"), {}),
        (Interpreter("p", "3.14.0", system="linux", encoding="UTF-8"), {"python-version": WARNING}),
        (Interpreter("p", "3.10.0", bits=32, system="windows", encoding="cp936"), {"processor": ERROR}),
        (Interpreter("p", "3.10.0", implementation="PyPy", system="linux", encoding="UTF-8"), {"interpreter": ERROR}),
        (Interpreter("p", "3.10.0", system="linux", encoding="ANSI_X3.4-1968"), {"encoding": WARNING}),
        (Interpreter("p", "3.10.0", system="windows", encoding="cp936", variables={"PYTHONPATH": r"C:\Python312\Lib\site-packages;D:\x"}), {"python-path": WARNING}),
        (Interpreter("p", "3.10.0", system="linux", encoding="UTF-8", variables={"PYTHONPATH": "/data/GPT-SoVITS:/data/GPT-SoVITS/GPT_SoVITS"}), {}),
        (Interpreter("p", "3.10.0", system="linux", encoding="UTF-8", variables={"PYTHONHOME": "/usr"}), {"python-path": WARNING}),
    ],
)
def test_interpreters(about: Interpreter, expected: Dict[str, str]) -> None:
    assert found(interpreter.check(replace(LINUX, interpreter=about))) == expected


def test_python_3_12_is_too_new_where_packages_without_wheels_are_missing() -> None:
    about = replace(LINUX, interpreter=replace(LINUX.interpreter, version="3.12.4"), packages=Packages(modules={"jieba_fast": None}))
    assert found(interpreter.check(about)) == {"python-version": WARNING}


def test_ports_of_windows() -> None:
    ports = (
        Port(9874, "reserved", "[WinError 10013]"),
        Port(9872, "taken", "", 4711, "nginx.exe"),
        Port(9880, "taken", "", 12, "python api_v2.py -p 9880"),
        Port(9873, "failed", "odd"),
    )
    checks = network.check(replace(WINDOWS, network=Network(ports, ("127.0.0.1",), True, host="PC")))
    assert [(check.status, check.rule) for check in checks] == [(ERROR, "host.port-reserved"), (ERROR, "host.port-in-use"), (WARNING, "host.port-in-use"), (UNKNOWN, "")]
    assert "4711" in checks[1].title["en"]
    assert checks[0].stages == ("webui",)


def test_a_proxy_s_password_is_not_shown() -> None:
    for no_proxy, expected in (("", {"proxy": WARNING}), ("localhost, 127.0.0.1, ::1", {}), ("*", {})):
        told = Network((), ("127.0.0.1",), True, host="pc", proxies={"http_proxy": "http://me:secret@proxy:80", "no_proxy": no_proxy})
        checks = network.check(replace(LINUX, network=told))
        assert found(checks) == expected
        assert "secret" not in str(checks)


def test_cards_and_drivers_of_windows() -> None:
    torch = Packages((Distribution("torch", "2.5.1+cu121", "x"),), modules={"torch": Module("x")}, files={"torch": {"__version__": "2.5.1+cu121", "cuda": "12.1"}})
    cases = [
        (Programs(displays=("NVIDIA GeForce RTX 3060",)), {"gpu": ERROR}),  # no driver
        (Programs(displays=("Intel UHD Graphics",)), {"gpu": WARNING}),
        (Programs(nvidia_smi=Program("x", 9, "NVIDIA-SMI has failed"), displays=()), {"gpu": ERROR}),
        (Programs(gpus=(Gpu("NVIDIA GeForce RTX 4060", 8 * GIB, (8, 9), "511.65"),)), {"driver": ERROR}),
        (Programs(gpus=(Gpu("NVIDIA GeForce RTX 4060", 8 * GIB, (8, 9), "551.86"),)), {}),
        (Programs(gpus=(Gpu("NVIDIA GeForce RTX 4060", 8 * GIB, (8, 9), ""), Gpu("NVIDIA GeForce RTX 5060", 8 * GIB, (12, 0), ""))), {"torch-build": WARNING}),
    ]
    for programs, expected in cases:
        assert found(cards.check(replace(WINDOWS, packages=torch, programs=programs))) == expected


def test_the_reason_of_a_failed_import_is_found_by_the_rules() -> None:
    trace = 'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n  File "C:\\x\\lib\\site-packages\\torch\\__init__.py", line 137, in <module>\n    raise err\nOSError: [WinError 1455] 页面文件太小，无法完成操作。 Error loading "C:\\x\\torch\\lib\\cudnn_cnn_infer64_8.dll" or one of its dependencies.'
    torch = Packages((Distribution("torch", "2.5.1+cu121", "x"),), modules={"torch": Module("x"), "numpy": None})
    imports = {"torch": Imported("failed", "OSError", "[WinError 1455] ...", trace), "numpy": Imported("failed", "ModuleNotFoundError"), "torchaudio": Imported("failed")}
    checks = [check for check in cards.check(replace(WINDOWS, packages=torch, imports=imports)) if check.id == "environment.import-torch"]
    assert [check.rule for check in checks] == ["host.pagefile-too-small"]


def test_processes_of_another_folder_are_left_alone(tmp_path: Path) -> None:
    ours, other = Process(7, "s2_train.py", False, GIB, str(tmp_path)), Process(8, "s2_train.py", False, GIB, "/somewhere/else")
    page = Process(9, "webui.py", False, GIB, str(tmp_path))
    assert processes.check(replace(LINUX, processes=(other, page)), tmp_path) == []
    checks = processes.check(replace(LINUX, processes=(ours, other, page)), tmp_path)
    assert len(checks) == 1
    assert "kill 7" in checks[0].advice["en"]
    assert "8" not in checks[0].advice["en"]


def test_what_was_not_answered_is_never_fine() -> None:
    for question in QUESTIONS[1:]:
        for reason in ("", "MemoryError: x"):
            checks = check_environment(replace(LINUX, failed={question: reason}))
            groups = [group for group, questions in GROUPS.items() if question in questions] or [question]
            for group in groups:
                assert [check.status for check in checks if check.id == f"environment.{group}"] == [UNKNOWN], question
    everything = check_environment(replace(LINUX, failed=dict.fromkeys(QUESTIONS[1:], "")))
    assert {check.status for check in everything if check.id != "environment.interpreter"} == {UNKNOWN}


def test_facts_carry_the_names_that_rules_use() -> None:
    packages = Packages((Distribution("torch", "2.7.1", "x"), Distribution("pytorch-lightning", "2.5.0", "x")), files={"torch": {"__version__": "2.7.1+cu128", "cuda": "12.8"}})
    gpu = Gpu("NVIDIA GeForce RTX 5070", 12 * GIB, (12, 0), "572.16")
    facts = facts_of(replace(WINDOWS, packages=packages, programs=Programs(gpus=(gpu,)), machine=Machine(memory=16 * GIB)))
    told = {key: fact.value for key, fact in facts.items()}
    assert told["system"] == "windows"
    assert told["python"] == "3.9.13"
    assert told["package.torch"] == "2.7.1+cu128"
    assert told["package.pytorch-lightning"] == "2.5.0"
    assert told["torch_cuda"] == "12.8"
    assert told["gpu_sm"] == 120
    assert told["gpu"] == "NVIDIA GeForce RTX 5070"
    assert all(fact.file == WINDOWS.executable and fact.line == 0 and fact.key == key for key, fact in facts.items())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["2.7.1+cu128", "done", "failed", "ok", "taken", "-orch", "\ud800", "{x}"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
SHAPES: Dict[str, Any] = {
    "interpreter": {"executable": JSON, "version": JSON, "variables": JSON, "path": JSON, "platform": JSON, "bits": JSON, "user_site": JSON, "encoding": JSON, "kind": JSON},
    "packages": {"distributions": st.lists(st.fixed_dictionaries({"name": JSON, "version": JSON, "folder": JSON, "requires": JSON})), "remains": JSON, "modules": st.dictionaries(st.sampled_from(["torch", "numpy", "utils", "ffmpeg"]), JSON), "files": JSON},
    "programs": {"ffmpeg": JSON, "nvidia_smi": st.fixed_dictionaries({"path": JSON, "rows": JSON, "code": JSON}), "displays": JSON},
    "data": {"nltk": JSON, "dictionary": JSON},
    "machine": dict.fromkeys(("memory", "available", "commit_limit", "page_files", "cgroup", "cores", "shared", "limits", "temp"), JSON),
    "network": {"ports": st.lists(st.fixed_dictionaries({"port": JSON, "state": JSON, "pid": JSON, "owner": JSON})), "localhost": JSON, "host": JSON, "proxies": JSON},
    "processes": {"found": st.lists(st.fixed_dictionaries({"pid": JSON, "script": JSON, "folder": JSON, "orphan": JSON}))},
    "imports": {"modules": st.dictionaries(st.sampled_from(["torch", "numpy", "torchaudio"]), st.fixed_dictionaries({"state": JSON, "cuda": JSON, "message": JSON}))},
}  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({name: st.fixed_dictionaries(shape) for name, shape in SHAPES.items()}))
def test_no_answer_makes_a_check_fail(told: Dict[str, Any]) -> None:
    part = {name: Answer(value) for name, value in told.items()}
    asked = Probe(
        ("python",), read_interpreter(part["interpreter"]), read_packages(part["packages"]), read_programs(part["programs"]), read_data(part["data"]),
        read_machine(part["machine"]), read_network(part["network"]), read_processes(part["processes"]), read_imports(part["imports"]),
    )  # fmt: skip
    checks = check_environment(asked)
    assert checks
    json.dumps([[check.title, check.advice, check.details] for check in checks], ensure_ascii=False).encode("utf-8")
    facts_of(asked)
    assert asked.hardware


def rule_ids() -> Set[str]:
    top = Path(str(packaged_rules()))
    return {f"{path.parent.parent.name}.{path.parent.name}" for path in top.glob("*/*/rule.yaml")}


def test_the_table_of_conflicts_is_sound() -> None:
    known = rule_ids()
    ids = [conflict.id for conflict in conflict_table().conflicts]
    assert len(ids) == len(set(ids)) > 20
    for conflict in conflict_table().conflicts:
        assert conflict.rule in known
        assert conflict.status in (ERROR, WARNING)
        assert set(conflict.stages) <= set(STAGES)
        names = {part for text in (conflict.zh, conflict.en) for _, part, _, _ in Formatter().parse(text) if part}
        assert names <= set(conflict.when)
        assert all("{python}" in command for command in conflict.run)
        for wanted in conflict.when.values():
            assert wanted == conflicts_module.MISSING or conflicts_module.fits("1.0", wanted) is not None
    assert {rule for _, _, rule in conflict_table().rules} <= known
    assert rule_of("anything", "else") == "env.dependency-conflict"
    assert set(RULES.values()) <= known
    assert {stage for one in needed_packages().values() for stage in one.stages} <= set(STAGES)


def test_every_rule_and_sentence_that_the_code_names_is_there() -> None:
    folder = Path(diagnose.__file__).parent / "environment"
    text = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    named = set(re.findall(r'"((?:env|gpu|host|config|data)\.[a-z0-9-]+)"', text))
    assert named - rule_ids() == set()
    keys = set(re.findall(r'told\(\s*f?"[^"]+",\s*\w+,\s*"([a-z0-9-]+)"', text)) | set(re.findall(r'advice="([a-z0-9-]+)"', text))
    assert len(keys) > 40
    assert {f"environment.{key}" for key in keys} - set(TABLE) == set()


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the driver")
def test_what_the_driver_says_cannot_become_markup_or_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "nvidia-smi"
    fake.write_text("#!/bin/sh\nprintf '0, \\033[31m<script>{x}</script>\\007, 12288, 1, 560.94, Default, 8.6\\n'\n", "utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = probe(sys.executable, ports=[], imports=[])
    assert [gpu.name for gpu in told.programs.gpus] == ["[31m<script>{x}</script>"]
    json.dumps([check.title for check in check_environment(told)])

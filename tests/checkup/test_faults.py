"""The figure: in a folder and an environment with one planted fault `check` finds it and nothing else; in healthy ones it finds nothing.

Folders, files, environments and processes are real. The environment is asked once for all faults that lie elsewhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, Iterator, List, Set, Tuple

import pytest

from diagnose.command import main
from diagnose.environment.probe import Probe, probe
from diagnose.workspace.releases import VERSIONS
from tests.config.test_planted import FAULTS as VALUES
from tests.config.test_planted import plant
from tests.environment.faults import FAULTS as SURROUNDINGS
from tests.environment.faults import POSIX_ONLY, wait_for_end
from tests.environment.room import MODEL, Room, base_environment, build_room, finish, furnish
from tests.environment.test_faults import CLEARED, OF_THIS_MACHINE
from tests.workspace.building import FAULTS as FOLDERS
from tests.workspace.building import build_workspace

ENVIRONMENTS = (
    "numpy_2_with_old_numba", "transformers_5", "peft_too_new", "gradio_4_with_new_pydantic", "package_missing", "nothing_installed", "installed_twice", "torch_missing",
    "torch_does_not_load", "torch_for_the_cpu", "card_too_new", "driver_too_old", "torchaudio_of_another_release", "ffmpeg_missing", "nltk_data_missing",
    "proxy_without_exception",
)  # fmt: skip
"""Faults of environments that are planted here; all of them are in tests/environment."""
Found = Tuple[int, List[Dict[str, Any]]]


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk and the variables of the machine that runs the tests are not what is tested."""
    monkeypatch.setattr("diagnose.workspace.surroundings.shutil.disk_usage", lambda path: SimpleNamespace(free=99 << 30, total=500 << 30, used=1 << 30))
    for name in CLEARED:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = base_environment(tmp_path_factory.mktemp("base") / "env")
    furnish(made)
    return made


@contextlib.contextmanager
def furnished(folder: Path, environment: Path) -> Iterator[Room]:
    """A healthy environment beside a healthy program folder."""
    room = finish(build_room(folder, environment))
    shutil.rmtree(room.root)
    build_workspace(room.root)
    try:
        yield room
    finally:
        wait_for_end(room)


@pytest.fixture(scope="module")
def healthy(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Probe:
    """The answers of a healthy environment."""
    with pytest.MonkeyPatch.context() as patch, furnished(tmp_path_factory.mktemp("healthy"), environment) as room:
        for name in CLEARED:
            patch.delenv(name, raising=False)
        for name, value in room.set.items():
            patch.setenv(name, value)
        return probe(room.command())


@pytest.fixture
def check(healthy: Probe, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Found]:
    """Runs the command on a folder; the environment's answers are known."""

    def run(root: Path, *options: str) -> Found:
        monkeypatch.setattr("diagnose.environment.probe.probe", lambda python: healthy)
        return command(root, capfdbinary, *options)

    return run


def command(root: Path, capture: pytest.CaptureFixture[bytes], *options: str) -> Found:
    """Exit code and what is not fine."""
    code = main(["check", str(root), "--format", "json", "--no-redact", "--lang", "en", *options])
    checks = json.loads(capture.readouterr().out)["checks"]
    return code, [one for one in checks if one["status"] != "ok" and not lacks(one["id"])]


def lacks(id: str) -> bool:
    """Whether a check is about what the machine that runs the tests may really lack."""
    area, _, name = id.partition(".")
    return area == "environment" and name in OF_THIS_MACHINE


def assert_found(found: Found, ids: List[str]) -> None:
    code, wrong = found
    assert [one["id"] for one in wrong] == ids, [one["title"]["en"] for one in wrong]
    assert code == (1 if {"error", "unknown"} & {one["status"] for one in wrong} else code)
    for one in wrong:
        assert one["advice"]["zh"]
        assert one["advice"]["en"]


@pytest.mark.parametrize("version", VERSIONS)
def test_in_a_healthy_folder_nothing_is_found(version: str, tmp_path: Path, check: Callable[..., Found]) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS", version)
    assert_found(check(root), [])


def test_in_a_healthy_folder_and_environment_nothing_is_found(
    tmp_path: Path, environment: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    with furnished(tmp_path, environment) as room:
        for key, value in room.set.items():
            monkeypatch.setenv(key, value)
        _, wrong = command(room.root, capfdbinary, "--python", room.command())
    assert [one["title"]["en"] for one in wrong] == []


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_a_fault_of_the_folder_is_found_and_nothing_else(name: str, tmp_path: Path, check: Callable[..., Found]) -> None:
    fault = FOLDERS[name]
    if os.name == "nt" and not fault.windows:
        pytest.skip("Windows does not know this")
    root = build_workspace(tmp_path / "GPT-SoVITS", fault.version)
    fault(root)
    found = check(root)
    assert_found(found, [fault.check])
    assert (found[1][0]["rule"] or "") == fault.rule


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_workspace(tmp_path_factory.mktemp("program") / "GPT-SoVITS")


@pytest.mark.parametrize(("file", "key", "text", "id", "rule"), [row[:5] for row in VALUES[::2]])
def test_a_fault_of_the_configuration_is_found_and_nothing_else(
    file: str, key: str, text: str, id: str, rule: str, program: Path, check: Callable[..., Found]
) -> None:  # fmt: skip
    before = (program / file).read_bytes()
    try:
        plant(program, file, key, text)
        found = check(program)
    finally:
        (program / file).write_bytes(before)
    assert_found(found, [id])
    assert found[1][0]["rule"] == rule
    assert found[1][0]["place"]["line"] > 0


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_fault_of_the_environment_is_found_and_nothing_else(
    name: str, tmp_path: Path, environment: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    if os.name == "nt" and name in POSIX_ONLY:
        pytest.skip("Windows has no such thing")
    build, expected = SURROUNDINGS[name]
    with furnished(tmp_path, environment) as room:
        build(room)
        for key, value in room.set.items():
            monkeypatch.setenv(key, value)
        code, wrong = command(room.root, capfdbinary, "--python", room.command())
    ids: Set[str] = {one["id"] for one in wrong}
    of_python = {"environment.python-version"} if sys.version_info >= (3, 12) else set()
    assert ids - of_python == {f"environment.{id}" for id in expected}, [one["title"]["en"] for one in wrong]
    assert code in (0, 1)


def test_there_are_enough_of_them() -> None:
    assert len(FOLDERS) + len(VALUES[::2]) + len(ENVIRONMENTS) >= 120
    assert set(ENVIRONMENTS) <= set(SURROUNDINGS)
    assert MODEL

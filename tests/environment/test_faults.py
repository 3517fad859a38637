"""A fault that is planted in a healthy environment is found, and nothing else is; the environments, programs, ports and processes are real."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Iterator, List, Set

import pytest

from diagnose.checkup.check import OK, Check
from diagnose.environment.checks import check_environment
from diagnose.environment.needed import COMPILED
from diagnose.environment.probe import probe
from tests.environment.faults import FAULTS, POSIX_ONLY, wait_for_end
from tests.environment.room import Room, base_environment, build_room, finish, furnish

OF_THIS_MACHINE = {"memory", "shared-memory", "open-files", "process-limit", "address-limit", "file-size-limit", "temp", "host-name", "python-version"}
"""What a machine that runs the tests may really lack."""
CLEARED = (
    "PYTHONPATH",
    "PYTHONHOME",
    "CUDA_VISIBLE_DEVICES",
    "TMPDIR",
    "NLTK_DATA",
    "OPEN_JTALK_DICT_DIR",
    *(name for one in ("http_proxy", "https_proxy", "all_proxy", "no_proxy") for name in (one, one.upper())),
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = base_environment(tmp_path_factory.mktemp("base") / "env")
    furnish(made)
    return made


@pytest.fixture
def room(environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    for name in CLEARED:
        monkeypatch.delenv(name, raising=False)
    made = finish(build_room(tmp_path, environment))
    yield made
    wait_for_end(made)


def look(room: Room, monkeypatch: pytest.MonkeyPatch) -> List[Check]:
    for name, value in room.set.items():
        monkeypatch.setenv(name, value)
    return check_environment(probe(room.command(), room.timeout, room.ports, room.imports), room.root)


def problems(checks: List[Check]) -> Set[str]:
    return {check.id.partition(".")[2] for check in checks if check.status != OK}


@pytest.fixture(scope="module")
def own(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Set[str]:
    """What this machine really lacks."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CLEARED:
            patch.delenv(name, raising=False)
        lacking = problems(look(finish(build_room(tmp_path_factory.mktemp("own"), environment)), patch)) & OF_THIS_MACHINE
    return lacking | {"python-version"} if sys.version_info >= (3, 12) else lacking


def test_nothing_is_said_against_a_healthy_environment(room: Room, own: Set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    room.imports = list(COMPILED)
    checks = look(room, monkeypatch)
    assert problems(checks) - own == set()
    assert len(checks) <= 8


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name: str, room: Room, own: Set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt" and name in POSIX_ONLY:
        pytest.skip("Windows has no such thing")
    build, expected = FAULTS[name]
    build(room)
    checks = look(room, monkeypatch)
    assert problems(checks) - (own - expected) == expected, [check.title["en"] for check in checks if check.status != OK]
    for check in checks:
        if check.id.partition(".")[2] in expected:
            assert check.title["zh"]
            assert check.title["en"]
            assert "{" not in check.title["en"] + check.advice.get("en", "") + check.advice.get("zh", "")

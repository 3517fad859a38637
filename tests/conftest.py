"""What several tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Callable, Iterator, Optional

import pytest
from hypothesis import HealthCheck, settings

from diagnose.library import Library, load_library
from tests.browser import Browser, Page

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # how long an example takes says nothing on a busy machine
settings.load_profile("any machine")
ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_logs"
FOUNDING = SAMPLES / "config/batch-size-not-integer/s2-batch-size-float-2024-03.log"


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with Page(browser) as one:
        yield one


@pytest.fixture
def doctor() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the command as a user would, in a process of its own."""

    def run(*arguments: str, stdin: Optional[bytes] = None, env: Optional[dict] = None, cwd: Optional[Path] = None) -> subprocess.CompletedProcess[bytes]:
        environment = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES", "SOVITS_DOCTOR_LANG", "COLUMNS")}
        environment.update({"PYTHONPATH": str(ROOT), **(env or {})})
        source = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run([sys.executable, "-m", "diagnose.command", *arguments], capture_output=True, env=environment, cwd=cwd, timeout=60, check=False, **source)

    return run

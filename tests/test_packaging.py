"""Wheel, sdist and editable install hold rules and schemas: the command works from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import FOUNDING, ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(ROOT)], check=True, capture_output=True, timeout=300)
    return target


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def diagnose_in(environment: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = python_of(environment).with_name("sovits-doctor" + (".exe" if os.name == "nt" else ""))
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run([str(command), "--lang", "en", str(FOUNDING)], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60, env=clean, check=False)


def test_the_wheel_holds_the_rules(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "diagnose/rules/config/batch-size-not-integer/rule.yaml" in names
    assert "diagnose/rules/config/batch-size-not-integer/zh.md" in names
    assert "diagnose/schemas/verdict.schema.json" in names
    assert "diagnose/py.typed" in names
    assert not any(name.startswith(("tests", "sample_logs")) for name in names)


def test_the_sdist_holds_all_that_its_tests_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    names = [name.partition("/")[2] for name in tarfile.open(sdist).getnames()]
    assert {"rules/config/batch-size-not-integer/en.md", "tests/conftest.py", "pyproject.toml", "LICENSE", "README.md"} <= set(names)
    assert any(name.startswith("sample_logs/") for name in names)


@pytest.mark.parametrize("how", ["wheel", "editable"])
def test_an_installed_command_diagnoses_from_an_empty_folder(how: str, built: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    (wheel,) = built.glob("*.whl")
    what = [str(wheel)] if how == "wheel" else ["--editable", str(ROOT)]
    subprocess.run([str(python_of(environment)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what], check=True, capture_output=True, timeout=400)
    empty = tmp_path / "empty"
    empty.mkdir()
    done = diagnose_in(environment, empty)
    assert done.returncode == 1, done.stderr
    assert "config.batch-size-not-integer" in done.stdout
    assert "Solution A" in done.stdout

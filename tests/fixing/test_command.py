"""`fix` as a user runs it: what it shows, what it asks, what it writes, and with which exit code it ends."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import pytest
import yaml

from diagnose.command import main
from diagnose.fixing.backup import FOLDER
from tests.conftest import FOUNDING, ROOT, SAMPLES
from tests.fixing.folders import tree_of
from tests.workspace.building import build_workspace
from tests.workspace.settings import tmp_s1, tmp_s2

Fix = Callable[..., Tuple[int, str, str]]


@pytest.fixture
def fix(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Fix:
    """Runs `fix` in this process, without asking an interpreter; gives exit code, output and errors."""
    monkeypatch.setattr("diagnose.fixing.command.choose_interpreter", lambda named, root: ("", "own"))

    def run(*arguments: object, lang: str = "en") -> Tuple[int, str, str]:
        capfd.readouterr()
        code = main(["fix", *map(str, arguments), "--lang", lang])
        told = capfd.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return build_workspace(tmp_path / "GPT-SoVITS")


def set_value(path: Path, key: str, value: object, **layout: Any) -> bytes:
    """Plant a value as the web UI would write it; gives back the file's bytes."""
    tree = json.loads(path.read_bytes()) if path.suffix == ".json" else yaml.safe_load(path.read_bytes())
    inner = tree
    for part in key.split(".")[:-1]:
        inner = inner[part]
    inner[key.split(".")[-1]] = value
    path.write_text(json.dumps(tree, **layout) if path.suffix == ".json" else yaml.safe_dump(tree), "utf-8")
    return path.read_bytes()


def test_a_healthy_folder_needs_nothing(fix: Fix, workspace: Path) -> None:
    before = tree_of(workspace)
    code, out, err = fix("--workspace", workspace)
    assert (code, err) == (0, "")
    assert "nothing to repair" in out
    assert tree_of(workspace) == before
    assert not (workspace / FOLDER).exists()


def test_the_founding_failure_is_repaired_and_taken_back(fix: Fix, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace)
    config = workspace / "TEMP/tmp_s2.json"
    before = set_value(config, "train.batch_size", 7.0)
    tree = tree_of(workspace)
    code, out, _ = fix(FOUNDING, "--yes")
    assert code == 0, out
    assert [line.strip()[:2] for line in out.splitlines() if '"batch_size": 7' in line] == ["-…", "+…"]
    assert "Each start from the web UI writes tmp_s2.json anew" in out
    assert config.read_bytes() == before.replace(b'"batch_size": 7.0', b'"batch_size": 7')
    assert "sovits-doctor fix --undo" in out
    code, out, _ = fix(FOUNDING)
    assert (code, "right in the configuration already" in out) == (0, True)
    code, out, _ = fix("--undo")
    assert code == 0
    assert "train.batch_size: 7 → 7.0" in out
    assert tree_of(workspace) == tree


def test_the_file_that_the_command_names_is_found_from_anywhere(fix: Fix, workspace: Path, tmp_path: Path) -> None:
    config = workspace / "TEMP/tmp_s2.json"
    set_value(config, "train.batch_size", 7.0)
    log = tmp_path / "train.log"
    log.write_text(f'"/usr/bin/python" -s GPT_SoVITS/s2_train.py --config "{config}"\n{FOUNDING.read_text("utf-8")}', "utf-8")
    code, out, _ = fix(log, "--yes")
    assert code == 0, out
    assert json.loads(config.read_bytes())["train"]["batch_size"] == 7


def test_a_log_of_windows_is_applied_to_the_folder_named(fix: Fix, workspace: Path, tmp_path: Path) -> None:
    config = workspace / "TEMP/tmp_s2.json"
    set_value(config, "train.batch_size", 7.0)
    log = tmp_path / "train.log"
    log.write_text('"D:\\GPT-SoVITS\\runtime\\python.exe" -s GPT_SoVITS/s2_train.py --config "D:\\GPT-SoVITS/TEMP/tmp_s2.json"\n' + FOUNDING.read_text("utf-8"), "utf-8")
    code, out, _ = fix(log, "--workspace", workspace, "--yes")
    assert code == 0, out
    assert json.loads(config.read_bytes())["train"]["batch_size"] == 7


def test_a_file_alone_is_repaired_beside_its_backup(fix: Fix, tmp_path: Path) -> None:
    config = tmp_path / "s2.json"
    config.write_text(json.dumps(tmp_s2("v2", "demo"), indent=2), "utf-8")
    before = set_value(config, "train.batch_size", 7.0, indent=2)
    code, out, _ = fix("--config", config, "--yes")
    assert code == 0, out
    assert '-    "batch_size": 7.0,' in out
    assert '+    "batch_size": ' in out
    assert (tmp_path / FOLDER / "backup").is_dir()
    assert fix("--undo", "--config", config)[0] == 0
    assert config.read_bytes() == before


def test_a_backup_never_goes_into_the_folder_that_the_web_ui_empties(fix: Fix, tmp_path: Path) -> None:
    (tmp_path / "TEMP").mkdir()
    config = tmp_path / "TEMP/tmp_s2.json"
    config.write_text(json.dumps(tmp_s2("v2", "demo")), "utf-8")
    set_value(config, "train.batch_size", 7.0)
    assert fix("--config", config, "--yes")[0] == 0
    assert (tmp_path / FOLDER).is_dir()
    assert not (tmp_path / "TEMP" / FOLDER).exists()


def test_nothing_is_written_unless_it_is_agreed(fix: Fix, workspace: Path) -> None:
    set_value(workspace / "TEMP/tmp_s2.json", "train.batch_size", 7.0)
    before = tree_of(workspace)
    for arguments, words in (((), "--yes"), (("--dry-run",), "--dry-run"), (("--dry-run", "--yes"), "othing was changed")):
        code, out, _ = fix("--workspace", workspace, *arguments)
        assert code == 1
        assert words in out
        assert '"batch_size": 7.0' in out
        assert tree_of(workspace) == before
        assert not (workspace / FOLDER).exists()


def test_a_log_that_tells_another_value_than_the_file_changes_nothing(fix: Fix, workspace: Path) -> None:
    config = workspace / "TEMP/tmp_s2.json"
    log = next((SAMPLES / "gpu/out-of-memory").glob("*.log"))
    told = subprocess.run([sys.executable, "-m", "diagnose.command", "--format", "json", str(log)], capture_output=True, cwd=ROOT, check=False).stdout
    edit = json.loads(told)["causes"][0]["remedies"][0]["edit"]
    if edit and edit["set"]:
        set_value(config, "train.batch_size", 99)
        before = tree_of(workspace)
        code, out, _ = fix(log, "--workspace", workspace, "--yes")
        assert code == 1
        assert tree_of(workspace) == before, out


def test_what_is_computed_from_the_file_is_computed_once_for_each_log(fix: Fix, workspace: Path) -> None:
    """GPT training does not print its configuration: half of the batch size is half of what stands in the file."""
    config = workspace / "TEMP/tmp_s1.yaml"
    before = set_value(config, "train.batch_size", 8)
    log = SAMPLES / "gpu/out-of-memory/linux-s1-train.log"
    for _ in range(3):
        code, out, _ = fix(log, "--workspace", workspace, "--yes")
        assert code == 0, out
        assert yaml.safe_load(config.read_bytes())["train"]["batch_size"] == 4
    assert fix("--undo", "--workspace", workspace)[0] == 0
    assert config.read_bytes() == before
    assert "+  batch_size: 4" in fix(log, "--workspace", workspace)[1]


def test_a_log_may_come_through_a_pipe(fix: Fix, workspace: Path) -> None:
    set_value(workspace / "TEMP/tmp_s2.json", "train.batch_size", 7.0)
    run = [sys.executable, "-m", "diagnose.command", "fix", "-", "--config", str(workspace / "TEMP/tmp_s2.json"), "--lang", "zh"]
    for arguments, code in (([], 1), (["--yes"], 0)):
        done = subprocess.run([*run, *arguments], input=FOUNDING.read_bytes(), capture_output=True, cwd=ROOT, check=False, timeout=120)
        assert done.returncode == code, done.stdout.decode()
        assert done.stderr == b""
    assert isinstance(json.loads((workspace / "TEMP/tmp_s2.json").read_bytes())["train"]["batch_size"], int)


def test_what_an_environment_needs_is_printed_and_not_run(fix: Fix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    log = next((SAMPLES / "env/torchcodec").glob("*.log"))
    code, out, _ = fix(log, "--yes")
    assert code == 1
    assert "pip install" in out
    assert "nothing that can safely be changed" in out
    assert list(tmp_path.iterdir()) == []


def test_a_cause_whose_file_is_not_here_says_what_to_do(fix: Fix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = fix(FOUNDING, "--yes")
    assert code == 1
    assert "--workspace" in out
    assert "train.batch_size" in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_misuse_is_one_clear_sentence(fix: Fix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.log").write_bytes(b"")
    cases: List[Tuple[str, ...]] = [
        (), ("none.log",), ("empty.log",), (".",), ("--workspace", "."), ("--config", "none.json"), ("--config", "."), ("--undo",), ("--undo", "--workspace", "none"),
        (str(FOUNDING), "--rules", "none"), ("--undo", "--config", "none.json"),
    ]  # fmt: skip
    for arguments in cases:
        code, out, err = fix(*arguments, lang=lang)
        assert (code, out) == (2, ""), arguments
        assert err.startswith("sovits-doctor: "), arguments
        assert "Traceback" not in err
        assert any("\u4e00" <= char <= "\u9fff" for char in err) == (lang == "zh"), err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.log"]


def test_a_file_that_may_not_be_changed_stops_everything(fix: Fix, workspace: Path) -> None:
    one, other = workspace / "TEMP/tmp_s2.json", workspace / "TEMP/tmp_s1.yaml"
    set_value(one, "train.batch_size", 7.0)
    set_value(other, "train.batch_size", 4.0)
    other.chmod(0o444)
    before = tree_of(workspace)
    code, _, err = fix("--workspace", workspace, "--yes")
    assert code == 2
    assert "tmp_s1.yaml" in err
    assert tree_of(workspace) == before
    other.chmod(0o644)
    os.link(other, workspace / "TEMP/twin.yaml")
    before = tree_of(workspace)
    code, _, err = fix("--workspace", workspace, "--yes")
    assert (code, "hard link" in err) == (2, True)
    assert tree_of(workspace) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("mode", "words"), [(0o644, b"may not write it"), (0o600, b"is not readable")])
def test_somebody_without_rights_is_told(mode: int, words: bytes) -> None:
    """A process that is not root, on a file of somebody else; pytest's own folders are closed to it."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        top.chmod(0o755)
        config = top / "s2.json"
        config.write_text(json.dumps(tmp_s2("v2", "demo")), "utf-8")
        set_value(config, "train.batch_size", 7.0)
        config.chmod(mode)
        _denied(top, config, words)


def _denied(workspace: Path, config: Path, words: bytes) -> None:
    before = tree_of(workspace)
    # Everything is loaded before: somebody else need not be able to read this Python.
    program = (
        "import os, sys; from diagnose.command import main\nmain(['fix', *sys.argv[1:], '--dry-run'])\nsys.stdout.flush()\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\nsys.exit(main(['fix', *sys.argv[1:], '--yes', '--lang', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", program, "--config", str(config)], capture_output=True, check=False, timeout=60, cwd=ROOT)
    assert done.returncode == 2, done
    assert words in done.stderr
    assert tree_of(workspace) == before


def test_a_file_changed_after_the_fix_is_not_undone_without_being_told_to(fix: Fix, workspace: Path) -> None:
    config = workspace / "TEMP/tmp_s2.json"
    before = set_value(config, "train.batch_size", 7.0)
    assert fix("--workspace", workspace, "--yes")[0] == 0
    mine = set_value(config, "train.epochs", 9)
    code, _, err = fix("--undo", "--workspace", workspace)
    assert code == 1
    assert "--force" in err
    assert config.read_bytes() == mine
    code, out, _ = fix("--undo", "--force", "--workspace", workspace)
    assert code == 0
    assert config.read_bytes() == before
    assert [path.read_bytes() for path in (workspace / FOLDER).rglob("changed-*")] == [mine]
    assert "changed-1-tmp_s2.json" in out


def test_a_hostile_folder_cannot_write_to_the_terminal(fix: Fix, tmp_path: Path) -> None:
    config = tmp_path / "s2.json"
    tree: Dict[str, Any] = tmp_s2("v2", "\x1b]0;owned\x07[bold]x[/bold]\u202e")
    tree["train"]["batch_size"] = 7.0
    for indent in (None, 1):
        config.write_text(json.dumps(tree, indent=indent, ensure_ascii=False), "utf-8")
        _, out, _ = fix("--config", config, "--dry-run")
        assert "batch_size" in out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\u202e" not in out


def test_yaml_keeps_its_comments_and_its_layout(fix: Fix, tmp_path: Path) -> None:
    config = tmp_path / "s1.yaml"
    text = "# 我的配置\r\n" + yaml.safe_dump(tmp_s1("v2", "demo"), sort_keys=False).replace("\n", "\r\n").replace("batch_size: 2", "batch_size:   4.0    # 显存 8G")
    config.write_bytes(text.encode("utf-8"))
    code, out, _ = fix("--config", config, "--yes")
    assert code == 0, out
    assert config.read_bytes() == text.replace("batch_size:   4.0    #", "batch_size:   4    #").encode("utf-8")
    assert "-  batch_size:   4.0    # 显存 8G" in out


def at_terminal(arguments: List[str], answer: str, cwd: Path) -> Tuple[int, str]:
    """Run the command at a terminal and type an answer when it asks; gives exit code and all that it printed."""
    pty = pytest.importorskip("pty")
    main_end, its_end = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120", "TERM": "xterm"}
    process = subprocess.Popen([sys.executable, "-m", "diagnose.command", *arguments], stdin=its_end, stdout=its_end, stderr=its_end, cwd=cwd, env=environment)
    os.close(its_end)
    told, typed, end = b"", False, time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([main_end], [], [], 0.2)[0]:
            try:
                block = os.read(main_end, 65536)
            except OSError:
                break
            if not block:
                break
            told += block
        elif process.poll() is not None:
            break
        if b"[y/N]" in told and not typed:
            os.write(main_end, answer.encode())
            typed = True
    process.wait(timeout=60)
    os.close(main_end)
    return process.returncode, told.decode("utf-8", "replace")


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are not made on Windows")
@pytest.mark.parametrize(("answer", "code", "size"), [("n\n", 1, 7.0), ("\n", 1, 7.0), ("y\n", 0, 7), ("\x04", 1, 7.0)])
def test_at_a_terminal_it_asks_in_colour(tmp_path: Path, answer: str, code: int, size: float) -> None:
    config = tmp_path / "s2.json"
    config.write_text(json.dumps({**tmp_s2("v2", "demo")}), "utf-8")
    set_value(config, "train.batch_size", 7.0)
    ended, told = at_terminal(["fix", "--config", "s2.json", "--lang", "en"], answer, tmp_path)
    assert ended == code, told
    assert "\x1b[31m  -" in told
    assert "\x1b[32m  +" in told
    assert repr(json.loads(config.read_bytes())["train"]["batch_size"]) == repr(size)

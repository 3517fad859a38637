"""The command as a user runs it: forms of input, bad input, exit codes, the live pipe."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import pty
import re
import select
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Callable, Tuple

import pytest

from tests.conftest import FOUNDING, ROOT, SAMPLES

Doctor = Callable[..., "subprocess.CompletedProcess[bytes]"]
CAUSE = "config.batch-size-not-integer"


def verdict(done: subprocess.CompletedProcess[bytes]) -> dict:
    return json.loads(done.stdout.decode("utf-8"))


def test_the_founding_log_piped_in_gives_its_cause_proof_and_both_ways_out(doctor: Doctor) -> None:
    done = doctor("--format", "json", stdin=FOUNDING.read_bytes())
    told = verdict(done)
    assert done.returncode == 1
    assert done.stderr == b""
    first = told["causes"][0]
    assert first["id"] == CAUSE
    assert first["confirmed"] == "yes"
    assert {"line": 1, "text": "'batch_size': 7.0", "fact": "config.train.batch_size"} in first["evidence"]
    assert "symptom.dataloader-shutdown" in first["explains"]
    assert [remedy["id"] for remedy in first["remedies"]] == ["edit-config", "clean-environment"]
    assert first["remedies"][0]["edit"] == {"config": "train.batch_size", "set": 7}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_founding_report_names_what_the_article_says(doctor: Doctor, lang: str) -> None:
    text = doctor("--lang", lang, "--article", stdin=FOUNDING.read_bytes()).stdout.decode("utf-8")
    for words in ("batch_size", "7.0", "TEMP/tmp_s2.json", "python=3.9.18", "requirements.txt", "runtime", "_shutdown", "WebUI" if lang == "zh" else "web UI"):
        assert words in text, words


def test_a_file_and_a_pipe_give_the_same_verdict(doctor: Doctor) -> None:
    for log in sorted(SAMPLES.rglob("*.log"))[::12]:
        file, pipe = verdict(doctor("--format", "json", str(log))), verdict(doctor("--format", "json", stdin=log.read_bytes()))
        assert {**file, "source": None} == {**pipe, "source": None}


def test_packed_logs_and_zip_are_read(doctor: Doctor, tmp_path: Path) -> None:
    packed = tmp_path / "train.log.gz"
    packed.write_bytes(gzip.compress(FOUNDING.read_bytes()))
    assert verdict(doctor("--format=json", str(packed)))["causes"][0]["id"] == CAUSE
    for suffix, module in (("xz", lzma), ("bz2", bz2)):
        other = tmp_path / f"train.log.{suffix}"
        other.write_bytes(module.compress(FOUNDING.read_bytes()))
        assert verdict(doctor("--format=json", str(other)))["causes"][0]["id"] == CAUSE
    archive = tmp_path / "logs.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a/train.log", FOUNDING.read_bytes())
        file.writestr("a/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        file.writestr("__MACOSX/a/._train.log", b"\0\5\26\7")
    told = verdict(doctor("--format=json", str(archive)))
    assert told["source"]["name"].endswith("logs.zip!a/train.log")
    assert told["causes"][0]["id"] == CAUSE


def test_several_files_give_one_object_a_line_and_the_highest_code(doctor: Doctor) -> None:
    done = doctor("--format", "json", str(FOUNDING), str(SAMPLES / "healthy/healthy-s1-train.log"))
    told = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [one["status"] for one in told] == ["diagnosed", "healthy"]
    assert done.returncode == 1


def test_a_glob_is_expanded_where_the_shell_does_not(doctor: Doctor) -> None:
    done = doctor("--format", "json", str(SAMPLES / "healthy" / "*.log"))
    assert len(done.stdout.splitlines()) == len(list((SAMPLES / "healthy").glob("*.log")))


@pytest.mark.parametrize(("status", "sample", "code"), [("healthy", "healthy/healthy-s1-train.log", 0), ("unrecognised", "foreign/nginx-bad-directive.log", 3)])
def test_the_exit_code_tells_the_status(doctor: Doctor, status: str, sample: str, code: int) -> None:
    done = doctor("--format", "json", str(SAMPLES / sample))
    assert (verdict(done)["status"], done.returncode) == (status, code)


KINDS = (
    "missing",
    "folder",
    "no-match",
    "empty",
    "blank",
    "empty-pipe",
    "binary",
    "binary-pipe",
    "broken-gzip",
    "broken-zip",
    "rule",
    "rules-folder",
    "option",
    "format",
    "suffix",
)


def bad(tmp_path: Path) -> dict[str, Tuple[Tuple[str, ...], bytes | None, str, str]]:
    (tmp_path / "empty.log").write_bytes(b"")
    (tmp_path / "blank.log").write_bytes(b"\r\n \n\n")
    (tmp_path / "model.pth").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "broken.gz").write_bytes(gzip.compress(b"x" * 5000)[:-20])
    (tmp_path / "broken.log.xz").write_bytes(lzma.compress(os.urandom(5000))[:-3000])
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04garbage")
    rules = tmp_path / "rules/config/x"
    rules.mkdir(parents=True)
    (rules / "rule.yaml").write_text("role: cause\nrole: cause\n")
    return {
        "missing": (("nowhere.log",), None, "nowhere.log", "nowhere.log"),
        "folder": ((str(tmp_path),), None, "文件夹", "folder"),
        "no-match": ((str(tmp_path / "*.nothing"),), None, "没有文件符合", "No file matches"),
        "empty": ((str(tmp_path / "empty.log"),), None, "什么都没有", "nothing in"),
        "blank": ((str(tmp_path / "blank.log"),), None, "什么都没有", "nothing in"),
        "empty-pipe": ((), b"", "什么都没有", "nothing in"),
        "binary": ((str(tmp_path / "model.pth"),), None, "二进制", "binary"),
        "binary-pipe": (("-",), bytes(range(256)) * 40, "二进制", "binary"),
        "broken-gzip": ((str(tmp_path / "broken.gz"),), None, "无法读取", "cannot be read"),
        "broken-xz": ((str(tmp_path / "broken.log.xz"),), None, "无法读取", "cannot be read"),
        "broken-zip": ((str(tmp_path / "broken.zip"),), None, "无法读取", "cannot be read"),
        "rule": (("--rules", str(tmp_path / "rules"), str(FOUNDING)), None, "rule.yaml:2:1", "rule.yaml:2:1"),
        "rules-folder": (("--rules", str(tmp_path / "none"), str(FOUNDING)), None, "规则", "no such folder"),
        "option": (("--frmat", "json"), None, "--frmat", "--frmat"),
        "format": (("--format", "xml", str(FOUNDING)), None, "xml", "xml"),
        "suffix": (("-o", str(tmp_path / "out.docx"), str(FOUNDING)), None, "后缀", "suffix"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_bad_input_is_one_clear_sentence_and_code_2(doctor: Doctor, tmp_path: Path, kind: str, lang: str) -> None:
    arguments, stdin, zh, en = bad(tmp_path)[kind]
    done = doctor(*arguments, stdin=stdin, env={"SOVITS_DOCTOR_LANG": lang})
    error = done.stderr.decode("utf-8")
    assert done.returncode == 2
    assert (zh if lang == "zh" else en) in error
    assert "Traceback" not in error
    assert error.count("\n") == 1
    assert done.stdout == b""


def test_an_unreadable_file_is_told(doctor: Doctor, tmp_path: Path) -> None:
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("rights do not stop this user")
    file = tmp_path / "secret.log"
    file.write_text("x")
    file.chmod(0)
    assert doctor(str(file)).returncode == 2


def test_one_bad_log_among_good_ones_does_not_stop_them(doctor: Doctor) -> None:
    done = doctor("--format", "json", "nowhere.log", str(FOUNDING))
    assert verdict(done)["causes"][0]["id"] == CAUSE
    assert done.returncode == 1
    assert b"nowhere.log" in done.stderr


def test_a_report_file_is_written_whole_and_never_over_another(doctor: Doctor, tmp_path: Path) -> None:
    target = tmp_path / "verdict.json"
    assert doctor("-o", str(target), str(FOUNDING)).returncode == 1
    assert json.loads(target.read_text("utf-8"))["causes"][0]["id"] == CAUSE
    target.write_text("mine")
    done = doctor("-o", str(target), str(FOUNDING))
    assert target.read_text() == "mine"
    assert json.loads((tmp_path / "verdict-2.json").read_text("utf-8"))["causes"][0]["id"] == CAUSE
    assert b"verdict-2.json" in done.stderr
    assert done.stdout == b""
    doctor("-o", str(target), str(FOUNDING))
    assert (tmp_path / "verdict-3.json").is_file()
    doctor("-o", str(target), "--force", str(FOUNDING))
    assert json.loads(target.read_text("utf-8"))["causes"][0]["id"] == CAUSE
    assert sorted(one.name for one in tmp_path.iterdir()) == ["verdict-2.json", "verdict-3.json", "verdict.json"]


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".html", "<!doctype html>"),
        (".HTM", "<!doctype html>"),
        (".md", "## "),
        (".markdown", "## "),
        (".json", '{"version"'),
        (".jsonl", '{"version"'),
        (".txt", "╭"),
        (".log", "╭"),
    ],
)
def test_the_suffix_chooses_the_format(doctor: Doctor, tmp_path: Path, suffix: str, start: str) -> None:
    target = tmp_path / f"report{suffix}"
    assert doctor("-o", str(target), str(FOUNDING)).returncode == 1
    assert target.read_text("utf-8").startswith(start)
    assert target.stat().st_mode & 0o444 == 0o444  # others may read it, unlike a temporary file


def test_a_folder_gets_one_report_for_each_log(doctor: Doctor, tmp_path: Path) -> None:
    logs = [tmp_path / "a" / "train.log", tmp_path / "b" / "train.log", tmp_path / "con.log"]
    for log in logs:
        log.parent.mkdir(exist_ok=True)
        log.write_bytes(FOUNDING.read_bytes())
    target = tmp_path / "reports"
    done = doctor("-o", f"{target}/", *map(str, logs))
    assert done.returncode == 1
    assert sorted(one.name for one in target.iterdir()) == ["log-con.html", "train-2.html", "train.html"]
    done = doctor("-o", str(target), "--format", "markdown", "--force", str(logs[0]), stdin=b"")
    assert (target / "train.md").is_file()


def test_the_name_of_a_log_cannot_lead_out_of_the_folder(doctor: Doctor, tmp_path: Path) -> None:
    archive = tmp_path / "logs.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("../../evil.log", "a/..", "x\x1b[2J\u202e<b>.log", "/etc/NUL.log", "." * 200 + ".log", "train" * 100):
            file.writestr(name, FOUNDING.read_bytes())
    target = tmp_path / "out" / "reports"
    assert doctor("-o", f"{target}/", str(archive)).returncode == 1
    assert len(list(target.iterdir())) == 6
    assert sorted(one.name for one in tmp_path.iterdir()) == ["logs.zip", "out"]
    assert all(re.fullmatch(r"[\w.-]{1,100}", one.name) for one in target.iterdir())


def test_several_logs_in_one_page_are_refused_in_one_sentence(doctor: Doctor, tmp_path: Path) -> None:
    done = doctor("-o", str(tmp_path / "report.html"), str(FOUNDING), str(FOUNDING), "--lang", "en")
    assert done.returncode == 2
    assert b"Give a folder" in done.stderr
    assert list(tmp_path.iterdir()) == []
    together = tmp_path / "all.md"
    assert doctor("-o", str(together), str(FOUNDING), str(SAMPLES / "healthy/healthy-s1-train.log"), "--lang", "en").returncode == 1
    assert together.read_text("utf-8").count("\n## ") == 1


@pytest.mark.parametrize("suffix", ["json", "html", "md", "txt"])
def test_an_unwritable_target_is_told_and_the_verdict_still_printed(doctor: Doctor, tmp_path: Path, suffix: str) -> None:
    done = doctor("-o", str(tmp_path / f"no/such/folder/v.{suffix}"), str(FOUNDING), "--lang", "en")
    assert done.returncode == 1
    assert b"batch_size is not a whole number" in done.stdout
    assert b"<html" not in done.stdout
    assert done.stderr.count(b"\n") == 1
    assert b"cannot be written" in done.stderr
    (tmp_path / "file").write_text("")
    done = doctor("-o", str(tmp_path / "file" / "v") + "/", str(FOUNDING), "--lang", "en")
    assert b"cannot be written" in done.stderr
    assert b"whole number" in done.stdout


def test_what_is_shared_is_redacted_and_the_terminal_shows_ones_own_paths(doctor: Doctor) -> None:
    log = FOUNDING.read_bytes().replace(b"/root/GPT-SoVITS", b"/home/xiaomingwang/GPT-SoVITS")
    for style in ("html", "markdown", "json"):
        assert b"xiaomingwang" not in doctor("--format", style, stdin=log).stdout
        assert b"xiaomingwang" in doctor("--format", style, "--no-redact", stdin=log).stdout
    assert verdict(doctor("--format", "json", stdin=log))["redacted"] is True
    assert verdict(doctor("--format", "json", "--no-redact", stdin=log))["redacted"] is False
    assert b"user names: 1" in doctor("--format", "markdown", "--lang", "en", stdin=log).stdout


@pytest.mark.parametrize("arguments", [["--help"], ["diagnose", "--help"], ["rules", "--help"], ["rules", "lint", "--help"], ["explain", "--help"]])
def test_help_in_chinese_is_chinese_to_the_last_word(doctor: Doctor, arguments: list[str]) -> None:
    text = doctor(*arguments, env={"SOVITS_DOCTOR_LANG": "zh"}).stdout.decode("utf-8")
    assert "用法" in text
    for words in ("Usage", "Options", "Commands", "Show this", "default:"):
        assert words not in text


@pytest.mark.parametrize("arguments", [["--frmat", "json"], ["--format"], ["--format", "xml", "x"], ["rules", "nothing"], ["rules", "show"], ["explain"]])
def test_misuse_in_chinese_is_told_in_chinese(doctor: Doctor, arguments: list[str]) -> None:
    done = doctor(*arguments, env={"SOVITS_DOCTOR_LANG": "zh"})
    assert done.returncode == 2
    for words in ("No such", "Invalid", "Missing", "requires", "is not one of"):
        assert words not in done.stderr.decode("utf-8")


def test_help_and_version_in_both_languages(doctor: Doctor) -> None:
    assert "诊断日志" in doctor("--help", env={"SOVITS_DOCTOR_LANG": "zh"}).stdout.decode("utf-8")
    assert "Diagnose logs" in doctor("diagnose", "--help", env={"SOVITS_DOCTOR_LANG": "en"}).stdout.decode("utf-8")
    assert re.match(rb"sovits-doctor \d+\.\d+", doctor("--version").stdout)
    assert json.loads(doctor("rules", "schema").stdout)["title"]


def test_plain_text_when_piped(doctor: Doctor) -> None:
    text = doctor(str(FOUNDING), "--lang", "zh").stdout
    assert b"\x1b" not in text
    assert "找到原因" in text.decode("utf-8")


def on_terminal(command: str, env: dict[str, str]) -> Tuple[str, int]:
    """What a command prints on a terminal, and its exit code."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve("/bin/sh", ["sh", "-c", command], {**os.environ, **env, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)})
    shown = b""
    while True:
        ready, _, _ = select.select([terminal], [], [], 30)
        if not ready:
            break
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode("utf-8", "replace"), os.waitstatus_to_exitcode(status)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_piped_log_passes_through_live_and_the_verdict_follows() -> None:
    slow = f"{sys.executable} -c \"import time; print('first words', flush=True); time.sleep(1.5); print(open('{FOUNDING}').read())\""
    shown, code = on_terminal(f"{slow} 2>&1 | {sys.executable} -m diagnose.command", {"SOVITS_DOCTOR_LANG": "en"})
    assert shown.index("first words") < shown.index("can't multiply sequence") < shown.index("Cause found")
    assert code == 1
    quiet, _ = on_terminal(f"{sys.executable} -m diagnose.command --quiet < {FOUNDING}", {"SOVITS_DOCTOR_LANG": "en"})
    assert "wav_data_len" in shown
    assert "wav_data_len" not in quiet
    assert "Cause found" in quiet


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal_without_input_it_says_how_to_give_a_log() -> None:
    shown, code = on_terminal(f"{sys.executable} -m diagnose.command", {"SOVITS_DOCTOR_LANG": "zh"})
    assert "没有收到日志" in shown
    assert code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_still_gives_a_verdict() -> None:
    import signal
    import time

    doctor = subprocess.Popen(
        [sys.executable, "-m", "diagnose.command", "--format", "json"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    assert doctor.stdin is not None
    doctor.stdin.write(FOUNDING.read_bytes())
    doctor.stdin.flush()
    time.sleep(2)
    doctor.send_signal(signal.SIGINT)
    time.sleep(0.5)
    out, err = doctor.communicate(timeout=20)
    assert json.loads(out)["causes"][0]["id"] == CAUSE
    assert b"Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_reader_that_goes_away_is_no_traceback() -> None:
    done = subprocess.run(f"{sys.executable} -m diagnose.command {SAMPLES}/*/*/*.log --format json | head -n 1", shell=True, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert json.loads(done.stdout)
    assert b"Traceback" not in done.stderr

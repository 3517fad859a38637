"""The command `check` as its user meets it: the list, its formats, what it leaves out, and every misuse in one clear sentence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Callable, Dict, List, Optional, Tuple

import jsonschema
import pytest

from diagnose.checkup.check import ERROR, OK, UNKNOWN, WARNING, Check, Edit, Place
from diagnose.checkup.checkapp import CheckOptions
from diagnose.checkup.checkup import Checkup, run_checkup
from diagnose.checkup.command import render
from diagnose.checkup.interpreter import BUNDLED, FOUND, NAMED, choose_interpreter
from diagnose.checkup.listing import render_markdown
from diagnose.checkup.overview import build_overview
from diagnose.checkup.page import render_html
from diagnose.checkup.record import as_dict
from diagnose.command import main
from diagnose.environment.hardware import Gpu, Hardware, suggest
from diagnose.environment.probe import ProbeError
from tests.checkup import logs
from tests.hostile import FORBIDDEN, PAYLOADS
from tests.workspace.building import FAULTS, build_workspace

SCHEMA = jsonschema.Draft202012Validator(json.loads(resources.files("diagnose").joinpath("schemas/checkup.schema.json").read_text("utf-8")))
Doctor = Callable[..., "subprocess.CompletedProcess[bytes]"]
CARD = Gpu("NVIDIA GeForce RTX 3060", 12 << 30, (8, 6), "560.94")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return build_workspace(tmp_path / "GPT-SoVITS")


def statuses(root: Optional[Path], stage: str = "") -> Dict[str, str]:
    return {check.id: check.status for check in run_checkup(root, "", [], stage).checks}


def shown(style: str, checkup: Checkup, lang: str = "zh", **options: bool) -> str:
    return render(checkup, NAMED, CheckOptions(lang, **options), style)


# the command


def test_the_list_names_fault_place_and_what_to_do(root: Path, doctor: Doctor) -> None:
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    for lang, words in (("zh", ("错误", "batch_size", "7.0", "TEMP/tmp_s2.json:1", "→", "现在训练会失败")), ("en", ("error", "TEMP/tmp_s2.json:1", "Training would fail"))):
        result = doctor("check", str(root), "--lang", lang, "--python", sys.executable)
        text = result.stdout.decode("utf-8")
        assert result.returncode == 1
        assert all(word in text for word in words), text
        assert "\x1b" not in text
        assert not result.stderr


def test_details_are_told_when_asked_for(root: Path) -> None:
    FAULTS["s1-missing"](root)
    checkup = run_checkup(root, "", [], "")
    short, long = shown("terminal", checkup), shown("terminal", checkup, verbose=True)
    assert "config.pretrained-missing" not in short.partition("explain")[0]
    assert "workspace.pretrained" in long
    assert "config.pretrained-missing" in long
    assert len(long) > len(short)


def test_a_stage_leaves_out_what_it_does_not_need(root: Path) -> None:
    logs.change(root, "tmp_s1.yaml", batch_size=7.0)
    FAULTS["g2pw-missing"](root)
    assert [id for id, status in statuses(root, "s2-train").items() if status == ERROR] == []
    assert [id for id, status in statuses(root, "s1-train").items() if status == ERROR] == ["config.batch-size"]
    assert {"config.batch-size", "workspace.pretrained"} <= {id for id, status in statuses(root).items() if status != OK}


def test_outside_of_a_program_folder_the_environment_is_checked_and_the_list_says_so(tmp_path: Path, doctor: Doctor) -> None:
    result = doctor("check", "--lang", "zh", "--python", sys.executable, cwd=tmp_path)
    text = result.stdout.decode("utf-8")
    assert result.returncode in (0, 1)
    assert "这里不是 GPT-SoVITS 的程序文件夹" in text
    assert "Python 环境" in text
    told = json.loads(doctor("check", "--format", "json", "--python", sys.executable, cwd=tmp_path).stdout)
    SCHEMA.validate(told)
    assert told["workspace"] is None
    assert {check["area"] for check in told["checks"]} == {"environment"}


def test_inside_of_a_program_folder_it_need_not_be_named(root: Path, doctor: Doctor) -> None:
    result = doctor("check", "--format", "json", "--no-redact", "--python", sys.executable, cwd=root / "GPT_SoVITS" / "configs")
    assert Path(json.loads(result.stdout)["workspace"]) == root


def test_a_configuration_that_is_named_takes_the_place_of_those_in_the_folder(root: Path, tmp_path: Path, doctor: Doctor) -> None:
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    own = tmp_path / "我的.json"
    own.write_bytes((root / "TEMP" / "tmp_s2.json").read_bytes().replace(b"7.0", b"0"))
    told = json.loads(doctor("check", str(root), "--config", str(own), "--format", "json", "--no-redact", "--python", sys.executable).stdout)
    SCHEMA.validate(told)
    assert told["configs"] == [str(own)]
    assert [check["place"]["file"] for check in told["checks"] if check["id"] == "config.batch-size"] == [str(own)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing-there"], "不是 GPT-SoVITS 的程序文件夹"),
        (["--config", "missing.json"], "找不到配置文件 missing.json"),
        (["--config", "."], "是文件夹"),
        (["--python", "no-such-python"], "找不到 Python"),
        (["--stage", "s3-train"], "不在可选的值里"),
        (["--format", "xml"], "不在可选的值里"),
        (["-o", "list.docx"], "不认识 list.docx 的后缀"),
        (["--colour"], "没有这个选项"),
        ([".", "."], "多出了参数"),
    ],
)
def test_misuse_is_one_clear_sentence(words: List[str], said: str, tmp_path: Path, doctor: Doctor) -> None:
    result = doctor("check", *words, "--lang", "zh", cwd=tmp_path)
    text = result.stderr.decode("utf-8")
    assert result.returncode == 2
    assert said in text
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1
    assert not result.stdout


def test_a_list_is_written_to_a_file_in_the_format_of_its_suffix(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def silent(python: str) -> None:
        raise ProbeError("environment.not-found", python=python)

    monkeypatch.setattr("diagnose.environment.probe.probe", silent)
    for name, begin in (("list.html", "<!doctype html>"), ("list.md", "## "), ("list.json", '{"version": 1'), ("list.txt", "Program folder")):
        assert main(["check", str(root), "-o", str(tmp_path / name), "--lang", "en"]) == 1
        out, err = capsys.readouterr()
        assert (tmp_path / name).read_text("utf-8").startswith(begin)
        assert name in err
        assert not out
    main(["check", str(root), "-o", str(tmp_path / "list.md")])
    assert (tmp_path / "list-2.md").is_file()
    main(["check", str(root), "-o", str(tmp_path / "lists") + "/"])
    assert (tmp_path / "lists" / "checkup.html").is_file()


# what could not be found out


def test_what_cannot_be_looked_at_is_unknown_and_not_fine(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("diagnose.workspace.checks.survey", broken)
    checkup = run_checkup(root, "", [], "")
    assert [(check.id, check.status) for check in checkup.checks if check.id.startswith("workspace.")] == [("workspace.failed", UNKNOWN)]
    assert checkup.status == UNKNOWN
    assert "of ours" in shown("terminal", checkup)


def test_an_interpreter_that_cannot_answer_is_unknown_and_the_rest_is_told(root: Path, tmp_path: Path, doctor: Doctor) -> None:
    text = tmp_path / "python-of-words"
    text.write_text("#!/bin/sh\nexit 7\n", "utf-8")
    text.chmod(0o755)
    if sys.platform == "win32":
        pytest.skip("Windows does not run scripts of a shell")
    result = doctor("check", str(root), "--python", str(text), "--format", "json")
    told = json.loads(result.stdout)
    SCHEMA.validate(told)
    assert result.returncode == 1
    assert {check["area"]: check["status"] for check in told["checks"]}["environment"] == UNKNOWN
    assert told["suggestion"] is None
    assert "workspace" in {check["area"] for check in told["checks"]}


def test_a_configuration_that_is_no_text_is_told(root: Path) -> None:
    (root / "TEMP" / "tmp_s2.json").write_bytes(b"\x00\x01\x02PK")
    assert ERROR in {check.status for check in run_checkup(root, "", [], "").checks if check.id.startswith("config.")}


# the interpreter


def test_the_interpreter_of_the_package_is_taken_before_that_of_the_path(root: Path) -> None:
    assert choose_interpreter("", root)[1] == FOUND
    (root / "runtime").mkdir()
    (root / "runtime" / "python.exe").write_bytes(b"MZ")
    assert choose_interpreter("", root) == (str(root / "runtime" / "python.exe"), BUNDLED)
    assert choose_interpreter(sys.executable, root) == (sys.executable, NAMED)


# the formats


def sample(text: str = "x", **fields: object) -> Checkup:
    """A checkup of every status, with a stranger's text wherever one may come in."""
    said = {"zh": f"坏了：{text}", "en": f"Broken: {text}"}
    edit = Edit(text, "train.batch_size", text, text, said)
    checks = [
        Check("config.batch-size", ERROR, said, said, (said, said), Place(text, 8, 3, text), "config.batch-size-not-integer", ("s2-train",), edit),
        Check("config.values", OK, said),
        Check("workspace.leftover", WARNING, said, said, leftover=text, rule="data.intermediate-leftover", place=Place(text)),
        Check("environment.driver", UNKNOWN, said),
    ]
    hardware = Hardware((CARD,), 32 << 30, 8)
    return Checkup(text, "v2", text, "s2-train", tuple(checks), hardware=hardware, suggestion=suggest(hardware, "v2"), **fields)  # type: ignore[arg-type]


class Page(HTMLParser):
    """Tags with attributes, and the text outside of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: List[Tuple[str, Dict[str, Optional[str]]]] = []
        self.text = ""
        self._raw = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._raw = tag if tag in ("style", "script") else ""

    def handle_data(self, data: str) -> None:
        self.text += data if not self._raw else ""

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""


def test_the_page_holds_both_languages_and_asks_nothing_of_anyone(root: Path) -> None:
    FAULTS["s1-missing"](root)
    page = Page(shown("html", run_checkup(root, "", [], "")))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for words in ("现在训练会失败", "Training would fail", "s1bert25hz-5kh", "程序文件夹", "Program folder"):
        assert words in page.text
    policy = next(attrs["content"] or "" for _, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not {"src", "srcset", "style", "action"} & {name for _, attrs in page.tags for name in attrs}
    assert all((attrs.get("href") or "#").startswith("#") for _, attrs in page.tags)
    assert all(attrs["href"][1:] in ids for tag, attrs in page.tags if tag == "a" and attrs["href"])


@pytest.mark.parametrize("status", [OK, WARNING, ERROR, UNKNOWN])
def test_every_status_has_its_words_and_colour(status: str) -> None:
    checkup = Checkup("/x", checks=(Check("config.values", status, {"zh": "某事", "en": "a thing"}),))
    for lang in ("zh", "en"):
        overview = build_overview(checkup, {}, lang)
        assert overview.groups[0].rows[0].word
        assert overview.say(f"check.badge-{status}") in render_html([overview]) + render_markdown(overview)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_strangers_words_are_only_text(payload: str) -> None:
    checkup = sample(PAYLOADS[payload])
    overviews = [build_overview(checkup, {}, lang, hidden=None) for lang in ("zh", "en")]
    source = render_html(overviews)
    page = Page(source)
    tags = [tag for tag, _ in page.tags]
    assert (tags.count("script"), tags.count("style"), tags.count("h1"), tags.count("title")) == (1, 1, 2, 1)
    assert not {"img", "iframe", "base", "link", "object"} & set(tags)
    assert all(not name.startswith("on") and name != "style" for _, attrs in page.tags for name in attrs)
    assert not FORBIDDEN.search(source)
    assert "1337" not in source  # 7 * 191
    assert len(source.encode("utf-8")) < 250_000
    text = render_markdown(overviews[0], overviews[1])
    assert len(text) <= 60_000
    assert not FORBIDDEN.search(text)
    assert "<script" not in re.sub(r"(`+).*?\1", "", text).replace("\\<script", "")
    for verbose in (False, True):
        terminal = render(checkup, "", CheckOptions("zh", verbose=verbose), "terminal")
        assert not FORBIDDEN.search(terminal)
    SCHEMA.validate(json.loads(json.dumps(as_dict(checkup))))


def test_what_is_shared_hides_who_it_is_about_and_the_terminal_shows_it() -> None:
    checkup = sample("/home/zhangxiaoming/GPT-SoVITS/TEMP/tmp_s2.json")
    for style in ("html", "markdown", "json"):
        assert "zhangxiaoming" not in shown(style, checkup), style
        assert "zhangxiaoming" in shown(style, checkup, no_redact=True), style
    assert "1 个用户名" in shown("markdown", checkup)
    assert "zhangxiaoming" in shown("terminal", checkup)


def test_the_settings_for_the_machine_are_told() -> None:
    checkup = sample("/x")
    for style in ("terminal", "markdown", "html"):
        text = shown(style, checkup, "en")
        assert all(words in text for words in ("SoVITS train.batch_size", "GPT data.num_workers", "16-mixed"))
    assert json.loads(shown("json", checkup))["suggestion"]["batch_size"] == 6
    assert "RTX 3060" in shown("html", checkup)


def test_json_is_one_object_and_nothing_else(root: Path, doctor: Doctor) -> None:
    result = doctor("check", str(root), "--format", "json", "--python", sys.executable)
    assert len(result.stdout.strip().splitlines()) == 1
    told = json.loads(result.stdout)
    SCHEMA.validate(told)
    assert sum(told["counts"].values()) == len(told["checks"])
    assert told["edition"] == "v2"
    assert told["redacted"] is True

"""Dumps of issues: the log is found inside of what people write around it, and so are their language and the time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

from diagnose.library import Library
from diagnose.triage.collect import collect
from diagnose.triage.item import Item, examine_item
from diagnose.triage.post import read_post
from diagnose.triage.tally import Passed
from tests.conftest import FOUNDING, SAMPLES

TRACE = """Traceback (most recent call last):
  File "GPT_SoVITS/s2_train.py", line 600, in <module>
    main()
  File "GPT_SoVITS/module/data_utils.py", line 300, in __iter__
    ids_bucket = ids_bucket + ids_bucket * (rem // len_bucket)
TypeError: can't multiply sequence by non-int of type 'float'"""
CAUSE = "config.batch-size-not-integer"


def items_of(tmp_path: Path, dump: object, name: str = "issues.json") -> List[Item]:
    path = tmp_path / name
    path.write_text(dump if isinstance(dump, str) else json.dumps(dump, ensure_ascii=False), "utf-8")
    return list(collect([str(path)], Passed()))


def issue(number: int, body: str, **more: object) -> Dict[str, Any]:
    return {
        "number": number, "title": "训练报错", "body": body, "createdAt": f"2024-03-{number:02}T08:00:00Z",
        "url": f"https://github.com/RVC-Boss/GPT-SoVITS/issues/{number}", "comments": [], **more,
    }  # fmt: skip


def test_what_gh_writes(tmp_path: Path, library: Library) -> None:
    """`gh issue list --json number,title,body,comments,createdAt,url`"""
    comment = {
        "id": "IC_1",
        "body": f"I have the same:\r\n\r\n```\r\n{TRACE}\r\n```",
        "createdAt": "2024-05-01T00:00:00Z",
        "url": "https://github.com/RVC-Boss/GPT-SoVITS/issues/1#issuecomment-7",
    }
    thanks = {"id": "IC_2", "body": "谢谢，解决了！", "createdAt": "2024-05-02T00:00:00Z", "url": "https://github.com/RVC-Boss/GPT-SoVITS/issues/1#issuecomment-8"}
    items = items_of(tmp_path, [issue(1, f"一点训练就报错，求助\n\n```\n{TRACE}\n```", comments=[thanks, comment]), issue(2, "请问什么时候出 v5？")])
    assert [(item.name, item.when, item.language, item.error) for item in items] == [
        ("RVC-Boss/GPT-SoVITS#1", "2024-03-01T08:00:00Z", "zh", ""),
        ("RVC-Boss/GPT-SoVITS#1!comment-2", "2024-05-01T00:00:00Z", "en", ""),
        ("RVC-Boss/GPT-SoVITS#2", "2024-03-02T08:00:00Z", "zh", "triage.error-no-log"),
    ]
    records = [examine_item(item, library) for item in items]
    assert [record.cause or record.error for record in records] == [CAUSE, CAUSE, "triage.error-no-log"]
    assert records[0].source == "https://github.com/RVC-Boss/GPT-SoVITS/issues/1"
    assert records[1].source.endswith("#issuecomment-7")


def rest(number: int, body: str) -> Dict[str, Any]:
    api = "https://api.github.com/repos/o/r"
    return {
        "number": number,
        "title": "crash",
        "body": body,
        "comments": 3,
        "created_at": "2025-01-02T03:04:05Z",
        "url": f"{api}/issues/{number}",
        "html_url": f"https://github.com/o/r/issues/{number}",
    }


@pytest.mark.parametrize("shape", ["list", "pages", "lines", "search", "single", "event"])
def test_what_the_rest_api_writes(tmp_path: Path, library: Library, shape: str) -> None:
    first, second = rest(5, f"```\n{TRACE}\n```"), rest(6, f"```\n{TRACE}\n```")
    dumps = {
        "list": json.dumps([first, second]),
        "pages": json.dumps([first]) + json.dumps([second]),
        "lines": json.dumps(first) + "\n" + json.dumps(second) + "\n",
        "search": json.dumps({"total_count": 2, "items": [first, second]}),
        "single": json.dumps(first),
        "event": json.dumps({"action": "opened", "issue": first, "repository": {"full_name": "o/r"}}),
    }
    items = items_of(tmp_path, dumps[shape], "dump.jsonl" if shape == "lines" else "dump.json")
    assert [item.name for item in items] == ["o/r#5", "o/r#6"][: 1 if shape in ("single", "event") else 2]
    assert {(item.when, item.source[-9:-1]) for item in items} == {("2025-01-02T03:04:05Z", "/issues/")}
    assert {examine_item(item, library).cause for item in items} == {CAUSE}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_dump_as_powershell_writes_it(tmp_path: Path, encoding: str, doctor: Callable[..., Any]) -> None:
    path = tmp_path / "issues.json"
    path.write_bytes(json.dumps([issue(number, f"求助\n```\n{TRACE}\n```") for number in (1, 2)], ensure_ascii=False).encode(encoding))
    assert [item.name for item in collect([str(path)], Passed())] == ["RVC-Boss/GPT-SoVITS#1", "RVC-Boss/GPT-SoVITS#2"]
    assert doctor(str(path), "--format", "reply").stdout.decode().count("你好") == 2


def test_a_dump_that_is_cut_or_has_no_texts_is_told_and_stops_nothing(tmp_path: Path) -> None:
    whole = json.dumps([issue(number, f"help\n```\n{TRACE}\n```") for number in (1, 2)])
    without = json.dumps([{"number": 1, "title": "x", "url": "https://github.com/o/r/issues/1"}])
    for name, text in (("a.json", whole[:-20]), ("b.json", without), ("c.json", whole), ("d.log", TRACE)):
        (tmp_path / name).write_text(text, "utf-8")
    passed = Passed()
    assert len(list(collect([str(tmp_path)], passed))) == 3
    assert [fault.key for fault in passed.faults] == ["triage.dump-broken"] * 2
    (tmp_path / "dump.txt").write_text(whole, "utf-8")
    assert len(list(collect([str(tmp_path / "dump.txt")], passed))) == 2


def test_whoever_only_pastes_a_log_below_an_issue_is_answered_in_its_language(tmp_path: Path) -> None:
    pasted = {"id": "IC_1", "body": f"```\n{TRACE}\n```", "createdAt": "2024-05-01T00:00:00Z", "url": "https://github.com/o/r/issues/1#issuecomment-7"}
    [item] = items_of(tmp_path, [issue(1, "训练不了，怎么办", title="bug", comments=[pasted])])
    assert item.language == "zh"


def test_comments_by_themselves_are_named_after_their_issue(tmp_path: Path) -> None:
    comment = {
        "id": 77,
        "body": f"```\n{TRACE}\n```",
        "created_at": "2025-01-02T03:04:05Z",
        "issue_url": "https://api.github.com/repos/o/r/issues/9",
        "html_url": "https://github.com/o/r/issues/9#issuecomment-77",
    }
    assert [item.name for item in items_of(tmp_path, [comment, {**comment, "body": "thanks"}])] == ["o/r#9!comment-77"]


def test_other_json_is_no_dump(tmp_path: Path) -> None:
    for text in ('{"train": {"batch_size": 7.0}}', "[1, 2]", "[]", "{", "", '[{"number": 1}]', "[" * 100_000):
        (tmp_path / "x.json").write_text(text, "utf-8")
        assert list(collect([str(tmp_path)], Passed())) == []


def test_values_of_wrong_types_stop_nothing(tmp_path: Path) -> None:
    strange = [{"number": [1], "body": 7, "comments": {"a": 1}, "title": None, "createdAt": 5, "url": {}}, {"number": 2, "body": None, "comments": [None, 3]}]
    assert [item.error for item in items_of(tmp_path, strange)] == ["triage.error-no-log"] * 2


def test_where_no_address_tells_the_repository_the_number_is_the_name(tmp_path: Path) -> None:
    [item] = items_of(tmp_path, [{"number": 12, "body": f"```\n{TRACE}\n```"}])
    assert item.name == "#12"


DETAILS = "<details>\n<summary>Full log</summary>\n\n"
POSTS = {
    "fence": ("It fails:\n\n```shell\n{}\n```\nAny idea?", "en"),
    "tildes": ("It fails when I train:\n~~~\n{}\n~~~", "en"),
    "never closed": ("训练失败了，日志如下\n```\n{}", "zh"),
    "details": ("Training does not start here.\n" + DETAILS + "```\n{}\n```\n</details>", "en"),
    "details without a fence": ("Training does not start here.\n" + DETAILS + "{}\n</details>\n\nthanks", "en"),
    "list": ("1. train the model\n   ```\n{}\n   ```\n", "en"),
    "pre": ("点击开启训练之后\n<pre><code>{}</code></pre>\n怎么办", "zh"),
    "no fence": ("您好，我点了训练，然后报错了：\n{}\n请问怎么解决？谢谢", "zh"),
    "no fence, English": ("Hi, I pressed the train button and got this\n\n{}\n\nwhat should I do?", "en"),
    "quoted by an answer": ("> ```\n> {}\n> ```\n", ""),
    "form": ("### Is there an existing issue?\n\n- [X] I have searched the issues\n\n### 描述\n\n训练中断\n\n### Log\n\n```shell\n{}\n```\n\n### Anything else\n\n_No response_", "zh"),
    "Japanese": ("学習を開始するとエラーが出ます。\n```\n{}\n```", "en"),
    "table": ("|日志|\n|---|\n|{}|\n\n训练失败了", "zh"),
    "two fences": ("my config file:\n```json\n{{\"train\": {{\"batch_size\": 7.0}}}}\n```\nand then it says\n```\n{}\n```", "en"),
    "only the log": ("```\n{}\n```", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", POSTS)
def test_the_log_is_found_and_the_language_told(name: str, library: Library) -> None:
    text, language = POSTS[name]
    trace = (
        TRACE.replace("\n", "<br>")
        if name == "table"
        else TRACE.replace("\n", "\n> ")
        if name == "quoted by an answer"
        else TRACE.replace("<", "&lt;").replace(">", "&gt;")
        if name == "pre"
        else TRACE
    )
    post = read_post(text.replace("{{", "{").replace("}}", "}").replace("{}", trace))
    assert examine_item(Item("x", "x", data=post.log.encode()), library).cause == CAUSE
    assert post.language == language


def test_an_error_in_a_sentence_is_the_log_and_the_sentence_tells_the_language(library: Library) -> None:
    post = read_post("运行报错 `ModuleNotFoundError: No module named 'funasr'` 怎么办")
    assert examine_item(Item("x", "x", data=post.log.encode()), library).cause == "env.missing-module"
    assert post.language == "zh"


def test_the_words_around_a_log_are_not_read_as_log() -> None:
    post = read_post(f"我遇到了 ModuleNotFoundError 一样的问题\n\n```\n{TRACE}\n```\n顺便问一下 CUDA out of memory 怎么办")
    assert post.log == TRACE


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("点了开始训练就报错，求助各位大佬", "zh"),
        ("训练时 CUDA out of memory 怎么办", "zh"),
        ("I get a CUDA error when I press train", "en"),
        ("After an hour it ends with exit code 1, any idea?", "en"),
    ],
)
def test_words_that_name_an_error_belong_to_the_asker_and_not_to_a_log_without_fences(words: str, language: str) -> None:
    for post in (read_post(f"{words}\n\n{TRACE}\n"), read_post(f"{words}\n{TRACE}\n"), read_post(f"{TRACE}\n\n{words}")):
        assert (post.log, post.language) == (TRACE, language)


def test_an_error_within_a_sentence_is_the_log_where_there_is_no_other() -> None:
    assert "CUDA out of memory" in read_post("报错信息：torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB").log


def test_lines_next_to_what_is_printed_belong_to_a_log_without_fences(library: Library) -> None:
    for name in ("host/shared-library-missing/docker-denoise-libgl", "python/program-bug/under-an-excepthook", "env/wrong-interpreter/linux-pyyaml-satisfied"):
        log = (SAMPLES / f"{name}.log").read_text("utf-8")
        post = read_post(f"训练报错，求助\n\n{log}\n\n怎么办？")
        assert (post.log.strip(), post.language) == (log.strip(), "zh")


def test_a_block_in_which_nothing_looks_printed_may_be_a_log_unless_it_is_a_program_or_a_configuration() -> None:
    words = "It ends after two seconds."
    assert read_post(f"{words}\n```\nzsh: command not found: ffmpeg\n```").perhaps == "zsh: command not found: ffmpeg"
    assert read_post(f"{words}\n```json\n{{}}\n```\n```python\nprint(1)\n```").perhaps == ""
    assert read_post(f"{words}\n```\n{TRACE}\n```\n```\nzsh: command not found: ffmpeg\n```").perhaps == ""


def test_an_answer_that_quotes_a_log_and_brings_its_own_speaks_of_its_own() -> None:
    quote = "\n".join("> " + line for line in ["```", *TRACE.split("\n"), "```"])
    assert read_post(f"{quote}\n\nMine is another one:\n```\nKeyError: 'x'\nTraceback (most recent call last):\n```").log.startswith("KeyError")


@pytest.mark.parametrize("body", ["", "什么时候更新？", "```python\nprint(1)\n```", "The error is gone, thank you!", "<!-- Traceback (most recent call last): -->", "我这边也报错"])
def test_a_post_without_a_log_has_none(body: str) -> None:
    assert read_post(body).log == ""


def test_the_title_tells_the_language_of_a_post_that_is_all_log() -> None:
    assert read_post(f"```\n{TRACE}\n```", "训练时报错怎么办").language == "zh"
    assert read_post(f"```\n{TRACE}\n```", "Training fails at the first step").language == "en"


def test_a_hostile_post_takes_no_time() -> None:
    before = time.process_time()
    for text in ("`" * 50_000, "> " * 50_000, "<pre>" * 20_000, "<" * 50_000, "<!--" * 20_000, "```\n" * 20_000, " " * 50_000, "<details " * 20_000, "0%|" * 20_000):
        read_post(text)
    assert time.process_time() - before < 60  # quadratic work would take hours


def test_a_whole_sample_in_an_issue_is_the_same_diagnosis(tmp_path: Path, library: Library) -> None:
    [item] = items_of(tmp_path, [issue(3, f"求助\n```\n{FOUNDING.read_bytes().decode()}\n```")])
    record = examine_item(item, library)
    assert (record.cause, record.line) == (CAUSE, examine_item(Item("x", "x", file=str(FOUNDING)), library).line)

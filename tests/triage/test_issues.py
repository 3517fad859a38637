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


def answered(issues: List[Dict[str, Any]], **repository: object) -> Dict[str, Any]:
    """An answer of GraphQL."""
    return {"data": {"repository": {**repository, "issues": {"nodes": issues, "pageInfo": {"hasNextPage": False, "endCursor": None}}}}}


def asked(number: int, body: str, comments: List[str], **more: object) -> Dict[str, Any]:
    said = [{"body": one, "createdAt": "2025-02-01T00:00:00Z", "author": {"login": "a"}} for one in comments]
    return {"number": number, "title": "crash", "body": body, "createdAt": "2025-01-02T03:04:05Z", "author": {"login": "b"}, "comments": {"nodes": said}, **more}


LOG = f"```\n{TRACE}\n```"


@pytest.mark.parametrize("shape", ["one answer", "pages", "pages in a list", "edges", "a search", "single issues", "a last page that is empty"])
def test_what_graphql_answers(tmp_path: Path, library: Library, shape: str, doctor: Callable[..., Any]) -> None:
    """`gh api graphql`, with `--paginate` several documents one after the other, with `--slurp` a list of them."""
    first, second = asked(5, LOG, []), asked(6, "It stops when I train.", ["Me too:\n" + LOG, "thanks"])
    pages = [answered([first], nameWithOwner="o/r"), answered([second], nameWithOwner="o/r")]
    urls = [{**one, "url": f"https://github.com/o/r/issues/{one['number']}"} for one in (first, second)]
    dumps = {
        "one answer": json.dumps(answered([first, second], nameWithOwner="o/r")),
        "pages": "".join(map(json.dumps, pages)),
        "pages in a list": json.dumps(pages),
        "edges": json.dumps({"data": {"repository": {"issues": {"edges": [{"node": one} for one in urls]}}}}),
        "a search": json.dumps({"data": {"search": {"issueCount": 2, "nodes": [*urls, None]}}}),
        "single issues": json.dumps({"data": {"a": {"issue": urls[0]}, "b": {"issue": urls[1]}}}),
        "a last page that is empty": "\n".join(map(json.dumps, [*pages, answered([])])),
    }
    items = items_of(tmp_path, dumps[shape])
    assert [(item.name, item.when, item.language) for item in items] == [("o/r#5", "2025-01-02T03:04:05Z", ""), ("o/r#6!comment-1", "2025-02-01T00:00:00Z", "en")]
    assert {examine_item(item, library).cause for item in items} == {CAUSE}
    assert CAUSE in doctor(str(tmp_path / "issues.json"), "--format", "reply").stdout.decode()


def test_an_answer_of_graphql_without_texts_or_cut_is_told_and_others_are_no_dump(tmp_path: Path) -> None:
    whole = json.dumps(answered([asked(5, LOG, []), asked(6, LOG, [])]))
    without = json.dumps(answered([{"number": 1, "title": "x"}]))
    for name, text in (("a.json", whole[:-30]), ("b.json", without), ("c.json", whole)):
        (tmp_path / name).write_text(text, "utf-8")
    passed = Passed()
    assert [item.name for item in collect([str(tmp_path)], passed)] == ["#5", "#6"]
    assert [fault.key for fault in passed.faults] == ["triage.dump-broken"] * 2
    deep = '{"data":' + '{"a":' * 500 + "{}" + "}" * 501
    for text in ('{"data": {"viewer": {"login": "a"}}}', '{"data": {}}', '{"data": {"repository": null}, "errors": [{"message": "x"}]}', deep):
        (tmp_path / "other").mkdir(exist_ok=True)
        (tmp_path / "other" / "x.json").write_text(text, "utf-8")
        assert list(collect([str(tmp_path / "other")], Passed())) == []


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


BARE = {
    "steps that stop": "INFO:amy:loaded pretrained GPT_SoVITS/pretrained_models/s2G488k.pth\nstart training from epoch 1\n 25%|██▌       | 12/48 [00:43<02:09,  3.60s/it]",
    "a bar": "Epoch 0:   0%|          | 0/112 [00:00<?, ?it/s]",
    "a word of the shell": "段错误 (核心已转储)",
    "a command and what the shell says": "(GPTSoVits) amy@box:~/GPT-SoVITS$ python api_v2.py\nSegmentation fault (core dumped)",
    "a command and its answer": "$ python bot.py\nplease add an environment variable DISCORD_TOKEN and start again",
    "an exit code of an editor": "D:\\env\\python.exe D:\\GPT-SoVITS\\webui.py\n进程已结束，退出代码为 -1073741819 (0xC0000005)",
    "Windows, Chinese": "'runtime\\python.exe' 不是内部或外部命令，也不是可运行的程序\n或批处理文件。\n请按任意键继续. . .",
    "Windows, German": 'Der Befehl "ffmpeg" ist entweder falsch geschrieben oder\nkonnte nicht gefunden werden.',
    "a shell that knows no command": "install.sh: line 52: conda: command not found",
    "two runs and a blank line": "E:\\sovits>runtime\\python.exe webui.py\nRunning on local URL:  http://0.0.0.0:9874\n\nE:\\sovits>runtime\\python.exe api.py\nAborted",
    "echoes of the page": '"python" GPT_SoVITS/prepare_datasets/1-get-text.py\nBuilding prefix dict from the default dictionary ...\nLoading model from cache /tmp/jieba.cache',
    "a container": "gpt-sovits  | Loading VITS weights from s2G.pth\ngpt-sovits exited with code 137",
    "an answer of the API": 'curl http://127.0.0.1:9880/tts?text=hi\n{"message":"ref_audio_path is required"}',
    "a server": 'INFO:     Started server process [20412]\nINFO:     127.0.0.1:51022 - "POST /tts HTTP/1.1" 400 Bad Request',
    "a tool": "tar: s2Gv3.pth: Cannot write: No space left on device\ntar: Exiting with failure status due to previous errors",
    "a chain": "KeyError: 'a'\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\nValueError: b",
}
WORDS = [
    ("整合包 v2pro，训练到第 3 轮就自己停了，也没有任何提示：", "显存才用了 7G 左右，有没有大佬遇到过", "zh"),
    ("After I updated torch the page does not start anymore:", "Which torch should I take? My card is a 3060.", "en"),
    ("1. 打开 webui\n2. 点开启训练\n3. 控制台", "4. 网页显示训练完成，但是什么都没有", "zh"),
    ("## What happens\n\nIt stops.", "## System\n\n- OS: Windows 11\n- GPU: RTX 4070", "en"),
]


@pytest.mark.parametrize("name", BARE)
def test_a_log_between_sentences_is_found_whole_though_no_line_of_it_names_an_error(name: str) -> None:
    log = BARE[name]
    for before, after, language in WORDS:
        for body in (f"{before}\n\n{log}\n\n{after}", f"{before}\r\n\r\n{log}\r\n\r\n{after}".replace("\r\n", "\n").replace("\n", "\r\n")):
            assert (read_post(body).log, read_post(body).language) == (log, language)
        assert log in read_post(f"{before}\n{log}\n{after}").log


@pytest.mark.parametrize("name", BARE)
def test_a_log_is_found_however_its_lines_are_marked(name: str) -> None:
    log = BARE[name]
    rows = log.split("\n")
    marked = ["\n".join(f"> {row}".rstrip() for row in rows), "\n".join(f"    {row}".rstrip() for row in rows), "\n".join(f"`{row}`" if row else "" for row in rows)]
    marked += [f"`{log}`"] if "\n\n" not in log else []
    for body in (*marked, f"<details><summary>日志</summary>\n\n{log}\n\n</details>"):
        found = read_post(f"训练停了，求助\n\n{body}\n\n这是为什么？")
        assert ([row.strip() for row in found.log.split("\n")], found.language) == ([row.strip() for row in rows], "zh")


def test_words_between_two_logs_belong_to_neither() -> None:
    first, second = "Epoch 1: 100%|██████████| 20/20 [00:10<00:00,  1.98it/s]", "Fatal Python error: Segmentation fault"
    for words in ("没问题。换成 3.12 之后：", "\n然后我又试了一次，结果\n", "\nThen I tried Python 3.12:\n"):
        assert read_post(f"我用的是 3.11：\n{first}\n{words}\n{second}\n所以是版本的问题？").log == f"{first}\n\n{second}"


@pytest.mark.parametrize(
    "body",
    [
        "训练 loss 多少算正常？我训练了 8 轮 loss_gen 还是 3 左右。",
        "Fixed by downgrading gradio, the TypeError is gone now.",
        "How do I set the exit code of the API when a model is missing?",
        "常见的问题：\n- CUDA out of memory：调小 batch_size\n- WinError 1455：调大虚拟内存\n- No module named：重新安装依赖",
        "I compared a few cards:\n\n| GPU | it/s | batch |\n|-----|------|-------|\n| 3060 | 1.9 | 4 |\n| 4090 | 5.2 | 16 |",
        "You need to install ffmpeg:\n\n- Linux: `sudo apt install ffmpeg`\n- Mac: `brew install ffmpeg`",
        "Check your version with\n\n```bash\npython --version\npip show torch\n```\n\nand post it here please.",
        "我的配置：\nCPU：i5-12400F\n内存：32G\n显卡：RTX 3060 12G\n训练一个模型大概要多久？",
        "请问如何后台运行？nohup python webui.py & 之后关掉 ssh 就没了",
        "> You have to use the same version of the model\n\nThanks, that works!",
        "My settings:\n- batch size: 8\n- epochs: 15\n\nThe voice sounds metallic. Should I train longer?",
        "![报错截图](https://github.com/user-attachments/assets/aaaa)\n\n如图，这个怎么办？",
        "Proposal\n==========\n\nLet us split webui.py.\n\nWhy\n--------\nIt has 1400 lines.",
        "Files to change:\n\nGPT_SoVITS/module/models.py\nGPT_SoVITS/module/data_utils.py\nGPT_SoVITS/configs/s2.json",
        "Run it like this:\n\n    pip install torch\n    python webui.py\n\nand open the page",
        "Here is my code:\n\nimport torch\nmodel = torch.load('a.pth')\nfor x in range(3):\n    print(x)",
        "Related to #2011. When the GPU runs out of memory, the UI still says finished, which is misleading.",
        "Training s2 needs 8 GB at batch size 4.\nTraining s1 needs 6 GB at batch size 2.\nLoading both for inference needs 3 GB.",
        "The installation guide says `conda create -n GPTSoVits python=3.10`, but in the Dockerfile it is 3.11.",
    ],
)
def test_words_about_programs_are_no_log(body: str) -> None:
    assert read_post(body).log == ""


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
    for text in (
        "`" * 50_000,
        "> " * 50_000,
        "<pre>" * 20_000,
        "<" * 50_000,
        "<!--" * 20_000,
        "```\n" * 20_000,
        " " * 50_000,
        "<details " * 20_000,
        "0%|" * 20_000,
        "a_b." * 20_000,
        "a: " * 20_000,
        "I tried\nKilled\n\n" * 20_000,
    ):
        read_post(text)
    assert time.process_time() - before < 60  # quadratic work would take hours


def test_a_whole_sample_in_an_issue_is_the_same_diagnosis(tmp_path: Path, library: Library) -> None:
    [item] = items_of(tmp_path, [issue(3, f"求助\n```\n{FOUNDING.read_bytes().decode()}\n```")])
    record = examine_item(item, library)
    assert (record.cause, record.line) == (CAUSE, examine_item(Item("x", "x", file=str(FOUNDING)), library).line)


def test_samples_pasted_between_sentences_are_diagnosed_as_by_themselves(library: Library) -> None:
    texts = [path.read_bytes().decode("utf-8", "ignore") for path in sorted(SAMPLES.rglob("*.log"))[::8]]
    short = [text for text in texts if len(text) < 20_000]

    def verdict(text: str) -> str:
        record = examine_item(Item("x", "x", data=text.encode()), library)
        return record.cause or record.status

    told = [read_post(f"It stops when I press train, here is what the console says.\n\n{text}\n\nWhat can I do? My card is a 3060.") for text in short]
    assert sum(post.language == "en" for post in told) >= 0.95 * len(told)
    assert sum(bool(post.log) and verdict(post.log) == verdict(text) for post, text in zip(told, short)) >= 0.98 * len(told)


def test_what_is_said_right_above_a_single_line_is_read_with_it(library: Library) -> None:
    post = read_post("GPT-SoVITS v2Pro 开启SoVITS训练就报\nTypeError: can't multiply sequence by non-int of type 'float'\n\n求助")
    assert (examine_item(Item("x", "x", data=post.log.encode()), library).cause, post.language) == (CAUSE, "zh")

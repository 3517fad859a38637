"""The action as GitHub runs it: events in, comments and labels out; never twice, never to itself, never more rights than it tells."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Tuple

import pytest
import yaml

from diagnose.action import answering, github
from diagnose.action.__main__ import main
from tests.action import payloads
from tests.action.payloads import ACCOUNT, BOT, MAINTAINER, OTHER, REPOSITORY, Payload, commented, edited, opened, retitled
from tests.action.server import TOKEN, Api, serve
from tests.conftest import FOUNDING, ROOT, SAMPLES
from tests.hostile import FORBIDDEN, PAYLOADS, hostile_log

CAUSE, LABEL = "config.batch-size-not-integer", "cause:config.batch-size-not-integer"
LOG = FOUNDING.read_text("utf-8")
UNKNOWN = next((SAMPLES / "unrecognised").glob("*.log")).read_text("utf-8")
FENCED = f"训练一开始就报错，试了三次都一样，麻烦看看。\n\n```\n{LOG}\n```\n"
ENGLISH = f"Training dies right at the start, please help.\n\n<details>\n<summary>console output</summary>\n\n```\n{LOG}\n```\n\n</details>\n"
TEMPLATE = f"""### 你的系统版本

Windows 11

### 使用的版本

- [x] 20250606v2pro 整合包
- [ ] main 分支

### 问题描述

<!-- 请详细描述遇到的问题，并附上控制台完整输出 -->
1Ba 点开始训练之后就结束了。

### 控制台输出

```shell
{LOG}
```

### 补充

_No response_
"""
CUT = "SoVITS 训练报错：\n```\n" + "\n".join(LOG.splitlines()[24:29]) + "\n```\n"
Action = Callable[..., Tuple[int, Dict[str, str]]]


@pytest.fixture
def api() -> Iterator[Api]:
    state = Api()
    stop = serve(state)
    yield state
    stop()
    assert state.strange == []
    assert state.needed <= {"issues: read", "issues: write"}


@pytest.fixture
def act(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Action:
    """Runs the action on a payload; gives back the exit code and its outputs."""
    monkeypatch.setattr(github, "PAUSES", (0.01, 0.01))
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    def run(payload: Payload, name: str = "", **inputs: str) -> Tuple[int, Dict[str, str]]:
        environment = environment_of(payload, api, tmp_path, name, **inputs)
        output = Path(environment["GITHUB_OUTPUT"])
        code = main(environment)
        return code, dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines()) if output.exists() else {}

    return run


def environment_of(payload: Payload, api: Api, folder: Path, name: str = "", **inputs: str) -> Dict[str, str]:
    """What the runner sets, and the inputs as action.yml hands them on."""
    event = folder / "event.json"
    event.write_text(json.dumps(payload), "utf-8")
    (folder / "output").unlink(missing_ok=True)
    given = {"TOKEN": TOKEN, "MODE": "both", "MIN_CONFIDENCE": "0.75", "LANGUAGE": "auto", "ACCOUNT": ACCOUNT, **inputs}
    return {
        "GITHUB_EVENT_NAME": name or ("issue_comment" if "comment" in payload else "issues"),
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": api.address,
        "GITHUB_SERVER_URL": api.address,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_OUTPUT": str(folder / "output"),
        "RUNNER_TEMP": str(folder),
        "SOVITS_DOCTOR_LANG": "en",
        **{f"INPUT_{key}": value for key, value in given.items()},
    }


def test_an_issue_with_its_log_is_answered_in_its_language_and_labelled(api: Api, act: Action) -> None:
    code, outputs = act(opened(FENCED))
    assert (code, outputs) == (0, {"result": "commented", "cause": CAUSE, "confidence": "0.99"})
    [comment] = api.comments
    assert "batch_size 不是整数" in comment["body"]
    assert "`7.0` → `7`" in comment["body"]
    assert api.labels == [LABEL]


@pytest.mark.parametrize(("body", "words"), [(TEMPLATE, "怎么解决"), (ENGLISH, "What to do"), (LOG, "What to do"), (f"<pre>\n{LOG}\n</pre>", "What to do")])
def test_logs_are_found_in_templates_folded_or_bare(body: str, words: str, api: Api, act: Action) -> None:
    assert act(opened(body, title="batch_size problem, see the log"))[1]["cause"] == CAUSE
    assert words in api.comments[0]["body"]


def test_a_comment_without_words_is_answered_in_the_language_of_its_issue(api: Api, act: Action) -> None:
    act(commented(f"```\n{LOG}\n```", above="点了开始训练就报错，怎么办"))
    assert "怎么解决" in api.comments[0]["body"]


def test_the_language_can_be_set(api: Api, act: Action) -> None:
    act(opened(FENCED), LANGUAGE="en")
    assert "What to do" in api.comments[0]["body"]


@pytest.mark.parametrize(("mode", "comments", "labels"), [("comment", 1, []), ("label", 0, [LABEL]), ("both", 1, [LABEL])])
def test_a_mode_does_what_it_says_and_nothing_else(mode: str, comments: int, labels: list, api: Api, act: Action) -> None:
    act(opened(FENCED), MODE=mode)
    assert (len(api.comments), api.labels) == (comments, labels)


def test_the_same_event_again_changes_nothing(api: Api, act: Action) -> None:
    act(opened(FENCED))
    before = list(api.written)
    assert act(opened(FENCED, labels=tuple(api.labels)))[1]["result"] == "known"
    assert api.written == before


def test_an_edited_issue_has_its_own_answer_edited(api: Api, act: Action) -> None:
    act(opened(FENCED))
    api.comment("谢谢，我试试", ASKER := payloads.ASKER)
    code, outputs = act(edited(FENCED.replace("7.0", "5.0"), labels=tuple(api.labels)))
    assert (code, outputs["result"]) == (0, "edited")
    assert [one["user"]["login"] for one in api.comments] == [ACCOUNT, ASKER]
    assert "`5.0` → `5`" in api.comments[0]["body"]


def test_another_cause_after_an_edit_replaces_the_label(api: Api, act: Action) -> None:
    act(opened(FENCED))
    other = next((SAMPLES / "env").glob("torchcodec/*.log")).read_text("utf-8")
    api.labels += ["help wanted"]
    act(edited(f"换了个版本以后是这样：\n```\n{other}\n```", labels=tuple(api.labels)))
    assert api.labels == ["help wanted", "cause:env.torchcodec"]
    assert len(api.comments) == 1


def test_somebody_else_with_the_same_cause_is_not_told_again_and_labels_nothing(api: Api, act: Action) -> None:
    act(opened(FENCED), MODE="comment")
    assert act(commented(f"我也一样\n```\n{LOG}\n```", OTHER))[1]["result"] == "known"
    assert len(api.comments) == 1
    other = next((SAMPLES / "env").glob("torchcodec/*.log")).read_text("utf-8")
    assert act(commented(f"我的是这样\n```\n{other}\n```", OTHER, number=120))[1]["result"] == "commented"
    assert len(api.comments) == 2
    assert api.labels == []


def test_own_comments_are_found_behind_hundreds_of_others(api: Api, act: Action) -> None:
    act(opened(FENCED))
    api.comments[:0] = [{"id": number, "user": payloads.user(OTHER), "body": "+1"} for number in range(250)]
    assert act(opened(FENCED, labels=(LABEL,)))[1]["result"] == "known"
    assert len(api.comments) == 251


def test_a_mark_that_somebody_else_wrote_counts_for_nothing(api: Api, act: Action) -> None:
    act(opened(FENCED))
    forged = api.comments.pop()["body"]
    api.comment(forged, OTHER)
    api.comment("翻译：\n" + forged, "translator[bot]")
    assert act(edited(FENCED, labels=(LABEL,)))[1]["result"] == "commented"
    assert [one["body"] for one in api.comments[:2]] == [forged, "翻译：\n" + forged]
    assert not any(method == "PATCH" for method, _ in api.asked)


SILENT: Dict[str, Tuple[Payload, str]] = {
    "a bot opened it": (opened(FENCED, author=BOT), ""),
    "its own comment": (commented(FENCED, ACCOUNT), ""),
    "own under a user's name": (commented(FENCED, OTHER), OTHER),
    "an app posted it": ({**opened(FENCED), "issue": payloads.issue(FENCED, performed_via_github_app={"slug": "issue-translator"})}, ""),
    "a bot edited it": (edited(FENCED, sender=BOT), ""),
    "a pull request": (commented(FENCED, pull_request={"url": "https://api.github.com/repos/x/y/pulls/12"}), ""),
    "a maintainer explains": (commented(FENCED, MAINTAINER, association="MEMBER"), ""),
    "only the title changed": (retitled(FENCED), ""),
    "closed": ({**opened(FENCED), "action": "closed"}, ""),
    "deleted": ({**commented(FENCED), "action": "deleted"}, ""),
    "an answer under a login that was not told": (commented("<!-- sovits-doctor: issue gpu.out-of-memory -->\n" + FENCED, OTHER), ""),
    "own under a name in other letters": (commented(FENCED, OTHER), OTHER.upper()),
    "people speak with each other already": (edited("训练的时候报错了，怎么办？！", comments=3), ""),
    "locked": (opened(FENCED, locked=True), ""),
    "nothing in it": (opened(None, title=""), ""),
    "a wish": (opened("希望支持 AMD 显卡，现在会报错", title="[Feature] ROCm"), ""),
    "a question": (opened("batch_size 设多少合适？", title="参数怎么选"), ""),
    "thanks": (commented("好了，谢谢"), ""),
    "an unknown failure, told whole": (opened(f"报错了\n```\n{UNKNOWN}\n```"), ""),
    "another program": (commented("```\n" + (SAMPLES / "foreign/nginx-bad-directive.log").read_text("utf-8") + "\n```"), ""),
    "a run without failure": (commented("```\n" + (SAMPLES / "healthy/healthy-s1-train.log").read_text("utf-8") + "\n```"), ""),
}


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: str, api: Api, act: Action) -> None:
    payload, account = SILENT[case]
    code, outputs = act(payload, **({"ACCOUNT": account} if account else {}))
    assert (code, outputs["result"], api.written) == (0, "silent", [])


@pytest.mark.parametrize(
    "payload",
    [
        opened("训练的时候报错了，怎么办？"),
        opened("It crashes.", title="training fails"),
        opened(""),
        opened(CUT),
        opened("![截图](https://github.com/user-attachments/assets/5f1c)"),
    ],
    ids=["words", "english", "empty body", "cut log", "screenshot"],
)
def test_a_failure_without_its_log_is_labelled_and_nothing_is_said(payload: Payload, api: Api, act: Action) -> None:
    assert act(payload)[1]["result"] == "needs-log"
    assert (api.comments, api.labels) == ([], ["needs-log"])
    assert act({**payload, "issue": {**payload["issue"], "labels": [{"name": "needs-log"}]}})[1]["result"] == "silent"


def test_when_only_comments_are_wanted_a_missing_log_is_passed_over(api: Api, act: Action) -> None:
    assert act(opened("训练的时候报错了，怎么办？"), MODE="comment")[1]["result"] == "silent"
    assert api.asked == []


def test_the_log_that_follows_takes_the_label_off(api: Api, act: Action) -> None:
    act(opened("训练报错了"))
    act(commented(f"补上日志\n```\n{LOG}\n```", labels=tuple(api.labels)))
    assert api.labels == [LABEL]
    assert len(api.comments) == 1


def test_labels_that_came_after_the_event_are_seen(api: Api, act: Action) -> None:
    """Two events in quick succession: the second one tells of the issue as it was before the first was answered."""
    api.labels = ["needs-log", "cause:env.torchcodec", "help wanted"]
    act(commented(f"补上日志\n```\n{LOG}\n```", labels=()))
    assert sorted(api.labels) == sorted([LABEL, "help wanted"])
    api.labels = ["needs-log"]
    assert act(commented(f"补上日志\n```\n{UNKNOWN}\n```", labels=()))[1]["result"] == "labelled"
    assert api.labels == []
    api.labels = [LABEL]
    assert act(opened("训练报错了"))[1]["result"] == "silent"
    assert api.labels == [LABEL]


def test_two_posts_at_once_with_the_same_cause_get_one_answer(api: Api, act: Action) -> None:
    api.meanwhile = [lambda: api.comment(f"<!-- sovits-doctor: comment-98 {CAUSE} -->\n…")]
    assert act(commented(FENCED, OTHER, number=99), MODE="comment")[1]["result"] == "known"
    assert [one["body"] for one in api.comments] == [f"<!-- sovits-doctor: comment-98 {CAUSE} -->\n…"]


def test_below_the_confidence_no_cause_is_told(api: Api, act: Action) -> None:
    assert act(opened(FENCED), MIN_CONFIDENCE="0.995")[1] == {"result": "silent", "cause": "", "confidence": "0.00"}
    assert api.written == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".log", LOG.encode()),
        ("日志.log", LOG.encode()),
        ("train.log", LOG.encode()),
        ("日志.log".encode().hex() + ".txt", LOG.encode("gbk", "replace")),
        ("train.log.gz", gzip.compress(LOG.encode(), mtime=0)),
    ],
    ids=["no name", "name in Chinese", "plain", "chinese", "packed"],
)
def test_an_attached_log_is_read_without_showing_the_token(name: str, content: bytes, api: Api, act: Action) -> None:
    api.files[f"/user-attachments/files/19234567/{name}"] = content
    body = f"报错了，日志见附件\n[{name}]({api.address}/user-attachments/files/19234567/{name})"
    assert act(opened(body))[1]["cause"] == CAUSE
    assert f"/elsewhere/user-attachments/files/19234567/{name}" in api.files


def test_a_bare_link_may_end_a_sentence(api: Api, act: Action) -> None:
    api.files["/user-attachments/files/1/train.log"] = LOG.encode()
    assert act(opened(f"It crashes, see {api.address}/user-attachments/files/1/train.log. Thanks!"))[1]["cause"] == CAUSE


def test_an_attachment_that_is_late_is_waited_for(api: Api, act: Action) -> None:
    api.files["/user-attachments/files/1/train.log"] = LOG.encode()
    api.unfetched = [503, 502]
    assert act(opened(f"报错了\n[train.log]({api.address}/user-attachments/files/1/train.log)"))[1]["cause"] == CAUSE


def test_an_attachment_that_cannot_be_had_is_a_missing_log(api: Api, act: Action) -> None:
    assert act(opened(f"报错了\n[train.log]({api.address}/user-attachments/files/1/train.log)"))[1]["result"] == "needs-log"


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:1/files/1/train.log",
        "{0}/user-attachments/files/1/../../../repos/x/train.log",
        "{0}/user-attachments/assets/1.log",
        "{0}@evil.example/user-attachments/files/1/x.log",
    ],
)
def test_nothing_else_is_fetched(link: str, api: Api, act: Action) -> None:
    act(opened(f"报错了 {link.format(api.address)}"))
    assert all(path.startswith("/repos/") for _, path in api.asked)


def test_a_body_as_long_as_github_allows_is_answered_short_enough(api: Api, act: Action) -> None:
    lines = LOG.splitlines()
    long = "训练报错\n```\n" + "\n".join([*lines[:20], *(f"{place}%|██████| {place}/9999 [00:00<00:00]" for place in range(1400)), *lines[20:]]) + "\n```"
    assert len(long) > 55_000
    assert act(opened(long))[1]["cause"] == CAUSE
    assert len(api.comments[0]["body"]) < 65_536


@pytest.mark.parametrize("kind", ["captured", "config"])
@pytest.mark.parametrize("payload", ["mention", "fence", "details", "comment", "markdown-link", "format"])
def test_a_hostile_post_reaches_neither_people_nor_the_runner(payload: str, kind: str, api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    body = hostile_log(PAYLOADS[payload], kind).decode("utf-8", "replace") + "\n::error::owned\n::set-output name=x::y\n"
    act(opened(f"报错了 ::warning::owned\n````````````\n{body}\n````````````"))
    shown = capsys.readouterr()
    assert "owned" not in shown.out + shown.err
    assert not re.search(r"(?m)^::", shown.out)
    for comment in api.comments:
        assert not FORBIDDEN.search(comment["body"])
        assert comment["body"].count("<!--") == 1
        assert not re.search(r"(?<![\\`\w])@torvalds", re.sub(r"(`+).*?\1", "", comment["body"], flags=re.DOTALL))


def test_what_passes_is_tried_again_and_what_does_not_is_told(api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    api.refuse = [(502, {}), (403, {"x-ratelimit-remaining": "0"})]
    assert act(opened(FENCED))[1]["result"] == "commented"
    api.refuse = [(403, {})] * 3
    code, _ = act(edited(FENCED.replace("7.0", "5.0")))
    assert code == 1
    assert "issues: write" in capsys.readouterr().out


@pytest.mark.parametrize("status", [502, 504])
def test_a_comment_that_arrived_without_a_word_is_not_posted_again(status: int, api: Api, act: Action) -> None:
    api.lose = [status]
    assert act(opened(FENCED))[1]["result"] == "commented"
    assert len(api.comments) == 1


@pytest.mark.parametrize("headers", [{"retry-after": "0"}, {"x-ratelimit-remaining": "0"}], ids=["too fast", "too many"])
def test_too_many_requests_are_told_as_such_and_not_as_a_missing_right(headers: Dict[str, str], api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    api.refuse = [(403, headers)]
    assert act(opened(FENCED))[1]["result"] == "commented"
    api.refuse = [(403, headers)] * 9
    assert act(edited(FENCED.replace("7.0", "5.0"), labels=(LABEL,)))[0] == 1
    shown = capsys.readouterr().out
    assert "too many requests" in shown
    assert "issues: write" not in shown


def test_limits_that_only_the_text_tells_of_are_told_as_such(api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    api.refuse, api.excuse = [(403, {})], b'{"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}'
    assert act(opened(FENCED))[1]["result"] == "commented"
    api.refuse = [(403, {})] * 9
    assert act(edited(FENCED.replace("7.0", "5.0"), labels=(LABEL,)))[0] == 1
    assert "too many requests" in capsys.readouterr().out


def test_a_limit_that_ends_in_an_hour_is_not_waited_for(api: Api, act: Action) -> None:
    api.refuse = [(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 3000)})] * 9
    assert act(opened(FENCED))[0] == 1
    assert len(api.asked) == 1


@pytest.mark.parametrize(("status", "code", "sentence"), [(410, 0, "was deleted"), (404, 1, "was moved"), (422, 1, "did not answer"), (401, 1, "issues: write")])
def test_an_issue_that_is_gone_is_no_fault(status: int, code: int, sentence: str, api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    api.refuse = [(status, {})]
    assert act(opened(FENCED))[0] == code
    assert sentence in capsys.readouterr().out


def test_a_token_of_another_account_is_told_to_be_named(api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    api.login = "voice-helper"
    act(opened(FENCED))
    assert "::warning title=sovits-doctor::" in (shown := capsys.readouterr().out)
    assert "account: voice-helper" in shown
    act(edited(FENCED.replace("7.0", "5.0"), labels=(LABEL,)), ACCOUNT="Voice-Helper")
    assert len(api.comments) == 1
    assert "::warning" not in capsys.readouterr().out


def test_a_fault_of_ours_shows_nothing_of_the_post(api: Api, act: Action, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("x\n::set-output name=cause::owned")

    monkeypatch.setattr(answering, "verdict_of", fail)
    assert act(opened(FENCED)) == (1, {})
    shown = capsys.readouterr()
    assert "owned" not in shown.out + shown.err
    assert re.search(r"RuntimeError, test_action\.py:\d+", shown.out)


def test_nobody_waits_for_an_hour(api: Api, act: Action) -> None:
    api.refuse = [(429, {"retry-after": "3600"})]
    assert act(opened(FENCED))[0] == 1
    assert len(api.asked) == 1


def test_of_several_logs_the_one_that_tells_most_is_answered(api: Api, act: Action) -> None:
    healthy = (SAMPLES / "healthy/healthy-s1-train.log").read_bytes()
    for number, content in enumerate((healthy, UNKNOWN.encode(), LOG.encode())):
        api.files[f"/user-attachments/files/{number}/train.log"] = content
    links = "\n".join(f"[train.log]({api.address}/user-attachments/files/{number}/train.log)" for number in range(3))
    assert act(opened(f"报错了，三个日志\n{links}\n```\nbatch_size 4\n```"))[1]["cause"] == CAUSE
    assert len(api.comments) == 1


def test_a_consequence_alone_is_a_missing_log(api: Api, act: Action) -> None:
    cut = (SAMPLES / "symptom/spawn-wrapper/cut-before-root.log").read_text("utf-8")
    assert act(opened(f"训练报错\n```\n{cut}\n```"))[1]["result"] == "needs-log"
    assert api.comments == []


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"MODE": "shout"}, "mode can be: comment, label, both"),
        ({"MIN_CONFIDENCE": "high"}, "min-confidence can be: 0 … 1"),
        ({"MIN_CONFIDENCE": "7"}, "min-confidence"),
        ({"MIN_CONFIDENCE": "nan"}, "min-confidence"),
        ({"LANGUAGE": "de"}, "language can be: auto, zh, en"),
        ({"TOKEN": ""}, "token"),
        ({"ACCOUNT": " "}, "account"),
    ],
)
def test_settings_that_cannot_be_are_an_error(inputs: Dict[str, str], told: str, api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    assert act(opened(FENCED), **inputs)[0] == 2
    assert api.asked == []
    assert told in capsys.readouterr().out


def test_a_payload_that_is_no_issue_is_an_error(api: Api, act: Action, capsys: pytest.CaptureFixture[str]) -> None:
    assert act({"ref": "refs/heads/main", "commits": []}, name="push")[0] == 2
    assert "(push)" in capsys.readouterr().out


# the description of the action itself


def described() -> Dict[str, Any]:
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def test_no_expression_stands_in_a_line_that_a_shell_reads() -> None:
    steps = described()["runs"]["steps"]
    assert steps
    assert all(step["shell"] == "bash" and "${{" not in step["run"] for step in steps)
    told = [value for step in steps for value in step["env"].values()]
    assert all(re.fullmatch(r"\$\{\{ (?:inputs\.[a-z-]+|github\.action_path) \}\}", value) for value in told)
    assert "github.event" not in (ROOT / "action.yml").read_text("utf-8")


def test_the_action_uses_no_strangers_and_hands_on_each_of_its_inputs() -> None:
    action = described()
    assert action["runs"]["using"] == "composite"
    assert not any("uses" in step for step in action["runs"]["steps"])
    handed = {value[len("${{ inputs.") : -len(" }}")] for value in action["runs"]["steps"][1]["env"].values()}
    assert handed == set(action["inputs"]) == {"token", "mode", "min-confidence", "language", "account"}


def run_step(step: Dict[str, Any], environment: Dict[str, str], inputs: Dict[str, Any]) -> subprocess.CompletedProcess[bytes]:
    """A step as the runner does it: its variables filled in, its lines in a file that bash reads."""

    def filled(value: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: str(inputs[found[1]]), value).replace("${{ github.action_path }}", str(ROOT))

    script = Path(environment["RUNNER_TEMP"]) / "step.sh"
    script.write_text(step["run"], "utf-8")
    variables = {key: filled(value) for key, value in step["env"].items()}
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "INPUT_", "LC_", "LANG"))}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        env={**clean, **environment, **variables},
        cwd=environment["RUNNER_TEMP"],
        capture_output=True,
        check=False,
        timeout=300,
    )


@pytest.mark.skipif(os.name == "nt", reason="runs bash as GitHub's runners for Linux do")
def test_the_steps_run_as_they_are_written(api: Api, tmp_path: Path) -> None:
    action = described()
    environment = {key: value for key, value in environment_of(opened(FENCED), api, tmp_path).items() if not key.startswith("INPUT_")}
    environment.update(no_proxy="127.0.0.1", PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    inputs = {name: told.get("default") for name, told in action["inputs"].items()}
    for name in ("venv", "pip", "diagnose", "json"):  # what somebody has put into the folder in which the job stands
        (tmp_path / f"{name}.py").write_text("raise SystemExit('owned')", "utf-8")
    for step in action["runs"]["steps"]:
        done = run_step(step, environment, {**inputs, "token": TOKEN})
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.decode() == f"#12: commented, {CAUSE} (99%).\n"
    assert Path(environment["GITHUB_OUTPUT"]).read_text() == f"result=commented\ncause={CAUSE}\nconfidence=0.99\n"
    assert len(api.comments) == 1


def workflows() -> Dict[str, Dict[str, Any]]:
    """The workflows that the pages for support teams show."""
    found = {}
    for name in ("support.md", "support.zh.md"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        found[name] = next(yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "jobs:" in block)
    return found


def test_the_documented_workflow_asks_for_what_is_needed_and_no_more(api: Api, act: Action) -> None:
    act(opened(FENCED))
    act(edited(FENCED.replace("7.0", "5.0"), labels=("needs-log",)))
    api.labels.append("needs-log")
    assert api.needed == {"issues: read", "issues: write"}
    for workflow in workflows().values():
        assert workflow["permissions"] == {"issues": "write"}
        [job] = workflow["jobs"].values()
        assert "permissions" not in job
        assert workflow[True] == {"issues": {"types": ["opened", "edited", "reopened"]}, "issue_comment": {"types": ["created", "edited"]}}
        assert "${{ github.event.comment.id }}" in workflow["concurrency"], "GitHub drops jobs that wait in one queue: another post's log would never be answered"
        assert job["timeout-minutes"] <= 15
        assert "pull_request" in job["if"]
        used = job["steps"][-1]
        assert set(used.get("with", {})) <= set(described()["inputs"])
        assert not any("run" in step for step in job["steps"])


def test_an_answer_names_what_was_found_for_the_steps_after_it() -> None:
    action = described()
    assert {name: told["value"] for name, told in action["outputs"].items()} == {
        name: f"${{{{ steps.{action['runs']['steps'][1]['id']}.outputs.{name} }}}}" for name in ("result", "cause", "confidence")
    }

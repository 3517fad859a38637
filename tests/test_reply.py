"""The reply to an issue: short, in the asker's language, certain only when it is; a log in it mentions nobody and becomes no markup."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path
from typing import Callable, List

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnose import diagnose
from diagnose.asked import LONGEST as LONGEST_POST
from diagnose.asked import asked_of
from diagnose.document import Code, Text
from diagnose.inputs import Input
from diagnose.library import Library
from diagnose.model import Diagnosis
from diagnose.redaction import redact
from diagnose.reply import LONGEST, incomplete, missing, render_reply, summary_of
from tests.commonmark import html_of, plain_of, tokens_of
from tests.conftest import FOUNDING, SAMPLES
from tests.hostile import FORBIDDEN, KINDS, PAYLOADS, hostile_log

Doctor = Callable[..., "subprocess.CompletedProcess[bytes]"]
LOG = FOUNDING.read_bytes().decode("utf-8")
LOGS = [FOUNDING, *sorted(SAMPLES.rglob("*.log"))[::11]]
OURS = re.compile(r"<details><summary>(?:[^<>]|<code>[\w ]*(?:&#\d+;[\w ]*)*</code>)*</summary>|</details>|</?sub>")
"""The only HTML that a reply holds."""
ISSUE = {"number": 12, "title": "s2 训练报错", "url": "https://github.com/a/b/issues/12", "createdAt": "2026-01-01T00:00:00Z", "comments": []}


def sound(text: str) -> None:
    """What must hold of every reply, whatever the log."""
    assert len(text) <= LONGEST < 65_536
    assert not FORBIDDEN.search(text)
    assert all(OURS.fullmatch(piece) for piece in html_of(text)), html_of(text)
    pieces = "".join(html_of(text))
    assert pieces.count("<details>") == pieces.count("</details>")
    assert "```" not in plain_of(text)
    kinds = {token.type for token in tokens_of(text)}
    assert not kinds & {"image", "link_open"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_every_reply_is_sound_and_says_cause_proof_and_way_out(log: Path, lang: str, library: Library) -> None:
    diagnosis = diagnose(log.read_bytes(), library)
    text = render_reply(diagnosis, library, lang)
    sound(text)
    shown = text.partition("<details>")[0]
    assert len(shown) < 4000
    if diagnosis.status == "diagnosed":
        first = diagnosis.causes[0]
        assert re.sub(r"\W", "", library.rules[first.rule].title[lang]) in re.sub(r"\W", "", shown)
        assert any(" ".join(one.text.split())[:30] in text for one in first.evidence if not one.said)
        assert ("怎么解决" if lang == "zh" else "What to do") in shown
    assert bool(missing(diagnosis)) == (("请在这里补充" if lang == "zh" else "please add here") in text)


def test_the_founding_case(library: Library) -> None:
    text = render_reply(diagnose(FOUNDING.read_bytes(), library), library, "en")
    assert text.startswith("Hi, thank you for the log. It shows why the run failed:\n\n**batch\\_size is not a whole number**") or text.startswith(
        "Hi, thank you for the log. It shows why the run failed:\n\n**batch_size is not a whole number**"
    )
    assert "- Line 69: `TypeError: can't multiply sequence by non-int of type 'float'`" in text
    assert "Change this: `train.batch_size` `7.0` → `7`" in text
    assert text.index("Solution A") < text.index("<details>") < text.index("Solution B")
    assert "└─ AttributeError: '_MultiProcessingDataLoaderIter' object has no attribute '_shutdown' [Consequence]" in text
    assert "please add" not in text


def test_a_cut_log_is_asked_for_by_what_it_lacks(library: Library) -> None:
    cut = diagnose("\n".join(LOG.splitlines()[24:29]).encode(), library)
    assert incomplete(cut)
    text = render_reply(cut, library, "zh")
    assert "完整的 Traceback" in text
    assert "运行的命令" in text
    assert "显卡" in text


def test_an_unknown_failure_shows_what_is_known_and_claims_nothing(library: Library) -> None:
    unknown = diagnose(next((SAMPLES / "unrecognised").glob("*.log")).read_bytes(), library)
    assert not incomplete(unknown)
    text = render_reply(unknown, library, "en")
    assert text.startswith("Hi, thank you for the log. None of the known causes explains this failure.")
    assert unknown.root is not None
    assert unknown.root.type in text
    assert unknown.fingerprint in text
    assert "What to do" not in text


@pytest.mark.parametrize("name", ["spawn-wrapper/cut-before-root", "dataloader-shutdown/cut-after-ignored", "gradio-error/windows-frames-only", "broken-pipe/windows-pipe-only"])
def test_a_consequence_alone_is_told_as_one_and_the_rest_is_asked_for(name: str, library: Library) -> None:
    cut = diagnose((SAMPLES / f"symptom/{name}.log").read_bytes(), library)
    assert incomplete(cut)
    text = render_reply(cut, library, "en")
    sound(text)
    shown = text.partition("<details>")[0]
    assert "only a consequence of another error" in shown
    assert "the whole output of the console" in shown
    assert "may have to do with" not in shown
    assert "只是另一个错误的后果" in render_reply(cut, library, "zh")


def test_an_unknown_failure_shows_the_words_that_the_asker_sees_last(library: Library) -> None:
    log = 'Traceback (most recent call last):\n  File "/home/ann/x.py", line 1, in f\n    a()\nFooError: deep\n\nDuring handling of the above exception, another exception occurred:\n\n'
    log += 'Traceback (most recent call last):\n  File "/home/ann/y.py", line 2, in g\n    b()\nBarError: at the end of /home/ann/y\n'
    redacted = redact(diagnose(log.encode(), library), "x.log")
    shown = render_reply(redacted.diagnosis, library, "en", redacted).partition("<details>")[0]
    assert "- Line 4: `FooError: deep`\n- Line 11: `BarError: at the end of /home/<user>/y`" in shown


def test_a_second_cause_is_named_below_the_first(library: Library) -> None:
    both = diagnose((SAMPLES / "host/port-in-use/webui-port-in-use.log").read_bytes(), library)
    assert [one.rule for one in both.causes] == ["host.port-in-use", "data.model-download-missing"]
    text = render_reply(both, library, "en").partition("<details>")[0]
    assert "see to it if it is still there once the first is solved:\n\n- Line " in text
    assert "(`data.model-download-missing`)" in text
    assert "The other errors of the log follow from it" not in text


def test_each_of_three_logs_has_its_cause_named(library: Library) -> None:
    """The last one has two causes; the second of them must not push out what the first log shows."""
    logs = [FOUNDING, *(next(iter(sorted((SAMPLES / place).glob("*.log")))) for place in ("gpu/out-of-memory", "env/torchcodec"))]
    diagnosis = diagnose(b"\n\n".join(log.read_bytes() for log in logs), library)
    reply = render_reply(diagnosis, library, "en")
    named = {cause.rule for cause in diagnosis.causes if library.rules[cause.rule].title["en"] in reply.split("###")[0]}
    assert named >= {"config.batch-size-not-integer", "gpu.out-of-memory", "env.torchcodec"}


def test_evidence_is_told_once_and_not_at_length(library: Library) -> None:
    line = f"torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB {'(GPU 0) ' * 90}"
    trace = f'Traceback (most recent call last):\n  File "GPT_SoVITS/s2_train.py", line 9, in run\n    step()\n{line}\n'
    text = render_reply(diagnose(("GPT-SoVITS\n" + trace * 3).encode(), library), library, "en")
    shown = text.partition("<details>")[0]
    assert shown.count("Tried to allocate") == 1
    assert max(map(len, shown.splitlines())) < 500
    assert "…`" in shown


def test_a_log_of_another_program_is_not_taken_for_one_of_gpt_sovits(library: Library) -> None:
    text = render_reply(diagnose((SAMPLES / "foreign/npm-eresolve.log").read_bytes(), library), library, "en")
    assert "the version of the program (GPT-SoVITS: " in text


def test_training_without_its_configuration_is_asked_for_it(library: Library) -> None:
    def lacks(stage_line: str) -> List[str]:
        return missing(diagnose(f'{stage_line}\nTraceback (most recent call last):\n  File "x.py", line 1, in f\n    g()\nFooError: strange\n'.encode(), library))

    assert "reply.missing-config-s2" in lacks('"/opt/python" GPT_SoVITS/s2_train.py --config "TEMP/tmp_s2.json"')
    assert "reply.missing-config-s1" in lacks('"/opt/python" GPT_SoVITS/s1_train.py --config_file "TEMP/tmp_s1.yaml"')
    assert not any("config" in key for key in lacks('"/opt/python" GPT_SoVITS/inference_webui.py'))


OUTSIDE = {
    "en": re.compile(r"\b(?:line|check|command|table|list|comparison|paths?|codes?) (?:\w+ ){0,3}above\b|(?<!the same )\bas (?:said )?above\b|of the table, in|you found"),
    "zh": re.compile(r"上面那|上面的(?:检查|对照|表|列表|命令)|上表|上一节|查到的"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_way_out_can_be_followed_without_the_article_around_it(lang: str, library: Library) -> None:
    """Replies, terminals and triage show it alone: what it calls `above` has to stand in it."""
    dangling = []
    for rule in library.rules.values():
        for part in re.split(r"(?m)^(?=### )", rule.folder.joinpath(f"{lang}.md").read_text("utf-8"))[1:]:
            before = ""
            for line in re.split(r"(?m)^## ", part)[0].splitlines()[1:]:
                if OUTSIDE[lang].search(line) and "```" not in before:
                    dangling.append(f"{rule.id}: {line}")
                before += line
    assert dangling == []


@pytest.mark.parametrize("log", sorted((SAMPLES / "config/value-type").glob("*.log")), ids=lambda log: log.stem)
def test_a_wrong_setting_is_named_in_its_way_out(log: Path, library: Library) -> None:
    text = render_reply(diagnose(log.read_bytes(), library), library, "en")
    way = text.partition("### What to do")[2].partition("<details>")[0]
    assert re.search(r"^(?:It is|The configuration has no|The failing line reads|Compare the types) ", way, re.MULTILINE), way


def test_a_healthy_log_gets_a_question(library: Library) -> None:
    text = render_reply(diagnose((SAMPLES / "healthy/healthy-s1-train.log").read_bytes(), library), library, "zh")
    assert text.startswith("你好，贴出来的内容里看不到运行失败的报错")
    assert "不要截图" in text


def test_both_languages_when_asked_for(library: Library) -> None:
    text = render_reply(diagnose(FOUNDING.read_bytes(), library), library, "zh", both=True)
    sound(text)
    assert text.startswith("你好")
    assert "<details><summary>English</summary>\n\nHi, thank you" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_log_stays_code(payload: str, kind: str, library: Library) -> None:
    redacted = redact(diagnose(hostile_log(PAYLOADS[payload], kind), library), "x.log")
    for lang in ("zh", "en"):
        text = render_reply(redacted.diagnosis, library, lang, redacted)
        sound(text)
        for word in ("evil.example", "@torvalds", "GH-1", "owned", "HYPERLINK", "onerror", "javascript"):
            assert word not in plain_of(text)


def test_a_title_in_html_shows_what_came_from_the_log_as_code_in_entities() -> None:
    assert summary_of((Text("use <b> & "), Code("@torvalds <script> #1"))) == "use &lt;b&gt; &amp; <code>&#64;torvalds &#60;script&#62; &#35;1</code>"


HOSTILE = st.text(st.sampled_from("`~<>@#*_[]()!|\\&\n 中a1/:-\u202e\x1b"), max_size=300)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, kind=st.sampled_from(KINDS))
def test_whatever_a_log_says_the_reply_is_sound(text: str, kind: str, library: Library) -> None:
    diagnosis = diagnose(hostile_log(text, kind), library)
    for lang in ("zh", "en"):
        sound(render_reply(diagnosis, library, lang))


def test_an_address_that_is_none_is_not_linked(library: Library) -> None:
    diagnosis = diagnose(FOUNDING.read_bytes(), library)
    good = render_reply(diagnosis, library, "en", answer="https://github.com/a/b/issues/3#issuecomment-7")
    assert "[that answer](https://github.com/a/b/issues/3#issuecomment-7)" in good
    for bad in ("javascript:alert(1)", "https://x/ [y](z)", "https://x/<b>", "/etc/passwd"):
        assert "that answer" not in render_reply(diagnosis, library, "en", answer=bad)


# the command


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("prose", "words"),
    [("训练到一半报错，求助", "怎么解决"), ("Training stops, what can I do?", "What to do"), ("", "What to do")],
    ids=["zh", "en", "no words"],
)
@pytest.mark.parametrize("wrap", ["{prose}\n\n```\n{log}\n```\n", "{prose}\n<details><summary>log</summary>\n\n```text\n{log}\n```\n</details>", "{prose}\n\n~~~\n{log}\n~~~"])
def test_the_language_is_that_of_the_words_around_the_log(wrap: str, prose: str, words: str, doctor: Doctor) -> None:
    done = doctor("--format", "reply", stdin=wrap.format(prose=prose, log=LOG).encode())
    assert done.returncode == 1
    assert f"### {words}" in told(done)


def test_the_language_that_was_asked_for_wins_and_a_bare_log_has_that_of_the_locale(doctor: Doctor) -> None:
    post = f"求助，训练报错\n```\n{LOG}\n```".encode()
    assert "### What to do" in told(doctor("--format", "reply", "--lang", "en", stdin=post))
    assert "### 怎么解决" in told(doctor("--format", "reply", stdin=LOG.encode(), env={"LANG": "zh_CN.UTF-8"}))
    assert "### What to do" in told(doctor("--format", "reply", stdin=LOG.encode(), env={"LANG": "en_GB.UTF-8"}))


def test_lines_are_counted_as_in_the_log_that_was_posted(doctor: Doctor) -> None:
    done = doctor("--format", "reply", "--lang", "en", stdin=f"help me please\n\nwith this\n\n```\n{LOG}\n```".encode())
    assert "- Line 69: `TypeError" in told(done)


def test_what_gh_prints_of_an_issue_is_answered(doctor: Doctor) -> None:
    post = {**ISSUE, "body": f"点训练就报错\n```\n{LOG}\n```"}
    done = doctor("--format", "reply", stdin=json.dumps(post).encode())
    assert "### 怎么解决" in told(done)
    assert done.returncode == 1


def test_an_issue_without_a_log_gets_a_request_for_it(doctor: Doctor) -> None:
    done = doctor("--format", "reply", stdin=json.dumps({**ISSUE, "title": "训练失败", "body": "点了没反应"}).encode())
    assert told(done).startswith("你好")
    assert "完整控制台输出" in told(done)


def test_a_block_that_does_not_look_like_a_log_is_one_when_it_can_be_diagnosed(doctor: Doctor) -> None:
    log = next((SAMPLES / "env/ffmpeg-missing").glob("zsh-command-not-found.log")).read_text("utf-8")
    body = f"切分音频的时候就这样了，怎么办？\n```\n{log}\n```"
    for post in (body, json.dumps({**ISSUE, "body": body})):
        assert "ffmpeg" in told(doctor("--format", "reply", stdin=post.encode())).partition("### 怎么解决")[0]
    assert told(doctor("--format", "reply", stdin=json.dumps({**ISSUE, "body": "配置是这样的\n```\nbatch_size 4\n```"}).encode())).startswith("你好，贴出来的内容里看不到")


def test_several_issues_give_several_replies(doctor: Doctor, tmp_path: Path) -> None:
    dump = tmp_path / "issues.json"
    posts = [
        {**ISSUE, "number": number, "url": f"https://github.com/a/b/issues/{number}", "body": f"{words}\n```\n{LOG}\n```"}
        for number, words in ((1, "训练报错，求助"), (2, "it does not train"))
    ]
    dump.write_text(json.dumps(posts), "utf-8")
    both = told(doctor("--format", "reply", str(dump)))
    assert both.index("### 怎么解决") < both.index("\n---\n") < both.index("### What to do")
    doctor("--format", "reply", str(dump), "-o", f"{tmp_path}/replies/")
    assert sorted(path.name for path in (tmp_path / "replies").iterdir()) == ["b-1.md", "b-2.md"]


def test_private_details_are_replaced_unless_asked_for(doctor: Doctor) -> None:
    log = LOG.replace("/root/GPT-SoVITS", "/home/xiaoming/GPT-SoVITS").encode()
    shared, own = (told(doctor("--format", "reply", *more, stdin=log)) for more in ([], ["--no-redact"]))
    assert "xiaoming" not in shared
    assert "<user>" in shared
    assert "xiaoming" in own


def test_a_store_tells_what_the_same_failure_was_answered(doctor: Doctor, tmp_path: Path) -> None:
    store, answer = str(tmp_path / "triage.db"), "https://github.com/a/b/issues/3#issuecomment-7"
    assert doctor("triage", str(FOUNDING), "--store", store).returncode == 0
    assert "that answer" not in told(doctor("--format", "reply", "--store", store, str(FOUNDING)))
    assert doctor("triage", "confirm", str(FOUNDING), "config.batch-size-not-integer", "--answer", answer, "--store", store).returncode == 0
    assert f"({answer})" in told(doctor("--format", "reply", "--store", store, str(FOUNDING)))
    elsewhere = f"help, it fails again\n```\n{LOG.replace('/root/GPT-SoVITS', '/data/other')}\n```".encode()
    assert f"({answer})" in told(doctor("--format", "reply", stdin=elsewhere, env={"SOVITS_DOCTOR_STORE": store}))


def test_a_store_that_is_not_there_is_told(doctor: Doctor, tmp_path: Path) -> None:
    done = doctor("--format", "reply", "--store", str(tmp_path / "none.db"), str(FOUNDING))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"none.db" in done.stderr
    assert not (tmp_path / "none.db").exists()


# what is asked about


def read(one: Input) -> bytes:
    with one.open() as stream:
        return stream.read()


def of(text: bytes, name: str = "-") -> List[Input]:
    return asked_of(Input(name, lambda: io.BytesIO(text)))


def test_a_plain_log_is_read_as_it_is() -> None:
    logs = {log: log.read_bytes() for log in SAMPLES.rglob("*.log")}
    posts = re.compile(rb"(?m)^ {0,3}```|<details|<pre")
    changed = [log.name for log, data in logs.items() if not posts.search(data) and [(read(one), one.language) for one in of(data, str(log))] != [(data, "")]]
    assert changed == []


def test_a_log_longer_than_any_post_can_be_read_twice(library: Library) -> None:
    data = LOG.encode() + b"epoch 1 step 2\n" * (LONGEST_POST // 12)
    [one] = of(data)
    assert read(one) == read(one) == data


def test_the_underlines_of_a_traceback_open_no_block(library: Library) -> None:
    [one] = of(f"Training fails, please help:\n\n{LOG}\n".encode(), "issue.md")
    found: Diagnosis = diagnose(read(one), library)
    assert found.causes[0].rule == "config.batch-size-not-integer"
    assert one.language == "en"

"""What a report must not give away, what it must keep readable, and that it says the same thing in the same words."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose import diagnose
from diagnose.harmless import KINDS, PLACEHOLDER
from diagnose.library import Library, load_library
from diagnose.model import Diagnosis
from diagnose.redaction import Redactor, redact
from diagnose.sentences.common import TABLE
from diagnose.verdict import to_json
from tests.conftest import FOUNDING, ROOT, SAMPLES

LOGS = sorted(SAMPLES.rglob("*.log"))
LIBRARY = load_library()
HARMLESS = [line for line in (ROOT / "tests/redaction/lookalikes.txt").read_text("utf-8").split("\n") if line and not line.startswith("# ")]

HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
MIXED = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF"
UUID = "1f2e3d4c-5b6a-4978-8796-a5b4c3d2e1f0"
DIGITS = "1380013"  # the beginning of a telephone number

# Kind, a log line with {} where the private thing stands, the private thing. Keys are put together here so that no scanner takes them for real ones.
PLANTED: Tuple[Tuple[str, str, str], ...] = (
    ("user", r"cannot open 'C:\Users\{}\GPT-SoVITS\GPT_SoVITS\s2_train.py'", "zhangsan88"),
    ("user", r"cannot open 'C:\\Users\\{}\\GPT-SoVITS\\webui.py'", "wang xiaoming"),
    ("user", r"cannot open c:/users/{}/GPT-SoVITS/webui.py", "李小龙"),
    ("user", r"cannot open C:\Documents and Settings\{}\Desktop\a.wav", "lihua"),
    ("user", "cannot open /home/{}/GPT-SoVITS/GPT_SoVITS/s1_train.py", "chenwei"),
    ("user", "nvcc -I/home/{}/include failed", "chen.wei"),
    ("user", "cannot open /public/home/{}/GPT-SoVITS/a.list", "stu2021303"),
    ("user", "cannot open /Users/{}/GPT-SoVITS/webui.py", "meimei"),
    ("user", "cannot open /mnt/c/Users/{}/Desktop/a.wav", "liu yang"),
    ("user", "cannot open /media/{}/DATA/GPT-SoVITS/a.wav", "hanmei"),
    ("user", r"cannot open 'C:\\Users\\{}\\a.wav'", "\\u5f20\\u4e09"),
    ("user", "environment: USERNAME={}", "zhaoliu"),
    ("user", 'metadata {{"username": "{}"}}', "sunqi_x"),
    ("user", "wandb: Currently logged in as: {} to https://api.wandb.ai.", "zhouba-lab"),
    ("user", "sshd[20433]: Accepted publickey for {} from 10.0.0.3 port 50122", "wujiu"),
    ("user", "ssh -p 2222 {}@10.0.0.9 nvidia-smi failed", "zhengshi"),
    ("user", "-rw-r--r-- 1 {} users 123 Mar  1 12:00 a.wav", "lisi_2021"),
    ("user", "uid=1000({}) gid=100(users)", "lisi_2022"),
    ("user", "用户名：{}", "王五"),
    ("user", "Permission denied: user={}, access=WRITE", "lisi_2023"),
    ("user", "cannot open file:///C:/Users/{}/a.wav", "%E5%BC%A0%E4%B8%89"),
    ("host", r"cannot open '\\{}\share\a.wav'", "NAS-ZHANG"),
    ("host", "Linux {} 5.15.0-91-generic #101-Ubuntu SMP x86_64 GNU/Linux", "zhaos-server"),
    ("host", "NodeList=gpu07 BatchHost={}", "hpcnode21"),
    ("host", "Running on host {} now", "hpc-node-22"),
    ("path", r"cannot open '\\NAS01\{}\a.wav'", "family-photos"),
    ("host", "host name: {}", "zhangsan-workstation"),
    ("host", "The client socket has failed to connect to [{}]:29500 (system error: 10049)", "DESKTOP-8Q2J4KD"),
    ("host", "cannot reach {} any more", "ZHANGSAN-PC"),
    ("host", "cannot reach {} any more", "Zhangsans-MacBook-Pro.local"),
    ("host", "cannot reach {} any more", "gpu07.cs.somewhere.edu.cn"),
    ("host", "cannot reach http://{}:8080/models", "nas.zhang-family.lan"),
    ("host", "slurmstepd: error: *** JOB 21402902 ON {} CANCELLED AT 2025-04-18T01:36:51 DUE TO TIME LIMIT ***", "idun-08-01"),
    ("host", "srun: error: {}: task 0: Killed", "gpunode17"),
    ("host", "environment: SLURM_JOB_NODELIST={}", "dgx[01-04]"),
    ("host", "{}:2313:2313 [0] NCCL INFO Bootstrap failed", "trainbox9"),
    ("host", "cannot reach {} any more", "ec2-54-210-33-7.compute-1.amazonaws.com"),
    ("email", "please write to {}", "zhang.san@somewhere.cn"),
    ("email", "please write to {}", "123456789" + "@qq.com"),
    ("secret", "environment: AWS_ACCESS_KEY_ID={}", "AKIA" + "IOSFODNN7EXAMPLQ"),
    ("secret", "aws_secret_access_key = {}", "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"),
    ("secret", "cannot use {} here", "AIza" + "SyA1234567890abcdefghijklmnopqrstuv"),
    ("secret", "DefaultEndpointsProtocol=https;AccountKey={};EndpointSuffix=core.windows.net", MIXED + "/+" + MIXED + "=="),
    ("secret", "GET /blob?sv=2022-11-02&sig={}&se=2024", MIXED + "%3D"),
    ("secret", "remote: invalid token {}", "gh" + "p_" + MIXED + "1234"),
    ("secret", "remote: invalid token {}", "github" + "_pat_" + "11ABCDEFG0" + MIXED + "_" + MIXED),
    ("secret", "remote: invalid token {}", "gl" + "pat-" + MIXED[:20]),
    ("secret", "401 for {} at huggingface.co", "h" + "f_" + MIXED + "XY"),
    ("secret", "Incorrect API key provided: {}.", "s" + "k-" + MIXED + MIXED[:16]),
    ("secret", "openai: {} was refused", "s" + "k-proj-" + MIXED + "-" + MIXED + "_x"),
    ("secret", "anthropic: {} was refused", "s" + "k-ant-api03-" + MIXED + "-" + MIXED),
    ("secret", "slack: {} was refused", "xo" + "xb-123456789012-" + MIXED[:24]),
    ("secret", "stripe: {} was refused", "s" + "k_live_" + MIXED[:24]),
    ("secret", "telegram: {} was refused", "123456789:" + "AA" + MIXED + "x"),
    ("secret", "discord: {} was refused", "M" + MIXED[:24] + "." + "GaBcDe" + "." + MIXED),
    ("secret", "npm: {} was refused", "np" + "m_" + MIXED + "1234"),
    ("secret", "twine: {} was refused", "pyp" + "i-AgEIcHlwaS5vcmc" + MIXED + MIXED),
    ("secret", "session {} expired", "ey" + "JhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + MIXED),
    ("secret", "environment: DASHSCOPE_API_KEY={}", "s" + "k-" + HEX),
    ("secret", "oss2 refused {}", "LT" + "AI5t" + MIXED[:20]),
    ("secret", "cos refused {}", "AK" + "ID" + MIXED),
    ("secret", "modelscope refused {}", "m" + "s-" + UUID),
    ("secret", "wandb login {}", HEX + "12345678"),
    ("secret", "environment: WANDB_API_KEY={}", HEX + "87654321"),
    ("secret", "request with Authorization: Bearer {}", MIXED),
    ("secret", "request with {{'Authorization': 'Basic {}'}}", "emhhbmdzYW46" + "aHVudGVyMg=="),
    ("secret", "request with Cookie: {}", "SESSDATA=abc%2C123; bili_jct=" + HEX),
    ("secret", 'request with {{"password": "{}"}}', "correct horse"),
    ("secret", "login with password={} failed", "hunter2!"),
    ("secret", "登录失败，密码：{}", "woaini1314"),
    ("secret", "the password is {}", "hunter33"),
    ("secret", "DSN postgresql://postgres:{}@10.0.0.7:5432/voice", "pg-pass-1"),
    ("secret", "request with api_key='{}'", MIXED[:20]),
    ("secret", r"request with {{\"access_token\": \"{}\"}}", MIXED[:24]),
    ("secret", "GET /v1/models?key={}&alt=json", MIXED),
    ("secret", "environment: {{'CHAT_TOKEN': '{}'}}", MIXED[:18]),
    ("secret", "huggingface-cli download x --token {}", MIXED[:22]),
    ("secret", "curl -u admin:{} http://10.0.0.1/", "s3cr3tpw"),
    ("secret", "Unable to connect to proxy http://wangwu:{}@10.0.0.1:7890", "pr0xy@pw"),
    ("user", "Unable to connect to proxy http://{}:pw12345@10.0.0.1:7890", "wangwu77"),
    ("secret", "git clone https://oauth2:{}@gitlab.com/a/b.git failed", MIXED[:20]),
    ("secret", "posted to https://hooks.slack.com/services/{}", "T0" + "1234567/B01234567/" + MIXED[:24]),
    ("secret", "posted to https://open.feishu.cn/open-apis/bot/v2/hook/{}", UUID),
    ("secret", "posted to https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}", UUID),
    ("secret", "posted to https://oapi.dingtalk.com/robot/send?access_token={}", HEX + HEX),
    ("secret", "key -----BEGIN " + "RSA PRIVATE KEY-----\\n{}\\n-----END RSA PRIVATE KEY----- is not valid", "MIIEpAIBAAKCAQEA" + MIXED + MIXED),
    ("secret", "ssh-ed25519 {} is not allowed", "AAAA" + "C3NzaC1lZDI1NTE5AAAAI" + MIXED + " zhang@laptop"),
    ("ip", "connection from {}:52130 refused", "203.0.113.77"),
    ("ip", "ping {} failed", "8.8.4.4"),
    ("ip", "connection from [{}]:52130 refused", "2001:db8:85a3::8a2e:370:7334"),
    ("mac", "interface eth0 {} is down", "a4:83:e7:1b:2c:3d"),
    ("mac", "物理地址: {}", "A4-83-E7-1B-2C-3D"),
    ("phone", "联系人 {} 没有回复", DIGITS + "8000"),
    ("phone", "no such file: rec_{}.wav", DIGITS + "9111"),
    ("identity", "身份证 {} 无效", "11010519" + "491231002X"),
    ("account", "加微信：{} 进群", "zhang_san-88"),
    ("account", "QQ群 {} 已满", "712345678"),
    ("link", "Running on public URL: https://{}.gradio.live failed", "3f2a1b4c5d6e7f8091"),
    ("link", "tunnel https://{}.ngrok-free.app is gone", "a1b2-34-56"),
    ("company", r"cannot open 'D:\OneDrive - {}\GPT-SoVITS\a.wav'", "Contoso Ltd"),
    ("device", "GPU 0 (UUID: {}) has fallen off the bus", "GPU-" + UUID),
    ("device", "account {} has no right", "S-1-5-21-" + "1004336348-1177238915-682003330-1001"),
    ("device", "Serial Number                         : {} is not known", "0324718012345"),
    ("device", 'journal {{"_MACHINE_ID": "{}"}}', HEX),
)  # fmt: skip


def failing_log(message: str) -> bytes:
    """A training run that died of a message."""
    return (
        'Traceback (most recent call last):\n  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 600, in <module>\n    main()\n'
        f'  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 56, in main\n    check(hps)\nRuntimeError: {message}\n'
    ).encode()


def texts(value: Any) -> Iterator[str]:
    """Every text of a tree of values, keys included."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(key)
            yield from texts(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from texts(one)
    elif isinstance(value, int):
        yield str(value)


def told(diagnosis: Diagnosis, name: str) -> str:
    """All that a report can be made of."""
    return "\n".join([*texts(diagnosis), name, to_json(diagnosis, LIBRARY, name), json.dumps(json.loads(to_json(diagnosis, LIBRARY, name)), ensure_ascii=True)])


@pytest.mark.parametrize(("kind", "line", "secret"), PLANTED, ids=[f"{index}-{kind}" for index, (kind, _, _) in enumerate(PLANTED)])
def test_what_is_private_is_nowhere_in_the_report(kind: str, line: str, secret: str) -> None:
    diagnosis = diagnose(failing_log(line.format(secret)), LIBRARY)
    assert secret in told(diagnosis, "train.log"), "it was there before"
    redacted = redact(diagnosis, "train.log")
    assert secret not in told(redacted.diagnosis, redacted.name)
    assert redacted.counts.get(kind), redacted.counts


def test_a_log_full_of_private_things_gives_none_of_them_away() -> None:
    message = "\n".join(line.format(secret) for _, line, secret in PLANTED)
    log = failing_log(message.replace("\n", "\n    "))
    redacted = redact(diagnose(log, LIBRARY), "zhangsan88.log")
    report = told(redacted.diagnosis, redacted.name)
    assert [secret for _, _, secret in PLANTED if secret in report] == []
    assert PLACEHOLDER.fullmatch(redacted.name[:-4])
    assert set(redacted.counts) == {kind for kind, _, _ in PLANTED}


def test_forty_kinds_are_planted_and_two_hundred_lookalikes_tried() -> None:
    assert len(PLANTED) >= 40
    assert len(HARMLESS) >= 200
    assert {kind for kind, _, _ in PLANTED} == set(KINDS)


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_looks_private_stays(line: str) -> None:
    assert Redactor().text(line) == line


def test_lookalikes_stay_in_the_company_of_private_things() -> None:
    redactor = Redactor()
    for _, line, secret in PLANTED:
        redactor.text(line.format(secret))
    assert [line for line in HARMLESS if redactor.text(line) != line] == []


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (r'  File "C:\Users\zhang san\GPT-SoVITS\GPT_SoVITS\s2_train.py", line 12, in main', r'  File "C:\Users\<user>\GPT-SoVITS\GPT_SoVITS\s2_train.py", line 12, in main'),
        (r"C:\Users\lin>python webui.py", r"C:\Users\<user>>python webui.py"),
        ("(GPTSoVits) wei@box:~/GPT-SoVITS$ python webui.py", "(GPTSoVits) <user>@<host>:~/GPT-SoVITS$ python webui.py"),
        ("(GPTSoVits) root@autodl-container-1a2b3c:~# python webui.py", "(GPTSoVits) root@<host>:~# python webui.py"),
        ("[user@hpc01 GPT-SoVITS]$ python webui.py", "[<user>@<host> GPT-SoVITS]$ python webui.py"),
        ("mei@Mac GPT-SoVITS % python api.py", "<user>@<host> GPT-SoVITS % python api.py"),
        ("http://lin:geheim@proxy.corp.example.com:8080", "http://<user>:<secret>@<host>:8080"),
        (r"\\NAS01\share\voice\a.wav", r"\\<host>\<path>\voice\a.wav"),
        ("https://0123456789abcdef01.gradio.live", "https://<link>.gradio.live"),
        ("/home/lin/a /home/mei/b /home/lin/c", "/home/<user>/a /home/<user-2>/b /home/<user>/c"),
        ("INFO: 203.0.113.9:52130 - nvidia-cublas-cu12==12.4.5.8", "INFO: <ip>:52130 - nvidia-cublas-cu12==12.4.5.8"),
    ],
)  # fmt: skip
def test_what_is_around_stays_readable(text: str, cleaned: str) -> None:
    assert Redactor().text(text) == cleaned


def test_a_name_that_a_path_tells_is_hidden_in_all_texts_before_and_after() -> None:
    log = failing_log("zhangsan88 may not read D:\\data\\zhangsan88\\a.wav\n  nor 'C:\\\\Users\\\\ZhangSan88\\\\b.wav' nor zhangsan88_e8_s200.pth")
    redacted = redact(diagnose(log, LIBRARY), "-")
    assert redacted.diagnosis.root is not None
    assert redacted.diagnosis.root.message == "<user> may not read D:\\data\\<user>\\a.wav\n  nor 'C:\\\\Users\\\\<user>\\\\b.wav' nor <user>_e8_s200.pth"
    assert redacted.counts == {"user": 1}


def test_an_account_with_an_ordinary_name_does_not_take_the_word_out_of_the_log() -> None:
    redactor = Redactor()
    assert redactor.text(r"C:\Users\torch\a.py") == r"C:\Users\<user>\a.py"
    assert redactor.text(r"lib\site-packages\torch\serialization.py: torch.load") == r"lib\site-packages\torch\serialization.py: torch.load"


def test_a_key_is_known_again_where_it_was_shortened() -> None:
    redactor = Redactor()
    key = MIXED + "12345678"
    redactor.text(f"api_key={key}")
    assert redactor.text(f"the key {key[:20]}…") == "the key <secret>…"
    cut = "h" + "f_" + MIXED[:9]
    assert cut not in Redactor().text("x " * 120 + cut)
    assert cut not in Redactor().text(f"refused: {cut}…")


def test_values_are_judged_with_their_keys() -> None:
    dump = f"INFO:mika:{{'train': {{'epochs': 8, 'api_key': '{MIXED[:12]}', 'password': 123456, 'batch_size': 7.0}}, 'user': 'zhangsan'}}\n"
    diagnosis = diagnose(dump.encode() + failing_log("broken"), LIBRARY)
    assert MIXED[:12] in told(diagnosis, "-")
    report = told(redact(diagnosis, "-").diagnosis, "-")
    assert MIXED[:12] not in report
    assert "123456" not in report
    assert "zhangsan" not in report
    assert '"config.train.batch_size": 7.0' in report


def kept(diagnosis: Diagnosis) -> List[object]:
    """What a redaction may not touch."""
    chains = [chain for episode in diagnosis.log.episodes for chain in episode.chains]
    frames = [frame for chain in chains for raised in chain.raised for frame in raised.frames]
    return [
        diagnosis.status,
        diagnosis.fingerprint,
        [(cause.rule, cause.line, cause.confidence, [one.line for one in cause.evidence], [remedy.id for remedy in cause.remedies]) for cause in diagnosis.causes],
        [(symptom.rule, symptom.line, symptom.explained_by) for symptom in diagnosis.symptoms],
        [(frame.file.replace("\\", "/").rpartition("/")[2], frame.line, frame.function, frame.at) for frame in frames],
        [raised.type for chain in chains for raised in chain.raised],
        [(episode.stage, episode.start, episode.end, sorted(episode.facts)) for episode in diagnosis.log.episodes],
    ]


@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_a_sample_keeps_its_verdict_and_is_clean_after_one_redaction(log: Path) -> None:
    diagnosis = diagnose(log.read_bytes(), LIBRARY)
    redacted = redact(diagnosis, log.name)
    assert kept(redacted.diagnosis) == kept(diagnosis)
    again = redact(redacted.diagnosis, redacted.name)
    assert (again.diagnosis, again.name, again.counts) == (redacted.diagnosis, redacted.name, {})


def test_a_diagnosis_without_anything_private_is_the_same() -> None:
    diagnosis = diagnose(failing_log("CUDA error: an illegal memory access was encountered"), LIBRARY)
    redacted = redact(diagnosis, "train.log")
    assert redacted.diagnosis == diagnosis
    assert redacted.counts == {}


def test_the_founding_log_is_told_as_before(library: Library) -> None:
    redacted = redact(diagnose(FOUNDING.read_bytes(), library), FOUNDING.name)
    assert [cause.rule for cause in redacted.diagnosis.causes][:1] == ["config.batch-size-not-integer"]


def test_the_summary_tells_what_was_hidden_in_both_languages() -> None:
    redacted = redact(diagnose(failing_log("/home/chenwei/a for a@somewhere.cn and b@somewhere.cn"), LIBRARY), "-")
    assert "user names: 1, e-mail addresses: 2" in redacted.summary("en")
    assert "1 个用户名、2 个邮箱" in redacted.summary("zh")
    assert {f"redacted-{kind}" for kind in KINDS} <= set(TABLE)


WORDS = st.sampled_from(
    [*(line.format(secret) for _, line, secret in PLANTED), *(secret for _, _, secret in PLANTED), *HARMLESS[::5]]
    + ["<user>", "<secret-2>", "<", ">", "@", "://", ":", "password=", "token: ", "C:\\Users\\", "/home/", "\\\\", "…", "'", '"', " ", "\n", "-----BEGIN RSA PRIVATE KEY-----"]
)  # fmt: skip
ANYTHING = st.lists(WORDS | st.text(max_size=12), max_size=12).map("".join)


@settings(max_examples=600, deadline=None)
@given(ANYTHING)
def test_any_text_is_clean_after_one_redaction(text: str) -> None:
    cleaned = Redactor().text(text)
    assert Redactor().text(cleaned) == cleaned


@settings(max_examples=200, deadline=None)
@given(st.lists(ANYTHING, min_size=1, max_size=4))
def test_the_same_text_is_always_told_in_the_same_words(parts: List[str]) -> None:
    redactor = Redactor()
    for part in parts:
        redactor.text(part)
    first = [redactor.text(part) for part in parts]
    assert [redactor.text(part) for part in parts] == first
    assert all(PLACEHOLDER.fullmatch(redactor.placeholder(kind, "x")) for kind in KINDS)


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "a@", "a-", "1.", "1", "ab:", ":", "/a", "\\", "\\\\a", "C:\\Users\\a ", "a=", "key=", "token", "'", "eyJ.", "-----BEGIN RSA PRIVATE KEY-----", "https://", "<user>", "@a.", "wsl$\\a", "微信", "+86 ", "_KEY"],
)  # fmt: skip
def test_a_text_that_repeats_itself_a_hundred_thousand_times_comes_to_an_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert len(Redactor().text(text)) <= len(text) * 9

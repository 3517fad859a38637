"""SARIF: passes the official schema, says what the JSON verdict says, and nothing of a log becomes a link or a placeholder in it.

The schema is OASIS's final one, Approved Errata 01, and beside it the one before, which tools still name (`tests/schemas/README.md`). What code scanning at GitHub asks
beyond them is checked too.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import jsonschema
import pytest

from diagnose import diagnose
from diagnose.library import Library
from diagnose.redaction import redact
from diagnose.sarif import to_sarif
from diagnose.sarifresults import uri_of
from diagnose.verdict import as_dict
from tests.conftest import FOUNDING, ROOT, SAMPLES
from tests.hostile import KINDS, PAYLOADS, hostile_log

Doctor = Callable[..., "subprocess.CompletedProcess[bytes]"]
SCHEMAS = [json.loads((ROOT / "tests/schemas" / name).read_text("utf-8")) for name in ("sarif-schema-2.1.0.json", "sarif-2.1.0-rtm.5.json")]
VALIDATORS = [jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER) for schema in SCHEMAS]
DESCRIBED = {"shortDescription": 1024, "fullDescription": 1024, "help": 10_000}
"""What GitHub wants said of each rule, and characters that it takes."""
LOGS = [FOUNDING, *sorted(SAMPLES.rglob("*.log"))[::17]]
URI = re.compile(r"(?:file:)?[\w.~!$&'()*+,;=:@/%-]+")
CAUSE = "config.batch-size-not-integer"


def sound(text: str) -> Dict[str, Any]:
    """The document, when it is sound: by the schemas, and by what the standard and GitHub ask beyond them."""
    document = json.loads(text)
    assert document["$schema"] == SCHEMAS[0]["id"]
    assert [f"{list(error.absolute_path)}: {error.message}" for validator in VALIDATORS for error in validator.iter_errors(document)] == []
    [run] = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rule["id"] for rule in run["translations"][0]["rules"]] == rules
    for rule in [*run["tool"]["driver"]["rules"], *run["translations"][0]["rules"]]:
        assert {part: 0 < len(rule[part]["text"]) <= most for part, most in DESCRIBED.items()} == dict.fromkeys(DESCRIBED, True), rule["id"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert all(result["kind"] == "fail" or result["level"] == "none" for result in run["results"])
    for value in walk(document):
        assert "region" not in value or value["region"]["startLine"] >= 1
        assert "uri" not in value or URI.fullmatch(value["uri"]), value
        assert "language" not in value or re.fullmatch("[a-z]{2}-[A-Z]{2}", value["language"])
        if "index" in value and "uri" in value:
            assert run["artifacts"][value["index"]]["location"]["uri"] == value["uri"]
    for message in messages(document):
        assert not re.search(r"\]\(", message)
        assert not re.search(r"(?<!\{)(?:\{\{)*\{\d", message), message
    return run


def walk(value: Any) -> Iterator[Dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(one)


def messages(document: Any) -> List[str]:
    return [value["message"]["text"] for value in walk(document) if isinstance(value.get("message"), dict)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_it_says_what_the_json_verdict_says(log: Path, lang: str, library: Library) -> None:
    diagnosis = diagnose(log.read_bytes(), library)
    run = sound(to_sarif([(diagnosis, log.name)], library, lang))
    verdict = as_dict(diagnosis, library, log.name)
    known = [one for one in run["results"] if one["ruleId"] != "unrecognised"]
    assert [(one["ruleId"], one["rank"], one["properties"]["confidence"]) for one in known] == [
        (cause["id"], round(cause["confidence"] * 100, 1), cause["confidence"]) for cause in verdict["causes"]
    ]
    assert any(one["ruleId"] == "unrecognised" for one in run["results"]) == (verdict["status"] == "unrecognised")
    for one, cause in zip(known, verdict["causes"]):
        here = one["locations"][0]["physicalLocation"]
        assert here.get("region", {}).get("startLine", 0) == cause["line"]
        lines = [place["physicalLocation"].get("region", {}).get("startLine", 0) for place in one["relatedLocations"]]
        assert lines == [line["line"] for line in cause["evidence"] if line["line"] or line.get("file")]
        assert one["fingerprints"]["sovitsDoctor/v1"] == f"{cause['id']}/{verdict['fingerprint']}"
        assert (one["kind"], one["level"]) == (("fail", "error" if one is known[0] else "warning") if cause["confidence"] >= 0.5 else ("review", "none"))


def test_the_founding_case_shows_cause_place_proof_way_out_and_stack(library: Library) -> None:
    run = sound(to_sarif([(diagnose(FOUNDING.read_bytes(), library), "logs/s2 训练.log")], library, "en"))
    first = run["results"][0]
    assert (first["ruleId"], first["level"], first["rank"]) == (CAUSE, "error", 99.0)
    assert first["message"]["text"].startswith("batch_size is not a whole number. What to do: make batch_size 7;")
    here = first["locations"][0]["physicalLocation"]
    assert here["artifactLocation"]["uri"] == "logs/s2%20%E8%AE%AD%E7%BB%83.log"
    assert here["region"] == {"startLine": 69, "snippet": {"text": "TypeError: can't multiply sequence by non-int of type 'float'"}}
    assert [(one["message"]["text"], one["physicalLocation"]["region"]["startLine"]) for one in first["relatedLocations"]][1] == ("config.train.batch_size: 'batch_size': 7.0", 1)
    assert first["properties"]["remedies"][0]["edit"] == {"config": "train.batch_size", "set": 7}
    innermost = first["stacks"][0]["frames"][0]["location"]
    assert innermost["logicalLocations"][0]["name"] == "__iter__"
    assert innermost["physicalLocation"]["artifactLocation"]["uri"].endswith("GPT_SoVITS/module/data_utils.py")


def test_rules_are_explained_in_both_languages(library: Library) -> None:
    run = sound(to_sarif([(diagnose(FOUNDING.read_bytes(), library), "x.log")], library, "zh"))
    here, there = run["tool"]["driver"], run["translations"][0]
    assert (here["language"], there["language"], there["associatedComponent"]["name"]) == ("zh-CN", "en-US", here["name"])
    assert "## 解决方案" in here["rules"][0]["help"]["markdown"]
    assert "## Solutions" in there["rules"][0]["help"]["markdown"]
    assert here["rules"][0]["shortDescription"]["text"] == "batch_size 不是整数"
    assert "suppressions" not in run["results"][0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_log_stays_data(payload: str, kind: str, library: Library) -> None:
    text = PAYLOADS[payload]
    redacted = redact(diagnose(hostile_log(text, kind), library), f"{text[:300]}.log")
    sound(to_sarif([(redacted.diagnosis, redacted.name)], library, "zh"))


def test_the_command_prints_one_document_for_many_logs_and_nothing_else(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "empty.log").write_bytes(b"")
    healthy, foreign = SAMPLES / "healthy/healthy-s1-train.log", SAMPLES / "foreign/nginx-bad-directive.log"
    done = doctor("--format", "sarif", "--lang", "en", str(FOUNDING), str(healthy), str(tmp_path / "empty.log"), str(foreign))
    assert done.returncode == 3
    assert b"nothing in" in done.stderr
    run = sound(done.stdout.decode("utf-8"))
    assert len(run["artifacts"]) == 3
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["index"] for one in run["results"] if one["ruleId"] in (CAUSE, "unrecognised")} == {0, 2}


def test_a_suffix_or_a_folder_is_enough(doctor: Doctor, tmp_path: Path) -> None:
    assert doctor("-o", str(tmp_path / "out.sarif"), stdin=FOUNDING.read_bytes()).returncode == 1
    assert sound((tmp_path / "out.sarif").read_text("utf-8"))["artifacts"][0]["location"]["uri"] == "stdin"
    doctor("--format", "sarif", "-o", f"{tmp_path}/each/", str(FOUNDING), str(SAMPLES / "healthy/healthy-s1-train.log"))
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == ["healthy-s1-train.sarif", FOUNDING.stem + ".sarif"]
    assert sound((tmp_path / "each/healthy-s1-train.sarif").read_text("utf-8"))["results"] == []


def test_private_details_are_replaced_unless_asked_for(doctor: Doctor, tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(FOUNDING.read_bytes().replace(b"/root/GPT-SoVITS", b"/home/xiaoming/GPT-SoVITS"))
    shared, own = (doctor("--format", "sarif", *more, str(log)).stdout.decode("utf-8") for more in ([], ["--no-redact"]))
    assert "xiaoming" not in shared
    assert "xiaoming" in own
    sound(shared)


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("-", "stdin"),
        ("train.log", "train.log"),
        ("a b/日志.log", "a%20b/%E6%97%A5%E5%BF%97.log"),
        ("/var/log/x#1?.log", "file:///var/log/x%231%3F.log"),
        ("C:\\GPT SoVITS\\x.log", "file:///C:/GPT%20SoVITS/x.log"),
        ("\\\\nas\\logs\\x.log", "file://nas/logs/x.log"),
        ("\\\\?\\C:\\logs\\x.log", "file:///C:/logs/x.log"),
        ("\\\\?\\UNC\\nas\\logs\\x.log", "file://nas/logs/x.log"),
        ("logs.zip!a/train.log", "logs.zip!a/train.log"),
        ("owner/repo#12", "owner/repo%2312"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
    ],
)
def test_a_name_becomes_an_address(name: str, uri: str) -> None:
    assert uri_of(name) == uri

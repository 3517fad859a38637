"""The record of a log: plain, whole, of the published shape, and without what is private."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from importlib import resources
from typing import IO

import jsonschema
import pytest

from diagnose.library import Library
from diagnose.triage.record import Record
from diagnose.triage.work import examine
from tests.conftest import FOUNDING, SAMPLES

SCHEMA = json.loads(resources.files("diagnose").joinpath("schemas", "triage-record.schema.json").read_text("utf-8"))
UNKNOWN = b"""D:\\sovits\\runtime\\python.exe GPT_SoVITS/s2_train.py
Traceback (most recent call last):
  File "D:\\sovits\\GPT_SoVITS\\s2_train.py", line 10, in <module>
    main()
  File "D:\\sovits\\GPT_SoVITS\\utils.py", line 3, in stir
    raise RuntimeError
RuntimeError: the soup of C:\\Users\\zhangsan\\soup.txt is cold, write to zhangsan@example.com
"""


def valid(record: Record) -> Record:
    jsonschema.validate(json.loads(record.to_json()), SCHEMA)
    assert Record.from_dict(json.loads(record.to_json())) == record
    assert pickle.loads(pickle.dumps(record)) == record
    return record


def test_a_diagnosed_log(library: Library) -> None:
    data = FOUNDING.read_bytes()
    record = valid(examine("a.log", data, library, "issues.json", "2024-03-01T00:00:00Z", "zh"))
    assert (record.status, record.cause, record.revision) == ("diagnosed", "config.batch-size-not-integer", library.rules["config.batch-size-not-integer"].revision)
    assert (record.line, record.stage, record.root_type) == (69, "s2-train", "TypeError")
    assert (record.digest, record.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (record.source, record.when, record.language) == ("issues.json", "2024-03-01T00:00:00Z", "zh")


def test_an_unknown_failure_tells_its_root_without_what_is_private(library: Library) -> None:
    record = valid(examine("a.log", UNKNOWN, library))
    assert (record.status, record.cause, record.confidence) == ("unrecognised", "", 0.0)
    assert (record.root_type, record.functions, record.line, record.system) == ("RuntimeError", ("<module>", "stir"), 7, "windows")
    assert "zhangsan" not in record.to_json()
    assert len(record.fingerprint) == 12


def test_a_failure_without_an_exception_tells_its_own_words(library: Library) -> None:
    record = valid(examine("a.log", b"checking soup ...\nmake: *** [Makefile:7: soup] Error 2\n", library))
    assert (record.status, record.root_type, record.root_message, record.line) == ("unrecognised", "", "make: *** [Makefile:7: soup] Error 2", 2)


def test_a_healthy_log(library: Library) -> None:
    record = valid(examine("a.log", b"all is well\n", library))
    assert (record.status, record.fingerprint, record.line) == ("healthy", "", 0)


def test_a_log_may_be_opened_late(library: Library) -> None:
    def opened() -> IO[bytes]:
        return io.BytesIO(FOUNDING.read_bytes())

    assert examine("a.log", opened, library) == examine("a.log", FOUNDING.read_bytes(), library)


def vanished() -> IO[bytes]:
    raise FileNotFoundError("gone")


def failing() -> IO[bytes]:
    raise AttributeError("a fault of our own")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "triage.error-empty"),
        (b" \n\n", "triage.error-empty"),
        (b"\x7fELF" + bytes(2000), "triage.error-binary"),
        (vanished, "triage.error-unreadable"),
        (failing, "triage.error-crashed"),
    ],
)
def test_a_bad_log_is_a_record(data: object, error: str, library: Library) -> None:
    record = valid(examine("a.log", data, library))  # type: ignore[arg-type]
    assert (record.status, record.error) == ("error", error)


def test_a_hostile_message_stays_on_one_line(library: Library) -> None:
    record = valid(examine("a.log", UNKNOWN.replace(b"the soup", "\x1b[31m<b>\u202esoup\u2028".encode()), library))
    assert "\n" not in record.to_json()
    assert not set(record.root_message) & set("\x1b\u202e\u2028")


def test_records_of_a_later_version_can_be_read() -> None:
    assert Record.from_dict({"name": "a", "source": "b", "invented": 1}) == Record("a", "b")


def test_every_sample_is_a_valid_record_that_agrees_with_its_expectation(library: Library) -> None:
    for path in sorted(SAMPLES.rglob("*.log"))[::7]:
        valid(examine(str(path), path.read_bytes(), library))

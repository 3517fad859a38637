"""The JSON verdict fits its published schema on every sample log, and on logs that nobody meant to write."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose import diagnose
from diagnose.library import Library, load_library
from diagnose.verdict import to_json
from tests.conftest import SAMPLES

SCHEMA = jsonschema.Draft202012Validator(json.loads(resources.files("diagnose").joinpath("schemas/verdict.schema.json").read_text("utf-8")))
LOGS = sorted(SAMPLES.rglob("*.log"))
LIBRARY = load_library()


@pytest.mark.parametrize("log", LOGS, ids=[str(log.relative_to(SAMPLES)) for log in LOGS])
def test_the_verdict_of_a_sample_fits_the_schema(log: Path, library: Library) -> None:
    line = to_json(diagnose(log.read_bytes(), library), library, log.name)
    assert "\n" not in line
    SCHEMA.validate(json.loads(line))


PIECES = st.sampled_from([line for log in LOGS[::9] for line in log.read_bytes().split(b"\n")[:60]])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=60), max_size=60))
def test_any_mixture_of_lines_gives_a_verdict(pieces: list[bytes]) -> None:
    diagnosis = diagnose(b"\n".join(pieces), LIBRARY)
    SCHEMA.validate(json.loads(to_json(diagnosis, LIBRARY, "x")))
    assert all(cause.confidence >= 0.5 for cause in diagnosis.causes[:1]) or diagnosis.status != "diagnosed"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(LOGS), st.integers(1, 9000))
def test_the_verdict_does_not_depend_on_how_the_bytes_were_cut(log: Path, size: int) -> None:
    data = log.read_bytes()
    blocks = [data[place : place + size] for place in range(0, len(data), size)]
    assert diagnose(blocks, LIBRARY) == diagnose(data, LIBRARY)

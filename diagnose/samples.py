"""Sample logs and what is expected of them: `NAME.log` with `NAME.expect.yaml` beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

from diagnose import diagnose
from diagnose.library import Library
from diagnose.model import Diagnosis
from diagnose.rule import RuleError
from diagnose.source import read_lines
from diagnose.text import plain
from diagnose.tree import Node, read_tree

KEYS = ("verdict", "line", "text", "symptoms", "stage", "episodes", "origin")
SPECIAL = ("healthy", "unrecognised")


@dataclass(frozen=True)
class Sample:
    log: Path
    verdict: str
    """A rule's id, healthy or unrecognised."""
    line: Optional[int]
    text: str
    """Start of the deciding line, without prefixes and colours."""
    symptoms: Tuple[str, ...]
    stage: str
    episodes: Tuple[Tuple[str, bool], ...]
    """Stage and failed, for each run of a session."""
    origin: str

    @property
    def owner(self) -> str:
        """The rule in whose folder it lies, or empty."""
        area, slug = self.log.parts[-3], self.log.parts[-2]
        return f"{area}.{slug}" if area != "sample_logs" else ""


def find_samples(top: Path) -> List[Sample]:
    """All samples below a folder; raises RuleError for a log without expectation or an expectation that cannot be read."""
    found = []
    for log in sorted(top.rglob("*.log")):
        expectation = log.with_suffix(".expect.yaml")
        if not expectation.is_file():
            raise RuleError(f"{log}:1:1: {expectation.name} is missing beside it")
        found.append(_read(log, read_tree(expectation.read_text("utf-8"), str(expectation))))
    return found


def _read(log: Path, node: Node) -> Sample:
    given = node.mapping(KEYS)
    for key in ("verdict", "origin"):
        if key not in given:
            raise node.error(f"key {key!r} is missing")
    line = given["line"].value if "line" in given else None
    if line is not None and not isinstance(line, int):
        raise given["line"].error("a whole number is expected")
    runs = []
    for run in given["episodes"].items() if "episodes" in given else []:
        told = run.mapping(("stage", "failed"))
        runs.append((str(told["stage"].value), bool(told["failed"].value)))
    return Sample(
        log=log,
        verdict=given["verdict"].text(),
        line=line,
        text=str(given["text"].value) if "text" in given else "",
        symptoms=tuple(one.text() for one in given["symptoms"].items()) if "symptoms" in given else (),
        stage=given["stage"].text() if "stage" in given else "",
        episodes=tuple(runs),
        origin=given["origin"].text(),
    )


def check_sample(sample: Sample, library: Library) -> List[str]:
    """What is not as expected, in sentences; empty when all is well."""
    data = sample.log.read_bytes()
    diagnosis = diagnose(data, library)
    wrong = _check_verdict(sample, diagnosis)
    told = {symptom.rule for symptom in diagnosis.symptoms}
    wrong += [f"{rule} is not reported" for rule in sample.symptoms if rule not in told]
    if sample.stage and diagnosis.episode >= 0 and diagnosis.log.episodes[diagnosis.episode].stage != sample.stage:
        wrong.append(f"stage is {diagnosis.log.episodes[diagnosis.episode].stage or 'not known'}, expected {sample.stage}")
    alone = len(diagnosis.log.episodes) == 1
    runs = tuple((one.stage, index in diagnosis.failed) for index, one in enumerate(diagnosis.log.episodes) if one.command or index in diagnosis.failed or alone)
    if sample.episodes and runs != sample.episodes:
        wrong.append(f"runs are {list(runs)}, expected {list(sample.episodes)}")
    if sample.line is not None and sample.text:
        lines, _ = read_lines([data], library.anchors)
        texts = [line.text.strip() for line in lines if line.number == sample.line]
        start = _squeezed(sample.text)[:60]
        if not any(start in _squeezed(text) or _squeezed(text) in start for text in texts if text):
            wrong.append(f"line {sample.line} says {texts}, expected {sample.text!r}")
    return wrong


def _squeezed(text: str) -> str:
    return " ".join(plain(text).split())


def _check_verdict(sample: Sample, diagnosis: Diagnosis) -> List[str]:
    first = diagnosis.causes[0] if diagnosis.status == "diagnosed" else None
    verdict = first.rule if first else diagnosis.status
    if verdict != sample.verdict:
        return [f"the verdict is {verdict}, expected {sample.verdict}"]
    if first and sample.line is not None:
        lines = {first.line, *(one.line for one in first.evidence)}
        if sample.line not in lines:
            return [f"the deciding line is {first.line}, expected {sample.line}"]
    return []

"""The rule bench tells what survives, what honestly gives up, and what turns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from diagnose import diagnose
from diagnose.bench import GENERAL, GIVEN_UP, GOOD, KEPT, LOST, TURNED, deciding_lines, run_bench, run_bench_in_parallel, try_sample, within_limits
from diagnose.library import Library
from diagnose.mutations import Mutation, mutations
from diagnose.rulesreport import bench_lines
from diagnose.samples import Sample, find_samples
from tests.conftest import FOUNDING, SAMPLES

ALL = find_samples(SAMPLES)
STEP = 17
"""Every so many samples are tried here; `sovits-doctor rules test` tries them all."""


@pytest.fixture
def founding() -> Sample:
    return next(sample for sample in ALL if sample.log == FOUNDING)


def outcome(sample: Sample, library: Library, mutation: Mutation) -> str:
    return try_sample(sample, library, [mutation]).trials[0].outcome


def find_sample(verdict: str, name: str) -> Sample:
    return next(sample for sample in ALL if sample.verdict == verdict and sample.log.name == name)


def replaced(text: str) -> Mutation:
    return Mutation("test", lambda data: text.encode())


def test_verdicts_survive_what_happens_to_logs(library: Library) -> None:
    bench = run_bench(ALL[::STEP], library)
    total: Counter[str] = Counter()
    for count in bench.counts().values():
        total += count
    turned = [f"{trial.mutation}: {sample.log.name} {sample.verdict} -> {trial.told}" for sample, trial in bench.cases((TURNED,))]
    assert total[TURNED] <= 0.01 * sum(total.values()), turned
    assert sum(total[one] for one in GOOD) >= 0.97 * sum(total.values()), [(sample.log.name, trial) for sample, trial in bench.cases((LOST,))]


def test_the_founding_log_survives_everything(founding: Sample, library: Library) -> None:
    result = try_sample(founding, library, mutations().values())
    assert result.problems == ()
    assert {trial.mutation: trial.outcome for trial in result.trials if trial.outcome not in (KEPT, GIVEN_UP)} == {}
    assert {trial.outcome for trial in result.trials if trial.mutation in ("gbk", "utf-16", "quoted", "wrapped-80", "bars-before")} == {KEPT}


def test_giving_up_is_honest_only_when_the_deciding_part_is_gone(founding: Sample, library: Library) -> None:
    assert founding.line is not None
    assert founding.line in deciding_lines(diagnose(FOUNDING.read_bytes(), library))
    elsewhere = find_sample("gpu.out-of-memory", "linux-s1-train.log")
    assert elsewhere.line is not None
    assert outcome(elsewhere, library, Mutation("cut", span=lambda lines, line: (1, line - 40))) == GIVEN_UP
    assert outcome(founding, library, replaced("all is well\n")) == LOST


def test_another_cause_is_a_fault(founding: Sample, library: Library) -> None:
    other = next(sample for sample in ALL if sample.verdict == "gpu.out-of-memory")
    assert outcome(founding, library, replaced(other.log.read_text("utf-8"))) == TURNED
    healthy = next(sample for sample in ALL if sample.verdict == "healthy")
    assert outcome(healthy, library, replaced(other.log.read_text("utf-8"))) == TURNED


def test_cutting_off_what_decides_leaves_the_generic_rule_or_nothing(library: Library) -> None:
    wanted = {GENERAL: 0, GIVEN_UP: 0}
    for sample in ALL[::STEP]:
        for trial in try_sample(sample, library, [mutations()["first-15"], mutations()["last-15"]]).trials:
            if trial.outcome == GENERAL and sample.verdict in library.rules:
                assert trial.told in library.refined_by(sample.verdict)
            if trial.outcome == GIVEN_UP and trial.told in library.rules:
                causes = diagnose(sample.log.read_bytes(), library).causes
                assert trial.told in {cause.rule for cause in causes}, "only what the whole log shows as well"
            wanted[trial.outcome] = wanted.get(trial.outcome, 0) + 1
    assert wanted[GIVEN_UP]


def test_limits() -> None:
    assert within_limits(Counter({KEPT: 90, GIVEN_UP: 8, LOST: 1, TURNED: 1}))
    assert not within_limits(Counter({KEPT: 98, TURNED: 2}))
    assert not within_limits(Counter({KEPT: 96, LOST: 4}))


def test_several_processes_find_the_same(library: Library) -> None:
    few = ALL[:4]
    alone = run_bench(few, library, ["gbk", "last-15"])
    assert run_bench_in_parallel(few, library, (), ["gbk", "last-15"], False, 2).results == alone.results


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_names_faults_cases_and_coverage(lang: str, founding: Sample, library: Library) -> None:
    bench = run_bench([founding], library, ["gbk"])
    lines = "\n".join(bench_lines(bench, lang, everything=True))
    assert "gbk" in lines
    assert "100.0%" in lines
    assert bench.faults() == []
    bench.results[0] = try_sample(founding, library, [replaced("all is well\n")])
    lines = "\n".join(bench_lines(bench, lang, everything=False))
    assert f"{founding.verdict} → healthy" in lines
    assert bench.faults() == ["test"]


def test_the_command_names_what_it_does_not_know(doctor, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for arguments in (["rules", "test", "gpu.oom"], ["rules", "test", "--mutation", "x"], ["rules", "test", "--samples", str(tmp_path)], ["explain", "x"]):
        done = doctor(*arguments)
        assert done.returncode == 2
        assert done.stderr.decode().count("\n") == 1
    done = doctor("rules", "test", "config.value-invalid", "--mutation", "crlf", "--lang", "zh")
    assert done.returncode == 0, done.stdout.decode()
    assert "crlf" in done.stdout.decode()


def test_rules_are_listed_shown_and_explained(doctor) -> None:  # type: ignore[no-untyped-def]
    listed = doctor("rules", "list", "显存", "--lang", "zh").stdout.decode()
    assert "gpu.out-of-memory" in listed
    assert "config.batch-size-not-integer" not in listed
    shown = doctor("rules", "show", "gpu.out-of-memory", "--lang", "en").stdout.decode()
    assert "strength: decisive" in shown
    assert "short-paste.log" in shown
    explained = doctor("explain", "gpu.out-of-memory", "--lang", "zh")
    assert explained.returncode == 0
    assert "解决方案" in explained.stdout.decode()
    assert "\ue000" not in explained.stdout.decode()
    assert "out-of-memory" in doctor("explain", "gpu.out-of-memori").stderr.decode()

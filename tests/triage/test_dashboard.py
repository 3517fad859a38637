"""The dashboard's figures are right, its page is whole and small, and it comes from a run, from results and from a store alike."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Callable, Dict, List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.command import main
from diagnose.library import Library
from diagnose.triage import dashboard
from diagnose.triage.board import Board
from diagnose.triage.dashboard import embedded, render_dashboard
from diagnose.triage.figures import REST, UNKNOWN, figures_of
from diagnose.triage.record import Record
from diagnose.triage.results import write_parquet
from diagnose.triage.store import Correction
from diagnose.triage.trend import Trend
from tests.conftest import FOUNDING, ROOT, SAMPLES

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
SYSTEMS, STEPS = ("windows", "windows", "linux", ""), ("s1-train", "s2-train", "get-text", "inference", "api", "webui", "asr", "uvr5", "install", "")


def many(count: int, library: Library, seed: int = 1) -> List[Record]:
    """Records as a queue of issues and tickets brings them: few causes often, many seldom, more of them lately, one new failure."""
    dice = random.Random(seed)
    causes = [rule.id for rule in library.rules.values() if rule.role == "cause"]
    weights = [1 / (place + 1.5) for place in range(len(causes))]
    start = datetime(2025, 1, 1, tzinfo=timezone.utc)
    records = []
    for number in range(count):
        day = 400 * dice.random() ** 0.7
        when = (start + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ") if number % 97 else ""
        name = f"RVC-Boss/GPT-SoVITS#{1000 + number}" if number % 3 else f"queue/{when[:7]}/ticket-{number:05}/train-{dice.randrange(10**6)}.log"
        source = f"https://github.com/RVC-Boss/GPT-SoVITS/issues/{1000 + number}" if number % 3 else name
        one = Record(name, source, hashlib.sha256(f"{seed} {number}".encode()).hexdigest(), 1000, when, stage=dice.choice(STEPS), system=dice.choice(SYSTEMS), tool="0.1.0")
        chance = dice.random()
        if chance < 0.7:
            cause = dice.choices(causes, weights)[0]
            mark = hashlib.sha256(cause.encode()).hexdigest()[:12]
            told = f"CUDA error {number} in a message of the usual length, which tells about tensors of size {dice.randrange(4096)} and {dice.randrange(4096)}"
            one = replace(one, status="diagnosed", cause=cause, revision=1, confidence=round(dice.uniform(0.5, 0.99), 3), line=number % 900 + 1, fingerprint=mark, root_type="RuntimeError", root_message=told, others=("python.exception",))  # fmt: skip
        elif chance < 0.9:
            group = 999 if day > 380 and dice.random() < 0.4 else int(dice.paretovariate(0.5)) % 300
            words = " ".join(chr(97 + group % prime) * 5 for prime in (26, 25, 23))
            one = replace(one, status="unrecognised", fingerprint=hashlib.sha256(f"u{group}".encode()).hexdigest()[:12], root_type="lib.WeirdError", root_message=f"{words} unheard of, {number}", functions=("main", f"f{group}"))  # fmt: skip
        elif chance < 0.98:
            one = replace(one, status="healthy")
        else:
            one = Record(name, source, when=when, tool="0.1.0", error="triage.error-binary")
        records.append(one)
    return records


def board_of(records: List[Record]) -> Board:
    board = Board()
    for one in records:
        board.add(one)
    return board


def data_of(page: str) -> Dict[str, List]:  # type: ignore[type-arg]
    [text] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data: Dict[str, List] = json.loads(text)  # type: ignore[type-arg]
    return data


def test_every_failed_log_is_counted_once_in_every_figure(library: Library) -> None:
    records = many(3000, library)
    board = board_of(records)
    figures = figures_of(board, library)
    failed = [one for one in records if one.status in ("diagnosed", "unrecognised")]
    assert sum(kind.count for kind in figures.kinds) == len(failed) == board.failed
    assert sum(bar.count for bar in figures.bars) == len(failed)
    assert sum(cell.count for row in figures.heat for cell in row.cells) <= len(failed)
    dated = sum(bool(one.when) for one in failed)
    assert sum(figures.recognised) + sum(figures.unrecognised) + board.trend.outside == dated
    assert board.trend.undated == len(failed) - dated
    assert sum(figures.recognised) <= sum(one.status == "diagnosed" for one in failed)
    for kind in figures.kinds:
        assert sum(kind.series) <= kind.count


def test_the_causes_are_in_order_and_their_line_ends_at_the_whole(library: Library) -> None:
    records = many(3000, library)
    counted = Counter(one.cause for one in records if one.cause)
    figures = figures_of(board_of(records), library)
    assert [bar.count for bar in figures.bars if bar.index >= 0] == [count for _, count in counted.most_common()][: sum(bar.index >= 0 for bar in figures.bars)]
    assert [bar.index for bar in figures.bars if bar.index < 0] == [UNKNOWN, REST] or [bar.index for bar in figures.bars if bar.index < 0] == [REST]
    assert figures.bars[-1].high == pytest.approx(1)
    assert all(one.high == pytest.approx(other.low) for one, other in zip(figures.bars, figures.bars[1:]))
    assert max(bar.length for bar in figures.bars) == 1


def test_a_heat_map_counts_a_cause_in_a_step(library: Library) -> None:
    records = many(3000, library)
    figures = figures_of(board_of(records), library)
    row = figures.heat[0]
    cause = figures.kinds[row.index].key
    for stage, cell in zip(figures.stages, row.cells):
        if stage:
            assert cell.count == sum(one.cause == cause and one.stage == stage for one in records)
    assert max(cell.level for row in figures.heat for cell in row.cells) == 5
    assert all((cell.level > 0) == (cell.count > 0) for row in figures.heat for cell in row.cells)


@pytest.mark.parametrize(
    ("days", "unit", "columns"), [(1, "day", 1), (45, "day", 45), (46, "week", 7), (300, "week", 44), (400, "month", 14), (1500, "month", 50), (3000, "year", 9)]
)
def test_days_weeks_months_or_years_as_fits(days: int, unit: str, columns: int) -> None:
    trend = Trend()
    for day in range(days):
        trend.add("a", (date(2021, 1, 1) + timedelta(days=day)).isoformat())
    assert (trend.unit, len(trend.buckets), sum(trend.series(["a"])), trend.outside) == (unit, pytest.approx(columns, abs=1), days, 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.dates().map(date.isoformat), st.text(max_size=12), st.just("2024-02-30")))))
def test_any_times_can_be_drawn(logs: List[List[str]]) -> None:
    trend = Trend()
    for key, when in logs:
        trend.add(key, when)
    assert sum(trend.series("abc")) + trend.outside + trend.undated == len(logs)
    assert len(trend.buckets) <= 60
    assert all(one.end == other.start for one, other in zip(trend.buckets, trend.buckets[1:]))
    trend.movements({"abc": "abc"})


def test_a_wrong_clock_does_not_flatten_the_chart() -> None:
    trend = Trend()
    for day in range(300):
        trend.add("a", (date(2024, 1, 1) + timedelta(days=day % 30)).isoformat())
    for when in ("1970-01-01", "1980-01-01", "2099-01-01"):
        trend.add("a", when)
    assert (trend.unit, len(trend.buckets), trend.outside) == ("day", 30, 3)


def test_new_and_rising_are_told_from_chance() -> None:
    trend, dice = Trend(), random.Random(3)
    for day in range(300):
        when = (date(2024, 1, 1) + timedelta(days=day)).isoformat()
        for key in ("steady", *(("seldom",) if dice.random() < 0.05 else ()), *(("new",) if day > 290 else ()), *(("rising",) * (1 + 3 * (day > 280)) if day % 3 == 0 else ())):
            trend.add(key, when)
    trend.add("once", "2024-10-25")
    found = trend.movements({key: [key] for key in ("steady", "seldom", "new", "rising", "once")})
    assert found is not None
    assert [(one.key, one.kind) for one in found] in ([("rising", "rising"), ("new", "new")], [("new", "new"), ("rising", "rising")])
    short = Trend()
    short.add("a", "2024-01-01")
    short.add("a", "2024-01-05")
    assert short.movements({"a": ["a"]}) is None


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=4)))
def test_what_is_embedded_is_read_back_and_cannot_end_its_element(value: object) -> None:
    text = embedded(value)
    assert json.loads(text) == value
    assert not re.search("[<>&\u2028\u2029]", text)


def test_ten_thousand_logs_fit(library: Library) -> None:
    records = many(10_000, library)
    page = render_dashboard(board_of(records), library, "en")
    assert len(page.encode()) < 5_000_000
    data = data_of(page)
    assert len(data["logs"]) == 10_000
    names = {log[0] for log in data["logs"]}
    assert names == {one.name for one in records}


def test_even_with_the_longest_names_and_messages(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "BUDGET", 1_000_000)
    records = [
        replace(one, name=f"日志/{'很长的文件夹名' * 40}/{place}.log", source=f"来源/{'很长的文件夹名' * 40}/{place}.zip", root_message=f"{place}" + "错误信息" * 75)
        for place, one in enumerate(many(2500, library))
    ]
    page = render_dashboard(board_of(records), library, "zh")
    assert len(page.encode()) < 1_300_000
    assert len(data_of(page)["logs"]) > 1000


def test_of_more_logs_the_latest_failed_ones_are_listed_and_all_are_counted(library: Library) -> None:
    records = many(2000, library)
    board = Board(most=100)
    for one in records:
        board.add(one)
    page = render_dashboard(board, library, "en")
    failed = sorted((one.when for one in records if one.status in ("diagnosed", "unrecognised")), reverse=True)
    assert [log[1] for log in data_of(page)["logs"]] == [when[:16].replace("T", " ") for when in failed[:100]]
    assert f"{len(failed):,} failed logs" in page
    assert "The list holds the latest 100 failed logs" in page


@pytest.mark.parametrize("records", [[], [Record("a", "a", status="healthy", tool="1")], [Record("a", "a", error="triage.error-empty")], [Record("a", "a", status="unrecognised")]])
def test_a_page_can_be_made_of_almost_nothing(records: List[Record], library: Library) -> None:
    page = render_dashboard(board_of(records), library, "en")
    assert len(data_of(page)["logs"]) == len(records)


def test_results_of_other_rules_and_later_versions_can_be_shown(library: Library) -> None:
    strange = Record("a", "a", "f" * 64, when="soon", status="diagnosed", cause="own.rule-of-theirs", confidence=0.9, stage="s9-train", system="plan9", tool="9.0", error="")
    page = render_dashboard(board_of([strange, replace(strange, status="postponed"), replace(strange, status="error", error="triage.error-of-the-future")]), library, "en")
    assert "own.rule-of-theirs" in page
    assert "triage.error-of-the-future" in page


def test_private_details_are_hidden_unless_asked_for(library: Library) -> None:
    path = "C:\\Users\\zhangwei\\GPT-SoVITS\\logs\\train.log"
    board = Board()
    board.add(Record(path, path, "f" * 64, status="unrecognised", fingerprint="0123456789ab", root_type="E", tool="1"), None)
    assert "zhangwei" not in render_dashboard(board, library, "en")
    assert "zhangwei" in render_dashboard(board, library, "en", redact=False)


def test_a_failure_that_only_a_human_sees_is_not_called_recognised(library: Library) -> None:
    board = Board()
    board.add(Record("a", "a", "f" * 64, status="unrecognised", tool="1"), Correction("f" * 64, "confirmed", "unknown"))
    page = render_dashboard(board, library, "en")
    assert "Everything was recognised" not in page
    assert "such as those that people say failed: 1." in page


def test_what_humans_said_is_marked(library: Library) -> None:
    board = Board()
    board.add(Record("a", "a", "f" * 64, status="diagnosed", cause="env.torchcodec", tool="1"), Correction("f" * 64, "confirmed", "env.torchcodec"))
    board.add(Record("b", "b", "e" * 64, status="unrecognised", fingerprint="0123456789ab", tool="1"), Correction("e" * 64, "rejected", "env.torchcodec"))
    assert sorted((log[0], log[12]) for log in data_of(render_dashboard(board, library, "en"))["logs"]) == [("a", 1), ("b", 2)]


def test_the_same_page_comes_from_a_run_its_results_and_its_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = str(SAMPLES / "config")
    assert main(["triage", logs, "--dashboard", str(tmp_path / "run.html"), "-o", str(tmp_path / "r.jsonl"), "--store", str(tmp_path / "s.db"), "--jobs", "1"]) == 0
    with (tmp_path / "r.parquet").open("wb") as file:
        write_parquet(file, (Record.from_dict(json.loads(line)) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()))
    pages = [(tmp_path / "run.html").read_text("utf-8")]
    for source in ("r.jsonl", "r.parquet", "s.db"):
        assert main(["triage", "dashboard", str(tmp_path / source), "-o", str(tmp_path / f"{source}.html")]) == 0
        pages.append((tmp_path / f"{source}.html").read_text("utf-8"))
    made = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
    assert len({made.sub("", page) for page in pages}) == 1
    before = pages[0]
    assert main(["triage", "dashboard", str(tmp_path / "s.db"), "-o", str(tmp_path / "run.html"), "--lang", "en"]) == 0
    assert (tmp_path / "run.html").read_text("utf-8") == before, "a page that exists is left alone"
    assert (tmp_path / "run-2.html").exists()
    assert "run-2.html" in capsys.readouterr().err


def test_the_page_is_written_though_nobody_reads_the_summary(tmp_path: Path) -> None:
    page = tmp_path / "board.html"
    command = [sys.executable, "-m", "diagnose.command", "triage", str(FOUNDING), "--jobs", "1", "--dashboard", str(page)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert b"Traceback" not in process.communicate()[1]
    assert len(data_of(page.read_text("utf-8"))["logs"]) == 1


def test_reports_are_written_and_linked_to(tmp_path: Path) -> None:
    page, reports = tmp_path / "pages" / "board.html", tmp_path / "re ports"
    page.parent.mkdir()
    healthy = next((SAMPLES / "healthy").rglob("*.log"))
    assert main(["triage", str(FOUNDING), str(healthy), "--reports", str(reports), "--dashboard", str(page)]) == 0
    [report] = reports.iterdir()
    assert report.name == hashlib.sha256(FOUNDING.read_bytes()).hexdigest()[:20] + ".html"
    assert "batch_size is not a whole number" in report.read_text("utf-8")
    data = data_of(page.read_text("utf-8"))
    assert data["reports"] == "../re%20ports/"
    assert {Path(log[0]).name: (log[10], log[11]) for log in data["logs"]} == {FOUNDING.name: (report.stem, 1), healthy.name: (_digest(healthy), 0)}


def _digest(log: Path) -> str:
    return hashlib.sha256(log.read_bytes()).hexdigest()[:20]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello\n",
        b"[1, 2]\n",
        b'{"no": "name"}\n',
        b'{"name": "a", "source": "b", "when": 5}\n',
        b'{"name": "a", "source": "b", "confidence": NaN}\n',
        b'{"name": "a", "source": "b", "others": [{}]}\n',
        b"PAR1 not really",
    ],
)
def test_a_file_that_holds_no_results_is_told_in_a_sentence(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("r.jsonl", "r.parquet"):
        (tmp_path / name).write_bytes(content)
        code = main(["triage", "dashboard", str(tmp_path / name), "-o", str(tmp_path / "page.html"), "--lang", "en"])
        error = capsys.readouterr().err
        assert code == 2
        assert error.count("\n") == 1
        assert error.startswith("sovits-doctor: ")
        assert not (tmp_path / "page.html").exists()
    assert main(["triage", "dashboard", str(tmp_path / "nowhere"), "-o", "x.html", "--lang", "en"]) == 2

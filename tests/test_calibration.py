"""Confidence is measured: fitted on labelled logs, and told for logs whose source took no part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diagnose.calibration import Bin, Case, CorpusError, Told, bins, calibrate, calibration_error, fit, picture, read_cases
from diagnose.judging import CONFIDENCE
from diagnose.library import Library
from diagnose.rulesreport import calibration_lines
from tests.conftest import FOUNDING, SAMPLES


def told(strength: str, right: bool, source: str = "a", factor: float = 1.0, confirmed: bool = False) -> Told:
    return Told(Case(Path("x"), source, "a.b", frozenset()), strength, factor, confirmed, right)


def test_the_fitted_share_is_what_was_right() -> None:
    found = fit([told("decisive", number < 90) for number in range(100)] + [told("strong", number < 30) for number in range(60)])
    assert found["decisive"] == pytest.approx(91 / 102, abs=0.002)
    assert found["strong"] == pytest.approx(31 / 62, abs=0.002)
    assert found["weak"] == pytest.approx(0.5, abs=0.002), "nothing was seen: neither sure nor unsure"


def test_what_speaks_for_and_against_a_finding_is_taken_into_account() -> None:
    weakened = fit([told("decisive", number < 40, factor=0.45) for number in range(100)])["decisive"]
    assert weakened * 0.45 == pytest.approx(0.4, abs=0.03)
    confirmed = fit([told("strong", number < 90, confirmed=True) for number in range(100)])["strong"]
    assert confirmed + (1 - confirmed) / 2 == pytest.approx(0.9, abs=0.02)


def test_the_error_is_the_distance_between_said_and_right() -> None:
    group = [told("decisive", number < 8) for number in range(10)] + [told("weak", False)]
    found = bins(group, lambda one: 0.95 if one.strength == "decisive" else 0.2)
    assert [(one.low, one.size, one.right) for one in found] == [(0.9, 10, 0.8)], "what is not sure is no verdict"
    assert calibration_error(found) == pytest.approx(0.15)
    assert calibration_error(()) == 0.0


def test_the_picture_shows_said_and_right() -> None:
    assert picture(Bin(0.9, 5, 1.0, 0.0), 5) == "x···o"
    assert picture(Bin(0.9, 5, 0.5, 0.5), 5) == "··*··"


def case(folder: Path, label: object) -> None:
    folder.mkdir(parents=True)
    (folder / "log.txt").write_bytes(FOUNDING.read_bytes())
    (folder / "case.json").write_text(json.dumps(label) if not isinstance(label, str) else label)


def test_a_repository_is_one_source(tmp_path: Path, library: Library) -> None:
    for name in ("owner+project+first", "owner+project+second", "s2-one", "s2-two", "s1-one"):
        case(tmp_path / name, {"slug": "config.batch-size-not-integer", "also": ["a.b"]})
    cases = read_cases(tmp_path)
    assert {one.source for one in cases} == {"owner+project", "s2", "s1"}
    found = calibrate(cases, library)
    assert (found.cases, found.sources, len(found.told)) == (5, 3, 5)
    assert all(one.right and one.confirmed for one in found.told)
    assert sum(one.size for one in found.left_out) == 5


def test_labels_of_other_programs_and_of_healthy_logs(tmp_path: Path, library: Library) -> None:
    for slug in ("healthy", "foreign", "unknown", "gpu.out-of-memory"):
        case(tmp_path / slug, {"slug": slug})
    assert [one.right for one in calibrate(read_cases(tmp_path), library).told] == [False] * 4


@pytest.mark.parametrize("label", ["no json", [], {"also": []}, {"slug": "a.b", "also": 3}])
def test_a_broken_label_is_named(label: object, tmp_path: Path) -> None:
    case(tmp_path / "x", label)
    with pytest.raises(CorpusError, match=r"case\.json"):
        read_cases(tmp_path)


def test_a_folder_without_labels_is_no_corpus(tmp_path: Path, doctor) -> None:  # type: ignore[no-untyped-def]
    for folder in (tmp_path, tmp_path / "none"):
        assert doctor("rules", "calibrate", str(folder)).returncode == 2


def test_our_own_samples_are_a_corpus(library: Library) -> None:
    cases = [one for one in read_cases(SAMPLES) if any(part in one.source for part in ("gpu/", "healthy/", "foreign/"))]
    assert {"healthy", "foreign"} <= {one.slug for one in cases}
    found = calibrate(cases, library)
    assert calibration_error(found.left_out) <= 0.05
    for lang in ("zh", "en"):
        lines = "\n".join(calibration_lines(found, lang))
        assert f'CONFIDENCE = {{"decisive": {found.fitted["decisive"]:.2f}' in lines
        assert all(name in lines for name in CONFIDENCE)

"""A part file is called a leftover only where content or time prove it."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.checkup.check import ERROR, WARNING
from diagnose.workspace.layout import find_workspace
from diagnose.workspace.leftovers import check, find_parts
from tests.workspace.building import CLIPS, build_workspace
from tests.workspace.writers import age, semantic_line, semantic_of, text_line, text_of, write_text

HOUR = 3600.0


@pytest.mark.parametrize(
    ("text", "part_age", "merged_age", "proof"),
    [
        (text_of(CLIPS[:3]), 5 * HOUR, 6 * HOUR, "merged"),
        (text_of(CLIPS[:3]), 6 * HOUR, 5 * HOUR, "merged"),
        (text_line("old.wav"), 6 * HOUR, 5 * HOUR, "older"),
        ("\n", 5 * HOUR, 6 * HOUR, "empty"),
        # Written after the merged file, and of other clips: the web UI has still to merge it, or was closed before it could.
        (text_line("new.wav"), 5 * HOUR, 6 * HOUR, "unproven"),
        # With two cards the first part waits for the second.
        (text_of(CLIPS[:3]), 60, 6 * HOUR, "unproven"),
        ("\n", 60, 6 * HOUR, "unproven"),
        # A folder that was copied: all files are of one moment.
        (text_line("old.wav"), 10, 9, "unproven"),
    ],
)
def test_the_proof(tmp_path: Path, text: str, part_age: float, merged_age: float, proof: str) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    folder = root / "logs" / "demo"
    age(folder / "2-name2text.txt", merged_age)
    part = write_text(folder / "2-name2text-0.txt", text)
    age(part, part_age)
    workspace = find_workspace(root)
    assert workspace is not None
    (found,) = find_parts(workspace)
    assert (found.path, found.proof) == (part, proof)
    (told,) = check(workspace, (found,))
    assert told.leftover == ("" if proof == "unproven" else str(part))
    assert told.status == WARNING
    assert told.stages == ("get-text",)


def test_without_the_merged_file_an_empty_part_keeps_the_step_from_running_at_all(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    folder = root / "logs" / "demo"
    (folder / "6-name2semantic.tsv").unlink()
    age(write_text(folder / "6-name2semantic-0.tsv", ""), 5 * HOUR)
    age(write_text(folder / "6-name2semantic-1.tsv", semantic_line("a.wav")), 5 * HOUR)
    workspace = find_workspace(root)
    assert workspace is not None
    first, second = check(workspace, find_parts(workspace))
    assert (first.status, bool(first.leftover)) == (ERROR, True)
    assert (second.status, second.leftover) == (WARNING, "")


def test_the_merged_files_themselves_and_others_are_no_parts(tmp_path: Path) -> None:
    root = build_workspace(tmp_path / "GPT-SoVITS")
    for name in ("2-name2text-0.txt.bak", "6-name2semantic-old.tsv", "2-name2text-0", "6-name2semantic.tsv.0"):
        write_text(root / "logs" / "demo" / name, semantic_of())
    workspace = find_workspace(root)
    assert workspace is not None
    assert find_parts(workspace) == ()

"""A fix is made whole or not at all, and can be taken back to the last byte, whatever happens in between."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
from hypothesis import HealthCheck, given, settings

from diagnose.fixing import applying, writing
from diagnose.fixing.applying import apply_changes
from diagnose.fixing.backup import FOLDER, backups, last_fix, lock_file
from diagnose.fixing.change import Change, FileEdit, ValueEdit, digest
from diagnose.fixing.lock import locked
from diagnose.fixing.manifest import NAME, Manifest, read_manifest
from diagnose.fixing.refusal import Refusal, Unusable
from diagnose.fixing.spelling import spell
from diagnose.fixing.textfile import open_text, spliced
from diagnose.fixing.undoing import undo
from diagnose.model import Scalar
from tests.fixing.documents import Written, documents_with_a_wish
from tests.fixing.folders import S2, content, edit_of, move_of, prepared, tree_of

POSIX = pytest.mark.skipif(os.name == "nt", reason="processes are not forked on Windows")


def changes_in(top: Path) -> List[Change]:
    return [edit_of(top / "TEMP/tmp_s2.json", "7.0", "7"), edit_of(top / "TEMP/tmp_s1.yaml", "7.0", "7"), move_of(top / "logs/demo/2-name2text-0.txt")]


def test_a_fix_changes_what_it_said_and_undo_gives_every_byte_back(tmp_path: Path) -> None:
    one, other, part = prepared(tmp_path)
    before = tree_of(tmp_path)
    outcomes = apply_changes({tmp_path: changes_in(tmp_path)}, content)
    assert [outcome.failure for outcome in outcomes] == [None] * 3
    assert one.read_bytes() == S2.replace(b"7.0", b"7")
    assert other.read_bytes() == b"train:\n  batch_size: 7  # half\n"
    assert not part.exists()
    assert (outcomes[0].backup / "3-2-name2text-0.txt").read_bytes() == b"a\tb\n" * 1000
    changed = tree_of(tmp_path)
    assert changed["TEMP/tmp_s2.json"][0] == before["TEMP/tmp_s2.json"][0]
    assert [entry.path for entry in undo(tmp_path).restored] == ["TEMP/tmp_s2.json", "TEMP/tmp_s1.yaml", "logs/demo/2-name2text-0.txt"]
    assert tree_of(tmp_path) == before
    with pytest.raises(Unusable) as told:
        undo(tmp_path)
    assert told.value.key == "fix.no-fix"


def test_the_manifest_tells_what_was_changed(tmp_path: Path) -> None:
    prepared(tmp_path)
    folder = apply_changes({tmp_path: changes_in(tmp_path)}, content, log="abc")[0].backup
    assert folder.parent == tmp_path / FOLDER / "backup"
    told = json.loads((folder / NAME).read_text("utf-8"))
    assert (told["version"], told["state"], told["log"]) == (1, "done", "abc")
    first = told["entries"][0]
    assert first["before"] == digest(S2)
    assert first["after"] == digest(S2.replace(b"7.0", b"7"))
    assert first["values"] == [["train.batch_size", "7.0", "7"]]
    assert first["why"] == ["config.batch-size"]
    assert (tmp_path / FOLDER / ".gitignore").read_text("utf-8").endswith("*\n")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture])
@given(documents_with_a_wish())
def test_any_document_comes_back(tmp_path_factory: pytest.TempPathFactory, wish: Tuple[Written, str, Scalar]) -> None:
    document, key, value = wish
    top = tmp_path_factory.mktemp("any")
    path = top / f"file.{document.syntax}"
    path.write_bytes(document.data)
    file = open_text(path, document.codec)
    start, end = document.spans[key]
    new = spell(value, document.text[start:end], document.syntax, document.codec)
    assert new is not None
    edit = ValueEdit(key, start, end, 1, 1, document.text[start:end], new, value, ())
    change = FileEdit(file, (edit,), spliced(file, [(start, end, new)]))
    apply_changes({top: [change]}, content)
    assert path.read_bytes() == change.data
    undo(top)
    assert path.read_bytes() == document.data


def test_fixes_are_taken_back_one_after_the_other(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]
    apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)
    apply_changes({tmp_path: [edit_of(one, "7,", "4,")]}, content)
    assert len({backup.manifest.number for backup in backups(tmp_path)}) == 2
    assert b": 4," in one.read_bytes()
    undo(tmp_path)
    assert b": 7," in one.read_bytes()
    undo(tmp_path)
    assert one.read_bytes() == S2


def test_what_fails_its_proof_is_taken_back_and_the_rest_stays(tmp_path: Path) -> None:
    one, other, part = prepared(tmp_path)
    outcomes = apply_changes({tmp_path: changes_in(tmp_path)}, lambda change: Refusal("fix.declined") if change.path != other else None)
    assert [outcome.failure is None for outcome in outcomes] == [False, True, False]
    assert one.read_bytes() == S2
    assert part.exists()
    assert b"size: 7 " in other.read_bytes()
    undo(tmp_path)
    assert b"size: 7.0 " in other.read_bytes()


@pytest.mark.parametrize("fails", [1, 2, 3])
def test_a_disk_that_fails_midway_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    prepared(tmp_path)
    before = tree_of(tmp_path)
    made: List[object] = []

    def failing(step: Any, make: Callable[[Any], None] = applying._make) -> None:
        made.append(step)
        if len(made) == fails:
            raise OSError(28, "No space left on device", "tmp_s2.json")
        make(step)

    monkeypatch.setattr(applying, "_make", failing)
    with pytest.raises(Unusable) as told:
        apply_changes({tmp_path: changes_in(tmp_path)}, content)
    assert told.value.key == "fix.failed"
    assert tree_of(tmp_path) == before
    assert last_fix(tmp_path) is None


def test_a_file_that_another_program_writes_is_left_to_it(tmp_path: Path) -> None:
    one, other, _ = prepared(tmp_path)
    changes = changes_in(tmp_path)
    other.write_bytes(b"train:\n  batch_size: 4\n")
    before = tree_of(tmp_path)
    with pytest.raises(Unusable) as told:
        apply_changes({tmp_path: changes}, content)
    assert told.value.key == "fix.meanwhile"
    assert tree_of(tmp_path) == before
    other.unlink()
    with pytest.raises(Unusable) as told:
        apply_changes({tmp_path: changes}, content)
    assert told.value.key == "fix.vanished"
    assert one.read_bytes() == S2


def test_what_is_written_during_the_proof_is_not_overwritten(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]

    def prove(change: Change) -> Optional[Refusal]:
        one.write_bytes(b'{"written": "by the web UI"}')
        return Refusal("fix.declined")

    outcomes = apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, prove)
    assert outcomes[0].failure is not None
    assert one.read_bytes() == b'{"written": "by the web UI"}'


def test_undo_stops_at_a_file_that_was_changed_since_and_loses_nothing_when_told_to_go_on(tmp_path: Path) -> None:
    one, other, part = prepared(tmp_path)
    before = tree_of(tmp_path)
    apply_changes({tmp_path: changes_in(tmp_path)}, content)
    one.write_bytes(b'{"mine": 1}')
    part.write_bytes(b"made anew")
    now = tree_of(tmp_path)
    with pytest.raises(Refusal) as told:
        undo(tmp_path)
    assert told.value.key == "fix.changed-since"
    assert "tmp_s2.json" in told.value.told("en")
    assert not isinstance(told.value, Unusable)
    assert tree_of(tmp_path) == now
    undone = undo(tmp_path, force=True)
    assert tree_of(tmp_path) == before
    assert sorted(path.read_bytes() for path in undone.saved) == [b"made anew", b'{"mine": 1}']
    assert other.exists()


def test_undo_brings_back_what_the_web_ui_has_deleted(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]
    before = tree_of(tmp_path)
    apply_changes({tmp_path: changes_in(tmp_path)}, content)
    for path in (one, tmp_path / "TEMP/tmp_s1.yaml"):
        path.unlink()
    (tmp_path / "TEMP").rmdir()
    with pytest.raises(Refusal):
        undo(tmp_path)
    undo(tmp_path, force=True)
    assert tree_of(tmp_path) == before


def test_a_look_at_undo_changes_nothing(tmp_path: Path) -> None:
    prepared(tmp_path)
    apply_changes({tmp_path: changes_in(tmp_path)}, content)
    now = tree_of(tmp_path)
    assert len(undo(tmp_path, dry=True).restored) == 3
    assert tree_of(tmp_path) == now


def test_a_damaged_backup_is_not_put_in_the_place_of_a_file(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]
    folder = apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)[0].backup
    (folder / "1-tmp_s2.json").write_bytes(b"damaged")
    with pytest.raises(Unusable) as told:
        undo(tmp_path)
    assert told.value.key == "fix.backup-lost"
    assert one.read_bytes() == S2.replace(b"7.0", b"7")


@pytest.mark.parametrize("path", ["../victim", "/etc/victim", "a/../../victim", "", "."])
def test_a_manifest_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path, path: str) -> None:
    home = tmp_path / "home"
    one = prepared(home)[0]
    folder = apply_changes({home: [edit_of(one, "7.0", "7")]}, content)[0].backup
    for field in ("path", "backup"):
        told = json.loads((folder / NAME).read_text("utf-8"))
        told["entries"][0][field] = path
        (folder / NAME).write_text(json.dumps(told), "utf-8")
        with pytest.raises(ValueError):  # noqa: PT011
            read_manifest(folder)
        assert last_fix(home) is None


def test_manifests_that_are_no_manifests(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", '{"version": 2}', '{"version": 1, "number": 1, "time": "", "state": "done", "entries": [1], "log": ""}', "[" * 100_000):
        (tmp_path / NAME).write_text(text, "utf-8")
        with pytest.raises(ValueError):  # noqa: PT011
            read_manifest(tmp_path)
    (tmp_path / NAME).write_text(Manifest(3, "2026-01-01T00:00:00", "done", ()).text(), "utf-8")
    assert read_manifest(tmp_path).number == 3


def test_the_clock_may_go_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = prepared(tmp_path)[0]
    first = apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)[0].backup
    first.rename(first.with_name("29990101-000000"))
    apply_changes({tmp_path: [edit_of(one, "7,", "4,")]}, content)
    undo(tmp_path)
    assert b": 7," in one.read_bytes()


@POSIX
def test_of_a_link_the_target_is_edited_and_the_link_stays(tmp_path: Path) -> None:
    one = prepared(tmp_path / "home")[0]
    real = tmp_path / "elsewhere.json"
    one.rename(real)
    one.symlink_to(real)
    before = (tree_of(tmp_path), real.read_bytes())
    apply_changes({tmp_path / "home": [edit_of(one, "7.0", "7")]}, content)
    assert one.is_symlink()
    assert real.read_bytes() == S2.replace(b"7.0", b"7")
    undo(tmp_path / "home")
    assert (tree_of(tmp_path), real.read_bytes()) == before


@POSIX
def test_a_link_that_is_a_leftover_is_moved_itself(tmp_path: Path) -> None:
    part = prepared(tmp_path)[2]
    link = part.with_name("6-name2semantic-0.tsv")
    link.symlink_to("nowhere")
    before = tree_of(tmp_path)
    apply_changes({tmp_path: [move_of(link)]}, content)
    assert not os.path.lexists(link)
    undo(tmp_path)
    assert tree_of(tmp_path) == before


@POSIX
def test_owner_rights_and_extended_attributes_stay(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]
    if os.geteuid() == 0:
        os.chown(one, 12345, 54321)
    one.chmod(0o604)
    attributes = hasattr(os, "setxattr")
    try:
        os.setxattr(one, "user.note", b"mine")
    except (AttributeError, OSError):
        attributes = False
    state = one.stat()
    apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)
    for _ in range(2):
        now = one.stat()
        assert (now.st_mode, now.st_uid, now.st_gid) == (state.st_mode, state.st_uid, state.st_gid)
        assert not attributes or os.getxattr(one, "user.note") == b"mine"
        if last_fix(tmp_path):
            undo(tmp_path)


def test_files_on_another_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rename between disks fails; what is simulated here is exactly what the system says then."""
    one, _, part = prepared(tmp_path)
    before = tree_of(tmp_path)
    real, rename = os.replace, Path.rename

    def between(source: Any, goal: Any) -> bool:
        return (FOLDER in Path(source).parts) != (FOLDER in Path(goal).parts)

    def replace(source: Any, goal: Any) -> None:
        if between(source, goal):
            raise OSError(18, "Invalid cross-device link")
        real(source, goal)

    def renamed(source: Path, goal: Any) -> Any:
        if between(source, goal):
            raise OSError(18, "Invalid cross-device link")
        return rename(source, goal)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(Path, "rename", renamed)
    apply_changes({tmp_path: changes_in(tmp_path)}, content)
    assert sorted(tree_of(tmp_path)) == sorted(set(before) - {"logs/demo/2-name2text-0.txt"})
    assert one.read_bytes() == S2.replace(b"7.0", b"7")
    assert not part.exists()
    undo(tmp_path)
    assert tree_of(tmp_path) == before


def test_only_one_fix_at_a_time(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]
    with locked(lock_file(tmp_path)):
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from pathlib import Path; from diagnose.fixing.undoing import undo; from diagnose.fixing.lock import locked\nfrom diagnose.fixing.backup import lock_file\nwith locked(lock_file(Path(sys.argv[1]))): pass", str(tmp_path)],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert b"fix.locked" in done.stderr
        with pytest.raises(Unusable) as told:
            apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)
        assert told.value.key == "fix.locked"
    assert one.read_bytes() == S2
    apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)


@POSIX
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fix_killed_anywhere_leaves_old_or_new_files_and_can_be_taken_back(tmp_path: Path) -> None:
    """A real process kills itself at one line after the other of the code that writes."""
    lines = _killed(10**9, _fix(tmp_path / "count"))
    seen = set()
    for number in range(1, lines, max(1, lines // 70)):
        top = tmp_path / str(number)
        _killed(number, _fix(top))
        found = tree_of(top)
        original = _originals()
        for path, (_, told) in found.items():
            assert told in original[path], (number, path)
        assert set(found) <= set(original), number
        moved = "logs/demo/2-name2text-0.txt" not in found
        seen.add((digest(S2) == found["TEMP/tmp_s2.json"][1], moved))
        if last_fix(top) is not None:
            undo(top)
        after = tree_of(top)
        assert {path: told for path, (_, told) in after.items()} == {path: both[0] for path, both in original.items()}, number
        assert after["TEMP/tmp_s2.json"][0] == 0o640
    assert len(seen) == 3  # before, between and after the changes


def _fix(top: Path) -> Callable[[], object]:
    prepared(top)
    return functools.partial(apply_changes, {top: changes_in(top)}, content)


def _originals() -> Dict[str, Tuple[str, str]]:
    """Path to the hashes of the old and the new content."""
    yaml = b"train:\n  batch_size: 7.0  # half\n"
    part = digest(b"a\tb\n" * 1000)
    return {
        "TEMP/tmp_s2.json": (digest(S2), digest(S2.replace(b"7.0", b"7"))),
        "TEMP/tmp_s1.yaml": (digest(yaml), digest(yaml.replace(b"7.0", b"7"))),
        "logs/demo/2-name2text-0.txt": (part, part),
    }


def _killed(number: int, do: Callable[[], object]) -> int:
    """Do it in a process that is killed at the line of that number of our own code; gives back how many lines it ran."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def trace(frame: Any, event: str, _: Any) -> Any:
            nonlocal count
            if "/fixing/" not in frame.f_code.co_filename.replace("\\", "/"):
                return None
            if event == "line":
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            sys.settrace(trace)
            do()
        finally:
            sys.settrace(None)
            os.write(tell, str(count).encode())
            os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    with os.fdopen(told, "rb") as pipe:
        return int(pipe.read() or b"0")


@POSIX
def test_an_undo_killed_anywhere_can_be_repeated(tmp_path: Path) -> None:
    for number in range(1, 240, 11):
        top = tmp_path / str(number)
        prepared(top)
        before = tree_of(top)
        apply_changes({top: changes_in(top)}, content)
        _killed(number, functools.partial(undo, top))
        if last_fix(top) is not None:
            undo(top)
        assert tree_of(top) == before, number


def test_two_at_once_never_mix(tmp_path: Path) -> None:
    """Both may come one after the other, or one is refused; the file is always whole."""
    one = prepared(tmp_path)[0]
    program = (
        "import sys; from pathlib import Path\nfrom tests.fixing.folders import content, edit_of\nfrom diagnose.fixing.applying import apply_changes\nfrom diagnose.fixing.refusal import Refusal\n"
        "home, new = Path(sys.argv[1]), sys.argv[2]\nfile = home / 'TEMP/tmp_s2.json'\n"
        "try: apply_changes({home: [edit_of(file, '7.0', new)]}, content)\nexcept Refusal as told: sys.exit(told.key)\nexcept ValueError: sys.exit('gone')"
    )
    root = Path(writing.__file__).parents[2]
    running = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), new], cwd=root, stderr=subprocess.PIPE) for new in ("1", "2", "3")]
    told = [process.communicate(timeout=60)[1].decode() for process in running]
    assert sum(process.returncode == 0 for process in running) == 1, told
    assert one.read_bytes() in [S2.replace(b"7.0", new) for new in (b"1", b"2", b"3")]
    undo(tmp_path)
    assert one.read_bytes() == S2


def test_a_folder_in_which_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    one = prepared(tmp_path)[0]
    (tmp_path / FOLDER).write_bytes(b"a file where a folder should be")
    with pytest.raises(Unusable) as told:
        apply_changes({tmp_path: [edit_of(one, "7.0", "7")]}, content)
    assert told.value.key == "fix.no-backup"
    assert one.read_bytes() == S2

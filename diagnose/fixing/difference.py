"""An edit as people read it: a unified diff; of lines that no screen holds, the part around each value."""

from __future__ import annotations

import difflib
from typing import Iterable, List, Tuple

from diagnose.fixing.change import FileEdit, ValueEdit
from diagnose.printable import printable

LONGEST = 160
"""Characters of a line that is shown whole: the web UI writes JSON on one line of thousands."""
AROUND = 40
"""Characters shown before and after a value in a longer line."""
CONTEXT = 2
"""Lines around a change."""
HEAD, HUNK, SAME, OLD, NEW = "head", "hunk", "same", "old", "new"

Row = Tuple[str, str]
"""What a line of the diff is, and its text, fit to be printed."""


def difference(change: FileEdit, name: str) -> List[Row]:
    """The diff of one file, which is shown as `name`."""
    rows = [(HEAD, f"--- {printable(name)}"), (HEAD, f"+++ {printable(name)}")]
    old = change.file.text.split("\n")
    if any(len(line) > LONGEST for edit in change.edits for line in old[edit.line - 1 : edit.line]):
        return rows + [row for edit in change.edits for row in _around(change.file.text, edit)]
    new = change.data[len(change.file.mark) :].decode(change.file.codec).split("\n")
    return rows + list(_unified(old, new))


def _unified(old: List[str], new: List[str]) -> Iterable[Row]:
    kinds = {"@": HUNK, " ": SAME, "-": OLD, "+": NEW}
    for line in list(difflib.unified_diff(old, new, n=CONTEXT, lineterm=""))[2:]:
        yield kinds[line[0]], printable(line.rstrip("\r"), LONGEST)


def _around(text: str, edit: ValueEdit) -> Iterable[Row]:
    begin, end = text.rfind("\n", 0, edit.start) + 1, text.find("\n", edit.end)
    end = len(text) if end < 0 else end
    before, after = text[max(begin, edit.start - AROUND) : edit.start], text[edit.end : min(end, edit.end + AROUND)].rstrip("\r")
    left, right = "…" * (edit.start - AROUND > begin), "…" * (edit.end + AROUND < end)
    yield HUNK, f"@@ {edit.line}:{edit.column} {printable(edit.key)} @@"
    for kind, sign, value in ((OLD, "-", edit.old), (NEW, "+", edit.new)):
        yield kind, printable(f"{sign}{left}{before}{value}{after}{right}", 4 * LONGEST).replace("\n", "↵")

"""Plain text tables for a terminal, in which Chinese characters count two columns."""

from __future__ import annotations

from typing import Iterable, List, Sequence

from diagnose.marks import width


def table(head: Sequence[object], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> List[str]:
    """Lines of a table; `right` numbers the columns that are flush right (0-based)."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        padded = []
        for column, cell in enumerate(row):
            blank = " " * (widths[column] - width(cell))
            padded.append(blank + cell if column in right else cell + blank)
        return "  ".join(padded).rstrip()

    return [line(cells[0]), "  ".join("─" * one for one in widths), *(line(row) for row in cells[1:])]


def percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"

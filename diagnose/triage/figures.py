"""The figures that the dashboard draws, as plain values: shares and their sum, places in time, stage by cause, what is new."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from diagnose.library import Library
from diagnose.messages import EN, ZH, counted, say
from diagnose.printable import one_line
from diagnose.reasons import stage_name
from diagnose.rule import STAGES
from diagnose.triage.board import Board
from diagnose.triage.groups import Group

MOST_CAUSES, MOST_UNKNOWN, MOST_MOVING = 20, 20, 12
"""Rows of each figure."""
MOST_ROWS, MOST_STAGES = 12, 8
"""Of the heat map."""
LEVELS = 5
"""Shades of the heat map, beside none."""
UNKNOWN, REST = -1, -2
"""Stand for an index: all that is not recognised, the causes that have no row of their own."""
TITLE = 160
Titles = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """A failure: a cause, or a group of unknown ones."""

    key: str
    known: bool
    titles: Titles
    """By language."""
    count: int
    share: float
    """Of all failed logs."""
    first: str
    last: str
    """Days."""
    stages: Tuple[str, ...]
    systems: Tuple[str, ...]
    example: str
    """A log's name."""
    fingerprints: Tuple[str, ...]
    series: Tuple[int, ...]
    """Logs in each bucket of the trend."""
    movement: str = ""
    """new, rising or empty."""
    recent: int = 0
    expected: float = 0.0


@dataclass(frozen=True)
class Bar:
    """One row of the Pareto chart."""

    titles: Titles
    index: int
    """Of the kind, UNKNOWN or REST."""
    count: int
    length: float
    """Of the longest bar; none for REST."""
    share: float
    low: float
    high: float
    """Share of this row and all before it, without and with this row."""


@dataclass(frozen=True)
class Cell:
    """One place of the heat map."""

    count: int
    level: int
    """0 for none, then 1 to LEVELS."""


@dataclass(frozen=True)
class HeatRow:
    titles: Titles
    index: int
    """As in Bar."""
    cells: Tuple[Cell, ...]


@dataclass(frozen=True)
class Figures:
    kinds: Tuple[Kind, ...]
    """The largest first."""
    bars: Tuple[Bar, ...]
    moving: Optional[Tuple[int, ...]]
    """Indices of the kinds that are new or rising; None when the time is too short to tell."""
    unknown: Tuple[int, ...]
    """Indices of the largest groups of unknown failures."""
    more_unknown: int
    """Groups that are not among them."""
    stages: Tuple[str, ...]
    """Columns of the heat map; the last may be empty, for all others and unknown ones."""
    heat: Tuple[HeatRow, ...]
    recognised: Tuple[int, ...]
    unrecognised: Tuple[int, ...]
    """Logs in each bucket of the trend."""


def figures_of(board: Board, library: Library) -> Figures:
    """All figures of a board."""
    kinds = _kinds(board, library)
    ranks = {kind.key: index for index, kind in enumerate(kinds)}
    groups = {kind.key: kind for kind in kinds}
    unknown = [index for index, kind in enumerate(kinds) if not kind.known]
    short = board.trend.movements({}) is None
    moving = sorted((kind for kind in kinds if kind.movement), key=lambda kind: (kind.expected - kind.recent, kind.key))
    stages = _stages(board)
    causes = [key for key, kind in groups.items() if kind.known]
    recognised = board.trend.series(causes)
    everything = board.trend.series({key for key, _ in board.places})
    return Figures(
        kinds=kinds,
        bars=tuple(_bars(board, kinds)),
        moving=None if short else tuple(ranks[kind.key] for kind in moving[:MOST_MOVING]),
        unknown=tuple(unknown[:MOST_UNKNOWN]),
        more_unknown=len(unknown[MOST_UNKNOWN:]),
        stages=stages,
        heat=tuple(_heat(board, kinds, stages)),
        recognised=tuple(recognised),
        unrecognised=tuple(all_ - known for all_, known in zip(everything, recognised)),
    )


def _kinds(board: Board, library: Library) -> Tuple[Kind, ...]:
    groups = board.groups()
    keys = {group.key: [group.key] if group.known else list(group.fingerprints) for group in groups}
    movements = {one.key: one for one in board.trend.movements(dict(keys)) or ()}
    kinds = []
    for group in groups:
        moved = movements.get(group.key)
        kinds.append(
            Kind(
                group.key, group.known, _titles(group, library), group.count, group.count / max(1, board.failed), group.first[:10], group.last[:10],
                tuple(stage for stage, _ in group.stages[:3]), tuple(system for system, _ in group.systems), one_line(group.names[0], TITLE),
                group.fingerprints, tuple(board.trend.series(keys[group.key])),
                moved.kind if moved else "", moved.recent if moved else 0, moved.expected if moved else 0.0,
            )
        )  # fmt: skip
    return tuple(kinds)


def _titles(group: Group, library: Library) -> Titles:
    if group.known:
        rule = library.rules.get(group.key)
        key = one_line(group.key, TITLE)  # results of other rules may name any
        return dict(rule.title) if rule else {ZH: key, EN: key}
    first = group.representative
    error = one_line(f"{first.root_type}: {first.root_message}".strip(": "), TITLE)
    return {lang: error or say("dashboard.no-error", lang, stage=stage_name(first.stage, lang) or "?") for lang in (ZH, EN)}


def _both(key: str, **values: object) -> Titles:
    return {lang: say(key, lang, **values) for lang in (ZH, EN)}


def _bars(board: Board, kinds: Sequence[Kind]) -> List[Bar]:
    """Causes by count, all that is unknown as one of them, what has no row as the last."""
    found = [(kind.titles, index, kind.count) for index, kind in enumerate(kinds) if kind.known]
    if board.statuses["unrecognised"]:
        found.append((_both("dashboard.unrecognised"), UNKNOWN, board.statuses["unrecognised"]))
    found.sort(key=lambda row: -row[2])
    shown, rest = found[:MOST_CAUSES], found[MOST_CAUSES:]
    if rest:
        shown.append((_both(counted("dashboard.rest", len(rest)), count=len(rest)), REST, sum(count for _, _, count in rest)))
    longest, failed, before = max((count for _, index, count in shown if index > REST), default=1), max(1, board.failed), 0
    bars = []
    for titles, index, count in shown:
        bars.append(Bar(titles, index, count, count / longest if index > REST else 0.0, count / failed, before / failed, (before + count) / failed))
        before += count
    return bars


def _stages(board: Board) -> Tuple[str, ...]:
    """The stages where most failed, and an empty one for all others when there are any."""
    counts: Counter[str] = Counter()
    for (_, stage), count in board.places.items():
        counts[stage if stage in STAGES else ""] += count
    known = [stage for stage, _ in counts.most_common() if stage]
    shown = known[:MOST_STAGES] if len(known) <= MOST_STAGES and not counts[""] else known[: MOST_STAGES - 1]
    return (*shown, *([""] if len(shown) < len(known) or counts[""] else []))


def _heat(board: Board, kinds: Sequence[Kind], stages: Sequence[str]) -> Iterable[HeatRow]:
    named = {kind.key for kind in kinds if kind.known}
    rows: List[Tuple[Titles, int, Counter[str]]] = []
    by_key: Dict[str, Counter[str]] = {}
    unknown: Counter[str] = Counter()
    for (key, stage), count in board.places.items():
        cells = by_key.setdefault(key, Counter()) if key in named else unknown
        cells[stage if stage in stages else ""] += count
    rows += [(kind.titles, index, by_key[kind.key]) for index, kind in enumerate(kinds) if kind.known and kind.key in by_key][:MOST_ROWS]
    if unknown:
        rows.append((_both("dashboard.unrecognised"), UNKNOWN, unknown))
    most = max((count for _, _, cells in rows for count in cells.values()), default=1)
    for titles, index, cells in rows:
        yield HeatRow(titles, index, tuple(Cell(cells[stage], _level(cells[stage], most)) for stage in stages))


def _level(count: int, most: int) -> int:
    """By the square root: a cause that leads by far must not bleach the others."""
    return max(1, round(LEVELS * (count / most) ** 0.5)) if count else 0

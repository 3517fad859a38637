"""The dashboard: one page in both languages with the figures of many logs and a list of them, which asks nothing of anyone.

What comes from logs enters the figures through Jinja's autoescape and the list as JSON that cannot end its element; the page's own
style and script are the only ones its policy lets run, and the script puts text in as text alone.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from pathlib import Path
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Sequence, Tuple
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from diagnose import __version__
from diagnose.diagnosing import complain
from diagnose.inputs import InputError
from diagnose.library import Library
from diagnose.messages import EN, ZH, counted, say
from diagnose.pages import asset, policy, with_filters
from diagnose.printable import one_line
from diagnose.reasons import stage_name
from diagnose.redaction import Redactor, told
from diagnose.rule import STAGES
from diagnose.saving import Saver
from diagnose.sentences.dashboard import TABLE
from diagnose.triage.board import FAILED, Board, Listed
from diagnose.triage.figures import Bar, Figures, figures_of
from diagnose.triage.record import STATUSES
from diagnose.triage.reports import report_file
from diagnose.triage.store import now

BUDGET = 4 << 20
"""Bytes of the list; beyond them names and messages are cut shorter, then logs left out."""
CUTS = (240, 120, 60)
"""Characters of a name or message."""
SCRIPTED = "dashboard.js-"
"""Keys of the sentences that the page's script says."""


def write_dashboard(board: Board, library: Library, output: str, reports: str, no_redact: bool, force: bool, lang: str) -> None:
    """Write the page, or beside it when there is one and `force` is not given, and say where. `reports`: a folder whose reports it links to.
    Raises InputError where it cannot be written."""
    folder = Path(reports) if reports else None
    there = frozenset(one.record.digest for one in board.listed() if folder and one.record.digest and report_file(folder, one.record.digest).exists())
    text = render_dashboard(board, library, lang, there, _link(folder, Path(output)) if folder else "", not no_redact)
    try:
        written = Saver(output, "html", force).save(Path(output), text)
    except OSError as error:
        raise InputError("triage.output-unwritable", name=output, reason=error.strerror or str(error)) from None
    if written != Path(output):
        complain("output-renamed", lang, old=output, name=written)
    else:
        print(say("written", lang, name=written), file=sys.stderr)


def render_dashboard(board: Board, library: Library, lang: str, reports: FrozenSet[str] = frozenset(), link: str = "", redact: bool = True, made: str = "") -> str:
    """The page; `lang` stands first where no script runs. `reports`: digests of the logs that have a report, below the address `link`."""
    figures = figures_of(board, library)
    redactor = Redactor() if redact else None
    clean: Callable[[str], str] = redactor.text if redactor else str
    listed = [(one, clean(one.record.name), clean(one.record.source)) for one in board.listed()]
    data = _data(board, figures, listed, reports, link)
    style, script = asset("report.css") + asset("dashboard.css"), asset("report.js") + asset("dashboard.js")
    page = (
        _environment()
        .get_template("dashboard.html.j2")
        .render(
            langs=(ZH, EN) if lang == ZH else (EN, ZH),
            board=board,
            figures=figures,
            clean=lambda text: one_line(clean(text)),
            privacy={one: told(redactor.counts, one) if redactor else say("dashboard.not-redacted", one) for one in (ZH, EN)},
            data=Markup(embedded(data)),
            listed=len(data["logs"]),
            version=__version__,
            rules=len(library.rules),
            made=made or now(),
            statuses=STATUSES,
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
        )
    )
    return page.strip() + "\n"


def embedded(values: object) -> str:
    """JSON that cannot end the script element it stands in, nor break a line of it."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for unsafe in "<>&\u2028\u2029":
        text = text.replace(unsafe, f"\\u{ord(unsafe):04x}")
    return text


@functools.cache
def _environment() -> jinja2.Environment:
    return with_filters(count=lambda number: f"{number:,}", counted=counted, percent=_percent, stage=_stage, cumulative=_cumulative, step=_step)


def _percent(share: float) -> str:
    """`12%`, `0.4%`, and never 0% or 100% for what is not."""
    text = f"{share:.1%}" if share < 0.0995 and share else f"{share:.0%}"
    return "<0.1%" if share and text == "0.0%" else ">99%" if share < 1 and text == "100%" else text.replace(".0%", "%")


def _stage(stage: str, lang: str) -> str:
    return stage_name(stage, lang) or say("dashboard.stage-unknown", lang)


def _cumulative(bar: Bar, bars: Sequence[Bar], place: int) -> str:
    """The piece of the cumulative line in one row, 100 wide and high: its point is in the middle, and it meets the next rows' at the edges."""
    points = [f"{100 * bar.high:.2f},50"]
    if place:
        points.insert(0, f"{50 * (bars[place - 1].high + bar.high):.2f},0")
    if place + 1 < len(bars):
        points.append(f"{50 * (bar.high + bars[place + 1].high):.2f},100")
    return " ".join(points)


def _step(series: Sequence[int]) -> str:
    """A path of columns, one unit wide each and ten high."""
    most = max(series, default=0) or 1
    return "".join(f"M{place} 10V{10 - 10 * count / most:.2f}h.8V10z" for place, count in enumerate(series) if count)


def _link(folder: Path, page: Path) -> str:
    """The address of a folder as seen from a page."""
    try:
        path = Path(os.path.relpath(folder.resolve(), page.resolve().parent)).as_posix()
    except ValueError:  # another drive of Windows
        return folder.resolve().as_uri() + "/"
    return quote(path) + "/"


class _Words:
    """Texts that many logs share, each written once."""

    def __init__(self) -> None:
        self.all: List[Any] = []
        self._places: Dict[Any, int] = {}

    def place(self, value: Any) -> int:
        if value not in self._places:
            self._places[value] = len(self.all)
            self.all.append(value)
        return self._places[value]


def _data(board: Board, figures: Figures, listed: Sequence[Tuple[Listed, str, str]], reports: FrozenSet[str], link: str) -> Mapping[str, Any]:
    """What the page's script works on, cut until it fits."""
    rows: Sequence[Tuple[Listed, str, str]] = listed
    data: Mapping[str, Any] = {}
    for cut in CUTS:
        data = {**_fixed(board, figures, link), **_list(figures, rows, reports, cut)}
        if len(embedded(data).encode()) <= BUDGET:
            return data
    while rows and len(embedded(data).encode()) > BUDGET:
        rows = rows[: len(rows) * 3 // 4]
        data = {**_fixed(board, figures, link), **_list(figures, rows, reports, CUTS[-1])}
    return data


def _fixed(board: Board, figures: Figures, link: str) -> Mapping[str, Any]:
    unit, trend = board.trend.unit, board.trend
    return {
        "words": {lang: {key[len(SCRIPTED) :]: pair[place] for key, pair in TABLE.items() if key.startswith(SCRIPTED)} for place, lang in enumerate((ZH, EN))},
        "statuses": {lang: [say(f"dashboard.{status}", lang) for status in STATUSES] for lang in (ZH, EN)},
        "stages": {lang: [stage_name(stage, lang) for stage in STAGES] for lang in (ZH, EN)},
        "stageIds": STAGES,
        "reports": link,
        "total": board.total,
        "trend": [
            [bucket.label(unit), bucket.start.isoformat(), bucket.end.isoformat(), known, unknown]
            for bucket, known, unknown in zip(trend.buckets, figures.recognised, figures.unrecognised)
        ],
    }


def _list(figures: Figures, rows: Sequence[Tuple[Listed, str, str]], reports: FrozenSet[str], cut: int) -> Mapping[str, Any]:
    kinds = {kind.key: index for index, kind in enumerate(figures.kinds)}
    kinds.update({key: index for index, kind in enumerate(figures.kinds) for key in ([] if kind.known else kind.fingerprints)})
    roots, sources, systems, answers, errors, origins, ids = _Words(), _Words(), _Words(), _Words(), _Words(), _Words(), _Words()
    logs = []
    for one, name, source in rows:
        record = one.record
        answer = answers.place((one_line(one.answer.address, 2000), one_line(one.answer.name, cut), one.answer.is_of(record))) if one.answer else -1
        logs.append(
            [
                _end(one_line(name, 2000), cut),
                record.when[:16].replace("T", " "),
                STATUSES.index(record.status) if record.status in STATUSES else len(STATUSES) - 1,
                kinds.get(record.cause or record.fingerprint, -1) if record.status in FAILED else -1,
                round(100 * record.confidence),
                record.line,
                STAGES.index(record.stage) if record.stage in STAGES else -1,
                systems.place(one_line(record.system, 20)),
                roots.place((one_line(record.root_type, cut), one_line(record.root_message, cut), one_line(record.fingerprint, 20))),
                sources.place(_end(one_line(source, 2000), cut)) if source != name else -1,
                record.digest[:20],
                int(record.digest in reports),
                {"confirmed": 1, "rejected": 2}.get(one.said.kind, 0) if one.said else 0,
                answer,
                [ids.place(one_line(cause, 80)) for cause in record.others[:5]],
                errors.place(record.error) if record.error else -1,
                origins.place((one_line(record.tool, 20), record.revision)),
            ]
        )
    return {
        "logs": logs,
        "kinds": [[_shown(kind.key, kind.known), kind.titles[ZH], kind.titles[EN] if kind.titles[EN] != kind.titles[ZH] else 0] for kind in figures.kinds],
        "roots": roots.all,
        "sources": sources.all,
        "systems": systems.all,
        "answers": answers.all,
        "ids": ids.all,
        "origins": origins.all,
        "errors": {lang: [_error(key, lang) for key in errors.all] for lang in (ZH, EN)},
    }


def _shown(key: str, known: bool) -> str:
    return one_line(key, 80) if known else ""


def _error(key: str, lang: str) -> str:
    """Why a log could not be read; results of a later version may give reasons that this one has no words for."""
    try:
        return say(key, lang)
    except (KeyError, ImportError):
        return one_line(key, 80)


def _end(text: str, cut: int) -> str:
    """The end of a name: there it differs from others."""
    return text if len(text) <= cut else "…" + text[1 - cut :]

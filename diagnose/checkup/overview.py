"""What every report shows of a checkup, in one language, as plain values: the formats only lay it out.

All text in it is printable but not escaped: that is each format's own business.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Iterable, Mapping, Optional, Tuple

from diagnose import __version__
from diagnose.checkup.check import AREAS, ERROR, OK, UNKNOWN, WARNING, Check, Place
from diagnose.checkup.checkup import Checkup
from diagnose.factrows import FactRow, written
from diagnose.messages import say
from diagnose.printable import one_line
from diagnose.reasons import stage_name
from diagnose.redaction import told
from diagnose.sentences.common import TABLE

GIB = 1 << 30
LONGEST = 300
"""Characters of one sentence: the user's own paths may be long."""


@dataclass(frozen=True)
class Row:
    """One check."""

    id: str
    status: str
    word: str
    """The status in the reader's language."""
    title: str
    advice: str
    details: Tuple[str, ...]
    place: str
    """`file:line`, empty when there is none."""
    text: str
    """The line of that file."""
    rule: str
    cause: str
    """What training would die of, as the rule calls it."""
    fixable: bool
    """The command `fix` can repair it."""


@dataclass(frozen=True)
class Group:
    """The checks of one area."""

    area: str
    name: str
    rows: Tuple[Row, ...]


@dataclass(frozen=True)
class Overview:
    """Everything that is shown."""

    lang: str
    status: str
    title: str
    """What was found, in a few words."""
    about: Tuple[Tuple[str, str], ...]
    """What was looked at: name and value."""
    notes: Tuple[str, ...]
    """What was not looked at, and how to have it looked at."""
    groups: Tuple[Group, ...]
    suggestion: Tuple[Tuple[str, str], ...]
    """Settings for this machine: name and value."""
    machine: Tuple[FactRow, ...]
    version: str
    privacy: str
    """What private details were replaced, in a sentence."""

    def say(self, key: str, **values: object) -> str:
        """A sentence in the list's language."""
        return say(key, self.lang, **values)


def build_overview(checkup: Checkup, titles: Mapping[str, Mapping[str, str]], lang: str, how: str = "", hidden: Optional[Mapping[str, int]] = None) -> Overview:
    """The list in one language.

    `titles` are those of the rules, `how` tells in what way the interpreter was come by (`interpreter`), `hidden` is how many
    private details of each kind were replaced, None when none was looked for.
    """
    return Overview(
        lang=lang,
        status=checkup.status,
        title=_title(checkup, lang),
        about=tuple(_about(checkup, how, lang)),
        notes=tuple(_notes(checkup, lang)),
        groups=tuple(_groups(checkup, titles, lang)),
        suggestion=tuple(_suggestion(checkup, lang)),
        machine=tuple(_machine(checkup, lang)),
        version=__version__,
        privacy=say("redacted-off", lang) if hidden is None else told(hidden, lang),
    )


def _title(checkup: Checkup, lang: str) -> str:
    counted = [say(f"check.count-{status}", lang, count=checkup.count(status)) for status in (ERROR, WARNING, UNKNOWN) if checkup.count(status)]
    if not counted:
        return say("check.all-fine", lang, count=len(checkup.checks))
    return say("redacted-joint", lang).join(counted)


def _about(checkup: Checkup, how: str, lang: str) -> Iterable[Tuple[str, str]]:
    if checkup.root:
        yield say("check.workspace", lang), one_line(checkup.root, LONGEST) + (f" ({checkup.version})" if checkup.version else "")
    if checkup.python:
        version = checkup.facts.get("python")
        detail = [str(version.value)] if version else []
        detail += [say(f"check.python-{how}", lang)] if how else []
        yield say("check.python", lang), one_line(checkup.python, LONGEST) + (f" ({one_line(say('redacted-joint', lang).join(detail))})" if detail else "")
    if checkup.files:
        yield say("check.config", lang), ", ".join(place_of(Place(file.path), checkup.root) for file in checkup.files)
    if checkup.stage:
        yield say("check.stage", lang), stage_name(checkup.stage, lang)


def _notes(checkup: Checkup, lang: str) -> Iterable[str]:
    if not checkup.root:
        yield say("check.no-workspace" if not checkup.files else "check.no-workspace-but-config", lang)
    elif not checkup.files:
        yield say("check.no-config", lang)
    if not checkup.python:
        yield say("check.no-python", lang)


def _groups(checkup: Checkup, titles: Mapping[str, Mapping[str, str]], lang: str) -> Iterable[Group]:
    for area in AREAS:
        rows = tuple(_row(check, checkup.root, titles, lang) for check in checkup.checks if check.id.startswith(area + "."))
        if rows:
            yield Group(area, say(f"check.area-{area}", lang), rows)


def _row(check: Check, root: str, titles: Mapping[str, Mapping[str, str]], lang: str) -> Row:
    def text(said: Mapping[str, str]) -> str:
        return one_line(said.get(lang, ""), 2 * LONGEST)

    return Row(
        id=check.id,
        status=check.status,
        word=say(f"check.{check.status}", lang),
        title=text(check.title),
        advice=text(check.advice),
        details=tuple(text(one) for one in check.details),
        place=place_of(check.place, root) if check.place else "",
        text=one_line(check.place.text, LONGEST) if check.place else "",
        rule=check.rule if check.status != OK else "",
        cause=titles[check.rule][lang] if check.rule in titles and check.status != OK else "",
        fixable=check.status != OK and (check.edit is not None or bool(check.leftover)),
    )


def place_of(place: Place, root: str) -> str:
    """`TEMP/tmp_s2.json:8`."""
    return one_line(shown_path(place.file, root), LONGEST) + (f":{place.line}" if place.line else "")


def shown_path(path: str, root: str) -> str:
    """A path as the program would write it: relative to its folder where it is inside."""
    try:
        return PurePath(path).relative_to(root).as_posix() if root else path
    except ValueError:
        return path


def _suggestion(checkup: Checkup, lang: str) -> Iterable[Tuple[str, str]]:
    told = checkup.suggestion
    if told is None:
        return
    yield say("check.device", lang), say("check.device-" + told.device, lang)
    yield say("check.s2-batch", lang), str(told.batch_size)
    yield say("check.s1-batch", lang), str(told.s1_batch_size)
    yield say("check.s2-half", lang), say("check.half" if told.half else "check.full", lang)
    yield say("check.s1-precision", lang), told.precision
    yield say("check.workers", lang), str(told.workers)
    if checkup.version in ("v3", "v4"):
        yield say("check.grad-ckpt", lang), written(told.grad_ckpt)


def _machine(checkup: Checkup, lang: str) -> Iterable[FactRow]:
    """Card, memory and versions; the packages in one row."""
    hardware = checkup.hardware
    if hardware is not None:
        for gpu in hardware.gpus:
            driver = f", {say('check.driver', lang)} {gpu.driver}" if gpu.driver else ""
            yield _fact(say("fact-gpu", lang), f"{gpu.name}, {gpu.memory / GIB:.1f} GiB, sm_{gpu.capability[0]}{gpu.capability[1]}{driver}")
        yield _fact(say("check.memory", lang), f"{hardware.memory / GIB:.1f} GiB")
        yield _fact(say("check.cores", lang), str(hardware.cores))
    for key, fact in sorted(checkup.facts.items()):
        if f"fact-{key}" in TABLE and key not in ("interpreter", "gpu", "gpu_sm"):
            yield _fact(say(f"fact-{key}", lang), str(fact.value))
    packages = [f"{key.partition('.')[2]} {fact.value}" for key, fact in sorted(checkup.facts.items()) if key.startswith("package.") and fact.value]
    if packages:
        yield FactRow(say("check.packages", lang), one_line(", ".join(packages), 20 * LONGEST), 0, False)


def _fact(name: str, value: str) -> FactRow:
    return FactRow(name, one_line(value, LONGEST), 0, False)

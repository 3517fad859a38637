"""Configuration files from disk: kind, encoding, values with positions, and what is wrong with the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Dict, List

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.config.decoding import FAILS, SEEN, Decoded, decode, seen_by_program
from diagnose.config.jsontext import read_json
from diagnose.config.kinds import kind_by_name, kind_by_values, syntax_of
from diagnose.config.listtext import read_list
from diagnose.config.positions import Parsed, Positions, Problem
from diagnose.config.telling import Teller, shown
from diagnose.config.values import SECTION, ConfigFile
from diagnose.config.yamltext import read_yaml
from diagnose.messages import both

LARGEST, LARGEST_LIST = 128 << 10, 16 << 20
"""Bytes of a configuration file, which has a few thousand, and of a list of clips; a larger file is something else."""
MOST_TOLD = 8
"""Mistakes of one text that are told one by one."""
_READERS = {"json": read_json, "yaml": read_yaml, "list": read_list}
_UNPARSABLE = "config.file-unparsable"


def read_config_file(path: Path) -> ConfigFile:
    """The file as values with positions; what is wrong with its text stands in `checks`. Raises OSError only."""
    kind = kind_by_name(path)
    largest = LARGEST_LIST if kind == "list" else LARGEST
    with path.open("rb") as stream:
        raw = stream.read(largest + 1)
    if len(raw) > largest:
        file = ConfigFile(str(path), kind, "", "utf-8", False, {}, (), False)
        title = both("config.too-large", file=Teller(file).name, size=largest >> 10)
        return replace(file, checks=(Teller(file).check("config.syntax", title, Teller(file).place(None), rule=_UNPARSABLE),))
    decoded = decode(raw)
    syntax = syntax_of(path, kind)
    parsed = _READERS[syntax](decoded.text) if syntax else Parsed({}, "", (), False)
    if parsed.values:
        kind = kind_by_values(kind, parsed.values)
    whole = parsed.whole and decoded.broken < 0 and (parsed.root == SECTION or syntax == "list")
    file = ConfigFile(str(path), kind, decoded.text, decoded.encoding, decoded.bom, parsed.values, (), whole)
    teller = Teller(file)
    checks = _encoding(raw, decoded, file, teller, syntax)
    checks += _syntax(parsed, file, teller, syntax)
    return replace(file, checks=tuple(checks))


def _encoding(raw: bytes, decoded: Decoded, file: ConfigFile, teller: Teller, syntax: str) -> List[Check]:
    """Bytes that the program reads as another text, or cannot read."""
    if decoded.bom and decoded.encoding == "utf-8" and decoded.broken < 0 and syntax in ("json", "list"):
        rule, status = (_UNPARSABLE, ERROR) if syntax == "json" else ("data.audio-missing", WARNING)
        key = f"config.bom-{syntax}"
        return [teller.check("config.bom", both(key, file=teller.name), teller.at(0), status, both("config.bom-advice"), rule=rule)]
    seen = seen_by_program(raw, decoded, file.kind)
    if seen == SEEN or not syntax:
        return []
    offset = decoded.broken if decoded.broken >= 0 else next((place for place, char in enumerate(decoded.text) if not char.isascii()), 0)
    if decoded.encoding.startswith("utf-16"):
        key, offset = "config.encoding-utf-16", 0
    elif decoded.broken >= 0:
        key = "config.encoding-broken"
    else:
        key = f"config.encoding-{decoded.encoding}" if seen == FAILS else "config.encoding-garbled"
    advice = both("config.encoding-advice" if file.kind != "tmp_s2" and syntax != "json" else "config.encoding-advice-json", file=teller.name)
    rule = "host.encoding" if seen == FAILS else ""
    return [teller.check("config.encoding", both(key, file=teller.name), teller.at(offset), ERROR if seen == FAILS else WARNING, advice, rule=rule)]


def _syntax(parsed: Parsed, file: ConfigFile, teller: Teller, syntax: str) -> List[Check]:
    """One check for all mistakes of a text, for one often makes others; and one for each key that is given twice."""
    checks: List[Check] = []
    broken = [problem for problem in parsed.problems if problem.key != "duplicate-key"]
    if broken:
        checks.append(_broken(broken, teller))
    elif syntax == "list" and not file.text.strip():
        checks.append(
            teller.check("config.empty", both("config.empty-list", file=teller.name), teller.place(None), ERROR, both("config.empty-list-advice"), rule="data.empty-dataset")
        )
    elif syntax in ("json", "yaml") and parsed.root != SECTION:
        title = both("config.not-a-mapping", file=teller.name)
        checks.append(teller.check("config.not-a-mapping", title, teller.at(0), ERROR, both("config.advice-rewrite", file=teller.name), rule=_UNPARSABLE))
    for problem in parsed.problems:
        if problem.key == "duplicate-key":
            value = file.values.get(str(problem.values["name"]))
            name = shown(str(problem.values["name"]))
            title = both("config.duplicate-key", file=teller.name, name=name, line=problem.values["line"])
            place = teller.at(value.start if value else problem.offset)
            checks.append(teller.check("config.duplicate-key", title, place, WARNING, both("config.duplicate-key-advice", name=name)))
    return checks


def _said(problem: Problem, tail: str = "") -> Dict[str, str]:
    """What a problem is, or what to do about it; what it quotes was written by a stranger."""
    return both(f"config.{problem.key}{tail}", **{name: shown(value) if isinstance(value, str) else value for name, value in problem.values.items()})


def _broken(problems: List[Problem], teller: Teller) -> Check:
    first = problems[0]
    place = teller.at(first.offset)
    positions = Positions(teller.file.text)
    if first.key == "empty":
        title = both("config.empty", file=teller.name)
        return teller.check("config.empty", title, teller.place(None), ERROR, both("config.advice-rewrite", file=teller.name), rule=_UNPARSABLE)
    title = _said(first)
    where = both("config.at", file=teller.name, line=place.line, column=place.column)
    details = []
    for problem in problems[1:MOST_TOLD]:
        line, column = positions.at(problem.offset)
        said, at = _said(problem), both("config.at-line", line=line, column=column)
        details.append({lang: at[lang] + said[lang] for lang in said})
    said = {lang: where[lang] + title[lang] for lang in title}
    return teller.check("config.syntax", said, place, ERROR, _said(first, "-advice"), tuple(details), _UNPARSABLE)

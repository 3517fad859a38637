"""From an unknown log to a rule that is ready to be filled in: rule folder, sample log and expectation.

Log text enters YAML only as single-quoted scalars of one line, patterns only escaped, and articles not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import regex

from diagnose import diagnose
from diagnose.bench import verdict_of
from diagnose.fingerprint import mask
from diagnose.library import Library
from diagnose.literals import required_literals
from diagnose.model import Diagnosis, Evidence, Exit, Raised
from diagnose.mutations import cut
from diagnose.rule import AREAS

BACKSLASH = "\\"
LARGEST = 16 << 20
"""Bytes of a log from which a rule may be drafted."""
LONGEST_SAMPLE = 300
"""Lines before and after the deciding one that a sample keeps."""
LONGEST_MESSAGE = 120
"""Characters of a message that go into a pattern."""
_NAME = re.compile(rf"(?:{'|'.join(AREAS)})\.[a-z0-9]+(?:-[a-z0-9]+)*")
_VARIES = re.compile(
    r"(?<!\w)(?P<quote>['\"`])(?P<quoted>[^'\"`]{1,200})(?P=quote)(?!\w)|(?P<path>(?:[A-Za-z]:)?(?:[\\/][^\\/:*?\"'<>|\s]+){2,}[\\/]?)|(?P<hex>0x[0-9a-fA-F]+)|(?P<number>\d+(?:\.\d+)*)"
)
_AREAS = (
    (re.compile(r"CUDA|cuDNN|CUBLAS|\bGPU\b|torch\.OutOfMemory"), "gpu"),
    (re.compile(r"ModuleNotFoundError|ImportError|undefined symbol|DLL load|pip\b"), "env"),
    (re.compile(r"MemoryError|OSError|PermissionError|ConnectionError|\[Errno|\[WinError"), "host"),
    (re.compile(r"JSONDecodeError|yaml|\bconfig"), "config"),
)
"""Areas by what is typical of them; `train` for the rest."""


class DraftError(ValueError):
    """A draft that cannot be made; `key` and `values` name a sentence of the message table."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Draft:
    rule: str
    """The new rule's id."""
    known: str
    """The verdict that the log gets so far."""
    files: Dict[str, bytes]
    """Content by path, below the folder that holds `rules` and `sample_logs`."""


def draft(data: bytes, library: Library, rule_id: str = "", name: str = "") -> Draft:
    """A draft from a log's bytes; id and the sample's name are made up when they are empty.

    Raises DraftError: for a log in which nothing failed, an id that cannot be one, and one that is taken.
    """
    diagnosis = diagnose(data, library)
    place = _deciding_line(diagnosis)
    if not place.line:
        raise DraftError("rules.draft-nothing")
    if data.count(b"\n") > 2 * LONGEST_SAMPLE:
        data = cut(data, max(1, place.line - LONGEST_SAMPLE), place.line + LONGEST_SAMPLE)
        diagnosis = diagnose(data, library)
        place = _deciding_line(diagnosis)
    rule_id = rule_id or _invent_id(place.text)
    if not _NAME.fullmatch(rule_id):
        raise DraftError("rules.draft-id", id=rule_id, areas=", ".join(AREAS))
    if rule_id in library.rules:
        raise DraftError("rules.draft-taken", id=rule_id)
    folder = rule_id.replace(".", "/")
    sample = f"sample_logs/{folder}/{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'first'}"
    templates = resources.files("diagnose").joinpath("templates")
    return Draft(
        rule_id,
        verdict_of(diagnosis),
        {
            f"rules/{folder}/rule.yaml": _rule(diagnosis, place, library).encode(),
            f"rules/{folder}/zh.md": templates.joinpath("draft.zh.md").read_bytes(),
            f"rules/{folder}/en.md": templates.joinpath("draft.en.md").read_bytes(),
            f"{sample}.log": data,
            f"{sample}.expect.yaml": _expectation(rule_id, diagnosis, place).encode(),
        },
    )


def write(made: Draft, top: Path) -> List[Path]:
    """Write a draft below a folder; nothing is overwritten. Raises DraftError, also for what the system refuses."""
    paths = [top / name for name in made.files]
    taken = [path for path in (paths[0].parent, *paths) if path.exists()]
    if taken:
        raise DraftError("rules.draft-exists", name=taken[0])
    try:
        for path, content in zip(paths, made.files.values()):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
    except OSError as error:
        raise DraftError("rules.draft-unwritable", name=error.filename or top, reason=error.strerror or error) from None
    return paths


def _deciding_line(diagnosis: Diagnosis) -> Evidence:
    """What the rule would have to know: the root exception, the program's last complaint, its end; line 0 when nothing failed."""
    run = diagnosis.log.episodes[diagnosis.episode] if diagnosis.episode >= 0 else None
    if diagnosis.root is not None and diagnosis.root.type:
        return Evidence(diagnosis.root.line, f"{diagnosis.root.type}: {diagnosis.root.message}".partition("\n")[0])
    if run is not None and run.complaint is not None:
        return Evidence(run.complaint.number, run.complaint.text)
    if diagnosis.causes:
        return diagnosis.causes[0].evidence[0]
    if run is not None and run.exits:
        return Evidence(run.exits[-1].line, run.exits[-1].text)
    return Evidence(0, "")


def _invent_id(text: str) -> str:
    area = next((area for pattern, area in _AREAS if pattern.search(text)), "train")
    words = re.findall(r"[a-z]{2,}", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", mask(text)).lower())
    return f"{area}.{'-'.join(words[:5]) or 'new-cause'}"


def pattern_of(text: str) -> str:
    """A pattern for a message: what differs from run to run is left open, and the first quoted text becomes the capture `value`."""
    found, place, named = "", 0, False
    text = text[:LONGEST_MESSAGE]
    for match in _VARIES.finditer(text):
        found += _escape(text[place : match.start()])
        if match["quoted"] is not None:
            quote = match["quote"]
            found += f"{quote}(?P<value>[^{quote}]*){quote}" if not named else f"{quote}[^{quote}]*{quote}"
            named = True
        else:
            found += r"\S+" if match["path"] else r"0x[0-9a-fA-F]+" if match["hex"] else r"\d[\d.]*"
        place = match.end()
    return found + _escape(text[place:])


def _escape(text: str) -> str:
    return "".join(regex.escape(char, special_only=True, literal_spaces=True) for char in text)


def _quoted(text: str) -> str:
    """A YAML scalar on one line; what cannot be printed is left out."""
    return "'" + "".join(char for char in text if char.isprintable()).replace("'", "''") + "'"


def _rule(diagnosis: Diagnosis, place: Evidence, library: Library) -> str:
    run = diagnosis.log.episodes[diagnosis.episode]
    known = verdict_of(diagnosis)
    lines = [
        "role: cause",
        "revision: 1",
        "title:",
        "  zh: 'TODO：一行说清原因'",
        "  en: 'TODO: the cause in one line'",
        *([f"stages: [{run.stage}]"] if run.stage else []),
        f"scope: {'gpt-sovits' if 'project' in run.facts else 'python'}",
        "signs:",
        "  # TODO: keep what every such log says, leave open what differs. decisive: nothing else says this; strong; weak: a hint.",
        *_sign(diagnosis.root, run.exits, place),
        *([f"refines: [{known}]"] if known in library.rules else []),
        "remedies:",
        "  - id: fix-it",
        "    effort: minute  # minute, hour, purchase",
        "    risk: none  # none, retrain, data-loss",
        "references: []  # TODO: owner/repo#number, files of the trainer, URLs",
    ]
    return "\n".join(lines) + "\n"


def _sign(root: Optional[Raised], exits: Tuple[Exit, ...], place: Evidence) -> List[str]:
    if root is not None and root.type:
        found = ["  - strength: strong", f"    exception: {_quoted(root.name)}"]
        message = root.message.partition("\n")[0]
        if message:
            found.append(f"    message: {_quoted(pattern_of(message))}")
        if root.frames:
            frame = root.frames[-1]
            function = f", function: {_quoted(frame.function)}" if frame.function and not frame.function.startswith("<") else ""
            found.append(f"    last_frame: {{file: {_quoted(frame.file.replace(BACKSLASH, '/').rpartition('/')[2])}{function}}}")
        return found
    end = next((one for one in exits if one.line == place.line), None)
    if end is not None:
        return ["  - strength: weak", f"    exit: {end.code if end.code is not None else end.signal}"]
    pattern = pattern_of(place.text)
    return ["  - strength: strong", f"    line: {_quoted(pattern if required_literals(pattern) else _escape(place.text))}"]


def _expectation(rule_id: str, diagnosis: Diagnosis, place: Evidence) -> str:
    run = diagnosis.log.episodes[diagnosis.episode]
    lines = [
        f"verdict: {rule_id}",
        f"line: {place.line}",
        f"text: {_quoted(place.text[:200])}",
        f"symptoms: [{', '.join(symptom.rule for symptom in diagnosis.symptoms)}]",
        *([f"stage: {run.stage}"] if run.stage else []),
        "origin: 'run: TODO which program and version, on which system'  # or: reconstruction after SOURCE",
    ]
    return "\n".join(lines) + "\n"

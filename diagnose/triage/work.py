"""One log to one record: pure, so that it runs in a pool of processes and on a cluster alike."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import IO, Any, Callable, Dict, Sequence, Union

from diagnose import Reader, __version__
from diagnose.fingerprint import own_functions
from diagnose.inputs import Input, InputError, blocks_of
from diagnose.judging import name_failure
from diagnose.library import Library
from diagnose.model import Diagnosis, Episode, Finding
from diagnose.printable import one_line
from diagnose.redaction import Redactor
from diagnose.triage.record import Record

Data = Union[bytes, Callable[[], IO[bytes]]]
"""The bytes of a log, or what opens it: a log may be larger than memory."""
MESSAGE = 300
"""Characters of a root message that a record keeps."""
ERRORS = {"input-empty": "triage.error-empty", "input-binary": "triage.error-binary", "input-missing": "triage.error-missing"}
"""Key of the sentence for one log to that for a count of many."""


def examine(name: str, data: Data, library: Library, source: str = "", when: str = "", language: str = "") -> Record:
    """Diagnose one log. It never raises: what cannot be read becomes a record whose status is `error`.

    `source`, `when` and `language` go into the record as they are (see there); for the rules see `library.load_library`.
    """
    about = Record(name, source or name, when=when, language=language, tool=__version__)
    digest = hashlib.sha256()
    reader = Reader(library)
    try:
        for block in blocks_of(Input(name, (lambda: io.BytesIO(data)) if isinstance(data, bytes) else data)):
            digest.update(block)
            reader.feed(block)
        return record_of(replace(about, digest=digest.hexdigest()), name_failure(reader.log(), library), library)
    except InputError as error:
        return replace(about, error=error.key if error.key.startswith("triage.") else ERRORS.get(error.key, "triage.error-unreadable"))
    except Exception:  # one bad log never stops the rest, even where the fault is ours
        return replace(about, error="triage.error-crashed")


def record_of(about: Record, diagnosis: Diagnosis, library: Library) -> Record:
    """The record of a diagnosis; `about` tells name, source and what else is known beside the log."""
    told: Dict[str, Any] = {"size": diagnosis.log.size, "status": diagnosis.status, "fingerprint": diagnosis.fingerprint}
    root = diagnosis.root
    if diagnosis.episode >= 0:
        run = diagnosis.log.episodes[diagnosis.episode]
        system = run.facts.get("system")
        told.update(stage=run.stage, system=str(system.value) if system else "", **(_ending(run) if root is None else {}))
    if root is not None:
        functions = tuple(one_line(name, 80) for name in own_functions(root.frames))
        told.update(line=root.line, root_type=one_line(root.type), root_message=_shared(root.message), functions=functions)
    causes: Sequence[Finding] = diagnosis.causes
    if diagnosis.status == "diagnosed":
        first, *causes = causes
        told.update(cause=first.rule, revision=library.rules[first.rule].revision, confidence=first.confidence, line=first.line)
    return replace(about, others=tuple(cause.rule for cause in causes), **told)


def _ending(run: Episode) -> Dict[str, Any]:
    """How a run failed that raised no exception: the words of its end, or of its complaint."""
    if run.exits:
        return {"line": run.exits[0].line, "root_message": _shared(run.exits[0].text)}
    return {"line": run.complaint.number, "root_message": _shared(run.complaint.text)} if run.complaint else {}


def _shared(text: str) -> str:
    """The first line of a message, fit to be handed on."""
    return one_line(Redactor().text(text.partition("\n")[0][: 2 * MESSAGE]), MESSAGE)

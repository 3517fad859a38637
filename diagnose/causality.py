"""What caused what: the exceptions and lines of a failure, each with its part in it.

The order of a log misleads: a consequence often stands above its cause. Here the root comes first, then what passed it on
(wrappers) and what broke because of it (consequences).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterable, List, Optional, Tuple

from diagnose.model import Chain, Diagnosis, Raised
from diagnose.printable import one_line

EARLIER, ROOT, WRAPPER, CONSEQUENCE = "earlier", "root", "wrapper", "consequence"
LINKS_DOWN = ("spawn", "worker", "group", "cause")
"""Links with which an exception only passes on the one before it in the chain."""
MANY = 8
"""Steps that are shown."""


@dataclass(frozen=True)
class Step:
    """One exception, or one line where no exception was raised."""

    role: str
    """earlier, root, wrapper or consequence."""
    type: str
    """The exception's type, empty for a line."""
    text: str
    """First line of the message, or the log line."""
    line: int
    """Line of the log, 0 when not known."""
    place: str = ""
    """`file:line function` of the innermost frame."""
    symptom: str = ""
    """The rule that names it a consequence."""
    count: int = 1
    """How often it was seen."""
    raised: Optional[Raised] = None

    @property
    def name(self) -> str:
        """The type without its module."""
        return self.type.rpartition(".")[2]


def steps_of(diagnosis: Diagnosis) -> Tuple[Step, ...]:
    """The steps of a failure, causes before what follows from them; empty for a healthy log."""
    if diagnosis.status == "healthy":
        return ()
    steps = list(_of_chain(diagnosis)) or list(_of_line(diagnosis))
    for symptom in diagnosis.symptoms:
        if diagnosis.status == "diagnosed" and symptom.explained_by != diagnosis.causes[0].rule:
            continue
        known = next((place for place, step in enumerate(steps) if step.line == symptom.line), -1)
        if known >= 0:
            steps[known] = replace(steps[known], symptom=symptom.rule)
            continue
        raised = next((one for chain in _chains(diagnosis) for one in chain.raised if one.line == symptom.line), None)
        found = _step(CONSEQUENCE, raised) if raised else Step(CONSEQUENCE, "", one_line(symptom.text), symptom.line)
        steps.append(replace(found, symptom=symptom.rule))
    order = (EARLIER, ROOT, WRAPPER, CONSEQUENCE)
    return tuple(sorted(steps, key=lambda step: order.index(step.role))[:MANY])


def _chains(diagnosis: Diagnosis) -> Iterable[Chain]:
    return (chain for episode in diagnosis.log.episodes for chain in episode.chains)


def _of_chain(diagnosis: Diagnosis) -> Iterable[Step]:
    """The exceptions of the chain that holds the root."""
    root = diagnosis.root
    chain = next((chain for chain in _chains(diagnosis) if root is not None and root in chain.raised), None)
    if chain is None or root is None:
        return
    place = chain.raised.index(root)
    for index, raised in enumerate(chain.raised):
        if index <= place:
            yield _step(ROOT if index == place else EARLIER, raised, chain.count)
        elif raised.type:
            yield _step(WRAPPER if raised.link in LINKS_DOWN else CONSEQUENCE, raised)


def _of_line(diagnosis: Diagnosis) -> List[Step]:
    """The line that a verdict without an exception stands on."""
    shown = diagnosis.causes[0].evidence if diagnosis.status == "diagnosed" else diagnosis.unexplained
    return [Step(ROOT, "", one_line(one.text), one.line if not one.file else 0) for one in shown if not one.fact and not one.said][:1]


def _step(role: str, raised: Raised, count: int = 1) -> Step:
    place = ""
    if raised.frames:
        last = raised.frames[-1]
        place = one_line(f"{short(last.file)}:{last.line} {last.function}")
    return Step(role, one_line(raised.type), one_line(raised.message.split("\n")[0]), raised.line, place, count=count, raised=raised)


def short(path: str) -> str:
    """The last three parts of a path."""
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[-3:]) if len(parts) > 3 else path

"""What is wrong with the products of the preparation of an experiment."""

from __future__ import annotations

from typing import FrozenSet, Iterable, List, Mapping, Optional, Tuple

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check, Place, Said
from diagnose.checkup.check import OK as FINE
from diagnose.messages import both
from diagnose.workspace.experiment import AUDIO, BERT, EMPTY, HUBERT, MISSING, SEMANTIC, SPEAKER, STAGES, STEPS, TEXT, Artefact, Experiment, Problem
from diagnose.workspace.files import is_readable
from diagnose.workspace.layout import Workspace

RULES: Mapping[str, str] = {
    "encoding": "host.encoding",
    "bom": "",
    "columns": "",
    "header": "",
    "no-tokens": "data.intermediate-missing",
    "cut": "config.checkpoint-corrupt",
    "wav-header": "data.audio-unreadable",
    "kind": "config.path-invalid",
    "unreadable": "host.permission-denied",
}
"""What a run dies of, by the kind of the problem."""
MILD = ("bom", "columns", "header")
"""Problems that lose clips and let the run go on."""
BARRED = ("kind", "unreadable", "encoding")
"""Problems with which clips cannot be counted."""
ORDER = (TEXT, HUBERT, AUDIO, SPEAKER, SEMANTIC)
"""Products that a later step or a training cannot do without, as they are made."""
NAMED = 5
"""So many clips are named."""


def check(workspace: Workspace, experiment: Optional[Experiment]) -> List[Check]:
    """Checks of the experiment's products; one fine one when all is well."""
    if experiment is None:
        return [Check("workspace.artefact", FINE, both("workspace.experiment-none"))]
    if not is_readable(experiment.folder):
        shown = workspace.shown(experiment.folder)
        told, advice = both("workspace.artefact-unreadable", path=shown), both("workspace.artefact-unreadable-advice", path=shown)
        return [Check("workspace.artefact", UNKNOWN, told, advice, (), Place(str(experiment.folder)), "host.permission-denied")]
    gone = [name for name in experiment.artefacts if experiment.state(name) == MISSING]
    if len(gone) == len(experiment.artefacts):
        return [_unprepared(experiment)]
    checks = [_absent(workspace, experiment, artefact) for artefact in experiment.artefacts.values() if artefact.state in (MISSING, EMPTY)]
    checks += [_damaged(workspace, artefact, problem) for artefact in experiment.artefacts.values() for problem in artefact.problems]
    checks += _disagreeing(workspace, experiment) or _too_few(experiment)
    checks += _of_bert(workspace, experiment)
    if not checks:
        count = len(experiment.for_s2)
        checks.append(Check("workspace.artefact", FINE, both("workspace.artefact-ok", name=experiment.folder.name, count=count, parts=len(experiment.artefacts))))
    return checks


def _unprepared(experiment: Experiment) -> Check:
    status = ERROR if experiment.trained else WARNING
    place = Place(str(experiment.folder))
    told = both("workspace.experiment-unprepared", name=experiment.folder.name)
    stages = tuple(dict.fromkeys(stage for name in experiment.artefacts for stage in STAGES[name]))
    return Check("workspace.artefact", status, told, both("workspace.artefact-not-yet-advice", step="1A"), (), place, "data.intermediate-missing", stages)


def _absent(workspace: Workspace, experiment: Experiment, artefact: Artefact) -> Check:
    """A product that is missing or empty: a fault when a later step went on without it, else a step not yet done."""
    later = ORDER[ORDER.index(artefact.name) + 1 :] if artefact.name in ORDER else ()
    went_on = experiment.trained or any(experiment.state(name) != MISSING and name in experiment.artefacts for name in later)
    shown, step, place = workspace.shown(artefact.path), STEPS[artefact.name], Place(str(artefact.path))
    stages = STAGES[artefact.name]
    if artefact.name == BERT:  # GPT training goes on without
        title = both("workspace.bert-none", path=shown)
        return Check("workspace.artefact", WARNING, title, both("workspace.bert-lacking-advice"), (), place, "", stages)
    if artefact.state == MISSING and not went_on:
        title, advice = both("workspace.artefact-not-yet", path=shown, step=step), both("workspace.artefact-not-yet-advice", step=step)
        return Check("workspace.artefact", WARNING, title, advice, (), place, "data.intermediate-missing", stages)
    rule = "data.empty-dataset" if artefact.state == EMPTY and artefact.name != SEMANTIC else "data.intermediate-missing"
    title, advice = both(f"workspace.artefact-{artefact.state}", path=shown, step=step), both("workspace.artefact-advice", step=step)
    return Check("workspace.artefact", ERROR, title, advice, (), place, rule, stages)


def _damaged(workspace: Workspace, artefact: Artefact, problem: Problem) -> Check:
    shown = workspace.shown(artefact.path)
    title = both(f"workspace.artefact-{problem.kind}", path=shown, count=problem.count, line=problem.line, name=problem.name)
    advice = both(f"workspace.artefact-{problem.kind}-advice", path=shown, step=STEPS[artefact.name], name=problem.name)
    status = WARNING if problem.kind in MILD or (problem.kind == "cut" and artefact.name != BERT) else ERROR
    status = UNKNOWN if problem.kind == "unreadable" else status
    place = Place(str(artefact.path / problem.name) if problem.name else str(artefact.path), problem.line)
    return Check("workspace.artefact", status, title, advice, (), place, RULES[problem.kind], STAGES[artefact.name])


def _disagreeing(workspace: Workspace, experiment: Experiment) -> List[Check]:
    """Clips that are in one product and not in the next: none in common ends training, some are left out in silence."""
    there = [artefact for name, artefact in experiment.artefacts.items() if name != BERT and artefact.clips]
    if len(there) < 2:
        return []
    every, common = _union(there), _common(there)
    if every == common:
        return []
    lacking = [(artefact, every - artefact.clips) for artefact in there if every - artefact.clips]
    details = [both("workspace.names-lacking", path=workspace.shown(artefact.path), count=len(names), names=_names(names)) for artefact, names in lacking]
    title_key = "workspace.names-some" if common else "workspace.names-none"
    worst = max(lacking, key=lambda one: len(one[1]))[0]
    title = both(title_key, name=experiment.folder.name, count=len(every - common), all=len(every), common=len(common), path=workspace.shown(worst.path))
    status, rule = (WARNING, "") if common else (ERROR, "data.empty-dataset")
    stages = ("s1-train", "s2-train", "s2-lora-train")
    return [Check("workspace.artefact-names", status, title, both("workspace.names-advice"), tuple(details), Place(str(experiment.folder)), rule, stages)]


def _too_few(experiment: Experiment) -> List[Check]:
    """Clips that both trainings would keep; each ends when too few are left."""
    found = []
    broken = {name for name, artefact in experiment.artefacts.items() if artefact.state in (MISSING, EMPTY)}
    broken |= {artefact.name for artefact in experiment.artefacts.values() for problem in artefact.problems if problem.kind in BARRED}
    if not broken & {TEXT, HUBERT, AUDIO, SPEAKER} and len(experiment.for_s2) < 2:
        common = _common(experiment.artefacts[name] for name in (TEXT, HUBERT, AUDIO))
        outside = sum(not 0.6 < experiment.seconds.get(name, 1.0) < 54 for name in common)
        rule = "data.audio-duration" if outside else "data.too-few-samples"
        title = both("workspace.clips-s2", name=experiment.folder.name, count=len(experiment.for_s2), all=len(common), outside=outside)
        found.append(_few(experiment, title, rule, ("s2-train", "s2-lora-train")))
    if not broken & {TEXT, SEMANTIC} and not experiment.for_s1:
        title = both("workspace.clips-s1", name=experiment.folder.name, all=len(experiment.tokens))
        found.append(_few(experiment, title, "data.empty-dataset", ("s1-train",)))
    return found[:1]


def _few(experiment: Experiment, title: Said, rule: str, stages: Tuple[str, ...]) -> Check:
    return Check("workspace.clips", ERROR, title, both("workspace.clips-advice"), (), Place(str(experiment.folder)), rule, stages)


def _of_bert(workspace: Workspace, experiment: Experiment) -> List[Check]:
    """Features of another text end GPT training; clips without features are trained on with less."""
    folder = experiment.folder / BERT
    path, place = workspace.shown(folder), Place(str(folder))
    checks = []
    if experiment.stale_bert:
        title = both("workspace.bert-stale", path=path, count=len(experiment.stale_bert), names=_names(experiment.stale_bert))
        advice = both("workspace.bert-stale-advice", path=path, folder=workspace.shown(experiment.folder))
        checks.append(Check("workspace.artefact-bert", ERROR, title, advice, (), place, "data.intermediate-mismatch", ("s1-train",)))
    if experiment.without_bert:
        title = both("workspace.bert-lacking", path=path, count=len(experiment.without_bert), names=_names(experiment.without_bert))
        checks.append(Check("workspace.artefact-bert", WARNING, title, both("workspace.bert-lacking-advice"), (), place, "", ("s1-train",)))
    return checks


def _union(artefacts: Iterable[Artefact]) -> FrozenSet[str]:
    return frozenset().union(*(artefact.clips for artefact in artefacts))


def _common(artefacts: Iterable[Artefact]) -> FrozenSet[str]:
    first, *others = (artefact.clips for artefact in artefacts)
    return first.intersection(*others)


def _names(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:NAMED]) + (" …" if len(ordered) > NAMED else "")

"""What the program folder tells, as facts for the proof.

| key | value |
|---|---|
| `workspace.version` | v1, v2, v3, v4, v2Pro, v2ProPlus; the fact's file is what told it |
| `workspace.release` | the newest version that the program's code knows |
| `workspace.experiment` | name of the experiment that was looked at |
| `workspace.bundle` | true when the Windows package's own runtime is in the folder |
| `workspace.disk-free` | GiB free where training writes, a float |
| `workspace.pretrained-PART` | the worst state of the files of a part that the version in use needs (PART: s2G, s2D, s1, bert, hubert, sv, vocoder, g2pw): missing, empty, lfs, html, text, hidden, zeros, truncated, tagged, small, large, folder, other, unreadable or ok |
| `workspace.artefact.NAME` | missing, empty, damaged or ok (NAME: 2-name2text, 4-cnhubert, 5-wav32k, 6-name2semantic; 3-bert where the text has Chinese clips, 7-sv_cn for v2Pro and v2ProPlus) |
| `workspace.clips-s2`, `workspace.clips-s1` | clips that SoVITS and GPT training would keep |
| `workspace.bert-stale` | clips whose BERT features were made for another text |
| `workspace.leftover` | path of the first part file of an aborted run, proved or not; no such fact when there is none |
| `workspace.leftover-proof` | merged, older, empty (proved) or unproven |
| `workspace.checkpoint-s2`, `workspace.checkpoint-s1` | checkpoints of the experiment, a number |
| `workspace.checkpoint-state` | state of the newest checkpoint that cannot be read; ok when all can, no such fact when there is none |
| `workspace.weights-s2`, `workspace.weights-s1` | weights saved of the experiment, a number |

A fact about the experiment is not there when there is no experiment. `file` holds the path that was looked at.
"""  # noqa: E501

from __future__ import annotations

from pathlib import Path
from typing import Callable, Dict, Optional

from diagnose.model import Fact, Scalar
from diagnose.workspace import pretrained, surroundings
from diagnose.workspace.checks import Survey, survey
from diagnose.workspace.files import is_file
from diagnose.workspace.layout import Workspace


def facts_of(workspace: Workspace, surveyed: Optional[Survey] = None) -> Dict[str, Fact]:
    """Facts of the program folder, by key; nothing in it raises. `surveyed` saves reading it again."""
    found = surveyed or survey(workspace)
    facts: Dict[str, Fact] = {}

    def tell(key: str, value: Scalar, file: Optional[Path] = None) -> None:
        facts[f"workspace.{key}"] = Fact(f"workspace.{key}", value, file=str(file) if file else "")

    if workspace.version:
        tell("version", workspace.version, workspace.root / workspace.version_from)
    if workspace.code:
        tell("release", workspace.code[-1], workspace.root)
    tell("bundle", is_file(workspace.root / "runtime" / "python.exe"))
    space = surroundings.free_space(workspace)
    if space is not None:
        tell("disk-free", round(space[0], 1), space[1])
    for part, state in pretrained.states(found.models).items():
        file = next(model.path for model in found.models if model.expected.part == part and model.needed and model.state == state)
        tell(f"pretrained-{part}", state, file)
    if workspace.experiment is not None:
        _of_experiment(found, workspace.experiment, tell)
    return facts


def _of_experiment(found: Survey, folder: Path, tell: Callable[[str, Scalar, Optional[Path]], None]) -> None:
    tell("experiment", folder.name, folder)
    experiment = found.experiment
    if experiment is not None:
        for artefact in experiment.artefacts.values():
            tell(f"artefact.{artefact.name}", artefact.state, artefact.path)
        tell("clips-s2", len(experiment.for_s2), folder)
        tell("clips-s1", len(experiment.for_s1), folder)
        tell("bert-stale", len(experiment.stale_bert), folder / "3-bert")
    if found.parts:
        tell("leftover", str(found.parts[0].path), found.parts[0].path)
        tell("leftover-proof", found.parts[0].proof, found.parts[0].path)
    trained = found.trained
    for kind, short in (("SoVITS", "s2"), ("GPT", "s1")):
        tell(f"checkpoint-{short}", trained.checkpoints.get(kind, 0), folder)
        tell(f"weights-{short}", trained.saved.get(kind, 0), found.workspace.weights(kind))
    if trained.unreadable:
        tell("checkpoint-state", trained.unreadable[0][1], trained.unreadable[0][0])
    elif any(trained.checkpoints.values()):
        tell("checkpoint-state", "ok", folder)

"""What is wrong in a program folder, by checks whose ids stay the same:

| id | what was looked at |
|---|---|
| `workspace.version` | the version in use, and whether the release knows it |
| `workspace.program` | the program's own files: missing, or of two releases |
| `workspace.runtime` | the Python of the Windows package: left over elsewhere, or without python.exe |
| `workspace.users-pth` | `users.pth` of a Python inside the folder, which leads elsewhere |
| `workspace.path` | characters in the path or the experiment's name that some part cannot bear |
| `workspace.disk` | free space on the fullest disk that training writes to |
| `workspace.write` | a folder that the steps write: not writable, or a file |
| `workspace.pretrained` | pretrained files, one check for each part (s2G, s2D, s1, bert, hubert, sv, vocoder, g2pw, langdetect) |
| `workspace.artefact` | a product of the preparation: missing, empty, or damaged inside |
| `workspace.artefact-names` | clips that are in one product and not in another |
| `workspace.artefact-bert` | BERT features that were made for another text |
| `workspace.clips` | too few clips that training keeps |
| `workspace.leftover` | part files of an aborted run; `Check.leftover` is set where that is proved |
| `workspace.checkpoint` | the newest checkpoint, which cannot be read |
| `workspace.weights` | trained weights that cannot be read, or only by a newer release |
| `workspace.weights-folder` | the folder of the weights, without which they cannot be saved |
| `workspace.weight-json` | weight.json, which names weights that are not there |
| `workspace.saved` | trained, and no weights saved |
| `workspace.stray` | weights that were written and never moved to their place |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

from diagnose.checkup.check import Check
from diagnose.workspace import leftovers, preparation, pretrained, program, surroundings, weights
from diagnose.workspace.artefacts import read_experiment
from diagnose.workspace.experiment import Experiment
from diagnose.workspace.layout import Workspace


@dataclass(frozen=True)
class Survey:
    """All that was read of a program folder."""

    workspace: Workspace
    models: Tuple[pretrained.Model, ...]
    experiment: Optional[Experiment]
    parts: Tuple[leftovers.Part, ...]
    trained: weights.Trained


def survey(workspace: Workspace) -> Survey:
    """Read the folder once, for checks and facts alike."""
    return Survey(workspace, pretrained.look(workspace), read_experiment(workspace), leftovers.find_parts(workspace), weights.look(workspace))


def check_workspace(workspace: Workspace, surveyed: Optional[Survey] = None, system: str = "") -> List[Check]:
    """Every check of the program folder. A healthy one gives a few that are ok and nothing else.

    `surveyed` saves reading it again; `system` is windows, macos or linux (empty: the one this runs on).
    """
    found, system = surveyed or survey(workspace), system or surroundings.here()
    checks = [
        *program.check(workspace),
        *surroundings.check_runtime(workspace, system),
        *surroundings.check_users_pth(workspace),
        *surroundings.check_path(workspace, system),
        surroundings.check_disk(workspace),
        *surroundings.check_writing(workspace),
        *preparation.check(workspace, found.experiment),
        *leftovers.check(workspace, found.parts),
    ]
    # Of a version that the release does not know, models and weights cannot be here: that it does not is said above.
    if not workspace.code or workspace.version in ("", *workspace.code):
        checks += pretrained.check(workspace, found.models) + weights.check(workspace, found.trained)
    return checks

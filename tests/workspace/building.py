"""A healthy program folder of GPT-SoVITS that costs no disk, and faults to plant in it.

For any test of the project::

    root = build_workspace(tmp_path / "GPT-SoVITS", version="v2Pro", experiment="demo")
    FAULTS["s2G-lfs"](root)          # a fault is called with the folder
    FAULTS["s2G-lfs"].check          # the id of the one check that must find it: "workspace.pretrained"
    FAULTS["s2G-lfs"].version        # the version the folder must have been built with
    FAULTS["s2G-lfs"].leftover       # true when `fix` may move a file away for it

Weights are archives with a real directory around a hole: a file of 770 MB takes 4 KB where the file system knows holes.
The folder is as the release that brought the version left it: files, configuration, an experiment of six clips that was prepared
and trained, its weights, weight.json, TEMP, a list and its clips.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Tuple

import yaml

from diagnose.workspace.pretrained import expected_files
from diagnose.workspace.releases import CAME_WITH, SPOKEN_OF, VERSIONS
from tests.workspace.faults import FAULTS
from tests.workspace.settings import s1_base, s2_base, tmp_s1, tmp_s2, tts_infer, weights_folder
from tests.workspace.writers import CLIPS, PHONEMES, SECONDS, semantic_of, text_of, write_archive, write_model, write_text, write_wav

__all__ = ["CLIPS", "FAULTS", "build_workspace"]
DEFAULT = {"v1": "", "v2": 'version="v1"if sys.argv[1]=="v1" else"v2"', "v3": 'version="v1"if sys.argv[1]=="v1" else"v2"', "v4": 'version = "v1" if sys.argv[1] == "v1" else "v2"'}
"""How webui.py says with which version it starts."""
TAGS = {"v3": b"03", "v4": b"04", "v2Pro": b"05", "v2ProPlus": b"06"}


def build_workspace(root: Path, version: str = "v2", experiment: str = "demo") -> Path:
    """Build a healthy program folder at `root`, which must not exist, and return it."""
    root.mkdir(parents=True)
    known = VERSIONS[: max(VERSIONS.index(version), 5 if version == "v2Pro" else 0) + 1]
    _program(root, version, known)
    _models(root, version)
    _experiment(root, version, experiment)
    _training(root, version, experiment)
    return root


def _program(root: Path, version: str, known: Tuple[str, ...]) -> None:
    for name in (name for since, names in CAME_WITH.items() if since in known for name in names):
        write_text(root / name, "# a file of the program\n")
    spoken = "".join(f'    "{one}": "GPT_SoVITS/pretrained_models/{name.decode()}",\n' for one, name in SPOKEN_OF.items() if one in known)
    start = DEFAULT.get(version, f'os.environ["version"] = version = "{version}"')
    write_text(root / "webui.py", f"import os,sys\n{start}\n" + ("" if version.startswith("v2Pro") else f"pretrained = {{\n{spoken}}}\n"))
    write_text(root / "config.py", f"pretrained_sovits_name = {{\n{spoken}}}\n" if version.startswith("v2Pro") else 'exp_root = "logs"\n')
    configs = root / "GPT_SoVITS" / "configs"
    write_text(configs / "s2.json", json.dumps(s2_base("v2"), indent=2))
    for one in ("v2Pro", "v2ProPlus"):
        if one in known:
            write_text(configs / f"s2{one}.json", json.dumps(s2_base(one), indent=2))
    write_text(configs / "s1longer.yaml", yaml.safe_dump(s1_base("v1")))
    if "v2" in known:
        write_text(configs / "s1longer-v2.yaml", yaml.safe_dump(s1_base("v2")))
        write_text(configs / "tts_infer.yaml", yaml.safe_dump(tts_infer(version)))
    for folder in ("TEMP", "logs", "output", *(weights_folder(kind, one) for kind in ("SoVITS", "GPT") for one in known)):
        (root / folder).mkdir()


def _models(root: Path, version: str) -> None:
    for expected in expected_files():
        if not expected.versions or version in expected.versions:
            write_model(root / expected.path, expected)


def _experiment(root: Path, version: str, name: str) -> None:
    folder = root / "logs" / name
    write_text(folder / "2-name2text.txt", text_of())
    write_text(folder / "6-name2semantic.tsv", semantic_of())
    for clip in CLIPS:
        write_archive(folder / "3-bert" / f"{clip}.pt", PHONEMES * 1024 * 2)
        write_archive(folder / "4-cnhubert" / f"{clip}.pt", 768 * 149 * 2)
        write_wav(folder / "5-wav32k" / clip, SECONDS)
        write_wav(root / "output" / "slicer_opt" / clip, SECONDS)
        if version in ("v2Pro", "v2ProPlus"):
            write_archive(folder / "7-sv_cn" / f"{clip}.pt", 20480 * 2)
    write_text(root / "output" / "asr_opt" / f"{name}.list", "".join(f"output/slicer_opt/{clip}|{name}|ZH|你好。\n" for clip in CLIPS))


def _training(root: Path, version: str, name: str) -> None:
    folder, lora = root / "logs" / name, version in ("v3", "v4")
    write_text(folder / "config.json", json.dumps(tmp_s2(version, name)))
    logs = folder / ("logs_s2" if version in ("v1", "v2") else f"logs_s2_{version}")
    logs.mkdir()
    if lora:
        logs = folder / f"logs_s2_{version}_lora_32"
    for kind in "G" if lora else "GD":
        write_archive(logs / f"{kind}_233333333333.pth", 8192)
    write_archive(folder / f"logs_s1_{version}" / "ckpt" / "epoch=14-step=90.ckpt", 8192)
    ending = "_e2_s12_l32.pth" if lora else "_e8_s96.pth"
    sovits = write_archive(root / weights_folder("SoVITS", version) / f"{name}{ending}", 8192, head=TAGS.get(version, b"PK"))
    gpt = write_archive(root / weights_folder("GPT", version) / f"{name}-e15.ckpt", 8192)
    chosen = {"GPT": {version: gpt.relative_to(root).as_posix()}, "SoVITS": {version: sovits.relative_to(root).as_posix()}}
    write_text(root / "weight.json", json.dumps(chosen))
    write_text(root / "TEMP" / "tmp_s2.json", json.dumps(tmp_s2(version, name)))
    write_text(root / "TEMP" / "tmp_s1.yaml", yaml.safe_dump(tmp_s1(version, name)))

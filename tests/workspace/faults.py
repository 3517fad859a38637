"""Faults to plant in a healthy program folder (`building.build_workspace`), each found by one check and by no other."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterator

import yaml

from diagnose.workspace.pretrained import Expected, expected_files
from tests.workspace.settings import tmp_s2
from tests.workspace.writers import (
    CLIPS,
    age,
    semantic_line,
    semantic_of,
    text_line,
    text_of,
    write_archive,
    write_hole,
    write_safetensors,
    write_text,
    write_wav,
)

HOUR = 3600.0
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:43797be674a37c1c83ee81081941ed0f\nsize 105951321\n"
PAGE = b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n"
MODELS = "GPT_SoVITS/pretrained_models"


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong in a program folder."""

    plant: Callable[[Path], None]
    check: str
    """Id of the one check that finds it."""
    rule: str = ""
    """The cause that it names."""
    version: str = "v2"
    """The version the folder must have been built with."""
    leftover: bool = False
    """The check names a file that may be moved away."""
    windows: bool = True
    """False where Windows does not know it."""

    def __call__(self, root: Path) -> None:
        self.plant(root)


def experiment(root: Path) -> Path:
    return next(folder for folder in (root / "logs").iterdir() if folder.is_dir())


def model(root: Path, part: str, version: str = "v2", ending: str = "") -> Path:
    """A pretrained file of the version."""
    return root / next(one.path for one in _parts(part, version) if one.path.endswith(ending))


def _parts(part: str, version: str) -> Iterator[Expected]:
    return (one for one in expected_files() if one.part == part and (not one.versions or version in one.versions))


def _write(part: str, data: bytes, ending: str = "") -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        model(root, part, ending=ending).write_bytes(data)

    return plant


def _drop(part: str, version: str = "v2", ending: str = "") -> Callable[[Path], None]:
    return lambda root: model(root, part, version, ending).unlink()


def _cut(path: Path) -> None:
    """The last quarter of a download did not come."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 3 // 4)


def _into(name: str, text: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda root: (write_text(experiment(root) / name, text, encoding), None)[1]


def _without(name: str) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        path = experiment(root) / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return plant


def _emptied(name: str) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        shutil.rmtree(experiment(root) / name)
        (experiment(root) / name).mkdir()

    return plant


def _no_models(root: Path) -> None:
    shutil.rmtree(root / MODELS)
    (root / MODELS).mkdir()


def _resaved(root: Path) -> None:
    write_archive(model(root, "s2G"), size=101 << 20)


def _safetensors_cut(root: Path) -> None:
    old = model(root, "bert", ending=".bin")
    write_safetensors(old.with_name("model.safetensors"), 650_000_000, missing=1000)


def _model_is_folder(root: Path) -> None:
    model(root, "s1").unlink()
    model(root, "s1").mkdir()


def _unprepared(root: Path) -> None:
    folder = experiment(root)
    for name in ("2-name2text.txt", "6-name2semantic.tsv", "3-bert", "4-cnhubert", "5-wav32k"):
        _without(name)(root)
    assert folder.is_dir()


def _file_for_features(root: Path) -> None:
    _without("4-cnhubert")(root)
    write_text(experiment(root) / "4-cnhubert", "")


def _features_cut(root: Path) -> None:
    _cut(experiment(root) / "4-cnhubert" / f"{CLIPS[2]}.pt")


def _wrong_rate(root: Path) -> None:
    write_wav(experiment(root) / "5-wav32k" / CLIPS[1], 3, rate=44100)


def _stale_bert(root: Path) -> None:
    write_archive(experiment(root) / "3-bert" / f"{CLIPS[0]}.pt", 44 * 1024 * 2)


def _one_feature_less(root: Path) -> None:
    (experiment(root) / "3-bert" / f"{CLIPS[3]}.pt").unlink()


def _one_clip_less(root: Path) -> None:
    (experiment(root) / "4-cnhubert" / f"{CLIPS[5]}.pt").unlink()


def _other_names(root: Path) -> None:
    folder = experiment(root) / "5-wav32k"
    for clip in CLIPS:
        (folder / clip).rename(folder / f"other_{clip}")


def _short_clips(root: Path) -> None:
    for clip in CLIPS:
        write_wav(experiment(root) / "5-wav32k" / clip, 0.4)


def _fast_clips(root: Path) -> None:
    write_text(experiment(root) / "6-name2semantic.tsv", "item_name\tsemantic_audio\n" + "".join(semantic_line(clip, 10) for clip in CLIPS))


def _part(name: str, text: str, written: float) -> Callable[[Path], None]:
    """A part file beside the merged one; negative `written`: so many seconds before it, else after."""

    def plant(root: Path) -> None:
        merged = experiment(root) / (name.replace("-0.", "."))
        path = write_text(merged.with_name(name), text)
        age(merged, 48 * HOUR)
        age(path, 48 * HOUR - written)

    return plant


def _bracketed(root: Path) -> None:
    """The experiment was named demo[1]."""
    folder = experiment(root)
    old, new = folder.name, f"{folder.name}[1]"
    folder.rename(folder.with_name(new))
    for file in (root / "TEMP" / "tmp_s2.json", root / "weight.json"):
        file.write_text(file.read_text("utf-8").replace(f'"{old}"', f'"{new}"').replace(f"/{old}", f"/{new}"), "utf-8")
    (root / "TEMP" / "tmp_s1.yaml").unlink()
    for weights in [*root.glob(f"SoVITS_weights*/{old}_*"), *root.glob(f"GPT_weights*/{old}-*")]:
        weights.rename(weights.with_name(weights.name.replace(old, new, 1)))


def _runtime(root: Path) -> None:
    write_hole(root / "runtime" / "python.exe", b"MZ", 100_000)
    (root / "runtime" / "Lib").mkdir()


def _users_pth(root: Path) -> None:
    write_text(root / "venv" / "Lib" / "site-packages" / "users.pth", "D:\\old\\GPT-SoVITS\nD:\\old\\GPT-SoVITS\\tools\n")


def _weight_json(root: Path) -> None:
    write_text(root / "weight.json", json.dumps({"GPT": {"v2": "GPT_weights_v2/gone-e15.ckpt"}, "SoVITS": {}}, indent=1))


def _no_weights_folder(root: Path) -> None:
    """It was deleted, and training has not begun since."""
    shutil.rmtree(root / "GPT_weights_v2")
    (root / "weight.json").unlink()
    shutil.rmtree(experiment(root) / "logs_s1_v2")


def _empty_weights(root: Path) -> None:
    (root / "GPT_weights_v2" / "old-e5.ckpt").write_bytes(b"")


def _pointer_weights(root: Path) -> None:
    (root / "SoVITS_weights" / "voice_e8_s200.pth").write_bytes(LFS)


def _newer_weights(root: Path) -> None:
    write_archive(root / "SoVITS_weights_v2" / "voice_e8_s200.pth", head=b"05")


def _checkpoint_cut(root: Path) -> None:
    _cut(next(experiment(root).glob("logs_s2*/D_*.pth")))


def _gpt_checkpoint_cut(root: Path) -> None:
    _cut(next(experiment(root).glob("logs_s1*/ckpt/*.ckpt")))


def _nothing_saved(root: Path) -> None:
    next((root / "SoVITS_weights_v2").glob("*.pth")).unlink()
    (root / "weight.json").unlink()


def _stray(root: Path) -> None:
    write_archive(root / "1732240000.1234567.pth", 5 << 20)


def _file_for_folder(root: Path) -> None:
    shutil.rmtree(root / "output")
    (root / "output").write_text("", "utf-8")


def _read_only(root: Path) -> None:
    (root / "logs").chmod(0o555)


def _webui_newer(root: Path) -> None:
    """The web UI of a later release was copied over."""
    path = root / "webui.py"
    path.write_text(path.read_text("utf-8") + '"GPT_SoVITS/pretrained_models/s2Gv3.pth"\n', "utf-8")


def _rest_newer(root: Path) -> None:
    write_text(root / "GPT_SoVITS" / "s2_train_v3_lora.py", "# a file of the program\n")


def _nothing_trained_without(name: str) -> Callable[[Path], None]:
    """A step that has not been done yet, before any training."""

    def plant(root: Path) -> None:
        for folder in experiment(root).glob("logs_s*"):
            shutil.rmtree(folder)
        _without(name)(root)

    return plant


def _bom(root: Path) -> None:
    write_text(experiment(root) / "2-name2text.txt", text_of(), "utf-8-sig")


def _gbk(root: Path) -> None:
    write_text(experiment(root) / "2-name2text.txt", text_of(), "gbk")


def _too_new(root: Path) -> None:
    """The experiment was set up with a later release; its base models are here."""
    for name, dump in (("tmp_s2.json", json.dumps), ("tmp_s1.yaml", yaml.safe_dump)):
        (root / "TEMP" / name).unlink()
        if name.endswith("json"):
            write_text(root / "TEMP" / name, dump(tmp_s2("v4", experiment(root).name)))


FAULTS: Dict[str, Fault] = {
    # pretrained files
    "s2G-missing": Fault(_drop("s2G"), "workspace.pretrained", "config.pretrained-not-loaded"),
    "s2G-lfs": Fault(_write("s2G", LFS), "workspace.pretrained", "config.checkpoint-not-a-model"),
    "s2G-tagged": Fault(lambda root: (write_archive(model(root, "s2G"), size=110_000_000, head=b"05"), None)[1], "workspace.pretrained", "config.version-mismatch"),
    "s2G-resaved": Fault(_resaved, "workspace.pretrained", "config.version-mismatch", version="v2"),
    "s2D-truncated": Fault(lambda root: _cut(model(root, "s2D")), "workspace.pretrained", "config.checkpoint-corrupt"),
    "s1-missing": Fault(_drop("s1"), "workspace.pretrained", "config.pretrained-missing"),
    "s1-html": Fault(_write("s1", PAGE), "workspace.pretrained", "config.checkpoint-not-a-model"),
    "s1-empty": Fault(_write("s1", b""), "workspace.pretrained", "config.checkpoint-corrupt"),
    "s1-zeros": Fault(lambda root: (write_hole(model(root, "s1"), b"", 155_000_000), None)[1], "workspace.pretrained", "config.checkpoint-corrupt"),
    "s1-hidden": Fault(_write("s1", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X"), "workspace.pretrained", "config.checkpoint-not-a-model"),
    "s1-error-text": Fault(_write("s1", b"Entry not found"), "workspace.pretrained", "config.checkpoint-not-a-model"),
    "s1-folder": Fault(_model_is_folder, "workspace.pretrained", "config.checkpoint-not-a-model"),
    "bert-small": Fault(lambda root: (write_archive(model(root, "bert", ending=".bin"), size=900_000), None)[1], "workspace.pretrained", "config.checkpoint-not-a-model"),
    "s1-large": Fault(lambda root: (write_archive(model(root, "s1"), size=465_000_000), None)[1], "workspace.pretrained"),
    "bert-safetensors-cut": Fault(_safetensors_cut, "workspace.pretrained", "config.checkpoint-corrupt"),
    "bert-tokenizer-cut": Fault(lambda root: _cut(model(root, "bert", ending="tokenizer.json")), "workspace.pretrained", "config.checkpoint-corrupt"),
    "hubert-lfs": Fault(_write("hubert", LFS, ".bin"), "workspace.pretrained", "config.checkpoint-not-a-model"),
    "g2pw-missing": Fault(_drop("g2pw", ending=".onnx"), "workspace.pretrained", "data.model-download-missing"),
    "sv-missing": Fault(_drop("sv", "v2Pro"), "workspace.pretrained", "config.pretrained-missing", version="v2Pro"),
    "vocoder-v3-missing": Fault(_drop("vocoder", "v3", ".pt"), "workspace.pretrained", "config.pretrained-missing", version="v3"),
    "vocoder-v4-truncated": Fault(lambda root: _cut(model(root, "vocoder", "v4")), "workspace.pretrained", "config.checkpoint-corrupt", version="v4"),
    "no-models": Fault(_no_models, "workspace.pretrained", "config.pretrained-missing"),
    # products of the preparation
    "text-missing": Fault(_without("2-name2text.txt"), "workspace.artefact", "data.intermediate-missing"),
    "text-empty": Fault(_into("2-name2text.txt", "\n"), "workspace.artefact", "data.empty-dataset"),
    "text-gbk": Fault(_gbk, "workspace.artefact", "host.encoding"),
    "text-bom": Fault(_bom, "workspace.artefact"),
    "text-columns": Fault(_into("2-name2text.txt", text_of(CLIPS[:5]) + f"{CLIPS[5]}\tn i3\n"), "workspace.artefact"),
    "hubert-missing": Fault(_without("4-cnhubert"), "workspace.artefact", "data.intermediate-missing"),
    "hubert-empty": Fault(_emptied("4-cnhubert"), "workspace.artefact", "data.empty-dataset"),
    "hubert-is-file": Fault(_file_for_features, "workspace.artefact", "config.path-invalid"),
    "hubert-cut": Fault(_features_cut, "workspace.artefact", "config.checkpoint-corrupt"),
    "audio-missing": Fault(_without("5-wav32k"), "workspace.artefact", "data.intermediate-missing"),
    "audio-wrong-rate": Fault(_wrong_rate, "workspace.artefact", "data.audio-unreadable"),
    "semantic-missing": Fault(_without("6-name2semantic.tsv"), "workspace.artefact", "data.intermediate-missing"),
    "semantic-not-yet": Fault(_nothing_trained_without("6-name2semantic.tsv"), "workspace.artefact", "data.intermediate-missing"),
    "semantic-only-header": Fault(_into("6-name2semantic.tsv", "item_name\tsemantic_audio\n"), "workspace.artefact", "data.intermediate-missing"),
    "semantic-no-header": Fault(_into("6-name2semantic.tsv", semantic_of().partition("\n")[2]), "workspace.artefact"),
    "semantic-no-tokens": Fault(_into("6-name2semantic.tsv", semantic_of(CLIPS[:5]) + f"{CLIPS[5]}\t\n"), "workspace.artefact", "data.intermediate-missing"),
    "speaker-missing": Fault(_without("7-sv_cn"), "workspace.artefact", "data.intermediate-missing", version="v2ProPlus"),
    "bert-features-missing": Fault(_without("3-bert"), "workspace.artefact"),
    "bert-features-stale": Fault(_stale_bert, "workspace.artefact-bert", "data.intermediate-mismatch"),
    "clip-lacks-bert": Fault(_one_feature_less, "workspace.artefact-bert"),
    "unprepared": Fault(_unprepared, "workspace.artefact", "data.intermediate-missing"),
    "clip-lacks-hubert": Fault(_one_clip_less, "workspace.artefact-names"),
    "no-common-name": Fault(_other_names, "workspace.artefact-names", "data.empty-dataset"),
    "clips-too-short": Fault(_short_clips, "workspace.clips", "data.audio-duration"),
    "clips-too-fast": Fault(_fast_clips, "workspace.clips", "data.empty-dataset"),
    # part files of an aborted run
    "text-part-merged": Fault(_part("2-name2text-0.txt", text_of(CLIPS[:4]), 2 * HOUR), "workspace.leftover", "data.intermediate-leftover", leftover=True),
    "semantic-part-older": Fault(_part("6-name2semantic-0.tsv", semantic_line("gone.wav"), -2 * HOUR), "workspace.leftover", "data.intermediate-leftover", leftover=True),
    "semantic-part-empty": Fault(_part("6-name2semantic-0.tsv", "", 2 * HOUR), "workspace.leftover", "data.intermediate-leftover", leftover=True),
    "text-part-unproven": Fault(_part("2-name2text-0.txt", text_line("new.wav"), 2 * HOUR), "workspace.leftover", "data.intermediate-leftover"),
    # what training wrote
    "weights-empty": Fault(_empty_weights, "workspace.weights", "config.checkpoint-corrupt"),
    "weights-lfs": Fault(_pointer_weights, "workspace.weights", "config.checkpoint-not-a-model"),
    "weights-of-newer-release": Fault(_newer_weights, "workspace.weights", "config.version-mismatch"),
    "weights-folder-missing": Fault(_no_weights_folder, "workspace.weights-folder", "train.checkpoint-not-saved"),
    "weight-json-astray": Fault(_weight_json, "workspace.weight-json", "config.pretrained-missing"),
    "checkpoint-cut": Fault(_checkpoint_cut, "workspace.checkpoint", "train.resume-restarted"),
    "gpt-checkpoint-cut": Fault(_gpt_checkpoint_cut, "workspace.checkpoint", "config.checkpoint-corrupt"),
    "nothing-saved": Fault(_nothing_saved, "workspace.saved", "config.nothing-saved"),
    "stray-weights": Fault(_stray, "workspace.stray", "train.checkpoint-not-saved"),
    # the program and what it stands on
    "program-file-missing": Fault(lambda root: (root / "GPT_SoVITS" / "utils.py").unlink(), "workspace.program", "python.file-missing"),
    "program-webui-newer": Fault(_webui_newer, "workspace.program", "usage.mixed-versions"),
    "program-rest-newer": Fault(_rest_newer, "workspace.program", "usage.mixed-versions"),
    "version-too-new": Fault(_too_new, "workspace.version", "usage.mixed-versions"),
    "runtime-leftover": Fault(_runtime, "workspace.runtime", "env.runtime-leftover", windows=False),
    "users-pth-astray": Fault(_users_pth, "workspace.users-pth", "env.project-path-missing"),
    "experiment-brackets": Fault(_bracketed, "workspace.path", "train.resume-restarted", windows=False),
    "file-for-folder": Fault(_file_for_folder, "workspace.write", "config.path-invalid"),
}
"""By name."""
if hasattr(os, "geteuid") and os.geteuid() != 0:  # root may write everywhere
    FAULTS["logs-read-only"] = Fault(_read_only, "workspace.write", "host.permission-denied", windows=False)

"""Program folders with configurations as the web UI writes them, made from the schema's own defaults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Optional

import yaml

from diagnose.config.schema import SECTION, Setting, family_of

MODELS = {
    "v1": ("s2G488k.pth", "s1bert25hz-2kh-longer-epoch=68e-step=50232.ckpt"),
    "v2": ("gsv-v2final-pretrained/s2G2333k.pth", "gsv-v2final-pretrained/s1bert25hz-5kh-longer-epoch=12-step=369668.ckpt"),
    "v2Pro": ("v2Pro/s2Gv2Pro.pth", "s1v3.ckpt"),
    "v2ProPlus": ("v2Pro/s2Gv2ProPlus.pth", "s1v3.ckpt"),
    "v3": ("s2Gv3.pth", "s1v3.ckpt"),
    "v4": ("gsv-v4-pretrained/s2Gv4.pth", "s1v3.ckpt"),
}
VERSIONS = tuple(MODELS)
PRETRAINED = "GPT_SoVITS/pretrained_models"


def nested(settings: Dict[str, Setting], version: str, base: bool) -> Dict[str, Any]:
    """The defaults of a schema as the file holds them."""
    tree: Dict[str, Any] = {}
    for setting in settings.values():
        if setting.type == SECTION or (base and not setting.base and setting.type != "any"):
            continue
        *above, name = setting.key.split(".")
        section = tree
        for part in above:
            section = section.setdefault(part, {})
        section[name] = setting.default_for(version)
    if "s2_ckpt_dir" in tree:
        tree["s2_ckpt_dir"] = "logs/s2/big2k1"
    return tree


def s2(version: str = "v2") -> Dict[str, Any]:
    """What the web UI puts into tmp_s2.json."""
    tree = nested(family_of("tmp_s2"), version, base=False)
    model = MODELS[version][0]
    suffix = "" if version == "v1" else f"_{version}"
    tree["train"].update(pretrained_s2G=f"{PRETRAINED}/{model}", pretrained_s2D=f"{PRETRAINED}/{model.replace('s2G', 's2D')}")
    tree["data"]["exp_dir"] = tree["s2_ckpt_dir"] = "logs/voice"
    tree.update(name="voice", version=version, save_weight_dir=f"SoVITS_weights{suffix}")
    tree["model"]["version"] = version
    return tree


def s1(version: str = "v2") -> Dict[str, Any]:
    """What the web UI puts into tmp_s1.yaml."""
    tree = nested(family_of("tmp_s1"), version, base=False)
    suffix = "" if version == "v1" else f"_{version}"
    tree["train"].update(half_weights_save_dir=f"GPT_weights{suffix}", exp_name="voice")
    tree.update(
        pretrained_s1=f"{PRETRAINED}/{MODELS[version][1]}",
        train_semantic_path="logs/voice/6-name2semantic.tsv",
        train_phoneme_path="logs/voice/2-name2text.txt",
        output_dir=f"logs/voice/logs_s1_{version}",
    )
    return tree


def tts_infer(version: str = "v2") -> Dict[str, Any]:
    section = {
        "bert_base_path": f"{PRETRAINED}/chinese-roberta-wwm-ext-large",
        "cnhuhbert_base_path": f"{PRETRAINED}/chinese-hubert-base",
        "device": "cpu",
        "is_half": False,
        "t2s_weights_path": f"{PRETRAINED}/{MODELS[version][1]}",
        "version": version,
        "vits_weights_path": f"{PRETRAINED}/{MODELS[version][0]}",
    }
    return {"custom": section, version: section}


def workspace(root: Path, version: str = "v2") -> Path:
    """A healthy program folder."""
    for model in (*MODELS[version], MODELS[version][0].replace("s2G", "s2D")):
        path = root / PRETRAINED / model
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"PK")
    suffix = "" if version == "v1" else f"_{version}"
    for folder in (
        "TEMP",
        "GPT_SoVITS/configs",
        "output/asr_opt",
        "output/slicer_opt",
        f"SoVITS_weights{suffix}",
        f"GPT_weights{suffix}",
        f"{PRETRAINED}/chinese-roberta-wwm-ext-large",
        f"{PRETRAINED}/chinese-hubert-base",
    ):
        (root / folder).mkdir(parents=True, exist_ok=True)
    configs = root / "GPT_SoVITS/configs"
    write_json(root / "TEMP/tmp_s2.json", s2(version))
    write_yaml(root / "TEMP/tmp_s1.yaml", s1(version))
    write_json(configs / "s2.json", nested(family_of("s2"), "v2", base=True), indent=2)
    write_json(configs / "s2v2ProPlus.json", nested(family_of("s2"), "v2ProPlus", base=True), indent=2)
    write_yaml(configs / "s1longer-v2.yaml", nested(family_of("s1"), "v2", base=True))
    write_yaml(configs / "s1longer.yaml", nested(family_of("s1"), "v1", base=True))
    write_yaml(configs / "tts_infer.yaml", tts_infer(version))
    write_json(root / "weight.json", {"GPT": {version: f"{PRETRAINED}/{MODELS[version][1]}"}, "SoVITS": {version: "不训练直接推v2底模！"}}, ascii=False)
    lines = []
    for number in range(4):
        audio = root / f"output/slicer_opt/clip_{number}.wav"
        audio.write_bytes(b"RIFF")
        lines.append(f"{audio.as_posix()}|slicer_opt|ZH|你好，第{number}句。")
    (root / "output/asr_opt/slicer_opt.list").write_bytes("\n".join(lines).encode("utf-8"))
    return root


def write_json(path: Path, tree: Any, indent: Optional[int] = None, ascii: bool = True) -> Path:
    """As json.dumps, which the web UI uses: all on one line, beyond ASCII as escapes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(json.dumps(tree, indent=indent, ensure_ascii=ascii).encode("utf-8"))
    return path


def write_yaml(path: Path, tree: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(yaml.dump(tree, default_flow_style=False).encode("utf-8"))
    return path

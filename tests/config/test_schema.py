"""The schema is sound, complete, and the same in every form it is published in."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml

from diagnose.config.publishing import TITLES, file_name, json_schema, published
from diagnose.config.reading import read_config_file
from diagnose.config.schema import ANY, BOOLEAN, FAMILIES, LIST, PATH, SECTION, TEXT, family_of, load_schema
from diagnose.messages import both
from diagnose.sentences.config import TABLE
from tests.config.workspaces import VERSIONS, workspace

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = [setting for family in dict.fromkeys(FAMILIES.values()) for setting in load_schema().settings[family].values()]


@pytest.mark.parametrize("kind", TITLES)
def test_the_published_schema_is_in_step(kind):
    """After a change of schema.yaml write it anew: see `published`."""
    text = resources.files("diagnose").joinpath(f"schemas/{file_name(kind)}").read_text("utf-8")
    assert text.replace("\r\n", "\n") == published(kind)
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_published_schema_takes_what_the_web_ui_writes(tmp_path, version):
    root = workspace(tmp_path, version)
    for path in (*root.glob("TEMP/*"), *root.glob("GPT_SoVITS/configs/*"), root / "weight.json"):
        text = path.read_text(encoding="utf-8")
        tree = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        jsonschema.Draft202012Validator(json_schema(read_config_file(path).kind)).validate(tree)


def errors(kind, key, value, tmp_path):
    path = workspace(tmp_path) / ("TEMP/tmp_s2.json" if kind == "tmp_s2" else "TEMP/tmp_s1.yaml")
    text = path.read_text(encoding="utf-8")
    tree = json.loads(text) if kind == "tmp_s2" else yaml.safe_load(text)
    *above, name = key.split(".")
    section = tree
    for part in above:
        section = section[part]
    section[name] = value
    return list(jsonschema.Draft202012Validator(json_schema(kind)).iter_errors(tree))


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("tmp_s2", "train.batch_size", "7"),
        ("tmp_s2", "train.batch_size", 7.5),
        ("tmp_s2", "train.batch_size", 0),
        ("tmp_s2", "train.gpu_numbers", 0),
        ("tmp_s2", "train.gpu_numbers", "cuda:0"),
        ("tmp_s2", "train.betas", [0.8]),
        ("tmp_s2", "train.betas", [0.8, 1.0]),
        ("tmp_s2", "data.hop_length", 320),
        ("tmp_s2", "model.version", "v5"),
        ("tmp_s1", "train.precision", "fp16"),
        ("tmp_s1", "optimizer.lr_init", "1e-5"),
        ("tmp_s1", "data.num_workers", 0),
    ],
)
def test_the_published_schema_says_what_it_can(tmp_path, kind, key, value):
    assert len(errors(kind, key, value, tmp_path)) == 1


def test_what_it_cannot_say_is_in_a_comment(tmp_path):
    assert errors("tmp_s2", "train.batch_size", 7.0, tmp_path) == []  # the founding failure: an integer to JSON Schema
    batch = json_schema("tmp_s2")["properties"]["train"]["properties"]["batch_size"]
    assert "7.0" in batch["$comment"]
    assert "1.0e-5" in json_schema("tmp_s1")["properties"]["optimizer"]["properties"]["lr_init"]["$comment"]
    assert "data.hop_length" in json_schema("tmp_s2")["properties"]["train"]["properties"]["segment_size"]["$comment"]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_says_why_in_both_languages_and_names_rules_that_exist(setting):
    for rule in (setting.rule, setting.range_rule, setting.missing_rule, setting.exists_rule, setting.lora_rule):
        assert not rule or (ROOT / "rules" / rule.replace(".", "/", 1) / "rule.yaml").is_file(), rule
    for words in (setting.why, setting.unit, setting.page):
        assert not words or (words["zh"].strip() and words["en"].strip())
    if setting.type not in (SECTION,):
        assert setting.why
        assert re.search("[\u4e00-\u9fff]", setting.why["zh"])
    if setting.type not in (ANY, SECTION, BOOLEAN) and setting.rule and "exp_name" not in setting.key:
        assert setting.error
    if any(limit is not None for limit in (setting.min, setting.above, setting.max, setting.below)) or setting.choices or setting.pattern:
        silent = setting.key in ("train.learning_rate", "train.lr_decay") or setting.key.startswith("optimizer.lr")  # it learns nothing, and says nothing
        assert setting.range_error or setting.fixed or not setting.range_rule or silent
    if setting.type == LIST:
        assert setting.items
    assert setting.exists in ("", "file", "folder")
    assert not setting.exists or setting.type == PATH
    assert not setting.choices or setting.type == TEXT


def test_relations_speak_of_settings_and_their_rules_exist():
    for relation in load_schema().relations:
        assert relation.left in family_of(relation.kind)
        assert relation.right in family_of(relation.kind)
        assert (ROOT / "rules" / relation.rule.replace(".", "/", 1) / "rule.yaml").is_file()
        assert relation.why["zh"]
        assert relation.why["en"]
        assert relation.mend in ("default", "right", "none")


def test_the_settings_that_a_training_can_die_of_are_all_there():
    s2, s1 = family_of("tmp_s2"), family_of("tmp_s1")
    page = "epochs batch_size text_low_lr_rate pretrained_s2G pretrained_s2D if_save_latest if_save_every_weights save_every_epoch gpu_numbers grad_ckpt lora_rank"
    assert {f"train.{name}" for name in page.split()} <= {key for key, setting in s2.items() if setting.page}
    own = "train.log_interval train.seed train.learning_rate train.betas train.eps train.fp16_run train.lr_decay train.segment_size data.hop_length data.exp_dir s2_ckpt_dir name save_weight_dir model.version"
    assert set(own.split()) <= s2.keys()
    gpt = "train.seed train.epochs train.batch_size train.save_every_n_epoch train.precision train.if_dpo pretrained_s1 train_semantic_path train_phoneme_path output_dir data.num_workers data.max_sec data.pad_val model.EOS model.vocab_size model.hidden_dim model.head optimizer.lr_init optimizer.lr_end"
    assert set(gpt.split()) <= s1.keys()
    assert {"custom.device", "custom.is_half", "custom.version", "custom.t2s_weights_path", "custom.cnhuhbert_base_path"} <= family_of("tts_infer").keys()


def test_every_sentence_has_the_same_names_in_both_languages():
    for key, (chinese, english) in TABLE.items():
        assert key.startswith("config.")
        names = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (chinese, english)]
        assert set(names[0]) == set(names[1]), key
        assert both(key, **dict.fromkeys(names[0], "x"))["zh"]


def test_every_sentence_that_the_code_asks_for_exists_and_none_is_left_over():
    folder = ROOT / "diagnose/config"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    asked = set(re.findall(r'"(config\.[a-z0-9-]+)"', code))
    pieces = set(re.findall(r'"([a-z0-9-]+)"', code))
    for key in TABLE:
        name = key.partition(".")[2]
        stem = name[: -len("-advice")] if name.endswith("-advice") else name
        built = name.startswith(("type-", "relation-", "bom-", "encoding-")) or name in ("min", "above", "max", "below")
        assert key in asked or name in pieces or stem in pieces or built, key
    problems = {name for name in pieces if name.startswith(("syntax-", "yaml-"))}
    for name in problems - {"yaml-"}:
        assert f"config.{name}" in TABLE, name
        if f"config.{name}-advice" not in TABLE:
            assert name == "yaml-exponent"

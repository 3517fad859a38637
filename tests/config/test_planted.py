"""One fault is planted in a healthy program folder: it is found, at its place, with its rule and its repair, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import List

import pytest

from diagnose.checkup.check import ERROR, OK, WARNING, Check
from diagnose.config.checks import check_config, find_configs
from diagnose.config.reading import read_config_file
from diagnose.config.telling import spelled
from diagnose.fixing.spelling import spell
from tests.config.workspaces import workspace

ROOT = Path(__file__).resolve().parents[2]
NO_EDIT = object()
S2, S1, API, BASE = "TEMP/tmp_s2.json", "TEMP/tmp_s1.yaml", "GPT_SoVITS/configs/tts_infer.yaml", "GPT_SoVITS/configs/s2.json"
FLOAT, RANGE, TYPE = "config.batch-size-not-integer", "config.batch-size-invalid", "config.value-type"

# file, key, the text that stands there, id, rule, what it should be
FAULTS = [
    # the founding failure, in all its spellings
    (S2, "train.batch_size", "7.0", "config.batch-size", FLOAT, 7),
    (S2, "train.batch_size", "7.5", "config.batch-size", FLOAT, 7),
    (S2, "train.batch_size", "0.5", "config.batch-size", FLOAT, 1),
    (S2, "train.batch_size", '"7"', "config.batch-size", FLOAT, 7),
    (S2, "train.batch_size", "null", "config.batch-size", FLOAT, 4),
    (S2, "train.batch_size", "[7]", "config.batch-size", FLOAT, 4),
    (S2, "train.batch_size", "NaN", "config.batch-size", FLOAT, 4),
    (S2, "train.batch_size", "0", "config.batch-size", RANGE, 1),
    (S2, "train.batch_size", "-3", "config.batch-size", RANGE, 1),
    (S1, "train.batch_size", "7.0", "config.batch-size", FLOAT, 7),
    (S1, "train.batch_size", "'7'", "config.batch-size", FLOAT, 7),
    (S1, "train.batch_size", "", "config.batch-size", FLOAT, 4),
    # epochs and saving
    (S2, "train.epochs", "8.0", "config.epochs", TYPE, 8),
    (S2, "train.epochs", '"8"', "config.epochs", TYPE, 8),
    (S2, "train.epochs", "0", "config.epochs", "config.nothing-saved", 8),
    (S1, "train.epochs", "'15'", "config.epochs", TYPE, 15),
    (S1, "train.epochs", "many", "config.epochs", TYPE, 15),
    (S2, "train.save_every_epoch", "0", "config.save-every-epoch", TYPE, 4),
    (S2, "train.save_every_epoch", "9", "config.save-every-epoch", "config.nothing-saved", 8),
    (S2, "train.save_every_epoch", "null", "config.save-every-epoch", TYPE, 4),
    (S1, "train.save_every_n_epoch", "0", "config.save-every-n-epoch", "config.nothing-saved", 5),
    (S1, "train.save_every_n_epoch", "16", "config.save-every-n-epoch", "config.nothing-saved", 15),
    (S1, "train.save_every_n_epoch", "'5'", "config.save-every-n-epoch", TYPE, 5),
    (S2, "train.if_save_every_weights", '"true"', "config.if-save-every-weights", "config.nothing-saved", True),
    (S1, "train.if_save_every_weights", "'False'", "config.if-save-every-weights", "config.nothing-saved", False),
    # numbers
    (S2, "train.learning_rate", '"1e-4"', "config.learning-rate", TYPE, 1e-4),
    (S2, "train.learning_rate", "0", "config.learning-rate", TYPE, 1e-4),
    (S2, "train.text_low_lr_rate", "null", "config.text-low-lr-rate", TYPE, 0.4),
    (S2, "train.betas", "[0.8, 1.5]", "config.betas", TYPE, 0.99),
    (S2, "train.betas", "[0.8]", "config.betas", TYPE, NO_EDIT),
    (S2, "train.betas", "0.8", "config.betas", TYPE, NO_EDIT),
    (S2, "train.eps", "-1", "config.eps", TYPE, 1e-9),
    (S2, "train.log_interval", "0", "config.log-interval", TYPE, 100),
    (S2, "train.lr_decay", "Infinity", "config.lr-decay", TYPE, 0.999875),
    (S2, "train.seed", '"abc"', "config.seed", TYPE, 1234),
    (S2, "train.segment_size", "20000", "config.segment-size", TYPE, 20480),
    (S2, "train.segment_size", "1920", "config.segment-size", TYPE, 20480),
    (S2, "train.segment_size", "20480.0", "config.segment-size", TYPE, 20480),
    (S1, "optimizer.lr_init", "1e-5", "config.lr-init", TYPE, 1e-5),
    (S1, "optimizer.lr_end", "1e-4", "config.lr-end", TYPE, 1e-4),
    (S1, "optimizer.lr", "'0.01'", "config.lr", TYPE, 0.01),
    (S1, "optimizer.lr", ".nan", "config.lr", TYPE, 0.01),
    (S1, "optimizer.warmup_steps", "2k", "config.warmup-steps", TYPE, 2000),
    (S1, "data.max_sec", "0", "config.max-sec", "data.empty-dataset", 54),
    (S1, "data.num_workers", "0", "config.num-workers", TYPE, 4),
    (S1, "data.num_workers", "2.0", "config.num-workers", TYPE, 2),
    # cards and precision
    (S2, "train.gpu_numbers", "0", "config.gpu-numbers", "config.gpu-numbers-invalid", "0"),
    (S2, "train.gpu_numbers", "1", "config.gpu-numbers", "config.gpu-numbers-invalid", "1"),
    (S2, "train.gpu_numbers", '"cuda:0"', "config.gpu-numbers", "gpu.not-visible", "0"),
    (S2, "train.fp16_run", '"false"', "config.fp16-run", "gpu.fp16-nan", False),
    (S1, "train.precision", "fp16", "config.precision", TYPE, "16-mixed"),
    (S1, "train.precision", "fp32", "config.precision", TYPE, "32"),
    (S1, "train.precision", "16-Mixed", "config.precision", TYPE, "16-mixed"),
    (S1, "train.precision", "8", "config.precision", TYPE, "16-mixed"),
    # the network
    (S2, "model.semantic_frame_rate", '"30hz"', "config.semantic-frame-rate", TYPE, "25hz"),
    (S2, "model.semantic_frame_rate", '"25HZ"', "config.semantic-frame-rate", TYPE, "25hz"),
    (S2, "model.version", '"V2"', "config.version", "config.version-mismatch", "v2"),
    (S2, "version", '"v1"', "config.version", "config.version-mismatch", NO_EDIT),
    (S2, "model.gin_channels", "1024", "config.gin-channels", "config.version-mismatch", 512),
    (S2, "model.upsample_kernel_sizes", "[20, 16, 8, 2, 2]", "config.upsample-kernel-sizes", "config.version-mismatch", 16),
    (S2, "model.upsample_rates", "[10, 8, 2, 2]", "config.upsample-rates", "config.version-mismatch", NO_EDIT),
    (S2, "data.hop_length", "320", "config.hop-length", TYPE, 640),
    (S2, "data.filter_length", "1024", "config.filter-length", "config.version-mismatch", 2048),
    (S2, "data.sampling_rate", "44100", "config.sampling-rate", TYPE, 32000),
    (S1, "data.pad_val", "1023", "config.pad-val", TYPE, 1024),
    (S1, "model.EOS", "1025", "config.eos", TYPE, 1024),
    (S1, "model.head", "15", "config.head", "config.version-mismatch", 16),
    (S1, "model.phoneme_vocab_size", "512", "config.phoneme-vocab-size", "config.version-mismatch", 732),
    (S1, "model.hidden_dim", "512.0", "config.hidden-dim", TYPE, 512),
    # texts and sections
    (S2, "name", "123", "config.name", TYPE, "123"),
    (S2, "name", '""', "config.name", TYPE, NO_EDIT),
    (S1, "output_dir", "7", "config.output-dir", TYPE, "7"),
    (S2, "data.exp_dir", r'"D:\temp\new"', "config.exp-dir", "config.path-invalid", "D:/temp/new"),
    # paths
    (S2, "train.pretrained_s2G", '"GPT_SoVITS/pretrained_models/s2G.pth"', "config.pretrained-s2g", "config.pretrained-not-loaded", NO_EDIT),
    (S2, "train.pretrained_s2G", '"models/s2G2333k.pth"', "config.pretrained-s2g", "config.pretrained-not-loaded", "GPT_SoVITS/pretrained_models/gsv-v2final-pretrained/s2G2333k.pth"),
    (S2, "train.pretrained_s2D", '"models/s2D2333k.pth"', "config.pretrained-s2d", "config.pretrained-not-loaded", "GPT_SoVITS/pretrained_models/gsv-v2final-pretrained/s2D2333k.pth"),
    (S2, "train.pretrained_s2G", '"GPT_SoVITS/pretrained_models"', "config.pretrained-s2g", "config.path-invalid", NO_EDIT),
    (S2, "train.pretrained_s2G", r'"\"GPT_SoVITS/pretrained_models/gsv-v2final-pretrained/s2G2333k.pth\""', "config.pretrained-s2g", "config.path-invalid", "GPT_SoVITS/pretrained_models/gsv-v2final-pretrained/s2G2333k.pth"),
    (S2, "save_weight_dir", '"nowhere"', "config.save-weight-dir", "train.checkpoint-not-saved", NO_EDIT),
    (S1, "pretrained_s1", "models/none.ckpt", "config.pretrained-s1", "config.pretrained-missing", NO_EDIT),
    (S1, "train.half_weights_save_dir", "nowhere", "config.half-weights-save-dir", "train.checkpoint-not-saved", NO_EDIT),
    # the API
    (API, "custom.version", "v5", "config.version", TYPE, "v2"),
    (API, "custom.device", "gpu", "config.device", TYPE, "cpu"),
    (API, "custom.is_half", "'False'", "config.is-half", "config.half-on-cpu", False),
    ("weight.json", "GPT", "[]", "config.gpt", TYPE, NO_EDIT),
]  # fmt: skip

WARNINGS = [
    # wrong, but training goes on
    (S2, "train.seed", "1234.0", "config.seed", 1234),
    (S2, "train.save_every_epoch", "4.0", "config.save-every-epoch", 4),
    (S2, "train.log_interval", "true", "config.log-interval", 100),
    (S2, "train.if_save_latest", '"false"', "config.if-save-latest", False),
    (S2, "train.pretrained_s2G", '""', "config.pretrained-s2g", NO_EDIT),
    (S1, "train.batch_size", "0", "config.batch-size", 1),
    (S1, "train.exp_name", "no", "config.exp-name", "no"),
    (S1, "train.if_dpo", "'false'", "config.if-dpo", False),
    (S1, "pretrained_s1", "''", "config.pretrained-s1", NO_EDIT),
    (API, "custom.t2s_weights_path", "GPT_weights_v2/mine.ckpt", "config.t2s-weights-path", NO_EDIT),
    ("weight.json", "GPT.v2", '"GPT_weights_v2/old.ckpt"', "config.weight-gpt", NO_EDIT),
    # the page's value takes its place
    (BASE, "train.batch_size", "7.0", "config.batch-size", 7),
]  # fmt: skip

FINE = [
    # odd, but just as the trainer takes them
    (S2, "train.gpu_numbers", '"0-1"'),
    (S2, "train.gpu_numbers", '"0,1"'),
    (S2, "train.if_save_latest", "0"),
    (S2, "train.learning_rate", "1"),
    (S2, "train.learning_rate", "1e-4"),
    (S2, "train.eval_interval", '"never"'),
    (S2, "train.segment_size", "10240"),
    (S1, "train.precision", "32"),
    (S1, "train.precision", "16"),
    (S1, "train.precision", "'32'"),
    (S1, "train.precision", "bf16-mixed"),
    (S1, "optimizer.lr_init", "1.0e-5"),
    (S1, "data.max_sec", "54.5"),
    (S1, "train.if_dpo", "yes"),
    (API, "custom.device", "cuda:0"),
]  # fmt: skip


def plant(root: Path, name: str, key: str, text: str) -> Path:
    """Put a text in the place of a value, every other character as it was."""
    path = root / name
    file = read_config_file(path)
    value = file.values[key]
    path.write_bytes((file.text[: value.start] + text + file.text[value.end :]).encode("utf-8"))
    return path


def bad(root: Path) -> List[Check]:
    return [check for path in find_configs(root) for check in check_config(read_config_file(path)) if check.status != OK]


def assert_edit(check: Check, key: str, wanted: object) -> None:
    if wanted is NO_EDIT:
        assert check.edit is None, check
    else:
        assert check.edit is not None, check
        assert (check.edit.set, type(check.edit.set)) == (wanted, type(wanted))
        assert check.edit.key == key or check.edit.key.startswith(key + ".")


def mend(path: Path, check: Check, syntax: str) -> None:
    """Do as the command `fix` does."""
    assert check.edit is not None
    file = read_config_file(path)
    value = file.values[check.edit.key]
    assert file.raw(value) == check.edit.old
    new = spell(check.edit.set, check.edit.old, syntax)
    assert new is not None
    path.write_bytes((file.text[: value.start] + ("" if check.edit.old else " ") * (syntax == "yaml") + new + file.text[value.end :]).encode("utf-8"))


@pytest.mark.parametrize(("name", "key", "text", "id", "rule", "wanted"), FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(tmp_path, name, key, text, id, rule, wanted):
    root = workspace(tmp_path)
    path = plant(root, name, key, text)
    found = bad(root)
    assert [(check.id, check.rule, check.status) for check in found] == [(id, rule, ERROR)], [check.title for check in found]
    check = found[0]
    assert (ROOT / "rules" / rule.replace(".", "/", 1) / "rule.yaml").is_file()
    assert_edit(check, key, wanted)
    assert check.place is not None
    assert check.place.file == str(path)
    value = read_config_file(path).values[check.edit.key if check.edit else key]
    assert (check.place.line, check.place.column) == (value.line, value.column)
    for said in (check.title, check.advice, *check.details):
        assert said["zh"]
        assert said["en"]
    assert path.name in check.title["zh"]
    assert path.name in check.title["en"]


@pytest.mark.parametrize(("name", "key", "text", "id", "wanted"), WARNINGS)
def test_what_the_trainer_bears_is_a_warning(tmp_path, name, key, text, id, wanted):
    root = workspace(tmp_path)
    plant(root, name, key, text)
    found = bad(root)
    assert [(check.id, check.status) for check in found] == [(id, WARNING)], [check.title for check in found]
    assert_edit(found[0], key, wanted)


@pytest.mark.parametrize(("name", "key", "text"), FINE)
def test_what_the_trainer_takes_is_not_complained_about(tmp_path, name, key, text):
    root = workspace(tmp_path)
    plant(root, name, key, text)
    assert [check.title for check in bad(root)] == []


@pytest.mark.parametrize(("name", "key", "text", "wanted"), [(row[0], row[1], row[2], row[-1]) for row in [*FAULTS, *WARNINGS] if row[-1] is not NO_EDIT])
def test_after_the_edit_nothing_is_found(tmp_path, name, key, text, wanted):
    root = workspace(tmp_path)
    path = plant(root, name, key, text)
    check = bad(root)[0]
    mend(path, check, "json" if name.endswith("json") else "yaml")
    assert [check.title["en"] for check in bad(root)] == []


MISSING = [
    (S2, "train.batch_size", TYPE),
    (S2, "train.gpu_numbers", "config.gpu-numbers-invalid"),
    (S2, "train.text_low_lr_rate", TYPE),
    (S2, "train.pretrained_s2G", TYPE),
    (S2, "model.version", TYPE),
    (S2, "data.exp_dir", TYPE),
    (S2, "train", TYPE),
    (S1, "train.seed", TYPE),
    (S1, "output_dir", "config.file-missing"),
    (S1, "optimizer.lr_init", TYPE),
    (S1, "optimizer", TYPE),
    (API, "custom.version", TYPE),
]


@pytest.mark.parametrize(("name", "key", "rule"), MISSING)
def test_a_missing_key_is_told_once_with_its_section(tmp_path, name, key, rule):
    import json

    import yaml

    root = workspace(tmp_path)
    path = root / name
    tree = json.loads(path.read_text(encoding="utf-8")) if name.endswith("json") else yaml.safe_load(path.read_text(encoding="utf-8"))
    section = tree
    *above, last = key.split(".")
    for part in above:
        section = section[part]
    del section[last]
    path.write_text(json.dumps(tree) if name.endswith("json") else yaml.dump(tree), encoding="utf-8")
    found = bad(root)
    assert [(check.id, check.rule) for check in found] == [("config." + last.replace("_", "-").lower(), rule)]
    assert key in found[0].title["zh"]
    assert found[0].edit is None


def test_what_only_the_other_trainer_reads_is_not_asked_for(tmp_path):
    import json

    root = workspace(tmp_path, "v4")
    path = root / S2
    tree = json.loads(path.read_text(encoding="utf-8"))
    del tree["train"]["text_low_lr_rate"]
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert bad(root) == []
    del tree["train"]["lora_rank"]
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert [(check.id, check.stages) for check in bad(root)] == [("config.lora-rank", ("s2-lora-train",))]


@pytest.mark.parametrize(("version", "text", "id"), [("v3", '"0"', "config.lora-rank"), ("v3", "null", "config.lora-rank"), ("v4", '"x"', "config.lora-rank")])
def test_a_lora_asks_for_a_rank(tmp_path, version, text, id):
    root = workspace(tmp_path, version)
    plant(root, S2, "train.lora_rank", text)
    assert [(check.id, check.edit.set if check.edit else None) for check in bad(root)] == [(id, "32")]


def test_a_lora_cannot_do_without_its_base_model(tmp_path):
    root = workspace(tmp_path, "v3")
    plant(root, S2, "train.pretrained_s2G", '""')
    assert [(check.rule, check.status) for check in bad(root)] == [("config.pretrained-missing", ERROR)]


def test_the_base_model_of_another_version_is_named_with_the_right_one(tmp_path):
    root = workspace(tmp_path, "v2Pro")
    other = root / "GPT_SoVITS/pretrained_models/s2G488k.pth"
    other.write_bytes(b"PK")
    plant(root, S2, "train.pretrained_s2G", '"GPT_SoVITS/pretrained_models/s2G488k.pth"')
    check = bad(root)[0]
    assert check.rule == "config.version-mismatch"
    assert check.edit is not None
    assert check.edit.set == "GPT_SoVITS/pretrained_models/v2Pro/s2Gv2Pro.pth"
    assert len(bad(root)) == 1


def test_two_faults_are_two_lines_in_the_order_of_the_file(tmp_path):
    root = workspace(tmp_path)
    plant(root, S2, "train.gpu_numbers", "0")
    plant(root, S2, "train.batch_size", "7.0")
    assert [check.id for check in bad(root)] == ["config.batch-size", "config.gpu-numbers"]


@pytest.mark.parametrize(
    ("name", "key", "text", "words"),
    [
        (S2, "train.batch_size", "7.0", ("每张显卡的batch_size", "s2_train.py --config TEMP/tmp_s2.json")),
        (S2, "train.learning_rate", '"1e-4"', ("GPT_SoVITS/configs/s2.json",)),
        (S1, "train.epochs", "'15'", ("总训练轮数total_epoch", "s1_train.py --config_file TEMP/tmp_s1.yaml")),
        (S1, "optimizer.lr_init", "1e-5", ("GPT_SoVITS/configs/s1longer-v2.yaml",)),
        (API, "custom.is_half", "'False'", ("tts_infer.yaml", "API")),
    ],
)
def test_an_edit_of_a_file_that_a_program_writes_anew_says_so(tmp_path, name, key, text, words):
    root = workspace(tmp_path)
    plant(root, name, key, text)
    edit = bad(root)[0].edit
    assert edit is not None
    for word in words:
        assert word in edit.note["zh"]
    assert edit.note["en"]


def test_the_base_file_named_is_the_one_of_the_version(tmp_path):
    root = workspace(tmp_path, "v2ProPlus")
    plant(root, S2, "train.learning_rate", '"1e-4"')
    assert "s2v2ProPlus.json" in bad(root)[0].edit.note["zh"]  # type: ignore[union-attr]


def test_base_files_carry_no_such_note(tmp_path):
    root = workspace(tmp_path)
    plant(root, BASE, "train.learning_rate", '"1e-4"')
    check = bad(root)[0]
    assert (check.status, check.edit.note if check.edit else None) == (ERROR, {})


@pytest.mark.parametrize(
    ("value", "syntax", "text"),
    [(1e-5, "yaml", "1.0e-05"), (0.01, "yaml", "0.01"), ("32", "yaml", '"32"'), ("16-mixed", "yaml", "16-mixed"), ("0", "json", '"0"'), (7, "json", "7"), (True, "yaml", "true")],
)
def test_the_advice_spells_a_value_so_that_it_reads_back(value, syntax, text):
    import yaml

    assert spelled(value, syntax) == text
    assert yaml.safe_load(text) == value


@pytest.mark.parametrize(
    ("name", "key", "text", "words"),
    [
        (S2, "train.batch_size", "7.0", "can't multiply sequence by non-int of type 'float'"),
        (S2, "train.batch_size", '"7"', "unsupported operand type(s) for %: 'int' and 'str'"),
        (S2, "train.batch_size", "null", "unsupported operand type(s) for *: 'int' and 'NoneType'"),
        (S2, "train.batch_size", "0", "integer modulo by zero"),
        (S2, "train.epochs", '"8"', "can only concatenate str"),
        (S2, "train.gpu_numbers", "0", "'int' object has no attribute 'replace'"),
        (S1, "train.batch_size", "7.0", "got batch_size=7.0"),
        (S1, "train.batch_size", "'7'", "'<' not supported between instances of 'int' and 'str'"),
        (S1, "train.precision", "fp16", "Precision 'fp16' is invalid"),
        (S1, "optimizer.lr_init", "1e-5", "unsupported operand type(s) for -: 'float' and 'str'"),
        (S1, "data.num_workers", "0", "prefetch_factor"),
    ],
)
def test_the_trainers_own_words_are_foretold(tmp_path, name, key, text, words):
    root = workspace(tmp_path)
    plant(root, name, key, text)
    assert any(words in said["en"] for said in bad(root)[0].details)

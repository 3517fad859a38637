"""Files and environment beside a log: they confirm its cause, contradict it, or show one of which the log says nothing."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any, Dict, Optional

import jsonschema
import pytest

from diagnose import diagnose
from diagnose.checkup.looking import look
from diagnose.grammar import read_rule
from diagnose.library import Library, load_library
from diagnose.model import Diagnosis, Fact
from diagnose.outside import NOTHING, Config, Outside
from diagnose.tree import RuleError, read_tree
from diagnose.verdict import as_dict
from tests.checkup import logs
from tests.conftest import FOUNDING
from tests.environment.room import Room, base_environment, site_of
from tests.workspace.building import FAULTS, build_workspace

SCHEMA = jsonschema.Draft202012Validator(json.loads(resources.files("diagnose").joinpath("schemas/verdict.schema.json").read_text("utf-8")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return build_workspace(tmp_path / "GPT-SoVITS", "v2")


def told(log: str, library: Library, root: Optional[Path] = None, *configs: Path) -> Diagnosis:
    """The diagnosis with a program folder or files; its JSON fits the schema."""
    diagnosis = diagnose(log.encode("utf-8"), library, look(str(root or ""), [str(path) for path in configs], "")())
    SCHEMA.validate(as_dict(diagnosis, library, "train.log"))
    return diagnosis


def first(diagnosis: Diagnosis, library: Library) -> Dict[str, Any]:
    assert diagnosis.status == "diagnosed", diagnosis.status
    cause: Dict[str, Any] = as_dict(diagnosis, library, "train.log")["causes"][0]
    return cause


def shown(cause: Dict[str, Any]) -> Dict[str, str]:
    """File and line of the evidence outside of the log, with its text."""
    return {f"{one['file']}:{one['line']}": one["text"] for one in cause["evidence"] if "file" in one}


# a cause that the log shows


def test_the_line_of_the_file_proves_what_the_log_shows(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    log = logs.s2_start(root) + logs.FLOAT_S2
    alone, cause = diagnose(log.encode(), library).causes[0], first(told(log, library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.batch-size-not-integer", "yes")
    assert list(shown(cause).values()) == ['… "batch_size": 7.0 …']
    assert all(place.startswith("TEMP/tmp_s2.json:") for place in shown(cause))
    assert cause["confidence"] >= alone.confidence
    assert any("TEMP/tmp_s2.json" in why for why in cause["why"])


def test_a_file_alone_is_as_good_as_the_folder(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    path = root / "TEMP" / "tmp_s2.json"
    cause = first(told(logs.s2_start(root) + logs.FLOAT_S2, library, None, path), library)
    assert [place.rpartition(":")[0] for place in shown(cause)] == [str(path)]


def test_the_logs_own_configuration_wins_over_a_file_that_was_changed_since(root: Path, library: Library) -> None:
    log = logs.s2_start(root, batch_size=7.0) + logs.FLOAT_S2
    cause = first(told(log, library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.batch-size-not-integer", "yes")
    assert cause["values"]["value"] == 7.0
    assert not shown(cause)
    assert any("changed since" in words and "train.batch_size = 2" in words for words in cause["against"])


def test_a_training_that_prints_no_configuration_is_confirmed_by_its_file(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s1.yaml", batch_size=7.0)
    cause = first(told(logs.s1_command(root) + "Seed set to 1234\n" + logs.FLOAT_S1, library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.batch-size-not-integer", "yes")
    assert list(shown(cause).values()) == ["batch_size: 7.0"]


def test_a_file_that_differs_from_what_the_error_says_was_changed_since(root: Path, library: Library) -> None:
    log = logs.s1_command(root) + "Seed set to 1234\n" + logs.FLOAT_S1
    alone, cause = diagnose(log.encode(), library).causes[0], first(told(log, library, root), library)
    assert (cause["id"], cause["confirmed"], cause["confidence"]) == ("config.batch-size-not-integer", "unknown", alone.confidence)
    assert any("tmp_s1.yaml" in words and "changed since" in words for words in cause["against"])


def test_a_file_without_the_fault_contradicts_and_does_not_take_the_verdict_away(root: Path, library: Library) -> None:
    log = logs.s1_command(root) + "Seed set to 1234\n" + logs.TEXT_S1
    alone, cause = diagnose(log.encode(), library).causes[0], first(told(log, library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.batch-size-not-integer", "no")
    assert 0.5 <= cause["confidence"] < alone.confidence
    assert any("tmp_s1.yaml" in words and "batch_size = 2" in words for words in cause["against"])


def test_the_file_of_another_experiment_says_nothing(root: Path, library: Library) -> None:
    log = (logs.s2_start(root, batch_size=7.0) + logs.FLOAT_S2).replace("demo", "somebody")
    cause = first(told(log, library, root), library)
    assert not shown(cause)
    assert not [words for words in cause["why"] + cause["against"] if "TEMP" in words]


def test_a_file_belongs_to_the_last_run_that_read_it(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s1.yaml", batch_size=7.0)
    failed = logs.s1_command(root) + "Seed set to 1234\n" + logs.TEXT_S1
    cause = first(told(failed + logs.s1_run(root), library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.batch-size-not-integer", "unknown")
    assert not shown(cause)


def test_the_file_of_another_training_says_nothing(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s2.json", batch_size=3)
    logs.change(root, "tmp_s1.yaml", batch_size=7.0)
    cause = first(told(logs.s1_command(root) + "Seed set to 1234\n" + logs.FLOAT_S1, library, root), library)
    assert [place.partition(":")[0] for place in shown(cause)] == ["TEMP/tmp_s1.yaml"]


def test_a_missing_file_that_is_still_missing_is_confirmed(root: Path, library: Library) -> None:
    path = "GPT_SoVITS/pretrained_models/gsv-v2final-pretrained/s1bert25hz-5kh-longer-epoch=12-step=369668.ckpt"
    FAULTS["s1-missing"](root)
    log = f"""{logs.s1_command(root)}Traceback (most recent call last):
  File "GPT_SoVITS/AR/models/t2s_lightning_module.py", line 26, in __init__
    torch.load(
FileNotFoundError: [Errno 2] No such file or directory: '{path}'
"""
    cause = first(told(log, library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.pretrained-missing", "yes")


# a cause that no log shows


def test_a_training_from_random_weights_becomes_visible(root: Path, library: Library) -> None:
    FAULTS["s2G-missing"](root)
    log = logs.s2_start(root) + logs.s2_epochs(8, loaded=False)
    cause = first(told(log, library, root), library)
    assert (cause["id"], cause["confirmed"]) == ("config.pretrained-not-loaded", "yes")
    assert any("s2G2333k.pth" in place + text for place, text in shown(cause).items())


def test_a_base_model_that_was_loaded_then_is_not_missed_now(root: Path, library: Library) -> None:
    log = logs.s2_start(root) + logs.s2_epochs(8)
    FAULTS["s2G-missing"](root)
    assert told(log, library, root).status == "healthy"


@pytest.mark.parametrize("printed", [True, False])
def test_a_training_that_never_saves_becomes_visible(printed: bool, root: Path, library: Library) -> None:
    if printed:
        logs.change(root, "tmp_s2.json", save_every_epoch=50)
        log = logs.s2_start(root) + logs.s2_epochs(8, saved=False)
    else:
        logs.change(root, "tmp_s1.yaml", save_every_n_epoch=50)
        log = logs.s1_run(root)
    assert (told(log, library, None).status == "healthy") is not printed
    cause = first(told(log, library, root), library)
    assert cause["id"] == "config.nothing-saved"
    assert any("50" in text for text in shown(cause).values())


def test_what_was_saved_then_is_no_fault_now(root: Path, library: Library) -> None:
    log = logs.s2_start(root) + logs.s2_epochs(8)
    logs.change(root, "tmp_s2.json", save_every_epoch=50)
    assert told(log, library, root).status == "healthy"


@pytest.mark.parametrize("step", ["text", "semantic"])
def test_a_part_file_that_makes_a_step_do_nothing_becomes_visible(step: str, root: Path, library: Library) -> None:
    script = {"text": "1-get-text.py", "semantic": "3-get-semantic.py"}[step]
    log = f'"python" -s GPT_SoVITS/prepare_datasets/{script}\n'
    assert told(log, library, root).status == "healthy"
    FAULTS[{"text": "text-part-merged", "semantic": "semantic-part-older"}[step]](root)
    cause = first(told(log, library, root), library)
    assert cause["id"] == "data.intermediate-leftover"
    assert any("-0." in place + text for place, text in shown(cause).items())


def test_a_healthy_run_in_a_healthy_folder_stays_healthy(root: Path, library: Library) -> None:
    log = logs.s2_start(root) + logs.s2_epochs(8) + logs.s1_run(root)
    assert told(log, library, root).status == "healthy"


def test_a_fault_that_a_run_would_have_died_of_is_not_told_of_a_healthy_one(root: Path, library: Library) -> None:
    log = logs.s2_start(root) + logs.s2_epochs(8)
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    assert told(log, library, root).status == "healthy"


# a failure that no rule explains


def test_a_fault_of_the_stage_that_failed_explains_what_no_rule_does(root: Path, library: Library) -> None:
    log = logs.s2_command(root) + logs.ODD
    assert told(log, library, root).status == "unrecognised"
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    diagnosis = told(log, library, root)
    cause = first(diagnosis, library)
    assert cause["id"] == "config.batch-size-not-integer"
    assert 0.5 <= cause["confidence"] < 0.75
    assert [one.text for one in diagnosis.unexplained] == ["FrobnicationError: the frob is out of phase"]
    assert diagnosis.root is not None
    assert diagnosis.root.type == "FrobnicationError"


def test_a_fault_of_another_stage_explains_nothing(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s1.yaml", batch_size=7.0)
    assert told(logs.s2_command(root) + logs.ODD, library, root).status == "unrecognised"


def test_a_value_that_the_run_did_not_have_explains_nothing(root: Path, library: Library) -> None:
    log = logs.s2_start(root) + logs.ODD
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    assert told(log, library, root).status == "unrecognised"


def test_of_several_faults_none_is_called_the_cause(root: Path, library: Library) -> None:
    logs.change(root, "tmp_s2.json", batch_size=7.0, gpu_numbers=0)
    diagnosis = told(logs.s2_command(root) + logs.ODD, library, root)
    assert diagnosis.status == "unrecognised"
    assert {"config.batch-size-not-integer", "config.gpu-numbers-invalid"} <= {cause.rule for cause in diagnosis.causes}


def test_without_anything_beside_the_log_nothing_changes(library: Library) -> None:
    data = FOUNDING.read_bytes()
    assert diagnose(data, library, NOTHING) == diagnose(data, library)


# the interpreter


@pytest.mark.parametrize(("module", "confirmed", "said"), [("numba", "yes", "package.numba = missing"), ("yaml", "no", "package.pyyaml = '6.0'")])
def test_the_interpreter_proves_a_missing_package_or_says_it_is_there(module: str, confirmed: str, said: str, tmp_path: Path, library: Library) -> None:
    environment = base_environment(tmp_path / "env")
    room = Room(tmp_path, site_of(environment), tmp_path, tmp_path, str(environment))
    room.install("PyYAML", "6.0", "yaml")
    log = f"""GPT_SoVITS
Traceback (most recent call last):
  File "GPT_SoVITS/s2_train.py", line 3, in <module>
    import {module}
ModuleNotFoundError: No module named '{module}'
"""
    diagnosis = diagnose(log.encode(), library, look("", [], str(environment))())
    cause = first(diagnosis, library)
    assert (cause["id"], cause["confirmed"]) == ("env.missing-module", confirmed)
    assert any(said in words for words in cause["why"] + cause["against"])


# the rule language

RULE = """\
role: cause
revision: 1
title: {{zh: 题, en: Title}}
scope: python
silent: {silent}
signs:
  - strength: strong
    exception: ValueError
    message: 'odd (?P<mod>\\w+)'
    also:
      - {{fact: {{workspace: pretrained-s2G, is: {state}}}}}
confirm:
  - {{package: '{{mod}}', is: missing, says: for}}
"""
ODD_VALUE = b'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nValueError: odd yaml\n'


@pytest.mark.parametrize(
    ("state", "value", "fits"),
    [
        ("missing", "missing", True),
        ("missing", "ok", False),
        ("missing", None, False),
        ("known", "ok", True),
        ("{equals: lfs}", "lfs", True),
        ("{matches: 'lfs|html'}", "html", True),
        ("{matches: 'lfs|html'}", "ok", False),
    ],
)
def test_a_rule_may_ask_the_program_folder(state: str, value: Optional[str], fits: bool, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "x"
    folder.mkdir(parents=True)
    (folder / "rule.yaml").write_text(RULE.format(silent="false", state=state), "utf-8")
    own = load_library([tmp_path], packaged=False)
    facts = {"workspace.pretrained-s2G": Fact("workspace.pretrained-s2G", value, origin="workspace")} if value else {}
    assert bool(diagnose(ODD_VALUE, own, Outside(facts)).causes) == fits
    assert not diagnose(ODD_VALUE, own).causes


@pytest.mark.parametrize(("facts", "confirmed"), [({}, "unknown"), ({"environment.kind": "venv"}, "yes"), ({"environment.kind": "venv", "package.pyyaml": "6.0"}, "unknown")])
def test_a_package_is_missing_only_where_an_interpreter_was_asked(facts: Dict[str, str], confirmed: str, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "x"
    folder.mkdir(parents=True)
    (folder / "rule.yaml").write_text(RULE.format(silent="true", state="known"), "utf-8")
    known = {"workspace.pretrained-s2G": "ok", **facts}
    outside = Outside({key: Fact(key, value, origin="environment") for key, value in known.items()})
    assert diagnose(ODD_VALUE, load_library([tmp_path], packaged=False), outside).causes[0].confirmed == confirmed


def test_silent_is_a_yes_or_no() -> None:
    with pytest.raises(RuleError, match=r"x:5:9: true or false is expected"):
        read_rule(read_tree(RULE.format(silent="perhaps", state="known"), "x"), "config.x")


# the reports


@pytest.mark.parametrize("style", ["terminal", "markdown", "html", "json"])
def test_every_report_names_the_line_of_the_file_in_both_languages(style: str, root: Path, tmp_path: Path, doctor: Any) -> None:
    logs.change(root, "tmp_s2.json", batch_size=7.0)
    (tmp_path / "train.log").write_text(logs.s2_start(root) + logs.FLOAT_S2, "utf-8")
    for lang, words in (("zh", "现在还是 train.batch\\_size = 7.0"), ("en", "still says train.batch\\_size = 7.0")):
        result = doctor(str(tmp_path / "train.log"), "--workspace", str(root), "--format", style, "--lang", lang)
        text = result.stdout.decode("utf-8")
        assert result.returncode == 1
        assert "TEMP/tmp_s2.json:1" in text if style != "json" else '"file": "TEMP/tmp_s2.json"' in text
        assert style == "json" or words in text.replace("batch_size", "batch\\_size").replace("\\\\", "\\")


def test_what_is_shared_hides_whose_files_they_are(tmp_path: Path, library: Library) -> None:
    from diagnose.redaction import redact

    config = Config(
        "/home/zhangxiaoming/tmp_s1.yaml",
        ("s1-train",),
        {"config.train.batch_size": Fact("config.train.batch_size", 7.0, 3, "/home/zhangxiaoming/tmp_s1.yaml", "batch_size: 7.0", "config")},
    )
    diagnosis = diagnose((logs.s1_command(tmp_path) + "Seed set to 1234\n" + logs.FLOAT_S1).encode(), library, Outside({}, (config,)))
    assert diagnosis.causes[0].confirmed == "yes"
    assert "zhangxiaoming" not in str(as_dict(redact(diagnosis, "x").diagnosis, library, "x"))


@pytest.mark.parametrize(
    ("option", "value", "said"), [("--workspace", "nowhere", "nowhere"), ("--config", "none.json", "none.json"), ("--python", "no-such-python", "no-such-python")]
)
def test_what_is_not_there_is_one_clear_sentence(option: str, value: str, said: str, tmp_path: Path, doctor: Any) -> None:
    (tmp_path / "train.log").write_text("GPT_SoVITS\n", "utf-8")
    result = doctor("train.log", option, value, "--lang", "zh", cwd=tmp_path)
    assert result.returncode == 2
    assert said in result.stderr.decode("utf-8")
    assert len(result.stderr.strip().splitlines()) == 1

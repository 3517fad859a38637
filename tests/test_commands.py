"""Echoed commands tell which step of GPT-SoVITS ran; sentences about commands do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.commands import STAGES, read_command, stage_from_files, stage_of

PYTHONS = [
    "/root/miniconda3/envs/GPTSoVits/bin/python",
    "D:\\GPT-SoVITS-v2pro-20250604\\runtime\\python.exe",
    "C:\\Program Files\\声音 (1)\\runtime\\python.exe",
    "/usr/bin/python3.10",
]

PRINTED = [
    ("tools/uvr5/webui.py", '"cuda" True 9873 False', "uvr5"),
    ("tools/slice_audio.py", '"D:\\audio\\raw" "output/slicer_opt" -34 4000 300 10 500 0.9 0.25 0 4', "slice"),
    ("tools/cmd-denoise.py", '-i "raw" -o "output/denoise_opt" -p float16', "denoise"),
    ("tools/asr/funasr_asr.py", '-i "IN" -o "OUT" -s large -l zh -p float32', "asr"),
    ("tools/asr/fasterwhisper_asr.py", '-i "IN" -o "OUT" -s large-v3 -l ja -p float16', "asr"),
    ("tools/subfix_webui.py", '--load_list "X.list" --webui_port 9871 --is_share False', "other"),
    ("GPT_SoVITS/prepare_datasets/1-get-text.py", "", "get-text"),
    ("GPT_SoVITS/prepare_datasets/2-get-hubert-wav32k.py", "", "get-hubert"),
    ("GPT_SoVITS/prepare_datasets/2-get-sv.py", "", "get-sv"),
    ("GPT_SoVITS/prepare_datasets/3-get-semantic.py", "", "get-semantic"),
    ("GPT_SoVITS/s2_train.py", '--config "D:\\GPT-SoVITS\\TEMP/tmp_s2.json"', "s2-train"),
    ("GPT_SoVITS/s2_train_v3_lora.py", '--config "/root/GPT-SoVITS/TEMP/tmp_s2.json"', "s2-lora-train"),
    ("GPT_SoVITS/s1_train.py", '--config_file "/root/GPT-SoVITS/TEMP/tmp_s1.yaml" ', "s1-train"),
    ("GPT_SoVITS/inference_webui.py", '"zh_CN"', "inference"),
    ("GPT_SoVITS/inference_webui_fast.py", '"Auto"', "inference"),
]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("flag", ["", "-s "])
@pytest.mark.parametrize(("script", "rest", "stage"), PRINTED)
def test_what_the_web_ui_prints_tells_the_stage_and_the_interpreter(script: str, rest: str, stage: str, flag: str, python: str) -> None:
    text = f'"{python}" {flag}{script} {rest}'.rstrip()
    command = read_command(text)
    assert command is not None
    assert (command.stage, command.python, command.script, command.quoted, command.text) == (stage, python, script, True, text)


PROMPTS = [
    "",
    "$ ",
    "# ",
    "> ",
    "% ",
    "!",
    "+ ",
    "PS C:\\> ",
    "PS D:\\GPT-SoVITS (1)> ",
    "(base) PS D:\\声音\\GPT-SoVITS> ",
    "D:\\GPT-SoVITS-v2-240821>",
    "C:\\Users\\我 的\\GPT-SoVITS>",
    "(GPTSoVits) user@host:~/GPT-SoVITS$ ",
    "(venv) (base) root@autodl-container-1a2b:~/autodl-tmp/GPT-SoVITS# ",
    "[user@hpc01 GPT-SoVITS]$ ",
    "mei@MacBook-Pro GPT-SoVITS % ",
    "➜  GPT-SoVITS git:(main) ✗ ",
    "➜  GPT-SoVITS ",
    "$ CUDA_VISIBLE_DEVICES=0 PYTHONPATH=. ",
    "cd GPT-SoVITS && ",
    "nohup ",
    "sudo ",
    "!cd /content/GPT-SoVITS && ",
]


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("python webui.py zh_CN", "webui"),
        ("runtime\\python.exe -I webui.py zh_CN", "webui"),
        ("..\\runtime\\python.exe -X faulthandler inference_webui.py", "inference"),
        ("python3 GPT_SoVITS/s2_train.py --config TEMP/tmp_s2.json", "s2-train"),
        ('python api.py -s "SoVITS_weights/a.pth" -g x.ckpt -dr ref.wav -dt "你好" -dl zh', "api"),
        ("python api_v2.py -a 127.0.0.1 -p 9880 -c GPT_SoVITS/configs/tts_infer.yaml", "api"),
        ("python -u ./GPT_SoVITS/s1_train.py --config_file TEMP/tmp_s1.yaml 2>&1 | tee train.log", "s1-train"),
        ("torchrun --nproc_per_node=2 GPT_SoVITS/s2_train.py -c x.json", "s2-train"),
        ("python -m torch.distributed.run --master_addr=127.0.0.1:29500 GPT_SoVITS/s2_train.py", "s2-train"),
        ("python GPT_SoVITS/export_torch_script.py --export_common_model", "export"),
        ("bash install.sh --device CU126 --source HF", "install"),
        ("pip install -r requirements.txt", "install"),
        ("conda create -n GPTSoVits python=3.10", "install"),
    ],
)
def test_commands_typed_at_any_prompt_tell_the_stage(typed: str, stage: str, prompt: str) -> None:
    command = read_command(prompt + typed)
    assert command is not None
    assert (command.stage, command.quoted) == (stage, False)


@pytest.mark.parametrize("text", ["python other.py", "/usr/bin/python3 /srv/app/main.py --port 80", "PS D:\\work> python finetune.py --epochs 20"])
def test_commands_of_other_programs_have_no_stage(text: str) -> None:
    command = read_command(text)
    assert command is not None
    assert command.stage == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "python",
        "python3: can't open file '/content/GPT_SoVITS/s1_train.py': [Errno 2] No such file or directory",
        "zsh: abort      python GPT_SoVITS/s1_train.py",
        "run.sh: line 5: 12345 Killed    python webui.py",
        '  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 56, in main',
        "/opt/lib/python3.11/site-packages/jieba/_compat.py:6: UserWarning: pkg_resources is deprecated",
        "usage: python api.py [-h]",
        "请先运行 python webui.py",
        "You can run python tools/uvr5/webui.py by hand",
        "INFO:demo:{'train': {}}",
        "Running on local URL:  http://0.0.0.0:9874",
        "vocal.wav|demo|EN|python webui.py",
        "ERROR: pip install failed",
        "    python webui.py",
        "RuntimeError: python was not found",
    ],
)
def test_lines_that_only_mention_a_command_are_none(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize("script", sorted(STAGES))
def test_every_script_has_the_same_stage_with_any_path(script: str) -> None:
    for path in (script, f"GPT_SoVITS/{script}", f"D:\\GPT-SoVITS\\x\\{script}", f'"{script}"', f"./{script}"):
        assert stage_of(path) == STAGES[script]


def test_two_scripts_of_one_name_are_told_apart_by_their_folder() -> None:
    assert stage_of("tools/uvr5/webui.py") == stage_of("D:\\GPT-SoVITS\\tools\\uvr5\\webui.py") == "uvr5"
    assert stage_of("/root/GPT-SoVITS/webui.py") == "webui"
    assert stage_of("my_webui.py") == stage_of("train.py") == stage_of("") == ""


def test_the_files_of_a_traceback_tell_the_stage_when_no_command_was_echoed() -> None:
    torch = "/opt/python/lib/python3.9/site-packages/torch/api.py"
    assert stage_from_files([torch, "D:\\x\\GPT_SoVITS\\module\\data_utils.py", "D:\\x\\GPT_SoVITS\\s2_train.py", "webui.py"]) == "s2-train"
    assert stage_from_files(["C:\\Python310\\Lib\\site-packages\\x\\api.py"]) == ""
    assert stage_from_files([]) == ""


PARTS = ["python", " ", '"', "'", "-s ", "--a=b ", "webui.py", "D:\\", ">", "$ ", "(a) ", "cd x && ", "A=b ", "install", "pip install", ".py"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=30).map("".join)))
def test_any_line_is_read_without_fail(text: str) -> None:
    command = read_command(text)
    assert command is None or command.text == text.strip()


@pytest.mark.parametrize("unit", ["python -a ", "-a b ", "(a) ", "cd x && ", "A=b ", '"python', "a b ", "python x"])
def test_long_lines_are_read_in_proportion(unit: str) -> None:
    read_command(unit * (8192 // len(unit)))
    read_command("python " + unit * (8192 // len(unit)) + "install conda docker")

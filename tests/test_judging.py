"""Which cause wins, what is only a consequence, and when to be silent."""

from __future__ import annotations

from typing import List, Optional

import pytest

from diagnose import diagnose
from diagnose.library import Library
from diagnose.model import Diagnosis
from tests.conftest import FOUNDING

ROOT_ERROR = """Traceback (most recent call last):
  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 12, in <module>
    main()
  File "/root/GPT-SoVITS/GPT_SoVITS/utils.py", line 5, in main
    go()
{error}
"""
COMMAND = '"/root/python" -s GPT_SoVITS/{script} --config "/root/GPT-SoVITS/TEMP/tmp_s2.json"\n'
FFMPEG = """a.wav|x|ZH|hello Traceback (most recent call last):
  File "/root/GPT-SoVITS/GPT_SoVITS/prepare_datasets/2-get-hubert-wav32k.py", line 114, in name2go
    tmp_audio = load_audio(wav_path, 32000)
  File "/root/python3.9/subprocess.py", line 1821, in _execute_child
    raise child_exception_type(errno_num, err_msg, err_filename)
FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'
"""
MISSING = """Traceback (most recent call last):
  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 12, in <module>
    main()
  File "/root/GPT-SoVITS/GPT_SoVITS/module/data_utils.py", line 30, in __init__
    assert os.path.exists(self.path4)
AssertionError
"""


def judge(text: str, library: Library) -> Diagnosis:
    return diagnose(text.encode("utf-8"), library)


def first(diagnosis: Diagnosis) -> Optional[str]:
    return diagnosis.causes[0].rule if diagnosis.status == "diagnosed" else None


def told(diagnosis: Diagnosis) -> List[str]:
    return [symptom.rule for symptom in diagnosis.symptoms]


def test_the_shutdown_attribute_error_is_a_consequence_wherever_it_stands(library: Library) -> None:
    text = FOUNDING.read_text("utf-8")
    start, end = text.index("Exception ignored in"), text.index('Traceback (most recent call last):\n  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 600')
    moved = text[:start] + text[end:] + text[start:end]
    for one in (text, moved):
        diagnosis = judge(one, library)
        assert first(diagnosis) == "config.batch-size-not-integer"
        assert "symptom.dataloader-shutdown" in told(diagnosis)
        assert {s.explained_by for s in diagnosis.symptoms} == {"config.batch-size-not-integer"}


def test_a_symptom_alone_is_never_the_verdict(library: Library) -> None:
    text = FOUNDING.read_text("utf-8")
    alone = text[text.index("Exception ignored in") : text.index('Traceback (most recent call last):\n  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 600')]
    diagnosis = judge(alone, library)
    assert diagnosis.status == "unrecognised"
    assert told(diagnosis) == ["symptom.dataloader-shutdown"]


def test_the_same_words_mean_another_cause_at_another_line(library: Library) -> None:
    text = FOUNDING.read_text("utf-8").replace("'batch_size': 7.0", "'batch_size': 7").replace("'learning_rate': 0.0001", "'learning_rate': '0.0001'")
    text = text.replace(
        'data_utils.py", line 300, in __iter__\n    ids_bucket = ids_bucket + ids_bucket * (rem // len_bucket) + ids_bucket[:(rem % len_bucket)]',
        's2_train.py", line 120, in run\n    "lr": hps.train.learning_rate * hps.train.text_low_lr_rate,',
    )
    assert first(judge(text, library)) == "config.value-type"


def test_a_gpt_sovits_rule_is_silent_about_another_program(library: Library) -> None:
    text = FOUNDING.read_text("utf-8")
    text = text[text.index('Traceback (most recent call last):\n  File "/root/GPT-SoVITS/GPT_SoVITS/s2_train.py", line 600') :]
    for name in ("GPT-SoVITS", "GPT_SoVITS", "GPTSoVits", "s2_train.py"):
        text = text.replace(name, "other" + ".py" * name.endswith(".py"))
    assert all(not cause.rule.startswith("config.") for cause in judge(text, library).causes)


def test_the_more_specific_rule_wins_on_the_same_event(library: Library) -> None:
    text = ROOT_ERROR.format(error="ImportError: TorchCodec is required for load_with_torchcodec. Please install torchcodec to use this function.")
    diagnosis = judge(text, library)
    assert first(diagnosis) == "env.torchcodec"
    assert "env.missing-module" not in [cause.rule for cause in diagnosis.causes]


def test_an_earlier_failed_step_explains_the_later_one_that_needs_its_product(library: Library) -> None:
    log = COMMAND.format(script="prepare_datasets/2-get-hubert-wav32k.py") + FFMPEG + COMMAND.format(script="s2_train.py") + MISSING
    diagnosis = judge(log, library)
    assert first(diagnosis) == "env.ffmpeg-missing"
    assert [episode.stage for episode in diagnosis.log.episodes] == ["get-hubert", "s2-train"]
    assert diagnosis.failed == (0, 1)
    assert first(judge(COMMAND.format(script="s2_train.py") + MISSING, library)) == "data.intermediate-missing"


def test_the_last_failed_run_counts_when_it_does_not_hang_on_an_earlier_one(library: Library) -> None:
    oom = ROOT_ERROR.format(error="torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.99 GiB of which 1.00 GiB is free.")
    module = ROOT_ERROR.format(error="ModuleNotFoundError: No module named 'librosa'")
    log = COMMAND.format(script="s2_train.py") + module + COMMAND.format(script="s2_train.py") + oom
    diagnosis = judge(log, library)
    assert first(diagnosis) == "gpu.out-of-memory"
    assert "env.missing-module" in [cause.rule for cause in diagnosis.causes[1:]]


def test_weak_signs_are_hints_and_not_a_verdict(library: Library) -> None:
    diagnosis = judge("Traceback (most recent call last):\n  File \"/home/a/b.py\", line 3, in f\n    x.y\nAttributeError: 'Foo' object has no attribute 'y'\n", library)
    assert diagnosis.status == "unrecognised"
    assert all(cause.confidence < 0.5 for cause in diagnosis.causes)
    assert diagnosis.root is not None
    assert diagnosis.root.type == "AttributeError"
    assert len(diagnosis.fingerprint) == 12


def test_a_traceback_without_its_beginning_may_end_with_any_dotted_name(library: Library) -> None:
    diagnosis = judge(
        """  File "D:\\tts\\capi\\collection.py", line 452, in _create
    sess = create(options)
strangelib.capi.state.InvalidArgument: [Strange] : 2 : INVALID_ARGUMENT : Got invalid dimensions
""",
        library,
    )
    assert diagnosis.root is not None
    assert diagnosis.root.type == "strangelib.capi.state.InvalidArgument"


def test_the_fingerprint_is_the_same_on_another_machine(library: Library) -> None:
    here = ROOT_ERROR.format(error="RuntimeError: strange thing 17 at /root/a/b.pth")
    there = here.replace("/root/GPT-SoVITS/", "D:\\AI\\GPT-SoVITS\\").replace("line 12", "line 99").replace("17 at /root/a/b.pth", "23 at D:\\x\\y.pth")
    assert judge(here, library).fingerprint == judge(there, library).fingerprint


def test_numbers_of_native_deaths_are_read(library: Library) -> None:
    diagnosis = judge(COMMAND.format(script="s2_train.py") + "torch.multiprocessing.spawn.ProcessExitedException: process 0 terminated with exit code 3221225477\n", library)
    assert [end.code for end in diagnosis.log.episodes[0].exits] == [3221225477]
    assert diagnosis.status != "healthy"


NOTICE = """+ pip install -e /srv/docs
ERROR: pip's dependency resolver does not currently take into account all the packages that are installed. This behaviour is the source of the following dependency conflicts.
cudf 25.4.0 requires pyarrow<20.0.0a0,>=14.0.0, but you have pyarrow 22.0.0 which is incompatible.
+ accelerate launch --config_file fsdp.yaml train.py
Traceback (most recent call last):
  File "/srv/train.py", line 28, in <module>
    from strange_module import Helper
ModuleNotFoundError: No module named 'strange_module'
"""


def test_a_mere_notice_of_pip_is_not_blamed_for_what_fails_later() -> None:
    first = diagnose(NOTICE.encode()).causes[0]
    assert (first.rule, first.line) == ("env.missing-module", 8)


PLAIN = """Traceback (most recent call last):

  Cell In[4], line 3
    func2(1)

  Cell In[2], line 2 in func1
    return a / b

ZeroDivisionError: division by zero
"""


def test_ipython_in_its_plain_mode_shows_frames_too(library: Library) -> None:
    root = judge(PLAIN, library).root
    assert root is not None
    assert [(frame.file, frame.line, frame.function, frame.source) for frame in root.frames] == [("Cell In[4]", 3, "", "func2(1)"), ("Cell In[2]", 2, "func1", "return a / b")]


PASTED = """"D:\\g\\runtime\\python.exe" -s GPT_SoVITS/prepare_datasets/2-get-sv.py
Traceback (most recent call last):
File "D:\\g\\GPT_SoVITS\\prepare_datasets\\2-get-sv.py", line 40, in <module>
raise FileNotFoundError(sv_path)
FileNotFoundError: GPT_SoVITS/pretrained_models/sv/pretrained_eres2netv2w24s4ep4.ckpt
"D:\\g\\runtime\\python.exe" -s GPT_SoVITS/prepare_datasets/3-get-semantic.py
<All keys matched successfully>
"""


def test_without_indentation_a_command_still_begins_a_run() -> None:
    stages = [episode.stage for episode in diagnose(PASTED.encode()).log.episodes]
    assert stages == ["get-sv", "get-semantic"]


NOTEBOOK = """TypeError                                 Traceback (most recent call last)
/home/u/notebooks/example.ipynb 셀 15 in <cell line: 3>()
      <a href='vscode-notebook-cell:/home/u/notebooks/example.ipynb#X31?line=0'>1</a> plt.figure()
----> <a href='vscode-notebook-cell:/home/u/notebooks/example.ipynb#X31?line=2'>3</a> show(masks)

TypeError: show() missing 1 required positional argument: 'mode'
"""


def test_cells_of_a_notebook_in_an_editor_are_frames(library: Library) -> None:
    root = judge(NOTEBOOK, library).root
    assert root is not None
    assert [(frame.file, frame.line, frame.function, frame.source) for frame in root.frames] == [("/home/u/notebooks/example.ipynb", 3, "<cell>", "show(masks)")]


@pytest.mark.parametrize(
    "log",
    [
        'INFO:     127.0.0.1:41112 - "POST /tts HTTP/1.1" 500 Internal Server Error\n',
        "CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\n"
        "For debugging consider passing CUDA_LAUNCH_BLOCKING=1.\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.\n",
        "$ ffmpeg -i in.mkv out.mp4\nffmpeg version 6.0 Copyright (c) 2000-2023 the FFmpeg developers\nin.mkv: No such file or directory\n",
        "bwe: fatal: band 7 has no anchor\nbwe: giving up\n",
        "AssertionError\n",
        "RuntimeError",
    ],
)
def test_what_is_left_of_a_failure_is_not_called_healthy(log: str, library: Library) -> None:
    assert judge(log, library).status == "unrecognised"


LIST = "[Errno 2] No such file or directory: 'D:\\\\x\\\\slicer_opt.list'"


@pytest.mark.parametrize("end", [f"FileNotFoundError : {LIST}", f"FileNotFoundError：{LIST}", f"FileNotFoundError:{LIST}"])
@pytest.mark.parametrize("frame", ['  File "{}", line 102, in <module>', '  File "{} " , line 102, in <module>', '  File "{}"，line 102，in <module>'])
def test_a_retyped_screenshot_has_blanks_and_wide_signs_where_python_prints_none(frame: str, end: str, library: Library) -> None:
    place = frame.format("D:\\GPT-SoVITS\\GPT_SoVITS\\prepare_datasets\\1-get-text.py")
    diagnosis = judge(f'Traceback (most recent call last):\n{place}\n    with open(inp_text, "r", encoding="utf8") as f:\n{end}\n', library)
    assert first(diagnosis) == "data.list-missing"
    assert diagnosis.root is not None
    assert (diagnosis.root.type, diagnosis.root.message) == ("FileNotFoundError", LIST)


def test_a_page_s_source_is_read_as_the_page(library: Library) -> None:
    log = (
        "Traceback (most recent call last):\n  File &quot;/content/GPT-SoVITS/GPT_SoVITS/text/japanese.py&quot;, line 5, in &lt;module&gt;\n"
        "    import pyopenjtalk\nModuleNotFoundError: No module named &#39;pyopenjtalk&#39;\n"
    )
    assert first(judge(log, library)) == "env.pyopenjtalk"


def test_a_trace_on_one_line_needs_no_header(library: Library) -> None:
    log = 'File "/home/u/GPT_SoVITS/inference_webui.py", line 638, in process_text raise ValueError(i18n("请输入有效文本")) ValueError: 请输入有效文本\n'
    assert first(judge(log, library)) == "data.text-empty"


def test_frames_above_a_warning_are_no_failure(library: Library) -> None:
    log = """A module that was compiled using NumPy 1.x cannot be run in
NumPy 2.2.6 as it may crash.

Traceback (most recent call last):  File "/root/GPT-SoVITS/GPT_SoVITS/s1_train.py", line 12, in <module>
    from AR.data.data_module import Text2SemanticDataModule
  File "/usr/lib/python3.10/site-packages/torchaudio/compliance/kaldi.py", line 22, in <module>
    EPSILON = torch.tensor(torch.finfo(torch.float).eps)
/usr/lib/python3.10/site-packages/torchaudio/compliance/kaldi.py:22: UserWarning: Failed to initialize NumPy: _ARRAY_API not found
  EPSILON = torch.tensor(torch.finfo(torch.float).eps)
Seed set to 1234
ckpt_path: None
`Trainer.fit` stopped: `max_epochs=1` reached.
"""
    assert judge(log, library).status == "healthy"


def test_blanks_that_reading_off_a_picture_puts_behind_dots_are_no_part_of_names(library: Library) -> None:
    log = (
        "Traceback (most recent call last):\n"
        '  File "D:\\GPT-SoVITS\\GPT_SoVITS\\prepare_datasets\\3-get-semantic. py " , line 78, in <module>\n    with open(path, "r", encoding="utf8") as f:\n'
        "FileNotFoundError : [Errno 2] No such file or directory: 'logs/demo/2-name2text. txt'\n"
    )
    diagnosis = judge(log, library)
    assert first(diagnosis) == "data.intermediate-missing"
    assert diagnosis.root is not None
    assert diagnosis.root.message.endswith("2-name2text.txt'")
    assert diagnosis.root.frames[0].file.endswith("3-get-semantic.py")


@pytest.mark.parametrize("end", ['"}', '","request_id":7}', '","ts":"2026-01-02T03:04:05Z"}'])
def test_a_logger_s_record_is_read_as_what_it_tells(end: str, library: Library) -> None:
    log = (
        r'{"level":"error","msg":"Traceback (most recent call last):\n  File \"/root/GPT-SoVITS/GPT_SoVITS/module/data_utils.py\", line 37, in __init__\n'
        r"    assert os.path.exists(self.path5)\nAssertionError" + end + "\n"
    )
    whole, cut = judge(log, library), judge(log.replace('{"level"', '{"level', 1), library)
    assert first(whole) == first(cut) == "data.intermediate-missing"


def test_a_logger_s_record_may_hold_a_whole_console(library: Library) -> None:
    log = r'{"level":"info","msg":"\"/root/python\" -s GPT_SoVITS/s2_train.py --config \"TEMP/tmp_s2.json\"\nstart training from epoch 1\nKilled"}' + "\n"
    assert first(judge(log, library)) == "host.out-of-memory"


def test_a_traceback_on_one_line_may_end_with_a_bare_name(library: Library) -> None:
    log = 'x = 1 File "/root/GPT-SoVITS/GPT_SoVITS/module/data_utils.py", line 37, in __init__ assert os.path.exists(self.path5) AssertionError\n'
    assert first(judge(log, library)) == "data.intermediate-missing"

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


def test_a_traceback_that_the_program_survived_is_no_verdict(library: Library) -> None:
    survived = 'Traceback (most recent call last):\n  File "/root/GPT-SoVITS/GPT_SoVITS/utils.py", line 80, in latest_checkpoint_path\n    x = f_list[-1]\nIndexError: list index out of range\n'
    log = COMMAND.format(script="s2_train.py") + survived + "start training from epoch 1\nINFO:demo:Train Epoch: 1 [0%]\n====> Epoch: 1\ntraining done\n"
    assert judge(log, library).status == "healthy"
    assert judge(COMMAND.format(script="s2_train.py") + survived, library).status == "unrecognised"


def test_weak_signs_are_hints_and_not_a_verdict(library: Library) -> None:
    diagnosis = judge("Traceback (most recent call last):\n  File \"/home/a/b.py\", line 3, in f\n    x.y\nAttributeError: 'Foo' object has no attribute 'y'\n", library)
    assert diagnosis.status == "unrecognised"
    assert all(cause.confidence < 0.5 for cause in diagnosis.causes)
    assert diagnosis.root is not None
    assert diagnosis.root.type == "AttributeError"
    assert len(diagnosis.fingerprint) == 12


def test_a_failed_foreign_program_is_never_healthy(library: Library) -> None:
    for text in (
        "cc -c a.c\na.c:3:1: error: unknown type name 'foo'\nmake: *** [Makefile:2: a.o] Error 1\n",
        "panic: runtime error: index out of range [3]\n\ngoroutine 1 [running]:\nmain.main()\n",
        "npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency tree\n",
        "bash: foo: command not found\n",
        "Reading package lists... Done\nE: Unable to locate package strange-thing\n",
        "+ CategoryInfo          : ResourceUnavailable: (:) [], ApplicationFailedException\n+ FullyQualifiedErrorId : NativeCommandFailed\n",
        "validating C:\\\\g\\\\docker-compose.yaml: services.x additional properties 'gpus' not allowed\n",
        "# ** Error: Simulation ran too long.\n",
        '"a.c",3  Fatal error[Pe1696]: cannot open source file "b.h"\nFatal error detected, aborting.\n',
        "[10/24/2023-15:43:07] [TRT] [E] 3: [executionContext.cpp::setInputShape::2264] Error Code 3: API Usage Error\n",
    ):
        assert judge(text, library).status == "unrecognised", text


def test_notes_and_warnings_of_native_libraries_are_no_failures(library: Library) -> None:
    for text in (
        "2021-02-05 16:56:50.978912: W tensorflow/stream_executor/cuda/cuda_driver.cc:326] failed call to cuInit: UNKNOWN ERROR (303)\n",
        "INFO: Could not find files for the given pattern(s).\n",
        "fatal: detected dubious ownership in repository at '/workspace/trainer'\n" * 10 + "Process 18107 exits successfully.\n",
        "W0512 10:11:12.123456 1234 socket.cpp:663] [c10d] The client socket has failed to connect to [host]:29500\n",
    ):
        assert judge(text, library).status == "healthy", text


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


TASK = """Task exception was never retrieved
future: <Task finished name='Task-24' coro=<Client.send() done> exception=Strange('403')>
Traceback (most recent call last):
  File "turn.py", line 179, in send
    raise exc
turn.StrangeFailure: transaction failed (403)
"""


def test_a_task_that_nobody_waited_for_is_a_failure_only_where_nothing_follows(library: Library) -> None:
    steps = "".join(f"{step} (1.7%) 52.0 ms\n" for step in range(20))
    assert judge(TASK, library).status == "unrecognised"
    assert judge(TASK + steps, library).status == "healthy"


def test_the_fingerprint_is_the_same_on_another_machine(library: Library) -> None:
    here = ROOT_ERROR.format(error="RuntimeError: strange thing 17 at /root/a/b.pth")
    there = here.replace("/root/GPT-SoVITS/", "D:\\AI\\GPT-SoVITS\\").replace("line 12", "line 99").replace("17 at /root/a/b.pth", "23 at D:\\x\\y.pth")
    assert judge(here, library).fingerprint == judge(there, library).fingerprint


def test_numbers_of_native_deaths_are_read(library: Library) -> None:
    diagnosis = judge(COMMAND.format(script="s2_train.py") + "torch.multiprocessing.spawn.ProcessExitedException: process 0 terminated with exit code 3221225477\n", library)
    assert [end.code for end in diagnosis.log.episodes[0].exits] == [3221225477]
    assert diagnosis.status != "healthy"


CALLBACK = """Exception in callback _ProactorBasePipeTransport._call_connection_lost(None)
handle: <Handle _ProactorBasePipeTransport._call_connection_lost(None)>
Traceback (most recent call last):
  File "asyncio\\\\events.py", line 80, in _run
  File "asyncio\\\\proactor_events.py", line 162, in _call_connection_lost
ConnectionResetError: [WinError 10054] 远程主机强迫关闭了一个现有的连接。
"""
WEBUI = "D:\\\\GPT-SoVITS>runtime\\\\python.exe -I webui.py zh_CN\nRunning on local URL:  http://0.0.0.0:9874\n"
STARTED = '"D:\\\\GPT-SoVITS\\\\runtime\\\\python.exe" -s GPT_SoVITS/inference_webui.py "zh_CN"\nRunning on local URL:  http://0.0.0.0:9872\n'


def test_a_browser_that_was_closed_is_no_failure_of_the_web_page() -> None:
    assert diagnose((WEBUI + CALLBACK).encode()).status == "healthy"


def test_a_web_page_that_starts_the_next_step_has_outlived_its_errors() -> None:
    error = 'Traceback (most recent call last):\n  File "webui.py", line 9, in <module>\n    load()\nOSError: [WinError 10060] timed out\n'
    assert diagnose((WEBUI + error).encode()).status != "healthy"
    assert diagnose((WEBUI + error + STARTED).encode()).status == "healthy"


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


CTRL_C = """Exception ignored in: <function _releaseLock at 0x7f9672ccd9e0>
Traceback (most recent call last):
  File "/opt/lib/python3.7/logging/__init__.py", line 221, in _releaseLock
    def _releaseLock():
KeyboardInterrupt
Traceback (most recent call last):
  File "play.py", line 9, in <module>
    trainer.fit(model, loader)
  File "/opt/lib/python3.7/site-packages/torch/utils/data/dataloader.py", line 792, in _try_get_data
    raise RuntimeError('DataLoader worker (pid(s) {}) exited unexpectedly'.format(pids_str))
RuntimeError: DataLoader worker (pid(s) 47681, 47682, 47683) exited unexpectedly
"""


def test_ctrl_c_that_was_ignored_in_one_place_still_ended_the_workers() -> None:
    assert diagnose(CTRL_C.encode()).causes[0].rule == "host.interrupted"


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


TOLD = {
    "求助各位大佬，一直报这个错：RuntimeError: cuFFT error: CUFFT_INTERNAL_ERROR 请问怎么解决？\n": "gpu.cufft-failure",
    "I get `ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject` every time\n": "env.numpy-abi",
}


@pytest.mark.parametrize("sentence", TOLD)
def test_an_error_told_in_a_sentence_is_one_where_nothing_else_is_shown(sentence: str) -> None:
    assert diagnose(sentence.encode()).causes[0].rule == TOLD[sentence]


def test_an_unknown_error_told_in_a_sentence_is_a_failure_unless_a_run_goes_on(library: Library) -> None:
    sentence = "It always says `StrangeError: nothing fits here` when I start\n"
    root = judge(sentence, library).root
    assert root is not None
    assert (root.type, root.message) == ("StrangeError", "nothing fits here")
    steps = "".join(f"{step}%|#    | {step}/100 [00:01<00:30,  3.10it/s]\n" for step in range(50))
    assert judge(sentence + steps, library).status == "healthy"
    assert judge("WARNING: " + sentence, library).status == "healthy"
    quoted = judge("It says `StrangeError: found `inf` or `nan` here` at once\n", library).root
    assert quoted is not None
    assert quoted.message == "found `inf` or `nan` here"


def test_blank_lines_below_every_line_change_nothing() -> None:
    assert diagnose((WEBUI + CALLBACK).replace("\n", "\n\n").encode()).status == "healthy"


def test_what_a_logger_reported_is_outlived_by_a_bar_that_moves(library: Library) -> None:
    steps = "".join(f"{step}%|#    | {step}/100 [00:01<00:30,  3.10it/s]\n" for step in range(50))
    error = "2025/01/22 13:28:20 ERROR strange.parallelizer: Error processing item 3\n"
    assert judge(steps + error, library).status == "unrecognised"
    assert judge(steps + error + "100%|#####| 100/100 [00:30<00:00,  3.10it/s]\nWall time: 51.8 s\n", library).status == "healthy"


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


REPORTED = """E20240512 15:13:03 3634799 strange.io file_io.py:949] An exception occurred in telemetry logging
Traceback (most recent call last):
  File "/opt/lib/python3.9/site-packages/strange/file_io.py", line 946, in log_keys
    handler.log_event()
AttributeError: _evt
"""


def test_what_a_logger_reports_is_no_failure_of_a_program_that_goes_on(library: Library) -> None:
    later = "".join(f"I20240512 15:13:04 3634799 strange.train helpers.py:102] saw example {number}\n" for number in range(300))
    assert judge(REPORTED, library).status == "unrecognised"
    assert judge(REPORTED + later, library).status == "healthy"
    assert judge(REPORTED + later + REPORTED, library).status == "healthy"


def test_what_a_library_complains_of_only_at_the_start_of_a_long_run_did_not_stop_it(library: Library) -> None:
    complaints = "".join(f"[1594407135.5{number}] ib_md.c:1933 UCX  ERROR ibv_open_device(mlx5_{number}) failed: No such file\n" for number in range(20))
    results = "".join(f"iteration {number} took some time\n" for number in range(200))
    assert judge(complaints + results, library).status == "healthy"
    assert judge(results + complaints, library).status == "unrecognised"


def test_gits_complaint_is_a_failure_only_at_the_end(library: Library) -> None:
    refusal = "fatal: detected dubious ownership in repository at 'E:/GPT-SoVITS'\n"
    assert judge(refusal, library).status == "unrecognised"
    assert judge(refusal + "100%|#####| 9/9 [00:30<00:00,  3.10it/s]\n", library).status == "healthy"
    assert judge(refusal + "".join(f"iteration {number} took some time\n" for number in range(200)), library).status == "healthy"


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


HUNG_UP = """INFO:     127.0.0.1:52110 - "POST /tts HTTP/1.1" 200 OK
ERROR:    Exception in ASGI application
Traceback (most recent call last):
  File "/opt/uvicorn/protocols/http/h11_impl.py", line 403, in run_asgi
    result = await app(
{error}
"""


def test_a_browser_that_went_away_is_no_failure_of_the_server(library: Library) -> None:
    served = 'INFO:     127.0.0.1:52110 - "POST /tts HTTP/1.1" 200 OK\n' * 3
    assert judge(HUNG_UP.format(error="asyncio.exceptions.CancelledError") + served, library).status == "healthy"
    assert judge(HUNG_UP.format(error="StrangeError: no") + served, library).status == "unrecognised"


def test_an_example_in_a_documentation_is_no_failure(library: Library) -> None:
    text = "Help on class Strange:\n\n |  complement(self)\n |      Traceback (most recent call last):\n |         ...\n |      ValueError: Proteins do not have complements!\n |\n"
    assert judge(text, library).status == "healthy"


def test_a_complaint_with_which_a_log_begins_is_explained_by_what_follows(library: Library) -> None:
    advice = "".join(f"Try this and that, number {number}\n" for number in range(12))
    assert judge("ERROR: strange directory does not exist\n" + advice, library).status == "unrecognised"


def test_a_page_that_is_served_has_outlived_what_was_complained_of(library: Library) -> None:
    assert judge("strange part导入失败，原因：x\nerror: no strange part\nRunning on local URL:  http://0.0.0.0:9874\n", library).status == "healthy"


DEATH = """Traceback (most recent call last):
  File "train.py", line 9, in <module>
    step()
StrangeError: {error}
"""


def test_what_was_called_fatal_ended_the_program_whatever_is_printed_after_it(library: Library) -> None:
    steps = "".join(f"Epoch {step}: reducing learning rate\n" for step in range(4))
    assert judge("07/03 10:10:31 PM: Fatal error in main():\n" + DEATH.format(error="no") + steps, library).status == "unrecognised"
    assert judge(DEATH.format(error="no") + steps, library).status == "healthy"


def test_what_left_the_main_function_ended_the_program_even_if_others_print_on(library: Library) -> None:
    steps = "".join(f"Client: 8, Epoch: {step}, loss: 0.5\n" for step in range(9))
    death = DEATH.format(error="no").replace("step()", "main(args)")
    assert judge(death + steps, library).status == "unrecognised"
    assert judge(death + steps + "training done\n", library).status == "healthy"


def test_a_thread_that_died_is_outlived_by_what_goes_on(library: Library) -> None:
    rows = "".join(f"{row} (1.7%)   52.0 ms   63 K\n" for row in range(40))
    assert judge("Exception in thread Thread-8:\n" + DEATH.format(error="no") + rows, library).status == "healthy"
    assert judge("Exception in thread Thread-8:\n" + DEATH.format(error="no"), library).status == "unrecognised"


def test_an_exception_that_a_logger_wrote_in_a_line_is_outlived_with_it(library: Library) -> None:
    line = "11/22 16:45:33 [ERROR] failed to bind a strange port\nException: [SocketCore.cc:312] errorCode=1 Failed to bind\n"
    assert judge(line, library).status == "unrecognised"
    assert judge(line + "11/22 16:45:36 [NOTICE] Download complete\n" + "a|b\n" * 12 + "Done.\n", library).status == "healthy"

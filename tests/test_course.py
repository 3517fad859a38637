"""Whether a program went on after what it reported, or failed of it: by its tracebacks, its complaints, or what somebody tells."""

from __future__ import annotations

import pytest

from diagnose import diagnose
from diagnose.library import Library
from tests.test_judging import COMMAND, judge


def test_a_traceback_that_the_program_survived_is_no_verdict(library: Library) -> None:
    survived = 'Traceback (most recent call last):\n  File "/root/GPT-SoVITS/GPT_SoVITS/utils.py", line 80, in latest_checkpoint_path\n    x = f_list[-1]\nIndexError: list index out of range\n'
    log = COMMAND.format(script="s2_train.py") + survived + "start training from epoch 1\nINFO:demo:Train Epoch: 1 [0%]\n====> Epoch: 1\ntraining done\n"
    assert judge(log, library).status == "healthy"
    assert judge(COMMAND.format(script="s2_train.py") + survived, library).status == "unrecognised"


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
        "make: *** No rule to make target 'all'.  Stop.\n",
        "thread 'main' panicked at src/mixer.rs:210:9:\nqueue is empty\n",
        "docker: Error response from daemon: pull access denied for voice/studio\n",
        '2025/06/01 10:11:12 [emerg] 7#7: host not found in upstream "tts:9880"\n',
        'Error from server (NotFound): deployments.apps "tts" not found\n',
        "train-0   0/1   CrashLoopBackOff   7 (31s ago)   12m\n",
        "systemd[1]: tts.service: Failed with result 'exit-code'.\n",
        "gzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n",
        "Error in f(x) : chain diverged\nExecution halted\n",
        "the input device is not a TTY\n",
        "[10/24/2023-15:43:07] [TRT] [E] 3: [executionContext.cpp::setInputShape::2264] Error Code 3: API Usage Error\n",
    ):
        assert judge(text, library).status == "unrecognised", text


def test_notes_and_warnings_of_native_libraries_are_no_failures(library: Library) -> None:
    for text in (
        "2021-02-05 16:56:50.978912: W tensorflow/stream_executor/cuda/cuda_driver.cc:326] failed call to cuInit: UNKNOWN ERROR (303)\n",
        "could not connect to telemetry server (Connection refused), ignoring\nstep 3 loss=2.1\n",
        "NET/Plugin: Could not find: libnccl-net.so. Using internal net plugin.\n",
        "W: Failed to fetch http://ppa.example/x  404  Not Found\nSetting up ffmpeg (7:4.4.2) ...\n",
        "INFO: Could not find files for the given pattern(s).\n",
        "fatal: detected dubious ownership in repository at '/workspace/trainer'\n" * 10 + "Process 18107 exits successfully.\n",
        "W0512 10:11:12.123456 1234 socket.cpp:663] [c10d] The client socket has failed to connect to [host]:29500\n",
    ):
        assert judge(text, library).status == "healthy", text


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

"""How a program ended is read from every shell and trainer, and told in words; other numbers are no ends."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.exits import SIGNALS, exit_words, may_be_exit, read_exit


@pytest.mark.parametrize(
    ("text", "code", "signal"),
    [
        ("torch.multiprocessing.spawn.ProcessExitedException: process 0 terminated with exit code 3221225477", 3221225477, ""),
        ("process 0 terminated with exit code -1073741819", 3221225477, ""),
        ("Process finished with exit code -1073740791 (0xC0000409)", 3221226505, ""),
        ("Process finished with exit code 1", 1, ""),
        ("Process finished with exit code 0", 0, ""),
        ("Process finished with exit code -1", -1, ""),
        ("Process finished with exit code 139 (interrupted by signal 11:SIGSEGV)", 139, "SIGSEGV"),
        ("exit code 0137", 137, "SIGKILL"),
        ("exit code 0xC0000094", 0xC0000094, ""),
        ("gpt-sovits-1 exited with code 137", 137, "SIGKILL"),
        ("gpt-sovits exited with code 0", 0, ""),
        ("  │ exit code: 1", 1, ""),
        ("Got exit code 1", 1, ""),
        ("##[error]Process completed with exit code 134.", 134, "SIGABRT"),
        ("  exitcode  : -9 (pid: 2718376)", -9, "SIGKILL"),
        ("  exitcode  : 1 (pid: 72231)", 1, ""),
        ("failed (exitcode: -11) local_rank: 0 (pid: 72231) of binary: /usr/bin/python", -11, "SIGSEGV"),
        ("exitcode=-6", -6, "SIGABRT"),
        ("exit_code: 143", 143, "SIGTERM"),
        ("subprocess.CalledProcessError: Command '['cmake', '..']' returned non-zero exit status 1.", 1, ""),
        ("subprocess.CalledProcessError: Command 'x' returned non-zero exit status 3221225781.", 0xC0000135, ""),
        ("The command '/bin/sh -c pip install' returned a non-zero code: 127", 127, ""),
        ("user command error: The plugin docker command hook exited with status 1", 1, ""),
        ("RuntimeError: DataLoader worker (pid(s) 9) exited unexpectedly with exit code 1. Details are lost", 1, ""),
        ("进程已退出，退出代码为 3221225477", 3221225477, ""),
        ("退出码：-1073741819", 3221225477, ""),
        ("process 0 terminated with signal SIGKILL", None, "SIGKILL"),
        ("RuntimeError: DataLoader worker (pid 933394) is killed by signal: Killed. ", None, "SIGKILL"),
        ("DataLoader worker (pid 123) is killed by signal: Bus error. It is possible that", None, "SIGBUS"),
        ("DataLoader worker (pid 14817) is killed by signal: Terminated.", None, "SIGTERM"),
        ("DataLoader worker (pid 1) is killed by signal: Segmentation fault. ", None, "SIGSEGV"),
        ("subprocess.CalledProcessError: Command 'x' died with <Signals.SIGABRT: 6>.", None, "SIGABRT"),
        ("  traceback : Signal 9 (SIGKILL) received by PID 12345", None, "SIGKILL"),
        ("[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x49f]", None, "SIGSEGV"),
        ("Segmentation fault (core dumped)", None, "SIGSEGV"),
        ("Segmentation fault", None, "SIGSEGV"),
        ("Segmentation fault: 11", None, "SIGSEGV"),
        ("./run.sh: line 5: 12345 Segmentation fault      (core dumped) python webui.py", None, "SIGSEGV"),
        ("Fatal Python error: Segmentation fault", None, "SIGSEGV"),
        ("Fatal Python error: Aborted", None, "SIGABRT"),
        ("/tmp/slurm_script: line 22: 4711 Killed                  poetry run python ./train.py", None, "SIGKILL"),
        ("Killed", None, "SIGKILL"),
        ("Killed: 9", None, "SIGKILL"),
        ("Killed python s2_train.py", None, "SIGKILL"),
        ("Aborted (core dumped)", None, "SIGABRT"),
        ("Abort trap: 6", None, "SIGABRT"),
        ("Bus error (core dumped)", None, "SIGBUS"),
        ("Illegal instruction (core dumped)", None, "SIGILL"),
        ("Floating point exception (core dumped)", None, "SIGFPE"),
        ("Terminated", None, "SIGTERM"),
        ("段错误 (核心已转储)", None, "SIGSEGV"),
        ("段错误（核心已转储）", None, "SIGSEGV"),
        ("段错误", None, "SIGSEGV"),
        ("run.sh: 行 3: 段错误", None, "SIGSEGV"),
        ("已杀死", None, "SIGKILL"),
        ("已放弃 (核心已转储)", None, "SIGABRT"),
        ("总线错误 (核心已转储)", None, "SIGBUS"),
        ("非法指令 (核心已转储)", None, "SIGILL"),
        ("zsh: killed     python webui.py", None, "SIGKILL"),
        ("zsh: segmentation fault  python GPT_SoVITS/s1_train.py", None, "SIGSEGV"),
        ("zsh: abort      python GPT_SoVITS/s1_train.py --config_file TEMP/tmp_s1.yaml", None, "SIGABRT"),
        ("zsh: illegal hardware instruction  python webui.py", None, "SIGILL"),
        ("[1]    12345 killed     python webui.py", None, "SIGKILL"),
        ("[1]  + 12345 bus error  python webui.py", None, "SIGBUS"),
    ],
)
def test_ends_of_programs_are_read(text: str, code: Optional[int], signal: str) -> None:
    end = read_exit(text, 7)
    assert end is not None
    assert (end.code, end.signal, end.line, end.text) == (code, signal, 7, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OSError: [WinError 1455] 页面文件太小",
        "Error code 1455",
        "Error code: 429 - {'error': {'message': 'Rate limit'}}",
        "HTTP status 500",
        'INFO:     127.0.0.1:50000 - "GET /tts HTTP/1.1" 200 OK',
        "status code 404",
        "exit status unknown",
        "the exit code is not shown",
        "exit code 1.5",
        "exit code 12345678901234567890",
        "    exitcode = _main(fd, parent_sentinel)",
        "    signaled = self._cond.wait(timeout)",
        "INFO: Signal handler active",
        "Sending process 72232 closing signal SIGTERM",
        "RuntimeError: cuFFT doesn't support signals of half type with compute capability less than SM_53",
        "error: Bad exit status from /var/tmp/rpm-tmp.x6tBrE (%build)",
        "Killed the old process",
        "Aborted by the user after 3 tries",
        "Terminated early because of early stopping",
        "Some of the step tasks have been OOM Killed.",
        "进程已终止",
        "已杀死所有旧进程",
        "已完成 100%",
        "vocal.wav|demo|ZH|他已杀死了那头怪物",
        "zsh: command not found: python",
        "[1]: time 10",
        "source code 0x12",
        "encoding: utf-8 code page 65001",
    ],
)
def test_other_lines_tell_of_no_end(text: str) -> None:
    assert read_exit(text, 1) is None


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (3221225477, "3221225477 (0xC0000005): 访问冲突（本机代码崩溃）", "3221225477 (0xC0000005): access violation (native code crashed)"),
        (-1073741819, "3221225477 (0xC0000005): 访问冲突（本机代码崩溃）", "3221225477 (0xC0000005): access violation (native code crashed)"),
        ("3221225620", "3221225620 (0xC0000094): 本机代码里的整数除零", "3221225620 (0xC0000094): integer division by zero in native code"),
        ("0xC0000409", "3221226505 (0xC0000409): 快速失败（栈缓冲区溢出或 abort）", "3221226505 (0xC0000409): fail-fast (stack buffer overrun or abort)"),
        (137, "137: SIGKILL, 被系统强制结束（多为内存不足）", "137: SIGKILL, killed by the system (mostly out of memory)"),
        (-9, "-9: SIGKILL, 被系统强制结束（多为内存不足）", "-9: SIGKILL, killed by the system (mostly out of memory)"),
        ("139", "139: SIGSEGV, 段错误（本机代码崩溃）", "139: SIGSEGV, segmentation fault (native code crashed)"),
        ("SIGBUS", "SIGBUS: 总线错误（多为共享内存不足）", "SIGBUS: bus error (mostly shared memory that is full)"),
        (1, "1: 程序报错退出", "1: ended with an error"),
        (127, "127: 找不到命令", "127: command not found"),
        (42, "42", "42"),
        (-1, "-1", "-1"),
        (0xC0001234, "3221230132 (0xC0001234)", "3221230132 (0xC0001234)"),
        ("SIGUSR1", "SIGUSR1", "SIGUSR1"),
        ("", "", ""),
        ("abc", "abc", "abc"),
    ],
)
def test_exit_codes_are_told_in_words_with_the_number_people_search_for(number: object, zh: str, en: str) -> None:
    assert exit_words(number, "zh") == zh
    assert exit_words(number) == en


def test_every_signal_has_words_in_both_languages() -> None:
    for signal in SIGNALS.values():
        assert exit_words(signal, "zh") != exit_words(signal, "en")
        assert exit_words(signal, "zh").startswith(f"{signal}: ")


PARTS = ["exit code ", "exited with code ", "signal", "SIGKILL", "Killed", "已杀死", "-", "0x", "0", "137", "3221225477", " ", ":", "(", "9999999999999999999999"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=20).map("".join)))
def test_any_line_is_read_without_fail(text: str) -> None:
    end = read_exit(text, 1)
    if end:
        assert may_be_exit(text)
        assert end.code is not None or end.signal or end.text
        exit_words(end.code if end.code is not None else end.signal, "zh")
    exit_words(text)

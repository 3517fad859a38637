"""How programs end: exit codes, NTSTATUS numbers and signals, read from a log and told in words."""

from __future__ import annotations

from typing import Optional

from diagnose.late import late
from diagnose.model import Exit

SIGNALS = {1: "SIGHUP", 2: "SIGINT", 4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM"}

_SIGNAL_WORDS = {
    "SIGHUP": ("终端已关闭", "the terminal was closed"),
    "SIGINT": ("被 Ctrl-C 中断", "interrupted by Ctrl-C"),
    "SIGILL": ("非法指令（CPU 可能不支持 AVX）", "illegal instruction (perhaps a CPU without AVX)"),
    "SIGABRT": ("程序自己中止（C++ 异常或断言）", "aborted itself (C++ exception or assertion)"),
    "SIGBUS": ("总线错误（多为共享内存不足）", "bus error (mostly shared memory that is full)"),
    "SIGFPE": ("本机代码里的整数除零", "integer division by zero in native code"),
    "SIGKILL": ("被系统强制结束（多为内存不足）", "killed by the system (mostly out of memory)"),
    "SIGSEGV": ("段错误（本机代码崩溃）", "segmentation fault (native code crashed)"),
    "SIGPIPE": ("管道另一端已关闭", "the other end of a pipe was closed"),
    "SIGTERM": ("被要求结束", "was asked to end"),
}

_CODE_WORDS = {
    1: ("程序报错退出", "ended with an error"),
    2: ("用法错误或文件打不开", "usage error, or a file that cannot be opened"),
    126: ("文件没有执行权限", "not executable"),
    127: ("找不到命令", "command not found"),
    0xC0000005: ("访问冲突（本机代码崩溃）", "access violation (native code crashed)"),
    0xC0000006: ("读取磁盘上的程序失败（磁盘或网络盘断开）", "a page could not be read from disk (a drive went away)"),
    0xC0000017: ("内存不足", "out of memory"),
    0xC000001D: ("非法指令（CPU 可能不支持 AVX）", "illegal instruction (perhaps a CPU without AVX)"),
    0xC000007B: ("DLL 位数不符", "a DLL of the wrong bitness"),
    0xC0000094: ("本机代码里的整数除零", "integer division by zero in native code"),
    0xC00000FD: ("栈溢出", "stack overflow"),
    0xC000012D: ("页面文件不足（提交内存用尽）", "the page file is used up (commit limit)"),
    0xC0000135: ("找不到 DLL", "a DLL was not found"),
    0xC0000139: ("DLL 版本不匹配（找不到入口点）", "entry point not found (mixed versions of a DLL)"),
    0xC000013A: ("被 Ctrl-C 中断", "interrupted by Ctrl-C"),
    0xC0000142: ("DLL 初始化失败", "a DLL failed to initialise"),
    0xC0000374: ("堆损坏", "heap corruption"),
    0xC0000409: ("快速失败（栈缓冲区溢出或 abort）", "fail-fast (stack buffer overrun or abort)"),
    0xC06D007E: ("找不到延迟加载的 DLL", "a delay-loaded DLL was not found"),
    0xE06D7363: ("没有被接住的 C++ 异常", "a C++ exception that nobody caught"),
}

_CODE = late(
    r"(?:terminated with exit code|\bexit(?:ed)?(?: with)?(?: exit)? (?:code|status)[:=]?|\bexit_?code *[:=]|returned a non-zero code:|退出代码为?[:：]?|退出码为?[:：]?|返回码为?[:：]?)"
    r"\s*(?P<code>0x[0-9A-Fa-f]{8}|-?\d{1,10})(?![\w.]*\w)"
)
_SIGNAL = late(r"(?:terminated with signal|killed by signal:?|died with <Signals\.|received signal|[Ss]ignal \d+ \(|\[signal)\s*(?P<signal>SIG[A-Z]+|[A-Z][a-z]+(?: [a-z]+)?)")
_NATIVE = late(
    r"(?:^|: *|\bline \d+: *\d+ +)(?P<word>Segmentation fault|Bus error|Illegal instruction|Aborted|Abort trap|Killed|Floating point exception|Terminated"
    r"|段错误|已杀死|已放弃|已中止|已终止|总线错误|非法指令|浮点数例外)(?:: \d+)?(?: *[(（]?(?:core dumped|核心已转储|吐核)[)）]?)?(?P<rest>\s.*)?$"
)
_SHELL = late(r"^(?:zsh: |\[\d+\] +[+-]? *\d+ +)(?P<word>segmentation fault|bus error|illegal hardware instruction|abort|killed|terminated|floating point exception|interrupt)\b")
_WORD_SIGNAL = {
    "Segmentation fault": "SIGSEGV", "段错误": "SIGSEGV", "Bus error": "SIGBUS", "总线错误": "SIGBUS", "Illegal instruction": "SIGILL", "非法指令": "SIGILL",
    "Illegal hardware instruction": "SIGILL", "Aborted": "SIGABRT", "Abort": "SIGABRT", "Abort trap": "SIGABRT", "已放弃": "SIGABRT", "已中止": "SIGABRT",
    "Killed": "SIGKILL", "已杀死": "SIGKILL", "Floating point exception": "SIGFPE", "浮点数例外": "SIGFPE", "Terminated": "SIGTERM", "已终止": "SIGTERM",
    "Interrupt": "SIGINT", "Hangup": "SIGHUP",
}  # fmt: skip
_PROGRAM = late(r"python|\.(?:py|sh|exe)\b|\"|/|\(")
_HINT = late(r"xit|ignal|code|退出|返回码|Segm|段错|Bus|Killed|Abort|Illegal|已|Floating|总线|非法|浮点|Terminated|zsh: |^\[\d")


def may_be_exit(text: str) -> bool:
    """A quick look: False for a line that tells of no end, whatever its numbers are."""
    return _HINT.search(text) is not None


def read_exit(text: str, line: int) -> Optional[Exit]:
    """The end of a program that a line tells of."""
    if not may_be_exit(text):
        return None
    match = _CODE.search(text)
    if match:
        code = _unsigned(int(match["code"], 16 if "x" in match["code"] else 10))
        return Exit(code, _signal_of(code), line, text.strip())
    match = _SIGNAL.search(text) or _SHELL.match(text) or _NATIVE.search(text)
    if not match:
        return None
    found = match.groupdict()
    if found.get("rest") and not found["rest"].startswith("  ") and not _PROGRAM.search(found["rest"]):
        return None  # a sentence that begins with the word
    name = found.get("signal") or found["word"]
    return Exit(None, name if name.startswith("SIG") else _WORD_SIGNAL.get(name[0].upper() + name[1:], ""), line, text.strip())


def _unsigned(code: int) -> int:
    """An NTSTATUS that was read as a signed number is negative."""
    return code + (1 << 32) if code < -255 else code


def _signal_of(code: int) -> str:
    """The signal a POSIX status tells of; -1 is no signal but what Windows says of a program that was stopped."""
    return SIGNALS.get(-code if code < -1 else code - 128, "") if code < 256 else ""


def exit_words(number: object, lang: str = "en") -> str:
    """What an exit code or a signal's name means, with the number in the form people search for.

    `number` is an int (POSIX status, negative signal number or NTSTATUS), a decimal text, or a name such as `SIGKILL`.
    """
    column = 0 if lang == "zh" else 1
    text = str(number)
    if text.startswith("SIG"):
        return f"{text}: {_SIGNAL_WORDS[text][column]}" if text in _SIGNAL_WORDS else text
    try:
        code = int(text, 0)
    except ValueError:
        return text
    code = _unsigned(code)
    shown = f"{code} (0x{code:08X})" if code > 0xFFFF else str(code)
    if code in _CODE_WORDS:
        return f"{shown}: {_CODE_WORDS[code][column]}"
    signal = _signal_of(code)
    return f"{shown}: {signal}, {_SIGNAL_WORDS[signal][column]}" if signal else shown

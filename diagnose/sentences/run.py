"""What the command `run` says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "run.help": (
        "运行一个训练命令（或整个 WebUI）：颜色和进度条照旧，留下日志，一出错就诊断。退出码是命令自己的。",
        "Run a training command (or the whole web UI): colours and bars as ever, its log kept, diagnosed the moment it fails. The exit code is the command's own.",
    ),
    "run.help-command": ("要运行的命令，前面加 -- 。", "The command to run, after -- ."),
    "run.help-log": (
        "日志写到这个文件（已存在就换个名字）。不给时放在自己的日志目录。",
        "Keep the log in this file (one that exists is left alone and a new name chosen). Left out: in your own folder of logs.",
    ),
    "run.not-found": (
        "找不到命令 {name}。请检查拼写和当前目录；相对路径要从当前目录算起，例如 runtime\\python.exe。",
        "There is no command {name}. Check its spelling and the current folder: a relative path such as runtime\\python.exe starts there.",
    ),
    "run.not-executable": ("{name} 不能运行：{reason}", "{name} cannot be run: {reason}"),
    "run.no-log": (
        "日志写不进 {name}：{reason}。命令照常运行，但不留日志，只在结束后根据最后一段输出诊断。",
        "The log cannot be written to {name}: {reason}. The command runs all the same; no log is kept, and the diagnosis at its end sees the last part of the output only.",
    ),
    "run.log-ends": (
        "日志 {name} 写到一半就写不下去了：{reason}。之后的输出只用于诊断，没有保存。",
        "The log {name} could not be written any further: {reason}. What came later was diagnosed, not kept.",
    ),
    "run.still-reading": ("命令已结束，还在读剩下的日志……（Ctrl-C 跳过）", "The command has ended; the rest of its log is still being read ... (Ctrl-C skips it)"),
    "run.lost-parts": (
        "输出太快，有 {count} 段日志没来得及看就被轮换掉了。",
        "The output came so fast that {count} parts of the log were rotated away before they were looked at.",
    ),
    "run.observer-died": (
        "诊断部分意外停止了；命令没有受影响。可以自己诊断日志：sovits-doctor {name}",
        "The diagnosing part ended unexpectedly; the command was not touched. Diagnose the log yourself: sovits-doctor {name}",
    ),
}

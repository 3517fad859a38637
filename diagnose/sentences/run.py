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
}

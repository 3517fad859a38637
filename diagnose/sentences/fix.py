"""Sentences of the command `fix`."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    # help
    "fix.help": (
        "安全地修好能修的：先给你看改动，问过再写，留备份，改完再检查。\n\n退出码：0 没有要修的或都修好了，1 还有没修的，2 用法或文件有问题。",
        "Repair what is safe to repair: shows every change, asks, keeps a backup, checks afterwards.\n\nExit: 0 nothing to repair or all repaired, 1 something is left, 2 wrong usage or a file that cannot be used.",
    ),
    "fix.help-log": ("失败的日志，- 表示标准输入；不写就只按检查结果修。", "The log of a failed run, or - for standard input; without one only what the checks find."),
    "fix.help-workspace": ("GPT-SoVITS 的程序目录。不写就从当前目录找。", "GPT-SoVITS's program folder; looked for from the current folder when left out."),
    "fix.help-config": ("要修的配置文件，可多次给出。", "A configuration file to repair; may be given several times."),
    "fix.help-python": ("训练用的 Python：检查它，并按这台机器建议数值。", "The Python that trains: it is checked, and values are suggested for its machine."),
    "fix.help-dry-run": ("只看改动，什么都不写。", "Show the changes and write nothing."),
    "fix.help-yes": ("不问，直接改。", "Do not ask."),
    "fix.help-undo": ("撤销上一次修改，每个字节都还原。", "Take back the last fix, byte for byte."),
    "fix.help-force": ("文件后来又改过也撤销（改过的内容会先备份）。", "Undo although a file was changed since (what it holds now is kept in the backup first)."),
}

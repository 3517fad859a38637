"""What a reply to somebody's issue says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "reply.help-format": (
        "输出格式，默认 terminal。sarif 给代码扫描用；reply 是给提问者的回复，日志可以是 issue 的原文或 gh 导出的 JSON。",
        "Format of the output; terminal when left out. sarif is for code scanning; reply is the comment for whoever asks: the log may be an issue's text, or JSON from gh.",
    ),
    "reply.help-store": (
        "triage --store 的文件：--format reply 会附上同样失败以前得到的回答。",
        "The file of triage --store: --format reply names the answer that the same failure got before.",
    ),
    "reply.found": ("你好，谢谢贴出日志。日志里能看出失败的原因：", "Hi, thank you for the log. It shows why the run failed:"),
    "reply.likely": (
        "你好，谢谢贴出日志。原因很可能是这个，不过只凭这份日志还不能完全确定：",
        "Hi, thank you for the log. This is probably the cause, though the log alone does not quite prove it:",
    ),
    "reply.unknown": (
        "你好，谢谢贴出日志。已知的原因里没有一个能解释这次失败。日志里能看到的是：",
        "Hi, thank you for the log. None of the known causes explains this failure. What the log shows:",
    ),
    "reply.healthy": (
        "你好，贴出来的内容里看不到运行失败的报错，所以还说不出原因。",
        "Hi, what you posted does not show the error of a failed run, so the cause cannot be told yet.",
    ),
    "reply.line": ("第 {line} 行：", "Line {line}: "),
    "reply.place": ("{place}：", "{place}: "),
    "reply.follows": ("日志里的其他报错是由它引起的，不用单独处理。", "The other errors of the log follow from it; nothing has to be done about them."),
    "reply.further": ("日志里还有这些问题；解决上面的以后如果还在，再处理：", "The log also shows this; see to it if it is still there once the first is solved:"),
    "reply.consequence": (
        "这只是另一个错误的后果（{title}），真正的原因不在贴出来的内容里，要看它前后的日志。",
        "That is only a consequence of another error ({title}). What caused it is not in what was posted; it stands above or below in the log.",
    ),
    "reply.other-way": ("不行的话：{title}", "If that does not help: {title}"),
    "reply.hints": ("也许和这些有关，但还不能确定：", "It may have to do with one of these, which is not certain:"),
    "reply.missing": ("为了确定原因，请在这里补充：", "To be sure of the cause, please add here:"),
    "reply.missing-log": (
        "从启动命令到最后一行的完整控制台输出（复制文字，放在两行 ```` ``` ```` 之间；不要截图）。网页上的提示不够，要看黑色窗口（终端）里的内容。",
        "the whole output of the console, from the command to the last line (as text between two lines of ```` ``` ````; no screenshot). What the web page says is not enough.",
    ),
    "reply.missing-traceback": (
        "完整的 Traceback：从 `Traceback (most recent call last):` 到最后一行，上面几十行也一起贴。",
        "the whole traceback, from `Traceback (most recent call last):` to the last line, with some dozens of lines above it.",
    ),
    "reply.missing-command": (
        "运行的命令（GPT-SoVITS 的 WebUI 会把它打印在这一步的最前面，带引号的 python 那一行）。",
        "the command that ran (the web UI of GPT-SoVITS prints it at the start of the step, a line with python in quotes).",
    ),
    "reply.missing-config-s2": (
        "训练开始时打印的配置：以 `INFO:` 开头、含有 `{{'train': …` 的那一行；或文件 `TEMP/tmp_s2.json` 的内容。",
        "the configuration printed when training starts: the line that begins with `INFO:` and holds `{{'train': …`; or the content of `TEMP/tmp_s2.json`.",
    ),
    "reply.missing-config-s1": ("文件 `TEMP/tmp_s1.yaml` 的内容（GPT 训练不会打印它）。", "the content of `TEMP/tmp_s1.yaml` (GPT training does not print it)."),
    "reply.missing-system": (
        "系统、显卡和程序的版本（GPT-SoVITS：整合包的文件名，或 `git log -1` 的输出）。",
        "your system, graphics card, and the version of the program (GPT-SoVITS: name of the package's file, or output of `git log -1`).",
    ),
    "reply.answered": ("同样的失败以前回答过，可以先看：{link}", "The same failure was answered before; have a look: {link}"),
    "reply.answered-link": ("那次的回答", "that answer"),
    "reply.details": ("细节：前因后果和日志摘录", "Details: what caused what, and excerpts of the log"),
    "reply.foot": (
        "由 sovits-doctor {version} 按规则从日志自动得出，不是人写的；不对的话请直接回复。",
        "Found in the log by sovits-doctor {version}, by rules, not written by a person; if it is wrong, please say so here.",
    ),
}

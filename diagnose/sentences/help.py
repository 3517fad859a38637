"""Help of the command itself, and of options that several commands have."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "help.program": (
        "读 GPT-SoVITS 失败的日志，说出原因、证据和解决办法。\n\n例：训练命令 2>&1 | sovits-doctor，或 sovits-doctor train.log",
        "Reads the log of a failed GPT-SoVITS run and tells the cause, the proof and the way out.\n\nSuch as: COMMAND 2>&1 | sovits-doctor, or sovits-doctor train.log",
    ),
    "help.diagnose": (
        "诊断日志（默认命令，可以不写）。退出码：0 没有失败，1 找到原因，3 没认出原因，2 用法或输入有误。",
        "Diagnose logs (the default command; its name may be left out). Exit: 0 no failure, 1 cause found, 3 not recognised, 2 wrong usage or input.",
    ),
    "help.logs": ("日志文件、通配符、.gz、.zip，或 - 表示标准输入。", "Log files, globs, .gz, .zip, or - for standard input."),
    "help.format": ("输出格式，默认 terminal。", "Format of the output; terminal when left out."),
    "help.output": (
        "写进文件，格式看后缀（.html、.md、.json、.sarif、.txt）；给文件夹则每份日志写一个文件。已有的文件不会被覆盖，会换一个新名字。",
        "Write to a file, its format told by the suffix (.html, .md, .json, .sarif, .txt), or to a folder, one file for each log. A file that exists is left alone and a new name chosen.",
    ),
    "help.force": ("替换已有的报告文件。", "Replace a report that exists."),
    "help.no-redact": (
        "给别人看的格式（html、markdown、json 等）里不替换用户名、地址、密钥等隐私信息。",
        "Do not replace user names, addresses and keys in formats meant for others (html, markdown, json and so on).",
    ),
    "help.lang": ("报告语言；both 让 Markdown 两种语言都有（网页总是都有）。", "Language of the report; both puts both into Markdown (a page always holds both)."),
    "help.own-rules": ("自己的规则目录，可多次给出。", "A folder of own rules; may be given several times."),
    "help.article": ("显示完整的说明文章。", "Show the whole article."),
    "help.verbose": ("说明为什么是它，并列出所有线索。", "Say why this cause won, and list every hint."),
    "help.quiet": ("管道输入时不转发日志。", "Do not pass a piped log through."),
    "help.version": ("显示版本。", "Show the version."),
    "help.rules": ("规则库。", "The library of rules."),
    "help.explain": ("显示一条规则的完整文章，不需要日志。", "Show a rule's whole article, without a log."),
}

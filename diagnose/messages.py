"""Every sentence of the interface, in Chinese and English, in one table."""

from __future__ import annotations

import locale
import os
import sys
from typing import Dict, Mapping, Tuple

ZH, EN = "zh", "en"

TABLE: Dict[str, Tuple[str, str]] = {
    # what was wrong with the input
    "input-missing": (
        "找不到文件 {name}。请检查路径，或把日志通过管道传进来：命令 2>&1 | sovits-doctor",
        "There is no file {name}. Check the path, or pipe the log in: COMMAND 2>&1 | sovits-doctor",
    ),
    "input-folder": ("{name} 是文件夹。请给出日志文件，例如 {name}/train.log", "{name} is a folder. Give the log file, such as {name}/train.log"),
    "input-no-match": ("没有文件符合 {name}。", "No file matches {name}."),
    "input-unreadable": ("无法读取 {name}：{reason}。请检查权限，或换一份文件。", "{name} cannot be read: {reason}. Check the permissions, or use another copy."),
    "input-binary": ("{name} 是二进制文件，不是日志。请给出控制台的文字输出。", "{name} is a binary file, not a log. Give the text that the console printed."),
    "input-empty": (
        "{name} 里什么都没有。运行训练时用 2>&1 把错误输出也收进来，再试一次。",
        "There is nothing in {name}. Catch the errors as well (2>&1) when you run the training, then try again.",
    ),
    "input-none": (
        "没有收到日志。给我日志的三种办法：\n  sovits-doctor train.log\n  训练命令 2>&1 | sovits-doctor\n  sovits-doctor -        （粘贴日志，再按 Ctrl-D；Windows 按 Ctrl-Z 和回车）\n全部选项：sovits-doctor --help",
        "No log was given. Three ways to give one:\n  sovits-doctor train.log\n  TRAINING COMMAND 2>&1 | sovits-doctor\n  sovits-doctor -        (paste it, then press Ctrl-D; on Windows Ctrl-Z and Enter)\nAll options: sovits-doctor --help",
    ),
    "rules-broken": ("规则有问题：{reason}", "A rule is not sound: {reason}"),
    "output-unwritable": (
        "无法写入 {name}：{reason}。请换一个位置（-o）。诊断结果仍在下面。",
        "{name} cannot be written: {reason}. Choose another place (-o). The verdict follows all the same.",
    ),
    "output-renamed": (
        "{old} 已经存在，没有动它，改写到 {name}（要替换就加 --force）。",
        "{old} exists already and was left as it is: written to {name} instead (--force replaces it).",
    ),
    "output-one": (
        "一个网页只放一份日志。请给出文件夹，例如 -o reports/，每份日志写一个文件。",
        "A page holds one log. Give a folder, such as -o reports/: one file is written for each log.",
    ),
    "output-format": (
        "不认识 {name} 的后缀。可用：.html、.md、.json、.txt，或加 --format。",
        "The suffix of {name} is not known. Known: .html, .md, .json, .txt; or give --format.",
    ),
    "written": ("已写入 {name}", "Written to {name}"),
    "pasting": ("请粘贴日志，结束时按 Ctrl-D（Windows：Ctrl-Z 加回车）……", "Paste the log; end with Ctrl-D (Windows: Ctrl-Z and Enter) ..."),
    # the report
    "verdict-diagnosed": ("找到原因", "Cause found"),
    "verdict-unrecognised": ("没能认出原因", "Cause not recognised"),
    "verdict-healthy": ("没有发现失败", "No failure found"),
    "sure": ("几乎可以肯定", "almost certain"),
    "likely": ("很可能", "very likely"),
    "probable": ("多半是", "probable"),
    "hint": ("只是线索", "only a hint"),
    "confirmed-yes": ("已被日志里的事实证实", "confirmed by facts in the log"),
    "confirmed-no": ("有事实与它矛盾", "contradicted by facts"),
    "stage": ("环节：{name}", "Stage: {name}"),
    "evidence": ("证据", "Evidence"),
    "follows": ("由它引起的报错（不用单独处理）", "Errors that follow from it (nothing to do about them)"),
    "symptoms": ("这些只是后果，不是原因", "These are consequences, not the cause"),
    "remedies": ("怎么解决", "What to do"),
    "others": ("其他可能", "Other possibilities"),
    "unexplained": ("没有解释到的报错", "Errors left unexplained"),
    "root": ("最根本的报错", "The root error"),
    "where": ("位置", "Where"),
    "line": ("第 {line} 行", "line {line}"),
    "effort-minute": ("几分钟", "minutes"),
    "effort-hour": ("一小时左右", "about an hour"),
    "effort-purchase": ("要花钱", "a purchase"),
    "risk-none": ("无风险", "no risk"),
    "risk-retrain": ("要重新训练", "needs retraining"),
    "risk-data-loss": ("会丢数据", "loses data"),
    "why": ("为什么是它", "Why this one"),
    "against": ("不利的证据", "What speaks against it"),
    "runs": ("这份日志里有 {count} 次运行", "This log holds {count} runs"),
    "run-failed": ("失败", "failed"),
    "run-ok": ("没有失败", "did not fail"),
    "more": ("完整说明（原理、做法、最佳实践）：加 --article", "The whole article (how it works, best practice): add --article"),
    "fingerprint": ("指纹：{code}", "Fingerprint: {code}"),
    "cut": (
        "日志像是被截断了：真正的报错不在里面。请把完整的控制台输出保存下来再诊断。",
        "The log seems to be cut: the real error is not in it. Save the whole console output and try again.",
    ),
    "ask": (
        "请保留完整的控制台输出（从启动命令到最后一行），到项目的 issues 里按指纹或上面的报错搜索；没有的话就附上日志新开一个。",
        "Keep the whole console output (from the command to the last line) and search the project's issues for the error above; if there is none, open one with the log attached.",
    ),
    "no-failure": (
        "读了 {lines} 行，没有发现失败的运行。若结果仍不对，请给出出错那次运行的完整输出。",
        "{lines} lines read, and no run in them failed. If something is wrong all the same, give the whole output of that run.",
    ),
    # reports to hand on
    "chain": ("前因后果", "What caused what"),
    "part-fault": ("原因", "Cause"),
    "part-earlier": ("在此之前", "Before it"),
    "part-root": ("出错的地方", "Where it broke"),
    "part-wrapper": ("转述同一个错误", "Passes the error on"),
    "part-consequence": ("后果", "Consequence"),
    "part-after": ("由此引发，不用处理", "Follows from it, nothing to do"),
    "fault-unknown": ("没有规则能解释它", "No rule explains it"),
    "times": ("出现 {count} 次", "seen {count} times"),
    "excerpt-note": ("摘自日志，左边是行号；库里面的调用已折叠。", "From the log, with its line numbers; calls inside libraries are folded."),
    "fold": ("{count} 层调用，在 {packages} 里", "{count} calls inside {packages}"),
    "gap": ("略去 {count} 行", "{count} lines left out"),
    "decides": ("关键", "decides"),
    "role-root": ("根源", "root"),
    "role-wrapper": ("转述", "wrapper"),
    "role-consequence": ("后果", "consequence"),
    "role-earlier": ("更早", "earlier"),
    "change": ("要改的地方", "Change this"),
    "edit": ("把 {key} 从 {old} 改成 {new}", "Change {key} from {old} to {new}"),
    "edit-to": ("把 {key} 改成 {new}", "Set {key} to {new}"),
    "jump": ("怎么解决", "What to do"),
    "facts": ("这次运行", "About this run"),
    "facts-config": ("训练配置", "Configuration"),
    "facts-all": ("其余 {count} 项", "{count} more"),
    "fact-name": ("名称", "Name"),
    "fact-value": ("值", "Value"),
    "fact-line": ("行", "Line"),
    "fact-system": ("系统", "System"),
    "fact-python": ("Python", "Python"),
    "fact-gpu": ("显卡", "Graphics card"),
    "fact-gpu_sm": ("显卡架构 sm", "Card architecture, sm"),
    "fact-torch_cuda": ("PyTorch 的 CUDA", "CUDA of PyTorch"),
    "fact-interpreter": ("解释器", "Interpreter"),
    "fact-container": ("运行环境", "Runs in"),
    "fact-experiment": ("实验名", "Experiment"),
    "fact-package": ("软件包", "Package"),
    "run": ("运行", "Run"),
    "run-told": ("这里诊断的", "diagnosed here"),
    "lines": ("行", "Lines"),
    "result": ("结果", "Result"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "copy-failed": ("没能复制，请手动选中", "Not copied: select it by hand"),
    "copy-issue": ("复制成 Markdown，贴到 issue 里", "Copy as Markdown for an issue"),
    "language": ("语言", "Language"),
    "contents": ("目录", "Contents"),
    "skip": ("跳到正文", "Skip to the report"),
    "about": ("关于这份报告", "About this report"),
    "article": ("说明", "Article"),
    "article-more": ("背景、分析、原理和最佳实践", "Background, analysis, how it works, best practice"),
    "excerpt": ("日志摘录", "Log excerpt"),
    "cause": ("原因", "Cause"),
    "log": ("日志", "Log"),
    "log-of": ("{name}，共 {lines} 行", "{name}, {lines} lines"),
    "log-stdin": ("标准输入", "standard input"),
    "tool": ("sovits-doctor {version}，规则 {count} 条", "sovits-doctor {version}, {count} rules"),
    "tool-name": ("工具", "Tool"),
    "rule": ("规则", "Rule"),
    "rule-of": ("{id}，第 {revision} 版", "{id}, revision {revision}"),
    "fingerprint-name": ("指纹", "Fingerprint"),
    "fingerprint-note": ("同样的故障指纹相同，可以拿它搜索 issue", "The same failure has the same one: search issues for it"),
    "references": ("参考", "References"),
    "privacy": ("隐私", "Privacy"),
    "redacted-some": ("已替换 {count} 处隐私信息（用户名、地址、密钥等）；分享前仍请看一眼。", "{count} private details (user names, addresses, keys) were replaced; have a look all the same before sharing."),
    "redacted-none": ("没有发现要替换的隐私信息。", "No private details had to be replaced."),
    "redacted-off": ("隐私信息没有替换（--no-redact），分享前请自己检查。", "Private details were not replaced (--no-redact): look it through before sharing."),
    "reason-stage": ("出现在{stage}，而它在那里并不会发生", "seen in {stage}, where it is not known to happen"),
    "reason-handled": ("之后程序还在继续", "the program went on after it"),
    "reason-other-run": ("属于这份日志里的另一次运行", "belongs to another run of this log"),
    "reason-fact": ("{name} 是 {value}（第 {line} 行）", "{name} is {value} (line {line})"),
    # stages
    "stage-webui": ("网页界面", "web UI"),
    "stage-slice": ("切分音频", "slicing"),
    "stage-denoise": ("降噪", "denoising"),
    "stage-uvr5": ("人声分离 UVR5", "vocal separation (UVR5)"),
    "stage-asr": ("语音识别 ASR", "speech recognition"),
    "stage-get-text": ("文本特征 1Aa", "text features (1Aa)"),
    "stage-get-hubert": ("语音特征 1Ab", "speech features (1Ab)"),
    "stage-get-sv": ("说话人特征 1Ab", "speaker features (1Ab)"),
    "stage-get-semantic": ("语义 token 1Ac", "semantic tokens (1Ac)"),
    "stage-s1-train": ("GPT 训练 1Bb", "GPT training (1Bb)"),
    "stage-s2-train": ("SoVITS 训练 1Ba", "SoVITS training (1Ba)"),
    "stage-s2-lora-train": ("SoVITS LoRA 训练 1Ba", "SoVITS LoRA training (1Ba)"),
    "stage-inference": ("推理 1C", "inference (1C)"),
    "stage-api": ("API 服务", "API"),
    "stage-install": ("安装", "installation"),
    "stage-export": ("导出模型", "export"),
    "stage-other": ("其他", "other"),
    # help
    "usage": ("{reason}（用法见 sovits-doctor --help）", "{reason} (see sovits-doctor --help)"),
    "help": (
        "读 GPT-SoVITS 失败的日志，说出原因、证据和解决办法。\n\n例：训练命令 2>&1 | sovits-doctor，或 sovits-doctor train.log",
        "Reads the log of a failed GPT-SoVITS run and tells the cause, the proof and the way out.\n\nSuch as: COMMAND 2>&1 | sovits-doctor, or sovits-doctor train.log",
    ),
    "help-diagnose": (
        "诊断日志（默认命令，可以不写）。退出码：0 没有失败，1 找到原因，3 没认出原因，2 用法或输入有误。",
        "Diagnose logs (the default command; its name may be left out). Exit: 0 no failure, 1 cause found, 3 not recognised, 2 wrong usage or input.",
    ),
    "help-logs": ("日志文件、通配符、.gz、.zip，或 - 表示标准输入。", "Log files, globs, .gz, .zip, or - for standard input."),
    "help-format": ("输出格式，默认 terminal。", "Format of the output; terminal when left out."),
    "help-output": (
        "写进文件，格式看后缀（.html、.md、.json、.txt）；给文件夹则每份日志写一个文件。已有的文件不会被覆盖，会换一个新名字。",
        "Write to a file, its format told by the suffix (.html, .md, .json, .txt), or to a folder, one file for each log. A file that exists is left alone and a new name chosen.",
    ),
    "help-force": ("替换已有的报告文件。", "Replace a report that exists."),
    "help-no-redact": ("html、markdown、json 里不替换用户名、地址、密钥等隐私信息。", "Do not replace user names, addresses and keys in html, markdown and json."),
    "help-lang": ("报告语言；both 让 Markdown 两种语言都有（网页总是都有）。", "Language of the report; both puts both into Markdown (a page always holds both)."),
    "help-own-rules": ("自己的规则目录，可多次给出。", "A folder of own rules; may be given several times."),
    "help-article": ("显示完整的说明文章。", "Show the whole article."),
    "help-verbose": ("说明为什么是它，并列出所有线索。", "Say why this cause won, and list every hint."),
    "help-quiet": ("管道输入时不转发日志。", "Do not pass a piped log through."),
    "help-version": ("显示版本。", "Show the version."),
    "help-rules": ("规则库。", "The library of rules."),
    "help-lint": ("检查规则、文章和样例日志。", "Check rules, articles and sample logs."),
    "help-samples": ("样例日志目录。", "Folder of the sample logs."),
    "help-schema": ("打印 rule.yaml 的 JSON Schema。", "Print the JSON Schema of rule.yaml."),
    # the rule library
    "lint-clean": ("{count} 条规则，没有问题。", "{count} rules, nothing wrong."),
    "lint-found": ("{count} 个问题。", "{count} problems."),
}


def say(key: str, lang: str, **values: object) -> str:
    """One sentence of the table."""
    return TABLE[key][0 if lang == ZH else 1].format(**values)


def choose_language(option: str = "auto", environment: Mapping[str, str] = os.environ, log: str = "") -> str:
    """`zh` or `en`: the option, then SOVITS_DOCTOR_LANG, then the locale, then the log's own language."""
    for told in (option, environment.get("SOVITS_DOCTOR_LANG", "")):
        if told in (ZH, EN):
            return told
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        told = environment.get(name, "")
        if told.lower().startswith("zh"):
            return ZH
        if told and not told.startswith(("C", "POSIX")):
            return EN
    if sys.platform == "win32":
        told = locale.getlocale()[0] or ""
        return ZH if told.lower().startswith(("zh", "chinese")) else EN
    return log if log in (ZH, EN) else EN

"""Every sentence of the interface, in Chinese and English, in one table.

Sentences of a further command stand in a part of the table of their own (`diagnose/sentences`), which is loaded when it is needed:
the key `check.title` is found in `sentences/check.py`.
"""

from __future__ import annotations

import importlib
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
        "没有收到日志。给我日志的办法：\n  sovits-doctor train.log          诊断一份日志\n  sovits-doctor --paste            诊断刚复制到剪贴板的日志\n  sovits-doctor run -- 训练命令    由我来运行它，一出错就诊断\n  sovits-doctor watch train.log    盯着别的程序正在写的日志\n  训练命令 2>&1 | sovits-doctor\n  sovits-doctor -                  （粘贴日志，再按 Ctrl-D；Windows 按 Ctrl-Z 和回车）\n全部选项：sovits-doctor --help",
        "No log was given. Ways to give one:\n  sovits-doctor train.log          diagnose a log\n  sovits-doctor --paste            diagnose what you have just copied\n  sovits-doctor run -- COMMAND     run the training here: diagnosed the moment it fails\n  sovits-doctor watch train.log    follow a log that another program writes\n  COMMAND 2>&1 | sovits-doctor\n  sovits-doctor -                  (paste it, then press Ctrl-D; on Windows Ctrl-Z and Enter)\nAll options: sovits-doctor --help",
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
        "不认识 {name} 的后缀。可用：.html、.md、.json、.sarif、.txt，或加 --format。",
        "The suffix of {name} is not known. Known: .html, .md, .json, .sarif, .txt; or give --format.",
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
        "请保留完整的控制台输出（从启动命令到最后一行），到项目的 issues 里按指纹或报错原文搜索；没有的话就附上日志新开一个。",
        "Keep the whole console output (from the command to the last line) and search the project's issues for the error or the fingerprint; if there is none, open one with the log attached.",
    ),
    "no-failure": (
        "读了 {lines} 行，没有发现失败的运行。若结果仍不对，请给出出错那次运行的完整输出。",
        "{lines} lines read, and no run in them failed. If something is wrong all the same, give the whole output of that run.",
    ),
    # reports to hand on
    "title-unrecognised": ("还没有规则能解释这次失败", "No rule explains this failure yet"),
    "title-healthy": ("这份日志里的运行都没有失败", "Nothing in this log failed"),
    "chain": ("前因后果", "What caused what"),
    "part-fault": ("原因", "Cause"),
    "part-earlier": ("在此之前", "Before it"),
    "part-root": ("出错的地方", "Where it broke"),
    "part-wrapper": ("转述同一个错误", "Passes the error on"),
    "part-consequence": ("后果", "Consequence"),
    "part-after": ("由此引发，不用处理", "Follows from it, nothing to do"),
    "fault-unknown": ("没有规则能解释它", "No rule explains it"),
    "above": ("，在日志里反而更靠前", ", though higher up in the log"),
    "times": ("出现 {count} 次", "seen {count} times"),
    "excerpt-note": ("摘自日志，左边是行号；库里面的调用已折叠。", "From the log, with its line numbers; calls inside libraries are folded."),
    "fold": ("{packages} 内部的调用，{count} 层", "inside {packages}, frames: {count}"),
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
    "surroundings": ("系统和版本", "System and versions"),
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
    "redacted-off": ("隐私信息没有替换（--no-redact），分享前请自己检查。", "Private details were not replaced (--no-redact): look it through before sharing."),
    "reason-stage": ("出现在{stage}，而它在那里并不会发生", "seen in {stage}, where it is not known to happen"),
    "reason-handled": ("之后程序还在继续", "the program went on after it"),
    "reason-other-run": ("属于这份日志里的另一次运行", "belongs to another run of this log"),
    "reason-fact": ("{name} 是 {value}（第 {line} 行）", "{name} is {value} (line {line})"),
    # an unrecognised failure
    "near": ("相近", "comes near"),
    "near-scope": ("用词一样，但日志看不出属于它管的程序", "the same words, but the log does not show the program it speaks of"),
    "near-conditions": ("用词一样，但它还要求的别的迹象不在日志里，或被别的迹象排除", "the same words, but what else it asks for is not in the log, or something rules it out"),
    "near-exception": ("用词相近，但异常类型不同", "like words, but another type of exception"),
    "near-frame": ("用词一样，但出错的代码位置不同", "the same words, but raised at another place in the code"),
    "near-words": ("异常类型一样，用词只有一部分相同", "the same type of exception, but only part of the words"),
    "kind-import": ("这类错误：Python 找不到或装载不了一个包。", "This kind of failure: Python does not find a package, or cannot load it."),
    "kind-file": ("这类错误：程序要用的文件或文件夹不在它找的地方。", "This kind of failure: a file or folder is not where the program looks for it."),
    "kind-rights": ("这类错误：程序没有读写某个文件的权限，或文件被占用。", "This kind of failure: the program may not read or write a file, or another program holds it."),
    "kind-memory": ("这类错误：内存或显存不够。", "This kind of failure: memory ran out, of the computer or of the card."),
    "kind-network": ("这类错误：网络连接没有成功。", "This kind of failure: a network connection did not come about."),
    "kind-text": ("这类错误：一个文本文件的编码或格式读不了。", "This kind of failure: a text file's encoding or format cannot be read."),
    "kind-weights": (
        "这类错误：一个数据或权重文件读不出来，多半损坏或不是它该是的东西。",
        "This kind of failure: a file of data or weights cannot be read; it is probably damaged or not what it should be.",
    ),
    "kind-type": ("这类错误：程序拿到的值类型不对，或少了某个部分。", "This kind of failure: the program was given a value of the wrong type, or one that lacks something."),
    "kind-value": ("这类错误：程序拿到的值不在它能接受的范围内。", "This kind of failure: the program was given a value that it cannot accept."),
    "kind-key": ("这类错误：程序要找的键、列或位置不存在。", "This kind of failure: a key, column or position that the program looks for is not there."),
    "kind-code": ("这类错误：程序代码本身有问题，或被改动过。", "This kind of failure: the program's own code is wrong, or was edited."),
    "kind-system": ("这类错误：操作系统拒绝了一个操作，看报错里的编号。", "This kind of failure: the operating system refused something; look at the number in the message."),
    "kind-stopped": ("这类错误：运行被人或系统中止了。", "This kind of failure: somebody or something ended the run."),
    "kind-runtime": ("这类错误：计算过程中出错，报错原文说明了是哪一步。", "This kind of failure: a computation went wrong; the message says at which step."),
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
    "not-a-choice": ("{value} 不在可选的值里：{choices}", "{value} is not one of {choices}"),
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
        "写进文件，格式看后缀（.html、.md、.json、.sarif、.txt）；给文件夹则每份日志写一个文件。已有的文件不会被覆盖，会换一个新名字。",
        "Write to a file, its format told by the suffix (.html, .md, .json, .sarif, .txt), or to a folder, one file for each log. A file that exists is left alone and a new name chosen.",
    ),
    "help-force": ("替换已有的报告文件。", "Replace a report that exists."),
    "help-no-redact": (
        "给别人看的格式（html、markdown、json 等）里不替换用户名、地址、密钥等隐私信息。",
        "Do not replace user names, addresses and keys in formats meant for others (html, markdown, json and so on).",
    ),
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
    "lint-passes": (
        "大日志要搜 {passes} 遍：{words} 个字面量，拆成 {pieces} 个片段，每遍最多 64 个。字面量要单独占一个片段最多的规则：{rules}",
        "A big log is searched {passes} times: {words} literals, in {pieces} pieces, at most 64 at a time. Rules with the most literals that need a piece of their own: {rules}",
    ),
    "lint-found": ("{count} 个问题。", "{count} problems."),
    # rules list, show, new, docs, test, calibrate
    "role-cause": ("原因", "cause"),
    "role-symptom": ("症状", "symptom"),
    "role-advice": ("提示", "advice"),
    "sources": ("出处：", "Sources:"),
    "rule-unknown": ("没有规则 {id}。", "There is no rule {id}."),
    "rule-near": ("是不是：{ids}？", "Did you mean {ids}?"),
    "list-id": ("规则", "rule"),
    "list-role": ("类别", "role"),
    "list-title": ("标题", "title"),
    "list-none": ("没有规则符合这些词。", "No rule has all of these words."),
    "show-role": ("类别：", "Role:"),
    "show-refines": ("比它们更具体：", "More specific than:"),
    "show-refined": ("更具体的规则：", "More specific rules:"),
    "show-samples": ("样例日志：", "Sample logs:"),
    "show-references": ("出处：", "Sources:"),
    "samples-missing": (
        "没有找到样例日志。请在仓库目录里运行，或用 --samples 指定目录。",
        "No sample logs were found. Run this in a checkout, or name their folder with --samples.",
    ),
    "mutation-unknown": ("没有叫 {name} 的变形。可用：{known}", "There is no mutation {name}. Known: {known}"),
    "outcome-kept": ("不变", "kept"),
    "outcome-general": ("更笼统", "general"),
    "outcome-given-up": ("放弃", "given up"),
    "outcome-lost": ("丢失", "lost"),
    "outcome-turned": ("变错", "turned"),
    "test-mutation": ("变形", "mutation"),
    "test-good": ("合格", "good"),
    "test-mutations": (
        "{count} 份样例日志，每种变形一遍（合格至少 {good}，变错至多 {turned}）：",
        "{count} sample logs, each mutated in every way (limits: good at least {good}, turned at most {turned}):",
    ),
    "test-outcomes": (
        "不变：结论相同。更笼统：关键部分被剪掉，给出它所细化的通用规则。放弃：关键部分被剪掉，如实说不知道。丢失：关键部分还在，却没认出来。变错：变成别的原因。",
        "kept: the same verdict. general: the deciding part is gone, the generic rule below it is told. given up: the deciding part is gone, and so it says. lost: not recognised although it is there. turned: another cause.",
    ),
    "test-turned": ("变成了别的原因：", "Turned into another cause:"),
    "test-lost": ("关键部分还在，却没认出来：", "Lost although the deciding part is there:"),
    "test-crossfire": ("误伤（规则、真正的原因、次数）：", "Cross-fire (rule, the right cause, how often):"),
    "test-precision": (
        "每条规则的准确率（含变形）：平均 {mean}，{count} 条中 {perfect} 条全对。其余：",
        "Precision of each rule, mutations included: mean {mean}; {perfect} of {count} are always right. The others:",
    ),
    "test-coverage": (
        "覆盖：{all} 条规则中测了 {rules} 条；它们的 {every} 个特征中样例出现了 {signs} 个。",
        "Coverage: {rules} of {all} rules tried; samples show {signs} of their {every} signs.",
    ),
    "test-unseen": ("没有样例的特征：", "Signs without a sample:"),
    "test-none": ("无", "none"),
    "test-more": ("……还有 {count} 条（--all 全部列出）", "... and {count} more (--all lists them)"),
    "test-faults": ("不合格：{names}", "Beyond the limits: {names}"),
    "test-passed": ("合格：{count} 份样例，{rules} 条规则。", "Within the limits: {count} samples, {rules} rules."),
    "calibrate-cases": ("{cases} 份带标签的日志，来自 {sources} 个来源；{told} 份给出了原因。", "{cases} labelled logs from {sources} sources; a cause was named for {told}."),
    "calibrate-strength": ("特征强度", "strength"),
    "calibrate-size": ("数量", "size"),
    "calibrate-right": ("正确", "right"),
    "calibrate-share": ("比例", "share"),
    "calibrate-fitted": ("拟合", "fitted"),
    "calibrate-used": ("现用", "in use"),
    "calibrate-bin": ("区间", "bin"),
    "calibrate-said": ("声称", "said"),
    "calibrate-right-share": ("实际", "right"),
    "calibrate-present": ("现用的表：校准误差 {error}（{count} 个结论）", "Table in use: calibration error {error} ({count} verdicts)"),
    "calibrate-left-out": ("逐个来源留出再拟合：校准误差 {error}（{count} 个结论）", "Each source left out in turn: calibration error {error} ({count} verdicts)"),
    "calibrate-scale": ("图中 o 是声称的把握，x 是实际正确的比例，* 是两者重合。拟合出的表：", "In the scale, o is what was said, x what was right, * both. The fitted table:"),
    "draft-nothing": ("这份日志里没有失败，写不出规则。", "Nothing failed in this log; there is no rule to write."),
    "draft-id": ("{id} 不能做规则名。写成 领域.名字，例如 train.loss-nan；领域：{areas}", "{id} cannot be a rule's id. Write area.name, such as train.loss-nan; areas: {areas}"),
    "draft-taken": ("规则 {id} 已经有了。用 --id 换一个名字，或给它添一份样例日志。", "There is a rule {id} already. Choose another with --id, or add this log to its samples."),
    "draft-exists": ("{name} 已经存在，什么都没有写。", "{name} exists already; nothing was written."),
    "draft-unwritable": ("无法写入 {name}：{reason}", "{name} cannot be written: {reason}"),
    "draft-large": ("{name} 超过 {size} MB。先剪出报错前后的几百行。", "{name} is over {size} MB. Cut out some hundred lines around the error first."),
    "draft-known": ("注意：现有规则 {id} 已能说明这份日志；草稿写成了对它的细化（refines）。", "Note: the rule {id} explains this log already; the draft refines it."),
    "draft-next": (
        "接下来：\n  1. 看一遍 {log}，去掉人名、密钥等隐私。\n  2. 把草稿里的 TODO 逐个填好。\n  3. sovits-doctor rules lint\n  4. sovits-doctor rules test {id}",
        "Next:\n  1. Look through {log}; take out names, keys and whatever is private.\n  2. Fill in every TODO of the draft.\n  3. sovits-doctor rules lint\n  4. sovits-doctor rules test {id}",
    ),
    "docs-exists": ("{name} 不是本工具写的，没有覆盖。请换一个目录。", "{name} was not written by this tool and was left alone. Choose another folder."),
    "docs-unwritable": ("无法写入 {name}：{reason}", "{name} cannot be written: {reason}"),
    "docs-written": ("已写好 {count} 页，从 {name} 开始看。", "{count} pages written; begin with {name}"),
    # the catalogue as a site
    "catalogue": ("GPT-SoVITS 报错目录", "GPT-SoVITS error catalogue"),
    "catalogue-title": ("GPT-SoVITS 的每一种报错", "Every known way GPT-SoVITS fails"),
    "catalogue-lead": (
        "{count} 种原因和后果：为什么会出现，怎么解决，怎样算好了。",
        "{count} causes and consequences: why they happen, what to change, and how to see that it worked.",
    ),
    "catalogue-paste": ("把报错粘贴到这里", "Paste the error here"),
    "catalogue-hint": (
        "Traceback (most recent call last): …\n整段日志也可以；输入几个词则按标题查找。",
        "Traceback (most recent call last): ...\nA whole log is fine too; a few words search the titles.",
    ),
    "catalogue-found": (
        "最像的排在前面。这里只是按特征查找；要结合整份日志判断，请用 sovits-doctor train.log。文字没有离开这台电脑。",
        "The likeliest first. This only looks for signs; to weigh the whole log, use sovits-doctor train.log. Nothing left this computer.",
    ),
    "catalogue-words": ("标题里有这些词的：", "Titles with these words:"),
    "catalogue-none": (
        "没有找到。请粘贴更完整的报错（从 Traceback 到最后一行），或换几个词。",
        "Nothing was found. Paste more of the error (from Traceback to the last line), or try other words.",
    ),
    "catalogue-example": ("日志里的样子", "How it looks in a log"),
    "catalogue-generic": ("更笼统的情况", "The more general case"),
    "catalogue-special": ("更具体的情况", "More specific cases"),
    "catalogue-sources": ("出处", "Sources"),
    "catalogue-foot": (
        "由 sovits-doctor {version} 从 {count} 条规则生成。…… 表示要看日志才知道的值。",
        "Made by sovits-doctor {version} from {count} rules. … stands for what only a log tells.",
    ),
    "area-config": ("配置与模型文件", "Configuration and model files"),
    "area-gpu": ("显卡", "Graphics card"),
    "area-host": ("电脑与网络", "Computer and network"),
    "area-env": ("Python 环境", "Python environment"),
    "area-data": ("数据集与音频", "Data set and audio"),
    "area-train": ("训练过程", "Training"),
    "area-usage": ("用法", "Usage"),
    "area-python": ("一般的 Python 错误", "General Python errors"),
    "area-symptom": ("只是后果", "Consequences only"),
    "help-explain": ("显示一条规则的完整文章，不需要日志。", "Show a rule's whole article, without a log."),
    "help-list": ("列出规则；给出词时只列标题或名字里有这些词的。", "List the rules; with words only those that have them in id or title."),
    "help-words": ("要找的词。", "Words to look for."),
    "help-show": ("显示一条规则：类别、关系、样例和文件内容。", "Show one rule: its role, relations, samples and file."),
    "help-test": (
        "用每份样例日志及其各种变形检验规则。有结论变错或丢失过多时退出码为 1。",
        "Try the rules on every sample log and on what happens to logs on their way. Exit 1 when verdicts turn or are lost beyond the limits.",
    ),
    "help-test-ids": ("只检验这些规则。", "Try these rules only."),
    "help-mutation": ("只做这种变形，可多次给出。", "Do this mutation only; may be given several times."),
    "help-full": ("在日志前放 100 MB 进度条，而不是 3 MB。", "Put 100 MB of progress bars before the log instead of 3 MB."),
    "help-all": ("列出全部条目。", "List everything."),
    "help-jobs": ("进程数。", "How many processes."),
    "help-calibrate": ("用带标签的日志拟合把握程度，并逐个来源留出检验。", "Fit the confidences on labelled logs, and measure them with each source left out in turn."),
    "help-corpus": ("带 case.json 或 .expect.yaml 的日志目录。", "A folder of logs with case.json or .expect.yaml."),
    "help-new": ("从一份日志起草规则、样例和预期；不会覆盖任何文件。", "Draft a rule, its sample and expectation from a log; nothing is overwritten."),
    "help-from": ("日志文件。", "The log."),
    "help-id": ("规则名，例如 train.loss-nan；不写就自动起一个。", "The rule's id, such as train.loss-nan; made up when left out."),
    "help-to": ("放 rules 和 sample_logs 的目录，默认当前目录。", "The folder of rules and sample_logs; the current one when left out."),
    "help-docs": ("把全部原因写成可离线搜索的中英文网页。", "Write a catalogue of all causes as web pages in both languages, searchable offline."),
    "help-docs-folder": ("要写入的目录。", "The folder to write to."),
    # redaction
    "redacted": ("已隐去：{what}。发出前请再看一眼。", "Hidden: {what}. Have a look yourself before you share it."),
    "redacted-nothing": ("没有发现需要隐去的内容。发出前请再看一眼。", "Nothing private was found. Have a look yourself before you share it."),
    "redacted-joint": ("、", ", "),
    "redacted-user": ("{count} 个用户名", "user names: {count}"),
    "redacted-host": ("{count} 个主机名", "host names: {count}"),
    "redacted-email": ("{count} 个邮箱", "e-mail addresses: {count}"),
    "redacted-secret": ("{count} 个密钥或密码", "keys or passwords: {count}"),
    "redacted-ip": ("{count} 个 IP 地址", "IP addresses: {count}"),
    "redacted-mac": ("{count} 个 MAC 地址", "MAC addresses: {count}"),
    "redacted-phone": ("{count} 个手机号", "telephone numbers: {count}"),
    "redacted-identity": ("{count} 个身份证号", "identity numbers: {count}"),
    "redacted-account": ("{count} 个微信或 QQ 号", "WeChat or QQ accounts: {count}"),
    "redacted-device": ("{count} 个设备编号", "device numbers: {count}"),
    "redacted-company": ("{count} 个公司名", "company names: {count}"),
    "redacted-path": ("{count} 个共享文件夹", "shared folders: {count}"),
    "redacted-link": ("{count} 个临时链接", "temporary links: {count}"),
}


def say(key: str, lang: str, **values: object) -> str:
    """One sentence of the table. Raises KeyError for a key that it lacks."""
    return _sentence(key)[0 if lang == ZH else 1].format(**values)


def both(key: str, **values: object) -> Dict[str, str]:
    """One sentence in both languages."""
    return {lang: say(key, lang, **values) for lang in (ZH, EN)}


def _sentence(key: str) -> Tuple[str, str]:
    if key in TABLE:
        return TABLE[key]
    part: Dict[str, Tuple[str, str]] = importlib.import_module(f"diagnose.sentences.{key.partition('.')[0]}").TABLE if "." in key else {}
    return part[key]


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
        import locale

        told = locale.getlocale()[0] or ""
        return ZH if told.lower().startswith(("zh", "chinese")) else EN
    return log if log in (ZH, EN) else EN

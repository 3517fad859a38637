"""Sentences of the command `check`, and of what files and environment prove about a log."""
# ruff: noqa: E501  (sentences)

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "check.unreadable": ("无法读取 {name}：{reason}", "{name} cannot be read: {reason}"),
    "check.failed": ("这部分没能检查（{area}）：{reason}", "This part could not be checked ({area}): {reason}"),
    "check.failed-advice": ("这是 sovits-doctor 自己的问题，请带上这一行去提 issue。", "This is a fault of sovits-doctor itself: please report it with this line."),
    # the list
    "check.ok": ("正常", "ok"),
    "check.warning": ("警告", "warning"),
    "check.error": ("错误", "error"),
    "check.unknown": ("未知", "unknown"),
    "check.all-fine": ("检查了 {count} 项，都正常", "All fine, checks: {count}"),
    "check.count-error": ("{count} 个错误", "errors: {count}"),
    "check.count-warning": ("{count} 个警告", "warnings: {count}"),
    "check.count-unknown": ("{count} 项没能查明", "could not be found out: {count}"),
    "check.badge-error": ("现在训练会失败", "Training would fail"),
    "check.badge-warning": ("可以训练，有几点要留意", "Training can start, with a caution"),
    "check.badge-unknown": ("没能全部查明", "Not everything could be checked"),
    "check.badge-ok": ("可以训练", "Ready to train"),
    "check.workspace": ("程序文件夹", "Program folder"),
    "check.python": ("Python", "Python"),
    "check.python-named": ("--python 指定", "given by --python"),
    "check.python-bundled": ("整合包自带", "bundled with the program"),
    "check.python-found": ("命令 python 找到的；不是训练用的就加 --python 路径", "what the command python runs; if another one trains, add --python PATH"),
    "check.python-own": ("sovits-doctor 自己用的；不是训练用的就加 --python 路径", "the one that runs sovits-doctor; if another one trains, add --python PATH"),
    "check.config": ("配置文件", "Configuration"),
    "check.stage": ("环节", "Stage"),
    "check.no-workspace": (
        "这里不是 GPT-SoVITS 的程序文件夹，所以只检查了 Python 环境。要连程序和配置一起检查：sovits-doctor check 程序文件夹",
        "This is not a program folder of GPT-SoVITS, so only the Python environment was checked. For program and configuration as well: sovits-doctor check FOLDER",
    ),
    "check.no-workspace-but-config": (
        "没有检查程序文件夹，只检查了给出的配置文件和 Python 环境。要一起检查：sovits-doctor check 程序文件夹",
        "The program folder was not checked, only the given configuration and the Python environment. For all of it: sovits-doctor check FOLDER",
    ),
    "check.no-config": (
        "程序文件夹里没有找到配置文件，所以没有检查配置。在网页里点一次“开启训练”就会写出 TEMP/tmp_s2.json 和 TEMP/tmp_s1.yaml。",
        "No configuration file was found in the program folder, so none was checked. Starting a training in the web UI writes TEMP/tmp_s2.json and TEMP/tmp_s1.yaml.",
    ),
    "check.no-python": ("没有检查 Python 环境。", "The Python environment was not checked."),
    "check.area-config": ("配置", "Configuration"),
    "check.area-workspace": ("程序文件夹", "Program folder"),
    "check.area-environment": ("Python 环境与电脑", "Python environment and computer"),
    "check.suggested": ("适合这台电脑的设置", "Settings that fit this machine"),
    "check.device": ("训练用", "Trains on"),
    "check.device-cuda": ("显卡", "the graphics card"),
    "check.device-cpu": ("CPU（很慢）", "the CPU (slow)"),
    "check.s2-batch": ("SoVITS train.batch_size", "SoVITS train.batch_size"),
    "check.s1-batch": ("GPT train.batch_size", "GPT train.batch_size"),
    "check.s2-half": ("SoVITS train.fp16_run", "SoVITS train.fp16_run"),
    "check.half": ("true（半精度）", "true (half precision)"),
    "check.full": ("false（全精度）", "false (single precision)"),
    "check.s1-precision": ("GPT train.precision", "GPT train.precision"),
    "check.workers": ("GPT data.num_workers", "GPT data.num_workers"),
    "check.grad-ckpt": ("SoVITS train.grad_ckpt", "SoVITS train.grad_ckpt"),
    "check.edit": ("把 {name} 从 {old} 改成 {new}", "Change {name} from {old} to {new}"),
    "check.machine": ("这台电脑", "This machine"),
    "check.dies-of": ("不改的话，训练会因此失败：{title}（{id}）", "Training would die of it: {title} ({id})"),
    "check.more": ("想看每一项的细节，加 -v；原因的完整说明：sovits-doctor explain {id}", "Details of each: add -v; the whole story of a cause: sovits-doctor explain {id}"),
    "check.fixable": ("其中 {count} 处可以自动修改：sovits-doctor fix", "{count} of them can be repaired for you: sovits-doctor fix"),
    "check.copy": ("复制成 Markdown", "Copy as Markdown"),
    "check.about": ("关于这份清单", "About this list"),
    "check.report": ("训练前检查", "Check before training"),
    "check.sentences": ("{first}。{second}", "{first}. {second}"),
    # the proof
    "check.proof": ("文件和环境怎么说", "What files and environment say"),
    "check.confirmed-yes": ("已被文件或环境证实", "confirmed by files or environment"),
    "check.reason-by": ("{place} 证实：{name} = {value}", "{place} confirms it: {name} = {value}"),
    "check.reason-changed": (
        "{place} 现在是 {name} = {value}，和出错那次运行不同：文件在那之后改过",
        "{place} says {name} = {value} by now, unlike the run that failed: the file was changed since",
    ),
    "check.reason-fine": (
        "{place} 里 {name} = {value}，没有问题：可能已经改好，或那次运行用的是另一份文件",
        "{place} says {name} = {value}, which is fine: it was repaired since, or that run used another file",
    ),
    "check.reason-same": ("{place} 里现在还是 {name} = {value}", "{place} still says {name} = {value}"),
    "check.reason-found": ("日志里看不到，是检查 {id} 发现的", "No line of the log shows it: the check {id} found it"),
    "check.reason-found-too": ("检查 {id} 也发现了它", "The check {id} found it too"),
    "check.reason-gone": ("检查 {id} 现在没有发现问题：可能已经改好", "The check {id} finds nothing wrong by now: it was probably repaired"),
    # misuse
    "check.not-a-workspace": (
        "{name} 不是 GPT-SoVITS 的程序文件夹：它和它的上级里都没有 webui.py 和 GPT_SoVITS。请给出整合包解压后的文件夹。",
        "{name} is not a program folder of GPT-SoVITS: neither it nor a folder above it holds webui.py and GPT_SoVITS. Give the folder that the package was unpacked to.",
    ),
    "check.config-missing": ("找不到配置文件 {name}。", "There is no configuration file {name}."),
    "check.config-folder": ("{name} 是文件夹。请给出配置文件，例如 TEMP/tmp_s2.json", "{name} is a folder. Give the configuration file, such as TEMP/tmp_s2.json"),
    # help
    "check.help": (
        "检查程序文件夹、配置和 Python 环境，在训练之前指出会让它失败的地方。退出码：0 都查过且没有错误，1 有错误或没能查明，2 用法有误。",
        "Check program folder, configuration and Python environment, and tell before training what would make it fail. Exit: 0 all was checked and nothing is an error, 1 errors or things that could not be found out, 2 wrong usage.",
    ),
    "check.help-workspace": (
        "GPT-SoVITS 的程序文件夹；不写就是当前文件夹（或它的上级）。",
        "The program folder of GPT-SoVITS; the current one (or one above it) when left out.",
    ),
    "check.help-stage": ("只检查这个环节需要的，例如 s2-train。", "Only what this stage needs, such as s2-train."),
    "check.help-python": (
        "训练用的 Python：runtime\\python.exe、conda 环境或它的文件夹。",
        "The Python that trains: runtime\\python.exe, a conda environment's, or that environment's folder.",
    ),
    "check.help-config": (
        "检查这个配置文件，而不是程序文件夹里的；可多次给出。",
        "Check this configuration file instead of those in the program folder; may be given several times.",
    ),
    "check.help-with-workspace": (
        "用这个程序文件夹里的配置和文件来证实原因，并找出日志里看不到的原因。",
        "Prove the cause with configuration and files of this program folder, and find causes that leave nothing in a log.",
    ),
    "check.help-with-config": ("用这个配置文件来证实原因；可多次给出。", "Prove the cause with this configuration file; may be given several times."),
    "check.help-with-python": ("用这个训练用的 Python 来证实原因。", "Prove the cause with this Python, the one that trains."),
    "check.help-output": ("写进文件，格式看后缀（.html、.md、.json、.txt）。", "Write to a file, its format told by the suffix (.html, .md, .json, .txt)."),
    "check.help-verbose": ("每一项的细节。", "The details of each check."),
}

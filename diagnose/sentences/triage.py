"""What the command `triage` says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "triage.help": (
        "一次诊断许多日志：文件夹、通配符、压缩包、网址、GitHub issue 的导出文件。统计原因，把认不出的归成组。",
        "Diagnose many logs at once: folders, globs, archives, URLs, dumps of GitHub issues. Counts the causes and groups what is unknown.",
    ),
    "triage.help-paths": (
        "文件夹、通配符、zip / tar.gz、s3:// 等网址、gh issue list --json 的输出。",
        "Folders, globs, zip or tar.gz, URLs such as s3://, output of gh issue list --json.",
    ),
    "triage.help-output": (
        "把每份日志的结果写到这里：.jsonl 或 .parquet；中断后用同样的命令接着做。",
        "Write each log's result here: .jsonl or .parquet. After an interruption the same command goes on.",
    ),
    "triage.help-jobs": ("进程数；默认等于处理器核数。", "How many processes; as many as there are cores when left out."),
    "triage.help-unknown": (
        "每组认不出的失败各取一份日志写到这个文件夹，供 rules new --from 起草规则。",
        "Write one log of each unknown group to this folder, for rules new --from.",
    ),
    # what cannot be read at all
    "triage.path-missing": ("找不到 {name}。", "There is no {name}."),
    "triage.url-missing": ("{name} 那里什么都没有。", "There is nothing at {name}."),
    "triage.need-cloud": ("读取 {name} 需要 fsspec：pip install 'sovits-doctor[cloud]'", "Reading {name} needs fsspec: pip install 'sovits-doctor[cloud]'"),
    "triage.need-package": ("读取 {name} 还缺一个软件包：{reason}", "Reading {name} needs another package: {reason}"),
    "triage.need-parquet": ("写 Parquet 需要 pyarrow：pip install 'sovits-doctor[parquet]'", "Writing Parquet needs pyarrow: pip install 'sovits-doctor[parquet]'"),
    "triage.output-suffix": ("不认识 {name} 的后缀，结果文件可以是 .jsonl 或 .parquet。", "The suffix of {name} is not known; results can be .jsonl or .parquet."),
    "triage.output-exists": (
        "{name} 已经存在，没有动它。换一个名字，或用 --force 替换。",
        "{name} exists already and was left as it is. Choose another name, or replace it with --force.",
    ),
    "triage.output-unwritable": ("无法写入 {name}：{reason}", "{name} cannot be written: {reason}"),
    "triage.output-busy": ("另一个进程正在写 {name}。", "Another process is writing {name}."),
    "triage.nothing": ("没有找到任何日志。", "No log was found."),
    "triage.resumed": ("接着上次的做：{count} 份已有结果。", "Going on where the last run ended: {count} logs are done."),
    "triage.changed": ("规则、版本或参数和上次中断时不同，从头开始。", "Rules, version or request differ from the run that was interrupted: starting anew."),
    "triage.stopped": ("已中断，{count} 份结果已保存；用同样的命令接着做。", "Stopped; the results of {count} logs are kept. The same command goes on."),
    "triage.reading": ("正在诊断", "Diagnosing"),
    # the summary
    "triage.total": (
        "{count} 份日志：{diagnosed} 份找到原因，{unrecognised} 份认不出，{healthy} 份没有失败，{errors} 份读不了",
        "{count} logs: {diagnosed} diagnosed, {unrecognised} not recognised, {healthy} healthy, {errors} not readable",
    ),
    "triage.causes": ("原因", "Causes"),
    "triage.cause": ("原因", "cause"),
    "triage.count": ("数量", "logs"),
    "triage.share": ("占比", "share"),
    "triage.seen": ("首次～末次", "first - last"),
    "triage.stages": ("环节", "stages"),
    "triage.unknown": ("认不出的失败，按相似程度分组", "Unknown failures, grouped by likeness"),
    "triage.failure": ("报错", "error"),
    "triage.example": ("例子", "example"),
    "triage.errors": ("读不了的", "Not readable"),
    "triage.reason": ("原因", "why"),
    "triage.more": ("……还有 {count} 组", "... and {count} more"),
    "triage.passed": ("按名字不是日志、没有读的文件：{count} 个（{suffixes}）", "Files passed over, by their names no logs: {count} ({suffixes})"),
    "triage.draft": ("为最大的一组起草规则：{command}", "Draft a rule for the largest of them: {command}"),
    "triage.draft-first": (
        "要起草规则，先用 --unknown 文件夹 取出例子，再运行 sovits-doctor rules new --from。",
        "To draft a rule take out examples with --unknown DIR, then run sovits-doctor rules new --from.",
    ),
    "triage.taken": ("{count} 组认不出的失败各有一份日志写到了 {name}", "One log of each of {count} unknown groups was written to {name}"),
    # why a log could not be read
    "triage.error-empty": ("里面什么都没有", "there is nothing in it"),
    "triage.error-binary": ("不是文字日志", "not a text"),
    "triage.error-missing": ("找不到", "not there"),
    "triage.error-unreadable": ("无法读取", "cannot be read"),
    "triage.error-crashed": ("诊断它时程序自己出错了，请报告", "this program failed on it; please report it"),
    "triage.error-bomb": ("解压后大得不正常，没有继续解压", "it unpacks to far too much: reading it was stopped"),
    "triage.error-encrypted": ("有密码", "it has a password"),
    "triage.error-no-log": ("这个 issue 里没有日志", "no log in the issue"),
}

"""What the command `triage` says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "triage.help": (
        "一次诊断许多日志：文件夹、通配符、压缩包、网址、GitHub issue 的导出文件。统计原因，把认不出的归成组。",
        "Diagnose many logs at once: folders, globs, archives, URLs, dumps of GitHub issues. Counts the causes and groups what is unknown.",
    ),
    "triage.help-paths": ("文件夹、通配符、zip / tar.gz、s3:// 等网址、gh issue list --json 的输出。", "Folders, globs, zip or tar.gz, URLs such as s3://, output of gh issue list --json."),
    "triage.help-output": ("把每份日志的结果写到这里：.jsonl 或 .parquet；中断后用同样的命令接着做。", "Write each log's result here: .jsonl or .parquet. After an interruption the same command goes on."),
    "triage.help-jobs": ("进程数；默认等于处理器核数。", "How many processes; as many as there are cores when left out."),
    # why a log could not be read
    "triage.error-empty": ("里面什么都没有", "there is nothing in it"),
    "triage.error-binary": ("不是文字日志", "not a text"),
    "triage.error-missing": ("找不到", "not there"),
    "triage.error-unreadable": ("无法读取", "cannot be read"),
    "triage.error-crashed": ("诊断它时程序自己出错了，请报告", "this program failed on it; please report it"),
    "triage.error-no-log": ("这个 issue 里没有日志", "no log in the issue"),
}

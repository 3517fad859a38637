"""What the command `watch` says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "watch.help": (
        "盯着别的程序正在写的日志，一出错就诊断；Ctrl-C 结束并给出最后的结论。",
        "Follow a log that another program writes, and diagnose it the moment something fails; Ctrl-C ends it with the last verdict.",
    ),
    "watch.help-file": ("日志文件，可以还不存在。", "The log; it need not exist yet."),
}

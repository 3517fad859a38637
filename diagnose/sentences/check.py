"""Sentences of the command `check`, and of what files and environment prove about a log."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "check.unreadable": ("无法读取 {name}：{reason}", "{name} cannot be read: {reason}"),
    "check.failed": ("这部分没能检查（{area}）：{reason}", "This part could not be checked ({area}): {reason}"),
    "check.failed-advice": ("这是 sovits-doctor 自己的问题，请带上这一行去提 issue。", "This is a fault of sovits-doctor itself: please report it with this line."),
}

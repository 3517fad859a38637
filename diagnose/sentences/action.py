"""What the GitHub Action says in its own log; what it says to people is `reply.…`."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "action.commented": ("#{number}：已回复，{cause}（{share}）。", "#{number}: commented, {cause} ({share})."),
    "action.edited": ("#{number}：更新了自己的回复，{cause}（{share}）。", "#{number}: brought the own comment up to date, {cause} ({share})."),
    "action.labelled": ("#{number}：已更新标签，{cause}（{share}）。", "#{number}: labels brought up to date, {cause} ({share})."),
    "action.needs-log": ("#{number}：缺日志，已加标签 needs-log。", "#{number}: the log is missing, labelled needs-log."),
    "action.known": ("#{number}：已经回复过，没有重复。", "#{number}: said already, not said again."),
    "action.silent": ("#{number}：没有要说的（{why}）。", "#{number}: nothing to say ({why})."),
    "action.unusable": ("这次运行的设置或事件不能用：{reason}", "The settings or the event of this run cannot be used: {reason}"),
    "action.forbidden": (
        "GitHub 拒绝了（{what}）。工作流需要 permissions: issues: write，而且 token 属于这个仓库。",
        "GitHub refused ({what}). The workflow needs permissions: issues: write, and a token of this repository.",
    ),
    "action.limited": (
        "GitHub 说请求太多了（{what}）。过一会儿重跑这个任务；同一个 token 用在别处太多的话，换一个。",
        "GitHub says there were too many requests ({what}). Run this job again later; if the same token is used for much else, take another one.",
    ),
    "action.failed": ("GitHub 没有完成请求（{what}），下次事件会再试。", "GitHub did not answer as it should ({what}); the next event tries again."),
}

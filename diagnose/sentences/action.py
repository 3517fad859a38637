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
    "action.unusable": (
        "这次运行的事件（{name}）不能用：这里只处理 issues 和 issue_comment 事件，见 docs/support.zh.md 里的工作流。",
        "The event of this run ({name}) cannot be used: issues and issue_comment are; see the workflow in docs/support.md.",
    ),
    "action.input": ("输入 {name} 只能是：{values}。请改工作流里的 with。", "The input {name} can be: {values}. Please correct it in the workflow, below `with`."),
    "action.input-token": (
        "没有 token：不填就用任务自己的；填了的话，看看那个 secret 是否存在。",
        "There is no token: leave the input out for the job's own one, or see whether that secret exists.",
    ),
    "action.input-account": ("输入 account 是空的：不填，或写出 token 属于哪个账号。", "The input account is empty: leave it out, or name the login that the token belongs to."),
    "action.stranger": (
        "这个 token 用的账号是 {login}。请在工作流里写 account: {login}，否则改过的帖子会再得到一条回复。",
        "The token speaks under the login {login}. Put `account: {login}` into the workflow, or posts that are edited will be answered once more.",
    ),
    "action.gone": ("#{number}：这个 issue 已经删除，没有要说的。", "#{number}: the issue was deleted, nothing to say."),
    "action.missing": (
        "没有找到（{what}）：这个 issue 已经移走，或者 token 不属于这个仓库、没有 issues: write 权限。",
        "It was not found ({what}): the issue was moved, or the token is not of this repository or lacks issues: write.",
    ),
    "action.broken": (
        "sovits-doctor 自己出错了（{what}），什么也没有回复。请把这一行报告给它的作者。",
        "sovits-doctor itself has failed ({what}), and nothing was said. Please report this line to those who make it.",
    ),
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

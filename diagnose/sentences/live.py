"""What `run`, `watch` and `--paste` say."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    # the clipboard
    "live.clipboard": ("剪贴板", "clipboard"),
    "live.help-paste": ("诊断剪贴板里的日志。", "Diagnose the log in the clipboard."),
    "live.paste-empty": (
        "剪贴板里没有文字。请先选中控制台里的报错（从启动命令到最后一行）并复制，再试一次。",
        "There is no text in the clipboard. Select the console's output (from the command to the last line), copy it, then try again.",
    ),
    "live.paste-none-linux": (
        "读不到剪贴板：没有图形桌面，或没装读剪贴板的程序。可安装 xclip（X11）或 wl-clipboard（Wayland）；也可以运行 sovits-doctor - 再直接粘贴。",
        "The clipboard cannot be read: there is no desktop here, or no program for it. Install xclip (X11) or wl-clipboard (Wayland); or run sovits-doctor - and paste there.",
    ),
    "live.paste-none-other": (
        "读不到剪贴板：找不到 PowerShell 或 pbpaste。可以运行 sovits-doctor - 再直接粘贴。",
        "The clipboard cannot be read: neither PowerShell nor pbpaste was found. Run sovits-doctor - and paste there.",
    ),
    "live.paste-failed": (
        "读剪贴板时 {program} 出错：{reason}。可以运行 sovits-doctor - 再直接粘贴。",
        "{program} could not read the clipboard: {reason}. Run sovits-doctor - and paste there.",
    ),
    # while a program runs
    "live.new-so-far": (
        "出错了。下面是目前的诊断；程序还没有结束，结论可能会更新。",
        "Something failed. This is the diagnosis so far; the program has not ended, it may be revised.",
    ),
    "live.revised-so-far": ("有了新的证据，诊断更新如下：", "There is more evidence now, and the diagnosis is another one:"),
    "live.revised-final": ("程序已结束，最终的诊断更新如下：", "The program has ended, and the final diagnosis is another one:"),
    "live.same": ("还是上面那个原因：{title}", "It is the cause told above: {title}"),
    "live.withdrawn": ("前面报告的错误没有让程序停下来，它正常继续了。", "The error told above did not stop the program: it went on."),
    "live.none": ("没有发现失败。", "No failure was found."),
    "live.interrupted": ("已按你的要求中断，没有发现别的失败。", "Ended at your request; nothing else failed."),
    "live.log": ("日志保存在 {name}", "The log is kept in {name}"),
    "live.alarm-nan": (
        "警告：loss 变成了 NaN。从这里起训练出的权重没有用，一般不会自己恢复：请停下来，关闭半精度（fp16_run/precision），或从更早的检查点重新开始。",
        "Warning: a loss is NaN. The weights trained from here on are of no use and rarely recover: stop, switch half precision off "
        "(fp16_run/precision), or go back to an earlier checkpoint.",
    ),
    "live.alarm-silence": (
        "提醒：进度条已经 {minutes} 分钟没有动静。可能正常（保存模型、很慢的一步），也可能卡住了：看看 CPU/显卡占用；一直为 0 就按 Ctrl-C 停下来。",
        "Note: the progress bar has not moved for {minutes} minutes. It may be normal (a model being saved, a slow step) or hang: look at "
        "the load of processor and card; if both stay at 0, stop it with Ctrl-C.",
    ),
    "live.alarm-memory-host": (
        "警告：内存快用完了，只剩 {left} MiB（共 {total} GiB）。程序随时可能被系统结束：关掉别的程序，或把 batch_size 调小。",
        "Warning: memory is nearly used up: {left} MiB left of {total} GiB. The system may kill the program at any time: close others, or lower batch_size.",
    ),
    "live.alarm-memory-cgroup": (
        "警告：容器的内存限额快用完了，只剩 {left} MiB（限额 {total} GiB）。超过就会被结束：调大容器的内存，或把 batch_size 调小。",
        "Warning: the container's memory limit is nearly reached: {left} MiB left of {total} GiB. Beyond it the program is killed: raise the limit, or lower batch_size.",
    ),
    "live.alarm-memory-commit": (
        "警告：内存加虚拟内存快用完了，只剩 {left} MiB（共 {total} GiB）。接下来多半会报 WinError 1455：把页面文件调大，或关掉别的程序。",
        "Warning: memory and page file are nearly used up: {left} MiB left of {total} GiB. WinError 1455 comes next: make the page file larger, or close other programs.",
    ),
    "live.alarm-no-pretrained": (
        "警告：训练从第 1 轮开始，但没有加载底模（日志里没有 loaded pretrained）：权重是随机的，练出来没法用。请停下来，检查 pretrained_s2G / pretrained_s2D 的路径和文件。",
        'Warning: training starts from epoch 1 without its pretrained weights (no "loaded pretrained" in the log): the weights are random '
        "and the result useless. Stop, and check paths and files of pretrained_s2G / pretrained_s2D.",
    ),
}

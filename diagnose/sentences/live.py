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
}

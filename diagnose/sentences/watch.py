"""What the command `watch` says."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    "watch.help": (
        "盯着别的程序正在写的日志，一出错就诊断；Ctrl-C 结束并给出最后的结论。",
        "Follow a log that another program writes, and diagnose it the moment something fails; Ctrl-C ends it with the last verdict.",
    ),
    "watch.help-file": ("日志文件，可以还不存在。", "The log; it need not exist yet."),
    "watch.watching": ("正在盯着 {name}，Ctrl-C 结束……", "Watching {name}; Ctrl-C ends ..."),
    "watch.waiting": ("{name} 还不存在，等它出现……", "{name} is not there yet; waiting for it ..."),
    "watch.gone": ("{name} 被删除或改名了，等它再出现……", "{name} was deleted or renamed; waiting for it to come back ..."),
    "watch.back": ("{name} 出现了。", "{name} is there."),
    "watch.restarted": ("{name} 被清空重写了，从头开始看。", "{name} was written anew: reading it from its start."),
    "watch.nothing": ("{name} 里还什么都没有，没有结论。", "There was nothing in {name} yet, so there is no verdict."),
}

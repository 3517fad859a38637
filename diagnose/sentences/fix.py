"""Sentences of the command `fix`."""

from __future__ import annotations

from typing import Dict, Tuple

TABLE: Dict[str, Tuple[str, str]] = {
    # help
    "fix.help": (
        "安全地修好能修的：先给你看改动，问过再写，留备份，改完再检查。\n\n退出码：0 没有要修的或都修好了，1 还有没修的，2 用法或文件有问题。",
        "Repair what is safe to repair: shows every change, asks, keeps a backup, checks afterwards.\n\nExit: 0 nothing to repair or all repaired, 1 something is left, 2 wrong usage or a file that cannot be used.",
    ),
    "fix.help-log": ("失败的日志，- 表示标准输入；不写就只按检查结果修。", "The log of a failed run, or - for standard input; without one only what the checks find."),
    "fix.help-workspace": ("GPT-SoVITS 的程序目录。不写就从当前目录找。", "GPT-SoVITS's program folder; looked for from the current folder when left out."),
    "fix.help-config": ("要修的配置文件，可多次给出。", "A configuration file to repair; may be given several times."),
    "fix.help-python": ("训练用的 Python：检查它，并按这台机器建议数值。", "The Python that trains: it is checked, and values are suggested for its machine."),
    "fix.help-dry-run": ("只看改动，什么都不写。", "Show the changes and write nothing."),
    "fix.help-yes": ("不问，直接改。", "Do not ask."),
    "fix.help-undo": ("撤销上一次修改，每个字节都还原。", "Take back the last fix, byte for byte."),
    "fix.help-force": ("文件后来又改过也撤销（改过的内容会先备份）。", "Undo although a file was changed since (what it holds now is kept in the backup first)."),
    # what cannot be used
    "fix.nothing-given": (
        "没有要修的。三种用法：\n  sovits-doctor fix train.log          （按日志修）\n  sovits-doctor fix --workspace 目录   （按检查结果修）\n  sovits-doctor fix --undo             （撤销上一次修改）",
        "There is nothing to repair. Three ways:\n  sovits-doctor fix train.log          (what a log tells)\n  sovits-doctor fix --workspace DIR    (what the checks find)\n  sovits-doctor fix --undo             (take the last fix back)",
    ),
    "fix.one-log": ("一次只能按一份日志修，这里有 {count} 份。", "One log at a time, please: there are {count}."),
    "fix.vanished": ("{name} 不见了，什么都没有改。", "{name} is gone; nothing was changed."),
    "fix.not-a-file": ("{name} 不是普通文件，什么都没有改。", "{name} is not an ordinary file; nothing was changed."),
    "fix.too-large": ("{name} 超过 {size} MB，不像配置文件，什么都没有改。", "{name} is over {size} MB, which no configuration is; nothing was changed."),
    "fix.hard-link": (
        "{name} 是硬链接，同一份内容有 {count} 个名字，替换它会让它们不再相同。请手动修改。什么都没有改。",
        "{name} is a hard link: its content has {count} names, and replacing one would part them. Edit it by hand. Nothing was changed.",
    ),
    "fix.read-only": ("{name} 是只读的或没有写权限，什么都没有改。请先去掉只读。", "{name} is read-only, or you may not write it; nothing was changed. Make it writable first."),
    "fix.unreadable": ("无法读取 {name}：{reason}。什么都没有改。", "{name} cannot be read: {reason}. Nothing was changed."),
    "fix.meanwhile": ("{name} 刚刚被别的程序改了，没有动它。请再试一次。", "Another program has just changed {name}; it was left alone. Try again."),
    "fix.no-backup": ("无法在 {name} 里写备份：{reason}。什么都没有改。", "No backup can be written in {name}: {reason}. Nothing was changed."),
    "fix.failed": ("写 {name} 时出错：{reason}。已经全部还原。", "{name} cannot be written: {reason}. Everything is as it was before."),
    "fix.failed-half": (
        "写 {name} 时出错：{reason}，而且没能全部还原。原来的文件在 {backup}，请运行 sovits-doctor fix --undo。",
        "{name} cannot be written: {reason}; and not everything could be put back. The old files are in {backup}; run sovits-doctor fix --undo.",
    ),
    "fix.locked": ("另一个 fix 正在修同一个目录（{name}）。等它结束再试。", "Another fix is at work here ({name}). Try again when it has ended."),
    "fix.outside": ("{name} 不在 {home} 里，没有动它。", "{name} is not in {home} and was left alone."),
    # why a value is left as it is
    "fix.not-a-config": ("{name} 不是 GPT-SoVITS 的配置文件，没有动它。", "{name} is no configuration file of GPT-SoVITS and was left alone."),
    "fix.encoding": (
        "{name} 不是完好的 {encoding} 文本，没有动它。请用编辑器另存为 UTF-8。",
        "{name} is not sound {encoding} text and was left alone. Save it as UTF-8 in an editor.",
    ),
    "fix.broken": ("{name} 的语法有错：{reason}。先改好语法。", "{name} is broken: {reason}. Mend that first."),
    "fix.tangled": (
        "改 {keys} 会连带改到 {name} 里别的值（例如 YAML 的锚点），没有动它。请手动修改。",
        "Changing {keys} would change other values of {name} as well (an anchor of YAML, for instance). Edit it by hand.",
    ),
    "fix.no-key": ("{name} 里没有 {setting}。", "{name} has no {setting}."),
    "fix.not-a-value": ("{name} 第 {line} 行的 {setting} 不是单个值，请手动修改。", "{setting} on line {line} of {name} is not a single value; edit it by hand."),
    "fix.unspeakable": ("{value} 写不进 {name} 的 {setting}。", "{value} cannot be written as {setting} of {name}."),
    "fix.other-value": (
        "日志里 {setting} 是 {seen}，{name} 里现在是 {now}：这份日志之后它已经改过，没有动它。",
        "In the log {setting} is {seen}, in {name} it is {now}: it was changed since that run, and is left as it is.",
    ),
    "fix.no-config": (
        "要改的是 {setting}，但没找到这次运行的配置文件。请用 --workspace 给出程序目录，或用 --config 给出文件。",
        "{setting} should be changed, but the configuration file of that run was not found. Name the program folder with --workspace, or the file with --config.",
    ),
    # proof
    "fix.unproved-value": ("{name} 里的 {setting} 没有变成 {value}，已还原。", "{setting} of {name} did not become {value}; it was put back."),
    "fix.unproved-remedy": ("{name} 的 {setting} 改后没有通过 {rule} 的检验，已还原。", "{setting} of {name} does not pass the test of {rule}; it was put back."),
    "fix.unproved-check": ("{name} 的 {setting} 改后 {check} 仍有问题，已还原。", "{check} still finds {setting} of {name} wrong; it was put back."),
    "fix.unproved-new": ("{name} 的 {setting} 改后有了新问题（{check}），已还原。", "The change of {setting} brings a new problem to {name} ({check}); it was put back."),
    # what is shown
    "fix.overwritten": (
        "网页每次点训练按钮都会重写 {name}：请在网页上也改成这个值，或不经网页、直接用命令行开始训练。",
        "The web UI writes {name} anew at every click of the training button: set the same value in the page too, or start the training from the command line instead.",
    ),
    "fix.moved": ("移进备份目录（{size}），不删除", "goes into the backup folder ({size}); it is not deleted"),
    "fix.refused": ("这些没有改：", "Left as it is:"),
    "fix.by-hand": ("这些要你自己动手：", "For you to do:"),
    "fix.revealed": ("改好之后才看得出，这些还有问题：", "What the repair has brought to light:"),
    "fix.ways": ("怎么解决：", "What to do:"),
    "fix.other-ways": ("别的办法：", "Other ways:"),
    "fix.cause": ("日志里失败的原因：{title}", "Why the run failed: {title}"),
    "fix.settled": ("这个问题在配置文件里已经改好了，重新开始训练即可。", "That is right in the configuration already: start the training again."),
    "fix.log-healthy": ("日志里没有失败。", "Nothing failed in this log."),
    "fix.log-unrecognised": ("没能认出日志里失败的原因（详见 sovits-doctor 日志文件）。", "Why the run failed was not recognised (see sovits-doctor LOG)."),
    "fix.nothing": ("没有要修的。", "There is nothing to repair."),
    "fix.nothing-safe": ("没有能安全地自动修改的。", "There is nothing that can safely be changed for you."),
    "fix.dry-run": ("只是预览，什么都没有改；去掉 --dry-run 就会先问再改。", "Only shown; nothing was changed. Without --dry-run it asks, then makes the changes."),
    "fix.how-to-agree": (
        "什么都没有改：这里没法问你。确认上面的改动后，加 --yes 再运行一次。",
        "Nothing was changed, for you cannot be asked here. If the changes above are right, run it again with --yes.",
    ),
    "fix.ask": ("照上面改吗？", "Make these changes?"),
    "fix.declined": ("什么都没有改。", "Nothing was changed."),
    "fix.done-edit": ("{name} 已改好，并已重新检查", "{name} is repaired and checked again"),
    "fix.done-move": ("{name} 已移进备份", "{name} is in the backup"),
    "fix.kept": ("原来的文件在 {name}", "The old files are in {name}"),
    "fix.how-to-undo": ("撤销：{command}", "To take it back: {command}"),
    # undo
    "fix.no-fix": ("{name} 里没有可以撤销的修改。", "There is no fix to take back in {name}."),
    "fix.changed-since": (
        "{names} 在修改之后又变了，没有撤销。要照样撤销就加 --force（现在的内容会先存进 {backup}）。",
        "{names} was changed since; nothing was taken back. To do it all the same, add --force (what is there now is kept in {backup} first).",
    ),
    "fix.backup-lost": ("{name} 的备份 {backup} 不见了或已损坏，没有撤销。", "The backup of {name}, {backup}, is gone or damaged; nothing was taken back."),
    "fix.failed-undo": (
        "撤销时写不了 {name}：{reason}。原来的文件在 {backup}；排除问题后可以再撤销一次。",
        "{name} cannot be written: {reason}. The old files are in {backup}; undo can be run again when that is mended.",
    ),
    "fix.undo-of": ("撤销 {time} 的修改", "Taking back the fix of {time}"),
    "fix.undone-edit": ("{name} 已还原：{changes}", "{name} is as it was: {changes}"),
    "fix.undone-move": ("{name} 已放回原处", "{name} is back in its place"),
    "fix.undone-nothing": ("所有文件都已是原样。", "Every file is as it was already."),
    "fix.undone-saved": ("撤销前的内容存在 {name}", "What stood there before is kept in {name}"),
}

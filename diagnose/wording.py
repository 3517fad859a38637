"""Typer's own words in Chinese. Typer asks gettext for them and brings no translations; here they are.

Must be told the language before typer is imported for the first time.
"""

from __future__ import annotations

import gettext
import re
from typing import Dict, Pattern

from diagnose.messages import ZH

WORDS: Dict[str, str] = {
    "Usage: ": "用法：",
    "Usage:": "用法：",
    "Options": "选项",
    "Arguments": "参数",
    "Commands": "命令",
    "Error": "错误",
    "Show this message and exit.": "显示本说明。",
    "[default: {}]": "[默认：{}]",
    "[required]": "[必填]",
    "No such option: {name}": "没有这个选项：{name}",
    "(Possible options: {possibilities})": "（可能是：{possibilities}）",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "No such command {name!r}.": "没有这个命令：{name!r}。",
    "Missing command.": "缺少命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Invalid value: {message}": "取值无效：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的取值无效：{message}",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要有值。",
    "Got unexpected extra argument ({args})": "多出了参数：{args}",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}",
    "Got unexpected extra argument(s) ({args})": "多出了参数：{args}",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "{name} {filename!r} is a file.": "{name} {filename!r} 是文件。",
    "{name} {filename!r} is a directory.": "{name} {filename!r} 是文件夹。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 无法读取。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是有效的 {number_type}。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
}


def _pattern(english: str) -> Pattern[str]:
    """What matches a sentence once its places are filled."""
    parts = re.split(r"\{(\w+)(?:!r)?\}", english)
    return re.compile("".join(f"(?P<{part}>.*)" if place % 2 else re.escape(part) for place, part in enumerate(parts)))


_TEMPLATES = [(_pattern(english), chinese) for english, chinese in WORDS.items() if "{" in english and "{}" not in english]
_spoken = False


def speak(lang: str) -> None:
    """Let typer speak Chinese when that is the language."""
    global _spoken
    if lang != ZH or _spoken:
        return
    _spoken = True
    one, many = gettext.gettext, gettext.ngettext
    gettext.gettext = lambda message: WORDS.get(message) or one(message)
    gettext.ngettext = lambda msgid1, msgid2, n: WORDS.get(msgid2) or WORDS.get(msgid1) or many(msgid1, msgid2, n)


def translate(text: str) -> str:
    """One of typer's sentences as it comes out, for releases that do not ask gettext for it."""
    if not _spoken:
        return text
    for pattern, chinese in _TEMPLATES:
        found = pattern.search(text)
        if found:
            text = text[: found.start()] + chinese.replace("!r", "").format(**found.groupdict()) + text[found.end() :]
    for english in ("Usage: ", "Show this message and exit.", "Missing argument", "Missing option", "Missing command."):
        text = text.replace(english, WORDS[english])
    return text

"""Logs that somebody wrote to harm whoever reads the report."""

from __future__ import annotations

import re
from typing import Dict

from tests.conftest import FOUNDING

PAYLOADS: Dict[str, str] = {
    "script": "<script>window.owned=1</script>",
    "closing": "</code></pre></textarea></title></style></script><script>window.owned=1</script>",
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css>",
    "handler": "<img src=//evil.example/x.png onerror=window.owned=1><svg onload=window.owned=1>",
    "attribute": "\" onfocus=window.owned=1 autofocus x='",
    "quote": "' onmouseover='window.owned=1",
    "frame": "<iframe srcdoc='<script>parent.owned=1</script>'></iframe><base href=//evil.example/>",
    "comment": "<!-- --!><!--><script>window.owned=1</script>]]>",
    "link": "javascript:window.owned=1",
    "markdown-link": "[click](javascript:window.owned=1) ![x](https://evil.example/x.png) <https://evil.example>",
    "code-span": "`` ` ``` </code> **bold** `",
    "fence": "```\n~~~\n# owned\n````````\n<b>owned</b>",
    "details": "</details></summary><h1>owned</h1>",
    "table": "| a | b |\\| c \\\\| `|` |",
    "mention": "@torvalds fixes #1 GH-1 RVC-Boss/GPT-SoVITS#1 https://evil.example/ www.evil.example",
    "jinja": "{{ 7*191 }} {% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %} {# x #}",
    "format": "{name} %(name)s %s {0.__class__} ${jndi:ldap://evil.example}",
    "rich": "[bold red]x[/bold red] [link=https://evil.example]y[/link] [/]",
    "ansi": "\x1b[31mred\x1b[2J\x1b[H\x1b[999D\x1b]0;owned title\x07\x1b]8;;https://evil.example\x07click\x1b]8;;\x07\x1bc\x9b2J",
    "ansi-escaped": "\\x1b]0;owned title\\x07\\x1b[2J\\u001b[H\\x9b2J\\x07\\x08\\x00\\ud800",
    "bidi": "\u202eexe.gpj\u202c \u2066x\u2069 \u200f",
    "bidi-escaped": "\\u202eexe.gpj \\u2066x",
    "zero-width": "tor\u200bch \u200d\u2060\ufeff\u00ad x",
    "tags": "\U000e0041\U000e0042\U000e007f hidden",
    "formula": "=HYPERLINK(\"http://evil.example\") +1 -1 @SUM(1)",
    "marks": "\ue0000\ue001 \ue0001\ue001",
    "long": "A" * 1_000_000,
    "long-words": "ab " * 200_000,
    "combining": "Z" + "\u0301\u0330\u033d" * 3000,
}  # fmt: skip
"""What somebody would write into a log, by what it is after."""

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
"""What no report may hold."""


def hostile_log(payload: str, kind: str) -> bytes:
    """A log with the payload where it is let in: `captured` by a rule, `unrecognised`, or in the `config` of the founding case."""
    flat = payload.replace("\n", " ")
    if kind == "captured":
        text = (
            f'"C:\\{flat}\\runtime\\python.exe" GPT_SoVITS/s2_train.py --config "{flat}"\nTraceback (most recent call last):\n'
            f"  File \"D:\\GPT-SoVITS\\{flat}.py\", line 3, in {flat}\n    import {flat}\nModuleNotFoundError: No module named '{flat}'\n"
        )
    elif kind == "unrecognised":
        text = f'GPT_SoVITS {flat}\nTraceback (most recent call last):\n  File "/x/{flat}.py", line 1, in <module>\n    {flat}\n{payload}Error: {payload}\nRuntimeError: {payload}\n\nnext line {payload}\n'
    else:
        quoted = flat.replace("'", "\\'")
        text = FOUNDING.read_text("utf-8").replace("'name': 'demo'", f"'name': '{quoted}'").replace("'exp_dir': 'logs/demo'", f"'exp_dir': '{quoted}', '{quoted[:50]}': '{quoted}'")
        text = text.replace("INFO:demo:", f"INFO:{flat[:200]}:", 1).replace("ids_bucket = ids_bucket +", f"{flat} = ids_bucket +")
        text = text.replace(
            "\nTypeError:",
            f'\nValueError: {payload}\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "{flat}", line 300, in {flat}\n    x\nTypeError:',
            0,
        )
    return text.encode("utf-8", "surrogatepass")


KINDS = ("captured", "unrecognised", "config")

"""What a single line of a traceback can be: header, frame, exception, connector. One regex and one question each."""

from __future__ import annotations

import builtins
import re
from typing import Tuple

HEADER = re.compile(r"(?:Original |Exception Group )?\bT?r?aceback \(most recent call last\)(?::(?!:?String)|[ ─-]*[╮]?$)")
_IPYTHON_HEADER = re.compile(r"^[A-Za-z_][\w.]*\s{2,}Traceback \(most recent call last\)$")

_FRAME = re.compile(r"\bF?i?le \"(?P<file>[^\"]*)\", line (?P<line>\d+)(?!\d| in )(?:, in (?P<function><[\w ]+>|[\w.<>]+))?(?P<rest>.*)$")
_BROKEN = re.compile(r"^\s*File \"(?![^\"]*\", line \d+ in )")  # but not faulthandler's "line 9 in f"
_RICH_FRAME = re.compile(r"^\s?(?P<file>(?:/|[A-Za-z]:\\|<)[^:*?\"|]*(?:\.py|>)):(?P<line>\d+) in (?P<function><?\w+>?)\s*$")
_RICH_NAMED = re.compile(r"^\s?in (?P<function><?\w+>?):(?P<line>\d+)\s*$")
_IPYTHON_FRAME = re.compile(
    r"^(?:File )?(?P<file>(?:[A-Za-z]:\\|[~/<\w.])[^\":]*?(?:\.pyx?|\.ipynb|>))(?::(?P<line>\d+))?(?:,? in (?P<function>[\w.<>]+|<[\w ]+: \d+>)\(.*\))?\s*$"
)
_CELL_FRAME = re.compile(r"^(?P<file>(?:Cell In|Input In) ?\[\d+\])(?:, line (?P<line>\d+))?(?:, in (?P<function>[\w.<>]+|<[\w ]+: \d+>)\(.*\))?\s*$")
_ARROW = re.compile(r"^\s?(?:❱|-+>)\s*(?P<line>\d+)\s?(?P<source>.*)$")
_NUMBERED = re.compile(r"^\s*(?:\d+(?:\s|$)|\(\.\.\.\))")

_NAME = r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*"
_FAMILY = r"(?:Error|Exception|Interrupt|Exit|Iteration|Group|Fault|Failure|Timeout|Traceback|Cancelled|Killed|_Abort)"
_STRONG = re.compile(rf"^(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z_]\w*{_FAMILY}|(?:[A-Za-z_]\w*\.)+(?:Error|Exception)|Exception|BaseException)(?::(?: (?P<message>.*)|\s*$)|$)")
_WEAK = re.compile(rf"^(?P<type>{_NAME})(?:: (?P<message>.*)|:?\s*$)")
_BARE = re.compile(r"^(?:E {2,})?(?P<type>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception))(?::(?: (?P<message>.*)|\s*$))")
_KEYWORD = re.compile(r"^(?:else|try|finally|pass|return|continue|break|yield|raise|None|True|False|super|self)\b")
_CLIPPED = {name[1:]: name for name in dir(builtins) if name.endswith("Error")}

_CONTEXT = re.compile(r"During handling of the above exception, another exception occurred")
_CAUSE = re.compile(r"The above exception was the direct cause of the following exception")
SPAWN = re.compile(r"-- Process \d+ terminated with the following error:")
GROUP = re.compile(r"^\s*\+-(?P<opens>\+-)?-*(?: (?P<number>\d+|\.\.\.) -+)?\s*$")
IGNORED = re.compile(r"^Exception ignored (?:in|on|while)\b")
NOISE = re.compile(r"^\s*(?:[~^][~^ ]*|\[Previous line repeated .*|\.\.\.<\d+ lines?>\.\.\.|\"\"\"|'''|[╭╰─╮╯]+|[│ ]*[└│].*)\s*$")

FrameMark = Tuple[str, int, str, str]

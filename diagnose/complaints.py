"""Lines with which programs that raise no Python exception say that they failed.

Only for telling a failed log from a healthy one: what such a line means is a rule's business.
"""

from __future__ import annotations

import re

_HINT = re.compile(r"[Ee]rr|ERR|[Ff]atal|FATAL|[Pp]anic|PANIC|[Ff]ail|FAIL|not found|CRIT|E\d{4} |错误|失败|refused|denied|[Nn]o such|[Aa]bort|不存在")

_FINAL = re.compile(
    r"^(?:panic: |fatal error: |fatal: |FATAL: |npm ERR!|npm error|ERROR: (?:Could not|Failed building|No matching|Cannot install|Failed to build)"
    r"|make(?:\[\d+\])?: \*\*\*|ninja: build stopped|Copr build error: Build failed|BUILD FAILED|Build failed|user command error"
    r"|[\w./+-]+: (?:fatal )?error: |error: |Error: |[\w./\\ -]+\.\w+:\d+(?::\d+)?: (?:fatal )?error: |❌)"
    r"|collect2: error|: command not found$|^command not found|can't open file '"
)
_LEVEL = re.compile(
    r"^(?:\[?(?:ERROR|FATAL|CRITICAL|FAIL|FAILED|ERR)\]?(?:[:\s(-]|$)|\[?[Ee]rror\]?:|E\d{4} \d\d:|\{\"level\":\"(?:error|fatal)\")"
    r"|^[^'\"]{0,80}?(?:\[(?:error|ERROR|FATAL|crit|FAIL)\]|[\s|](?:ERROR|FATAL|CRITICAL)[\s|:-]|[)\]\t]\s*error: )"
    r"|^(?:\S+ )?(?:[Ff]ailed to |Cannot |cannot |could not |Could not )|Failed to resolve|: not found$|^\S*(?:错误|失败)[:：]?"
)
_MILD = re.compile(
    r"\bWARN(?:ING)?\b|\bignored\b|[Ii]gnore|retry|Retry|trying next|will try|fall(?:ing)? back|Unable to register|not a git repository|optional|skipp|DeprecationWarning|UserWarning|FutureWarning"
)


def weigh(text: str) -> int:
    """0: no complaint; 1: an error among others; 2: what a program says when it gives up."""
    if not _HINT.search(text) or _MILD.search(text):
        return 0
    if _FINAL.search(text):
        return 2
    return 1 if _LEVEL.search(text) else 0


def is_final(text: str, lines_after: int, lines: int, finished: bool) -> bool:
    """True when a program most likely ended with this complaint: little came after it, and no success.

    `lines` counts the lines of the run.
    """
    if finished:
        return False
    if weigh(text) == 2:
        return lines_after <= 400
    return lines_after <= min(50, max(8, lines // 4))

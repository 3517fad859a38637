"""Lines with which programs that raise no Python exception say that they failed.

Only for telling a failed log from a healthy one: what such a line means is a rule's business.
"""

from __future__ import annotations

from diagnose.late import late

_HINT = late(
    r"[Ee]rr|ERR|[Ff]atal|FATAL|[Pp]anic|PANIC|[Ff]ail|FAIL|not found|CRIT|E\d{4,8} |错误|失败|refused|denied|[Nn]o such|[Aa]bort|不存在|not allowed|[Cc]ould not |[Cc]annot |^E: |CUDA_LAUNCH_BLOCKING|TORCH_USE_CUDA_DSA|giving up|Exception$|\*\*\* |\[emerg\]|^docker: |^Execution halted|not a TTY|not in gzip|CrashLoopBackOff"
)

_FINAL = late(
    r"^(?:panic: |fatal error: |fatal: (?!detected dubious|No names found|No tags can|your current branch|bad revision|ambiguous argument|Not a valid object name|Needed a single revision)|FATAL: |npm ERR!|npm error|ERROR: (?:Could not|Failed building|No matching|Cannot install|Failed to build)"
    r"|make(?:\[\d+\])?: \*\*\*|ninja: build stopped|thread '[^']*' panicked at |Error from server \(|docker: Error response from daemon|.*(?:\[emerg\] |: Error is not recoverable: exiting now|: Failed with result '|\bCrashLoopBackOff\b|: not in gzip format$)|Conversion failed!$|Execution halted$|the input device is not a TTY|Copr build error: Build failed|BUILD FAILED|Build failed|user command error"
    r"|[\w./+-]+: (?:fatal(?: error)?|error): |error: |Error: |[\w./\\ -]+\.\w+:\d+(?::\d+)?: (?:fatal )?error: |❌|(?:# )?\*\* (?:Error|Fatal): )"
    r"|^E: (?:Unable to|Package |Could not|Failed|Sub-process)|^=+ [^=]*\b\d+ (?:failed|errors?)\b[^=]* in [\d.:]+|^Fatal error detected, aborting|^Fatal! |,\d+ {1,3}Fatal error\[|can't open file '"
)
_LEVEL = late(
    r"^(?:\[?(?:ERROR|FATAL|CRITICAL|FAIL|FAILED|ERR)\]?(?:[:\s(-]|$)|\[?[Ee]rror\]?:|E\d{4,8} \d\d:|\{\"level\":\"(?:error|fatal)\")"
    r"|^[^'\"]{0,120}?(?:\[(?:error|ERROR|FATAL|crit|FAIL|E)\]|[\s|](?:ERROR|FATAL|CRITICAL)[\s|:-]|[)\]\t]\s*error: )|HTTP/1\.[01]\" 500 Internal Server Error"
)
_SAID = late(
    r"^(?:\S+ )?(?:[Ff]ailed to |Cannot |cannot |could not |Could not )|Failed to resolve|: not found$|command not found|^\S*(?:错误|失败)[:：]?"
    r"|^\s*\+ FullyQualifiedErrorId : (?!NativeCommandError|RemoteException)|^fatal: |^collect2: error|^validating \S.*(?: not allowed$| must be | is required$)|: giving up$|: No such file or directory$"
    r"|^CUDA kernel errors might be asynchronously reported|^For debugging consider passing CUDA_LAUNCH_BLOCKING|^Compile with .TORCH_USE_CUDA_DSA"  # the tail of what PyTorch says
    r"|^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)$"
)
_MILD = late(
    r"\bWARN(?:ING)?\b|^W: |^modprobe: |\b[Ii]gnor(?:e|ing)|retry|Retry|trying next|will try|fall(?:ing)? back|[Uu]sing (?:the )?(?:default|internal)|[Dd]efaulting to|[Rr]everting to|BitTorrent: |Unable to register|not a git repository|optional|skipp|DeprecationWarning|UserWarning|FutureWarning"
    r"|pip's dependency resolver does not currently|Exception in ASGI application"  # and goes on, or its traceback tells more
    r"|XDG_RUNTIME_DIR|^ALSA lib |Connection reset without closing|Sending after closing"  # a computer without a desktop or sound, a client that went away
    r"|^INFO: (?!.*HTTP/1\.[01]\" 500 )|^[\d :.-]*[IW]\d{0,4} [^\]]{0,200}\] "  # a note or a warning, as Windows, TensorFlow and glog write them
)


LOGGED, SAID, GAVE_UP = 1, 2, 3
"""How much a complaint weighs: a logger's level, a sentence of failure, what a program says when it ends."""


ADVICE = 30
"""Lines at most of a log that begins with its complaint and explains it."""
STUBBORN = 3
"""So often the same complaint, numbers aside, is a failure wherever it stands."""


def weigh(text: str) -> int:
    """0 for a line that is no complaint."""
    if not _HINT.search(text) or _MILD.search(text):
        return 0
    if _FINAL.search(text):
        return GAVE_UP
    if _SAID.search(text):
        return SAID
    return LOGGED if _LEVEL.search(text) else 0


def is_final(weight: int, lines_after: int, lines: int, complaints: int, moved: bool) -> bool:
    """True when a program most likely ended with a complaint of this weight.

    `lines_after` came after it, in a run of `lines` with so many `complaints`; `moved`: there was progress.
    """
    if weight == GAVE_UP:
        return lines_after <= 400
    if lines - lines_after <= 1 and lines <= ADVICE and not moved:
        return True  # what follows explains it
    if weight == LOGGED and complaints * 100 < lines:
        return False  # a service that logs an error now and then
    return lines_after <= min(50, max(8, lines // 4))

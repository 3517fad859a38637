"""A short name for a failure that is the same on other machines, paths, numbers, versions of Python and systems."""

from __future__ import annotations

import hashlib
from typing import List, Optional, Tuple

from diagnose.late import late
from diagnose.model import Frame, Log, Raised

FUNCTIONS = 4
"""The last own functions that tell failures apart."""
LONGEST = 1000
"""Characters of a message that are looked at."""

_PART = r"(?:Program Files \(x86\)|[^\\/:*?\"'<>|\s]+)"
_DLL = "DLL load failed"
_WORDED = (
    ("Did you mean", late(r"[.;,]? ?Did you mean:? [^?]*\?"), ""),  # Python 3.10 and later
    ("Perhaps you forgot", late(r"[.;,]? Perhaps you forgot [^?]*\?"), ""),
    ("()", late(r"\b(?:[A-Za-z_]\w*\.)+(?=\w+\(\))"), ""),  # so do they name a method with its class
    ("cannot access", late(r"cannot access (local variable '[^']*') where it is not associated with a value"), r"\1 referenced before assignment"),
    ("Can't get", late(r"\bCan't get (?=local object ')"), "Can't pickle "),
    ("recursion depth", late(r"(?<=maximum recursion depth exceeded) (?:in|while) [\w ]+"), ""),  # wherever the last call was
    ("Error loading", late(r"(?<=Error loading )\"(?:[^\"\n]*[\\/])?([^\\/\"\n]+)\""), r"\1"),  # which library it is tells failures apart
    (_DLL, late(r"(?i)(?<=: )(?:找不到指定的模块|the specified module could not be found)[。.]?"), "@126"),  # Windows words it in its own language
    (_DLL, late(r"(?i)(?<=: )(?:找不到指定的程序|the specified procedure could not be found)[。.]?"), "@127"),
    (_DLL, late(r"(?i)(?<=: )(?:%1 不是有效的 Win32 应用程序|%1 is not a valid win32 application)[。.]?"), "@193"),
    (_DLL, late(r"(?i)(?<=: )(?:动态链接库.{0,9}初始化例程失败|a dynamic link library .{0,9}initialization routine failed)[。.]?"), "@1114"),
    (_DLL, late(r"(?i)(?<=: )(?:页面文件太小，无法完成操作|the paging file is too small for this operation to complete)[。.]?"), "@1455"),
)
"""What other versions and systems word in another way: a piece that such a message has, the pattern, and one wording for all."""
_PATHS = (
    (late(r"(?P<quote>['\"])(?=[^'\"\n]*[\\/])[^'\"\n]+(?P=quote)"), "'PATH'"),
    (late(rf"(?<!\w)(?:[A-Za-z]:)?(?:[\\/]+{_PART}(?: {_PART}(?=[\\/]))?){{2,}}[\\/]?"), "PATH"),  # a folder may have a blank in its name
    (late(r"(?<![\w@])(?:\.{1,2}[\\/])?[\w-]+(?:[\\/]+[\w.-]+)*[\\/]+[\w.-]*\w\.[A-Za-z]\w{0,11}\b"), "PATH"),
)
_MASKS = (
    (late(r"\[WinError (\d+)\](?:(?!Error loading )[^:])*"), r"[WinError @\1]"),  # Windows words it in its own language
    (late(r"(\bErrno |(?:HTTP|[Ss]tatus|[Ee]xit code|[Ee]rror code|returned)[ :=]+)(\d+)\b"), r"\1@\2"),
    (late(r"\b0x[0-9a-fA-F]+"), "HEX"),
    (late(r"(?<![@\d])\d+(?:\.\d+)*"), "N"),
    (late(r"\s+"), " "),
)
_STANDARD = (
    r"importlib|multiprocessing|asyncio|concurrent|encodings|json|urllib|http|logging|ctypes|email|xml"
    r"|(?:threading|socket|ssl|selectors|subprocess|runpy|os|shutil|pathlib|pickle|zipfile|tarfile|tempfile|copy|codecs|contextlib|functools|random|queue)\.py"
)
"""Of Python's own library, what exceptions come through: on Windows it may stand in any folder that is called Lib."""
_LIBRARY = late(
    rf"(?i)/(?:site|dist)-packages/|/lib/python\d|/(?:runtime|python[\d.]*|envs/[^/]+|[\w.-]*conda\d?|\.?venv)/lib/|/lib/(?:{_STANDARD})(?:/|$)|/python\d+\.zip/|^<frozen "
)
_CELL = late(r"<cell line: \d+>")
_INLINED = frozenset({"<listcomp>", "<dictcomp>", "<setcomp>"})
"""Frames that Python 3.12 and later do not have."""


def mask(text: str) -> str:
    """Text without what differs from machine to machine; numbers of errors stay, after an `@`."""
    text = text[:LONGEST]
    for piece, pattern, word in _WORDED:
        if piece in text:
            text = pattern.sub(word, text)
    for pattern, word in (*(_PATHS if "/" in text or "\\" in text else ()), *_MASKS):
        text = pattern.sub(word, text)
    return text.strip()


def own_functions(frames: Tuple[Frame, ...]) -> List[str]:
    """The last functions of the program itself that an exception came through, outermost first, whatever the Python and the machine."""
    functions = [_CELL.sub("<cell>", frame.function) for frame in frames if frame.function not in _INLINED and not _LIBRARY.search(frame.file.replace("\\", "/"))]
    return functions[-FUNCTIONS:]


def fingerprint(root: Optional[Raised], log: Log, episode: int) -> str:
    """Twelve hexadecimal digits of the failure's type, masked message and the functions it came through; empty when nothing failed."""
    parts: List[str] = []
    if root is not None:
        parts = [root.name, mask(root.message.split("\n")[0]), *own_functions(root.frames)]
    elif 0 <= episode < len(log.episodes):
        run = log.episodes[episode]
        if run.exits:
            parts = [mask(run.exits[0].text), str(run.exits[0].code), run.exits[0].signal]
        elif run.complaint is not None:
            parts = [mask(run.complaint.text)]
        parts.append(run.stage)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12] if parts else ""

"""The clipboard as a log: what the system's own program gives back, since no library is needed for that."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Mapping, Optional, Sequence, Tuple

from diagnose.inputs import Input, InputError
from diagnose.messages import say
from diagnose.printable import one_line

SECONDS = 15
"""PowerShell alone may need several to start; a program that asks a display which does not answer needs for ever."""

_POWERSHELL = ("-NoProfile", "-NonInteractive", "-Command", "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw")
_NOTHING = ("target STRING not available", "No selection", "Nothing is copied", "no suitable type of content")
"""What xclip and wl-paste complain of when nothing is there, or a picture is."""

Program = Tuple[str, ...]


def clipboard_input(lang: str) -> Input:
    """The clipboard's text as a log, named in the given language.

    Raises InputError: no program that can read it, one that fails, or nothing in it.
    """
    data = read_clipboard()
    if not data.strip(b" \t\r\n\0"):
        raise InputError("live.paste-empty")
    return Input(say("live.clipboard", lang), lambda: io.BytesIO(data))


def read_clipboard() -> bytes:
    """The bytes that the clipboard's program prints, empty when there is no text in it; raises InputError."""
    program = find_program(programs(sys.platform, os.environ, is_wsl()))
    if program is None:
        raise InputError("live.paste-none-" + ("linux" if sys.platform.startswith("linux") else "other"))
    try:
        done = subprocess.run(program, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError("live.paste-failed", program=Path(program[0]).name, reason=_reason(error)) from None
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode and not any(words in said for words in _NOTHING):
        raise InputError("live.paste-failed", program=Path(program[0]).name, reason=one_line(said, 200) or done.returncode)
    return b"" if done.returncode else done.stdout


def _reason(error: Exception) -> str:
    """Why a program could not be run to its end, in few words."""
    return f"> {SECONDS} s" if isinstance(error, subprocess.TimeoutExpired) else str(getattr(error, "strerror", "") or error)


def is_wsl(version: Path = Path("/proc/version")) -> bool:
    """Whether this Linux runs inside of Windows, whose clipboard is the one that people use."""
    try:
        return "microsoft" in version.read_text("utf-8", "replace").lower()
    except OSError:
        return False


def programs(platform: str, environment: Mapping[str, str], wsl: bool) -> List[Program]:
    """The programs to try, the best first; those of a display only where there is one."""
    if platform == "win32":
        return [("powershell", *_POWERSHELL), ("pwsh", *_POWERSHELL)]
    if platform == "darwin":
        return [("pbpaste",)]
    found: List[Program] = [("powershell.exe", *_POWERSHELL)] if wsl else []
    if environment.get("WAYLAND_DISPLAY"):
        found.append(("wl-paste", "--no-newline"))
    if environment.get("DISPLAY"):
        found += [("xclip", "-selection", "clipboard", "-o"), ("xsel", "--clipboard", "--output")]
    return found


def find_program(candidates: Sequence[Program]) -> Optional[Program]:
    """The first that is installed, with its full path."""
    for name, *arguments in candidates:
        path = shutil.which(name)
        if path:
            return (path, *arguments)
    return None

"""The command `run`: a program is run as if we were not there, its log kept, and diagnosed the moment something fails."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Sequence, Tuple, Union

from diagnose.live.companion import Companion, Setting
from diagnose.live.logfile import LogFile, clean_up, free_path, log_folder, new_log
from diagnose.live.pipes import PipePassage, environment_for_pipes
from diagnose.live.request import RunRequest
from diagnose.live.voice import Voice
from diagnose.messages import choose_language, say

if TYPE_CHECKING:
    from diagnose.live.passing import Passage

PATIENCE = 2.0
"""Seconds after the program's end from which on we say what we are waiting for."""
LONGEST = 4000
"""Characters of the command that the log shows."""
NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""What shells end with."""


def run(request: RunRequest) -> int:
    """Run the command; gives back its own exit code, 128 + n for a signal, 127 when there is no such command, 126 when it cannot be run."""
    lang = choose_language(request.lang)
    path, code = find_program(request.command[0])
    if code:
        key, reason = ("run.not-found", "") if code == NOT_FOUND else ("run.not-executable", os.strerror(13))
        _say(key, lang, name=request.command[0], reason=reason)
        return code
    wanted = log_path(request)
    log = LogFile(wanted)
    if log.failure is not None:
        _say("run.no-log", lang, name=wanted, reason=log.failure.strerror)
    written = log.failure is None
    log.write(f"$ {as_typed(request.command)}\n".encode("utf-8", "replace"))
    target = 2 if os.isatty(2) or not os.isatty(1) else 1
    voice = Voice(target)
    color = voice.terminal and "NO_COLOR" not in os.environ
    columns = shutil.get_terminal_size((100, 24)).columns
    setting = Setting(str(log.first) if written else "", str(log.first) if written else "", log.first.name if written else "-", request.lang, color, columns)
    companion = Companion(setting)
    try:
        passage = _passage(voice, log, companion)
        environment = environment_for_pipes(os.environ, sys.platform == "win32") if passage.piped else os.environ
        code = passage.run(path, request.command, environment)
        _finish(code, log, companion, voice, lang)
        if written and log.failure is not None:
            _say("run.log-ends", lang, name=log.first, reason=log.failure.strerror)
    finally:
        log.close()
        companion.stop()
    return code


def find_program(name: str) -> Tuple[str, int]:
    """Path of a program as a shell finds it, and 0; or the exit code for one that is not there or cannot be run."""
    found = shutil.which(name)
    if found:
        return found, 0
    return "", NOT_EXECUTABLE if Path(name).name != name and Path(name).exists() else NOT_FOUND


def log_path(request: RunRequest) -> Path:
    """Where the log is kept: where the user wants it, in the folder of logs, or, when that cannot be written, among temporary files."""
    if request.log:
        return free_path(Path(request.log))
    program = next((word for word in request.command if word.endswith(".py")), request.command[0])
    folder = log_folder()
    try:
        clean_up(folder)
        path = new_log(program, folder, time.time())
        if os.access(folder, os.W_OK):
            return path
    except OSError:
        pass
    return new_log(program, Path(tempfile.gettempdir()), time.time())


def as_typed(command: Sequence[str]) -> str:
    """The command as one line for a shell; the log begins with it, so that it tells by itself what was run."""
    line = subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
    return line.replace("\r", "").replace("\n", "\\n")[:LONGEST]


def _passage(voice: Voice, log: LogFile, companion: Companion) -> Union[Passage, PipePassage]:
    if sys.platform == "win32":
        return PipePassage(voice, log, companion)
    from diagnose.live.ownterminal import OwnTerminal
    from diagnose.live.passing import Passage

    terminal = next((fd for fd in (1, 2) if os.isatty(fd)), None)
    return Passage(OwnTerminal(terminal) if terminal is not None else None, voice, log, companion)


def _finish(code: int, log: LogFile, companion: Companion, voice: Voice, lang: str) -> None:
    """The final verdict, once the companion has read everything."""
    if code:
        log.write(f"\nsovits-doctor: the command ended with exit code {code}\n".encode("ascii"))
    companion.end(log.spare)
    patience = threading.Timer(PATIENCE, lambda: voice.tell("sovits-doctor: " + say("run.still-reading", lang) + "\n"))
    patience.daemon = True
    patience.start()
    done = False
    try:
        while not done:
            answers = companion.read()
            if answers is None:
                break
            for answer in answers:
                voice.add(answer.get("text", ""), 0)
                done = done or "done" in answer
                if answer.get("lost"):
                    voice.add("sovits-doctor: " + say("run.lost-parts", lang, count=answer["lost"]) + "\n", 0)
            patience.cancel()
            voice.speak(raw=False)
    except KeyboardInterrupt:
        done = True
    finally:
        patience.cancel()
    if not done:
        _say("run.observer-died", lang, name=log.first)


def _say(key: str, lang: str, **values: object) -> None:
    print("sovits-doctor: " + say(key, lang, **values), file=sys.stderr, flush=True)

"""One run where there are no pseudo-terminals: Windows. Plain pipes, one thread for each; the keyboard's signals reach the program by themselves.

What a Python program prints into a pipe is encoded and held back: so it is told to use UTF-8 and to hold nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from typing import IO, Any, Callable, Dict, Mapping, Sequence

from diagnose.live.companion import Companion
from diagnose.live.logfile import LogFile
from diagnose.live.showing import shower
from diagnose.live.voice import QUIET, Voice

CHUNK = 1 << 16
"""Bytes read at most at once."""
AFTERWARDS = 1.0
"""Seconds to wait for the last output once the program has ended; what it left behind may keep a pipe open for ever."""


class PipePassage:
    """Everything between the program and the world."""

    piped = True

    def __init__(self, voice: Voice, log: LogFile, companion: Companion) -> None:
        self._voice, self._log, self._companion = voice, log, companion
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._written = time.monotonic()

    def run(self, path: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run the program of a path to its end; gives back its exit code, 128 + n for a signal."""
        before = signal.signal(signal.SIGINT, self._interrupt)  # the console sends Ctrl-C to the program too
        try:
            child = subprocess.Popen([path, *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(environment), bufsize=0)
            readers = [self._start(self._copy, stream, number) for number, stream in ((1, child.stdout), (2, child.stderr))]
            self._companion.listen()
            hearing = self._start(self._hear)
            code = child.wait()
            for reader in readers:
                reader.join(AFTERWARDS)
            self._ended.set()
            hearing.join()  # what comes now is the final verdict: another one waits for it
        finally:
            signal.signal(signal.SIGINT, before)
        return 128 - code if -64 < code < 0 else code & 0xFFFFFFFF

    def _interrupt(self, *_: Any) -> None:
        self._companion.send("interrupted")

    @staticmethod
    def _start(work: Callable[..., None], *values: Any) -> threading.Thread:
        thread = threading.Thread(target=work, args=values, daemon=True)
        thread.start()
        return thread

    def _copy(self, stream: IO[bytes], number: int) -> None:
        show = shower(number)
        while True:
            block = os.read(stream.fileno(), CHUNK)
            with self._lock:
                gone = not show(block)
                self._voice.heard(block)
                self._log.write(block)
                self._written = time.monotonic()
            if gone or not block:
                stream.close()
                return

    def _hear(self) -> None:
        """Tell what the companion has to say, in moments of silence."""
        while not self._ended.is_set():
            answers = self._companion.read(QUIET)
            if answers is None:
                return
            for answer in answers:
                self._log.read = answer.get("part", self._log.read)
                with self._lock:
                    self._voice.add(answer.get("text", ""), time.monotonic())
            while self._voice.waiting and not self._ended.is_set():
                time.sleep(QUIET)
                with self._lock:
                    now = time.monotonic()
                    if self._voice.may_speak(now, now - self._written >= QUIET):
                        self._voice.speak(raw=False)


def environment_for_pipes(environment: Mapping[str, str], windows: bool) -> Dict[str, str]:
    """For a Python program that writes into a pipe; on Windows it would also encode its text for the pipe in a way that lacks characters."""
    told = {"PYTHONUNBUFFERED": "1", **environment}
    return {"PYTHONIOENCODING": "utf-8", **told} if windows else told

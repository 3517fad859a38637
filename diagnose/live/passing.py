"""One run on POSIX: every byte of the program goes to where it would have gone, and to the log; every signal and every key goes to the program.

Bytes reach the terminal before anything else is done with them. What the companion has to say waits for a moment of silence.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import time
from typing import List, Mapping, Optional, Sequence, Tuple

from diagnose.live.companion import Companion
from diagnose.live.control import TYPED, Control
from diagnose.live.logfile import LogFile
from diagnose.live.ownterminal import OwnTerminal
from diagnose.live.showing import write_bytes
from diagnose.live.spawning import open_streams, spawn
from diagnose.live.voice import QUIET, Voice

CHUNK = 1 << 16
"""Bytes gathered before they are handed on; fewer where no more are there."""
LEFT = 4 << 20
"""Bytes read at most once the program has ended: processes that it left behind may write for ever."""
FOREGROUND = 0.5
"""Seconds between two looks whether we are in the foreground again."""


class Passage:
    """Everything between the program and the world."""

    def __init__(self, own: Optional[OwnTerminal], voice: Voice, log: LogFile, companion: Companion) -> None:
        self._voice, self._log, self._companion = voice, log, companion
        self._streams = open_streams(own)
        self._sources = dict(self._streams.sources)
        self._control = Control(self._streams, own, companion.send)
        self._heard = {fd for fd in (1, 2) if fd == voice.target or (voice.terminal and os.isatty(fd))}
        self._companion_open = True

    @property
    def piped(self) -> bool:
        """The program writes into a pipe, not to a terminal."""
        return len(self._sources) > (self._streams.master is not None)

    def run(self, path: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run the program of a path to its end; gives back its exit code, 128 + n for a signal.

        The terminal and the handlers of signals are as before afterwards, whatever happens.
        """
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        try:
            self._control.pid = spawn(path, command, environment, self._streams, not self._control.shared_group)
            self._control.listen()
            self._control.enter()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            status = self._pass_on()
            self._pass_rest()
        finally:
            self._control.leave()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            for source in self._sources:
                os.close(source)
        code = os.waitstatus_to_exitcode(status)
        return 128 - code if code < 0 else code

    def _pass_on(self) -> int:
        """Until the program has ended; gives back its status."""
        control, written = self._control, time.monotonic()
        while True:
            ready, writable = self._wait()
            if control.woken in ready:
                os.read(control.woken, 4096)
                ended, status = os.waitpid(control.pid, os.WNOHANG)
                if ended:
                    return status
            if control.waits_for_foreground:
                control.enter()
            for source in [fd for fd in ready if fd in self._sources]:
                self._hand_on(source)
                written = time.monotonic()
            if control.reading and 0 in ready:
                control.take_typed()
            if writable:
                control.hand_typed()
            if self._companion_open and self._companion.output in ready:
                self._hear_companion()
            now = time.monotonic()
            if self._voice.may_speak(now, now - written >= QUIET):
                self._voice.speak(raw=control.reading)

    def _wait(self) -> Tuple[List[int], List[int]]:
        """What can be read, and whether the program takes what was typed."""
        control = self._control
        wanted = [control.woken, *self._sources]
        if control.reading and len(control.typed) < TYPED:
            wanted.append(0)
        if self._companion_open:
            wanted.append(self._companion.output)
        timeout = QUIET if self._voice.waiting else FOREGROUND if control.waits_for_foreground else None
        master = self._streams.master
        ready, writable, _ = select.select(wanted, [master] if control.typed and master is not None else [], [], timeout)
        return ready, writable

    def _hand_on(self, source: int) -> int:
        """Take what the program has written and hand it on; gives back how many bytes that was."""
        blocks: List[bytes] = []
        size, ended = 0, False
        while size < CHUNK and not ended:
            try:
                block = os.read(source, CHUNK)
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno != errno.EIO:  # all of the terminal's other ends are closed
                    raise
                block = b""
            ended = not block
            blocks.append(block)
            size += len(block)
        if size:
            block = b"".join(blocks)
            target = self._sources[source]
            if not write_bytes(target, block) and source != self._streams.master:
                ended = True  # who reads it has gone: the program shall notice
            if target in self._heard:
                self._voice.heard(block)
            self._log.write(block)
        if ended:
            if source == self._streams.master:
                self._streams.master = None
            del self._sources[source]
            os.close(source)
        return size

    def _pass_rest(self) -> None:
        """What the program wrote just before its end."""
        left = LEFT
        while self._sources and left > 0:
            ready, _, _ = select.select(list(self._sources), [], [], 0)
            if not ready:
                return
            left -= sum(self._hand_on(source) for source in ready)

    def _hear_companion(self) -> None:
        answers = self._companion.read()
        if answers is None:
            self._companion_open = False
            return
        for answer in answers:
            self._voice.add(answer.get("text", ""), time.monotonic())
            self._log.read = answer.get("part", self._log.read)

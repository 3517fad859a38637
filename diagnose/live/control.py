"""What reaches a running program from outside, on POSIX: signals, keys, the terminal's size, stop and continue."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import termios
from typing import Any, Callable, Dict, Optional

from diagnose.live.ownterminal import OwnTerminal
from diagnose.live.spawning import Streams

FORWARDED = ("SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
KEYBOARD = ("SIGINT", "SIGQUIT")
"""Signals that a terminal itself sends to all that is in its foreground."""
ENDING = ("SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP")
"""Signals with which a user ends a program."""
TYPED = 1 << 16
"""Bytes typed (or pasted) that wait for the program; more are left in our terminal until it reads."""


class Control:
    """The hands on a running program. Signals are forwarded in their handlers: also in the middle of a write that does not get on."""

    def __init__(self, streams: Streams, own: Optional[OwnTerminal], tell: Callable[[str], None]) -> None:
        """`tell` is given a line for the companion."""
        self._interrupted = False
        self.reading = False
        """Keys are taken from our terminal, which is a mere wire now."""
        self.typed = b""
        """What the program has not taken yet."""
        self.pid = 0
        """The program, once it runs."""
        self.shared_group = streams.master is None and _in_foreground()
        """The program stays in our process group, which the terminal sends its signals to."""
        self._streams, self._own, self._tell = streams, own, tell
        self._handlers: Dict[int, Any] = {}
        self.woken, self._wake = os.pipe()
        """Can be read when a signal has come."""

    @property
    def waits_for_foreground(self) -> bool:
        """In the background nothing is typed to us; no signal tells when that ends."""
        return self._streams.interactive and not self.reading and self._streams.master is not None

    # ---- signals

    def listen(self) -> None:
        """From now on signals go to the program."""
        for fd in (self.woken, self._wake):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        wanted: Dict[str, Callable[[int, Any], None]] = dict.fromkeys(FORWARDED, self._forward)
        wanted.update(SIGCHLD=lambda *_: None, SIGWINCH=lambda *_: self._resize(), SIGTSTP=lambda *_: self._suspend(), SIGCONT=lambda *_: self.enter())
        for name, handler in wanted.items():
            number = getattr(signal, name)
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                self._handlers[number] = signal.signal(number, handler)

    def leave(self) -> None:
        """Terminal and signals as they were before."""
        self._leave_raw()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._handlers:
            signal.set_wakeup_fd(-1)
        os.close(self._wake)
        os.close(self.woken)

    def _forward(self, number: int, _: Any) -> None:
        name = signal.Signals(number).name
        if name in ENDING:
            self._interrupt()
        if not self.shared_group:
            self._send(number, self._group() if name in KEYBOARD else self.pid, os.killpg)
        elif name not in KEYBOARD:
            self._send(number, self.pid, os.kill)

    def _interrupt(self) -> None:
        """The user has asked the program to end: what it says then is no failure."""
        if not self._interrupted:
            self._interrupted = True
            self._tell("interrupted")

    def _group(self) -> int:
        """The group that a key would reach."""
        if self._streams.master is not None:
            with contextlib.suppress(OSError):
                return os.tcgetpgrp(self._streams.master) or self.pid
        return self.pid

    @staticmethod
    def _send(number: int, to: int, send: Callable[[int, int], None]) -> None:
        with contextlib.suppress(OSError):  # it has ended
            send(to, number)

    def _suspend(self) -> None:
        """Stop as any program does that is stopped from the keyboard, the program with us; comes back when we are continued."""
        self._leave_raw()
        group = self._group()
        if not self.shared_group:
            self._send(signal.SIGSTOP, group, os.killpg)
        before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, before)
        if not self.shared_group:
            self._send(signal.SIGCONT, group, os.killpg)
        self.enter()

    # ---- the terminal

    def enter(self) -> None:
        """Our terminal becomes a mere wire, unless we are in the background or not all of it is ours."""
        if self._streams.interactive and self._own is not None:
            self.reading = self._streams.master is not None and self._own.ours
            if self.reading:
                self._own.make_raw()
        self._resize()

    def _leave_raw(self) -> None:
        if self._own is not None:
            self._own.restore()
        self.reading = False

    def _resize(self) -> None:
        if self._own is not None:
            if self._streams.master is not None:
                with contextlib.suppress(OSError):
                    fcntl.ioctl(self._streams.master, termios.TIOCSWINSZ, self._own.size())
            self._tell(f"columns {self._own.columns}")

    # ---- keys

    def take_typed(self) -> None:
        """Hand on what was typed; the key that stops a program stops us as well, unless the program has a use for it."""
        try:
            typed = os.read(0, 4096)
        except OSError:
            typed = b""
        master = self._streams.master
        if not typed or master is None:
            self.reading = False
            return
        mode = termios.tcgetattr(master)
        if mode[3] & termios.ISIG:
            interrupt, stop = (mode[6][key] for key in (termios.VINTR, termios.VSUSP))
            if interrupt in typed:
                self._interrupt()
            if stop != b"\0" and stop in typed:
                before, _, typed = typed.partition(stop)
                self.typed += before
                self.hand_typed()
                self._suspend()
        self.typed += typed
        self.hand_typed()

    def hand_typed(self) -> None:
        """Give the program as much as it takes."""
        if self._streams.master is None or not self.typed:
            return
        try:
            self.typed = self.typed[os.write(self._streams.master, self.typed) :]
        except BlockingIOError:
            pass
        except OSError:
            self.typed = b""


def _in_foreground() -> bool:
    """Whether a terminal sends its signals to us, and so to a program in our group."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)

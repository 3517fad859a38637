"""The program that is run, on POSIX: its streams, its terminal, and its process."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import sys
import termios
from dataclasses import dataclass
from typing import Dict, List, Mapping, NoReturn, Optional, Sequence

from diagnose.live.ownterminal import OwnTerminal

PIPE = 1 << 20
"""Bytes that a pipe should hold, where the system lets us say so."""
F_SETPIPE_SZ = 1031
"""Linux's number; Python knows it from 3.10 on."""
NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""What shells end with."""


@dataclass
class Streams:
    """What the program's standard streams are connected to."""

    child: List[int]
    """Its file descriptors 0, 1 and 2, as this process has them."""
    sources: Dict[int, int]
    """Where its output is read from, and the own file descriptor that each goes to."""
    master: Optional[int]
    """Our end of its terminal."""
    interactive: bool
    """What is typed at our terminal goes to its terminal."""

    @property
    def own(self) -> List[int]:
        """What only the program needs once it runs."""
        return sorted({fd for fd in self.child if fd > 2})


def open_streams(own: Optional[OwnTerminal]) -> Streams:
    """Connect each stream as ours is: a terminal where we have one, else a pipe; what is typed is passed on when all of it is ours."""
    terminals = [os.isatty(fd) for fd in (0, 1, 2)]
    interactive = own is not None and terminals[0] and terminals[1] and own.ours
    master = slave = None
    if own is not None:
        try:
            master, slave = os.openpty()
        except OSError:  # none left, or a system without: pipes do
            interactive = False
    sources: Dict[int, int] = {}
    child = [0]
    if master is not None and slave is not None and own is not None:
        mode = own.attributes()
        if not interactive:
            mode[1] &= ~termios.OPOST  # our terminal does it
        termios.tcsetattr(slave, termios.TCSANOW, mode)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, own.size())
        sources[master] = 1 if terminals[1] else 2
        child[0] = slave if interactive else 0
    for fd in (1, 2):
        if slave is not None and terminals[fd]:
            child.append(slave)
        elif fd == 2 and child[1] != slave and _same_file(1, 2):
            child.append(child[1])
        else:
            source, end = _pipe()
            sources[source] = fd
            child.append(end)
    for source in sources:
        os.set_blocking(source, False)
    return Streams(child, sources, master, interactive)


def _same_file(one: int, other: int) -> bool:
    with contextlib.suppress(OSError):
        return os.path.sameopenfile(one, other)
    return False


def _pipe() -> List[int]:
    ends = list(os.pipe())
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # more than the system allows
            fcntl.fcntl(ends[0], F_SETPIPE_SZ, PIPE)
    return ends


def spawn(path: str, command: Sequence[str], environment: Mapping[str, str], streams: Streams, own_group: bool) -> int:
    """Start the program of a path; gives back its process id.

    With a terminal it leads a session of its own, so that signals of the keyboard go to its processes as they would without us.
    Without one it stays where we are, or in a group of its own (`own_group`). Signals are held back until the caller, who has to be
    ready for them first, lets them in again (`signal.pthread_sigmask`).
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _become(path, command, environment, streams, own_group)
    for fd in streams.own:
        os.close(fd)
    return pid


def _become(path: str, command: Sequence[str], environment: Mapping[str, str], streams: Streams, own_group: bool) -> NoReturn:
    """In the child: turn into the program."""
    try:
        if streams.master is not None:
            os.setsid()
            slave = next(fd for fd in streams.child if fd > 2 and os.isatty(fd))
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        elif own_group:
            os.setpgid(0, 0)
        for number, fd in enumerate(streams.child):
            if fd > 2:
                os.dup2(fd, number)
        for name in ("SIGPIPE", "SIGXFSZ"):  # which Python ignores
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.execve(path, list(command), dict(environment))
    except OSError as error:
        os.write(2, f"{path}: {error.strerror}\n".encode("utf-8", "replace"))
        os._exit(NOT_FOUND if error.errno == errno.ENOENT else NOT_EXECUTABLE)
    finally:
        os._exit(NOT_EXECUTABLE)

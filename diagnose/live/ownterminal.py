"""The terminal that the user sits at: its size, and its raw mode while another program's pseudo-terminal does the editing and the echo."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
from typing import Any, List, Optional

SIZE = struct.pack("HHHH", 24, 80, 0, 0)


class OwnTerminal:
    """The terminal on a file descriptor."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._before: Optional[List[Any]] = None

    def attributes(self) -> List[Any]:
        return termios.tcgetattr(self.fd)

    def size(self) -> bytes:
        """Rows, columns and pixels as the system packs them."""
        try:
            return fcntl.ioctl(self.fd, termios.TIOCGWINSZ, SIZE)
        except OSError:
            return SIZE

    @property
    def columns(self) -> int:
        return int(struct.unpack("HHHH", self.size())[1]) or 80

    @property
    def ours(self) -> bool:
        """Whether this process is in the terminal's foreground: in the background, changing it or reading from it would stop us."""
        try:
            return os.tcgetpgrp(self.fd) == os.getpgrp()
        except OSError:
            return False

    def make_raw(self) -> None:
        """Hand on every key as it is typed, and show every byte as it is written."""
        if self._before is not None:
            return
        self._before = self.attributes()
        mode = self.attributes()
        mode[0] &= ~(
            termios.BRKINT | termios.ICRNL | termios.IGNBRK | termios.IGNCR | termios.INLCR | termios.INPCK | termios.ISTRIP | termios.IXON | termios.IXOFF | termios.PARMRK
        )
        mode[1] &= ~termios.OPOST
        mode[3] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN | termios.ISIG)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self.fd, termios.TCSADRAIN, mode)

    def restore(self) -> None:
        """As it was before; nothing when it is gone or was not changed."""
        before, self._before = self._before, None
        if before is None:
            return
        handler = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # also from the background
        try:
            termios.tcsetattr(self.fd, termios.TCSADRAIN, before)
        except termios.error:
            pass
        finally:
            signal.signal(signal.SIGTTOU, handler)

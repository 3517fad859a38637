"""The diagnosing half of `run`, in a process of its own: it follows the log on disk, so that the output never waits for a diagnosis.

`Companion` is what the running half holds; `main` is what the other process does. They talk in lines: the runner says `columns N`,
`interrupted` and at last `end` with what the log could not take; the companion answers in JSON objects: `text` to be shown, the `part` of the
log that it has come to, and `done` at last.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Optional

from diagnose.live.logfile import Parts

NEW_GROUP = 0x200
"""Windows's CREATE_NEW_PROCESS_GROUP: Ctrl-C is not for the companion."""
MODEST = 5
"""How much the program goes before the companion where processors are short."""
POLL = 0.1
"""Seconds between two looks at a log that did not grow."""
BLOCK = 1 << 18
"""Bytes read at once."""


@dataclass(frozen=True)
class Setting:
    """What the companion has to know from the start."""

    log: str
    """Path of the log's first part; empty when none could be made."""
    told: str
    """The same, to be told at the end; empty when the user chose it."""
    name: str
    """What the log is called in reports."""
    lang: str
    color: bool
    columns: int


class Companion:
    """The other process, as the runner sees it."""

    def __init__(self, setting: Setting) -> None:
        """Start it; its answers are read from `output`, a file descriptor."""
        paths = [path for path in sys.path if path]
        code = f"import sys; sys.path[:] = {paths!r}; from diagnose.live.companion import main; main()"
        own_session: Dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {"creationflags": NEW_GROUP}
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", code, json.dumps(vars(setting))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, **own_session,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.output: int = self._process.stdout.fileno()
        self._rest = b""
        self._answers: Optional[queue.Queue[Optional[List[Dict[str, Any]]]]] = None

    def send(self, line: str) -> None:
        """Tell it something; it may be gone."""
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(line.encode("ascii") + b"\n")
        except OSError:
            pass

    def end(self, spare: bytes) -> None:
        """The command has ended; `spare` is output that the log on disk could not take."""
        self.send("end " + base64.b64encode(spare).decode("ascii"))

    def listen(self) -> None:
        """Read its answers in a thread, for whoever cannot wait for a pipe and for something else at once."""
        self._answers = queue.Queue()
        threading.Thread(target=self._listen, args=(self._answers,), daemon=True).start()

    def read(self, patience: Optional[float] = None) -> Optional[List[Dict[str, Any]]]:
        """The next answers, None when it has ended; waits while there is nothing to read, where a thread listens at most `patience` seconds."""
        if self._answers is None:
            return self._read()
        try:
            answers = self._answers.get(timeout=patience)
        except queue.Empty:
            return []
        if answers is None:
            self._answers.put(None)  # for the next one who asks
        return answers

    def _listen(self, answers: queue.Queue[Optional[List[Dict[str, Any]]]]) -> None:
        told: Optional[List[Dict[str, Any]]] = []
        while told is not None:
            try:
                told = self._read()
            except (OSError, ValueError):
                told = None
            answers.put(told)

    def _read(self) -> Optional[List[Dict[str, Any]]]:
        block = os.read(self.output, 1 << 16)
        if not block:
            return None
        *lines, self._rest = (self._rest + block).split(b"\n")
        return [json.loads(line) for line in lines]

    def stop(self) -> None:
        """Make sure that it is gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def main() -> None:
    """What the other process does until it is told `end`, or the runner is gone."""
    setting = Setting(**json.loads(sys.argv[1]))
    os.environ["COLUMNS"] = str(setting.columns)
    if os.name == "posix":
        os.nice(MODEST)
    told: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(told,), daemon=True).start()
    try:
        _Following(setting).follow(told)
    except BrokenPipeError:
        os._exit(0)


def _listen(told: queue.Queue[str]) -> None:
    for line in sys.stdin:
        told.put(line.strip())
    told.put("gone")


class _Following:
    def __init__(self, setting: Setting) -> None:
        from diagnose.library import load_library
        from diagnose.live.observer import Observer
        from diagnose.live.telling import Teller

        library = load_library()
        self._observer = Observer(library)
        self._teller = Teller(library, setting.name, setting.lang, setting.color, setting.told)
        self._parts = Parts(Path(setting.log)) if setting.log else None

    def follow(self, told: queue.Queue[str]) -> None:
        """Read the log while it grows and tell what there is to be told."""
        going = True
        while going:
            grown = self._read()
            try:
                going = self._obey(told.get(block=not grown, timeout=POLL))
                while going:  # before anything is told
                    going = self._obey(told.get_nowait())
            except queue.Empty:
                self._look()

    def _obey(self, line: str) -> bool:
        """Do what the runner says; False when there is nothing more to be done."""
        word, _, rest = line.partition(" ")
        if word == "columns":
            os.environ["COLUMNS"] = rest
        elif word == "interrupted":
            self._teller = replace(self._teller, interrupted=True)
        elif word == "end":
            self._finish(base64.b64decode(rest))
        return word in ("columns", "interrupted")

    def _read(self) -> bool:
        """Feed the next bytes; whether there were any."""
        if self._parts is None:
            return False
        before = self._parts.number
        block = self._parts.read(BLOCK)
        if self._parts.number != before:
            _answer(part=self._parts.number)
        if block:
            self._observer.feed(block, time.monotonic())
        return bool(block)

    def _look(self) -> None:
        for notice in self._observer.look(time.monotonic()):
            _answer(text=self._teller.tell(notice))

    def _finish(self, spare: bytes) -> None:
        while self._read():
            pass
        if spare:
            self._observer.feed(spare, time.monotonic())
        for notice in self._observer.close():
            _answer(text=self._teller.tell(notice))
        _answer(done=True, lost=self._parts.lost if self._parts else 0)


def _answer(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()

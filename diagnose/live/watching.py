"""The command `watch`: a log that another program writes is followed, and diagnosed the moment something fails."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import List

from diagnose.diagnosing import EXIT, complain, print_text
from diagnose.library import load_library
from diagnose.live.observer import Notice, Observer, Verdict
from diagnose.live.request import WatchRequest
from diagnose.live.tail import Tail
from diagnose.live.telling import Teller
from diagnose.messages import choose_language, say

POLL = 0.2
"""Seconds between two looks at a log that did not grow."""
BLOCK = 1 << 19
"""Bytes read at once."""


def watch(request: WatchRequest) -> int:
    """Follow the log until Ctrl-C; gives back the exit code of the last verdict, 2 when there was nothing to read."""
    lang = choose_language(request.lang)
    path = Path(request.file)
    if path.is_dir():
        return complain("input-folder", lang, name=path)
    library = load_library()
    teller = Teller(library, str(path), request.lang, sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    watched = _Watched(Tail(path), teller, lang)
    print("sovits-doctor: " + say("watch.watching", lang, name=path), file=sys.stderr, flush=True)
    try:
        watched.follow()
    except OSError as error:
        return complain("input-unreadable", lang, name=path, reason=error.strerror)
    except KeyboardInterrupt:
        pass
    return watched.end()


class _Watched:
    def __init__(self, tail: Tail, teller: Teller, lang: str) -> None:
        self._tail, self._teller, self._lang = tail, teller, lang
        self._observer = Observer(teller.library)
        self._there = True

    def follow(self) -> None:
        """Read and tell, for ever."""
        while True:
            now = time.monotonic()
            block = self._tail.read(BLOCK, now)
            if self._tail.there != self._there:
                self._there = self._tail.there
                self._remark("back" if self._there else "gone" if self._observer.size else "waiting")
            if self._tail.restarted:
                self._remark("restarted")
                self._observer = Observer(self._teller.library)
            if block:
                self._observer.feed(block, now)
            self._tell(self._observer.look(now))
            if not block:
                time.sleep(POLL)

    def end(self) -> int:
        """The last verdict and its exit code."""
        if not self._observer.size:
            return complain("watch.nothing", self._lang, name=self._tail.path)
        print(file=sys.stderr)  # the terminal has shown ^C
        notices = self._observer.close()
        self._tell(notices)
        return EXIT[next(one for one in notices if isinstance(one, Verdict)).diagnosis.status]

    def _tell(self, notices: List[Notice]) -> None:
        for notice in notices:
            print_text(self._teller.tell(notice))

    def _remark(self, key: str) -> None:
        print("sovits-doctor: " + say("watch." + key, self._lang, name=self._tail.path), file=sys.stderr, flush=True)

"""A log that grows, observed: when to ask for a verdict, when to tell it, and when to take it back.

The root of a failure often stands below its symptom, and a program may go on after an exception: so a verdict waits for a
moment of silence, and is revised. No clock and no files here: whoever feeds it says what time it is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import List, Optional, Set, Tuple, Union

from diagnose import Reader
from diagnose.library import Library
from diagnose.live.alarms import Alarm, Alarms
from diagnose.model import Diagnosis

SETTLED, ENDED = 1.0, 0.4
"""Seconds from the first sign of a failure to the question for a verdict; fewer of silence are enough, a chain is printed at once."""
UNFINISHED = 5.0
"""Seconds that a verdict is held back while all that was printed is what Python went on after: the exception that ended the program follows."""
AGAIN = (5.0, 20.0, 60.0)
"""Seconds after a verdict at which it is asked for once more when the log has grown: the program may have gone on."""
RATION = 20
"""Asking may take this fraction of the time."""
FLOOD = 1 << 16
"""Blocks of this size are not searched for signs: they come one after the other, and each is asked about in its turn."""

Key = Tuple[object, ...]


@dataclass(frozen=True)
class Verdict:
    """Something failed, or did not after all."""

    kind: str
    """new, revised, same (as told before), withdrawn (the program went on) or none (nothing ever failed)."""
    diagnosis: Diagnosis
    final: bool
    """The log has ended."""


Notice = Union[Verdict, Alarm]


class Observer:
    """Feed it the bytes of a log with the time in seconds (of any clock that only goes forward); `look` gives what is to be told."""

    def __init__(self, library: Library, alarms: Optional[Alarms] = None) -> None:
        self._reader = Reader(library)
        self._anchors = library.anchors
        self._alarms = alarms or Alarms()
        self._tail = b""
        self._grown = False
        self._sign: Optional[float] = None  # when the first sign came that nobody asked about yet
        self._due: Optional[float] = None  # when to ask for a verdict
        self._held: Optional[float] = None  # since when a verdict is held back
        self._again: List[float] = []
        self._free = 0.0  # not before
        self._standing: Optional[Key] = None  # the verdict that was told last and not taken back
        self._told: Set[Key] = set()
        self._heard: List[Notice] = []
        self.size = 0
        """Bytes fed."""

    def feed(self, block: bytes, now: float) -> None:
        """Take the next bytes of the log."""
        self.size += len(block)
        self._grown = True
        self._reader.feed(block)
        self._heard += self._alarms.feed(block, now)
        if self._sign is None and self._promising(block):
            self._sign = now
        if self._sign is not None:
            self._due = min(self._sign + SETTLED, now + ENDED)

    def look(self, now: float) -> List[Notice]:
        """What is to be told now."""
        heard, self._heard = self._heard + list(self._alarms.ask(now)), []
        if self._again and now >= self._again[0]:
            self._again.pop(0)
            if self._grown and self._due is None:
                self._due = now
        if self._due is None or now < max(self._due, self._free):
            return heard
        self._sign, self._due, self._grown = None, None, False
        began = time.perf_counter()
        diagnosis = self._reader.so_far()
        self._free = now + RATION * (time.perf_counter() - began)
        if self._standing is None and unfinished(diagnosis):
            self._held = now if self._held is None else self._held
            if now - self._held < UNFINISHED:
                self._due = now + ENDED
                return heard
        self._held = None
        verdict = self._news(diagnosis)
        if verdict is not None and verdict.kind in ("new", "revised"):
            self._again = [now + wait for wait in AGAIN]
        return heard + ([verdict] if verdict else [])

    def close(self) -> List[Notice]:
        """The log has ended; the last of what is told is the final verdict."""
        diagnosis = self._reader.close()
        key = key_of(diagnosis)
        kind = "same" if key is not None and key == self._standing else "withdrawn" if key is None and self._standing else "none"
        if key is not None and key != self._standing:
            kind = "revised" if self._standing is not None and self._standing[-1] == key[-1] else "new"
        return [*self._heard, Verdict(kind, diagnosis, True)]

    def _promising(self, block: bytes) -> bool:
        """Whether the bytes hold a word that some rule or some traceback has."""
        if len(block) >= FLOOD:
            return True
        text = self._tail + block
        self._tail = text[-self._anchors.longest :]
        return next(self._anchors.starts(text, 0, len(text)), None) is not None

    def _news(self, diagnosis: Diagnosis) -> Optional[Verdict]:
        key = key_of(diagnosis)
        before = self._standing
        if key == before:
            return None
        if key is None:
            self._standing = None
            return Verdict("withdrawn", diagnosis, False)
        if before is None and not worth_telling(diagnosis):
            return None
        self._standing = key
        known = key in self._told
        self._told.add(key)
        kind = "same" if known else "revised" if before is not None and before[-1] == key[-1] else "new"
        return Verdict(kind, diagnosis, False)


def key_of(diagnosis: Diagnosis) -> Optional[Key]:
    """What makes one verdict another one; its last part tells the run of the log. None when nothing failed."""
    if diagnosis.status == "healthy":
        return None
    run = diagnosis.log.episodes[diagnosis.episode].start if diagnosis.episode >= 0 else 0
    return (diagnosis.status, diagnosis.causes[0].rule if diagnosis.status == "diagnosed" else diagnosis.fingerprint, run)


def unfinished(diagnosis: Diagnosis) -> bool:
    """Whether the failing run's last words are an exception of which Python told that it ignores it."""
    if diagnosis.episode < 0:
        return False
    last = max(diagnosis.log.episodes[diagnosis.episode].chains, key=lambda chain: max(chain.end, chain.last), default=None)
    return last is not None and last.raised[-1].link == "ignored"


def worth_telling(diagnosis: Diagnosis) -> bool:
    """Whether a failure without a cause can be told before the program has ended.

    A complaint may be followed by anything, and a symptom by its cause: an exception with its traceback that nothing explains may not.
    """
    if diagnosis.status == "diagnosed":
        return True
    root = diagnosis.root
    return root is not None and bool(root.frames) and any(one.line == root.line for one in diagnosis.unexplained)

"""What is worth a warning while a run still goes on: losses that are not numbers, silence, memory, a training that starts from nothing.

Only bytes are looked at, and only for a few words: a log that grows by hundreds of megabytes a second passes through here as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Callable, Iterable, List, Mapping, Set

from diagnose.live.memory import Memory, read_memory

SILENCE = 300.0
"""Seconds without a word, in the middle of a bar, that are worth a question."""
SLOWER = 12
"""But only when they are so many times longer than the longest wait between two states of that bar."""
BETWEEN = 5.0
"""Seconds between two looks at the memory."""
SCARCE, SCARCE_BYTES = 0.03, 400 << 20
"""Memory is about to run out when less than this share, and less than so many bytes, are left."""
EASED = 3
"""After a warning, memory is said to have come back with so many times more."""

_NAN = re.compile(
    rb"loss\w{0,40}['\"]?[ =:]{1,3}-?nan\b"  # a bar's total_loss_step=nan.0, a printed dict
    rb"|(?:^|[\n\r])INFO:[^\n\r\[]{1,200}:\[(?:[-\d.e+]+, |-?inf, )*nan\b[^\n\r]*\]"  # the SoVITS trainer's list of losses
)
_BAR = re.compile(rb"\b(\d{1,3})%\|[^\r\n]*$|\b\d+/\d+ \[[\d:]+<[^\r\n]*$|\dit/s[^\r\n]*$|s/it[^\r\n]*$")
_LINE = re.compile(rb"[\r\n]+(?=[^\r\n\x1b])")
_MILESTONE = re.compile(rb"(?P<config>\{'train': ?\{)|(?P<loaded>loaded pretrained)|start training from epoch (?P<epoch>\d+)[^\d]")
_OVERLAP = 512
"""Bytes of a block that are looked at again with the next one."""


@dataclass(frozen=True)
class Alarm:
    """One warning: `key` names a sentence, `live.alarm-` before it."""

    key: str
    """nan, silence, memory-host, memory-cgroup, memory-commit, or no-pretrained."""
    values: Mapping[str, object] = field(default_factory=dict)


class Alarms:
    """Feed it the bytes of a log as they come, and ask it now and then."""

    def __init__(self, memory: Callable[[], List[Memory]] = read_memory) -> None:
        self._memory = memory
        self._tail = b""
        self._told: Set[str] = set()
        self._loaded = False
        self._bar = False
        self._heard = -1.0  # when the last bytes came
        self._longest = 0.0  # wait between two states of the bar
        self._looked = -BETWEEN

    def feed(self, block: bytes, now: float) -> List[Alarm]:
        """Take bytes that came at a time, in seconds of any clock that only goes forward."""
        if b"\0" in block:
            block = block.replace(b"\0", b"")  # UTF-16
        if self._bar and self._heard >= 0:
            self._longest = max(self._longest, now - self._heard)
        self._heard = now
        self._told.discard("silence")
        text = self._tail + block
        fresh = len(self._tail)
        self._tail = text[-_OVERLAP:]
        found = [*self._losses(text), *self._pretrained(text, fresh)]
        was, self._bar = self._bar, _bar_runs(self._tail)
        if not (was and self._bar):
            self._longest = 0.0
        return found

    def ask(self, now: float) -> List[Alarm]:
        """What silence and memory tell now."""
        return [*self._silence(now), *self._scarcity(now)]

    def _once(self, key: str, **values: object) -> List[Alarm]:
        if key in self._told:
            return []
        self._told.add(key)
        return [Alarm(key, values)]

    def _losses(self, text: bytes) -> Iterable[Alarm]:
        return self._once("nan") if b"nan" in text and _NAN.search(text) else []

    def _pretrained(self, text: bytes, fresh: int) -> Iterable[Alarm]:
        """Weights are loaded before the first epoch is announced; nothing is said when their file is missing."""
        found: List[Alarm] = []
        if b"train" not in text:
            return found
        for match in _MILESTONE.finditer(text):
            if match.end() <= fresh:
                continue  # seen with the block before
            if match["epoch"] == b"1" and not self._loaded:
                found.append(Alarm("no-pretrained"))
            self._loaded = match["loaded"] is not None
            if match["epoch"]:
                self._told.discard("nan")
        return found

    def _silence(self, now: float) -> Iterable[Alarm]:
        quiet = now - self._heard
        if not self._bar or self._heard < 0 or quiet < max(SILENCE, SLOWER * self._longest):
            return []
        return self._once("silence", minutes=int(quiet // 60))

    def _scarcity(self, now: float) -> Iterable[Alarm]:
        if now - self._looked < BETWEEN:
            return []
        self._looked = now
        found: List[Alarm] = []
        for memory in self._memory():
            key, least = f"memory-{memory.kind}", min(SCARCE * memory.total, SCARCE_BYTES)
            if memory.available < least:
                found += self._once(key, left=memory.available >> 20, total=f"{memory.total / (1 << 30):.1f}")
            elif memory.available > EASED * least:
                self._told.discard(key)
        return found


def _bar_runs(tail: bytes) -> bool:
    """Whether the log's last words are a bar that has not come to its end."""
    last = _LINE.split(tail.rstrip(b"\r\n \x1b[AK"))[-1]
    match = _BAR.search(last)
    return match is not None and match[1] != b"100"

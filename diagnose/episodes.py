"""Lines to episodes: splits a log into runs, each with its stage, printed config, exceptions, notable lines and end."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import List, Optional, Sequence, Tuple

from diagnose.anchors import Anchors
from diagnose.commands import Command, read_command
from diagnose.facts import DUMP_LINES, starts_config
from diagnose.finder import TextFinder
from diagnose.kinds import is_seed
from diagnose.marks import CAUSE, CONTEXT, SPAWN, header
from diagnose.model import Episode, Line, Repeated
from diagnose.run import Run
from diagnose.states import kind_at
from diagnose.tracebacks import read_chains
from diagnose.wraps import console_width, whole_line

SECTION = 4000
"""Lines read at once; a longer run of lines is cut where no traceback is torn."""
WHOLE_RUNS, MOST_RUNS = 16, 200
"""Runs of one log that are kept whole, and at all."""


class Episodes:
    """Feed it lines; `close` gives the episodes. `notable` finds the literals that rules look for in lines, `anchors` knows the numbers that mean something to them."""

    def __init__(self, notable: TextFinder, anchors: Anchors) -> None:
        self._notable = notable
        self._anchors = anchors
        self._lines: List[Line] = []
        self._repeated: List[Repeated] = []
        self._done: List[Episode] = []
        self._run = self._begun(None, 1)

    def feed(self, lines: List[Line], repeated: Sequence[Repeated] = ()) -> None:
        """Take further lines; `repeated` tells what was counted, of the runs before their end."""
        self._repeated += repeated
        self._lines += lines
        while len(self._lines) > 2 * SECTION:
            cut = self._safe_cut()
            self._read(self._lines[:cut])
            del self._lines[:cut]

    def close(self) -> Tuple[Episode, ...]:
        self._read(self._lines)
        self._lines = []
        if self._run.seen or not self._done:
            self._done.append(self._closed())
        return tuple(self._done)

    def _safe_cut(self) -> int:
        """Index of a line before which a section may end: a new traceback, or ordinary progress."""
        for place in range(SECTION, 2 * SECTION):
            line = self._lines[place]
            if kind_at(line).progress:
                return place
            if header(line.text) is not None:
                near = " ".join(line.text for line in self._lines[place - 3 : place])
                if not (CONTEXT.search(near) or CAUSE.search(near) or SPAWN.search(near)):
                    return place
        return 2 * SECTION

    def _read(self, lines: List[Line]) -> None:
        lines = _closed_up(lines)
        chains, used = read_chains(lines)
        waiting = deque(chains)
        width = console_width(lines)
        due = waiting[0].start if waiting else None
        for place, line in enumerate(lines):
            if width and place not in used:
                line = whole_line(lines, place, width)
            if due is not None and due <= line.number:
                while waiting and waiting[0].start <= line.number:
                    self._run.add_chain(waiting.popleft())
                due = waiting[0].start if waiting else None
            kind = line.kind or kind_at(line)
            if place in used:
                self._run.add_frame(line, kind)
                continue
            if kind.begins and not self._begin(lines, place, line):
                continue
            self._run.add_line(line, kind)
        for chain in waiting:
            self._run.add_chain(chain)

    def _begin(self, lines: Sequence[Line], place: int, line: Line) -> bool:
        """Begin a run with a line that may begin one; False for a line that only shows once more what has begun."""
        command = read_command(line.text)
        if command and _quoted(lines, place):
            self._run.command = self._run.command or command
            command = None
        if command and self._run.repeats(command, line.number):
            return False
        config = starts_config(line.text)
        if command or self._starts_anew(line.text, config):
            if self._run.seen:
                self._keep(self._closed(followed=True, started=command is not None and command.quoted))
            self._run = self._begun(command, line.number)
        if config:
            self._run.add_config(lines[place : place + DUMP_LINES])
        return True

    def _begun(self, command: Optional[Command], number: int) -> Run:
        return Run(command, number, self._notable, self._anchors)

    def _closed(self, followed: bool = False, started: bool = False) -> Episode:
        for one in self._repeated:
            self._run.add_repeated(one)
        return self._run.close(followed, started)

    def _keep(self, episode: Episode) -> None:
        """Add a finished run; of very many, the oldest keep their exceptions alone, and then go."""
        self._done.append(episode)
        if len(self._done) > WHOLE_RUNS:
            old = len(self._done) - WHOLE_RUNS - 1
            self._done[old] = replace(self._done[old], notable=(), facts={})
        if len(self._done) > MOST_RUNS:
            del self._done[next((i for i, one in enumerate(self._done[:WHOLE_RUNS]) if not one.failed), 0)]

    def _starts_anew(self, text: str, config: bool) -> bool:
        """A trainer's first words, when another run came before them and no command was echoed."""
        run = self._run
        if config:
            return bool(run.config) or run.told_stage() not in ("", "s2-train", "s2-lora-train")
        return is_seed(text) and (run.ended or run.told_stage() not in ("", "s1-train"))


def _closed_up(lines: List[Line]) -> List[Line]:
    """Without the blank lines that a mail or a chat puts below every line."""
    blank = [not line.text for line in lines]
    if len(lines) < 6 or True not in blank:
        return lines
    alone = sum(after for here, after in zip(blank, blank[1:]) if not here)
    if alone < 0.9 * (len(lines) - sum(blank) - 1):
        return lines
    return [line for line, empty in zip(lines, blank) if not empty]


def _quoted(lines: Sequence[Line], place: int) -> bool:
    """A command in PowerShell's report of its error, with what is wrong underlined: it has been given above."""
    return lines[place].text.startswith("+ ") and place + 1 < len(lines) and lines[place + 1].text.startswith("+ ~")

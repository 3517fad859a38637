"""Lines to episodes: splits a log into runs, each with its stage, printed config, exceptions, notable lines and end."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from typing import Deque, Dict, List, Optional, Pattern, Tuple

from diagnose import complaints
from diagnose.commands import Command, read_command, stage_from_files
from diagnose.exits import read_exit
from diagnose.facts import Surroundings, read_config, starts_config
from diagnose.marks import CAUSE, CONTEXT, SPAWN, header
from diagnose.model import Chain, Episode, Exit, Fact, Line, Notable
from diagnose.tracebacks import read_chains

SECTION = 4000
"""Lines read at once; a longer run of lines is cut where no traceback is torn."""
MOST_CHAINS, MOST_NOTABLE, LAST_NOTABLE, MOST_EXITS = 512, 4096, 512, 64
"""What one episode keeps of each kind; repetitions are counted, not kept."""

_DIGITS = re.compile(r"\d+")
_BAR = re.compile(r"\d+%\||\dit/s|s/it\]")
_PROGRESS = re.compile(
    r"training done|Train Epoch|====> Epoch|^Epoch[ :]?\d|saving ckpt|Saving model|`Trainer\.fit` stopped|Running on (?:local|public) URL|Uvicorn running|startup complete"
    r"|Successfully installed|\" 200 OK|HTTP/1\.1\" 200|total left:|All keys matched|[Ll]oss[ =:]|\bstep[ =:]?\d|[Ee]poch[ =:\[]+\d|任务完成|Infer Speed|T2S Decoding EOS"
)
_FINISHED = re.compile(r"^training done|`Trainer\.fit` stopped: `max_|^Successfully installed|ASR 任务完成")
_SEED = re.compile(r"(?:Global )?[Ss]eed set to \d+")
_STAGE_LINES = (
    (re.compile(r"^semantic_data_len: \d"), "s1-train"),
    (re.compile(r"\"(?:GET|POST) /tts[ ?]|:9880\b"), "api"),
)
"""Lines that tell the stage where no command and no script in a frame does."""
_SERVER = re.compile(r"[\\/](?:gradio|starlette|uvicorn|fastapi|flask|aiohttp)[\\/]")


class Episodes:
    """Feed it lines; `close` gives the episodes. `notable` finds the literals that rules look for in lines."""

    def __init__(self, notable: Optional[Pattern[str]] = None) -> None:
        self._notable = notable
        self._lines: List[Line] = []
        self._done: List[Episode] = []
        self._run = _Run(None, 1)

    def feed(self, lines: List[Line]) -> None:
        self._lines += lines
        while len(self._lines) > 2 * SECTION:
            cut = self._safe_cut()
            self._read(self._lines[:cut])
            del self._lines[:cut]

    def close(self) -> Tuple[Episode, ...]:
        self._read(self._lines)
        self._lines = []
        return tuple(self._done + [self._run.close()]) if self._run.seen or not self._done else tuple(self._done)

    def _safe_cut(self) -> int:
        """Index of a line before which a section may end: a new traceback, or after a blank or plain line."""
        for place in range(SECTION, 2 * SECTION):
            text = self._lines[place].text
            near = " ".join(line.text for line in self._lines[place - 3 : place])
            if header(text) is not None and not (CONTEXT.search(near) or CAUSE.search(near) or SPAWN.search(near)):
                return place
            if _BAR.search(text) or _PROGRESS.search(text):
                return place
        return 2 * SECTION

    def _read(self, lines: List[Line]) -> None:
        chains, used = read_chains(lines)
        waiting = deque(chains)
        for place, line in enumerate(lines):
            while waiting and waiting[0].start <= line.number:
                self._run.add_chain(waiting.popleft())
            command = read_command(line.text) if place not in used else None
            if command or (place not in used and self._starts_anew(line.text)):
                self._done += [self._run.close(followed=True)] if self._run.seen else []
                self._run = _Run(command, line.number)
            self._run.around.read(line)
            if place in used:
                continue
            if starts_config(line.text):
                self._run.add_config(lines[place : place + 60])
            self._run.add_line(line, self._notable)
        for chain in waiting:
            self._run.add_chain(chain)

    def _starts_anew(self, text: str) -> bool:
        """A trainer's first words, when another run came before them and no command was echoed."""
        run = self._run
        if starts_config(text):
            return bool(run.config) or run.told_stage() not in ("", "s2-train", "s2-lora-train")
        return _SEED.search(text) is not None and (run.ended or run.told_stage() not in ("", "s1-train"))


class _Run:
    """An episode while it is read."""

    def __init__(self, command: Optional[Command], start: int) -> None:
        self.command = command
        self.start = self.end = start
        self.seen = command is not None
        self.around = Surroundings()
        self.config: Dict[str, Fact] = {}
        self.whole: Tuple[str, ...] = ()
        self._chains: Dict[object, Chain] = {}
        self._notable: Dict[str, Notable] = {}
        self._latest: Deque[Notable] = deque(maxlen=LAST_NOTABLE)
        self._exits: List[Exit] = []
        self._progress: List[Tuple[int, int]] = []  # line, weight
        self._finished = 0
        self._complaint: Optional[Notable] = None
        self._ordinary = 0
        self._line_stage = ""
        self._chains_end = 0
        self._complained_at = 0

    @property
    def ended(self) -> bool:
        return bool(self._chains or self._exits or self._finished)

    def told_stage(self) -> str:
        if self.command and self.command.stage:
            return self.command.stage
        if self.config:
            version = self.config.get("config.model.version")
            return "s2-lora-train" if version and version.value in ("v3", "v4") else "s2-train"
        for chain in self._chains.values():
            stage = stage_from_files(frame.file for raised in reversed(chain.raised) for frame in raised.frames)
            if stage:
                return stage
        return self._line_stage

    def add_config(self, lines: List[Line]) -> None:
        facts, whole = read_config(lines)
        self.config = {**facts, **self.config}
        self.whole = tuple(dict.fromkeys(self.whole + whole))

    def add_chain(self, chain: Chain) -> None:
        self.seen = True
        self.end = max(self.end, chain.end)
        self._chains_end = max(self._chains_end, chain.end)
        if _BAR.search(chain.item):
            chain = replace(chain, item="")
        key = _likeness(chain)
        known = self._chains.get(key)
        if known:
            self._chains[key] = replace(known, count=known.count + 1, last=chain.start)
        elif len(self._chains) < MOST_CHAINS:
            self._chains[key] = replace(chain, last=chain.start)

    def add_line(self, line: Line, notable: Optional[Pattern[str]]) -> None:
        text = line.text
        if not text.strip():
            return
        self.seen = True
        self.end = line.number
        self._ordinary += 1
        if _BAR.search(text):
            self._progress.append((line.number, 1))
        elif _PROGRESS.search(text):
            self._progress.append((line.number, 3))
            if _FINISHED.search(text):
                self._finished = line.number
        if len(self._progress) > 400:
            del self._progress[:200]
        told = read_exit(text, line.number)
        if told and len(self._exits) < MOST_EXITS and "UserWarning" not in text:
            self._exits.append(told)
        if not self._line_stage:
            self._line_stage = next((stage for pattern, stage in _STAGE_LINES if pattern.search(text)), "")
        weight = complaints.weigh(text) if line.number > self._chains_end else 0
        if weight and (not self._complaint or weight >= complaints.weigh(self._complaint.text)):
            self._complaint = Notable(line.number, line.offset, text, line.number)
            self._complained_at = self._ordinary
        if notable and notable.search(text):
            self._note(line)

    def _note(self, line: Line) -> None:
        known = self._notable.get(line.text)
        if known:
            self._notable[line.text] = replace(known, last=line.number, count=known.count + 1)
            return
        note = Notable(line.number, line.offset, line.text, line.number)
        if len(self._notable) < MOST_NOTABLE:
            self._notable[line.text] = note
        else:
            self._latest.append(note)

    def _handled(self, chain: Chain, followed: bool) -> bool:
        """The program caught it and went on: ordinary progress follows its last repetition."""
        if _is_request(chain):
            return False  # a server goes on, the request has failed all the same
        after = max(chain.end, chain.last)
        if chain.raised[-1].link == "ignored" and (self._finished or self.end > after):
            return True  # Python itself goes on after it
        if not any(raised.frames for raised in chain.raised) and (self.end - after >= 12 or (followed and not self.command)):
            return True  # a mere line, as a shell or a logger prints it
        return sum(weight for number, weight in self._progress if number > after) >= 3

    def close(self, followed: bool = False) -> Episode:
        """The finished episode; `followed` when another run comes after it in the log."""
        chains = tuple(replace(chain, handled=self._handled(chain, followed)) for chain in self._chains.values())
        stage = self.told_stage()
        facts = {**self.around.facts, **self.config}
        if self.command and self.command.python:
            facts["interpreter"] = Fact("interpreter", self.command.python, self.start, text=self.command.text[:200])
        complaint = self._complaint
        if complaint and not complaints.is_final(complaint.text, self._ordinary - self._complained_at, self._ordinary, self._finished > complaint.number):
            complaint = None
        return Episode(
            command=self.command.text if self.command else "",
            stage=stage,
            start=self.start,
            end=self.end,
            chains=chains,
            notable=tuple(self._notable.values()) + tuple(self._latest),
            exits=tuple(self._exits),
            facts=facts,
            config=self.whole,
            from_webui=bool(self.command and self.command.quoted),
            complaint=complaint,
            finished=self._finished,
        )


def _is_request(chain: Chain) -> bool:
    """A web server's handler failed; a message that the program itself sends to its page is no failure."""
    served = any(_SERVER.search(frame.file) for raised in chain.raised for frame in raised.frames)
    return served and not any(raised.type == "gradio.exceptions.Error" for raised in chain.raised)


def _likeness(chain: Chain) -> object:
    """Equal for chains that differ in numbers alone."""
    return tuple((raised.type, _DIGITS.sub("0", raised.message[:300]), tuple((frame.file, frame.function, frame.source) for frame in raised.frames)) for raised in chain.raised)

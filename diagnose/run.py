"""One run of one program while it is read: collects its exceptions, notable lines, facts and end, in bounded memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, List, Optional, Sequence, Tuple

from diagnose import marks
from diagnose.anchors import Anchors
from diagnose.commands import Command, stage_from_files
from diagnose.complaints import LOGGED
from diagnose.course import Course
from diagnose.exits import read_exit
from diagnose.facts import Surroundings, read_config
from diagnose.finder import TextFinder
from diagnose.kinds import MILESTONE, Kind, blind, is_bar
from diagnose.late import late
from diagnose.model import Chain, Episode, Exit, Fact, Line, Raised, Repeated
from diagnose.notables import Notables
from diagnose.states import kind_at

MOST_CHAINS, MOST_EXITS = 256, 64
"""What one episode keeps of each; repetitions are counted, not kept."""
MOST_PLACES = 20_000
"""Lines of which it is remembered what stands there."""
OUTLIVED = 10
"""Lines after an exception, up to the killing of the program or the log's end, that show that it went on."""
WENT_ON = 30
"""The same after what a logger, or a thread of its own, reported."""
AFTER_LINE = 4
"""The same after a mere line of an exception that a logger wrote."""
PROSE = 30
"""Lines at most in which somebody tells of an exception in his own words."""

_DIGITS = late(r"\d+")
_REPORTS = late(r"^Exception (?:in thread|during|closing) |\b(?:INFO|DEBUG)\b.*:$")
_DEADLY = late(r"[Ff]atal error|FATAL|CRITICAL|[Uu]nhandled|[Uu]ncaught")
"""What stands right above a traceback, where its program goes on, and where it does not."""
_MAIN = late(r"(?:sys\.exit\()?main\(")
_SERVER = late(r"[\\/](?:gradio|starlette|uvicorn|fastapi|flask|aiohttp)[\\/]")
_HUNG_UP = ("CancelledError", "ClientDisconnect", "LocalProtocolError", "EndOfStream")
"""What a server raises when the browser has gone away."""


class Run:
    """An episode while it is read."""

    def __init__(self, command: Optional[Command], start: int, words: TextFinder, anchors: Anchors) -> None:
        self.command = command
        self.start = self.end = start
        self.seen = command is not None
        self.around = Surroundings()
        self.config: Dict[str, Fact] = {}
        self._sections: Tuple[str, ...] = ()
        self._chains: Dict[object, Chain] = {}
        self._chains_end = 0
        self._places: Dict[int, object] = {}
        self._notables = Notables(words, anchors)
        self._course = Course(start)
        self._exits: List[Exit] = []
        self._introduced: Dict[int, Line] = {}  # start of a chain to the line right above it
        self._last = Line(0, 0, "")
        self._line_stage = ""
        self._told: Optional[Raised] = None
        self._heard, self._seen_in_frames = {""}, {""}  # news of kinds of lines

    @property
    def ended(self) -> bool:
        return bool(self._chains or self._exits or self._course.finished)

    def repeats(self, command: Command, number: int) -> bool:
        """The command that has just begun, shown once more: PowerShell puts it into the first error."""
        return self.command is not None and self.command.script == command.script != "" and number - self.start <= 4

    def told_stage(self) -> str:
        """Stage by the command, the printed configuration, the scripts in frames, or a line that only one stage prints."""
        if self.command and self.command.stage:
            return self.command.stage
        if self.config and ("project" in self.around.facts or "config.train.text_low_lr_rate" in self.config):
            version = self.config.get("config.model.version")
            return "s2-lora-train" if version and version.value in ("v3", "v4") else "s2-train"
        for chain in self._chains.values():
            stage = stage_from_files(frame.file for raised in reversed(chain.raised) for frame in raised.frames)
            if stage:
                return stage
        return self._line_stage

    def add_config(self, lines: Sequence[Line]) -> None:
        facts, whole = read_config(lines)
        self.config = {**facts, **self.config}
        self._sections = tuple(dict.fromkeys(self._sections + whole))

    def add_chain(self, chain: Chain) -> None:
        self.seen = True
        self.end = max(self.end, chain.end)
        self._chains_end = max(self._chains_end, chain.end)
        if is_bar(chain.item):
            chain = replace(chain, item="")
        key = _likeness(chain)
        self._place(chain.start, key)
        known = self._chains.get(key)
        if known:
            self._chains[key] = replace(known, count=known.count + 1, last=chain.start)
        elif len(self._chains) < MOST_CHAINS:
            self._chains[key] = chain
            if self._last.number >= chain.start - 1:
                self._introduced[chain.start] = self._last

    def add_repeated(self, repeated: Repeated) -> None:
        """Count what was seen again and not read, if it was first seen in this run."""
        if not self.start <= repeated.of <= self.end:
            return
        self.end = max(self.end, repeated.last)
        key = self._places.get(repeated.of)
        chain = self._chains.get(key)
        if chain:
            self._chains_end = max(self._chains_end, repeated.last)
            self._chains[key] = replace(chain, count=chain.count + repeated.count, last=max(chain.last, repeated.last))
        elif isinstance(key, str):
            self._notables.repeat(key, repeated)

    def add_line(self, line: Line, kind: Kind) -> None:
        """Take a line that belongs to no traceback."""
        if not line.text:
            return
        self.seen = True
        self.end = line.number
        self._last = line
        if kind.news not in self._heard:
            self._heard.add(kind.news)
            self._learn(line, kind)
        self._course.take(line, kind, line.number <= self._chains_end)
        if kind.exit and len(self._exits) < MOST_EXITS:
            told = read_exit(line.text, line.number)
            self._exits += [told] if told else []
        if kind.quotes and self._told is None and self._course.ordinary <= PROSE:
            quoted = marks.quoted_exception(line.text)
            self._told = Raised(*quoted, frames=(), line=line.number, header=line.number, end=line.number) if quoted else None
        kept = self._notables.take(line, kind)
        if kept is not None:
            self._place(line.number, kept)

    def add_frame(self, line: Line, kind: Kind) -> None:
        """Take a line of a traceback for what it tells of the program and the machine."""
        if kind.news not in self._seen_in_frames:
            self._seen_in_frames.add(kind.news)
            self.around.learn(line, kind.facts)

    def _learn(self, line: Line, kind: Kind) -> None:
        """What the first line of a kind tells of the program and the machine."""
        self.around.learn(line, kind.facts)
        self._line_stage = self._line_stage or kind.stage
        if kind.trained and "trained" not in self.around.facts:
            self.around.facts["trained"] = Fact("trained", True, line.number, text=line.text[:200])

    def _place(self, number: int, key: object) -> None:
        """Remember what stands at a line, for what will be told of its repetitions."""
        if len(self._places) < MOST_PLACES:
            self._places.setdefault(number, key)

    def _handled(self, chain: Chain, followed: bool) -> bool:
        """The program caught it and went on: ordinary progress follows its last repetition."""
        if _is_request(chain):
            return False  # a server goes on, the request has failed all the same
        above = self._introduced.get(chain.start, Line(0, 0, ""))
        if _DEADLY.search(above.text) and chain.raised[0].link != "told":
            return False  # what comes after it was written before, and kept back
        after = max(chain.end, chain.last)
        bare = not any(raised.frames for raised in chain.raised)
        reported = _REPORTS.search(above.text) or kind_at(above).complaint == LOGGED
        if reported and max(self.end - after, chain.last - chain.end) > (AFTER_LINE if bare else WENT_ON) and not self._exits:
            return True
        if chain.raised[-1].name == "SystemExit" and not chain.raised[-1].message and self.end > after:
            return True  # of a thread that was stopped
        if any(one.signal == "SIGKILL" and one.line - after > OUTLIVED for one in self._exits):
            return True  # it was still there to be killed
        progress = self._course.steps_after(after)
        if chain.raised[0].link == "told":
            return True
        alone = len(self._chains) == 1 and self.end - after <= OUTLIVED
        ends_all = chain.raised[-1].name == "KeyboardInterrupt"
        if chain.raised[-1].link == "ignored" and (self._course.finished or progress or not (alone or ends_all)):
            return True  # Python itself goes on after it
        if bare and (progress or (followed and not self.command)):
            return True  # a mere line, as a shell or a logger prints it
        return progress >= MILESTONE and not (_left_main(chain) and self._course.finished <= after)

    def _final(self, chain: Chain, followed: bool, alive: bool) -> Chain:
        """A chain, and whether the program went on after it; `alive`: the web UI started this run and has not ended."""
        handled = self._handled(chain, followed) or (alive and not _is_request(chain))
        return replace(chain, handled=True) if handled else chain

    def _add_told(self) -> None:
        """What somebody tells in a sentence is the failure where the log shows nothing else of a program."""
        if self._told and not (self.ended or self.command or self._course.moves or self._course.ordinary > PROSE):
            self.add_chain(Chain((self._told,), self._told.line, self._told.line, last=self._told.line))

    def close(self, followed: bool = False, started: bool = False) -> Episode:
        """The finished episode; `followed` when another run comes after it in the log, `started` when the web UI started that one."""
        self._add_told()
        alive = started and self.told_stage() == "webui"
        facts = {**self.around.facts, **self.config}
        if self.command and self.command.python:
            facts["interpreter"] = Fact("interpreter", self.command.python, self.start, text=self.command.text[:200])
        return Episode(
            command=self.command.text if self.command else "",
            stage=self.told_stage(),
            start=self.start,
            end=self.end,
            chains=tuple(self._final(chain, followed, alive) for chain in self._chains.values()),
            notable=self._notables.all(),
            exits=tuple(self._exits),
            facts=facts,
            config=self._sections,
            from_webui=bool(self.command and self.command.quoted),
            complaint=None if alive else self._course.final_complaint(self.end),
            finished=self._course.finished,
        )


def _left_main(chain: Chain) -> bool:
    """It came out of the script's own main function: nobody caught it, and what is printed after it comes from other processes."""
    frames = chain.raised[-1].frames
    return bool(frames) and frames[0].function == "<module>" and _MAIN.match(frames[0].source) is not None


def _is_request(chain: Chain) -> bool:
    """A web server's handler failed; a message that the program itself sends to its page is no failure."""
    served = any(_SERVER.search(frame.file) for raised in chain.raised for frame in raised.frames)
    return served and chain.raised[-1].name not in _HUNG_UP and not any(raised.type == "gradio.exceptions.Error" for raised in chain.raised)


def _likeness(chain: Chain) -> object:
    """Equal for chains that differ in numbers alone."""
    return tuple(
        (raised.type, _DIGITS.sub("0", raised.message.partition("\n")[0][:300]), tuple((frame.file, frame.function, blind(frame.source)) for frame in raised.frames))
        for raised in chain.raised
    )

"""One run of one program while it is read: collects its exceptions, notable lines, facts and end, in bounded memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Deque, Dict, List, Optional, Set, Tuple

from diagnose import complaints, marks
from diagnose.anchors import Anchors
from diagnose.commands import Command, stage_from_files
from diagnose.exits import may_be_exit, read_exit
from diagnose.facts import Surroundings, read_config
from diagnose.finder import TextFinder
from diagnose.late import late
from diagnose.memo import remembered
from diagnose.model import Chain, Episode, Exit, Fact, Line, Notable, Raised, Repeated

MOST_CHAINS, MOST_NOTABLE, LAST_NOTABLE, MOST_EXITS = 256, 2048, 256, 64
"""What one episode keeps of each kind; repetitions are counted, not kept."""
MOST_ALIKE = 32
"""Notable lines kept that differ in numbers alone, and in none that tells something; further ones are counted, and the last is kept."""
MOST_PLACES = 20_000
"""Lines of which it is remembered what stands there."""
LONGEST_NOTABLE = 2000
"""Characters kept of a longer notable line, around what made it notable."""
WENT_ON = 50
"""The same after what a logger reported."""
PROSE = 30
"""Lines at most in which somebody tells of an exception in his own words."""
OUTLIVED = 10
"""Lines after an exception, up to the killing of the program or the log's end, that show that it went on."""
MOST_KINDS, LONGEST_KIND = 4096, 1000
"""Lines, numbers aside, whose kind is remembered; longer ones are looked at each time."""

_DIGITS = late(r"\d+")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_BAR = late(r"\d+%\||\dit/s|s/it\]")
_STEP = late(r"Train Epoch|====> Epoch|^Epoch[ :]?\d|[Ll]oss[ =:]|\bstep[ =:]?\d|[Ee]poch[ =:\[]+\d|\" 200 OK|HTTP/1\.[01]\" 200")
_TRAINED = late(r"(?:Train|====>) Epoch|Epoch[ :]{1,2}\d|start training from")
_MILESTONE = late(
    r"^training done|saving ckpt|Saving model|`Trainer\.fit` stopped|Running on (?:local|public) URL|Uvicorn running|startup complete|Successfully installed|total left:|All keys matched"
    r"|start training from|任务完成|Infer Speed|T2S Decoding EOS"
)
_FINISHED = late(
    r"^training done|`Trainer\.fit` stopped: `max_|^Successfully installed|ASR 任务完成|\bProcess \d+ exits successfully|^&&&& PASSED|^(?:[Aa]ll )?(?:[Dd]one|DONE)[.!]*$"
)
_STAGE_LINES = (
    (late(r"^semantic_data_len: \d"), "s1-train"),
    (late(r"^输入路径存在但既不是文件也不是文件夹"), "slice"),
    (late(r"^\[Waring\] The language = .* is not supported for training"), "get-text"),
    (late(r"\"(?:GET|POST) /tts[ ?]|:9880\b"), "api"),
    (late(r":9874\b|download_and_decompress"), "webui"),
    (
        late(
            r"^Collecting \S|^Requirement already satisfied|^\s*(?:error|ERROR): (?:subprocess-exited|Could not (?:find|install)|No matching|Failed building|Cannot install|ResolutionImp)|^\s*× "
            r"|^Solving environment|Conda ?Not ?Found|CondaToS|conda init|^docker: |Error response from daemon|nvidia-container-cli|could not select device driver|^Preparing metadata|^Building wheel"
        ),
        "install",
    ),
)
"""Lines that tell the stage where no command and no script in a frame does."""
_UNOPENED = late(r"can't open file '(?P<path>[^']+)'")
_SERVER = late(r"[\\/](?:gradio|starlette|uvicorn|fastapi|flask|aiohttp)[\\/]")


def blind(text: str) -> bytes:
    """Equal for texts that differ in the digits of their numbers alone. In bytes: there it takes a tenth of the time."""
    return text.encode("utf-8", "surrogatepass").translate(_ZEROS)


def is_progress(text: str) -> bool:
    """A line that programs print while all is well."""
    return _progress(text) > 0


def _progress(text: str) -> int:
    """Weight of a line as a sign that its program goes on; three are enough. Other workers may print a step or two after one has died."""
    if _BAR.search(text):
        return 1
    return 3 if _MILESTONE.search(text) else 1 if _STEP.search(text) else 0


@dataclass(frozen=True)
class Kind:
    """What a line is, its numbers aside: worked out once for all lines that differ in numbers alone."""

    progress: int
    """Weight as a sign that the program goes on."""
    bar: bool
    trained: bool
    finished: bool
    exit: bool
    complaint: int
    stage: str


@remembered
def kind_of(text: str) -> Kind:
    return Kind(
        progress=_progress(text),
        bar=_BAR.search(text) is not None,
        trained=_TRAINED.search(text) is not None,
        finished=_FINISHED.search(text) is not None,
        exit=may_be_exit(text) and "UserWarning" not in text,
        complaint=complaints.weigh(text),
        stage=_stage_of_line(text),
    )


def _stage_of_line(text: str) -> str:
    unopened = _UNOPENED.search(text)
    if unopened:
        return stage_from_files([unopened["path"]])
    return next((stage for pattern, stage in _STAGE_LINES if pattern.search(text)), "")


class Run:
    """An episode while it is read."""

    def __init__(self, command: Optional[Command], start: int) -> None:
        self.command = command
        self.start = self.end = start
        self.seen = command is not None
        self.around = Surroundings()
        self.config: Dict[str, Fact] = {}
        self._sections: Tuple[str, ...] = ()
        self._chains: Dict[object, Chain] = {}
        self._chains_end = 0
        self._places: Dict[int, object] = {}
        self._notable: Dict[str, Notable] = {}
        self._alike: Dict[object, int] = {}
        self._last_alike: Dict[object, Notable] = {}
        self._latest: Deque[Notable] = deque(maxlen=LAST_NOTABLE)
        self._exits: List[Exit] = []
        self._progress: Deque[Tuple[int, int]] = deque(maxlen=400)  # line, weight
        self._finished = self._moved = self._logged = 0
        self._reported: Set[int] = set()
        self._complaint: Optional[Notable] = None
        self._complaint_weight = 0
        self._repeated: Dict[bytes, Notable] = {}
        self._complained_at = self._complaints = 0
        self._ordinary = 0
        self._line_stage = ""
        self._told: List[Raised] = []
        self._kinds: Dict[bytes, Kind] = {}

    @property
    def ended(self) -> bool:
        return bool(self._chains or self._exits or self._finished)

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

    def add_config(self, lines: List[Line]) -> None:
        facts, whole = read_config(lines)
        self.config = {**facts, **self.config}
        self._sections = tuple(dict.fromkeys(self._sections + whole))

    def add_chain(self, chain: Chain) -> None:
        self.seen = True
        self.end = max(self.end, chain.end)
        self._chains_end = max(self._chains_end, chain.end)
        if 0 < self._logged >= chain.start - 1:
            self._reported.add(chain.start)
        if _BAR.search(chain.item):
            chain = replace(chain, item="")
        key = _likeness(chain)
        self._place(chain.start, key)
        known = self._chains.get(key)
        if known:
            self._chains[key] = replace(known, count=known.count + 1, last=chain.start)
        elif len(self._chains) < MOST_CHAINS:
            self._chains[key] = replace(chain, last=chain.start)

    def add_repeated(self, repeated: Repeated) -> None:
        """Count what was seen again and not read, if it was first seen in this run."""
        if not self.start <= repeated.of <= self.end:
            return
        self.end = max(self.end, repeated.last)
        key = self._places.get(repeated.of)
        chain, note = self._chains.get(key), self._notable.get(key) if isinstance(key, str) else None
        if chain:
            self._chains_end = max(self._chains_end, repeated.last)
            self._chains[key] = replace(chain, count=chain.count + repeated.count, last=max(chain.last, repeated.last))
        elif note:
            self._notable[note.text] = replace(note, count=note.count + repeated.count, last=max(note.last, repeated.last))

    def add_line(self, line: Line, notable: TextFinder, anchors: Anchors) -> None:
        """Take a line that belongs to no traceback; `notable` finds what rules look for in lines, `anchors` knows the numbers that tell something."""
        text = line.text
        if not text or text.isspace():
            return
        self.seen = True
        self.end = line.number
        kind = self._kind(line)
        self._ordinary += not kind.bar
        self._moved = line.number if kind.bar else self._moved
        if kind.progress:
            self._progress.append((line.number, kind.progress))
        if kind.trained and "trained" not in self.around.facts:
            self.around.facts["trained"] = Fact("trained", True, line.number, text=text[:200])
        if kind.finished:
            self._finished = line.number
        if kind.exit and len(self._exits) < MOST_EXITS:
            told = read_exit(text, line.number)
            self._exits += [told] if told else []
        if kind.complaint:
            self._complaints += 1
            self._logged = line.number if kind.complaint == complaints.LOGGED else self._logged
            self._complain(line, kind.complaint)
        if not self._told and self._ordinary <= PROSE:
            quoted = marks.quoted_exception(text)
            self._told = [Raised(quoted[0], quoted[1], (), line.number, line.number, line.number)] if quoted else []
        place = notable.place(text)
        if place >= 0:
            self._note(line, text if len(text) <= LONGEST_NOTABLE else text[max(0, place - LONGEST_NOTABLE // 2) : place + LONGEST_NOTABLE // 2], anchors)

    def _complain(self, line: Line, weight: int) -> None:
        """Keep the heaviest complaint, of equal ones the last; and the one that is repeated most."""
        if line.number <= self._chains_end:
            return
        note = Notable(line.number, line.offset, line.text, line.number)
        if weight >= self._complaint_weight:
            self._complaint = note
            self._complaint_weight, self._complained_at = weight, self._ordinary
        key = blind(line.text)[:LONGEST_KIND]
        known = self._repeated.get(key)
        if known or len(self._repeated) < MOST_EXITS:
            self._repeated[key] = replace(known, last=line.number, count=known.count + 1) if known else note

    def _kind(self, line: Line) -> Kind:
        """The line's kind; the first of its like is also asked for facts."""
        key = blind(line.text) if len(line.text) <= LONGEST_KIND else b""
        kind = self._kinds.get(key)
        if kind is not None:
            return kind
        kind = kind_of(line.text[:LONGEST_KIND] if not key else line.text)
        self._line_stage = self._line_stage or kind.stage
        self.around.read(line)
        if key:
            if len(self._kinds) >= MOST_KINDS:
                self._kinds.clear()
            self._kinds[key] = kind
        return kind

    def _place(self, number: int, key: object) -> None:
        """Remember what stands at a line, for what will be told of its repetitions."""
        if len(self._places) < MOST_PLACES:
            self._places.setdefault(number, key)

    def _note(self, line: Line, text: str, anchors: Anchors) -> None:
        self._place(line.number, text)
        known = self._notable.get(text)
        if known:
            self._notable[text] = replace(known, last=line.number, count=known.count + 1)
            return
        note = Notable(line.number, line.offset, text, line.number)
        raw = text.encode("utf-8", "surrogatepass")
        key = (raw.translate(_ZEROS), anchors.telling(raw))
        alike = self._alike[key] = self._alike.get(key, 0) + 1
        if alike > MOST_ALIKE:
            self._last_alike[key] = replace(note, count=alike - MOST_ALIKE)
        elif len(self._notable) < MOST_NOTABLE:
            self._notable[text] = note
        else:
            self._latest.append(note)

    def _handled(self, chain: Chain, followed: bool) -> bool:
        """The program caught it and went on: ordinary progress follows its last repetition."""
        if _is_request(chain):
            return False  # a server goes on, the request has failed all the same
        after = max(chain.end, chain.last)
        if chain.start in self._reported and max(self.end - after, chain.last - chain.end) > WENT_ON and not self._exits:
            return True  # a logger's report
        if any(one.signal == "SIGKILL" and one.line - after > OUTLIVED for one in self._exits):
            return True  # it was still there to be killed
        progress = sum(weight for number, weight in self._progress if number > after)
        if chain.raised[0].link == "told":
            return True
        alone = len(self._chains) == 1 and self.end - after <= OUTLIVED
        ends_all = chain.raised[-1].name == "KeyboardInterrupt"
        if chain.raised[-1].link == "ignored" and (self._finished or progress or not (alone or ends_all)):
            return True  # Python itself goes on after it
        if not any(raised.frames for raised in chain.raised) and (progress or (followed and not self.command)):
            return True  # a mere line, as a shell or a logger prints it
        return progress >= 3

    def _final_complaint(self) -> Optional[Notable]:
        stubborn = max(self._repeated.values(), key=lambda one: one.count, default=None)
        if (
            stubborn
            and stubborn.count >= complaints.STUBBORN
            and 5 * (stubborn.last - self.start) >= self.end - self.start
            and not self._outlives(stubborn, complaints.weigh(stubborn.text))
        ):
            return stubborn
        complaint = self._complaint
        if complaint is None or self._outlives(complaint, self._complaint_weight):
            return None
        final = complaints.is_final(self._complaint_weight, self._ordinary - self._complained_at, self._ordinary, self._complaints)
        return complaint if final else None

    def _outlives(self, complaint: Notable, weight: int) -> bool:
        """The program came to its end after a complaint; after what a logger wrote, a progress bar that moves is enough."""
        return self._finished > complaint.last or (weight == complaints.LOGGED and self._moved > complaint.last)

    def _add_told(self) -> None:
        """What somebody tells in a sentence is the failure where the log shows nothing else of a program."""
        if self._told and not (self.ended or self.command or self._progress or self._ordinary > PROSE):
            number = self._told[0].line
            self.add_chain(Chain(tuple(self._told), number, number))

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
            chains=tuple(replace(chain, handled=self._handled(chain, followed) or (alive and not _is_request(chain))) for chain in self._chains.values()),
            notable=(*self._notable.values(), *self._last_alike.values(), *self._latest),
            exits=tuple(self._exits),
            facts=facts,
            config=self._sections,
            from_webui=bool(self.command and self.command.quoted),
            complaint=None if alive else self._final_complaint(),
            finished=self._finished,
        )


def _is_request(chain: Chain) -> bool:
    """A web server's handler failed; a message that the program itself sends to its page is no failure."""
    served = any(_SERVER.search(frame.file) for raised in chain.raised for frame in raised.frames)
    return served and not any(raised.type == "gradio.exceptions.Error" for raised in chain.raised)


def _likeness(chain: Chain) -> object:
    """Equal for chains that differ in numbers alone."""
    return tuple(
        (raised.type, _DIGITS.sub("0", raised.message.partition("\n")[0][:300]), tuple((frame.file, frame.function, blind(frame.source)) for frame in raised.frames))
        for raised in chain.raised
    )

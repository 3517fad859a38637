"""What a line is: progress, an end, a complaint, a sign of a stage, a place where something may begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Tuple

from diagnose import complaints, marks
from diagnose.commands import read_command, stage_from_files
from diagnose.exits import may_be_exit
from diagnose.facts import starts_config, told_in
from diagnose.finder import like
from diagnose.late import late

STEP, MILESTONE = 1, 3
"""Weights of what shows that a program goes on; a milestone is enough."""
KNOWN, LONGEST = 4096, 1000
"""Kinds that are shared, and characters of a line by which most of it is told."""

_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_VARYING = late(r"\d(?:e[+-]?\d+)?|[ .\u2580-\u259f]")
_BAR = late(r"\d+%\||\dit/s|s/it\]")
_STEP = late(r"Train Epoch|====> Epoch|^INFO:[^:]{1,80}:\[-?\d|^Epoch[ :]?\d|[Ll]oss[ =:]|\bloss_\w{1,10}=\d|\bstep[ =:]?\d|[Ee]poch[ =:\[]+\d|\" 200 OK|HTTP/1\.[01]\" 200")
_TRAINED = late(r"(?:Train|====>) Epoch|Epoch[ :]{1,2}\d|start training from")
_MILESTONE = late(
    r"^training done|saving ckpt|Saving model|`Trainer\.fit` stopped|Running on (?:local|public) URL|Uvicorn running|startup complete|Successfully installed"
    r"|total left:|All keys matched|start training from|任务完成|Infer Speed|T2S Decoding EOS"
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
            r"^Collecting \S|^Requirement already satisfied|^\s*(?:error|ERROR): (?:subprocess-exited|Could not (?:find|install)|No matching|Failed building"
            r"|Cannot install|ResolutionImp)|^\s*× |^Solving environment|Conda ?Not ?Found|CondaToS|conda init|^docker: |Error response from daemon|nvidia-container-cli"
            r"|could not select device driver|^Preparing metadata|^Building wheel"
        ),
        "install",
    ),
)
"""Lines that tell the stage where no command and no script in a frame does."""
_SEED = late(r"(?:Global )?[Ss]eed set to \d+")
_UNOPENED = late(r"can't open file '(?P<path>[^']+)'")


def blind(text: str) -> bytes:
    """Equal for texts that differ in the digits of their numbers alone. In bytes: there it takes a tenth of the time."""
    return blinded(text.encode("utf-8", "surrogatepass"))


def blinded(raw: bytes) -> bytes:
    """The same of bytes."""
    return raw.translate(_ZEROS)


def is_bar(text: str) -> bool:
    """A progress bar."""
    return _BAR.search(text) is not None


def _progress(text: str) -> int:
    """Weight of a line as a sign that its program goes on. Other workers may print a step or two after one has died."""
    if _BAR.search(text):
        return STEP
    return MILESTONE if _MILESTONE.search(text) else STEP if _STEP.search(text) else 0


@dataclass(frozen=True)
class Kind:
    """What a line is."""

    like: str
    """Equal for lines that differ in their numbers alone (`finder.like`)."""
    progress: int
    """Weight as a sign that the program goes on."""
    bar: bool
    drawn: bool
    """A progress bar, or what is left of one, or a line of a box: it tells nothing of how wide the console is."""
    trained: bool
    """A step of a training."""
    finished: bool
    """The program has done what it was asked for."""
    exit: bool
    """It may tell how a program ended."""
    complaint: int
    """Weight as a complaint (`complaints.weigh`)."""
    stage: str
    """The stage that alone prints it, or empty."""
    opens: bool
    """A traceback, or an exception without one, may begin here."""
    begins: bool
    """A run may begin here: with a command, a printed configuration or a trainer's first words."""
    quotes: bool
    """Somebody tells of an exception in a sentence."""
    facts: Tuple[str, ...]
    """Words for what it tells of the machine and the program (`facts.told_in`)."""
    step: str
    """Equal for steps that differ in their numbers, and the bars drawn by them, alone; empty for what is no step."""
    news: str
    """What it tells that is worth hearing once; empty for most."""


_shared: Dict[Kind, Kind] = {}


def kind_of(text: str) -> Kind:
    """What a line is; of a very long one some of it is told by its first part. Of equal kinds there is one: all lines look at them."""
    head = text[:LONGEST]
    progress = _progress(head)
    trained, stage, facts = _TRAINED.search(head) is not None, _stage_of_line(head), told_in(text)
    kind = Kind(
        like=like(text),
        progress=progress,
        bar=is_bar(head),
        drawn="─" in text or marks.bar(text),
        trained=trained,
        finished=_FINISHED.search(head) is not None,
        exit=may_be_exit(head) and "UserWarning" not in head,
        complaint=complaints.weigh(head),
        stage=stage,
        opens=marks.opens(text),
        begins=read_command(text) is not None or starts_config(text) or is_seed(text),
        quotes=marks.quoted_exception(text) is not None,
        facts=facts,
        step=_VARYING.sub("", text) if progress == STEP else "",
        news=" ".join([*facts, "trained" * trained, stage]).strip(),
    )
    if len(text) > LONGEST:
        return kind
    if len(_shared) >= KNOWN and kind not in _shared:
        _shared.clear()
    return _shared.setdefault(kind, kind)


def is_seed(text: str) -> bool:
    """The first words of a trainer made with Lightning."""
    return "eed set to" in text and _SEED.search(text) is not None


def _stage_of_line(text: str) -> str:
    unopened = _UNOPENED.search(text)
    if unopened:
        return stage_from_files([unopened["path"]])
    return next((stage for pattern, stage in _STAGE_LINES if pattern.search(text)), "")

"""Facts that a log tells beside its exceptions: the printed configuration, the system, versions, the card."""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Sequence, Set, Tuple

from diagnose.late import late
from diagnose.marks import width
from diagnose.memo import remembered
from diagnose.model import Fact, Line, Scalar

_KEY = late(r"['\"](?P<key>[\w.-]{1,60})['\"]\s*:\s*")
_STRING = r"'(?:[^'\\]|\\.){0,2000}'|\"(?:[^\"\\]|\\.){0,2000}\""
_VALUE = late(
    rf"(?P<text>{_STRING})|(?P<word>True|False|None|true|false|null|nan|inf|-inf)\b|(?P<number>[-+]?(?:\d{{1,40}}\.?\d{{0,40}}|\.\d{{1,40}})(?:[eE][-+]?\d{{1,4}})?)(?=\s*[,}}\]])"
    r"|(?P<other>\[[^\[\]{}]*(?:\[[^\[\]{}]*\][^\[\]{}]*)*\]|[A-Za-z_][\w.]*\([^(){}]{0,400}\))"  # a list, or the repr of an object
)
_SKIP = late(rf"{_STRING}|[^'\"{{}}]+|.", re.DOTALL)
_WORDS = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None, "nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}
_ESCAPE = late(r"\\(?:U00(0[0-9a-f]{5}|10[0-9a-f]{4})|u((?!d[89a-f])[0-9a-f]{4})|x([0-9a-f]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_DUMP = late(r"\{\s*['\"](?:train|data|model)['\"]\s*:\s*(?:\{|$)")
DUMP_LINES = 60
"""A printed configuration that a console has wrapped is followed over so many lines."""
_LONGEST = 40_000
_DEEPEST = 12
_MOST = 600


def starts_config(text: str) -> bool:
    """True for the line with which a trainer prints its configuration."""
    return "{" in text and _DUMP.search(text) is not None


def read_config(lines: Sequence[Line]) -> Tuple[Dict[str, Fact], Tuple[str, ...]]:
    """Facts `config.…` of a printed dict, read tolerantly and never evaluated, and the sections that were read whole ('' is the outermost).

    The dict may be wrapped over several lines and cut anywhere. Of a list or a section inside the dict its text is the value.
    """
    text, starts = _unwrap(lines[:DUMP_LINES])
    dump = _DUMP.search(text)
    facts: Dict[str, Fact] = {}
    path: List[str] = []
    whole: List[str] = []
    place, key = dump.start() + 1 if dump else len(text), ""
    while place < len(text) and len(facts) < _MOST and len(path) < _DEEPEST:
        match = _KEY.match(text, place)
        if match:
            key, place = match["key"], match.end()
            value = _VALUE.match(text, place)
            if value or text.startswith("{", place):
                name = ".".join(["config", *path, key])
                number = max(number for offset, number in starts if offset <= match.start())
                facts[name] = Fact(name, _scalar(value) if value else "{...}", number, text=text[match.start() : value.end() if value else place])
                place = value.end() if value else place
        elif text[place] == "{":
            path.append(key)
            place += 1
        elif text[place] == "}":
            whole.append(".".join(path))
            if not path:
                break
            path.pop()
            place += 1
        else:
            skip = _SKIP.match(text, place)
            place = skip.end() if skip else place + 1
    return facts, tuple(whole)


def _unwrap(lines: Sequence[Line]) -> Tuple[str, List[Tuple[int, int]]]:
    """A dict that a console has wrapped, on one line; and where in it the lines of the log begin, with their numbers."""
    text, last = "", 0
    starts: List[Tuple[int, int]] = []
    columns = max((width(line.text) for line in lines[:4]), default=0)
    for line in lines:
        if text and line.number != starts[-1][1]:
            if text.count("{") <= text.count("}") or 2 * last < columns:
                break  # closed; or the last line was too short to have been torn
            text += " " * (last == columns - 1)  # a blank at its end was taken off
        starts.append((len(text), line.number))
        text += line.text.lstrip() if text and line.text.startswith("  ") else line.text
        last = width(line.text)
        if len(text) > _LONGEST:
            break
    return text[:_LONGEST], starts


def _scalar(match: re.Match[str]) -> Scalar:
    if match["text"]:
        return _ESCAPE.sub(_unescape, match["text"][1:-1])
    if match["word"]:
        return _WORDS[match["word"]]
    if match["other"]:
        return match["other"][:200]
    number = match["number"]
    return float(number) if re.search(r"[.eE]", number) else int(number)


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(match[4], match[4])


_SURROUNDINGS = late(
    r"(?P<windows>\b[A-Za-z]:(?:\\{1,2}|/)\w|WinError|runtime\\python)|(?P<macos>(?<![\w:])/Users/\w|/opt/homebrew|/Library/Frameworks)|(?P<linux>(?:^|[\"' (=])(?=/(?:root|home|usr|workspace|opt(?!/(?:homebrew|mini|anaconda|conda))|content|mnt|data|tmp)/))"
    r"|(?P<colab>/content/|google\.colab)|(?P<docker>/workspace/|docker|/\.dockerenv)|(?P<wsl>/mnt/[a-z]/|WSL)|(?P<kaggle>/kaggle/)|(?P<autodl>autodl)"
    r"|[Pp]ython[ /]?(?P<python>3\.\d{1,2}(?:\.\d+)?)\b|[Pp]ython(?P<python_short>3\d{1,2})[\\/]|cpython-(?P<cpython>3\d{1,2})\b"
    r"|(?P<gpu>(?:NVIDIA )?(?:GeForce )?(?:RTX|GTX) ?(?:PRO |A)?\d{3,4}(?: ?(?:Ti|SUPER|D)\b)*(?: Laptop GPU)?|Tesla [A-Z]\d+|NVIDIA [ABHL]\d{2,3}\w*|Quadro \w+)"
    r"|sm_(?P<gpu_sm>\d{2,3}) is not compatible|(?:CUDA|cuda|compute) capability (?:of )?(?:sm_)?(?P<capability>\d+\.\d)"
    r"|\b(?P<package>torch|torchaudio|torchvision|torchcodec|numpy|transformers|gradio|pytorch[_-]lightning|onnxruntime|ctranslate2)(?:==| version:? ?|-|\s)(?P<version>\d+\.\d+(?:\.\d+)?(?:\+[a-z]+[\d.]*\b)?)"
    r"|\b(?P<torch_build>\d\.\d+\.\d+\+(?:cu\d+|cpu|rocm[\d.]+))\b"
)
_INTERESTING = late(r"[\\/]|WSL|WinError|ython|RTX|GTX|Tesla|NVIDIA|Quadro|capability|sm_|torch|numpy|transformers|gradio|docker|\+c|:\{")
_SCOPES = late(
    r"(?P<sovits>GPT[-_]SoVITS|gpt[-_]?sovits|s[12]_train(?:_v3(?:_lora)?)?\.py|[123]-get-[\w-]+\.py|tmp_s[12]\.|inference_webui|pretrained_s2G|semantic_data_len|phoneme_data_len|skipped_phone|TTS_infer_pack"
    r"|t2s_lightning_module|2-name2text|6-name2semantic|[45]-(?:cnhubert|wav32k)|7-sv_cn|(?:GPT|SoVITS)_weights|chinese-hubert-base|chinese-roberta-wwm-ext-large|s2[GD]\d+k?\.pth|slicer_opt|asr_opt|denoise_opt|cnhubert\.py"
    r"|slice_audio\.py|cmd-denoise\.py|f(?:unasr|asterwhisper)_asr\.py|uvr5_(?:opt|weights)|go-webui|G2PWModel|process_ckpt\.py|Text2Semantic\w+|SynthesizerTrn|logs_s[12](?:_|\b)|GPTSoVits|:98(?:80|7[1-4])\b"
    r"|\[Waring\] The language|SoV[Ii][Tt][Ss][ _]?[vV]\d|text_split_method|prompt_lang\b|ref_audio_path|[\"']tts failed[\"']|get_tts_wav|uvr5[\\/]webui\.py|3-bert\b|-filtered,\d|nan filtered:"
    r"|hps\.(?:train|data|model)\.|dict_language\[|tools[\\/]my_utils\.py|ar_(?:text|audio)_embedding|enc_p\.(?:text_embedding|ssl_proj)|ge_to512|cfm\.estimator|subfix_webui|export_torch_script|stream_v2pro|s1v3\.ckpt|底模缺失|参考音频在3|total_loss_step|top_3_acc|top_\d_acc_(?:step|epoch))"
    r"|(?P<voice>so-vits|DDSP-SVC|sovits|[Rr]etrieval-based-[Vv]oice|\bRVC\b|Bert-VITS2|fish-speech|CosyVoice|\bxtts\b|\bTTS\b|vits|hubert|vocoder"
    r"|open_jtalk|pyopenjtalk|jieba_fast|g2p_en|DistributedBucketSampler|====> Epoch|INFO:[^:]{1,40}:Train Epoch:)"
    r"|(?P<torch>\btorch\b|pytorch|PyTorch|lightning|CUDA|cuda|transformers|cuDNN|CUDNN|cuBLAS|CUBLAS|cuFFT|CUFFT|\bMPS\b|HIP error|No HIP GPUs|DataLoader"
    r"|NVIDIA|nvidia-smi|nvrtc|ptxas|safetensors|onnxruntime|ctranslate2|WeightsUnpickler)"
)
_CHINESE = late(r"[\u4e00-\u9fff]{2}")
_EXPERIMENT = late(r"^(?:INFO|DEBUG|WARNING):(?P<name>[^:{}]+):\{|logs[\\/](?P<folder>[^\\/\"':*?]+)[\\/](?:logs_s[12]|[2-7]-|config\.json|train\.log)")
_PROGRAM = late(r"File \"|python|WinError")
_SCOPE_KEYS = frozenset(("project", "scope.voice", "scope.torch", "language"))
_SYSTEMS = ("windows", "macos", "linux")
_CONTAINERS = ("colab", "docker", "wsl", "kaggle", "autodl")
_WORDS_ALONE = _SCOPE_KEYS.union(word + mark for word in _SYSTEMS + _CONTAINERS for mark in ("", "!"))
"""Words that tell all by themselves."""


class Surroundings:
    """Collects the facts about system, versions and card from the lines it is shown."""

    def __init__(self) -> None:
        self.facts: Dict[str, Fact] = {}
        self._told: Set[str] = set()

    def learn(self, line: Line, told: Sequence[str]) -> None:
        """Read a line of which it is known what it tells (`told_in`), if any of that is new."""
        if self._told.issuperset(told):
            return
        new = [word for word in told if word not in self._told]
        self._told.update(new)
        for word in new:
            name = word.rstrip("!")
            if word == "language":
                self._tell(word, "zh", line)
            elif name in _SYSTEMS:
                self._tell_system(name, line)
            elif name in _CONTAINERS:
                self._tell("container", name, line)
            elif word in _SCOPE_KEYS and "project" not in self.facts:
                self._tell(word, True, line)
        if not _WORDS_ALONE.issuperset(new):
            self._read_machine(line)

    def _read_machine(self, line: Line) -> None:
        for found in _found_in(line.text[:2000]):
            version = found.get("python") or self._dotted(found.get("python_short") or found.get("cpython"))
            if version:
                self._tell("python", version, line)
            if "gpu" in found:
                self._tell("gpu", found["gpu"], line)
            card = found.get("gpu_sm") or found.get("capability")
            if card:
                self._tell("gpu_sm", int(card.replace(".", "")), line)
            build = found.get("torch_build") or (found["version"] if found.get("package") == "torch" else None)
            if build:
                self._tell("package.torch", build, line)
                self._cuda(build, line)
            elif "package" in found:
                self._tell("package." + found["package"].replace("_", "-"), found["version"], line)
        named = _EXPERIMENT.search(line.text) if "experiment" not in self.facts and _INTERESTING.search(line.text) else None
        if named:
            self._tell("experiment", (named["name"] or named["folder"]).strip(), line)

    def _tell(self, key: str, value: Scalar, line: Line) -> None:
        if key not in self.facts:
            self.facts[key] = Fact(key, value, line.number, text=line.text.strip()[:200])

    def _tell_system(self, name: str, line: Line) -> None:
        """A path of the program itself says more than one in its data: lists made on Windows are trained on Linux."""
        known = self.facts.get("system")
        if known and known.value != name and _PROGRAM.search(line.text) and not _PROGRAM.search(known.text):
            del self.facts["system"]
        self._tell("system", name, line)

    def _cuda(self, build: str, line: Line) -> None:
        tag = build.partition("+")[2]
        if tag:
            self._tell("torch_cuda", tag if not tag.startswith("cu") else f"{tag[2:-1]}.{tag[-1]}", line)

    @staticmethod
    def _dotted(digits: Optional[str]) -> Optional[str]:
        return f"{digits[0]}.{digits[1:]}" if digits else None


def told_in(text: str) -> Tuple[str, ...]:
    """Words for what a line tells: when each of them was read of once, there is nothing new in it."""
    head = text[:2000]
    told = [*_scopes_of(head), *(["language"] if not text.isascii() and _CHINESE.search(text) else [])]
    if _INTERESTING.search(text):
        by_program = "!" if _PROGRAM.search(text) else ""
        for found in _found_in(head):
            told += [f"{name}={value}" if name == "package" else name + by_program for name, value in found.items() if name != "version"]
            told += ["version+"] if "+" in found.get("version", "") else []
        told += ["experiment"] if _EXPERIMENT.search(text) else []
    return tuple(dict.fromkeys(told))


@remembered
def _found_in(text: str) -> Tuple[Dict[str, str], ...]:
    """What a line tells of the machine, match by match: the groups that hold something."""
    if not _INTERESTING.search(text):
        return ()
    return tuple({name: value for name, value in match.groupdict().items() if value} for match in _SURROUNDINGS.finditer(text))


@remembered
def _scopes_of(text: str) -> Tuple[str, ...]:
    return tuple("project" if match["sovits"] else f"scope.{match.lastgroup}" for match in _SCOPES.finditer(text))

"""Facts that a log tells beside its exceptions: the printed configuration, the system, versions, the card."""

from __future__ import annotations

import re
from typing import Dict, Iterable, List, Optional, Tuple

from diagnose.model import Fact, Line, Scalar

_KEY = re.compile(r"['\"](?P<key>[\w.-]{1,60})['\"]\s*:\s*")
_SCALAR = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.){0,400}'|\"(?:[^\"\\]|\\.){0,400}\")|(?P<word>True|False|None|true|false|null)\b|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?=\s*[,}\]]|\s*$)"
)
_WORDS = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None}
_DUMP = re.compile(r"\{\s*['\"](?:train|data|model)['\"]\s*:\s*\{")
DUMP_LINES = 60
"""A printed configuration that a console has wrapped is followed over so many lines."""
_LONGEST = 40_000
_DEEPEST = 6
_MOST = 600


def starts_config(text: str) -> bool:
    """True for the line with which a trainer prints its configuration."""
    return "{" in text and _DUMP.search(text) is not None


def read_config(lines: List[Line]) -> Tuple[Dict[str, Fact], Tuple[str, ...]]:
    """Facts `config.…` of a printed dict, read tolerantly and never evaluated, and the sections that were read whole.

    The dict may be wrapped over several lines and cut anywhere.
    """
    text, starts = "", []
    for line in lines[:DUMP_LINES]:
        starts.append((len(text), line.number))
        text += line.text if not text else line.text.lstrip() if line.text.startswith("  ") else line.text
        if len(text) > _LONGEST or text.count("{") == text.count("}"):
            break
    begin = text.find("{")
    facts: Dict[str, Fact] = {}
    path: List[str] = []
    whole: List[str] = []
    place, key = begin + 1, ""
    while 0 <= begin < place < len(text) and len(facts) < _MOST:
        char = text[place]
        match = _KEY.match(text, place)
        if match:
            key, place = match["key"], match.end()
            value = _SCALAR.match(text, place)
            if value:
                name = ".".join(["config", *path, key])
                number = max(n for offset, n in starts if offset <= match.start())
                facts[name] = Fact(name, _scalar(value), number, text=text[match.start() : value.end()])
                place = value.end()
        elif char == "{":
            path = [*path, key][:_DEEPEST]
            place += 1
        elif char == "}":
            if not path:
                break
            whole.append(".".join(path))
            path = path[:-1]
            place += 1
        elif char == "[":
            place = text.find("]", place) + 1 or len(text)
        else:
            place += 1
    return facts, tuple(whole)


def _scalar(match: re.Match[str]) -> Scalar:
    if match["text"]:
        return re.sub(r"\\(.)", r"\1", match["text"][1:-1])
    if match["word"]:
        return _WORDS[match["word"]]
    number = match["number"]
    return float(number) if re.search(r"[.eE]", number) else int(number)


_SURROUNDINGS = re.compile(
    r"(?P<windows>\b[A-Za-z]:\\\w|WinError|runtime\\python)|(?P<macos>/Users/\w|/opt/homebrew|/Library/Frameworks)|(?P<linux>(?:^|[\"' (=])/(?:root|home|usr|workspace|opt|content|mnt|data|tmp)/)"
    r"|(?P<colab>/content/|google\.colab)|(?P<docker>/workspace/|docker|/\.dockerenv)|(?P<wsl>/mnt/[a-z]/|WSL)|(?P<kaggle>/kaggle/)|(?P<autodl>autodl)"
    r"|[Pp]ython[ /]?(?P<python>3\.\d{1,2}(?:\.\d+)?)\b|[Pp]ython(?P<python_short>3\d{1,2})[\\/]|cpython-(?P<cpython>3\d{1,2})\b"
    r"|(?P<gpu>(?:NVIDIA )?(?:GeForce )?(?:RTX|GTX) ?(?:PRO )?\d{3,4}(?: ?(?:Ti|SUPER|D))*(?: Laptop GPU)?|Tesla [A-Z]\d+|NVIDIA [ABHL]\d{2,3}\w*|Quadro \w+)"
    r"|sm_(?P<gpu_sm>\d{2,3}) is not compatible|(?:CUDA|cuda|compute) capability (?:of )?(?:sm_)?(?P<capability>\d+\.\d)"
    r"|\b(?P<package>torch|torchaudio|torchvision|torchcodec|numpy|transformers|gradio|pytorch[_-]lightning|onnxruntime|ctranslate2)(?:==| version:? ?|-|\s)(?P<version>\d+\.\d+(?:\.\d+)?(?:\+\w+)?)"
    r"|\b(?P<torch_build>\d\.\d+\.\d+\+(?:cu\d+|cpu|rocm[\d.]+))\b"
)
_INTERESTING = re.compile(r"[\\/]|WSL|WinError|ython|RTX|GTX|Tesla|NVIDIA|Quadro|capability|sm_|torch|numpy|transformers|gradio|docker|\+c")
_SCOPES = re.compile(
    r"(?P<sovits>GPT[-_]SoVITS|gpt[-_]?sovits|s[12]_train(?:_v3(?:_lora)?)?\.py|[123]-get-[\w-]+\.py|tmp_s[12]\.|inference_webui|pretrained_s2G|semantic_data_len|phoneme_data_len|skipped_phone|TTS_infer_pack"
    r"|t2s_lightning_module|2-name2text|6-name2semantic|[45]-(?:cnhubert|wav32k)|7-sv_cn|(?:GPT|SoVITS)_weights|chinese-hubert-base|chinese-roberta-wwm-ext-large|s2[GD]\d+k?\.pth|slicer_opt|asr_opt|denoise_opt|cnhubert\.py"
    r"|slice_audio\.py|cmd-denoise\.py|f(?:unasr|asterwhisper)_asr\.py|uvr5_(?:opt|weights)|go-webui|G2PWModel|process_ckpt\.py|Text2Semantic\w+|SynthesizerTrn|logs_s[12](?:_|\b))"
    r"|(?P<voice>so-vits|sovits|[Rr]etrieval-based-[Vv]oice|\bRVC\b|Bert-VITS2|fish-speech|CosyVoice|\bxtts\b|\bTTS\b|vits|hubert|vocoder)"
    r"|(?P<torch>\btorch\b|pytorch|PyTorch|lightning|CUDA|cuda|transformers|cuDNN|CUDNN|cuBLAS|CUBLAS|cuFFT|CUFFT|\bMPS\b|HIP error|DataLoader)"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_EXPERIMENT = re.compile(r"^(?:INFO|DEBUG|WARNING):(?P<name>[^:{}]+):\{|logs[\\/](?P<folder>[^\\/\"':*?]+)[\\/](?:logs_s[12]|[2-7]-|config\.json|train\.log)")
_SYSTEMS = ("windows", "macos", "linux")
_CONTAINERS = ("colab", "docker", "wsl", "kaggle", "autodl")


class Surroundings:
    """Collects the facts about system, versions and card from the lines it is shown."""

    def __init__(self) -> None:
        self.facts: Dict[str, Fact] = {}

    def read(self, line: Line) -> None:
        self._scope(line)
        if not _INTERESTING.search(line.text):
            return
        for match in _SURROUNDINGS.finditer(line.text[:2000]):
            found = match.groupdict()
            for name in _SYSTEMS:
                if found[name]:
                    self._tell("system", name, line)
            for name in _CONTAINERS:
                if found[name]:
                    self._tell("container", name, line)
            version = found["python"] or self._dotted(found["python_short"] or found["cpython"])
            if version:
                self._tell("python", version, line)
            if found["gpu"]:
                self._tell("gpu", found["gpu"], line)
            if found["gpu_sm"] or found["capability"]:
                self._tell("gpu_sm", int(found["gpu_sm"] or found["capability"].replace(".", "")), line)
            build = found["torch_build"] or (found["version"] if found["package"] == "torch" else None)
            if build:
                self._tell("package.torch", build, line)
                self._cuda(build, line)
            elif found["package"]:
                self._tell("package." + found["package"].replace("_", "-"), found["version"], line)
        match = _EXPERIMENT.search(line.text)
        if match:
            self._tell("experiment", (match["name"] or match["folder"]).strip(), line)

    def _scope(self, line: Line) -> None:
        if "project" not in self.facts:
            for match in _SCOPES.finditer(line.text[:2000]):
                self._tell("project" if match["sovits"] else f"scope.{match.lastgroup}", True, line)
        if "language" not in self.facts and not line.text.isascii() and _CHINESE.search(line.text):
            self._tell("language", "zh", line)

    def _tell(self, key: str, value: Scalar, line: Line) -> None:
        self.facts.setdefault(key, Fact(key, value, line.number, text=line.text.strip()[:200]))

    def _cuda(self, build: str, line: Line) -> None:
        tag = build.partition("+")[2]
        if tag:
            self._tell("torch_cuda", tag if not tag.startswith("cu") else f"{tag[2:-1]}.{tag[-1]}", line)

    @staticmethod
    def _dotted(digits: Optional[str]) -> Optional[str]:
        return f"{digits[0]}.{digits[1:]}" if digits else None


def merge(parts: Iterable[Dict[str, Fact]]) -> Dict[str, Fact]:
    """Facts of several places; the first that tells a key counts."""
    whole: Dict[str, Fact] = {}
    for part in parts:
        for key, fact in part.items():
            whole.setdefault(key, fact)
    return whole

"""Failures whose messages are like each other, and how each looks on other machines: systems, folders, versions of Python, whatever wrote or pasted them."""

from __future__ import annotations

import random
import re
from typing import Dict, List, Match, NamedTuple, Tuple

Frame = Tuple[str, str, str, str]
"""own, package or std; path, function, source."""
STACKS: Dict[str, Tuple[Frame, ...]] = {
    "s2": (
        ("own", "GPT_SoVITS/s2_train.py", "main", "mp.spawn(run, nprocs=n_gpus, args=(n_gpus, hps))"),
        ("own", "GPT_SoVITS/s2_train.py", "train_and_evaluate", "for batch_idx, data in enumerate(tqdm(train_loader)):"),
        ("package", "torch/utils/data/dataloader.py", "__next__", "data = self._next_data()"),
    ),
    "s1": (
        ("own", "GPT_SoVITS/s1_train.py", "<module>", "main(args)"),
        ("package", "pytorch_lightning/trainer/trainer.py", "fit", "call._call_and_handle_interrupt("),
        ("own", "GPT_SoVITS/AR/data/dataset.py", "__getitem__", "phoneme_ids = self.semantic_phoneme[idx]"),
    ),
    "webui": (
        ("own", "webui.py", "<module>", "from tools import asr"),
        ("own", "tools/asr/config.py", "<module>", "import faster_whisper"),
        ("std", "importlib/__init__.py", "import_module", "return _bootstrap._gcd_import(name[level:], package, level)"),
    ),
    "text": (
        ("own", "GPT_SoVITS/prepare_datasets/1-get-text.py", "process", "phones, word2ph, norm_text = clean_text(text, lang)"),
        ("own", "GPT_SoVITS/text/cleaner.py", "clean_text", "phones, word2ph = language_module.g2p(norm_text)"),
        ("own", "GPT_SoVITS/text/chinese.py", "<listcomp>", 'return [one for one in re.split(pattern, text) if one.strip() != ""]'),
    ),
    "api": (
        ("own", "api_v2.py", "tts_handle", "tts_generator = tts_pipeline.run(req)"),
        ("own", "GPT_SoVITS/TTS_infer_pack/TTS.py", "set_ref_audio", "self._set_prompt_semantic(ref_audio_path)"),
        ("package", "librosa/core/audio.py", "load", "y, sr_native = __audioread_load(path, offset, duration, dtype)"),
    ),
}
LIKE_EACH_OTHER: Dict[Tuple[str, str], Tuple[str, ...]] = {
    ("s2", "KeyError"): ("'spk'", "'spec'", "'sampling_rate'"),
    ("s2", "OSError"): ("[Errno 28] No space left on device", "[Errno 5] Input/output error", "[Errno 12] Cannot allocate memory"),
    ("s2", "AttributeError"): (
        "'HParams' object has no attribute 'spk'{mean}", "'HParams' object has no attribute 'version'{mean}", "'NoneType' object has no attribute 'items'",
        "module 'numpy' has no attribute 'int'{mean}", "module 'numpy' has no attribute 'bool'{mean}", "{cant} local object 'run.<locals>.one'",
    ),
    ("s2", "RuntimeError"): (
        "The size of tensor a ({n}) must match the size of tensor b ({n}) at non-singleton dimension {n}", "mat1 and mat2 shapes cannot be multiplied ({n}x{n} and {n}x{n})",
        "DataLoader worker (pid {n}) is killed by signal: Killed. ", "DataLoader worker (pid {n}) is killed by signal: Bus error. ",
        "DataLoader worker (pid(s) {n}, {n}) exited unexpectedly", "CUDA error: device-side assert triggered", "CUDA error: an illegal memory access was encountered",
        "CUDA error: unspecified launch failure", "cuDNN error: CUDNN_STATUS_NOT_INITIALIZED", "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR",
        "expected scalar type Half but found Float", "expected scalar type Float but found Half", "Found dtype Long but expected Float",
        "\"LayerNormKernelImpl\" not implemented for 'Half'", "\"slow_conv2d_cpu\" not implemented for 'Half'", "[{p:logs/a/7.pt}] failed finding central directory",
        "[{p:logs/a/7.pt}] invalid header or archive is corrupted", "Input type (torch.cuda.HalfTensor) and weight type (torch.cuda.FloatTensor) should be the same",
        "Input type (torch.cuda.FloatTensor) and weight type (torch.cuda.HalfTensor) should be the same",
    ),
    ("s1", "IndexError"): ("list index out of range", "string index out of range", "tuple index out of range", "pop from empty list"),
    ("s1", "ValueError"): (
        "num_samples should be a positive integer value, but got num_samples={n}", "not enough values to unpack (expected {n}, got {n})",
        "could not convert string to float: 'abc'", "could not convert string to float: ''", "invalid literal for int() with base 10: 'x'", "math domain error",
        "zero-size array to reduction operation maximum which has no identity", "zero-size array to reduction operation minimum which has no identity",
    ),
    ("s1", "TypeError"): (
        "can't multiply sequence by non-int of type 'float'", "can't multiply sequence by non-int of type 'str'", "unsupported operand type(s) for +: 'int' and 'str'",
        "unsupported operand type(s) for -: 'int' and 'str'", "unsupported operand type(s) for +: 'str' and 'int'", "'NoneType' object is not subscriptable",
        "'NoneType' object is not iterable", "'int' object is not iterable", "{class}__init__() got an unexpected keyword argument 'gpus'",
        "{class}__init__() got an unexpected keyword argument 'devices'", "{class}forward() missing {n} required positional argument: 'mask'",
        "{class}forward() takes {n} positional arguments but {n} were given",
    ),
    ("webui", "ModuleNotFoundError"): ("No module named 'funasr'", "No module named 'funasr.utils'", "No module named 'torch'", "No module named 'torch._C'"),
    ("webui", "ImportError"): (
        "cannot import name 'Annotated' from 'typing' ({p:typing.py})", "cannot import name 'Self' from 'typing' ({p:typing.py})",
        "DLL load failed while importing _ctranslate2: {windows:193}", "DLL load failed while importing _multiarray: {windows:193}",
        "DLL load failed while importing _ctranslate2: {windows:126}", "libcudart.so.11.0: cannot open shared object file: No such file or directory",
        "libcublas.so.12: cannot open shared object file: No such file or directory",
    ),
    ("webui", "OSError"): (
        "[WinError 126] {windows:126} Error loading {w:torch/lib/shm.dll} or one of its dependencies.",
        "[WinError 127] {windows:127} Error loading {w:torch/lib/shm.dll} or one of its dependencies.", "[WinError 193] {windows:193}",
        "[WinError 126] {windows:126} Error loading {w:torch/lib/fbgemm.dll} or one of its dependencies.",
    ),
    ("text", "UnicodeDecodeError"): (
        "'utf-8' codec can't decode byte {h} in position {n}: invalid start byte", "'gbk' codec can't decode byte {h} in position {n}: illegal multibyte sequence",
    ),
    ("text", "LookupError"): ("Resource averaged_perceptron_tagger_eng not found.", "Resource cmudict not found."),
    ("text", "AssertionError"): ("", "phones and tones differ", "Torch not compiled with CUDA enabled"),
    ("text", "json.decoder.JSONDecodeError"): (
        "Expecting value: line {n} column {n} (char {n})", "Extra data: line {n} column {n} (char {n})", "Invalid control character at: line {n} column {n} (char {n})",
    ),
    ("text", "UnboundLocalError"): ("{unbound:phones}", "{unbound:tones}"),
    ("text", "RecursionError"): ("maximum recursion depth exceeded{deep}",),
    ("text", "urllib.error.HTTPError"): ("HTTP Error 403: Forbidden", "HTTP Error 404: Not Found", "HTTP Error 503: Service Unavailable"),
    ("text", "subprocess.CalledProcessError"): (
        "Command '['ffmpeg', '-i', {q:raw/1.wav}]' returned non-zero exit status 1.", "Command '['ffmpeg', '-i', {q:raw/1.wav}]' returned non-zero exit status 127.",
        "Command '['ffprobe', '-i', {q:raw/1.wav}]' returned non-zero exit status 1.",
    ),
    ("api", "FileNotFoundError"): ("[Errno 2] No such file or directory: 'ffmpeg'", "[Errno 2] No such file or directory: 'ffprobe'", "[Errno 2] No such file or directory: {q:refs/1.wav}"),
    ("api", "soundfile.LibsndfileError"): ("Error opening {q:refs/1.wav}: System error.", "Error opening {q:refs/1.wav}: Format not recognised."),
    ("api", "_pickle.UnpicklingError"): ("invalid load key, 'v'.", "invalid load key, '<'.", "pickle data was truncated"),
    ("api", "ConnectionError"): (
        "HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x/config.json (Caused by <urllib3.connection.HTTPSConnection object at {h}>)",
        "HTTPSConnectionPool(host='www.modelscope.cn', port=443): Max retries exceeded with url: /x/config.json (Caused by <urllib3.connection.HTTPSConnection object at {h}>)",
    ),
    ("api", "RuntimeError"): ("音频加载失败", "参考音频不能为空", "No CUDA GPUs are available"),
}  # fmt: skip
WINDOWS = {
    "126": ("找不到指定的模块。", "The specified module could not be found."),
    "127": ("找不到指定的程序。", "The specified procedure could not be found."),
    "193": ("%1 不是有效的 Win32 应用程序。", "%1 is not a valid Win32 application."),
}
FOLDERS = {
    "windows": ("C:\\Users\\{user}\\Desktop\\GPT-SoVITS-v2pro-20250604", "E:\\语音 克隆\\GPT-SoVITS", "\\\\nas\\share\\{user}\\GPT-SoVITS", "F:\\Program Files (x86)\\GPT-SoVITS"),
    "linux": ("/home/{user}/GPT-SoVITS", "/root/autodl-tmp/GPT-SoVITS", "/mnt/e/GPT-SoVITS-main", "/workspace"),
    "macos": ("/Users/{user}/GPT-SoVITS", "/Users/{user}/Library/Mobile Documents/GPT-SoVITS", "/Volumes/My Disk/GPT-SoVITS"),
}
LIBRARIES = {
    "windows": ("{root}\\runtime\\lib", "{root}\\.venv\\Lib", "C:\\ProgramData\\anaconda3\\envs\\GPTSoVits\\lib", "D:\\scoop\\apps\\py\\current\\Lib"),
    "linux": ("/root/miniconda3/envs/GPTSoVits/lib/python{python}", "/usr/lib/python{python}", "{root}/venv/lib/python{python}"),
    "macos": ("/opt/homebrew/lib/python{python}", "/Library/Frameworks/Python.framework/Versions/{python}/lib/python{python}"),
}
USERS = ("wang", "li_ming", "张 伟", "Dr. Who", "Administrator", "user")


class Machine(NamedTuple):
    """Where a failure is seen."""

    chance: random.Random
    system: str
    minor: int
    root: str
    library: str

    def path(self, inside: str) -> str:
        return f"{self.root}/{inside.replace('7', str(self.chance.randint(1, 99)))}".replace("/", "\\" if self.system == "windows" else "/")

    def said(self, message: str) -> str:
        """A message as this version of Python and this system word it."""
        return re.sub(r"\{(\w+):?([^}]*)\}", self._word, message)

    def _word(self, match: Match[str]) -> str:
        kind, value = match[1], match[2]
        if kind in ("p", "q", "w"):
            return {"p": "{}", "q": "{!r}", "w": '"{}"'}[kind].format(self.path(value))
        if kind == "windows":
            return self.chance.choice(WINDOWS[value])
        words = {
            "n": str(self.chance.choice((1, 2, 7, 128, 3221, 65000))),
            "h": hex(self.chance.randrange(128, 1 << 40)),
            "mean": f". Did you mean: '{value}x'?" if self.minor >= 10 else "",
            "class": "Trainer." if self.minor >= 10 else "",
            "cant": "Can't get" if self.minor >= 12 else "Can't pickle",
            "deep": self.chance.choice(("", " while calling a Python object", " in comparison")),
            "unbound": f"cannot access local variable '{value}' where it is not associated with a value"
            if self.minor >= 11
            else f"local variable '{value}' referenced before assignment",
        }
        return words[kind]


def log_of(stack: str, error: str, message: str, seed: int) -> bytes:
    """The log of a failure on one machine or another."""
    chance = random.Random(seed)
    system = "windows" if "{windows" in message else "linux" if ".so" in message else chance.choice(sorted(FOLDERS))
    minor = chance.randint(9, 13)
    root = chance.choice(FOLDERS[system]).format(user=chance.choice(USERS))
    machine = Machine(chance, system, minor, root, chance.choice(LIBRARIES[system]).format(root=root, python=f"3.{minor}"))
    lines = ["Loading checkpoint shards: 100%", *_traceback(machine, stack), f"{error}: {machine.said(message)}".strip(" :") + (" " if message.endswith(" ") else "")]
    return _written(lines, machine)


def _traceback(machine: Machine, stack: str) -> List[str]:
    separator = "\\" if machine.system == "windows" else "/"
    packages = "dist-packages" if machine.library.startswith("/usr/") else "site-packages"
    roots = {"own": machine.root, "package": f"{machine.library}{separator}{packages}", "std": machine.library}
    shown = ["Traceback (most recent call last):"]
    for kind, path, function, source in STACKS[stack]:
        if function == "<listcomp>":
            if machine.minor >= 12:  # has no frame of its own there
                function = "g2p"
            else:
                shown += [f'  File "{machine.path(path)}", line {machine.chance.randint(2, 400)}, in g2p', f"    {source}"]
        file = path if kind == "own" and machine.chance.random() < 0.1 else f"{roots[kind]}{separator}{path.replace('/', separator)}"
        shown += [f'  File "{file}", line {machine.chance.randint(2, 400)}, in {function}', f"    {source}"]
        if machine.minor >= 11:
            shown.append("    " + ("~~~~" + "^" * len(source[4:]) if machine.minor >= 13 else "^" * len(source)))
    return shown


def _written(lines: List[str], machine: Machine) -> bytes:
    """Whatever wrote or pasted it."""
    prefix = {"clock": "2025-03-01 10:22:33,417 ", "container": "sovits-1  | ", "rank": "[rank0]: ", "quoted": "> ", "coloured": "\x1b[31m"}
    style = machine.chance.choice(("plain", "plain", "wrapped", "no indent", "crlf", "gbk", *prefix))
    if style == "wrapped":
        width = machine.chance.choice((80, 100, 120))
        lines = [part for line in lines for part in _torn(line, width)]
    lines = [prefix.get(style, "") + (line.strip() if style == "no indent" else line) for line in lines]
    text = ("\r\n" if style == "crlf" else "\n").join(lines) + "\n"
    return text.encode("gbk" if style == "gbk" and machine.system == "windows" else "utf-8", "replace")


def _torn(line: str, width: int) -> List[str]:
    return [line[place : place + width] for place in range(0, max(1, len(line)), width)]

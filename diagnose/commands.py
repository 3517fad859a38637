"""Echoed command lines, and which stage of GPT-SoVITS a script is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional

from diagnose.late import late

STAGES = {
    "webui.py": "webui",
    "GPT_SoVITS/download.py": "webui",
    "uvr5/webui.py": "uvr5",
    "slice_audio.py": "slice",
    "cmd-denoise.py": "denoise",
    "funasr_asr.py": "asr",
    "fasterwhisper_asr.py": "asr",
    "damo_asr.py": "asr",
    "cmd-asr.py": "asr",
    "whisper_asr.py": "asr",
    "1-get-text.py": "get-text",
    "2-get-hubert-wav32k.py": "get-hubert",
    "2-get-sv.py": "get-sv",
    "3-get-semantic.py": "get-semantic",
    "s1_train.py": "s1-train",
    "s2_train.py": "s2-train",
    "s2_train_v3.py": "s2-lora-train",
    "s2_train_v3_lora.py": "s2-lora-train",
    "inference_webui.py": "inference",
    "inference_webui_fast.py": "inference",
    "inference_gui.py": "inference",
    "inference_cli.py": "inference",
    "api.py": "api",
    "api_v2.py": "api",
    "api_v3.py": "api",
    "export_torch_script.py": "export",
    "export_torch_script_v3v4.py": "export",
    "onnx_export.py": "export",
    "stream_v2pro.py": "export",
    "subfix_webui.py": "other",
    "install.sh": "install",
    "install.ps1": "install",
}
"""Script, with its folder where the name alone is not enough, to stage."""

_PROMPT = (
    r"(?:\([\w.-]+\) )*(?:PS )?(?:[\w.@~:/\\ ()\[\]-]*[$#>%] ?|\+ |!|>>> |➜ +\S+ (?:git:\(\S+\) )?(?:✗ )?)?"
    r"(?:(?:cd [^&;|]+(?:&&|;)|sudo|nohup|time|exec|call|start|[A-Z_][A-Z_\d]*=\S+) +)*"
)
"""What stands before a command: a shell's prompt, variables, another command word."""
_COMMAND = late(
    rf"^{_PROMPT}(?P<python>\"[^\"]*python[\w.-]*(?:\.exe)?\"|'[^']*python[\w.-]*(?:\.exe)?'|[^\s|<>\"']*python[\w.-]*(?:\.exe)?|torchrun|accelerate launch)\s+"
    r"(?P<options>(?:-[\w-]+(?:[= ][\w.:/-]+)?\s+)*?)(?P<script>\"[^\"]+\.py\"|'[^']+\.py'|\S+\.py)(?P<rest>(?:\s.*)?)$"
)
_SHELL = late(rf"^{_PROMPT}(?:bash |sh |\./|\.\\)?(?P<script>[\w./\\-]*install\.(?:sh|ps1))(?!\s*: )(?:\s|$)")
_INSTALL = late(
    rf"^{_PROMPT}(?:\S*python[\w.]*(?:\.exe)? -m )?"
    r"(?:(?:pip3?|conda|mamba|uv pip|uv) (?:install|create|env|activate)|docker (?:run|pull|build|compose)|docker-compose|git clone)\b"
)


@dataclass(frozen=True)
class Command:
    """One echoed command line."""

    text: str
    stage: str
    """Empty when the script is not one of GPT-SoVITS."""
    python: str
    script: str
    quoted: bool
    """Written the way the web UI prints it, with the interpreter in quotes."""


def stage_of(path: str) -> str:
    """Stage that a script's path belongs to, or empty."""
    parts = path.replace("\\", "/").strip("\"'").split("/")
    return STAGES.get("/".join(parts[-2:])) or STAGES.get(parts[-1], "")


def read_command(text: str) -> Optional[Command]:
    """The command that a line echoes, if it is one."""
    if "python" in text or "torchrun" in text or "accelerate" in text:
        match = _COMMAND.match(text)
        if match:
            script = match["script"].strip("\"'")
            quoted = match["python"][0] == '"'
            return Command(text.strip(), stage_of(script), match["python"].strip("\"'"), script, quoted)
    if "install" in text or "conda" in text or "docker" in text or "git clone" in text:
        match = _SHELL.match(text)
        if match:
            return Command(text.strip(), "install", "", match["script"], False)
        if _INSTALL.match(text):
            return Command(text.strip(), "install", "", "", False)
    return None


def stage_from_files(files: Iterable[str]) -> str:
    """Stage told by the first of some files that is a script of GPT-SoVITS."""
    for path in files:
        path = path.replace("\\", "/")
        if "site-packages/" not in path and "/lib/python" not in path and stage_of(path):
            return stage_of(path)
    return ""

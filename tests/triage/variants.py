"""The same failure on other machines: other folders, users, numbers, line numbers, times, versions of Python, systems.

Only what says nothing of the failure is changed: numbers of errors and exits stay, and so do the words.
"""

from __future__ import annotations

import random
import re
from typing import Match

USERS = ("wang", "li_ming", "Administrator", "sakura", "user1", "张伟", "dev-7", "gpu")
FOLDERS = ("GPT-SoVITS", "GPT-SoVITS-v2-240821", "GPT-SoVITS-main", "sovits", "AI/tts", "voice clone", "projects/GPT-SoVITS-v4-20250422")
PYTHONS = ("3.9", "3.10", "3.11", "3.12")
ROOTS = {
    "linux": ("/home/{user}/{folder}", "/root/autodl-tmp/{folder}", "/mnt/data/{user}/{folder}", "/workspace/{folder}"),
    "macos": ("/Users/{user}/{folder}", "/Users/{user}/Documents/{folder}"),
    "windows": ("C:\\Users\\{user}\\{folder}", "D:\\{folder}", "E:\\AI\\{folder}", "F:\\{user}\\{folder}"),
}
_FRAME = re.compile(r'(?P<before>File ")(?P<path>[^"\n]+)(?P<middle>", line )(?P<line>\d+)')
_PATH = re.compile(r"(?<![\w/\\.:])(?:[A-Za-z]:[\\/]|/(?:home|root|Users|mnt|workspace|opt|usr|data|content)/)[^\s\"'`<>|:*?,;()\[\]]+")
_INSIDE = re.compile(
    r"(?:GPT_SoVITS|GPT_weights\w*|SoVITS_weights\w*|TEMP|logs|output|tools|runtime|site-packages|lib[\\/]python\d|Lib[\\/]|webui\.py|api(?:_v2)?\.py|raw|dataset|data)(?=[\\/]|\.py|$|\d|\w*[\\/]).*",
    re.DOTALL,
)
_MARKS = re.compile(r"\s*[~^]+[~^ ]*")
_COMPREHENSION = re.compile(r"in <(?:list|dict|set)comp>$")
_VERSION = re.compile(r"(?<=[Pp]ython)(?P<dash>[-/ ]?)3\.(?:8|9|1\d)(?P<patch>\.\d+)?(?!\d)|(?<=[Pp]ython)3(?:8|9|1\d)(?=[\\/.])")
_CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\b")
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_HEX = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_PID = re.compile(r"(?P<word>(?<!\[)\b(?:pid|PID|process|worker|rank|epoch|Epoch|step|it|GPU|tensor at position|line) ?[=:]? ?)(?P<number>\d{1,7})\b(?! ?[%.])")
_SIZE = re.compile(r"\b(?P<number>\d+\.\d+)(?P<unit> ?(?:MiB|GiB|KiB|it/s|s/it|MB|GB)\b)")


def variant(log: str, seed: int) -> str:
    """The log of the same failure on another machine."""
    chance = random.Random(seed)
    system = chance.choice(sorted(ROOTS))
    root = chance.choice(ROOTS[system]).format(user=chance.choice(USERS), folder=chance.choice(FOLDERS))
    root = root.replace("/", "\\") if system == "windows" else root
    python = chance.choice(PYTHONS)
    shift = chance.randint(-9, 60)

    def moved(path: str) -> str:
        """A path of that machine; what lies inside of the program's folder or of a package keeps its name."""
        inside = _INSIDE.search(path)
        if inside is None:
            absolute = re.match(r"[A-Za-z]:[\\/]|/", path)
            rest = re.split(r"[\\/]", path)[-1] if absolute else path
            path = f"{root}/{rest}" if absolute else path
        else:
            path = f"{root}/{inside[0]}" if inside.start() else path
        return path.replace("/", "\\") if system == "windows" else path.replace("\\", "/")

    def frame(match: Match[str]) -> str:
        return f"{match['before']}{moved(match['path'])}{match['middle']}{max(1, int(match['line']) + shift)}"

    def version(match: Match[str]) -> str:
        return python.replace(".", "") if match["dash"] is None else f"{match['dash']}{python}{match['patch'] or ''}"

    def place(match: Match[str]) -> str:
        """A path in a message; inside of quotes Python doubles the backslashes of Windows."""
        if log[max(0, match.start() - 6) : match.start()] == 'File "':
            return match[0]
        quoted = log[match.start() - 1 : match.start()] == "'"
        return moved(match[0].replace("\\\\", "\\")).replace("\\", "\\\\" if quoted else "\\")

    log = _FRAME.sub(frame, log)
    log = _PATH.sub(place, log)
    log = _as_python(log, python)
    log = _VERSION.sub(version, log)
    log = _CLOCK.sub(lambda _: f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}", log)
    log = _DATE.sub(lambda _: f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", log)
    log = _HEX.sub(lambda _: f"0x{chance.getrandbits(44):012x}", log)
    log = _PID.sub(lambda match: match["word"] + str(chance.randint(1, 10 ** len(match["number"]) - 1)), log)
    return _SIZE.sub(lambda match: f"{chance.uniform(1, 900):.2f}{match['unit']}", log)


def _as_python(log: str, python: str) -> str:
    """The traceback as another version of Python shows it: marks below the source, comprehensions without a frame of their own."""
    minor = int(python.partition(".")[2])
    lines = [line for line in log.split("\n") if not _MARKS.fullmatch(line)]
    shown = []
    skip = False
    for before, line in zip(["", *lines], lines):
        if minor >= 12 and _COMPREHENSION.search(line):
            skip = True
            continue
        if skip and line.startswith("    "):
            skip = False
            continue
        skip = False
        shown.append(line)
        if minor >= 11 and _FRAME.match(before.lstrip()) and line.startswith("    "):
            text = line.strip()
            shown.append("    " + "^" * min(len(text), 12))
    return "\n".join(shown)

"""What is wrong with the lines of a `.list`: each kind of mistake is one check, however many lines have it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check, Said
from diagnose.config.listtext import Clip, read_clips
from diagnose.config.paths import is_foreign
from diagnose.config.telling import SHOWN_PATH, Teller, shown
from diagnose.config.values import ConfigFile
from diagnose.messages import both

LANGUAGES = ("zh", "ZH", "ja", "JA", "jp", "JP", "en", "EN", "En", "ko", "KO", "Ko", "yue", "YUE", "Yue")
"""As the preparation knows them; anything else, a blank included, drops the line."""
_MEANT = {
    **dict.fromkeys(("cn", "zh-cn", "zh_cn", "chinese", "中文", "中", "zho", "cmn", "mandarin"), "zh"),
    **dict.fromkeys(("japanese", "日文", "日语", "日", "jpn"), "ja"),
    **dict.fromkeys(("english", "英文", "英语", "英", "eng", "en-us"), "en"),
    **dict.fromkeys(("korean", "韩文", "韩语", "韩", "kor", "kr"), "ko"),
    **dict.fromkeys(("cantonese", "粤语", "粤", "zh-hk", "hk"), "yue"),
}
MOST_LINES = 20
"""Lines that are named one by one."""
MOST_FILES = 20_000
"""Clips whose audio is looked for."""
FOLDERS = ("output/slicer_opt", "output/denoise_opt", "output/uvr5_opt")
"""Where the web UI leaves audio, when the list gives bare names."""

Row = Tuple[Clip, Said]


def check_clips(file: ConfigFile, teller: Teller, root: Optional[Path]) -> List[Check]:
    """What is wrong with the lines of a list."""
    clips = read_clips(file.text)
    if not clips:
        return []  # said when it was read
    whole = [clip for clip in clips if clip.whole]
    found = [
        _malformed(teller, clips),
        _languages(teller, clips, whole),
        _texts(teller, clips, whole),
        _twice(teller, whole),
    ]
    found += _audio(teller, clips, whole, root)
    return [check for check in found if check is not None]


def _tell(teller: Teller, id: str, key: str, rows: Sequence[Row], total: int, rule: str, **values: object) -> Optional[Check]:
    """One check for all lines with one mistake; an error when half of the list or more is lost by it."""
    if not rows:
        return None
    numbers = ", ".join(str(clip.line) for clip, _ in rows[:MOST_LINES]) + (" …" if len(rows) > MOST_LINES else "")
    title = both(f"config.{key}", file=teller.name, count=len(rows), total=total, lines=numbers, **values)
    details = tuple({lang: said[lang] for lang in said} for _, said in rows[:MOST_LINES])
    status = ERROR if 2 * len(rows) >= total else WARNING
    return teller.check(id, title, teller.at(rows[0][0].start), status, both(f"config.{key}-advice"), details, rule)


def _row(clip: Clip, key: str, **values: object) -> Row:
    return clip, both(key, line=clip.line, text=shown(clip.text), **values)


def _malformed(teller: Teller, clips: Sequence[Clip]) -> Optional[Check]:
    rows = []
    for clip in clips:
        if clip.whole:
            continue
        if not clip.text.strip():
            key = "config.list-row-blank"
        elif "｜" in clip.text:
            key = "config.list-row-full-width"
        elif "\t" in clip.text and "|" not in clip.text:
            key = "config.list-row-tab"
        else:
            key = "config.list-row-bars"
        rows.append(_row(clip, key, bars=len(clip.fields) - 1))
    return _tell(teller, "config.list-columns", "list-columns", rows, len(clips), "data.list-malformed")


def _languages(teller: Teller, clips: Sequence[Clip], whole: Sequence[Clip]) -> Optional[Check]:
    rows = []
    for clip in whole:
        language = clip.fields[2]
        if language not in LANGUAGES:
            meant = meant_language(language)
            rows.append(_row(clip, "config.list-row-language" if meant else "config.list-row-language-unknown", language=shown(language), meant=meant))
    return _tell(teller, "config.list-language", "list-language", rows, len(clips), "data.language-unsupported")


def meant_language(language: str) -> str:
    """The language code that was meant; empty when that cannot be told."""
    bare = language.strip().lower()
    return next((known for known in LANGUAGES if known == bare), _MEANT.get(bare, ""))


def _texts(teller: Teller, clips: Sequence[Clip], whole: Sequence[Clip]) -> Optional[Check]:
    rows = [_row(clip, "config.list-row-text") for clip in whole if not any(char.isalnum() for char in clip.fields[3])]
    return _tell(teller, "config.list-text", "list-text", rows, len(clips), "data.text-empty")


def _twice(teller: Teller, whole: Sequence[Clip]) -> Optional[Check]:
    """Clips of the same name: everything that is made of a clip is called after it."""
    names = Counter(_name(clip) for clip in whole)
    first: Dict[str, int] = {}
    rows = []
    for clip in whole:
        name = _name(clip)
        if names[name] > 1 and name in first:
            rows.append(_row(clip, "config.list-row-twice", name=shown(name), first=first[name]))
        first.setdefault(name, clip.line)
    return _tell(teller, "config.list-names", "list-names", rows, max(len(whole), 2 * len(rows) + 1), "")


def _name(clip: Clip) -> str:
    return clip.fields[0].replace("\\", "/").rpartition("/")[2].strip("\"' ")


def _audio(teller: Teller, clips: Sequence[Clip], whole: Sequence[Clip], root: Optional[Path]) -> List[Check]:
    """Clips whose audio is not there; only where the program folder is known, for a list may be looked at on another machine."""
    if root is None or not whole:
        return []
    paths = [(clip, clip.fields[0].strip("\"' \n\r").rstrip("/\\")) for clip in whole[:MOST_FILES]]
    foreign = sum(is_foreign(path) for _, path in paths)
    if foreign:
        title = both("config.list-audio-foreign", file=teller.name, count=foreign)
        return [teller.check("config.list-audio", title, teller.at(whole[0].start), UNKNOWN)]
    rows = [_row(clip, "config.list-row-audio", path=shown(path, SHOWN_PATH)) for clip, path in paths if not _there(root, path)]
    if len(rows) == len(paths) and not any("/" in path or "\\" in path for _, path in paths):
        # Bare names: the folder is given on the page, and nothing tells which.
        title = both("config.list-audio-bare", file=teller.name, count=len(rows))
        return [teller.check("config.list-audio", title, teller.at(whole[0].start), UNKNOWN, both("config.list-audio-advice"))]
    check = _tell(teller, "config.list-audio", "list-audio", rows, len(clips), "data.audio-missing")
    return [check] if check else []


def _there(root: Path, path: str) -> bool:
    try:
        found = root / path.replace("\\", "/")
        return found.is_file() or (found.parent == root and any((root / folder / path).is_file() for folder in FOLDERS))
    except (OSError, ValueError):
        return False

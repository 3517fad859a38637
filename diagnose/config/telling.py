"""What was found in a configuration file, as checks with place, sentences and edit."""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import Dict, Mapping, Optional, Tuple

import yaml

from diagnose.checkup.check import ERROR, WARNING, Check, Edit, Place, Said
from diagnose.config.kinds import LORA, stages_of, syntax_of
from diagnose.config.positions import Positions
from diagnose.config.schema import Setting, load_schema
from diagnose.config.values import ConfigFile, Value
from diagnose.messages import EN, ZH, both, say
from diagnose.model import Scalar
from diagnose.printable import one_line

SHOWN, SHOWN_PATH = 60, 200
"""Characters of a value in a sentence, and of a path."""
EXCERPT = 160
"""Characters of a line that a place shows."""


def spoken(key: str, words: Optional[Mapping[str, Said]] = None, **values: object) -> Dict[str, str]:
    """A sentence in both languages, some of whose parts are different in each."""
    return {lang: say(key, lang, **values, **{name: said[lang] for name, said in (words or {}).items()}) for lang in (ZH, EN)}


def shown(text: str, longest: int = SHOWN) -> str:
    """A value's text as a sentence can hold it."""
    return one_line(text, longest) or "''"


def spelled(value: Scalar, syntax: str) -> str:
    """A value as it is written in a file of this syntax."""
    if syntax != "yaml":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e", 1)
    if isinstance(value, str):
        try:
            plain = value.isprintable() and not set(value) & set("\"'#{}[],&*!|>%@`") and ": " not in value and yaml.safe_load(value) == value
        except yaml.YAMLError:
            plain = False
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


class Teller:
    """Makes the checks of one file."""

    def __init__(self, file: ConfigFile) -> None:
        self.file = file
        self.name = one_line(PurePath(file.path.replace("\\", "/")).name, SHOWN_PATH)
        self.syntax = syntax_of(Path(self.name), file.kind)
        self.stages = stages_of(file.kind, file.values)
        self._positions = Positions(file.text)

    def place(self, value: Optional[Value]) -> Place:
        """Where a value stands; the whole file for none."""
        return self.at(value.start) if value else Place(self.file.path)

    def at(self, offset: int) -> Place:
        line, column = self._positions.at(offset)
        return Place(self.file.path, line, column, self._excerpt(line, column))

    def _excerpt(self, line: int, column: int) -> str:
        """The text of a line; of a long one, such as the only line of tmp_s2.json, what stands around the column."""
        text = self._positions.line(line)
        if len(text) <= EXCERPT:
            return one_line(text, EXCERPT)
        start = max(0, min(column - 1 - EXCERPT // 3, len(text) - EXCERPT))
        return one_line("…" * (start > 0) + text[start : start + EXCERPT] + "…" * (start + EXCERPT < len(text)), EXCERPT + 2)

    def check(
        self,
        id: str,
        title: Said,
        place: Place,
        status: str = ERROR,
        advice: Optional[Said] = None,
        details: Tuple[Said, ...] = (),
        rule: str = "",
        edit: Optional[Edit] = None,
    ) -> Check:
        return Check(id, status, title, advice or {}, details, place, rule, self.stages, edit)

    def setting(
        self,
        setting: Setting,
        value: Optional[Value],
        title: Said,
        new: Scalar,
        rule: str,
        error: str,
        harmless: bool = False,
        why: Optional[Said] = None,
        advice: Optional[Said] = None,
        key: str = "",
    ) -> Check:
        """A check of one setting; `new` is what it should be, None where that is not known or where there is nothing to put it."""
        key = key or (value.key if value else setting.key)
        overwritten = bool(setting.page) and self.file.kind in ("s2", "s1")
        note = self.note(setting)
        if new is not None and advice is None:
            advice = both("config.advice-set", name=key, new=shown(spelled(new, self.syntax), SHOWN_PATH))
        details = [dict(why or setting.why)] if why or setting.why else []
        if error and not harmless:
            details.append(both("config.would-print", error=shown(error, SHOWN_PATH)))
        if overwritten:
            details.append(both("config.base-overwritten", file=self.name))
        if note:
            details.append(note)
        edit = Edit(self.file.path, key, new, self.file.raw(value), note) if new is not None and value else None
        status = WARNING if harmless or overwritten else ERROR
        return self.check(setting.check, title, self.place(value), status, advice, tuple(details), "" if harmless else rule, edit)

    def note(self, setting: Setting) -> Dict[str, str]:
        """What to know before this file is edited: that a program writes it anew. Empty where none does."""
        name = self.name.lower()
        if self.file.kind in ("tts_infer", "weight"):
            return both("config.note-running", file=self.name)
        if not name.startswith(("tmp_s2.", "tmp_s1.")):
            return {}
        lora = self.stages == ("s2-lora-train",)
        gpt = self.file.kind == "tmp_s1"
        script = "s1_train.py --config_file" if gpt else "s2_train_v3_lora.py --config" if lora else "s2_train.py --config"
        command = f"python -s GPT_SoVITS/{script} TEMP/{self.name}"
        if setting.page:
            return spoken("config.note-page", {"page": setting.page}, file=self.name, command=command)
        return both("config.note-base", file=self.name, base=f"GPT_SoVITS/configs/{self._base()}", command=command)

    def _base(self) -> str:
        """The base file from which the web UI makes this one."""
        version = version_of(self.file)
        if self.file.kind == "tmp_s1":
            return "s1longer.yaml" if version == "v1" else "s1longer-v2.yaml"
        return f"s2{version}.json" if version in ("v2Pro", "v2ProPlus") else "s2.json"


_GPT_ROOTS = {"gpt_weights": "v1", "gpt_weights_v2": "v2", "gpt_weights_v2pro": "v2Pro", "gpt_weights_v2proplus": "v2ProPlus", "gpt_weights_v3": "v3", "gpt_weights_v4": "v4"}


def version_of(file: ConfigFile) -> str:
    """The model's version that a file is for: v1 … v4; empty when it does not tell."""
    if file.kind == "tmp_s2":
        told = (file.values[key].value for key in ("model.version", "version") if key in file.values)
        return next((str(version) for version in told if version in load_schema().versions), "")
    if file.kind == "tmp_s1":
        folder = file.values.get("train.half_weights_save_dir")
        return _GPT_ROOTS.get(str(folder.value).replace("\\", "/").rstrip("/").rpartition("/")[2].lower(), "") if folder else ""
    stem = PurePath(file.path.replace("\\", "/")).stem
    return {"s2v2Pro": "v2Pro", "s2v2ProPlus": "v2ProPlus", "s1longer": "v1", "s1longer-v2": "v2", "s2": "v2"}.get(stem, "")


def is_lora(file: ConfigFile) -> bool:
    return file.kind == "tmp_s2" and version_of(file) in LORA

"""Random configuration files whose writer knows where every value stands."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from hypothesis import strategies as st

from diagnose.model import Scalar

ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with a mark": (codecs.BOM_UTF8, "utf-8"),
    "gbk": (b"", "gbk"),
    "utf-16-le": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be": (codecs.BOM_UTF16_BE, "utf-16-be"),
}
"""Name to mark and codec."""


@dataclass(frozen=True)
class Written:
    """A document on its way to a disk."""

    syntax: str
    text: str
    spans: Dict[str, Tuple[int, int]]
    """Dotted key to where its value stands."""
    tree: Any
    mark: bytes
    codec: str

    @property
    def data(self) -> bytes:
        return self.mark + self.text.encode(self.codec)


KEYS = st.from_regex(r"\A[a-z_][a-z_0-9]{0,7}\Z").filter(lambda key: key not in ("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
WORDS = st.text("abz 09#:-_/\\,[]{}'\"&*!|>%@`语音训练模型配置é", max_size=12)
SCALARS: st.SearchStrategy[Scalar] = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False, width=32), st.booleans(), st.none(), WORDS)
TREES = st.dictionaries(KEYS, st.one_of(SCALARS, st.dictionaries(KEYS, st.one_of(SCALARS, st.lists(SCALARS, max_size=3)), min_size=1, max_size=4)), min_size=1, max_size=4)
COMMENTS = st.sampled_from(["", "", "  # a comment: 'with' \"quotes\"", " # 注释"])


class _Writer:
    def __init__(self, draw: Any, end: str, codec: str) -> None:
        self.draw, self.end, self.codec = draw, end, codec
        self.parts: List[str] = []
        self.length = 0
        self.spans: Dict[str, Tuple[int, int]] = {}

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def value(self, key: str, text: str) -> None:
        start = self.length
        self.put(text)
        self.spans[key] = (start, self.length)

    def spaced(self) -> None:
        self.put(self.draw(st.sampled_from(["", " ", "  ", self.end, self.end + "\t"])))

    def quoted(self, value: object) -> str:
        ascii_only = self.draw(st.booleans())
        text = json.dumps(value, ensure_ascii=ascii_only)
        try:
            text.encode(self.codec)
        except UnicodeEncodeError:
            return json.dumps(value)
        return text

    def json(self, key: str, tree: Any) -> None:
        if isinstance(tree, dict):
            items = [(f"{key}.{name}".lstrip("."), json.dumps(name) + ":", value) for name, value in tree.items()]
            self._bracketed("{}", items)
        elif isinstance(tree, list):
            self._bracketed("[]", [(f"{key}.{place}", "", value) for place, value in enumerate(tree)])
        else:
            self.value(key, self.quoted(tree))

    def _bracketed(self, brackets: str, items: List[Tuple[str, str, Any]]) -> None:
        self.put(brackets[0])
        for place, (key, before, value) in enumerate(items):
            self.put("," if place else "")
            self.spaced()
            self.put(before)
            self.spaced()
            self.json(key, value)
        self.spaced()
        self.put(brackets[1])

    def yaml(self, key: str, tree: Dict[str, Any], indent: str) -> None:
        for name, value in tree.items():
            if self.draw(st.integers(0, 5)) == 0:
                self.put(self.draw(st.sampled_from(["", indent + "# a line: of its own"])) + self.end)
            self.put(f"{indent}{name}:")
            inner = f"{key}.{name}".lstrip(".")
            if isinstance(value, dict):
                self.put(self.draw(COMMENTS) + self.end)
                self.yaml(inner, value, indent + self.draw(st.sampled_from(["  ", "    "])))
                continue
            self.put(self.draw(st.sampled_from([" ", "   "])))
            if isinstance(value, list):
                self._flow(inner, value)
            else:
                self.value(inner, self.yaml_text(value))
            self.put(self.draw(COMMENTS) + self.end)

    def _flow(self, key: str, items: List[Scalar]) -> None:
        self.put("[")
        for place, value in enumerate(items):
            self.put(", " if place else "")
            self.value(f"{key}.{place}", self.yaml_text(value))
        self.put("]")

    def yaml_text(self, value: Scalar) -> str:
        if isinstance(value, str) and self.draw(st.booleans()) and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        if isinstance(value, float):
            return repr(value) if "e" not in repr(value) or "." in repr(value) else repr(value).replace("e", ".0e")
        if isinstance(value, bool) and self.draw(st.booleans()):
            return "yes" if value else "Off"
        return self.quoted(value)


@st.composite
def documents(draw: Any) -> Written:
    """A JSON or YAML document in some layout and encoding."""
    mark, codec = ENCODINGS[draw(st.sampled_from(sorted(ENCODINGS)))]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    syntax = draw(st.sampled_from(["json", "yaml"]))
    tree = draw(TREES)
    writer = _Writer(draw, end, codec)
    if syntax == "json":
        writer.json("", tree)
        writer.put(draw(st.sampled_from(["", end])))
    else:
        writer.put(draw(st.sampled_from(["", "# 文件头" + end, "---" + end])))
        writer.yaml("", tree, "")
    text = "".join(writer.parts)
    try:
        text.encode(codec)
    except UnicodeEncodeError:  # é in GBK
        mark, codec = b"", "utf-8"
    return Written(syntax, text, writer.spans, tree, mark, codec)


@st.composite
def documents_with_a_wish(draw: Any) -> Tuple[Written, str, Scalar]:
    """A document, the key of one of its values, and what it should become."""
    document = draw(documents().filter(lambda one: bool(one.spans)))
    return document, draw(st.sampled_from(sorted(document.spans))), draw(SCALARS)

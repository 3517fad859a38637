"""What happens to a log on its way to us: cut, wrapped, quoted, prefixed, re-encoded. Pure functions from bytes to bytes.

The rule bench does each of these to every sample log: a verdict has to survive it or, where its deciding part is gone, give up.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Callable, Dict, Iterator, List, Optional, Tuple

from diagnose.commands import read_command
from diagnose.marks import width
from diagnose.text import decode

Span = Tuple[int, int]
"""First and last line that are kept, 1-based, both included."""

FEW_BARS, MANY_BARS = 3 << 20, 100 << 20
"""Bytes of progress bars before the log: enough to push it out of the part that is read anyway, and as long a training prints them."""


@dataclass(frozen=True)
class Mutation:
    """One thing that happens to logs."""

    name: str
    apply: Callable[[bytes], bytes] = bytes
    """The changed log; cuts are made by `span` instead."""
    span: Optional[Callable[[int, int], Span]] = None
    """Of a cut: the lines that are kept, told by the number of lines and the deciding one."""
    before: int = 0
    """Bytes of progress bars that are put before the log."""

    def blocks(self, data: bytes, line: int) -> Iterator[bytes]:
        """The changed log in blocks, never all of the bars at once; `line` is the deciding line."""
        if self.span is not None:
            yield cut(data, *self.span(data.count(b"\n") + 1, line))
            return
        yield from bars(self.before)
        yield self.apply(_narrow(data) if self.before else data)


def _narrow(data: bytes) -> bytes:
    """UTF-16 as UTF-8: an editor or a web page has it so."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data[3:] if data.startswith(codecs.BOM_UTF8) else data


def _texts(data: bytes) -> List[str]:
    """The decoded lines, carriage returns inside them kept."""
    return [decode(raw)[0].rstrip("\r") for raw in _narrow(data).split(b"\n")]


def _bytes(texts: List[str]) -> bytes:
    return "\n".join(texts).encode("utf-8", "replace")


def _each(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A change of every line."""
    return lambda data: _bytes([change(text) for text in _texts(data)])


def cut(data: bytes, first: int, last: int) -> bytes:
    """Lines `first` to `last`, 1-based, both included."""
    lines = _narrow(data).split(b"\n")
    return b"\n".join(lines[max(0, first - 1) : last]) + (b"\n" if last < len(lines) else b"")


def around(distance: int) -> Callable[[int, int], Span]:
    return lambda lines, line: (max(1, line - distance), min(lines, line + distance))


def head(count: int) -> Callable[[int, int], Span]:
    return lambda lines, line: (1, min(lines, count))


def tail(count: int) -> Callable[[int, int], Span]:
    return lambda lines, line: (max(1, lines - count + 1), lines)


def wrap(data: bytes, columns: int) -> bytes:
    """As copied from a console: lines torn at its last column, of overwritten states only the last."""
    torn: List[str] = []
    for text in _texts(data):
        state = next((one for one in reversed(text.split("\r")) if one), "")
        torn += _tear(state, columns)
    return _bytes(torn)


def _tear(text: str, columns: int) -> List[str]:
    pieces, start, used = [], 0, 0
    for place, char in enumerate(text):
        wide = width(char)
        if used + wide > columns:
            pieces.append(text[start:place])
            start, used = place, 0
        used += wide
    return [*pieces, text[start:]]


_OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(\[{=:,]))([\"'])")


def typographic(text: str) -> str:
    """Quotes as a word processor or a chat program makes them."""
    text = _OPENING.sub(lambda found: "“" if found[1] == '"' else "‘", text)
    return text.replace('"', "”").replace("'", "’")


_FRAME = re.compile(r'File "(?P<path>[^"<>]*/[^"<>]*)"')
_OWN = re.compile(r"'(?P<path>/(?:root|home|workspace|content|mnt|data|app)/[^':]*)'")


def _backslashes(path: str) -> str:
    path = re.sub(r"/\.local/lib/python3\.(\d+)/", r"/AppData/Roaming/Python/Python3\1/", path)
    path = re.sub(r"/lib/python3\.\d+/", "/Lib/", path)
    return ("D:" if path.startswith("/") else "") + path.replace("/", "\\")


def windows_paths(text: str) -> str:
    """Frames, echoed commands and the user's own quoted paths as Windows prints them; what the system itself says stays."""
    if read_command(text) is not None:
        return re.sub(r"(?<![\w:/])/?(?:[\w.@+-]+/)+[\w.@+-]+", lambda found: _backslashes(found[0]), text)
    text = _FRAME.sub(lambda found: f'File "{_backslashes(found["path"])}"', text)
    return _OWN.sub(lambda found: "'" + _backslashes(found["path"]).replace("\\", "\\\\") + "'", text)


def stamped(data: bytes) -> bytes:
    """Each line with its time, as a container's log has it."""
    return _bytes([f"2025-03-04T{10 + number // 3600 % 10}:{number // 60 % 60:02}:{number % 60:02}.{number % 1000:03}Z {text}" for number, text in enumerate(_texts(data))])


def gbk(data: bytes) -> bytes:
    """As a Chinese Windows console writes it; what it cannot write becomes a question mark."""
    return "\n".join(_texts(data)).encode("gbk", "replace")


def utf16(data: bytes) -> bytes:
    """As PowerShell's `>` writes it."""
    return codecs.BOM_UTF16_LE + "\r\n".join(_texts(data)).encode("utf-16-le", "replace")


_BEFORE_LOG, _AFTER_LOG = "I have tried it three times now and it always ends like this (换了几次都一样)：", "What should I do? 请问该怎么办？谢谢！"


def in_an_issue(data: bytes) -> bytes:
    """Pasted into an issue, with a sentence before and one after."""
    return _bytes([_BEFORE_LOG, "", "```", *_texts(data), "```", "", _AFTER_LOG, ""])


def bars(amount: int) -> Iterator[bytes]:
    """About so many bytes of progress bars, in blocks."""
    states = []
    for done in range(1, 501):
        spent, left = divmod(done // 2, 60), divmod((500 - done) // 2, 60)
        time = f"{spent[0]:02}:{spent[1]:02}<{left[0]:02}:{left[1]:02}"
        states.append(f"\r{done // 5:3}%|{'█' * (done // 50):10}| {done}/500 [{time},  2.0{done % 10}it/s]")
    block = ("".join(states) + "\n").encode()
    while amount > 0:
        yield block
        amount -= len(block)


def mutations(full: bool = False) -> Dict[str, Mutation]:
    """Everything that the bench does to a log, by name; `full` with as many progress bars as a long training prints."""
    cuts = {"window": around(15), "first-15": head(15), "first-40": head(40), "last-15": tail(15), "last-40": tail(40)}
    forms: Dict[str, Callable[[bytes], bytes]] = {
        "wrapped-80": lambda data: wrap(data, 80),
        "wrapped-120": lambda data: wrap(data, 120),
        "indentation-lost": _each(str.lstrip),
        "typographic-quotes": _each(typographic),
        "gbk": gbk,
        "utf-16": utf16,
        "crlf": lambda data: _narrow(data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        "container-prefix": _each(lambda text: f"gpt-sovits-1  | {text}"),
        "rank-prefix": _each(lambda text: f"[rank0]: {text}"),
        "time-prefix": stamped,
        "quoted": _each(lambda text: f"> {text}"),
        "windows-paths": _each(windows_paths),
        "in-an-issue": in_an_issue,
    }
    found = [Mutation(name, span=span) for name, span in cuts.items()]
    found += [Mutation(name, apply) for name, apply in forms.items()]
    found.append(Mutation("bars-before", before=MANY_BARS if full else FEW_BARS))
    return {one.name: one for one in found}

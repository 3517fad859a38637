"""Bytes of a configuration file to text, and whether the program that reads the file will see the same text."""

from __future__ import annotations

import codecs
import locale
from dataclasses import dataclass

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UTF_8 = ("tts_infer", "weight", "list")
"""Kinds that the program reads as UTF-8; the others it reads in the encoding of the system."""
SEEN, GARBLED, FAILS = "seen", "garbled", "fails"
"""How the program reads a text: as it is, as something else, or not at all."""


@dataclass(frozen=True)
class Decoded:
    """A file's text."""

    text: str
    """Without the byte order mark, line ends as they are."""
    encoding: str
    """`utf-8`, `gbk`, `utf-16-le` or `utf-16-be`."""
    bom: bool
    broken: int = -1
    """Offset in the text of the first byte that the encoding does not have; -1 when there is none."""


def decode(raw: bytes) -> Decoded:
    """The text of some bytes; never fails."""
    for mark, codec in MARKS:
        if raw.startswith(mark):
            return _forgiving(raw[len(mark) :], codec, True)
    head = raw[:200]
    if b"\0" in head and len(raw) % 2 == 0:
        nuls_last, nuls_first = head[1::2].count(0), head[::2].count(0)
        if max(nuls_last, nuls_first) * 4 >= len(head) and min(nuls_last, nuls_first) == 0:
            return _forgiving(raw, "utf-16-le" if nuls_last else "utf-16-be", False)
    for codec, name in (("utf-8", "utf-8"), ("gb18030", "gbk")):
        try:
            return Decoded(raw.decode(codec), name, False)
        except UnicodeDecodeError:
            pass
    return _forgiving(raw, "utf-8", False)


def _forgiving(raw: bytes, codec: str, bom: bool) -> Decoded:
    try:
        return Decoded(raw.decode(codec), codec, bom)
    except UnicodeDecodeError as error:
        return Decoded(raw.decode(codec, "replace"), codec, bom, len(raw[: error.start].decode(codec, "replace")))


def seen_by_program(raw: bytes, decoded: Decoded, kind: str, system: str = "") -> str:
    """`SEEN`, `GARBLED` or `FAILS`: what the program makes of a file that it opens in its own way.

    `system` is the encoding of the system on which it runs, by default of this one.
    """
    codec = "utf-8" if kind in UTF_8 else system or locale.getpreferredencoding(False)
    if decoded.encoding.startswith("utf-16") or decoded.broken >= 0:
        return FAILS
    if raw.isascii():
        return SEEN
    try:
        text = raw.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return FAILS
    # A mark before UTF-8 is a matter of its own.
    return SEEN if text in (decoded.text, "\ufeff" + decoded.text) else GARBLED

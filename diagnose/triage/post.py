"""A post in Markdown, as people write issues: the log inside of it, and the words around the log."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Iterable, Iterator, List, Tuple

FENCE = re.compile(r"(?m)^(?P<quote>(?:[ \t]*>)*)(?:[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?P<fence>`{3,})(?P<info>[^`\n]*)| {0,3}(?P<waves>~{3,})(?P<name>[^`^\n]*))$")
"""The line that opens a block of code. Python underlines with `~~~^^^` what went wrong, which opens none."""
_TAG = re.compile(r"(?i)</?(?:details|summary|pre|code|br|p|div|samp|kbd|img|a|b|i|em|strong|h[1-6]|blockquote|table|tr|td|th|ul|ol|li)\b[^>\n]{0,500}/?>")
_BREAK = re.compile(r"(?i)\r\n|<br\s*/?>")
_PRE = re.compile(r"(?i)<pre\b[^>]{0,200}>")
_END_PRE = re.compile(r"(?i)</pre\s*>")
_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
"""Code within a sentence."""
_QUOTE = re.compile(r"^[ \t]{0,3}>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TEMPLATE = re.compile(r"^(?:#{1,6}\s.*|_No response_|\s*[-*]\s*\[[ xX]\].*)$")
_ERROR = re.compile(
    r"Traceback \(most recent call|^\s*File \"[^\"]+\", line \d+"
    r"|^(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Warning)\b(?:: |$)|^\s*(?:ERROR|FATAL|CRITICAL)\b[ :]|\bexit (?:code|status)\b"
    r"|CUDA error|out of memory|Segmentation fault|core dumped|^\S*Error: |\[Errno \d|\[WinError \d|报错|段错误"
)
"""A line that speaks of a failure in a program's words."""
_PRINTED = re.compile(
    r"^(?:INFO|DEBUG|WARNING|WARN)\b[: ]|^\d{4}-\d\d-\d\d[ T]\d\d:|^\[?\d\d:\d\d:\d\d|\d+%\||it/s|s/it\]"
    r"|^\"?[\w:./\\-]*python(?:\.exe|3(?:\.\d+)?)?\"? +-?\S|^[A-Za-z]:\\|^\S+[$#] |^PS [A-Z]:\\"
    r"|Running on (?:local|public) URL|^\s{2,}\S|^\s*\^+\s*$|^  warnings\.warn"
)
"""A line as a program or a console prints it."""
_TOLD = re.compile(r"^\s*(?i:i|i'm|i've|my|we|hi|hello|hey|help|please|when|whenever|after|while|since|how|what|why|can|could|does|did|anyone|every time|as soon as)\b")
"""How a sentence begins that a person wrote."""
_SENTENCE = re.compile(rf"{_TOLD.pattern}|^\s*[\u3400-\u9fff]|[?？!！。~～]\s*$|(?i:\bthank|thx)|!\[")
"""A line that a person wrote, as far as can be told."""
_SOURCE = re.compile(r"(?i)^(?:py\w*|json\w*|ya?ml|toml|ini|js\w*|ts|c|cpp|cs|java|go|rust|html|css|sql|diff|markdown|md|dockerfile)$")
"""Names of blocks of code that hold no output of a program."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
MANY = 2
"""Chinese characters that make a post Chinese: an English one may name a button or a file."""
LEAST_WORDS = 3
LONGEST = 4 << 20
"""Characters of a post that are looked at."""


@dataclass(frozen=True)
class Post:
    """An issue or a comment, taken apart."""

    log: str
    """Empty when there is none."""
    language: str
    """zh or en: of the words around the log; empty when there are none."""
    perhaps: str = ""
    """Where there is no log: blocks in which nothing looks printed, and which may be one all the same. Only a diagnosis can tell."""


def read_post(body: str, title: str = "") -> Post:
    """Take a post apart. What stands in fences, `<pre>` or deeply indented is the log, if anything there looks like one; else the lines of the
    post from the first to the last that do. Lines that quote someone else (`> `) are no log of this post unless nothing else is."""
    lines = _BREAK.sub("\n", _COMMENT.sub("", body[:LONGEST])).split("\n")
    fenced, prose = _apart(lines)
    own = [one.lines for one in fenced if not one.quoted and _looks_printed(one.lines)]
    if not any(_ERROR.search(line) for block in own for line in block):
        found, rest = _between(prose)
        if found:
            own, prose = [*own, found], rest + [_CODE.sub(" ", line) for line in found if _CODE.search(line)]
    if not own:
        own = [one.lines for one in fenced if one.quoted and _looks_printed(one.lines)]
    perhaps = [] if own else [one.lines for one in fenced if not one.quoted and not _SOURCE.match(one.kind)]
    return Post(_joined(own), language_of(prose, title), _joined(perhaps))


def _joined(blocks: List[List[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks)


def language_of(prose: List[str], title: str = "") -> str:
    """zh or en by the words that a person wrote; empty when there are none."""
    text = "\n".join(_TAG.sub(" ", line) for line in prose if not _TEMPLATE.match(line) and (_is_told(line) or not _ERROR.search(line)))
    for words in (text, title):
        if len(_KANA.findall(words)) >= MANY:  # Japanese, which is written with the same characters
            return "en"
        if len(_CHINESE.findall(words)) >= MANY:
            return "zh"
        if len(_WORD.findall(words)) >= LEAST_WORDS:
            return "en"
    return ""


def _is_told(line: str) -> bool:
    """Whether a person says in a sentence what a program says in an error: `CUDA out of memory 怎么办`, `I get a CUDA error when …`."""
    found = _ERROR.search(line)
    if not found or _PRINTED.search(line):
        return False
    start = line.lstrip()[:1]
    return found[0] == "报错" or (found.start() > 0 and found[0] != "段错误" and bool(_CHINESE.match(start) or _TOLD.match(line)))


@dataclass(frozen=True)
class _Block:
    lines: List[str]
    quoted: bool
    kind: str = ""
    """What the fence calls it: `python`, `shell`."""


def _apart(lines: List[str]) -> Tuple[List[_Block], List[str]]:
    """Blocks of code, and the other lines. A fence that is never closed reaches to the end."""
    blocks: List[_Block] = []
    prose: List[str] = []
    waiting = iter(lines)
    for line in waiting:
        fence = FENCE.match(line)
        opened = _PRE.search(line)
        if fence:
            quoted = bool(fence["quote"].strip())
            kind = (fence["info"] or fence["name"] or "").strip()
            blocks.append(_Block(list(_inside(waiting, fence["fence"] or fence["waves"], quoted)), quoted, kind))
        elif opened and not _END_PRE.search(line):
            prose.append(line[: opened.start()])
            blocks.append(_Block([html.unescape(_TAG.sub("", one)) for one in _until_end(line[opened.end() :], waiting)], False))
        else:
            prose.append(line)
    return blocks, prose


def _inside(waiting: Iterator[str], fence: str, quoted: bool) -> Iterator[str]:
    for line in waiting:
        bare = re.sub(r"^(?:[ \t]*>)+ ?", "", line) if quoted else line
        if bare.strip().startswith(fence) and not bare.strip().strip(fence[0]):
            return
        yield bare


def _until_end(first: str, waiting: Iterator[str]) -> Iterator[str]:
    yield first
    for line in waiting:
        ended = _END_PRE.search(line)
        yield line[: ended.start()] if ended else line
        if ended:
            return


def _looks_printed(block: List[str]) -> bool:
    return any(_ERROR.search(line) or _PRINTED.search(line) for line in block)


def _between(prose: List[str]) -> Tuple[List[str], List[str]]:
    """The lines from the first that a program has printed to the last, when one of them speaks of a failure, and the others."""
    bare = [html.unescape(_TAG.sub("", line)) for line in prose]
    lines = [("" if _QUOTE.match(line) else line) for line in bare]
    speaking = [place for place, line in enumerate(lines) if _ERROR.search(line)]
    said = [place for place in speaking if not _is_told(lines[place])] or speaking
    if not said or not any(not _CHINESE.search(lines[place]) or "Error" in lines[place] for place in said):
        return [], prose
    printed = sorted({*said, *(place for place, line in enumerate(lines) if _PRINTED.search(line))})
    first, last = printed[0], printed[-1]
    above = _length_of_log(reversed(lines[:first]))
    below = _length_of_log(lines[last + 1 :])
    return lines[first - above : last + 1 + below], [*prose[:first], *prose[last + 1 :]]


def _length_of_log(lines: Iterable[str]) -> int:
    """How many lines next to what a program has printed seem to belong to it: up to a blank one, or one that a person wrote."""
    return sum(1 for _ in takewhile(lambda line: line.strip() and not (_is_told(line) or _SENTENCE.search(line) or _TEMPLATE.match(line)), lines))

"""A post in Markdown, as people write issues: the log inside of it, and the words around the log."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Iterator, List, Tuple

FENCE = re.compile(r"(?m)^(?P<quote>(?:[ \t]*>)*)(?:[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?P<fence>`{3,})(?P<info>[^`\n]*)| {0,3}(?P<waves>~{3,})(?P<name>[^`^\n]*))$")
"""The line that opens a block of code. Python underlines with `~~~^^^` what went wrong, which opens none."""
_TAG = re.compile(r"(?i)</?(?:details|summary|pre|code|br|p|div|samp|kbd|img|a|b|i|em|strong|h[1-6]|blockquote|table|tr|td|th|ul|ol|li)\b[^>\n]{0,500}/?>")
_PRE = re.compile(r"(?i)<pre\b[^>]{0,200}>")
_END_PRE = re.compile(r"(?i)</pre\s*>")
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
_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
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


def read_post(body: str, title: str = "") -> Post:
    """Take a post apart. What stands in fences, `<pre>` or deeply indented is the log, if anything there looks like one; else the lines of the
    post from the first to the last that do. Lines that quote someone else (`> `) are no log of this post unless nothing else is."""
    lines = _COMMENT.sub("", body[:LONGEST]).replace("\r\n", "\n").split("\n")
    fenced, prose = _apart(lines)
    own = [block for block, quoted in fenced if not quoted and _looks_printed(block)]
    if not any(_ERROR.search(line) for block in own for line in block):
        found, rest = _between(prose)
        if found:
            own, prose = [*own, found], rest
    if not own:
        own = [block for block, quoted in fenced if quoted and _looks_printed(block)]
    return Post("\n\n".join("\n".join(block) for block in own), language_of(prose, title))


def language_of(prose: List[str], title: str = "") -> str:
    """zh or en by the words that a person wrote; empty when there are none."""
    text = "\n".join(_TAG.sub(" ", line) for line in prose if not _TEMPLATE.match(line) and not _ERROR.search(line.replace("报错", "")))
    for words in (text, title):
        if len(_CHINESE.findall(words)) >= MANY:
            return "zh"
        if len(_WORD.findall(words)) >= LEAST_WORDS:
            return "en"
    return ""


def _apart(lines: List[str]) -> Tuple[List[Tuple[List[str], bool]], List[str]]:
    """Blocks of code, each with whether it is quoted, and the other lines. A fence that is never closed reaches to the end."""
    blocks: List[Tuple[List[str], bool]] = []
    prose: List[str] = []
    waiting = iter(lines)
    for line in waiting:
        fence = FENCE.match(line)
        opened = _PRE.search(line)
        if fence:
            quoted = bool(fence["quote"].strip())
            blocks.append((list(_inside(waiting, fence["fence"] or fence["waves"], quoted)), quoted))
        elif opened and not _END_PRE.search(line):
            prose.append(line[: opened.start()])
            blocks.append(([html.unescape(_TAG.sub("", one)) for one in _until_end(line[opened.end() :], waiting)], False))
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
    said = [place for place, line in enumerate(lines) if _ERROR.search(line)]
    if not said or not any(not _CHINESE.search(lines[place]) or "Error" in lines[place] for place in said):
        return [], prose
    printed = [place for place, line in enumerate(lines) if _ERROR.search(line) or _PRINTED.search(line)]
    first, last = printed[0], max(said[-1], printed[-1])
    return lines[first : last + 1], [*prose[:first], *prose[last + 1 :]]

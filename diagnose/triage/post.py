"""A post in Markdown, as people write issues: the log inside of it, and the words around the log."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Iterable, Iterator, List, Tuple

from diagnose.triage import authors

FENCE = re.compile(r"(?m)^(?P<quote>(?:[ \t]*>)*)(?:[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?P<fence>`{3,})(?P<info>[^`\n]*)| {0,3}(?P<waves>~{3,})(?P<name>[^`^\n]*))$")
"""The line that opens a block of code. Python underlines with `~~~^^^` what went wrong, which opens none."""
_TAG = re.compile(r"(?i)</?(?:details|summary|pre|code|br|p|div|samp|kbd|img|a|b|i|em|strong|h[1-6]|blockquote|table|tr|td|th|ul|ol|li)\b[^>\n]{0,500}/?>")
_BREAK = re.compile(r"(?i)\r\n|<br\s*/?>")
_PRE = re.compile(r"(?i)<pre\b[^>]{0,200}>")
_END_PRE = re.compile(r"(?i)</pre\s*>")
_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
"""Code within a sentence."""
_QUOTE = re.compile(r"^>(?!>> )")
"""What somebody else has said; with a blank before it, Docker tells of a step."""
_QUOTES = re.compile(r"^(?:[ \t]{0,3}>)+ ?")
_WHOLE_CODE = re.compile(r"^\s*`(?P<text>[^`]+)`\s*$")
_CODE_LINES = re.compile(r"(?m)^ {0,3}`(?P<text>[^`\n]+(?:\n[^`\n]+){1,2000})`[ \t]*$")
"""Lines in single backticks, by people who wanted a block of code."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SOURCE = re.compile(r"(?i)^(?:py\w*|json\w*|ya?ml|toml|ini|js\w*|ts|c|cpp|cs|java|go|rust|html|css|sql|diff|markdown|md|dockerfile)$")
"""Names of blocks of code that hold no output of a program."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
MANY = 2
"""Chinese characters that make a post Chinese: an English one may name a button or a file."""
LEAST_WORDS = 3
ENOUGH = 3
"""What the grades of its lines amount to in a log in which none is surely printed: a typed command and its answer, two commands."""
NEXT = 500
"""Lines next to what is printed that are looked at."""
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
    if not any(authors.has_error(line) for block in own for line in block):
        found, rest = _between(prose)
        if found and (not own or any(authors.printed(line) == authors.FAILED for line in found)):
            own, prose = [*own, found], rest + [_CODE.sub(" ", line) for line in found if _CODE.search(line)]
    if not own:
        own = [one.lines for one in fenced if one.quoted and _looks_printed(one.lines)]
    perhaps = [] if own else [one.lines for one in fenced if not one.quoted and not _SOURCE.match(one.kind)]
    return Post(_joined(own), language_of(prose, title), _joined(perhaps))


def _joined(blocks: List[List[str]]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks)


def language_of(prose: List[str], title: str = "") -> str:
    """zh or en by the words that a person wrote; empty when there are none."""
    text = "\n".join(_TAG.sub(" ", line) for line in prose if not authors.is_template(line) and (authors.is_told(line) or not authors.has_error(line)))
    for words in (text, title):
        if len(_KANA.findall(words)) >= MANY:  # Japanese, which is written with the same characters
            return "en"
        if len(_CHINESE.findall(words)) >= MANY:
            return "zh"
        if len(_WORD.findall(words)) >= LEAST_WORDS:
            return "en"
    return ""


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
    """Whether a program has printed some of a block: not where it only tells what to type."""
    return any(authors.has_error(line) or authors.PRINTED.search(line) for line in block) and not _is_typed(block)


def _is_typed(block: List[str]) -> bool:
    return all(authors.is_typed(line) for line in block if line.strip())


def _between(prose: List[str]) -> Tuple[List[str], List[str]]:
    """The lines that a program has printed, with what stands between and next to them, and the others."""
    lines = [_bare(line) for line in _CODE_LINES.sub(r"\g<text>", "\n".join(prose)).split("\n")]
    for quoted in (False, True):  # what somebody else has said is looked at only where there is nothing else
        own = [_QUOTES.sub("", line) if quoted else "" if _QUOTE.match(line) else line for line in lines]
        places = _places(own)
        if places:
            log = [own[place] if place >= 0 else "" for place in places]
            log[:0] = _context(own, places)
            taken = set(places)
            return log, [line for place, line in enumerate(prose) if place not in taken]
    said = [place for place, line in enumerate(lines) if not _QUOTE.match(line) and authors.is_mention(line)]
    return [lines[place] for place in said], [line for place, line in enumerate(prose) if place not in said]


def _context(lines: List[str], places: List[int]) -> List[str]:
    """What a person says right above a single line: there is nothing else that tells where it comes from."""
    first = places[0]
    told = lines[first - 1 : first] if len(places) == 1 else []
    return [line for line in told if line.strip() and not (authors.is_template(line) or authors.is_heading(line))]


def _bare(line: str) -> str:
    """A line without its markup."""
    text = html.unescape(_TAG.sub("", line))
    code = _WHOLE_CODE.match(text)
    return code["text"] if code else text


def _places(lines: List[str]) -> List[int]:
    """The numbers of the lines of a log; -1 parts two pieces of it. Empty when a program has written too little of it to be sure."""
    grades = [authors.printed(line) for line in lines]
    places: List[int] = []
    for first, last in _pieces(lines, grades):
        above = _length_of_log(takewhile(lambda line: not authors.is_heading(line), reversed(lines[max(first - NEXT, 0) : first])))
        answer = int(_is_answered(lines, last))
        below = answer + _length_of_log(lines[last + 1 + answer : last + 1 + answer + NEXT])
        inside = grades[first : last + 1]
        if max(inside) >= authors.SURE or (authors.LIKELY in inside and sum(inside) + answer >= ENOUGH and not _is_typed(lines[first : last + 1 + below])):
            piece = range(max(first - above, places[-1] + 1 if places else 0), last + 1 + below)
            places += [*([-1] if places else []), *piece]
    return places


def _pieces(lines: List[str], grades: List[int]) -> Iterator[Tuple[int, int]]:
    """First and last line of what was printed at a stretch, without a word by the person who posts."""
    found = [place for place, grade in enumerate(grades) if grade and (grade > authors.GUESSED or not _is_alone(lines, place))]
    first = found[0] if found else 0
    for one, following in zip(found, [*found[1:], len(lines)]):
        if following == len(lines) or _is_interrupted(lines[one + 1 : following]):
            yield first, one
            first = following


def _is_answered(lines: List[str], last: int) -> bool:
    """Whether a command was typed in a line, and a program answered in the next one, in whatever words."""
    return authors.is_prompt(lines[last]) and any(line.strip() and not authors.is_personal(line) for line in lines[last + 1 : last + 2])


def _is_alone(lines: List[str], place: int) -> bool:
    """Whether a line has blank ones above and below."""
    return not any(line.strip() for line in [*lines[max(place - 1, 0) : place], *lines[place + 1 : place + 2]])


def _is_interrupted(between: List[str]) -> bool:
    """Whether a person speaks between two printed lines; a program may print what somebody has said, but begins no paragraph with it."""
    begins = [line for before, line in zip(between, between[1:]) if not before.strip()]
    return any(authors.is_template(line) or authors.leads_over(line) for line in between) or any(map(authors.is_personal, begins))


def _length_of_log(lines: Iterable[str]) -> int:
    """How many lines next to what a program has printed seem to belong to it: up to a blank one, or one that a person wrote."""
    return sum(1 for _ in takewhile(lambda line: line.strip() and not (authors.is_sentence(line) or authors.is_template(line)), lines))

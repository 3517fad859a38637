"""Who wrote a line of a post: a program, or the person who posts.

Only for finding a log that was pasted between sentences: what a line means is found out when the log is read.
"""

from __future__ import annotations

from diagnose.complaints import LOGGED, weigh
from diagnose.exits import read_exit
from diagnose.kinds import kind_of
from diagnose.late import late

ERROR = late(
    r"Traceback \(most recent call|^\s*File \"[^\"]+\", line \d+"
    r"|^(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Warning)\b(?:: |$)|^\s*(?:ERROR|FATAL|CRITICAL)\b[ :]|\bexit (?:code|status)\b(?:\W{0,3}| of | was | is )-?\d"
    r"|CUDA error|out of memory|Segmentation fault|core dumped|^\S*Error: |\[Errno \d|\[WinError \d|报错|段错误"
)
"""A line that speaks of a failure in a program's words."""
PRINTED = late(
    r"^(?:INFO|DEBUG|WARNING|WARN)\b[: ]|^\d{4}-\d\d-\d\d[ T]\d\d:|^\[?\d\d:\d\d:\d\d|\d+%\||it/s|s/it\]"
    r"|^\"?[\w:./\\-]*python(?:\.exe|3(?:\.\d+)?)?\"? +-?\S|^[A-Za-z]:\\|^\S+[$#] |^PS [A-Z]:\\"
    r"|Running on (?:local|public) URL|^\s{2,}\S|^\s*\^+\s*$|^  warnings\.warn"
)
"""A line as a program or a console prints it."""
_TOLD = late(
    r"^\s*(?i:i|i'm|i've|my|we|hi|hello|hey|help|please (?:help|advise|tell|let me|someone)"
    r"|when|whenever|after|while|since|how|what|why|can|could|does|did|anyone|every time|as soon as)\b"
)
"""How a sentence begins that a person wrote."""
_SENTENCE = late(rf"{_TOLD.pattern}|^\s*[\u3400-\u9fff]|[?？!！。~～]\s*$|(?i:\bthank|thx)|!\[")
"""A line that a person wrote, as far as can be told."""
_PERSON = late(
    r"(?i)\bi(?:'m|'ve|'d| (?:am|was|have|had|did|do|don't|can|can't|could|get|got|tried|try|use|used|want|need|think|see|saw|run|ran|set|also|just|then|will|would)\b)"
    r"|\bwe (?:get|got|tried|use|run|ran|see|need)\b|\bmy (?!_)\w+"
    r"|\b(?:thanks|thank you|thx|anyone|anybody|somebody|any (?:idea|hint|help|update|clue)|same (?:here|problem|issue|error))\b"
    r"|^\s*(?:(?:so|but|and) (?:i|it|my|the|this|when|now|what|how)\b|then\b|please (?:help|advise|tell|let me|someone)\b|hi\b|hello\b|hey\b)"
    r"|^\s*(?:how|what|why|where|which|is|are|does|do|did|can|could|should|would|has|have)\b.*\?"
    r"|我|请问|大佬|怎么|咋|的时候|求助|求救|求教|谢|为什么|为啥|有没有|是不是|是否|什么原因|如何|吗|呢|希望|有人|一样的(?:问题|错误)|同样的|帮忙|解决了|[?？]\s*$"
)
"""Words of a person who asks or tells."""
_LEADS_OVER = late(r"^\s*(?:[\u3400-\u9fff]|(?i:i|my|here|then|now|and)\b).*[:：]\s*$")
"""What a person says before what is pasted below it."""
_ANCHORED = late(
    r"Traceback \(most recent call|^\s*File \"[^\"]+\", line \d+|^\s*(?!(?i:my|the|this|an|same|another|first|second"
    r"|last) )(?:[\w.]+ )?(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Warning|error): |^Did you mean: |^\S+\.py:\d+: \w+Warning: |^Error\(s\) in |^Original error was: "
)
"""An error in the place and the shape that only a program gives it, whatever its words are."""
_ROW = late(r"^\s*\|.*\|\s*$")
"""A row of a table."""
_PLAIN_WORD = late(r"[A-Za-z]+(?:'[a-z]+)?[.,;:!?)]*|\([A-Za-z]+\)?")
_TEMPLATE = late(r"^(?:#{1,6}\s.*|_No response_|\s*[-*]\s*\[[ xX]\].*|\s{0,3}!\[.*|\|[-:| ]+\||\*\*[^*]+\*\*:?\s*)$")
"""What a form or the writing of a post brings along."""
_POINT = late(r"^\s{0,3}(?:[-*+]|\d{1,2}[.)])\s|^\s{0,3}\d{1,2}(?:、|[.)](?=[\u3400-\u9fff]))")
"""A point of a list."""
_CHINESE = late(r"[\u3400-\u9fff]")
_CLAUSE = late(r"[\u3400-\u9fff]{3,}[，；。]|^(?=.*[\u3400-\u9fff]{2})[^\\/\"'{}=|<>\[\]:]*[:：]?$")
"""What ends a part of a Chinese sentence; or a line with Chinese words in it, and without a sign that programs use."""
_PROMPT = late(
    r"^\s*(?:\([\w.-]+\) ?)?(?:PS )?[A-Za-z]:\\[^>\n]{0,200}> ?|^\s*(?:\([\w./-]+\) ?)?[\w.-]+@[\w.-]+[: ][^$#%\n]{0,200}[$#%](?: |$)"
    r"|^\s*\([\w./-]+\) ?[^\s$#%>]{0,100} ?[$#%>] \S|^\s*\$ \S|^\s*(?:PS>|>>>) ?\S|^\s*#\s?[\d/]+ \[[^\]]+\] "
)
"""What stands before a command that somebody typed."""
_LOGGER = late(
    r"^\s*(?:INFO|DEBUG|WARNING|WARN|ERROR|FATAL|CRITICAL|NOTICE)\s?:|^\W{0,2}\d{4}[-/]\d\d[-/]\d\d[ T_]\d\d:\d\d.{0,60}?[\s|\[](?:INFO|DEBUG|WARN\w*|ERROR|FATAL"
    r"|CRITICAL)\b|^\W{0,2}(?:INFO|DEBUG|WARN\w*|ERROR|FATAL|CRITICAL)\W{0,2}: |^\W{0,2}(?:INFO|DEBUG|WARN\w*|ERROR|FATAL|CRITICAL|[IWEF])\W{0,3}\d{2,4}[-/:]?\d\d"
    r"|^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+: |^\[?\d\d:\d\d:\d\d[\].,:\s]|^\[ *\d+\.\d{3,}\] |^\[rank\d+\]:|^\"[^\"]*python[\w.]*\" +-?\S"
    r"|^\W{0,2}\d{4}[-/]\d\d[-/]\d\d[ T_]\d\d:\d\d:\d\d|^time=\S+ level=|^\{\"(?:level|message|detail|error|log|code)\" ?:"
    r"|^[A-Z][\w ]{0,30}\bERROR: \S|^[\w.-]{1,60}  ?\| |^\[[\w.-]{1,40}\] (?:INFO|ERROR|WARN)"
)
"""How loggers, servers and containers begin a line."""
_TYPED = late(r"^\s*(?:#|(?:[\w./\\-]*python[\d.]*(?:\.exe)?|pip3?|conda|git|docker|sudo|apt(?:-get)?|brew|cd|export|set|source|bash|sh|uv|npm|wget|curl) \S)")
"""A command that no prompt stands before, or a remark on it."""
_DRAWN = late(r"\d%\||[█▉▊▋▌▍▎▏━]{2}|(?:it/s|s/it|\?it/s|[kM]B/s)[,\]\s]|^\s*\+[-=+]{6,}\+?\s*$|^\|[-=]{8,}\+|^\s*[╭╰│]")
"""Progress bars and boxes."""
_CONSOLE = late(
    r"不是内部或外部命令|^\s*或批处理文件|系统找不到指定的|请按任意键继续|^\s*拒绝访问|无法将.{1,200}项识别为|^所在位置 |因为在此系统上禁止运行脚本"
    r"|进程已结束|进程已终止|进程输出|已终止进程|^由于找不到.{1,80}无法继续执行"
    r"|^\s*找不到(?:命令|网络路径)|：\s*(?:未找到命令|权限不够|没有那个文件或目录)"
    r"|is not recognized as (?:an internal|the name)|ist entweder falsch geschrieben|no se reconoce como|n'est pas reconnu|não é reconhecido|は、内部コマンド"
    r"|^operable program or batch file|^The system cannot find|^Press any key to continue|^Access is denied|^At line:\d+ char:\d+"
    r"|(?:^|: )command not found(?:$|:)|: (?:Permission denied|No such file or directory|not found|cannot execute\b.*|Is a directory)\s*$"
    r"|^(?:\S+: )?Error response from daemon|exited with code \d"
    r"|^\s*\+ (?:CategoryInfo|FullyQualifiedErrorId) |^Process finished with|^Process (?:output )?[Tt]erminated|^The (?:program can't start because|code execution cannot proceed)"
    r"|^\S{0,200}:\d+: block: \[|^(?:slurmstepd|srun|forrtl|OMP|make(?:\[\d+\])?|ninja"
    r"|terminate called|libc\+\+abi|Fatal Python error|Assertion failed)[: ]"
    r"|^\S+: symbol lookup error|^(?:fatal|error|panic): \S|^E: \S|^npm (?:ERR!|error)|^An error (?:has )?occurred(?:[:.]| while| during)|^Python was not found; run"
    r"|^The Kernel crashed while executing|^Your (?:notebook tried to allocate|session crashed)"
    r"|: (?:No space left on device|Connection (?:refused|reset by peer|timed out)|[Pp]ermission denied|Operation not permitted|Broken pipe|Address already in use"
    r"|Device or resource busy|Cannot allocate memory|Input/output error|Read-only file system|Exec format error|Disk quota exceeded|Too many open files"
    r"|Name or service not known|Network is unreachable|Temporary failure in name resolution|Resource temporarily unavailable)\b"
)
"""What consoles, shells and the programs they start say, in the languages of those who post."""
_TOOL = late(
    r"^(?:note|hint|warning|usage): \S|^(?:[\w./+-]+: ){2,}\S|^[a-z][\w+-]*(?:\.(?:sh|py|exe))?: (?:line \d+: )?[a-z./'\"-]|^[\w./\\:-]+\.(?:py|cpp|cu|c|h|sh"
    r"|ya?ml):\d+:?"
)
"""`tool: what: why`, `file.py:12: …`."""
_VALUE = late(r"^\s*(?=\w+[_.])[A-Za-z][\w.]*(?:\(\))? ?[:=] ?\S|^\s*[a-z]+ ?= ?[\d'\"\[{(]|^\s*[{\[(]['\"\d]|^<.*>$")
"""A variable and what it holds."""
_DOING = late(r"^(?:[A-Z][a-z]+ing|[Ll]oad(?:ed|ing)|Using|Building|Collecting|Requirement|Successfully|Attaching|Started|Finished)\b(?! the best| (?:it|this|that) )")
"""`Loading model …`: what a program says that it is doing."""
_GOING = late(r"^(?:[A-Z]\w+ing|[Ll]oad(?:ed|ing))\b.*(?:\.\.\.|[\w-]+[\\/][\w.-]+)\s*$")
"""That it is at it, or with which file."""
_PATH = late(r"(?:^|[\s\"'=(])(?:[A-Za-z]:[\\/]|~?/|\.{1,2}[\\/])?(?:[\w.@+-]+[\\/]){2,}[\w.@+-]+|^\s*[A-Za-z]:\\\S|(?:^|\s)--?[a-z][\w-]* \S+ --?[a-z]")
"""A path, or several options."""
_MENTIONED = late(r"\w(?:Error|Exception)(?:[:：] ?\S|\(s\) in )|\b(?:CUDA error|exit code): \S|\bNo module named ['\"‘’“`]\w|CUDA out of memory\. |\[(?:Errno|WinError) \d+\] \S")
"""An error that a person copied into a sentence, with what it says; the name alone says nothing."""
_COLOUR = late(r"\x1b?\[\d{0,3}(?:;\d{1,3})*m")
LONGEST = 1000
"""Characters by which a line is told."""
WORDS, MOSTLY = 4, 0.75
"""Words of a sentence, and the share of them that has neither digits nor signs."""

GUESSED, LIKELY, SURE, FAILED = 1, 2, 3, 4
"""How sure it is that a program wrote a line, a typed command included: it might; it looks so; nobody else writes so; and it tells of a failure."""


def is_told(line: str) -> bool:
    """Whether a person says in a sentence what a program says in an error: `CUDA out of memory 怎么办`, `I get a CUDA error when …`."""
    found = ERROR.search(line)
    if not found or PRINTED.search(line) or _ANCHORED.search(line):
        return False
    if _CONSOLE.search(line) and not is_personal(line):
        return False
    start = line.lstrip()[:1]
    begins = found.start() > 0 and found[0] != "段错误" and (_CHINESE.match(start) or _TOLD.match(line) or (_is_prose(line) and line.rstrip().endswith(".")))
    return found[0] == "报错" or is_personal(line) or bool(_POINT.match(line) or begins)


def is_personal(line: str) -> bool:
    """Whether a person asks or tells something of himself, and no program prints what somebody has said."""
    head = line[:LONGEST]
    return _PERSON.search(head) is not None and not _ANCHORED.search(head) and not _LOGGER.match(head)


def leads_over(line: str) -> bool:
    """Whether a person leads over to what is pasted below."""
    return _LEADS_OVER.match(line[:LONGEST]) is not None


def is_sentence(line: str) -> bool:
    """Whether a person wrote a line, as far as can be told; next to a log such a line does not belong to it."""
    head = line[:LONGEST]
    return not _ANCHORED.search(head) and (is_told(head) or is_personal(head) or _is_words(head) or leads_over(head))


def is_template(line: str) -> bool:
    """Whether a form asks for something in a line, or a picture is shown in it."""
    return _TEMPLATE.match(line) is not None


def is_prompt(line: str) -> bool:
    """Whether a command was typed in a line, and what stands below it may be the answer."""
    return _PROMPT.match(line[:LONGEST]) is not None


def is_typed(line: str) -> bool:
    """Whether a line is a command and nothing else: one that somebody may have been told to type."""
    return _TYPED.match(line[:LONGEST]) is not None


def has_error(line: str) -> bool:
    """Whether a line speaks of a failure in a program's words, whoever wrote it."""
    return ERROR.search(line[:LONGEST]) is not None


def is_mention(line: str) -> bool:
    """Whether a sentence holds an error with what it says."""
    return _MENTIONED.search(line[:LONGEST]) is not None


def printed(line: str) -> int:
    """How sure it is that a program wrote a line: 0, GUESSED, LIKELY, SURE or FAILED."""
    head = _COLOUR.sub("", line[:LONGEST])
    if not head.strip() or _TEMPLATE.match(head):
        return 0
    found = max(_printed(head.strip()), GUESSED if head[:2].isspace() else 0)
    if not found or _ANCHORED.search(head):
        return found
    if is_told(head) or (_ROW.match(head) and found < FAILED):
        return 0
    if any(one.search(head) for one in (_PROMPT, _LOGGER, _DRAWN, _CONSOLE)):
        return 0 if is_personal(head) and not _PROMPT.match(head) and not _LOGGER.match(head) else found
    spoken = is_personal(head) or (found < FAILED and _is_words(head)) or (found < SURE and is_heading(head))
    return 0 if spoken or (found < LIKELY and _is_prose(head)) else found


def _is_words(line: str) -> bool:
    """A sentence, or a point of a list."""
    return any(one.search(line) for one in (_SENTENCE, _POINT, _CLAUSE))


def is_heading(line: str) -> bool:
    """Words and a colon."""
    return line.rstrip().endswith(":") and all(map(_PLAIN_WORD.fullmatch, line.split()))


def _is_prose(line: str) -> bool:
    """Mostly words as they stand in a sentence."""
    words = line.split()
    return len(words) >= WORDS and sum(_PLAIN_WORD.fullmatch(word) is not None for word in words) >= len(words) * MOSTLY


def _printed(line: str) -> int:
    if _ANCHORED.search(line) or ERROR.search(line) or _CONSOLE.search(line) or read_exit(line, 0) or weigh(line) > LOGGED:
        return FAILED
    kind = kind_of(line)
    if _LOGGER.match(line) or _DRAWN.search(line) or kind.opens or kind.progress > 1 or kind.trained or kind.finished:
        return SURE
    if PRINTED.search(line) or _PROMPT.match(line) or _GOING.search(line) or kind.begins or kind.stage or kind.complaint:
        return LIKELY
    return GUESSED if kind.progress or kind.facts or any(one.search(line) for one in (_TOOL, _VALUE, _DOING, _PATH)) else 0

"""What the user asked for, and the fast reading of the plain forms of the command line.

Everything but the plain forms (help, other commands, errors) is typer's business, which takes ten times as long to start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

FORMATS = ("terminal", "html", "markdown", "json", "sarif", "reply")
LANGUAGES = ("auto", "zh", "en", "both")
COMMANDS = ("diagnose", "rules", "explain", "check", "fix", "run", "watch", "triage")


@dataclass(frozen=True)
class Options:
    """One request to diagnose."""

    logs: Tuple[str, ...] = ()
    """Paths, globs or `-`; empty: standard input."""
    format: str = ""
    """Empty: from the suffix of `output`, else terminal."""
    output: str = ""
    """A file, or a folder for one file a log."""
    lang: str = "auto"
    rules: Tuple[str, ...] = ()
    """Folders with own rules."""
    article: bool = False
    verbose: bool = False
    quiet: bool = False
    force: bool = False
    """Replace a report that exists."""
    no_redact: bool = False
    """Leave private details in what is shared."""
    paste: bool = False
    """Read the clipboard."""
    configs: Tuple[str, ...] = ()
    """Configuration files that prove or disprove a cause."""
    workspace: str = ""
    """The program folder whose files do."""
    python: str = ""
    """The interpreter that does."""
    store: str = ""
    """What triage remembers: a reply names the answer that somebody with the same failure got."""


VALUED = {
    "--format": "format", "-f": "format", "--output": "output", "-o": "output", "--lang": "lang", "--rules": "rules",
    "--config": "configs", "--workspace": "workspace", "--python": "python", "--store": "store",
}  # fmt: skip
MANY = ("rules", "configs")
"""Options that may be given several times."""
FLAGS = {"--article": "article", "--verbose": "verbose", "-v": "verbose", "--quiet": "quiet", "-q": "quiet", "--force": "force", "--no-redact": "no_redact", "--paste": "paste"}
CHOICES = {"format": FORMATS, "lang": LANGUAGES}


def parse_plain(arguments: Sequence[str]) -> Optional[Options]:
    """The options of a plain form; None for everything that typer has to answer."""
    waiting = list(arguments)
    if waiting[:1] == ["diagnose"]:
        del waiting[0]
    elif waiting and waiting[0] in COMMANDS:
        return None
    logs: List[str] = []
    many: Dict[str, List[str]] = {key: [] for key in MANY}
    single: Dict[str, Any] = {}
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            logs += waiting
            break
        if word == "-" or not word.startswith("-"):
            logs.append(word)
        elif word in FLAGS:
            single[FLAGS[word]] = True
        else:
            name, equals, value = word.partition("=")
            if name not in VALUED or (equals and not name.startswith("--")) or not (equals or waiting):
                return None
            value = value if equals else waiting.pop(0)
            key = VALUED[name]
            if value not in CHOICES.get(key, (value,)):
                return None
            if key in many:
                many[key].append(value)
            else:
                single[key] = value
    single.update({key: tuple(values) for key, values in many.items()})
    return Options(logs=tuple(logs), **single)


def asked_language(arguments: Sequence[str]) -> str:
    """What `--lang` says in a command line that is not read yet, else `auto`."""
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return "auto"

"""What the user asked of `run` and `watch`, and the fast reading of their plain forms: a wrapper must not be felt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple, Union

from diagnose.options import CHOICES


@dataclass(frozen=True)
class RunRequest:
    """A command to run."""

    command: Tuple[str, ...]
    """The program and its arguments."""
    log: str = ""
    """Where to keep its output; empty: the user's folder of logs."""
    lang: str = "auto"


@dataclass(frozen=True)
class WatchRequest:
    """A log to follow."""

    file: str
    lang: str = "auto"


Request = Union[RunRequest, WatchRequest]


def parse_request(arguments: Sequence[str]) -> Optional[Request]:
    """The request of a plain command line; None for everything that typer has to answer."""
    if not arguments or arguments[0] not in ("run", "watch"):
        return None
    known = ("--log", "--lang") if arguments[0] == "run" else ("--lang",)
    told: Dict[str, str] = {}
    rest: List[str] = list(arguments[1:])
    words: List[str] = []
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if not word.startswith("-"):
            words.append(word)
            if arguments[0] == "run":  # what follows is the command's own
                words += rest
                break
            continue
        name, equals, value = word.partition("=")
        if name not in known or not (equals or rest):
            return None
        told[name] = value if equals else rest.pop(0)
    lang = told.get("--lang", "auto")
    if not words or lang not in CHOICES["lang"]:
        return None
    if arguments[0] == "run":
        return RunRequest(tuple(words), told.get("--log", ""), lang)
    return WatchRequest(words[0], lang) if len(words) == 1 else None


def answer(request: Request) -> int:
    """Do what was asked; gives back the exit code."""
    if isinstance(request, RunRequest):
        from diagnose.live.running import run

        return run(request)
    from diagnose.live.watching import watch

    return watch(request)

"""`python -m diagnose.action`: one run of the action. Everything it is told stands in the environment; no text of an issue is ever printed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Mapping

from diagnose.action.answering import MODES, Outcome, Settings, answer
from diagnose.action.event import read_event
from diagnose.action.github import GitHub, GitHubError
from diagnose.library import load_library
from diagnose.messages import choose_language, say

LANGUAGES = ("auto", "zh", "en")


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Answer the event that the environment names; gives back the exit code: 0 whether something was said or not, 1 when GitHub refused, 2 for
    settings that cannot be."""
    lang = choose_language(environment=environment)
    try:
        settings = settings_of(environment)
        event = read_event(environment["GITHUB_EVENT_NAME"], json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text("utf-8")), settings.account)
    except (KeyError, ValueError, OSError) as error:
        return _fail(say("action.unusable", lang, reason=f"{type(error).__name__}: {error}" if isinstance(error, KeyError) else type(error).__name__), 2)
    github = GitHub(environment.get("GITHUB_API_URL", "https://api.github.com"), environment.get("GITHUB_REPOSITORY", ""), environment["INPUT_TOKEN"])
    try:
        outcome = answer(event, github, load_library(), settings)
    except GitHubError as error:
        key = "action.limited" if error.limited else "action.forbidden" if error.status in (401, 403, 404) else "action.failed"
        return _fail(say(key, lang, what=error), 1)
    _tell(outcome, environment)
    print(say(f"action.{outcome.done}", lang, cause=outcome.cause, share=f"{outcome.confidence:.0%}", number=event.number, why=event.silence or "-"))
    return 0


def settings_of(environment: Mapping[str, str]) -> Settings:
    """The action's inputs. Raises KeyError for one that is missing, ValueError for one that cannot be."""
    mode, language, least = environment["INPUT_MODE"], environment["INPUT_LANGUAGE"], float(environment["INPUT_MIN_CONFIDENCE"])
    if mode not in MODES or language not in LANGUAGES or not 0 <= least <= 1 or not environment["INPUT_TOKEN"]:
        raise ValueError("an input is not one of its values")
    return Settings(mode, least, language, environment["INPUT_ACCOUNT"], environment.get("GITHUB_SERVER_URL", "https://github.com"))


def _tell(outcome: Outcome, environment: Mapping[str, str]) -> None:
    """The action's outputs, for later steps."""
    if environment.get("GITHUB_OUTPUT"):
        with open(environment["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
            file.write(f"result={outcome.done}\ncause={outcome.cause}\nconfidence={outcome.confidence:.2f}\n")


def _fail(reason: str, code: int) -> int:
    print(f"::error title=sovits-doctor::{reason}")
    return code


if __name__ == "__main__":
    sys.exit(main())

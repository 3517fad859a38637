"""`python -m diagnose.action`: one run of the action. Everything it is told stands in the environment; no text of an issue is ever printed."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Mapping

from diagnose.action.answering import MODES, Outcome, Settings, answer
from diagnose.action.event import read_event
from diagnose.action.github import GitHub, GitHubError
from diagnose.inputs import InputError
from diagnose.library import load_library
from diagnose.messages import choose_language, say

LANGUAGES = ("auto", "zh", "en")
GONE = 410
"""GitHub's answer for an issue that was deleted meanwhile; nothing is wrong then."""
VALUES = {"mode": ", ".join(MODES), "language": ", ".join(LANGUAGES), "min-confidence": "0 … 1"}
"""What may be said to an input."""


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Answer the event that the environment names; gives back the exit code: 0 whether something was said or not, 1 when GitHub refused, 2 for
    settings that cannot be."""
    lang = choose_language(environment=environment)
    try:
        settings = settings_of(environment)
        event = read_event(environment["GITHUB_EVENT_NAME"], json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text("utf-8")), settings.account)
    except InputError as error:
        return _fail(say(error.key, lang, **error.values), 2)
    except (KeyError, ValueError, OSError):
        return _fail(say("action.unusable", lang, name=environment.get("GITHUB_EVENT_NAME", "-")), 2)
    github = GitHub(environment.get("GITHUB_API_URL", "https://api.github.com"), environment.get("GITHUB_REPOSITORY", ""), environment["INPUT_TOKEN"])
    try:
        outcome = answer(event, github, load_library(), settings)
    except GitHubError as error:
        if error.status == GONE:
            print(say("action.gone", lang, number=event.number))
            return 0
        return _fail(say(f"action.{_fault(error)}", lang, what=error), 1)
    except Exception as error:  # a fault of ours, whose message may be a stranger's text: only its place is told
        place = traceback.extract_tb(error.__traceback__)[-1]
        return _fail(say("action.broken", lang, what=f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"), 1)
    _tell(outcome, environment)
    print(say(f"action.{outcome.done}", lang, cause=outcome.cause, share=f"{outcome.confidence:.0%}", number=event.number, why=event.silence or "-"))
    if outcome.stranger:
        print("::warning title=sovits-doctor::" + say("action.stranger", lang, login=outcome.stranger))
    return 0


def settings_of(environment: Mapping[str, str]) -> Settings:
    """The action's inputs. Raises InputError for one that cannot be."""
    given = {name: environment.get(f"INPUT_{name}", "").strip() for name in ("MODE", "LANGUAGE", "MIN_CONFIDENCE", "TOKEN", "ACCOUNT")}
    sound = {"mode": given["MODE"] in MODES, "language": given["LANGUAGE"] in LANGUAGES, "min-confidence": _is_share(given["MIN_CONFIDENCE"])}
    sound.update(token=bool(given["TOKEN"]), account=bool(given["ACCOUNT"]))
    wrong = next((name for name, fits in sound.items() if not fits), "")
    if wrong:  # the value is not repeated: somebody may have put a stranger's text there
        raise InputError(f"action.input-{wrong}" if wrong in ("token", "account") else "action.input", name=wrong, values=VALUES.get(wrong, ""))
    return Settings(given["MODE"], float(given["MIN_CONFIDENCE"]), given["LANGUAGE"], given["ACCOUNT"], environment.get("GITHUB_SERVER_URL", "https://github.com"))


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _fault(error: GitHubError) -> str:
    """Which sentence tells of it."""
    return "limited" if error.limited else "forbidden" if error.status in (401, 403) else "missing" if error.status == 404 else "failed"


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

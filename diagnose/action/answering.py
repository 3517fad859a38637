"""What is said below an issue, and how it is labelled: once for each post, never without being sure enough."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional, Tuple

from diagnose.action.event import SIGNED, Event
from diagnose.action.github import Comment, GitHub, same
from diagnose.action.posted import Verdict, verdict_of
from diagnose.library import Library
from diagnose.messages import EN, ZH
from diagnose.options import Options
from diagnose.rendering import to_share
from diagnose.reply import incomplete, render_reply
from diagnose.triage.post import read_post

MODES = ("comment", "label", "both")
NEEDS_LOG = "needs-log"
"""Label of an issue that tells of a failure without showing it."""
CAUSE = "cause:"
"""How labels by cause begin."""
LABEL = 50
"""Characters of a label; GitHub takes no longer one."""
MOST = 10
"""Answers below one issue."""
_MARK = re.compile(rf"{SIGNED} (?P<post>issue|comment-\d+) (?P<cause>[a-z0-9.-]+) -->\n")


@dataclass(frozen=True)
class Settings:
    """How the action was set up."""

    mode: str
    """One of MODES."""
    least: float
    """Confidence, 0 to 1, below which no cause is told."""
    language: str
    """auto, zh or en."""
    account: str
    """The login that the token speaks under."""
    server: str
    """Address of the site, `https://github.com`."""


@dataclass(frozen=True)
class Outcome:
    """What was done; all of it are words of ours."""

    done: str
    """commented, edited, labelled, needs-log, known (it was said already) or silent."""
    cause: str = ""
    confidence: float = 0.0
    stranger: str = ""
    """The login under which the token has spoken, where it is not the one that was set up."""


def answer(event: Event, github: GitHub, library: Library, settings: Settings) -> Outcome:
    """Answer one event. Raises GitHubError."""
    if event.silence:
        return Outcome("silent")
    verdict = verdict_of(event.body, settings.server, library, settings.least)
    if verdict is None or verdict.confidence < max(settings.least, 0.01):
        return _unsure(event, verdict, github, settings)
    cause = verdict.diagnosis.causes[0].rule
    done, stranger = "silent", ""
    if settings.mode != "comment" and event.own and _relabel(event, f"{CAUSE}{cause}"[:LABEL], github):
        done = "labelled"
    if settings.mode != "label":
        said, stranger = _say(event, cause, _reply(event, verdict, library, settings), github, settings)
        done = said if said != "known" or done == "silent" else done
    return Outcome(done, cause, verdict.confidence, stranger)


def _unsure(event: Event, verdict: Optional[Verdict], github: GitHub, settings: Settings) -> Outcome:
    """No cause that may be told: the issue's author may be asked for the log, and nothing is said."""
    lacks = verdict is None or incomplete(verdict.diagnosis)
    if settings.mode == "comment" or not event.own:
        return Outcome("silent")
    if not lacks and NEEDS_LOG in github.labels(event.number):
        github.unlabel(event.number, NEEDS_LOG)
        return Outcome("labelled")
    known = any(label == NEEDS_LOG or label.startswith(CAUSE) for label in event.labels)
    if not lacks or known or event.talked or not event.opening or not event.tells_of_failure:
        return Outcome("silent")
    if any(label.startswith(CAUSE) for label in github.label(event.number, NEEDS_LOG)):  # the log came in a comment, and its run was faster
        github.unlabel(event.number, NEEDS_LOG)
        return Outcome("silent")
    return Outcome("needs-log")


def _relabel(event: Event, label: str, github: GitHub) -> bool:
    """Label an issue by its cause; what an earlier text of it was labelled by is taken off. Gives back whether anything was done."""
    labels = event.labels if label in event.labels else github.label(event.number, label)
    stale = [one for one in labels if one == NEEDS_LOG or (one.startswith(CAUSE) and one != label)]
    for one in stale:
        github.unlabel(event.number, one)
    return bool(stale) or label not in event.labels


def _reply(event: Event, verdict: Verdict, library: Library, settings: Settings) -> str:
    shared, _, redacted = to_share(verdict.diagnosis, verdict.name, Options())
    return render_reply(shared, library, _language(event, verdict, settings), redacted)


def _language(event: Event, verdict: Verdict, settings: Settings) -> str:
    """As set, else of the post, else of the issue, else of the log."""
    if settings.language in (ZH, EN):
        return settings.language
    told = read_post(event.body).language or read_post(event.above, event.title).language
    return told or (ZH if any("language" in episode.facts for episode in verdict.diagnosis.log.episodes) else EN)


def _say(event: Event, cause: str, reply: str, github: GitHub, settings: Settings) -> Tuple[str, str]:
    """Comment, or bring the comment that answers the same post up to date. What stands below the issue already is not said again. Gives back
    what was done, and Outcome.stranger."""
    body = f"{SIGNED} {event.post} {cause} -->\n{reply}"
    ours = _ours(event, github, settings)
    before = next((one for one in ours if _mark(one, "post") == event.post), None)
    if before is not None and same(before.body, body):
        return "known", ""
    if before is not None:
        github.edit(before.id, body)
        return "edited", ""
    if len(ours) >= MOST or cause in _causes(ours):
        return "known", ""
    made = github.comment(event.number, body)
    if not _is_ours(made, settings):
        return "commented", made.author
    if cause in _causes([one for one in _ours(event, github, settings) if one.id < made.id]):  # two posts at once: the first one's answer stays
        github.delete(made.id)
        return "known", ""
    return "commented", ""


def _ours(event: Event, github: GitHub, settings: Settings) -> List[Comment]:
    return [one for one in github.comments(event.number) if _is_ours(one, settings)]


def _is_ours(one: Comment, settings: Settings) -> bool:
    """Written under our own login: a mark alone proves nothing, everybody can write one."""
    return one.author.casefold() == settings.account.casefold() and bool(_mark(one, "post"))


def _causes(ours: List[Comment]) -> List[str]:
    return [_mark(one, "cause") for one in ours]


def _mark(one: Comment, part: str) -> str:
    found = _MARK.match(one.body.replace("\r\n", "\n"))
    return found[part] if found else ""

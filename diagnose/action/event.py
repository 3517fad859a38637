"""What happened in a repository, read from the payload of a GitHub event. All texts in it are a stranger's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Mapping, Tuple

HANDLED = {"issues": ("opened", "edited", "reopened"), "issue_comment": ("created", "edited")}
"""Event to the actions of which a post may come."""
TEAM = ("OWNER", "MEMBER", "COLLABORATOR")
"""Who answers rather than asks, in comments."""
SIGNED = "<!-- sovits-doctor:"
"""How answers begin: none is answered, whatever login it stands under, or two would talk for ever."""
_FAILURE = re.compile(
    r"(?i)报错|错误|出错|失败|崩溃|闪退|异常|卡住|卡死|中断|没反应|无法(?:训练|运行|启动|推理|合成)"
    r"|\berrors?\b|exception|traceback|\bcrash|\bfail(?:s|ed|ing|ure)?\b|(?:does ?n[o']t|do not|not) work|\bstuck\b|\bbroken\b|\bbug\b"
)
_WISH = re.compile(r"(?i)feature|enhancement|question|documentation|建议|需求|功能请求")


@dataclass(frozen=True)
class Event:
    """An issue that was opened or edited, or a comment below one."""

    number: int
    """Of the issue."""
    post: str
    """Which post it is about: `issue`, or `comment-123`."""
    body: str
    title: str
    """Of the issue."""
    above: str
    """The issue's own text, which is `body` when it is about the issue itself."""
    labels: Tuple[str, ...]
    own: bool
    """The post is by whoever opened the issue: it speaks for the whole issue."""
    talked: bool
    """Somebody has commented already: people speak with each other, and may have said what is missing."""
    silence: str
    """Why nothing is to be said, in a word for the action's own log; empty when something may be."""

    @property
    def opening(self) -> bool:
        return self.post == "issue"

    @property
    def tells_of_failure(self) -> bool:
        """Whether somebody says that something went wrong, and does not wish for something."""
        wish = _WISH.search(self.title) or any(map(_WISH.search, self.labels))
        return not wish and bool(_FAILURE.search(self.title) or _FAILURE.search(self.body))


def read_event(name: str, payload: Mapping[str, Any], account: str) -> Event:
    """The event of a payload; `account` is the login under which this action speaks. Raises ValueError for a payload that is none."""
    issue = payload.get("issue")
    comment = payload.get("comment") if name == "issue_comment" else None
    if not isinstance(issue, dict) or not isinstance(issue.get("number"), int) or (name == "issue_comment" and not isinstance(comment, dict)):
        raise ValueError("not the event of an issue")
    post = comment if isinstance(comment, dict) else issue
    labels = issue.get("labels")
    return Event(
        number=issue["number"],
        post=f"comment-{int(post['id'])}" if comment else "issue",
        body=_text(post, "body"),
        title=_text(issue, "title"),
        above=_text(issue, "body"),
        labels=tuple(_text(one, "name") for one in labels if isinstance(one, dict)) if isinstance(labels, list) else (),
        own=not comment or _text(_dict(post, "user"), "login") == _text(_dict(issue, "user"), "login") != "",
        talked=bool(issue.get("comments")),
        silence=_silence(name, payload, issue, post, account),
    )


def _silence(name: str, payload: Mapping[str, Any], issue: Mapping[str, Any], post: Mapping[str, Any], account: str) -> str:
    action = _text(payload, "action")
    changes = payload.get("changes")
    if action not in HANDLED.get(name, ()):
        return "action"
    if issue.get("pull_request"):
        return "pull-request"
    if _is_program(post, account) or _is_program({"user": payload.get("sender")}, account):
        return "bot"
    if _text(post, "body").startswith(SIGNED):
        return "own"
    if issue.get("locked"):
        return "locked"
    if name == "issue_comment" and _text(post, "author_association") in TEAM:
        return "team"
    if action == "edited" and isinstance(changes, dict) and "body" not in changes:
        return "unchanged"
    return "" if _text(post, "body").strip() or _text(issue, "title").strip() else "empty"


def _is_program(post: Mapping[str, Any], account: str) -> bool:
    """Whether a post is by a program, this one included."""
    user = _dict(post, "user")
    login = _text(user, "login")
    return _text(user, "type") == "Bot" or login.endswith("[bot]") or login.casefold() == account.casefold() or bool(post.get("performed_via_github_app"))


def _dict(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _text(values: Mapping[str, Any], key: str) -> str:
    found = values.get(key)
    return found if isinstance(found, str) else ""

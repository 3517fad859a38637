"""Events as GitHub writes them into the file of GITHUB_EVENT_PATH, with the keys that real ones have."""

from __future__ import annotations

from typing import Any, Dict, Optional

REPOSITORY = "sovits-users/voices"
ASKER, OTHER, MAINTAINER, BOT = "xiaoming-tts", "second-singer", "maintainer-w", "dependabot[bot]"
ACCOUNT = "github-actions[bot]"

Payload = Dict[str, Any]


def user(login: str) -> Payload:
    return {
        "login": login,
        "id": sum(map(ord, login)),
        "node_id": "MDQ6VXNlcjE=",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{len(login)}?v=4",
        "gravatar_id": "",
        "url": f"https://api.github.com/users/{login}",
        "html_url": f"https://github.com/{login}",
        "type": "Bot" if login.endswith("[bot]") else "User",
        "user_view_type": "public",
        "site_admin": False,
    }


def issue(body: Optional[str], title: str = "s2 训练报错", author: str = ASKER, labels: tuple = (), **more: Any) -> Payload:
    api = f"https://api.github.com/repos/{REPOSITORY}/issues/12"
    return {
        "url": api,
        "repository_url": f"https://api.github.com/repos/{REPOSITORY}",
        "labels_url": f"{api}/labels{{/name}}",
        "comments_url": f"{api}/comments",
        "html_url": f"https://github.com/{REPOSITORY}/issues/12",
        "id": 2861234567,
        "node_id": "I_kwDOLGQ9Rs6qj0zx",
        "number": 12,
        "title": title,
        "user": user(author),
        "labels": [{"id": 1, "node_id": "LA_1", "url": f"{api}/labels/{name}", "name": name, "color": "ededed", "default": False, "description": None} for name in labels],
        "state": "open",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "created_at": "2026-03-01T08:00:00Z",
        "updated_at": "2026-03-01T08:00:00Z",
        "closed_at": None,
        "author_association": "NONE",
        "active_lock_reason": None,
        "body": body,
        "reactions": {"url": f"{api}/reactions", "total_count": 0, "+1": 0, "-1": 0},
        "timeline_url": f"{api}/timeline",
        "performed_via_github_app": None,
        "state_reason": None,
        **more,
    }


def _event(action: str, values: Payload, sender: str) -> Payload:
    return {
        "action": action,
        **values,
        "repository": {
            "id": 7,
            "name": REPOSITORY.partition("/")[2],
            "full_name": REPOSITORY,
            "private": False,
            "owner": user(REPOSITORY.partition("/")[0]),
            "default_branch": "main",
        },
        "sender": user(sender),
    }


def opened(body: Optional[str], author: str = ASKER, **more: Any) -> Payload:
    return _event("opened", {"issue": issue(body, author=author, **more)}, author)


def edited(body: str, before: str = "…", sender: str = ASKER, **more: Any) -> Payload:
    return _event("edited", {"issue": issue(body, **more), "changes": {"body": {"from": before}}}, sender)


def retitled(body: str, **more: Any) -> Payload:
    return _event("edited", {"issue": issue(body, **more), "changes": {"title": {"from": "help"}}}, ASKER)


def commented(
    body: Optional[str], author: str = ASKER, action: str = "created", association: str = "NONE", number: int = 99, above: str = "训练失败了，求助", **more: Any
) -> Payload:
    api = f"https://api.github.com/repos/{REPOSITORY}/issues"
    comment = {
        "url": f"{api}/comments/{number}",
        "html_url": f"https://github.com/{REPOSITORY}/issues/12#issuecomment-{number}",
        "issue_url": f"{api}/12",
        "id": number,
        "node_id": "IC_kwDO",
        "user": user(author),
        "created_at": "2026-03-01T09:00:00Z",
        "updated_at": "2026-03-01T09:00:00Z",
        "author_association": association,
        "body": body,
        "reactions": {"url": f"{api}/comments/{number}/reactions", "total_count": 0},
        "performed_via_github_app": None,
    }
    changes = {"changes": {"body": {"from": "…"}}} if action == "edited" else {}
    return _event(action, {"issue": issue(above, **more), "comment": comment, **changes}, author)

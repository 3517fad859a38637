"""The few requests to GitHub that an answer takes; each needs no other permission than `issues: write`."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple, cast
from urllib.parse import quote

PAUSES = (1.0, 4.0, 15.0)
"""Seconds before each further try of a request that may succeed later."""
LONGEST_PAUSE = 60.0
"""Seconds that GitHub may ask to be waited; an hour, when the limit of a whole token is used up, is too long."""
SECONDS = 30
"""Until a request that is not answered is given up."""
PAGE, PAGES = 100, 30
"""Comments at once, and requests for more of them."""


class GitHubError(Exception):
    """A request that failed; `status` is 0 when nothing answered, `limited` when there were too many of them."""

    def __init__(self, status: int, what: str, limited: bool = False) -> None:
        super().__init__(f"{what}: {status}" if status else f"{what}: no answer")
        self.status = status
        self.limited = limited

    @property
    def doubtful(self) -> bool:
        """Whether the request may have been done all the same."""
        return self.status == 0 or self.status >= 500


@dataclass(frozen=True)
class Comment:
    """One comment below an issue."""

    id: int
    author: str
    body: str


class GitHub:
    """One repository. Redirections of its API are not followed: they would take the token along."""

    def __init__(self, api: str, repository: str, token: str) -> None:
        self._base = f"{api.rstrip('/')}/repos/{quote(repository)}"
        self._token = token
        self._opener = urllib.request.build_opener(_Staying)

    def comments(self, number: int) -> List[Comment]:
        """All comments below an issue, the oldest first."""
        return [_comment(one) for one in self._pages(f"/issues/{number}/comments")]

    def comment(self, number: int, body: str) -> Comment:
        """Post a comment, once: when nobody knows whether it arrived, it is looked for before it is posted again. Gives back how it arrived."""
        for pause in PAUSES:
            try:
                return self._post(number, body)
            except GitHubError as error:
                if not error.doubtful:
                    raise
            time.sleep(pause)
            arrived = [one for one in self.comments(number) if same(one.body, body)]
            if arrived:
                return arrived[-1]
        return self._post(number, body)

    def edit(self, comment: int, body: str) -> None:
        self._ask("PATCH", f"/issues/comments/{comment}", {"body": body})

    def delete(self, comment: int) -> None:
        """Take a comment away; one that is gone already is no error."""
        self._gone(f"/issues/comments/{comment}")

    def labels(self, number: int) -> Tuple[str, ...]:
        """What an issue is labelled by at this moment: an event tells what it was when that happened."""
        return _names(self._ask("GET", f"/issues/{number}/labels?per_page={PAGE}"))

    def label(self, number: int, name: str) -> Tuple[str, ...]:
        """Put a label on an issue; GitHub makes one that the repository lacks. Gives back all labels that the issue has then."""
        return _names(self._ask("POST", f"/issues/{number}/labels", {"labels": [name]}))

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off; one that is gone already is no error."""
        self._gone(f"/issues/{number}/labels/{quote(name, safe='')}")

    def _post(self, number: int, body: str) -> Comment:
        return _comment(self._ask("POST", f"/issues/{number}/comments", {"body": body}, again=False))

    def _gone(self, path: str) -> None:
        try:
            self._ask("DELETE", path)
        except GitHubError as error:
            if error.status != 404:
                raise

    def _pages(self, path: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            found = cast(List[Dict[str, Any]], self._ask("GET", f"{path}?per_page={PAGE}&page={page}"))
            yield from found
            if len(found) < PAGE:
                return

    def _ask(self, method: str, path: str, values: Optional[Mapping[str, Any]] = None, again: bool = True) -> Any:
        """The answer to a request, tried again while the fault may pass; without `again` only when it surely was not done. Raises GitHubError."""
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "sovits-doctor",
            **({"Content-Type": "application/json"} if values is not None else {}),
        }
        data = json.dumps(values).encode() if values is not None else None
        for pause in (*PAUSES, None):
            limited, asked = False, 0.0
            try:
                with self._opener.open(urllib.request.Request(self._base + path, data, headers, method=method), timeout=SECONDS) as answer:
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                limited, asked = _limit(error)
                status, later = error.code, limited or (again and error.code >= 500)
            except (OSError, HTTPException, ValueError):
                status, later = 0, again
            if pause is None or not later or asked > LONGEST_PAUSE:
                break
            time.sleep(max(pause, asked))
        raise GitHubError(status, f"{method} {path.partition('?')[0]}", limited)


def _limit(error: urllib.error.HTTPError) -> Tuple[bool, float]:
    """Whether a request was refused because there were too many, and how many seconds GitHub asks to wait."""
    after, reset = str(error.headers.get("retry-after") or ""), str(error.headers.get("x-ratelimit-reset") or "")
    if after:
        return True, float(after) if after.isdecimal() else 0.0
    if error.headers.get("x-ratelimit-remaining") == "0":
        return True, max(0.0, float(reset) - time.time()) if reset.isdecimal() else 0.0
    return error.code == 429 or (error.code == 403 and _speaks_of_limit(error)), 0.0


def _speaks_of_limit(error: urllib.error.HTTPError) -> bool:
    """Whether the answer's text says that there were too many requests: GitHub's secondary limits are told by nothing else."""
    try:
        return b"rate limit" in error.read(PAGE * 100).lower()
    except (OSError, HTTPException, ValueError):
        return False


def _comment(values: Mapping[str, Any]) -> Comment:
    return Comment(values["id"], str((values.get("user") or {}).get("login") or ""), str(values.get("body") or ""))


def _names(labels: Any) -> Tuple[str, ...]:
    return tuple(str(one.get("name") or "") for one in labels if isinstance(one, dict)) if isinstance(labels, list) else ()


def same(one: str, other: str) -> bool:
    """Whether two bodies are the same text: GitHub may keep line ends in its own way."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirection is the error that it comes with."""

    def redirect_request(self, *told: Any) -> None:
        return None

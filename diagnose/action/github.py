"""The few requests to GitHub that an answer takes; each needs no other permission than `issues: write`."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple, cast
from urllib.parse import quote, urlsplit

PAUSES = (1.0, 4.0, 15.0)
"""Seconds before each further try of a request that may succeed later."""
LONGEST_PAUSE = 60.0
"""Seconds that GitHub may ask to be waited; an hour, when the limit of a whole token is used up, is too long."""
SECONDS = 30
"""Until a request that is not answered is given up."""
PAGE, PAGES = 100, 30
"""Comments at once, and requests for more of them."""
LARGEST = 32 << 20
"""Bytes of an attachment."""


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
        return [Comment(one["id"], str((one.get("user") or {}).get("login") or ""), str(one.get("body") or "")) for one in self._pages(f"/issues/{number}/comments")]

    def comment(self, number: int, body: str) -> None:
        """Post a comment, once: when nobody knows whether it arrived, it is looked for before it is posted again."""
        for pause in (*PAUSES, None):
            try:
                self._ask("POST", f"/issues/{number}/comments", {"body": body}, again=False)
                return
            except GitHubError as error:
                if pause is None or not error.doubtful:
                    raise
            time.sleep(pause)
            if any(same(one.body, body) for one in self.comments(number)):
                return

    def edit(self, comment: int, body: str) -> None:
        self._ask("PATCH", f"/issues/comments/{comment}", {"body": body})

    def label(self, number: int, name: str) -> None:
        """Put a label on an issue; GitHub makes one that the repository lacks."""
        self._ask("POST", f"/issues/{number}/labels", {"labels": [name]})

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off; one that is gone already is no error."""
        try:
            self._ask("DELETE", f"/issues/{number}/labels/{quote(name, safe='')}")
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
    after = str(error.headers.get("retry-after") or "")
    return error.code == 429 or bool(after) or error.headers.get("x-ratelimit-remaining") == "0", float(after) if after.isdecimal() else 0.0


def same(one: str, other: str) -> bool:
    """Whether two bodies are the same text: GitHub may keep line ends in its own way."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def download(url: str) -> bytes:
    """A public file, up to LARGEST bytes, without the token. Raises GitHubError."""
    opener = urllib.request.build_opener(_Secure)
    try:
        with opener.open(urllib.request.Request(url, headers={"User-Agent": "sovits-doctor"}), timeout=SECONDS) as answer:
            data = cast(bytes, answer.read(LARGEST + 1))
    except urllib.error.HTTPError as error:
        raise GitHubError(error.code, "attachment") from None
    except (OSError, HTTPException, ValueError):
        raise GitHubError(0, "attachment") from None
    if len(data) > LARGEST:
        raise GitHubError(413, "attachment")
    return data


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirection is the error that it comes with."""

    def redirect_request(self, *told: Any) -> None:
        return None


class _Secure(urllib.request.HTTPRedirectHandler):
    """Follows to the web only, and never from https to anything else."""

    def redirect_request(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Optional[urllib.request.Request]:
        before, after = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        return super().redirect_request(req, fp, code, msg, headers, newurl) if after == "https" or (before, after) == ("http", "http") else None

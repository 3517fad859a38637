"""Files that were dropped into a post: which of its links lead to them, and what they hold. The token is shown to none of their servers."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any, List, Optional, cast
from urllib.parse import quote, urlsplit

from diagnose.action import github
from diagnose.action.github import SECONDS, GitHubError

LARGEST = 32 << 20
"""Bytes of an attachment."""


def attachments(body: str, server: str) -> List[str]:
    """Addresses of files that were dropped into a post and may be logs. `server` is where they may be: `https://github.com`."""
    place = rf"{re.escape(server.rstrip('/'))}/(?:user-attachments|[\w.-]+/[\w.-]+)/files/\d+/[\w.%-]*\.(?:log|txt|out|zip|gz|tgz)"
    return list(dict.fromkeys(found[0] for found in re.finditer(rf"{place}(?![\w/%-]|\.\w)", body)))


def download(url: str) -> bytes:
    """A public file, up to LARGEST bytes, tried again while the fault may pass. Raises GitHubError."""
    for pause in github.PAUSES:
        try:
            return _fetched(url)
        except GitHubError as error:
            if not error.doubtful:
                raise
        time.sleep(pause)
    return _fetched(url)


def _fetched(url: str) -> bytes:
    request = urllib.request.Request(quote(url, safe=":/%"), headers={"User-Agent": "sovits-doctor"})
    try:
        with urllib.request.build_opener(_Secure).open(request, timeout=SECONDS) as answer:
            data = cast(bytes, answer.read(LARGEST + 1))
    except urllib.error.HTTPError as error:
        raise GitHubError(error.code, "attachment") from None
    except (OSError, HTTPException, ValueError):
        raise GitHubError(0, "attachment") from None
    if len(data) > LARGEST:
        raise GitHubError(413, "attachment")
    return data


class _Secure(urllib.request.HTTPRedirectHandler):
    """Follows to the web only, and never from https to anything else."""

    def redirect_request(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Optional[urllib.request.Request]:
        before, after = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        return super().redirect_request(req, fp, code, msg, headers, newurl) if after == "https" or (before, after) == ("http", "http") else None

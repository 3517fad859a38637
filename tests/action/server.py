"""A server that stands for GitHub's API and its attachments: it keeps comments and labels, and what was asked of it."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Set, Tuple
from urllib.parse import parse_qs, unquote, urlsplit

from tests.action.payloads import ACCOUNT, REPOSITORY, user

TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"
ISSUE = rf"/repos/{REPOSITORY}/issues/12"
NEEDED: Tuple[Tuple[str, str, str], ...] = (
    ("GET", rf"{ISSUE}/comments", "issues: read"),
    ("POST", rf"{ISSUE}/comments", "issues: write"),
    ("PATCH", rf"/repos/{REPOSITORY}/issues/comments/(\d+)", "issues: write"),
    ("DELETE", rf"/repos/{REPOSITORY}/issues/comments/(\d+)", "issues: write"),
    ("GET", rf"{ISSUE}/labels", "issues: read"),
    ("POST", rf"{ISSUE}/labels", "issues: write"),
    ("DELETE", rf"{ISSUE}/labels/([^/]+)", "issues: write"),
)
"""Requests that GitHub's reference lists, and the permission each one needs."""


@dataclass
class Api:
    """The state of one issue, and all requests."""

    address: str = ""
    comments: List[Dict[str, Any]] = field(default_factory=list)
    labels: List[str] = field(default_factory=list)
    files: Dict[str, bytes] = field(default_factory=dict)
    """Path of an attachment to its content."""
    asked: List[Tuple[str, str]] = field(default_factory=list)
    needed: Set[str] = field(default_factory=set)
    """Permissions that the requests took."""
    strange: List[str] = field(default_factory=list)
    """Requests that GitHub does not know, or that showed the token where they should not."""
    refuse: List[Tuple[int, Dict[str, str]]] = field(default_factory=list)
    """Status and headers of answers to come, before any good one."""
    excuse: bytes = b'{"message": "no"}'
    """The text of these."""
    unfetched: List[int] = field(default_factory=list)
    """Status of answers of the file server to come, before any good one."""
    login: str = ACCOUNT
    """Under which the token speaks."""
    meanwhile: List[Callable[[], object]] = field(default_factory=list)
    """What others do just before the next request that changes something."""
    made: int = 0
    lose: List[int] = field(default_factory=list)
    """Status of answers to comments that were taken in all the same."""

    def comment(self, body: str, author: str = ACCOUNT) -> int:
        self.made += 1
        self.comments.append({"id": 1000 + self.made, "user": user(author), "body": body})
        return int(self.comments[-1]["id"])

    @property
    def written(self) -> List[Tuple[str, str]]:
        return [one for one in self.asked if one[0] != "GET"]

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> Tuple[int, Dict[str, str], bytes]:
        path = urlsplit(target).path
        if path.startswith(("/user-attachments", "/elsewhere")):
            if headers.get("Authorization"):
                self.strange.append("the token was shown to a file server")
            content = self.files.get(unquote(path))
            if self.unfetched:
                return self.unfetched.pop(0), {}, b"<html>Unicorn!</html>"
            if path.startswith("/user-attachments") and content is not None:
                self.files["/elsewhere" + unquote(path)] = content
                return 302, {"Location": f"{self.address}/elsewhere{path}"}, b""
            return (200, {}, content) if content is not None else (404, {}, b"")
        self.asked.append((method, target))
        found = next(((re.fullmatch(pattern, path), needs) for verb, pattern, needs in NEEDED if verb == method and re.fullmatch(pattern, path)), None)
        if found is None or headers.get("Authorization") != f"Bearer {TOKEN}" or not headers.get("User-Agent"):
            self.strange.append(f"{method} {target}")
            return 404, {}, b"{}"
        if self.refuse:
            status, told = self.refuse.pop(0)
            return status, told, self.excuse
        if self.meanwhile and method != "GET":
            self.meanwhile.pop(0)()
        if self.lose and method == "POST" and path.endswith("/comments"):
            self._do(method, path, found[0], {}, json.loads(body))
            return self.lose.pop(0), {}, b"<html>Unicorn!</html>"
        self.needed.add(found[1])
        return self._do(method, path, found[0], parse_qs(urlsplit(target).query), json.loads(body) if body else None)

    def _do(self, method: str, path: str, match: Any, query: Dict[str, List[str]], values: Any) -> Tuple[int, Dict[str, str], bytes]:
        if path.endswith("/labels") and method != "DELETE":
            if values and any(len(name) > 50 for name in values["labels"]):
                return 422, {}, b"{}"
            self.labels += [name for name in (values or {"labels": []})["labels"] if name not in self.labels]
            return 200, {}, json.dumps([{"id": 1, "name": name, "color": "ededed"} for name in self.labels]).encode()
        if method == "GET":
            size, page = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
            return 200, {}, json.dumps(self.comments[(page - 1) * size : page * size]).encode()
        if "/labels/" in path:
            name = unquote(match[1])
            if name not in self.labels:
                return 404, {}, b'{"message": "Label does not exist"}'
            self.labels.remove(name)
            return 200, {}, b"[]"
        if method == "DELETE":
            self.comments = [one for one in self.comments if one["id"] != int(match[1])]
            return 204, {}, b""
        if len(values["body"]) > 65_536:
            return 422, {}, b'{"message": "Body is too long (maximum is 65536 characters)"}'
        if method == "POST":
            self.comment(values["body"], self.login)
            return 201, {}, json.dumps(self.comments[-1]).encode()
        for one in self.comments:
            if one["id"] == int(match[1]):
                one["body"] = values["body"]
        return 200, {}, b"{}"


def serve(api: Api) -> Callable[[], None]:
    """Start the server; gives back what stops it."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = api.answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _any

        def log_message(self, *told: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop

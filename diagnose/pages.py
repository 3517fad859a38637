"""What all of our HTML pages share: templates that escape, files of the template folder, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources
from typing import Callable

import jinja2

from diagnose.messages import say


def asset(name: str) -> str:
    """A file of the template folder."""
    return resources.files("diagnose").joinpath("templates").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


def policy(style: str, script: str) -> str:
    """A content security policy: nothing may be loaded, sent or run but these two texts, which stand in the page itself."""
    allowed = [f"{name} '{_digest(text)}'" for name, text in (("style-src", style), ("script-src", script)) if text]
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@functools.cache
def environment() -> jinja2.Environment:
    """Jinja with autoescape, for one kind of page: `with_filters` gives a copy with its filters."""
    env = jinja2.Environment(loader=jinja2.FunctionLoader(asset), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    env.globals.update(say=say)
    env.filters.update(kind=_kind)
    return env


def with_filters(**filters: Callable[..., object]) -> jinja2.Environment:
    """The environment with further filters."""
    env = environment().overlay()
    env.filters = {**environment().filters, **filters}
    return env


def _kind(value: object) -> str:
    """Name of a node's class: what a template tells nodes apart by."""
    return type(value).__name__

"""From a finding to a check."""

from __future__ import annotations

from typing import Mapping, Optional, Sequence, Tuple

from diagnose.checkup.check import Check, Said
from diagnose.environment.probe import Probe
from diagnose.messages import both

GIB = 1 << 30


def told(
    name: str,
    status: str,
    key: str,
    /,
    rule: str = "",
    stages: Sequence[str] = (),
    details: Sequence[Said] = (),
    advice: str = "",
    values: Optional[Mapping[str, object]] = None,
    **more: object,
) -> Check:
    """A check `environment.<name>` whose sentences are `environment.<key>` and `environment.<advice>`, with the values of both."""
    shown = {**(values or {}), **more}
    title = both("environment." + key, **shown)
    return Check("environment." + name, status, title, both("environment." + advice, **shown) if advice else {}, tuple(details), rule=rule, stages=tuple(stages))


def plain(text: str) -> Said:
    """A line that reads the same in both languages."""
    return {"zh": text, "en": text}


def lines(text: str, most: int = 12) -> Tuple[Said, ...]:
    """Lines of a program's output as details."""
    return tuple(plain(line[:300]) for line in text.splitlines()[-most:] if line.strip())


def python_of(probe: Probe) -> str:
    """How the user would start the interpreter."""
    if len(probe.command) > 1:
        words = probe.command
    elif probe.interpreter.kind == "bundle":
        return "runtime\\python.exe" if probe.interpreter.system == "windows" else "runtime/python"
    else:
        words = (probe.command[0],)
    return " ".join(f'"{word}"' if " " in word else word for word in words)


def gib(size: int) -> str:
    """`15.6 GB`, `64 MB`."""
    return f"{size / GIB:.1f} GB" if size >= GIB else f"{size >> 20} MB"


def some(names: Sequence[str], most: int = 6) -> str:
    """The first few of a list."""
    return ", ".join(names[:most]) + (f" … ({len(names)})" if len(names) > most else "")

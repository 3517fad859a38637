"""Regular expressions that are compiled when they are first used: a short log needs one in three, and all of them take twice as long as Python takes to start."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Pattern, Union, cast


class _Late:
    """A pattern that is not compiled yet. Its methods replace this class's look-up at the first use: later ones cost nothing more."""

    def __init__(self, source: Union[str, bytes], flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source, self._flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(source: AnyStr, flags: int = 0) -> Pattern[AnyStr]:
    """Like `re.compile`, for patterns of modules; raises re.error at the first use."""
    return cast(Pattern[AnyStr], _Late(source, flags))

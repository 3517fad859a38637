"""The log that a fix starts from: what failed, and the configuration file that the failed run read."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, List, Optional, Sequence

from diagnose import Reader
from diagnose.fixing.planning import read_config
from diagnose.fixing.wishes import Wanted, config_of_run, fitting, wanted_by
from diagnose.inputs import STDIN, InputError, blocks_of, find_inputs
from diagnose.library import Library
from diagnose.messages import say
from diagnose.model import Diagnosis

if TYPE_CHECKING:
    from diagnose.outside import Outside


@dataclass(frozen=True)
class Case:
    """A log that was diagnosed."""

    diagnosis: Diagnosis
    library: Library
    digest: str
    """sha256 of the log."""
    wanted: Optional[Wanted]
    config: Optional[Path]
    """The configuration file of the failed run, when it is here."""


class OpenCase:
    """A log that was read, before anything beside it was looked at: where to look is in the log itself."""

    def __init__(self, name: str, library: Library, lang: str) -> None:
        """Read the log; raises InputError."""
        inputs = find_inputs(name)
        if len(inputs) > 1:
            raise InputError("fix.one-log", count=len(inputs))
        if name == STDIN and sys.stdin is not None and sys.stdin.isatty():
            print(say("pasting", lang), file=sys.stderr)
        self._library = library
        self._reader, self._total = Reader(library), hashlib.sha256()
        for block in blocks_of(inputs[0]):
            self._reader.feed(block)
            self._total.update(block)
        self._first = self._reader.so_far()

    def config(self, named: Sequence[Path], folders: Sequence[Path]) -> Optional[Path]:
        """The configuration file of the failed run: of those that were named, else where the log says, looked for from `folders`; raises Unusable."""
        if not named:
            return config_of_run(self._first, folders)
        wanted = wanted_by(self._first)
        return fitting([read_config(path) for path in named], wanted.stage if wanted else "")

    def close(self, outside: Optional[Outside], config: Optional[Path]) -> Case:
        """The case with all that is known."""
        self._reader.outside = outside
        diagnosis = self._reader.close()
        return Case(diagnosis, self._library, self._total.hexdigest(), wanted_by(diagnosis), config)


def folders_of(log: str, workspaces: Sequence[Optional[Path]]) -> List[Path]:
    """Where files that a log names are looked for: the program folder, where we are, and beside the log."""
    beside = [Path(log).parent] if log != STDIN else []
    return [*(folder for folder in workspaces if folder is not None), Path(), *beside]

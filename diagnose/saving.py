"""Reports as files: written whole or not at all, and never over another unless that was asked for."""

from __future__ import annotations

import os
import re
from itertools import chain, count
from pathlib import Path
from typing import List

from diagnose.late import late

SUFFIX = {"html": ".html", "markdown": ".md", "json": ".json", "sarif": ".sarif", "reply": ".md", "terminal": ".txt"}
"""Of the files in a folder, by format."""
_STRANGE = late(r"[^\w.-]+")
_RESERVED = late(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def is_folder(target: str) -> bool:
    """Whether a target names a folder: one that exists, or ends like one."""
    return target.endswith(("/", "\\")) or Path(target).is_dir()


class Saver:
    """Writes the reports of one request."""

    def __init__(self, target: str, style: str, force: bool) -> None:
        self._target = Path(target)
        self._folder = is_folder(target)
        self._style = style
        self._force = force
        self._written: List[Path] = []

    def wanted(self, log: str) -> Path:
        """Where the report of a log belongs."""
        return self._target / (file_name(log) + SUFFIX[self._style]) if self._folder else self._target

    def save(self, path: Path, text: str) -> Path:
        """Write a report to `path`, or beside it when that is taken; gives back where. Raises OSError."""
        if self._folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        path = self._free(path)
        import tempfile

        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", "replace"))
            Path(name).chmod(0o666 & ~_mask())
            os.replace(name, path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        self._written.append(path)
        return path

    def _free(self, path: Path) -> Path:
        """`report.html`, else `report-2.html`, and so on."""
        names = chain([path], (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2)))
        return next(one for one in names if one not in self._written and (not os.path.lexists(one) or (self._force and one.is_file())))


def file_name(log: str) -> str:
    """A safe file name, without suffix, for the report of a log; the log may be a member of an archive and be called anything."""
    last = re.split(r"[\\/!]", log)[-1]
    stem = _STRANGE.sub("-", last.rpartition(".")[0] or last).strip("-. ")[:80] or "report"
    return f"log-{stem}" if _RESERVED.match(stem) else stem


def _mask() -> int:
    """The rights that new files do not get: temporary files are private, a report is an ordinary file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

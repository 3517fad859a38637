"""The reports of many logs in one folder: a page for each failed log, named by the log's digest, so that every run finds it again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from diagnose import Reader
from diagnose.inputs import Input, InputError, blocks_of
from diagnose.library import Library
from diagnose.options import Options
from diagnose.rendering import render
from diagnose.triage.item import Item
from diagnose.triage.record import Record

FAILED = ("diagnosed", "unrecognised")
"""Statuses of logs that get a report."""


def report_file(folder: Path, digest: str) -> Path:
    """Where the report of a log is."""
    return folder / f"{digest[:20]}.html"


def make_folder(folder: Path) -> None:
    """Make the folder for reports. Raises InputError where none can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError("triage.output-unwritable", name=folder, reason=error.strerror or str(error)) from None


def check_page(page: Path) -> None:
    """Whether a page can be written to this place. Raises InputError."""
    if page.suffix.lower() not in (".html", ".htm"):
        raise InputError("triage.page-suffix", name=page)
    try:
        with tempfile.TemporaryFile(dir=page.parent):
            pass
    except OSError as error:
        raise InputError("triage.output-unwritable", name=page, reason=error.strerror or str(error)) from None


def write_report(item: Item, record: Record, library: Library, folder: Path, options: Options) -> None:
    """Write the report of a log that was examined, into a folder that is there; raises OSError where that fails, InputError for the log."""
    if record.status not in FAILED or not record.digest:
        return
    reader, log = Reader(library), Input(item.name, item.open)
    for block in blocks_of(log):
        reader.feed(block)
    text = render(reader.close(), library, log, options, "html")
    handle, name = tempfile.mkstemp(dir=folder, prefix=".report", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode("utf-8", "replace"))
    Path(name).chmod(0o644)
    os.replace(name, report_file(folder, record.digest))

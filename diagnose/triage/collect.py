"""What the user names to items, one for each log, in a fixed order: folders, globs, archives, URLs, dumps of issues."""

from __future__ import annotations

import atexit
import contextlib
import glob
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import IO, Any, Dict, Iterator, List, Optional, Sequence

from diagnose.inputs import InputError
from diagnose.triage.archives import BROKEN, archive_items, utc
from diagnose.triage.issues import LARGEST, is_broken_dump, issue_items, read_dump, read_issues
from diagnose.triage.item import Item, is_url, opened
from diagnose.triage.names import is_archive, is_dump, is_log, spelled
from diagnose.triage.tally import Passed

SHOWN = 200
"""Characters of a name that cannot be one: somebody may have pasted a whole log."""


def collect(names: Sequence[str], passed: Passed) -> Iterator[Item]:
    """The logs that paths, globs and URLs stand for. What cannot be read at all is noted in `passed`, one bad archive becomes one bad item."""
    copies = tempfile.mkdtemp(prefix="sovits-doctor-")
    atexit.register(shutil.rmtree, copies, ignore_errors=True)  # not when the last item was given: others may still have to read it
    for name in names:
        try:
            yield from _of_url(name, passed, copies) if is_url(name) else _of_name(name, passed, copies)
        except InputError as error:
            passed.faults.append(error)
        except (OSError, ValueError) as error:  # below a folder that is closed, or a name longer than any: it cannot even be asked for
            passed.faults.append(InputError("input-unreadable", name=spelled(name)[:SHOWN], reason=getattr(error, "strerror", None) or str(error)))
    with contextlib.suppress(OSError):
        Path(copies).rmdir()


def expected(names: Sequence[str]) -> Optional[int]:
    """About how many logs there will be, by a quick look at the folders; None when archives, dumps, globs or URLs are among them."""
    count = 0
    for name in names:
        if not os.path.isdir(name):  # noqa: PTH112  (which knows no errors, unlike Path)
            if is_url(name) or not os.path.isfile(name) or is_archive(name) or is_dump(name):  # noqa: PTH113
                return None
            count += 1
        for _, folders, files in os.walk(name):
            folders[:] = [folder for folder in folders if not folder.startswith(".")]
            if any(is_archive(file) for file in files):
                return None
            count += sum(is_log(file) and not file.startswith(".") for file in files)
    return count


def _of_name(name: str, passed: Passed, copies: str) -> Iterator[Item]:
    path = Path(name)
    if name in ("", "-"):
        raise InputError("triage.path-stdin" if name else "triage.path-empty")
    if path.is_dir():
        yield from _of_folder(name, passed, copies)
    elif path.is_symlink() or path.exists():
        yield from _of_file(name, passed, copies, named=True)
    elif any(char in name for char in "*?["):
        matches = sorted(glob.glob(name, recursive=True))
        if not matches:
            raise InputError("input-no-match", name=name)
        for match in matches:
            if not os.path.isdir(match):  # noqa: PTH112
                yield from _of_file(match, passed, copies, named=False)
            elif "**" not in name:
                yield from _of_folder(match, passed, copies)
    else:
        raise InputError("triage.path-missing", name=name)


def _of_folder(folder: str, passed: Passed, copies: str) -> Iterator[Item]:
    """All logs below a folder by name; hidden ones and links to folders are left alone."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((one.name, one.path, _is_dir(one), one.is_symlink()) for one in found if not one.name.startswith("."))
    except OSError as error:
        passed.faults.append(InputError("input-unreadable", name=folder, reason=error.strerror or str(error)))
        return
    for _, path, is_folder, is_link in entries:
        if not is_folder:
            yield from _of_file(path, passed, copies, named=False)
        elif not is_link:
            yield from _of_folder(path, passed, copies)


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _of_file(path: str, passed: Passed, copies: str, named: bool) -> Iterator[Item]:
    """The logs in a file of this machine; of one that was not named itself the name must tell that it is a log."""
    name = spelled(path)
    if not named and not (is_log(path) or is_archive(path) or is_dump(path)):
        passed.add(path)
        return
    try:
        about = Path(path).stat()
    except OSError as error:
        yield Item(name, name, error="triage.error-missing" if isinstance(error, FileNotFoundError) else "triage.error-unreadable")
        return
    if not stat.S_ISREG(about.st_mode):  # a pipe or a device would be waited for
        yield Item(name, name, error="triage.error-no-file")
    elif not named and is_log(path):
        yield Item(name, name, utc(about.st_mtime), file=path)
    else:
        yield from _by_content(path, utc(about.st_mtime), passed, copies, named)


def _of_url(url: str, passed: Passed, copies: str) -> Iterator[Item]:
    from diagnose.triage.remote import find_urls, is_here

    for name, when in find_urls(url):
        named = name == url
        if is_archive(name) or is_dump(name):
            yield from _by_content(name, when, passed, copies, named)
        elif not named and not is_log(name):
            passed.add(name)
        elif is_here(name):
            yield Item(spelled(name), spelled(name), when, data=_whole(name))
        else:
            yield Item(spelled(name), spelled(name), when, file=name)


def _by_content(file: str, when: str, passed: Passed, copies: str, named: bool) -> Iterator[Item]:
    """A file that may be an archive or a dump of issues, else a log."""
    name = spelled(file)
    try:
        with contextlib.closing(opened(file)) as stream:
            items = archive_items(file, stream, passed, copies)
            if items is not None:
                yield from items
                return
            issues = _dump(stream, file) if is_dump(file) or (named and _is_json(stream)) else None
    except BROKEN:
        yield Item(name, name, when, error="triage.error-unreadable")
        return
    except InputError as error:
        passed.faults.append(error)
        return
    if issues is not None:
        yield from issue_items(name, issues)
    elif named:
        yield Item(name, name, when, file=file)
    elif is_archive(file):
        yield Item(name, name, when, error="triage.error-no-archive")
    else:
        passed.add(file)


def _is_json(stream: IO[bytes]) -> bool:
    head = stream.read(512)
    stream.seek(0)
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] in (b"[", b"{")


def _dump(stream: IO[bytes], name: str) -> Optional[List[Dict[str, Any]]]:
    """The issues of a dump; None for a file of something else. Raises InputError for one that cannot be used."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        return None
    text = read_dump(data)
    issues = read_issues(text)
    if issues is None and is_broken_dump(text):
        raise InputError("triage.dump-broken", name=spelled(name))
    return issues


def _whole(url: str) -> bytes:
    with opened(url) as stream:
        return stream.read()

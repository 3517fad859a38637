"""Logs in object storage and other places that fsspec reaches: `s3://`, `oss://`, `hdfs://`, `memory://` and the like."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import IO, Any, Iterator, Mapping, Tuple, cast

from diagnose.inputs import InputError
from diagnose.printable import one_line
from diagnose.triage.archives import utc

HERE = frozenset({"memory"})
"""Storage that only this process sees."""


def find_urls(url: str) -> Iterator[Tuple[str, str]]:
    """URL and time of change (as in `Record`) of each file that a URL stands for: a file, a glob, or a folder with all below it; in order.

    Raises InputError when the storage cannot be reached or nothing is there.
    """
    system, path = file_system(url)
    try:
        if any(char in path for char in "*?["):
            found = system.glob(path, detail=True)
        elif system.isdir(path):
            found = system.find(path, detail=True)
        else:
            found = {path: system.info(path)}
    except FileNotFoundError:
        raise InputError("triage.url-missing", name=url) from None
    except Exception as error:  # every storage has its own errors
        raise _unreadable(url, error) from None
    files = {name: info for name, info in found.items() if info.get("type") != "directory"}
    if not files:
        raise InputError("triage.url-missing", name=url)
    for name in sorted(files):
        yield system.unstrip_protocol(name), _changed(files[name])


def open_url(url: str) -> IO[bytes]:
    """The bytes behind a URL. Raises OSError, or InputError when the storage cannot be reached."""
    system, path = file_system(url)
    try:
        return cast(IO[bytes], system.open(path, "rb"))
    except OSError:
        raise
    except Exception as error:
        raise _unreadable(url, error) from None


def is_here(url: str) -> bool:
    """Whether other processes cannot open it."""
    return url.partition("://")[0] in HERE


def file_system(url: str) -> Tuple[Any, str]:
    """The fsspec file system that a URL or path belongs to, and its path there. Raises InputError when a package for it is missing."""
    try:
        import fsspec
    except ImportError:
        raise InputError("triage.need-cloud", name=url) from None
    try:
        system, path = fsspec.core.url_to_fs(url)
    except ImportError as error:  # fsspec says which package this storage needs
        raise InputError("triage.need-package", name=url, reason=str(error)) from None
    except Exception as error:
        raise _unreadable(url, error) from None
    return system, cast(str, path)


def _unreadable(url: str, error: Exception) -> InputError:
    """One sentence of what may be pages."""
    return InputError("input-unreadable", name=url, reason=one_line(str(error).strip().partition("\n")[0], 300) or type(error).__name__)


def _changed(info: Mapping[str, Any]) -> str:
    """When a file was changed; every storage has its own word for it."""
    for key in ("LastModified", "last_modified", "modified", "mtime", "updated", "created"):
        told = info.get(key)
        if isinstance(told, datetime):
            return utc((told if told.tzinfo else told.replace(tzinfo=timezone.utc)).timestamp())
        if isinstance(told, (int, float)):
            return utc(told)
    return ""

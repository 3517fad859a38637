"""A folder that several machines see, by fsspec: a local path, `s3://…`, `hdfs://…`. A file in it is there whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import uuid
from contextlib import contextmanager, suppress
from typing import IO, Any, Iterator, Set, Union, cast

from diagnose.inputs import InputError
from diagnose.triage.remote import file_system, is_here

MAKING = ".making-"
"""Stands in the names of files that are being written."""


class Storage:
    """One folder. Names below are relative to it, with `/`. Raises InputError when it cannot be shared; its methods raise OSError."""

    def __init__(self, url: str) -> None:
        if is_here(url):
            raise InputError("triage.shards-here", name=url)
        self._system, self._path = file_system(url)
        self._path = self._path.rstrip("/")
        self.url = cast(str, self._system.unstrip_protocol(self._path))
        """Absolute, fit to be sent to another machine."""

    def names(self, folder: str) -> Set[str]:
        """Names of the files in one folder, without it; empty when there is none. What is being written does not count."""
        with _as_oserror():
            return {name for name in self._found(folder) if MAKING not in name}

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        with _as_oserror():
            self._system.invalidate_cache()
            return bool(self._system.exists(self._at(name)))

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a file."""
        with _as_oserror():
            self._system.invalidate_cache()  # another process may have made it since we looked
            return cast(IO[bytes], self._system.open(self._at(name), "rb"))

    def read(self, name: str) -> bytes:
        with _as_oserror(), self.open(name) as stream:
            return stream.read()

    def put(self, name: str, content: Union[bytes, IO[bytes]]) -> None:
        """Write a file, in place of one that is there: under another name, then renamed."""
        target = self._at(name)
        folder, _, last = target.rpartition("/")
        making = f"{folder}/{MAKING}{uuid.uuid4().hex}-{last}"
        with _as_oserror():
            self._system.makedirs(folder, exist_ok=True)
            self._put(making, target, content)

    def remove(self, folder: str, name: str = "") -> None:
        """Remove one file of a folder, or the folder; what is not there needs not be removed."""
        with _as_oserror(), suppress(FileNotFoundError):
            self._system.invalidate_cache()
            self._system.rm(self._at(f"{folder}/{name}" if name else folder), recursive=not name)

    def tidy(self, folder: str) -> None:
        """Remove what was left by processes that died while they wrote."""
        with _as_oserror():
            leftovers = [name for name in self._found(folder) if MAKING in name]
        for name in leftovers:
            self.remove(folder, name)

    def _found(self, folder: str) -> Set[str]:
        self._system.invalidate_cache()
        try:
            return {path.rpartition("/")[2] for path in self._system.ls(self._at(folder), detail=False)}
        except FileNotFoundError:
            return set()

    def _put(self, making: str, target: str, content: Union[bytes, IO[bytes]]) -> None:
        try:
            with self._system.open(making, "wb") as file:
                shutil.copyfileobj(io.BytesIO(content) if isinstance(content, bytes) else content, file, 1 << 20)
            self._rename(making, target)
        except BaseException:
            with suppress(Exception):
                self._system.rm_file(making)
            raise

    def _rename(self, made: str, target: str) -> None:
        if _is_local(self._system):  # in one step, also where the target is there
            with open(made, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(made, target)
            return
        try:
            self._system.mv(made, target)
        except Exception:  # some storages do not replace: another worker has made the same file
            if not self._system.exists(target):
                raise
            self._system.rm_file(made)

    def _at(self, name: str) -> str:
        return f"{self._path}/{name}" if name else self._path


def _is_local(system: Any) -> bool:
    from fsspec.implementations.local import LocalFileSystem

    return isinstance(system, LocalFileSystem)


@contextmanager
def _as_oserror() -> Iterator[None]:
    """Every storage has its own errors."""
    try:
        yield
    except (OSError, InputError):
        raise
    except Exception as error:
        raise OSError(str(error) or type(error).__name__) from error

"""Files replaced whole or not at all, with the rights they had."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """A new file, on the disk when this returns. Raises OSError, FileExistsError when there is one."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(target: Path, data: bytes, scratch: Path) -> None:
    """Put new bytes in the place of a file: whoever looks, at any moment and after any crash, sees the old ones or the new ones.

    They are written to `scratch` first, a free name; where that lies on another disk, beside the target. Raises OSError.
    """
    try:
        _replace(target, data, scratch)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _replace(target, data, beside(target))


def beside(target: Path) -> Path:
    """The scratch file of a target on another disk; its name is fixed, so that one left by a crash is found again."""
    return target.with_name(f".{target.name}.sovits-doctor")


def _replace(target: Path, data: bytes, scratch: Path) -> None:
    scratch.unlink(missing_ok=True)
    try:
        write_new(scratch, data)
        if target.exists():
            adopt(target, scratch)
        os.replace(scratch, target)
    except BaseException:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def adopt(target: Path, scratch: Path) -> None:
    """Give a new file the owner, rights and further attributes of the target, but not its times. Raises OSError."""
    state, own = target.stat(), scratch.stat()
    if sys.platform != "win32" and (state.st_uid, state.st_gid) != (own.st_uid, own.st_gid):
        try:
            os.chown(scratch, state.st_uid, state.st_gid)
        except OSError:  # only root may give files away; to a group of one's own everybody may
            with contextlib.suppress(OSError):
                os.chown(scratch, -1, state.st_gid)
    shutil.copystat(target, scratch)
    os.utime(scratch)


def copy_exactly(source: Path, copy: Path) -> None:
    """A copy with rights and times, on the disk when this returns; of a link the link. Raises OSError."""
    if source.is_symlink():
        copy.symlink_to(source.readlink())
        return
    with source.open("rb") as old, copy.open("xb") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        new.flush()
        os.fsync(new.fileno())
    shutil.copystat(source, copy)


def move(source: Path, goal: Path) -> None:
    """Move a file to a free name, to another disk as well: at every moment it is whole at one of the two places. Raises OSError."""
    if os.path.lexists(goal):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(goal))
    try:
        source.rename(goal)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        scratch = beside(goal)
        scratch.unlink(missing_ok=True)
        copy_exactly(source, scratch)
        scratch.rename(goal)
        source.unlink()
    sync_folder(source.parent)
    sync_folder(goal.parent)


def sync_folder(folder: Path) -> None:
    """Let the names of a folder reach the disk, where the system can do that."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

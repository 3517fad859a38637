"""Rules compiled ahead: reading 190 YAML files takes half a second, opening what was compiled from them a few thousandths.

The rules of an installed package are compiled when it is built (`FILE` beside them). Rules in a checkout and own rules are
compiled once and cached, under a name that changes with every change of a rule or of this tool. The cache is a pickle, as
trustworthy as the byte code that Python itself caches; without a writable folder nothing is cached.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Iterator, Optional, Sequence, Tuple

from diagnose import __version__
from diagnose.anchors import pieces_of
from diagnose.shelf import FORMAT, Shelf, open_shelf

FILE, PIECES = "rules.compiled", "pieces.compiled"
"""Names of the compiled rules, and of the pieces of their words, inside the packaged folder of rules."""
OURS = ("rule.py", "grammar.py", "literals.py", "noise.py", "expressions.py", "anchors.py", "index.py", "library.py", "shelf.py")
"""Modules on which the compiled rules depend."""

Compile = Callable[[], bytes]


def read_compiled(tops: Sequence[Any], compile_rules: Compile) -> Shelf:
    """The rules of some folders: compiled ahead, from the cache, or by `compile_rules`, which may raise RuleError."""
    if len(tops) == 1:
        shelf = _open(tops[0].joinpath(FILE), tops)
        if shelf is not None:
            return shelf
    cached = _cache_file(tops)
    shelf = _open(cached, tops) if cached is not None else None
    if shelf is not None:
        return shelf
    data = compile_rules()
    if cached is not None:
        _store(cached, data)
    shelf = open_shelf(data, tops)
    assert shelf is not None
    return shelf


def _open(file: Any, tops: Sequence[Any]) -> Optional[Shelf]:
    with suppress(OSError):
        return open_shelf(file.read_bytes(), tops)
    return None


def read_pieces(words: Sequence[bytes], shipped: Any) -> Tuple[bytes, ...]:
    """What to search for first to find any of some words (`anchors.pieces_of`): shipped with the packaged rules, cached, or worked out now."""
    digest = _digest(f"{FORMAT} {__version__} {_age('covers.py', 'noise.py')}".encode(), *words)
    folder = _cache_folder()
    places = [shipped.joinpath(PIECES), *([folder / f"{digest[:32]}.compiled"] if folder else [])]
    for place in places:
        with suppress(Exception):  # not there, not readable, or a damaged pickle
            known, pieces = pickle.loads(place.read_bytes())
            if known == digest or (place is places[0] and known == _digest(*words)):
                return tuple(pieces)
    found = pieces_of(words)
    if folder:
        _store(places[-1], pickle.dumps((digest, found), protocol=4))
    return found


def dump_pieces(words: Sequence[bytes]) -> bytes:
    """The pieces of some words as bytes, to be shipped with the packaged rules."""
    return pickle.dumps((_digest(*words), pieces_of(words)), protocol=4)


def _digest(*words: bytes) -> str:
    import hashlib

    return hashlib.sha256(b"\0".join(words)).hexdigest()


def _cache_file(tops: Sequence[Any]) -> Optional[Path]:
    """Where the compiled rules of some folders are cached; None when one is no folder on disk or there is no home."""
    told = [f"{FORMAT} {__version__} {_age(*OURS)}"]
    try:
        for top in tops:
            if not isinstance(top, Path):
                return None
            told.append(str(top.resolve()))
            told += _state(top)
    except OSError:
        return None
    folder = _cache_folder()
    return folder / f"{_digest(*(one.encode('utf-8', 'surrogatepass') for one in told))[:32]}.compiled" if folder else None


def _state(top: Path) -> Iterator[str]:
    """Of each rule in a folder its name, time and size."""
    for area in sorted(filter(os.DirEntry.is_dir, os.scandir(top)), key=_name):
        for folder in sorted(os.scandir(area), key=_name):
            with suppress(FileNotFoundError, NotADirectoryError):
                seen = Path(folder.path, "rule.yaml").stat()
                yield f"{area.name}/{folder.name} {seen.st_mtime_ns} {seen.st_size}"


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _cache_folder() -> Optional[Path]:
    home = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(home) if home else Path.home() / ".cache") / "sovits-doctor"
    except RuntimeError:
        return None


def _age(*modules: str) -> str:
    """Changes when these modules of ours are worked on."""
    return "".join(str((Path(__file__).parent / name).stat().st_mtime_ns) for name in modules)


def _store(path: Path, data: bytes) -> None:
    """Write the cache whole or not at all: several processes may start at once."""
    import tempfile

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
        for old in sorted(path.parent.glob("*.compiled"), key=lambda one: one.stat().st_mtime)[:-16]:
            old.unlink()

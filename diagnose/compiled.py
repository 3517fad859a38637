"""Rules compiled ahead: reading 170 YAML files takes half a second, reading them back from one file takes hundredths.

The rules of an installed package are compiled when it is built (`FILE` beside them). Rules in a checkout and own rules are
compiled once and cached, under a name that changes with every change of a rule or of this tool. The cache is a pickle, as
trustworthy as the byte code that Python itself caches; without a writable folder nothing is cached.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterable, List, Optional, Sequence, Tuple

from diagnose import __version__
from diagnose.anchors import pieces_of
from diagnose.rule import Rule

FILE, PIECES = "rules.compiled", "pieces.compiled"
"""Names of the compiled rules, and of the pieces of their words, inside the packaged folder of rules."""
FORMAT = 1
"""Raised when the shape of Rule changes."""

Read = Callable[[Any], Iterable[Rule]]


def read_compiled(top: Any, read: Read) -> List[Rule]:
    """The rules of a folder: compiled ahead, from the cache, or by `read`, which may raise RuleError."""
    shipped = top.joinpath(FILE)
    if shipped.is_file():
        rules = _load(shipped.read_bytes())
        if rules is not None:
            return _placed(rules, top)
    cached = _cache_file(top)
    if cached is not None:
        with suppress(OSError):
            rules = _load(cached.read_bytes())
            if rules is not None:
                return _placed(rules, top)
    found = list(read(top))
    if cached is not None:
        _store(cached, dump(found))
    return found


def read_pieces(words: Sequence[bytes], shipped: Any) -> Tuple[bytes, ...]:
    """What to search for first to find any of some words (`anchors.pieces_of`): shipped with the packaged rules, cached, or worked out now."""
    digest = hashlib.sha256(b"\0".join([f"{FORMAT} {__version__} {_age('covers.py', 'noise.py')}".encode(), *words])).hexdigest()
    folder = _cache_folder()
    places = [shipped.joinpath(PIECES), *([folder / f"{digest[:32]}.compiled"] if folder else [])]
    for place in places:
        with suppress(Exception):  # not there, not readable, or a damaged pickle
            known, pieces = pickle.loads(place.read_bytes())
            if known == digest or (place is places[0] and known == _plain_digest(words)):
                return tuple(pieces)
    found = pieces_of(words)
    if folder:
        _store(places[-1], pickle.dumps((digest, found), protocol=4))
    return found


def dump_pieces(words: Sequence[bytes]) -> bytes:
    """The pieces of some words as bytes, to be shipped with the packaged rules."""
    return pickle.dumps((_plain_digest(words), pieces_of(words)), protocol=4)


def _plain_digest(words: Sequence[bytes]) -> str:
    return hashlib.sha256(b"\0".join(words)).hexdigest()


def dump(rules: Iterable[Rule]) -> bytes:
    """Rules as bytes, without the folder they were read from."""
    return pickle.dumps((FORMAT, __version__, [replace(rule, folder=None, title=dict(rule.title)) for rule in rules]), protocol=4)


def _load(data: bytes) -> Optional[List[Rule]]:
    """The rules in such bytes; None when they are of another version or damaged."""
    try:
        form, version, rules = pickle.loads(data)
    except Exception:  # a damaged pickle raises whatever its bytes happen to mean
        return None
    return rules if (form, version) == (FORMAT, __version__) else None


def _placed(rules: Iterable[Rule], top: Any) -> List[Rule]:
    return [replace(rule, folder=top.joinpath(*rule.id.split(".", 1))) for rule in rules]


def _cache_file(top: Any) -> Optional[Path]:
    """Where the compiled rules of a folder are cached; None when the folder is no folder on disk or there is no home."""
    if not isinstance(top, Path):
        return None
    digest = hashlib.sha256(f"{top.resolve()}\0{FORMAT}\0{__version__}\0{_age('rule.py', 'grammar.py', 'literals.py', 'expressions.py')}".encode())
    try:
        for file in sorted(top.glob("*/*/rule.yaml")):
            seen = file.stat()
            digest.update(f"\0{file}\0{seen.st_mtime_ns}\0{seen.st_size}".encode("utf-8", "replace"))
    except OSError:
        return None
    folder = _cache_folder()
    return folder / f"{digest.hexdigest()[:32]}.compiled" if folder else None


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

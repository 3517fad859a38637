"""sovits-doctor: why did my GPT-SoVITS run die, how do we know, and what do I change?

    import diagnose
    verdict = diagnose.diagnose(open("train.log", "rb"))

The public API is this module: `diagnose` for a whole log, `Reader` to feed one piece by piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Iterable, Iterator, List, Optional, Union

from diagnose.model import Diagnosis, Line, Log

if TYPE_CHECKING:
    from diagnose.outside import Outside

__version__ = "0.1.0"

BLOCK = 1 << 19
"""Bytes read at once."""


class Reader:
    """A log that is read as it comes: `feed` blocks of bytes, then `close` for the diagnosis."""

    def __init__(self, library: Optional[object] = None, outside: Optional[Outside] = None) -> None:
        from diagnose.episodes import Episodes
        from diagnose.library import Library, load_library
        from diagnose.source import Source

        self.library: Library = library if isinstance(library, Library) else load_library()
        self.outside = outside
        self._source = Source(self.library.anchors)
        self._episodes = Episodes(self.library.notable, self.library.anchors)

    def feed(self, block: bytes) -> None:
        """Take the next bytes of the log."""
        self._read(self._source.feed(block))

    def so_far(self) -> Diagnosis:
        """The diagnosis of what was fed up to now, as if the log ended here; more may be fed afterwards.

        A verdict of a log that still grows may be revised: the root of a chain often stands below what follows from it.
        """
        import copy

        # The rules and what searches for their literals are not copied: nothing changes them.
        shared = (self.library, self.library.anchors, self.library.notable, self.outside)
        return copy.deepcopy(self, {id(one): one for one in shared}).close()

    def close(self) -> Diagnosis:
        """The diagnosis of all that was fed."""
        from diagnose.judging import judge

        return judge(self.log(), self.library, self.outside)

    def log(self) -> Log:
        """All that was fed, as runs that are still to be judged; nothing more may be fed."""
        self._read(self._source.close())
        source = self._source
        return Log(self._episodes.close(), source.size, source.lines, source.encoding)

    def _read(self, lines: List[Line]) -> None:
        repeated, self._source.repeated = self._source.repeated, []
        self._episodes.feed(lines, repeated)


def diagnose(log: Union[bytes, BinaryIO, Iterable[bytes]], library: Optional[object] = None, outside: Optional[Outside] = None) -> Diagnosis:
    """Diagnose a log.

    `log` is its bytes, a file opened in binary mode, or blocks of bytes; `library` the rules to use (`library.load_library`),
    those that come with the tool when left out; `outside` what is known beside the log (`checkup.looking`). Memory does not grow with
    the log. Raises `rule.RuleError` for a library that cannot be read.
    """
    reader = Reader(library, outside)
    for block in _blocks(log):
        reader.feed(block)
    return reader.close()


def _blocks(log: Union[bytes, BinaryIO, Iterable[bytes]]) -> Iterator[bytes]:
    if isinstance(log, (bytes, bytearray)):
        yield bytes(log)
    elif hasattr(log, "read"):
        while True:
            block = log.read(BLOCK)
            if not block:
                return
            yield block
    else:
        yield from log

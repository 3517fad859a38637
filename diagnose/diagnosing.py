"""Logs in, reports out: what the options name is read, judged and written, and every misuse becomes one clear sentence."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Callable, Iterator, List, Optional, Sequence, Tuple

from diagnose import Reader
from diagnose.inputs import STDIN, Input, InputError, blocks_of, find_inputs
from diagnose.library import Library, load_library
from diagnose.messages import choose_language, say
from diagnose.model import Diagnosis
from diagnose.options import Options
from diagnose.rendering import render, to_share
from diagnose.rule import RuleError
from diagnose.saving import Saver, is_folder

if TYPE_CHECKING:
    from diagnose.outside import Outside

EXIT = {"healthy": 0, "diagnosed": 1, "unrecognised": 3}
USAGE = 2
CLIPBOARD = "--paste"
"""Stands among the names of logs for the clipboard; no file can be meant, options are taken off before."""
SUFFIXES = {
    ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown", ".json": "json", ".jsonl": "json", ".sarif": "sarif", ".txt": "terminal", ".log": "terminal",
}  # fmt: skip


def run(options: Options) -> int:
    """Diagnose what the options name; gives back the exit code."""
    lang = choose_language(options.lang)
    try:
        library = load_library([Path(folder) for folder in options.rules])
        style = format_of(options.format, options.output)
        look = _look(options)
        inputs = list(_inputs(_names(options, lang), lang, style))
        folder = bool(options.output) and is_folder(options.output)
        if style == "html" and len(inputs) > 1 and not folder:
            raise InputError("output-one")
    except RuleError as error:
        return complain("rules-broken", lang, reason=error)
    except InputError as error:
        return complain(error.key, lang, **error.values)
    saver = Saver(options.output, style, options.force)
    codes: List[int] = []
    together: List[str] = []
    whole: List[Tuple[Diagnosis, str]] = []
    for one in inputs:
        try:
            diagnosis = read_log(one, library, options, style, look)
            text = render(diagnosis, library, one, options, style) if style != "sarif" or folder else ""
        except InputError as error:  # one bad log does not stop the others
            complain(error.key, lang, **error.values)
            continue
        codes.append(EXIT[diagnosis.status])
        if not text:
            whole.append(to_share(diagnosis, one.name, options)[:2])
        elif not options.output:
            print_text(("\n---\n\n" if style == "reply" and len(codes) > 1 else "") + text)
        elif folder or len(inputs) == 1:
            save(saver, saver.wanted(one.name), text, lang, partial(render, diagnosis, library, one, options, "terminal"))
        else:
            together.append(text.rstrip("\n") + "\n")
    if whole:
        from diagnose.sarif import to_sarif

        together = [to_sarif(whole, library, lang) + "\n"]
    if together:
        text = ("\n---\n\n" if style in ("markdown", "reply") else "").join(together)
        if options.output:
            save(saver, Path(options.output), text, lang, lambda: text)
        else:
            print_text(text)
    return max(codes, default=USAGE)


def complain(key: str, lang: str, **values: object) -> int:
    """One sentence on what was wrong, to standard error; gives back the exit code for it."""
    print("sovits-doctor: " + say(key, lang, **values), file=sys.stderr)
    return USAGE


def format_of(wanted: str, output: str) -> str:
    """The format that was asked for, else the one that the suffix of the output tells; pages for a folder. Raises InputError."""
    if wanted or not output:
        return wanted or "terminal"
    if is_folder(output):
        return "html"
    suffix = Path(output).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("output-format", name=output)
    return SUFFIXES[suffix]


def _inputs(names: Sequence[str], lang: str, style: str) -> Iterator[Input]:
    for name in names:
        try:
            if name == CLIPBOARD:
                from diagnose.live.clipboard import clipboard_input

                found = [clipboard_input(lang)]
            else:
                found = find_inputs(name)
            yield from found if style != "reply" else _asked(found, lang)
        except InputError as error:
            complain(error.key, lang, **error.values)


def _asked(inputs: Sequence[Input], lang: str) -> Iterator[Input]:
    """The logs in posts and dumps of issues."""
    from diagnose.asked import asked_of

    for one in inputs:
        try:
            yield from asked_of(one)
        except InputError as error:
            complain(error.key, lang, **error.values)


def _names(options: Options, lang: str) -> Sequence[str]:
    """What to read; raises InputError when nothing was given and nobody would type it."""
    terminal = sys.stdin is None or sys.stdin.isatty()
    if options.paste:
        return (*options.logs, CLIPBOARD)
    if not options.logs and terminal:
        raise InputError("input-none")
    if STDIN in options.logs and terminal:
        print(say("pasting", lang), file=sys.stderr)
    return options.logs or (STDIN,)


def _look(options: Options) -> Optional[Callable[[], Outside]]:
    """What looks at files and environment, where that was asked for; raises InputError for what is not there."""
    if not (options.workspace or options.configs or options.python):
        return None
    from diagnose.checkup.looking import look

    return look(options.workspace, options.configs, options.python)


def read_log(one: Input, library: Library, options: Options, style: str, look: Optional[Callable[[], Outside]] = None) -> Diagnosis:
    """Read one log and judge it, with what `look` finds beside it. A log from a pipe passes through to the terminal as it comes."""
    reader = Reader(library)
    through = one.name == STDIN and not options.quiet and style == "terminal" and not options.output and _between_pipe_and_terminal()
    out: Optional[IO[bytes]] = sys.stdout.buffer if through else None
    for block in blocks_of(one):
        reader.feed(block)
        if out is not None:
            try:
                out.write(block)
                out.flush()
            except OSError:
                out = None
    if look is not None:
        reader.outside = look()
    return reader.close()


def _between_pipe_and_terminal() -> bool:
    return not sys.stdin.isatty() and sys.stdout.isatty()


def print_text(text: str) -> None:
    """Standard output in UTF-8 where it is a pipe, as the console wants it where it is one."""
    stream = sys.stdout
    if stream.isatty():
        try:
            stream.write(text)
        except UnicodeEncodeError:
            stream.write(text.encode(stream.encoding, "replace").decode(stream.encoding))
        stream.flush()
    else:
        stream.buffer.write(text.encode("utf-8", "replace"))
        stream.buffer.flush()


def save(saver: Saver, path: Path, text: str, lang: str, spare: Callable[[], str]) -> None:
    """Write a report; where that fails the verdict is printed, as text when the report was a page."""
    try:
        written = saver.save(path, text)
    except OSError as error:
        complain("output-unwritable", lang, name=path, reason=error.strerror or error)
        print_text(spare() if text.startswith("<!doctype") else text)
        return
    if written != path:
        complain("output-renamed", lang, old=path, name=written)
    else:
        print(say("written", lang, name=written), file=sys.stderr)

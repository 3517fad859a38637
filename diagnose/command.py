"""The command `sovits-doctor`: reads logs, prints verdicts, and turns every misuse into one clear sentence."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import IO, List, Optional, Sequence

from diagnose import Reader
from diagnose.inputs import STDIN, Input, InputError, blocks_of, find_inputs
from diagnose.library import Library, load_library
from diagnose.messages import choose_language, say
from diagnose.model import Diagnosis
from diagnose.options import Options, parse_plain
from diagnose.tree import RuleError

EXIT = {"healthy": 0, "diagnosed": 1, "unrecognised": 3}
USAGE = 2
SUFFIXES = {".json": "json", ".jsonl": "json", ".txt": "terminal", ".log": "terminal"}


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Entry point; gives back the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse_plain(arguments)
    try:
        if options is None:
            from diagnose.app import run_app

            return run_app(list(arguments))
        return run(options)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")
        return USAGE
    except KeyboardInterrupt:
        return 130


def run(options: Options) -> int:
    """Diagnose what the options name; gives back the exit code."""
    lang = choose_language(options.lang)
    try:
        library = load_library([Path(folder) for folder in options.rules])
        style = _format(options)
        names = _names(options, lang)
    except RuleError as error:
        return _complain("rules-broken", lang, reason=error)
    except InputError as error:
        return _complain(error.key, lang, **error.values)
    codes: List[int] = []
    parts: List[str] = []
    for name in names:
        try:
            for one in find_inputs(name):
                diagnosis = read_log(one, library, options, style)
                codes.append(EXIT[diagnosis.status])
                text = _report(diagnosis, library, one, options, style)
                parts.append(text)
                if not options.output:
                    _print(text)
        except InputError as error:  # one bad log does not stop the others
            _complain(error.key, lang, **error.values)
    if options.output and parts:
        _save(Path(options.output), "\n".join(part.rstrip("\n") for part in parts) + "\n", lang)
    return max(codes, default=USAGE)


def _complain(key: str, lang: str, **values: object) -> int:
    print("sovits-doctor: " + say(key, lang, **values), file=sys.stderr)
    return USAGE


def _format(options: Options) -> str:
    if options.format or not options.output:
        return options.format or "terminal"
    suffix = Path(options.output).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("output-format", name=options.output)
    return SUFFIXES[suffix]


def _names(options: Options, lang: str) -> Sequence[str]:
    """What to read; raises InputError when nothing was given and nobody would type it."""
    terminal = sys.stdin is None or sys.stdin.isatty()
    if not options.logs and terminal:
        raise InputError("input-none")
    if STDIN in options.logs and terminal:
        print(say("pasting", lang), file=sys.stderr)
    return options.logs or (STDIN,)


def read_log(one: Input, library: Library, options: Options, style: str) -> Diagnosis:
    """Read one log and judge it. A log from a pipe passes through to the terminal as it comes."""
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
    return reader.close()


def _between_pipe_and_terminal() -> bool:
    return not sys.stdin.isatty() and sys.stdout.isatty()


def _report(diagnosis: Diagnosis, library: Library, one: Input, options: Options, style: str) -> str:
    if style == "json":
        from diagnose.verdict import to_json

        return to_json(diagnosis, library, one.name) + "\n"
    from diagnose.terminal import render

    lang = choose_language(options.lang, log=_language_of(diagnosis))
    return render(diagnosis, library, one.name, lang, options, color=not options.output and sys.stdout.isatty())


def _language_of(diagnosis: Diagnosis) -> str:
    return "zh" if any("language" in episode.facts for episode in diagnosis.log.episodes) else ""


def _print(text: str) -> None:
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


def _save(path: Path, text: str, lang: str) -> None:
    """Write a report whole or not at all; one that is there already is left alone."""
    if path.exists():
        _complain("output-exists", lang, name=path)
        _print(text)
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, path)
    except OSError as error:
        _complain("output-unwritable", lang, name=path, reason=error.strerror or error)
        _print(text)
        return
    print(say("written", lang, name=path), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

"""The command `sovits-doctor`: plain requests are answered at once, all others by typer, which takes long to load."""

from __future__ import annotations

import os
import sys
from typing import Optional, Sequence

from diagnose.diagnosing import USAGE, run
from diagnose.messages import choose_language
from diagnose.options import asked_language, parse_plain


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Entry point; gives back the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse_plain(arguments)
    try:
        if arguments[:1] in (["run"], ["watch"]):
            from diagnose.live.request import answer, parse_request

            request = parse_request(arguments)
            if request is not None:
                return answer(request)
        if options is None:
            from diagnose.wording import speak

            speak(choose_language(asked_language(arguments)))
            from diagnose.app import run_app

            return run_app(list(arguments))
        return run(options)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")
        return USAGE
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

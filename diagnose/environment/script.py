"""Runs inside the interpreter that is asked: unpacks the questions, asks one after the other, prints an answer a line.

This file is sent through standard input with a call of `run` after it; it uses nothing that Python 3.6 lacks.
"""

import sys

# A file in the current folder must not stand in for a module of the standard library.
sys.path[:] = [entry for entry in sys.path if entry]

import json  # noqa: E402
import os  # noqa: E402
import threading  # noqa: E402
import types  # noqa: E402
from typing import Any, Dict, List  # noqa: E402


def run(asked: Dict[str, Any], sources: List[List[str]], mark: str) -> None:
    """Answer every question that is among the sources; the lines begin with `mark`, the last is its end."""
    limit = threading.Timer(float(asked["limit"]), os._exit, [3])
    limit.daemon = True
    limit.start()
    for name, source in sources:
        module = types.ModuleType(name)
        sys.modules[name] = module
        short = name.rpartition(".")[2]
        try:
            exec(compile(source, "<" + short + ">", "exec"), module.__dict__)
            if hasattr(module, "answer"):
                _tell(mark, short, module.answer(asked))
        except Exception as error:  # one question that fails must not hide the others
            _tell(mark, short, {"error": f"{type(error).__name__}: {error}"})
    _tell(mark, "end", {})
    sys.stdout.flush()
    os._exit(0)


def _tell(mark: str, name: str, answer: Dict[str, Any]) -> None:
    sys.stdout.write("\n" + mark + json.dumps({name: answer}) + "\n")
    sys.stdout.flush()

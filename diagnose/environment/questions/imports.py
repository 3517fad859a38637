"""Can the compiled packages be imported? Tried in a child, which may crash or hang."""

import json
import os
import sys
import time
from typing import Any, Dict

from diagnose.environment.questions.tools import call, signal_name

MARK = "sovits-doctor-import "
CHILD = r"""
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import importlib, json, traceback
MARK = sys.argv.pop(1)
def tell(name, step, **more):
    sys.__stdout__.write("\n" + MARK + json.dumps(dict(more, name=name, step=step)) + "\n")
    sys.__stdout__.flush()
def look(torch):
    cuda = getattr(torch, "cuda", None)
    told = {"cuda": bool(cuda.is_available()), "arch": list(cuda.get_arch_list())}
    told["cards"] = [[cuda.get_device_name(i)] + list(cuda.get_device_capability(i)) for i in range(cuda.device_count())] if told["cuda"] else []
    return told
for name in sys.argv[1:]:
    tell(name, "start")
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        last = traceback.format_exc().strip().splitlines()
        tell(name, "failed", type=type(error).__name__, message=str(error)[:1500], trace="\n".join(last[-12:])[:4000])
        continue
    tell(name, "done", file=str(getattr(module, "__file__", "") or ""), version=str(getattr(module, "__version__", "")))
    if name == "torch":
        try:
            tell(name, "cuda", **look(module))
        except BaseException as error:
            tell(name, "cuda", error=type(error).__name__ + ": " + str(error)[:800])
"""


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """For each module `state`: `done`, `failed` (an exception), `died` (the process ended), `late`, or `skipped` for want of time."""
    waiting = list(asked.get("imports", ()))
    end = time.time() + float(asked.get("import_limit", 30))
    told: Dict[str, Dict[str, Any]] = {}
    environment = dict(os.environ, KMP_DUPLICATE_LIB_OK="TRUE", PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8")
    while waiting and sys.executable and time.time() < end:
        begun = time.time()
        ended = call([sys.executable, "-c", CHILD, MARK] + waiting, end - begun, environment)
        if ended.get("error"):
            return {"error": ended["error"]}
        _read(ended["output"], told)
        guilty = next((name for name in waiting if told.get(name, {}).get("state") == "started"), "")
        if guilty:
            told[guilty].update(state="late" if ended.get("late") else "died", code=ended["code"], signal=signal_name(ended["code"]))
            told[guilty].update(seconds=round(time.time() - begun, 1), output=_tail(ended["output"]))
        elif told.get("torch", {}).get("state") == "done":  # it may have died while it looked at the cards
            told["torch"].setdefault("cuda", {"error": "no answer" if ended.get("late") else "exit code {}".format(ended["code"])})
        left = [name for name in waiting if name not in told]
        if left == waiting:
            return {"modules": told, "error": "exit code {}: {}".format(ended["code"], _tail(ended["output"]))}
        waiting = left
    told.update((name, {"state": "skipped"}) for name in waiting)
    return {"modules": told}


def _read(output: str, told: Dict[str, Dict[str, Any]]) -> None:
    for line in output.splitlines():
        if not line.startswith(MARK):
            continue
        try:
            step = json.loads(line[len(MARK) :])
        except ValueError:
            continue
        row = told.setdefault(str(step.pop("name")), {})
        kind = step.pop("step")
        if kind == "cuda":
            row["cuda"] = step
        else:
            row.update(step, state={"start": "started"}.get(kind, kind))


def _tail(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith(MARK)]
    return "\n".join(lines[-6:])[-1500:]

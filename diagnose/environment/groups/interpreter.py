"""Is it a Python that training works with, and does it look for packages where it should?"""

from __future__ import annotations

import re
from typing import List

from diagnose.checkup.check import ERROR, WARNING, Check
from diagnose.environment.needed import needed_packages
from diagnose.environment.probe import Probe
from diagnose.environment.saying import plain, python_of, some, told
from diagnose.environment.versions import release_of

OLDEST, NEWEST = (3, 9), (3, 12)
"""Python: the code needs the first; the second is the newest that the program names."""
HARD_TO_BUILD = ("jieba_fast", "opencc", "pyopenjtalk")
"""Modules that have no ready-made wheels for Python 3.12."""
UTF8 = ("utf8", "cp65001")


def check(probe: Probe) -> List[Check]:
    """Version, processor, user packages, variables, encoding."""
    return [*_version(probe), *_processor(probe), *_user_site(probe), *_variables(probe), *_encoding(probe)]


def _version(probe: Probe) -> List[Check]:
    interpreter, release = probe.interpreter, release_of(probe.version)
    if probe.hindered:
        return [told("interpreter", ERROR, "hindered", details=[plain(probe.hindered)], advice="hindered-advice", python=python_of(probe), reason=probe.hindered)]
    if interpreter.implementation not in ("CPython", ""):
        return [told("interpreter", ERROR, "implementation", "env.wrong-interpreter", advice="new-environment", name=interpreter.implementation)]
    if release < OLDEST:
        return [told("python-version", ERROR, "python-old", "env.python-version", advice="new-environment", version=probe.version)]
    lacking = [name for name in HARD_TO_BUILD if name in probe.packages.modules and probe.packages.modules[name] is None]
    if release > NEWEST or (release == NEWEST and lacking):
        return [told("python-version", WARNING, "python-new", "env.python-version", advice="new-environment", version=probe.version)]
    if interpreter.free_threaded:
        return [told("python-version", WARNING, "free-threaded", "env.python-version", advice="new-environment", version=probe.version)]
    return []


def _processor(probe: Probe) -> List[Check]:
    if probe.interpreter.bits == 32:
        return [told("processor", ERROR, "bits", "env.arch-mismatch", advice="bits-advice")]
    if probe.machine.translated:
        return [told("processor", WARNING, "translated", "env.arch-mismatch", advice="translated-advice")]
    return []


def _user_site(probe: Probe) -> List[Check]:
    """Packages of the user's own folder that come before those of the environment."""
    interpreter = probe.interpreter
    if not interpreter.user_site_on or not interpreter.user_site:
        return []
    user = [one for one in probe.packages.distributions if one.folder.startswith(interpreter.user_site)]
    elsewhere = {one.name for one in probe.packages.distributions if not one.folder.startswith(interpreter.user_site)}
    own = interpreter.kind in ("bundle", "conda", "venv")
    wanted = {name for needed in needed_packages().values() for name in needed.names} | {"torch", "torchvision", "torchcodec", "huggingface-hub", "pydantic", "starlette"}
    shadowing = sorted({f"{one.name} {one.version}" for one in user if (one.name in wanted and own) or (one.name in elsewhere & wanted)})
    if not shadowing:
        return []
    values = {"names": some(shadowing), "folder": interpreter.user_site}
    return [told("user-site", WARNING, "user-site", "env.user-site-shadow", details=[plain(name) for name in shadowing[:30]], advice="user-site-advice", values=values)]


def _variables(probe: Probe) -> List[Check]:
    variables = probe.interpreter.variables
    found = []
    if variables.get("PYTHONHOME") and not probe.hindered:
        found.append(told("python-path", WARNING, "python-home", "env.wrong-interpreter", advice="python-home-advice", value=variables["PYTHONHOME"]))
    entries = [entry for entry in re.split(r";|:(?![\\/])" if probe.interpreter.system == "windows" else ":", variables.get("PYTHONPATH", "")) if entry]
    foreign = [entry for entry in entries if re.search(r"(?:site|dist)-packages|[\\/]lib[\\/]python3", entry, re.IGNORECASE)]
    if foreign:
        found.append(told("python-path", WARNING, "python-path", "env.module-shadowed", advice="python-path-advice", names=some(foreign)))
    elif probe.interpreter.missing_paths:
        found.append(told("python-path", WARNING, "python-path-missing", "env.project-path-missing", advice="python-path-advice", names=some(probe.interpreter.missing_paths)))
    return found


def _encoding(probe: Probe) -> List[Check]:
    """On Windows another encoding is usual and works for most; elsewhere it means that Chinese names fail."""
    encoding = probe.interpreter.encoding
    if probe.interpreter.system == "windows" or not encoding or encoding.lower().replace("-", "").replace("_", "") in UTF8:
        return []
    return [told("encoding", WARNING, "encoding", "host.encoding", advice="encoding-advice", encoding=encoding)]

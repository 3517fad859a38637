"""Which Python is this, where does it look for modules, how does it read text?"""

import locale
import os
import platform
import site
import struct
import sys
import sysconfig
from pathlib import Path
from typing import Any, Dict

from diagnose.environment.questions.tools import read

NAMES = ("PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE", "PYTHONUTF8", "PYTHONIOENCODING", "CUDA_VISIBLE_DEVICES", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP")


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """The interpreter, its surroundings, and the variables that change how it works."""
    return {
        "executable": sys.executable or "",
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "bits": struct.calcsize("P") * 8,
        "platform": sys.platform,
        "machine": platform.machine(),
        "prefix": sys.prefix,
        "base_prefix": getattr(sys, "base_prefix", sys.prefix),
        "kind": _kind(),
        "container": _container(),
        "path": [entry for entry in sys.path if entry],
        "user_site": _user_site(),
        "user_site_on": bool(site.ENABLE_USER_SITE),
        "variables": {name: os.environ[name] for name in NAMES if name in os.environ},
        "missing_paths": [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry and not Path(entry).exists()],
        "encoding": locale.getpreferredencoding(False),
        "utf8": bool(getattr(sys.flags, "utf8_mode", 0)),
        "file_encoding": sys.getfilesystemencoding(),
    }


def _kind() -> str:
    prefix = Path(sys.prefix)
    executable = (sys.executable or "").replace("\\", "/").lower()
    if "/windowsapps/" in executable or "pythonsoftwarefoundation.python" in executable:
        return "store"
    if (prefix / "conda-meta").is_dir():
        return "conda"
    if sys.prefix != getattr(sys, "base_prefix", sys.prefix):
        return "venv"
    if prefix.name == "runtime" and ((prefix.parent / "webui.py").exists() or (prefix.parent / "go-webui.bat").exists()):
        return "bundle"
    return "system"


def _container() -> str:
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return "docker"
    if "COLAB_GPU" in os.environ or "COLAB_RELEASE_TAG" in os.environ:
        return "colab"
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        return "kaggle"
    if "microsoft" in read("/proc/version", 500).lower():
        return "wsl"
    return ""


def _user_site() -> str:
    try:
        return site.getusersitepackages()
    except Exception:  # a home that cannot be found
        return ""

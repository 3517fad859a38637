"""Are the program's ports free, does localhost work, does a proxy get between?"""

import errno
import os
import socket
import sys
import urllib.request
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from diagnose.environment.questions.tools import call, read

RESERVED = {errno.EACCES, errno.EPERM, 10013}
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def answer(asked: Dict[str, Any]) -> Dict[str, Any]:
    """Ports, localhost, host name and proxies."""
    variables = {name: os.environ.get(name) or os.environ.get(name.upper()) or "" for name in VARIABLES}
    return {"ports": [_port(port) for port in asked.get("ports", ())], "localhost": _localhost(), "host": _host(), "proxies": variables, "system_proxies": _system_proxies()}


def _port(port: int) -> Dict[str, Any]:
    """`free`, `taken` (and by whom, where it can be told), `reserved` or `failed`."""
    told: Dict[str, Any] = {"port": port, "state": "free", "error": "", "pid": None, "owner": ""}
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if os.name != "nt":  # a connection that has just ended is no obstacle
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("0.0.0.0", port))
        except OSError as error:
            code = getattr(error, "winerror", None) or error.errno
            told.update(state="taken" if error.errno == errno.EADDRINUSE or code == 10048 else "reserved" if code in RESERVED else "failed", error=str(error))
    if told["state"] == "taken":
        told["pid"], told["owner"] = _owner(port)
    return told


def _owner(port: int) -> Tuple[Optional[int], str]:
    """Process number and command of the program that listens on a port; (None, '') when it cannot be told."""
    if sys.platform == "win32":
        for line in call(["netstat", "-ano", "-p", "TCP"], 10)["output"].splitlines():
            words = line.split()
            if len(words) >= 5 and words[1].endswith(f":{port}") and words[2].endswith(":0") and words[-1].isdigit():
                named = call(["tasklist", "/fi", "PID eq " + words[-1], "/fo", "csv", "/nh"], 10)["output"]
                return int(words[-1]), named.partition(",")[0].strip('" \r\n')
        return None, ""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in read(table, 5000000).splitlines()[1:]:
            words = line.split()
            if len(words) > 9 and words[3] == "0A" and words[1].endswith(f":{port:04X}"):
                inodes.add(f"socket:[{words[9]}]")
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        try:
            if any(os.readlink(str(file)) in inodes for file in (process / "fd").iterdir()):  # noqa: PTH115 (Path.readlink is of Python 3.9)
                return int(process.name), " ".join(read(process / "cmdline", 2000).split("\0")).strip()[:300]
        except OSError:
            continue
    return None, ""


def _localhost() -> Dict[str, Any]:
    """What localhost means, and whether a connection to it comes about."""
    told: Dict[str, Any] = {"addresses": [], "error": "", "connects": False}
    try:
        told["addresses"] = sorted({str(found[4][0]) for found in socket.getaddrinfo("localhost", 0, 0, socket.SOCK_STREAM)})
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(1)
            with socket.create_connection(("localhost", listener.getsockname()[1]), timeout=5):
                told["connects"] = True
    except (OSError, UnicodeError) as error:
        told["error"] = f"{type(error).__name__}: {error}"
    return told


def _host() -> Dict[str, Any]:
    try:
        return {"name": socket.gethostname(), "error": ""}
    except (OSError, UnicodeError) as error:
        return {"name": "", "error": f"{type(error).__name__}: {error}"}


def _system_proxies() -> Dict[str, str]:
    """Of Windows' and macOS' settings, which Python follows when no variable is set."""
    try:
        return {name: str(value) for name, value in urllib.request.getproxies().items()} if sys.platform in ("win32", "darwin") else {}
    except OSError:
        return {}

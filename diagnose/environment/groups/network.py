"""Ports, localhost, the computer's name, proxies."""

from __future__ import annotations

import re
from typing import List

from diagnose.checkup.check import ERROR, UNKNOWN, WARNING, Check
from diagnose.environment.probe import Probe
from diagnose.environment.saying import plain, told

USED_BY = {9871: ("webui",), 9872: ("inference",), 9873: ("uvr5",), 9874: ("webui",), 9880: ("api",)}
"""Which step wants a port."""
OURS = re.compile(r"(?:webui|inference_webui(?:_fast)?|api(?:_v2)?|subfix_webui)\.py\b")
TRAINING = ("s1-train", "s2-train", "s2-lora-train")
BY_HAND = ("inference", "api", "uvr5")
"""Steps that are also started without the web UI, which sets no_proxy itself."""
LOCAL = ("localhost", "127.0.0.1")


def check(probe: Probe) -> List[Check]:
    """What keeps pages from opening and a training from meeting itself on localhost."""
    return [*_ports(probe), *_localhost(probe), *_proxies(probe)]


def _ports(probe: Probe) -> List[Check]:
    found = []
    for port in probe.network.ports:
        stages = USED_BY.get(port.port, ())
        owner = f"{port.owner} (PID {port.pid})" if port.owner else f"PID {port.pid}" if port.pid else ""
        if port.state == "taken" and OURS.search(port.owner):
            found.append(told("ports", WARNING, "port-ours", "host.port-in-use", stages, advice="port-ours-advice", port=port.port, owner=owner))
        elif port.state == "taken":
            windows = probe.interpreter.system == "windows"
            advice = "port-known" if port.pid else "port-windows" if windows else "port-unknown"
            found.append(
                told("ports", ERROR, "port-taken-by" if owner else "port-taken", "host.port-in-use", stages, advice=advice, port=port.port, owner=owner, pid=port.pid or "")
            )
        elif port.state == "reserved":
            found.append(told("ports", ERROR, "port-reserved", "host.port-reserved", stages, [plain(port.error)], "port-reserved-advice", port=port.port))
        elif port.state != "free":
            found.append(told("ports", UNKNOWN, "port-unclear", "", stages, port=port.port, reason=port.error))
    return found


def _localhost(probe: Probe) -> List[Check]:
    network, found = probe.network, []
    if not network.connects:
        known = ", ".join(network.addresses)
        key = "localhost-elsewhere" if known and "127.0.0.1" not in network.addresses else "localhost"
        reason = network.localhost_error or known
        found.append(told("localhost", ERROR, key, "host.distributed-init", TRAINING, advice="localhost-advice", reason=reason, addresses=known))
    if network.host_error or not network.host.isascii() or (not network.host and probe.interpreter.system == "windows"):
        found.append(told("host-name", WARNING, "host-name", "host.distributed-init", TRAINING, advice="host-name-advice", name=network.host or network.host_error))
    return found


def _proxies(probe: Probe) -> List[Check]:
    proxies = probe.network.proxies
    set_ones = {name: proxies[name] for name in ("http_proxy", "https_proxy", "all_proxy") if proxies.get(name)}
    if not set_ones:
        return []
    found = []
    name, value = next(iter(set_ones.items()))
    shown = _without_password(value)
    socks = [one for one in set_ones.values() if one.lower().startswith("socks")]
    if socks and probe.packages.modules.get("socksio", socks) is None:
        found.append(told("proxy-socks", ERROR, "proxy-socks", "host.proxy", advice="proxy-socks-advice", value=_without_password(socks[0])))
    passed = [part.strip().lower() for part in re.split(r"[,\s]+", proxies.get("no_proxy", "")) if part.strip()]
    if "*" not in passed and not all(host in passed for host in LOCAL):
        found.append(
            told("proxy", WARNING, "proxy", "host.proxy", BY_HAND, advice="proxy-windows" if probe.interpreter.system == "windows" else "proxy-advice", name=name, value=shown)
        )
    return found


def _without_password(value: str) -> str:
    return re.sub(r"//[^/@]*@", "//", value)[:100]

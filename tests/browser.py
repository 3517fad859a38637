"""A headless Chromium over its DevTools pipe: no driver, no network port, nothing but the standard library."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, Optional

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 60
"""Seconds to wait for one answer before a hung browser fails the test."""


def find_browser() -> Optional[str]:
    """The installed Chromium; none on Windows, where the pipe would need other means."""
    if sys.platform == "win32":
        return None
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One browser process; use it as a context."""

    def __init__(self, profile: Path) -> None:
        mine, theirs = os.pipe(), os.pipe()  # to the browser, from the browser: its descriptors 3 and 4
        shell = f'exec 3<&{mine[0]} 4>&{theirs[1]}; exec "$0" "$@"'
        command = [find_browser() or "chromium", *SWITCHES, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            ["bash", "-c", shell, *command], pass_fds=(mine[0], theirs[1]), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(mine[0])
        os.close(theirs[1])
        self._write, self._read = mine[1], theirs[0]
        self._buffer = b""
        self._last = 0
        self.events: List[Dict[str, Any]] = []
        """What the browser told without being asked, since the last `take_events`."""

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._write)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)

    def call(self, method: str, session: str = "", **parameters: Any) -> Dict[str, Any]:
        """Ask for one thing and wait for its answer."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, event: str) -> None:
        """Until the browser tells of an event."""
        while not any(one.get("method") == event for one in self.events):
            self.events.append(self._next())

    def take_events(self) -> List[Dict[str, Any]]:
        events, self.events = self.events, []
        return events

    def _next(self) -> Dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], PATIENCE)
            part = os.read(self._read, 1 << 20) if ready else b""
            if not part:
                raise RuntimeError("the browser does not answer")
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: Dict[str, Any] = json.loads(message)
        return found


class Page:
    """One tab, in light colours and 1280 pixels wide; use it as a context, so that no test sees what another one did to it."""

    def __init__(self, browser: Browser, language: str = "en-US") -> None:
        self._browser = browser
        self._target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = browser.call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self.language(language)
        self.look(1280, "light")

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.call("Target.closeTarget", targetId=self._target)

    def _call(self, method: str, **parameters: Any) -> Dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def language(self, tag: str) -> None:
        """What `navigator.language` says from the next page on."""
        agent = self._browser.call("Browser.getVersion")["userAgent"]
        self._call("Network.setUserAgentOverride", userAgent=agent, acceptLanguage=tag)

    def open(self, file: Path) -> float:
        """Load a file; gives back the seconds until it had been laid out."""
        self._browser.take_events()
        start = time.monotonic()
        self._call("Page.bringToFront")
        self._call("Page.navigate", url=file.as_uri())
        self._browser.wait_for("Page.loadEventFired")
        self.run("document.body.offsetHeight")
        return time.monotonic() - start

    def look(self, width: int, theme: str, height: int = 800, scale: float = 1) -> None:
        """Set the window's width in pixels, and light, dark or print."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        medium = "print" if theme == "print" else "screen"
        self._call("Emulation.setEmulatedMedia", media=medium, features=[{"name": "prefers-color-scheme", "value": "dark" if theme == "dark" else "light"}])

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    def wait(self, script: str) -> None:
        """Until an expression in the page is true: what a click starts may take any time on a busy machine."""
        end = time.monotonic() + PATIENCE
        while not self.run(script):
            if time.monotonic() > end:
                raise RuntimeError(f"never true: {script}")
            time.sleep(0.05)

    def press(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            self._call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode={"Tab": 9, "Enter": 13}[key],
                **({"text": "\r"} if key == "Enter" and kind == "keyDown" else {}),
            )

    def picture(self, file: Path, whole: bool = True, tallest: int = 6000, clip: str = "") -> None:
        """Save what is seen, the whole page, or the first element that fits `clip` with a margin, as PNG or JPEG."""
        kind = {"format": "png"} if file.suffix == ".png" else {"format": "jpeg", "quality": 70}
        options: Dict[str, Any] = {**kind, "captureBeyondViewport": whole or bool(clip)}
        if clip:
            box = self.run(f"(({{x, y, width, height}}) => ({{x, y, width, height}}))(document.querySelector('{clip}').getBoundingClientRect())")
            options["clip"] = {"x": max(0, box["x"] - 24), "y": max(0, box["y"] - 20), "width": box["width"] + 48, "height": box["height"] + 40, "scale": 1}
        elif whole:
            size = self._call("Page.getLayoutMetrics")["cssContentSize"]
            options["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], tallest), "scale": 1}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", **options)["data"]))

    def accessibility(self) -> List[Dict[str, Any]]:
        nodes: List[Dict[str, Any]] = self._call("Accessibility.getFullAXTree")["nodes"]
        return nodes

    def complaints(self) -> List[str]:
        """Console errors, exceptions, and requests for anything but the file itself, since the page was opened."""
        found = []
        for event in self._browser.take_events():
            told, method = event.get("params", {}), event.get("method")
            if method == "Runtime.exceptionThrown":
                found.append("exception: " + str(told["exceptionDetails"].get("text")) + str(told["exceptionDetails"].get("exception", {}).get("description", ""))[:300])
            elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
                found.append(f"console: {told['args']}"[:300])
            elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
                found.append("log: " + told["entry"]["text"][:300])
            elif method == "Network.requestWillBeSent" and told["type"] != "Document":
                found.append("request: " + told["request"]["url"][:300])
            elif method in ("Page.javascriptDialogOpening", "Page.windowOpen"):
                found.append(f"{method}: {told}")
        return found

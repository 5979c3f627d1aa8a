"""Chromium without a screen, spoken to by the DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_LIMIT_S = 300
# Elements that reach out of the page or of what holds them, but for what may be scrolled.
_OVERFLOWING = """
(() => {
  const wide = document.documentElement.clientWidth + 0.5, out = [];
  if (document.documentElement.scrollWidth > wide) out.push('the page itself');
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('.scroll') || e.closest('svg')?.parentNode.closest('svg')) continue;
    if (e.ownerSVGElement && e.tagName !== 'text') continue;
    const box = e.getBoundingClientRect();
    if (!box.width) continue;
    const holder = (e.ownerSVGElement || e.parentElement).getBoundingClientRect();
    const slack = e.ownerSVGElement ? 3 : 1;
    const bar = e.closest('.bar'), nav = e.closest('nav');
    if (box.right > wide || (!bar && !nav && box.right > holder.right + slack)) {
      out.push(e.tagName + '.' + (e.getAttribute('class') || '') + ' ' +
               e.textContent.trim().slice(0, 40));
    }
  }
  return out;
})()
"""
_BROKEN_IMAGES = """
[...document.images].filter(i => !(i.complete && i.naturalWidth > 0)).map(i => i.alt)
"""
_CONTRASTS = """
(() => {
  const rgba = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92
    : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const under = e => { for (; e; e = e.parentElement) {
    const c = rgba(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c;
  } return [255, 255, 255]; };
  let least = 99;
  for (const e of document.querySelectorAll('p, td, th, a, dt, dd, small, figcaption, h1, h2, h3, svg text')) {
    if (!e.textContent.trim()) continue;
    const style = getComputedStyle(e), page = light(under(e));
    const ink = light(rgba(e.ownerSVGElement ? style.fill : style.color));
    least = Math.min(least, (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05));
  }
  return least;
})()
"""


@dataclass
class Visit:
    """What a browser found in a page.

    Attributes:
        complaints: Errors and warnings of the page.
        requests: All that was asked for, but for the page itself and what is inside of it.
        broken_images: The alternative texts of images that are none.
        overflowing: Elements that reach out of what holds them.
        least_contrast: The smallest of a text to what is behind it, as WCAG 2 counts it.
        background: The colour of the page.
        answers: Of further scripts.
    """

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    broken_images: list[str] = field(default_factory=list)
    overflowing: list[str] = field(default_factory=list)
    least_contrast: float = 0.0
    background: str = ""
    answers: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """How a page is looked at."""

    width_px: int = 1280
    dark: bool = False
    on_paper: bool = False
    scripts: tuple[str, ...] = ()
    picture: Path | None = None


def chromium() -> str:
    """The program; without one the test is left out, but not in CI, which installs it."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium: see scripts/ensure_browser.sh.")
    if found is None:
        pytest.skip("there is no Chromium; scripts/ensure_browser.sh installs it")
    return found


def visit(profile: Path, looks: list[tuple[Path, View]]) -> list[Visit]:
    """Looks at pages in one browser.

    Args:
        profile: An empty folder for the browser.
        looks: The pages, and how to look at each.
    """
    command = [
        chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "about:blank",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port_file = profile / "DevToolsActivePort"
        end_s = time.monotonic() + _LIMIT_S
        while not (port_file.exists() and port_file.read_text().count("\n")):
            assert process.poll() is None, f"Chromium left with status {process.returncode}"
            assert time.monotonic() < end_s, "Chromium does not begin"
            time.sleep(0.05)
        port = port_file.read_text().split()[0]
        return asyncio.run(asyncio.wait_for(_visit_all(port, looks), _LIMIT_S))
    finally:
        process.terminate()
        process.wait(timeout=60)


async def _visit_all(port: str, looks: list[tuple[Path, View]]) -> list[Visit]:
    visits = []
    async with aiohttp.ClientSession() as session:
        for page, view in looks:
            async with session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
                address = (await answer.json())["webSocketDebuggerUrl"]
            async with session.ws_connect(address, max_msg_size=0) as socket:
                visits.append(await _visit(socket, page, view))
    return visits


class _Tab:
    """A page that is open, and what it says of itself."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, url: str, found: Visit) -> None:
        self.loaded = False
        self._socket = socket
        self._url = url
        self._found = found
        self._numbers = count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == number:
                assert "error" not in message, (method, message)
                return dict(message["result"])
            self._hear(message)

    async def run(self, script: str) -> Any:
        answer = await self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def load(self) -> None:
        await self.call("Page.navigate", url=self._url)
        while not self.loaded:
            self._hear(await self._socket.receive_json())
        await self.run("Promise.all([...document.images].map(i => i.decode().catch(() => 0)))")

    def _hear(self, event: dict[str, Any]) -> None:
        kind, values = event["method"], event.get("params", {})
        complaints = self._found.complaints
        if kind == "Runtime.exceptionThrown":
            complaints.append(str(values["exceptionDetails"].get("text")))
        elif kind == "Runtime.consoleAPICalled" and values["type"] in ("error", "warning"):
            complaints.append(str(values["args"]))
        elif kind == "Log.entryAdded" and values["entry"]["level"] in ("error", "warning"):
            complaints.append(values["entry"]["text"])
        elif kind == "Network.requestWillBeSent":
            asked = values["request"]["url"]
            if asked != self._url and not asked.startswith("data:"):
                self._found.requests.append(asked)
        elif kind == "Page.loadEventFired":
            self.loaded = True


async def _visit(socket: aiohttp.ClientWebSocketResponse, page: Path, view: View) -> Visit:
    found = Visit()
    tab = _Tab(socket, page.as_uri(), found)
    for domain in ("Runtime", "Log", "Network", "Page"):
        await tab.call(f"{domain}.enable")
    scheme = {"name": "prefers-color-scheme", "value": "dark" if view.dark else "light"}
    media = "print" if view.on_paper else "screen"
    await tab.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
    await tab.call(
        "Emulation.setDeviceMetricsOverride", width=view.width_px, height=900,
        deviceScaleFactor=1, mobile=False,
    )  # fmt: skip
    await tab.load()
    found.broken_images = await tab.run(_BROKEN_IMAGES)
    found.overflowing = await tab.run(_OVERFLOWING)
    found.least_contrast = await tab.run(_CONTRASTS)
    found.background = await tab.run("getComputedStyle(document.body).backgroundColor")
    found.answers = [await tab.run(script) for script in view.scripts]
    if view.picture is not None:
        picture = await tab.call("Page.captureScreenshot", captureBeyondViewport=True)
        view.picture.write_bytes(base64.b64decode(picture["data"]))
    return found

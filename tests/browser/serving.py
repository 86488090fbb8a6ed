"""What a browser needs to visit the site: a published demonstration, the real server, a Chromium that stays here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from etl.demo import publication

ROOT = Path(__file__).parent.parent.parent
DEPARTEMENT = "64"
LONGEST_START_S = 120
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}

#: No name is looked up: an address elsewhere fails in the browser itself, and the failure is counted as a fault.
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
LOOPBACK = "http://127.0.0.1:"
#: Pages of one reader are drawn by one process, which has compiled the scripts of the site for those before.
ONE_PROCESS_A_READER = "--process-per-site"


@dataclass(frozen=True)
class Site:
    """A running site: its address, without a final slash, and the link of the warehouse that it reads."""

    address: str
    warehouse: Path


def publish_demo(folder: Path) -> Path:
    """Publish the demonstration of the Pyrénées-Atlantiques in `folder`; the link of its warehouse."""
    warehouse = folder / "observatoire.duckdb"
    publication.publish_demo(DEPARTEMENT, folder, warehouse)
    return warehouse


@contextmanager
def serving(warehouse: Path, log: Path, processes: int = 2) -> Iterator[Site]:
    """The server of `make site`, on a free port of this machine, stopped at the end.

    Raises RuntimeError, with what the server said, when it does not answer within LONGEST_START_S.
    """
    address = f"127.0.0.1:{_free_port()}"
    environment = os.environ | {"OBSERVATOIRE_ENTREPOT": str(warehouse), "OBSERVATOIRE_PROCESSUS": str(processes)}
    command = [sys.executable, "-m", "gunicorn", "--bind", address, "app:server"]
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT) as server,
    ):
        try:
            _wait_for_an_answer(f"http://{address}/health", server, log)
            yield Site(f"http://{address}", warehouse)
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def _wait_for_an_answer(address: str, server: subprocess.Popen, log: Path) -> None:
    """200, or 503 when nothing is published: either way the server is there."""
    latest = time.monotonic() + LONGEST_START_S
    while time.monotonic() < latest and server.poll() is None:
        try:
            httpx.get(address, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server does not answer at {address}:\n{log.read_text(errors='replace')}")


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """The Chromium of the system, or else the one that Playwright has installed; `arguments`: more of them for it."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=found, args=[*CHROMIUM_ARGS, *arguments])
        yield browser
        browser.close()


def watch(context: BrowserContext, faults: list[str]) -> None:
    """Note in `faults` what a visit must not meet: an error, a warning of the console, a request to another site."""

    def on_request(request) -> None:
        if not request.url.startswith((LOOPBACK, "data:", "blob:")):
            faults.append(f"request to another site: {request.url}")
        elif "_dash-component-suites/" in request.url and "plotly" in request.url:
            faults.append(f"the whole Plotly library asked from Dash: {request.url}")

    def on_response(response) -> None:
        if response.status >= 500:
            faults.append(f"HTTP {response.status}: {response.url}")

    def on_console(message) -> None:
        if message.type in ("error", "warning") or message.text.startswith(("WARN", "ERROR")):
            faults.append(f"console: {message.text}")

    context.on("request", on_request)
    context.on("response", on_response)
    context.on("console", on_console)
    context.on("weberror", lambda raised: faults.append(f"script error: {raised.error}"))

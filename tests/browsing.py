"""A real browser against a real server: how both are started and what holds for every page they show."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from service.app import create_app
from service.base.settings import ServiceSettings
from service.terminal.server import config_of
from tests.tiny_service import TinySource

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
# 1280 × 1024 at 400 per cent.
ZOOMED = {"width": 320, "height": 256}


class ReadyServer(uvicorn.Server):
    """A server that lets others wait until it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"


@contextmanager
def serving(settings: ServiceSettings, source: TinySource) -> Iterator[str]:
    """The address of a running application over the source; the socket's path where the settings have one."""
    path = str(settings.socket) if settings.socket else None
    with running_server(ReadyServer(config_of(create_app(settings, source), settings, port=0, uds=path))) as server:
        yield path or server.address


@contextmanager
def running_server(server: ReadyServer) -> Iterator[ReadyServer]:
    """The server once it answers; it is stopped when this is left."""
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert server.ready.wait(timeout=120)
        yield server
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine; without one tests are skipped, or fail where CI says that one has to be there."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    viewport: dict[str, int],
    *,
    scripts: bool = False,
    scheme: str = "light",
    allowed: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page in a window of its own; when it closes, no console message and no other host may have come.

    ``allowed`` are parts of console messages that may come: the browser tells of every response that is an error.
    """
    context: BrowserContext = browser.new_context(
        base_url=address, viewport=viewport, java_script_enabled=scripts, locale="sv-SE", color_scheme=scheme
    )
    page, messages, hosts = context.new_page(), [], set()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    yield page
    context.close()
    assert [message for message in messages if not any(part in message for part in allowed)] == []
    assert hosts == {urlsplit(address).netloc}


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds wrong on a page as it stands: the rule, and the first element that breaks it."""
    found = Axe().run(page, options={**WCAG, "resultTypes": ["violations"]})
    return [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]

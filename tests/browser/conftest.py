"""Pages of the project's own graph in a real browser: Chromium as the system has it."""

import re
import shutil
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from tests.http.conftest import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
)
_LOCAL = ("data", "blob", "about")
_PATIENCE = 20_000
"""Milliseconds until something is said never to come; a busy machine takes its time."""


class OpenPage(Protocol):
    """Opens an empty page in a context of its own, such as a person has who just came.

    ``faults`` is a pattern of the errors that the test provokes; the other options are those of
    Browser.new_context: ``java_script_enabled``, ``viewport``, ``color_scheme`` …
    """

    def __call__(self, *, faults: str | None = None, **options: object) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, own_server: Server) -> Iterator[OpenPage]:
    """Open pages of the server; whatever they log as an error or ask of another host is a fault."""
    found: list[str] = []

    def make(*, faults: str | None = None, **options: object) -> Page:
        context = browser.new_context(base_url=own_server.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)
        page = context.new_page()

        def tell(fault: str) -> None:
            if faults is None or not re.search(faults, fault):
                found.append(fault)

        def read(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                tell(f"{message.type}: {message.text} ({message.location['url']})")

        def look(request: Request) -> None:
            scheme = urlsplit(request.url).scheme
            if scheme not in _LOCAL and not request.url.startswith(f"{own_server.url}/"):
                tell(f"request: {request.url}")

        page.on("console", read)
        page.on("pageerror", lambda error: tell(f"exception: {error}"))
        page.on("request", look)
        return page

    yield make
    for context in browser.contexts:
        context.close()
    assert not found


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of which no fault is expected."""
    return open_page()

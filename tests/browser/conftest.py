"""A real Chromium in front of the real platform."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.platform import Platform

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "browser tests need Chromium on PATH (Debian: apt-get install chromium fonts-noto-cjk)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    # Playwright's synchronous form runs an event loop in this thread, where the tests also use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


# Ended with the last test here: processes left running would work on the rows of other tests.
@pytest.fixture(scope="package")
def running_platform(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(tmp_path_factory.mktemp("platform"))
    yield platform
    platform.stop()


@pytest.fixture
def platform(transactional_db: None, running_platform: Platform) -> Platform:
    running_platform.start()
    return running_platform


@dataclass
class Reader:
    """One person at one browser; whatever a page does wrong is kept in ``faults``."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def _on_console(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.faults.append(text)

    def _on_request(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.address, "data:", "about:", "blob:")):
            self.faults.append(f"third party contacted: {url}")

    def _on_response(self, response: object) -> None:
        if getattr(response, "status", 200) >= 500:
            self.faults.append(f"{getattr(response, 'status', '')} at {getattr(response, 'url', '')}")

    def visit(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, email: str, password: str) -> None:
        self.visit("/account/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_url(lambda url: "/account/login" not in url)

    def assert_accessible(self) -> None:
        """axe finds nothing, and nothing sticks out of the page sideways."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} is {wider} px wider than the window"


@pytest.fixture
def open_browser(chromium: Browser, platform: Platform) -> Iterator[Callable[..., Reader]]:
    """A function that opens a browser of its own for one more person."""
    contexts: list[BrowserContext] = []
    readers: list[Reader] = []

    def opened(*, width: int = 1280, language: str = "ja", scripts: bool = True) -> Reader:
        size = WIDE if width == WIDE["width"] else PHONE
        context = chromium.new_context(
            viewport=size, locale="ja-JP" if language == "ja" else "en-GB", java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        readers.append(Reader(context.new_page(), platform.address))
        return readers[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [fault for reader in readers for fault in reader.faults] == []

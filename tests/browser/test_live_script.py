"""static/dist/app.js in a real browser against a small stream of our own: events, resuming, first refusal, the end."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parent.parent.parent / "static" / "dist" / "app.js"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Live</title>
<meta name="htmx-config" content='{"includeIndicatorCSS": false, "extensions": "sse"}'>
<script defer src="/app.js"></script></head><body>
<div hidden data-live-stream hx-sse:connect="/stream/?after=0" hx-sse:close="stream-closed"
  hx-trigger="load, live-retry" hx-swap="none"></div>
<p id="state" data-live="off"></p>
<p id="one" hx-get="/count/" hx-trigger="order-ranked:k3Z from:body delay:50ms">0</p>
<p id="all" hx-get="/count/" hx-trigger="order-ranked from:body delay:50ms">0</p>
</body></html>"""


class Server(ThreadingHTTPServer):
    """Sends ``events`` after the asked position; ``refuse`` first requests fail, ``cut`` ends what is open."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.events: list[tuple[str, str]] = []
        self.asked_from: list[str | None] = []
        self.refuse = 0
        self.cut = False
        self.counted = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, body: str, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self) -> None:
        if self.path.startswith("/stream/"):
            self._stream()
        elif self.path == "/app.js":
            self._answer(SCRIPT.read_text("utf-8"), "text/javascript")
        elif self.path.startswith("/count/"):
            self.server.counted += 1
            self._answer(str(self.server.counted), "text/html")
        else:
            self._answer(PAGE, "text/html")

    def _stream(self) -> None:
        server = self.server
        position = self.headers["Last-Event-ID"]
        server.asked_from.append(position)
        if server.refuse:
            server.refuse -= 1
            self._answer("", "text/html", 503)
            return
        self._answer(":\n\n", "text/event-stream")
        sent = int(position or 0)
        while not server.cut:
            for name, data in server.events[sent:]:
                sent += 1
                self.wfile.write(f"event: {name}\ndata: {data}\nid: {sent}\n\n".encode())
            time.sleep(0.02)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.cut = True
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def _state(page: Page, state: str) -> None:
    expect(page.locator("#state")).to_have_attribute("data-live", state, timeout=10_000)


def test_an_event_reaches_only_the_elements_that_wait_for_it(page: Page, server: Server) -> None:
    page.goto(server.address)
    _state(page, "on")
    server.events.append(("order-ranked", '{"order": "other"}'))
    expect(page.locator("#all")).to_have_text("1")
    expect(page.locator("#one")).to_have_text("0")
    server.events.append(("order-ranked", '{"order": "k3Z"}'))
    expect(page.locator("#one")).not_to_have_text("0")


def test_a_lost_stream_goes_on_after_the_last_event_it_saw(page: Page, server: Server) -> None:
    server.events += [("order-ranked", '{"order": "k3Z"}')] * 2
    page.goto(server.address)
    expect(page.locator("#one")).not_to_have_text("0")
    server.refuse, server.cut = 1, True
    _state(page, "lost")
    server.cut = False
    _state(page, "on")
    assert server.asked_from[1:] == ["2", "2"]


def test_a_refused_first_request_is_asked_again(page: Page, server: Server) -> None:
    server.refuse = 1
    page.goto(server.address)
    _state(page, "lost")
    _state(page, "on")
    assert server.asked_from == [None, None]


@pytest.mark.parametrize("last", ["stream-closed", "reload"])
def test_the_reader_is_told_when_the_page_is_no_longer_kept_up_to_date(page: Page, server: Server, last: str) -> None:
    page.goto(server.address)
    _state(page, "on")
    server.events.append((last, "{}"))
    _state(page, "closed")

"""The proxy: exactly the stream's path goes to the stream's program, unbuffered. With Caddy at hand, really asked."""

import http.client
import http.server
import re
import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from time import monotonic

import pytest
from django.urls import resolve, reverse

from common.children import Child
from tests.deployment.files import ROOT, command_of, environment_of, services
from tests.deployment.test_servers import free_port
from tests.live import wait_until

CADDYFILE = (ROOT / "deploy/Caddyfile").read_text()
PAUSE_SECONDS = 1.5


def test_exactly_the_streams_path_is_sent_to_the_stream() -> None:
    block = re.search(r"@stream path (.*)\n\s*handle @stream \{\n(.*?)\n\t\}\n", CADDYFILE, re.DOTALL)
    assert block
    assert block[1] == reverse("messaging:stream")
    assert resolve(block[1]).view_name == "messaging:stream"
    assert "flush_interval -1" in block[2]
    assert CADDYFILE.count("@stream") == 2


def test_programs_are_asked_where_they_listen() -> None:
    asked = dict(re.findall(r"reverse_proxy (\w+):(\d+)", CADDYFILE))
    assert asked == {
        name: option.removeprefix("--port=")
        for name in ("pages", "stream")
        for option in command_of(name, {"PAGE_PROCESSES": "2"})
        if option.startswith("--port=")
    }


def test_the_proxy_gets_what_its_file_asks_for() -> None:
    given = {"SITE_HOST": "a.example", "TLS": "it@a.example"}
    assert set(re.findall(r"\{\$(\w+)\}", CADDYFILE)) == set(environment_of("proxy", given))
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in services()["proxy"]["volumes"]


class Upstream(http.server.ThreadingHTTPServer):
    """Says who was asked for what; the stream sends one event, waits, and sends another."""

    daemon_threads = True

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.name = name
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Answering(http.server.BaseHTTPRequestHandler):
    server: Upstream

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if self.server.name == "stream" else "text/html")
        self.end_headers()
        seen = [self.headers.get(name, "") for name in ("Host", "X-Forwarded-For", "X-Forwarded-Proto")]
        self.wfile.write(f"{self.server.name} {self.path} {' '.join(seen)}\n".encode())
        if self.server.name == "stream":
            threading.Event().wait(PAUSE_SECONDS)
            self.wfile.write(b"later\n")

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Caddy with our file, in front of two programs that say who they are."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("no caddy on this machine")
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    text = CADDYFILE.replace("admin off", "admin off\n\tauto_https disable_redirects\n\tskip_install_trust", 1)
    upstreams = [Upstream(name) for name in ("pages", "stream")]
    for upstream in upstreams:
        text = re.sub(rf"reverse_proxy {upstream.name}:\d+", f"reverse_proxy 127.0.0.1:{upstream.server_port}", text)
    (folder / "Caddyfile").write_text(text)
    child = Child(
        [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"],
        record=folder / "caddy.pid",
        log=folder / "caddy.log",
        env={"SITE_HOST": f"https://localhost:{port}", "TLS": "internal", "HOME": str(folder)},
    )
    child.start()
    try:
        wait_until(lambda: not child.running or _answers(port), 30)
        assert child.running, child.log.read_text()
        yield port
    finally:
        child.stop()
        for upstream in upstreams:
            upstream.shutdown()
            upstream.server_close()


def _connection(port: int) -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection("localhost", port, timeout=10, context=ssl._create_unverified_context())


def _answers(port: int) -> bool:
    try:
        return ask(port, "/")[0] == 200
    except OSError:
        return False


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    with closing(_connection(port)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    ("path", "program"),
    [("/stream/?after=3", "stream"), ("/stream/", "stream"), ("/stream", "pages"), ("/stream/more/", "pages"),
     ("/orders/stream/", "pages"), ("/", "pages"), ("/static/dist/app.css", "pages")],
)  # fmt: skip
def test_who_answers(proxy: int, path: str, program: str) -> None:
    assert ask(proxy, path)[1].split()[:2] == [program, path]


def test_health_is_the_insides_business(proxy: int) -> None:
    assert ask(proxy, "/healthz/")[0] == 404


def test_the_proxy_says_who_asked_whatever_the_reader_claims(proxy: int) -> None:
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
    _status, text = ask(proxy, "/", **claims)
    assert text.split()[2:] == [f"localhost:{proxy}", "127.0.0.1", "https"]


def test_events_leave_at_once(proxy: int) -> None:
    with closing(_connection(proxy)) as connection:
        started = monotonic()
        connection.request("GET", "/stream/", headers={"Accept-Encoding": "gzip, zstd"})
        answer = connection.getresponse()
        assert answer.readline().startswith(b"stream /stream/")
        assert monotonic() - started < PAUSE_SECONDS
        assert answer.readline() == b"later\n"
        answer.close()

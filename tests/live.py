"""The platform behind a real ASGI server, and a reader of its live stream."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
import uvicorn
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.db import connections
from django.test import Client

from accounts.models import User


@pytest.fixture
def asgi_server(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address ("http://localhost:port") of a uvicorn in a thread of this process, on the tests' database."""
    # A browser test's own thread runs Playwright's event loop while it talks to the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # Every request has a thread of its own here, so a connection kept for the next one would never be used again.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    server = uvicorn.Server(
        uvicorn.Config(
            ASGIStaticFilesHandler(get_asgi_application()),
            host="127.0.0.1",
            port=0,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive(), "the server did not stop"
    connections.close_all()


@dataclass(frozen=True)
class Event:
    """One server-sent event; a comment has neither name nor id."""

    name: str
    id: int | None
    data: Any


class LiveStream:
    """A signed-in reader's open stream."""

    def __init__(self, server: str, cookies: dict[str, str], *, after: int | None = None, last_id: int | None = None):
        self._connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=12)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if last_id is not None:
            headers["Last-Event-ID"] = str(last_id)
        self._connection.request("GET", "/stream/" + ("" if after is None else f"?after={after}"), headers=headers)
        self.response = self._connection.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        # http.client keeps a body without length open until its response is closed, too.
        self.response.close()
        self._connection.close()

    def next_frame(self) -> list[str]:
        """The lines up to an empty one; none at the end of the stream."""
        lines: list[str] = []
        while line := self.response.readline().decode():
            if line == "\n":
                return lines
            lines.append(line.rstrip("\n"))
        return []

    def next_event(self, patience: float = 10) -> Event | None:
        """The next event, skipping comments; None at the end of the stream. AssertionError after so many seconds."""
        deadline = monotonic() + patience
        while frame := self.next_frame():
            assert monotonic() < deadline, "no event came"
            fields = dict(line.split(": ", 1) for line in frame if not line.startswith(":"))
            if "event" in fields:
                number = fields.get("id")
                return Event(fields["event"], int(number) if number else None, json.loads(fields["data"]))
        return None

    def events(self, count: int) -> list[Event]:
        return [event for _ in range(count) if (event := self.next_event()) is not None]


def cookies_of(user: User) -> dict[str, str]:
    """The cookies of a new session of this user."""
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def wait_until(is_true: Callable[[], object], seconds: float = 10) -> None:
    deadline = monotonic() + seconds
    while not is_true():
        assert monotonic() < deadline, "waited in vain"
        sleep(0.01)

"""The same over a real connection: what the server makes of it before Django sees it."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.live import asgi_server  # noqa: F401 -- a fixture

HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
REQUESTS = {
    "not-utf-8": (b"GET /orders/%ff%fe/ HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "raw-bytes": (b"GET /orders/\xff\xfe/ HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "nul": (b"GET /orders/%00/?q=%00&page=%00 HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "surrogate": (b"GET /orders/?q=%ed%a0%80 HTTP/1.1\r\n" + HOST + b"\r\n", {200}),
    "query-bytes": (b"GET /orders/?q=\xff\xed\xa0\x80 HTTP/1.1\r\n" + HOST + b"\r\n", {200, 400}),
    "long-query": (b"GET /orders/?q=" + b"x" * 30_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {200}),
    "endless-query": (b"GET /orders/?q=" + b"x" * 300_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {200, 400, 414, 431}),
    "header-bytes": (b"GET /orders/ HTTP/1.1\r\nAccept-Language: \xff\xfe\r\n" + HOST + b"\r\n", {200}),
    "cookie-nul": (b'GET /dashboard/ HTTP/1.1\r\nCookie: sessionid="abcdefgh\\000"\r\n' + HOST + b"\r\n", {302}),
    "no-host": (b"GET /orders/ HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),
    "other-host": (b"GET /orders/ HTTP/1.1\r\nHost: <script>\r\nConnection: close\r\n\r\n", {400}),
    "unknown-method": (b"BREW /orders/ HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405}),
    "last-event-id": (b"GET /stream/ HTTP/1.1\r\nLast-Event-ID: \xff\r\n" + HOST + b"\r\n", {401}),
    "length-that-is-none": (b"POST /account/login/ HTTP/1.1\r\nContent-Length: x\r\n" + HOST + b"\r\n", {400}),
    "3-MB": (
        b"POST /account/login/ HTTP/1.1\r\nContent-Length: 3000000\r\n" + FORM + HOST + b"\r\n" + b"x" * 3_000_000,
        {400, 403, 413},
    ),
    "no-request": (b"\x16\x03\x01\x00\xff\r\n\r\n", {400}),
}


@pytest.mark.django_db(transaction=True)
def test_every_request_gets_an_answer_and_none_a_crash(asgi_server: str) -> None:  # noqa: F811 -- the fixture
    answers = {case: ask(asgi_server, request) for case, (request, _statuses) in REQUESTS.items()}
    assert {case: status for case, status in answers.items() if status not in REQUESTS[case][1]} == {}


def ask(address: str, request: bytes) -> int:
    """The status of the answer."""
    place = urlsplit(address)
    assert place.hostname is not None
    with socket.create_connection((place.hostname, place.port or 80), timeout=20) as connection:
        connection.sendall(request)
        answer = connection.makefile("rb").readline()
    assert answer.startswith(b"HTTP/1.1 "), answer
    return int(answer.split()[1])

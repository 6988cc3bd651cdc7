"""Addresses, methods, query strings, bodies and headers that no page of ours would send."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from messaging.views import _place
from tests.authorisation.test_matrix import address_of, declared
from tests.authorisation.world import World
from tests.bad_input.conftest import client_of
from tests.bad_input.hostile import ATTRIBUTE, BREAKOUT, DIRECTION, MARKUP
from tests.bad_input.page import Page

# The stream never ends; what it is asked is tested below without opening it.
ROUTES = list(dict.fromkeys(name for name, _method in declared() if name != "messaging:stream"))
# Their pages treat PUT like POST; that is for them to decide.
LIBRARIES = ("account_", "set_language")
WITH_IDS = [
    "order",
    "draft",
    "bid",
    "party",
    "member",
    "invitation",
    "work",
    "item",
    "notification",
    "mail",
    "skill",
    "language",
    "token",
    "contact",
    "text",
]
# These reach the page that looks for them.
BAD_IDS = {"other-alphabet": "AEIOU01il-_-", "5000-letters": "b" * 5000, "5000-digits": "9" * 5000, "negative": "-1"}
# No address of ours has these letters.
BAD_LETTERS = {
    "full-width": quote("１２３"),
    "nul": "%00",
    "not-utf-8": "%ff%fe%c0%af",
    "surrogate": "%ed%a0%80",
    "right-to-left": quote("\u202eabc"),
    "emoji": quote("👨‍👩‍👧"),
    "markup": quote(MARKUP, safe=""),
    "sql": quote("' OR 1=1; --"),
    "dots": "..%2f..%2fetc%2fpasswd",
}
ASKED_FOR = [
    "cursor",
    "page",
    "sort",
    "status",
    "saved",
    "shown",
    "part",
    "next",
    "check",
    "q",
    "to",
    "prefecture",
    "handle",
    "budget",
]
BAD_ANSWERS = {
    "markup": MARKUP + BREAKOUT + ATTRIBUTE,
    "controls": "1\x00" + DIRECTION,
    "negative": "-1",
    "5000-digits": "9" * 5000,
    "elsewhere": "//elsewhere.example/",
}
BAD_QUERIES = {
    "not-utf-8": "page=%ff&q=%ff%fe&%ff=%c0%af&to=%ed%a0%80",
    "broken": "%&%=%&==&&&page=%zz&q",
    "lists": "page[]=1&page=1&page=x&q[0]=a&q=b",
    "hostile-names": urlencode({MARKUP: 1, BREAKOUT: 2, ATTRIBUTE: 3, "page": 1}),
    "100-kB": "q=" + "x" * 100_000,
    "1001-parts": "a=1&" * 1001,
}
PAGE_NOT_TAKEN = "送られた内容を受け取れませんでした", "We could not accept what was sent"
PAGE_NOT_OURS = "もう一度送ってください", "Please send it again"


class Clients(dict[str, Client]):
    """A signed-in browser for every actor who is needed."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def __missing__(self, actor: str) -> Client:
        return self.setdefault(actor, client_of(self.world, actor))


def takes(name: str, method: str) -> bool:
    return any(answer != "405" for answer in declared()[name, method].values())


def able(name: str, methods: tuple[str, ...] = ("GET", "POST")) -> str:
    """An actor whom this address answers."""
    for actor in ("bidder", "owner", "freelancer", "nobody", "anonymous"):
        if any(declared()[name, method][actor].rstrip("+") in ("200", "302", "422") for method in methods):
            return actor
    return "staff"


def ask(client: Client, address: str, method: str = "GET", **options: object) -> HttpResponseBase:
    with transaction.atomic():
        response = client.generic(method, address, **options)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return response


def crashes(response: HttpResponseBase) -> Iterator[str]:
    """Whether it broke, became somebody else's page, or leads away from the platform."""
    if response.status_code >= 500 or getattr(response, "exc_info", None):
        yield f"status {response.status_code} {getattr(response, 'exc_info', ('', ''))[1]!r}"
    elif response.status_code in (301, 302):
        target = urlsplit(urljoin("http://testserver/", response.headers["Location"]))
        yield from [f"leads to {target.geturl()}"] if target[:2] != ("http", "testserver") else []
    elif "html" in response.headers.get("Content-Type", ""):
        yield from Page(response.text).foreign()


def ids_in(name: str, world: World) -> Iterator[str]:
    address = address_of(name, world)
    yield from {str(world.ids[key]) for key in WITH_IDS if f"/{world.ids[key]}/" in address}


def addresses_with(bad: str, world: World) -> Iterator[tuple[str, str]]:
    """Every address that holds an id, by name, with ``bad`` in the place of each of its ids."""
    for name in ROUTES:
        for good in ids_in(name, world):
            yield name, address_of(name, world).replace(f"/{good}/", f"/{bad}/")


@pytest.mark.parametrize("bad", BAD_IDS.values(), ids=BAD_IDS)
def test_bad_ids_are_not_found(bad: str, world: World, rolled_back: None) -> None:
    clients, troubles = Clients(world), []
    for name, address in addresses_with(bad, world):
        for method in (method for method in ("GET", "POST") if takes(name, method)):
            response = ask(clients[able(name)], address, method)
            found = [*crashes(response)] or [response.status_code] * (response.status_code not in (404, 405))
            troubles += [f"{method} {name}: {one}" for one in found]
    assert troubles == []


@pytest.mark.parametrize("bad", BAD_LETTERS.values(), ids=BAD_LETTERS)
def test_bad_letters_are_not_found(bad: str, world: World, rolled_back: None) -> None:
    client = client_of(world, "owner")
    answers = [(name, ask(client, address)) for name, address in addresses_with(bad, world)]
    assert [(name, [*crashes(response)]) for name, response in answers if [*crashes(response)]] == []
    assert {response.status_code for _name, response in answers} == {404}


@pytest.mark.parametrize("name", [name for name in ROUTES if declared()[name, "GET"]["staff"] == "200"])
def test_bad_query_strings_get_a_page(name: str, world: World, rolled_back: None) -> None:
    client, address, troubles = client_of(world, able(name, ("GET",))), address_of(name, world), []
    queries = BAD_QUERIES | {case: urlencode(dict.fromkeys(ASKED_FOR, bad)) for case, bad in BAD_ANSWERS.items()}
    for case, query in queries.items():
        response = ask(client, f"{address}?{query}")
        wanted = (400,) if case == "1001-parts" else (200, 302)
        found = [*crashes(response)] or [response.status_code] * (response.status_code not in (*wanted, 200, 302))
        troubles += [f"{case}: {one}" for one in found]
    assert troubles == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_other_methods_are_refused(method: str, world: World, rolled_back: None) -> None:
    clients = Clients(world)
    answers = {name: ask(clients[able(name)], address_of(name, world), method) for name in ROUTES}
    assert [name for name, response in answers.items() if [*crashes(response)]] == []
    ours = {name: response.status_code for name, response in answers.items() if not name.startswith(LIBRARIES)}
    assert {name: status for name, status in ours.items() if status != 405} == {}


def test_a_form_without_its_token_gets_a_page_that_says_so(world: World, rolled_back: None) -> None:
    client = client_of(world, "owner")
    client.handler.enforce_csrf_checks = True
    for name in ROUTES:
        response = ask(client, address_of(name, world), "POST")
        assert response.status_code == 403, name
        assert all(sentence in response.text for sentence in PAGE_NOT_OURS), name
        assert Page(response.text).foreign() == []


FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"


def part(name: str, content: bytes, *, file: bytes = b"") -> bytes:
    """One field, or one uploaded file, of a form sent in parts."""
    disposition = b'--b\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
    return disposition + (b'; filename="' + file + b'"' if file else b"") + b"\r\n\r\n" + content + b"\r\n"


BODIES = {
    "3-MB": (FORM, b"title=" + b"x" * 3_000_000, 400),
    "3-MB-part": (PARTS, part("title", b"x" * 3_000_000) + b"--b--", 400),
    "1500-fields": (FORM, b"&".join(b"f%d=1" % number for number in range(1500)), 400),
    "11-files": (PARTS, b"".join(part(f"f{number}", b"x", file=b"a") for number in range(11)) + b"--b--", 400),
    "no-boundary": ("multipart/form-data", b"title=x", 400),
    "strange-boundary": ("multipart/form-data; boundary=\x80\xff", b"title=x", 400),
    "cut-off": (PARTS, part("title", b"x")[:-12], 422),
    "file-for-text": (PARTS, part("title", b"\x00", file=b"\xff.png") + b"--b--", 422),
    "unknown-charset": (f"{FORM}; charset=klingon", b"text=x", 422),
    "utf-16": (f"{FORM}; charset=utf-16", "title=題".encode("utf-16"), 400),
    "json": ("application/json", b'{"title": ["x"]}', 422),
    "nothing": ("", b"", 422),
    "binary": (FORM, bytes(range(256)) * 40, 422),
}


@pytest.mark.parametrize(("kind", "body", "status"), BODIES.values(), ids=BODIES)
def test_strange_bodies_get_a_page(kind: str, body: bytes, status: int, world: World, rolled_back: None) -> None:
    for actor, address in (("owner", "/orders/new/"), ("bidder", "/me/profile/works/")):
        response = ask(client_of(world, actor), address, "POST", data=body, content_type=kind)
        assert [*crashes(response)] == []
        assert response.status_code == status
        if status == 400:
            assert all(sentence in response.text for sentence in PAGE_NOT_TAKEN)


HEADERS = {
    "language": {"Accept-Language": "xx-" + "y" * 9000},
    "language-list": {"Accept-Language": ",".join(["ja;q=nan", "en;q=9e999", "*", "\u202e", "-"] * 50)},
    "host": {"Host": "<script>.example"},
    "referer": {"Referer": "javascript:hostile()"},
    "htmx": {"HX-Request": "true", "HX-Current-URL": "http://[::1", "HX-Target": MARKUP, "HX-Trigger": "\xff"},
    "htmx-encoded": {"HX-Request": "true", "HX-Current-URL": "%ff%00", "HX-Current-URL-URI-AutoEncoded": "true"},
    "forwarded": {"X-Forwarded-For": "nonsense, ::1, 9999.1.1.1", "X-Forwarded-Proto": "javascript"},
    "request-id": {"X-Request-ID": MARKUP * 100, "X-Correlation-ID": "\xff"},
    "accept": {"Accept": "text/html;q=x, " + "a/b," * 3000},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_strange_headers_break_nothing(headers: dict[str, str], world: World, rolled_back: None) -> None:
    client = client_of(world, "owner")
    for address in ("/", "/orders/", "/dashboard/", "/nowhere/", "/account/login/"):
        response = ask(client, address, headers=headers)
        assert [*crashes(response)] == []
        assert response.status_code in (200, 302, 400, 404)


COOKIES = {
    "nul-in-session": r'sessionid="abcdefgh\000ijklmnop"',
    "markup-in-session": 'sessionid="<script>hostile()</script>"',
    "long-session": "sessionid=" + "x" * 8000,
    "language": r'django_language="<script>\000"',
    "long-language": "django_language=" + "ja-" * 3000,
    "token": r'csrftoken="\000\377"',
    "messages": 'messages="[[\\"__json_message\\",0,25,\\"<script>\\"]]"',
    "broken": '=;;;a"b="; sessionid',
}


@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_strange_cookies_break_nothing(cookie: str, world: World, rolled_back: None) -> None:
    client = Client(raise_request_exception=False)
    for address in ("/", "/orders/", "/dashboard/", "/account/login/", "/demo/mailbox/"):
        response = ask(client, address, headers={"Cookie": cookie})
        assert [*crashes(response)] == []
        assert response.status_code in (200, 302)


ELSEWHERE = [
    "//elsewhere.example",
    "https:elsewhere.example",
    r"/\elsewhere.example",
    "javascript:hostile()",
    "\x00//x",
    "http:///x",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_form_leads_away_from_the_platform(target: str, world: World, rolled_back: None) -> None:
    client = client_of(world, "owner")
    for address in ("/i18n/setlang/", "/account/logout/"):
        body = urlencode({"next": target, "language": "en"})
        response = ask(client, f"{address}?{body}", "POST", data=body, content_type=FORM)
        assert [*crashes(response)] == []
        assert "elsewhere" not in response.headers["Location"]


@pytest.mark.parametrize("language", ["", "xx", MARKUP, "ja-" * 5000, "\x00", "ＪＡ", "../../etc"])
def test_an_unknown_language_changes_nothing(language: str, world: World, rolled_back: None) -> None:
    body = urlencode({"language": language, "next": "/about/"})
    response = ask(Client(), "/i18n/setlang/", "POST", data=body, content_type=FORM)
    assert (response.status_code, response.headers["Location"]) == (302, "/about/")
    assert "django_language" not in response.cookies


@pytest.mark.parametrize(
    "after", ["", "-1", "１２", "1e3", "9" * 18, "9" * 5000, "²", "\x00", "0x1", " 1", "1,2", MARKUP]
)
def test_the_stream_begins_now_when_the_place_is_unreadable(after: str) -> None:
    request = RequestFactory().get("/stream/", {"after": after}, headers={"Last-Event-ID": after})
    assert _place(request) is None


def test_the_stream_begins_where_the_reader_stopped() -> None:
    assert _place(RequestFactory().get("/stream/", {"after": "7"}, headers={"Last-Event-ID": "nonsense"})) == 7
    assert _place(RequestFactory().get("/stream/", {"after": "7"}, headers={"Last-Event-ID": "9"})) == 9

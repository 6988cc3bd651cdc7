"""Every address × method × actor, read from the URLconf; an address without a line in matrix.txt fails the build.

`matrix.txt` is reviewed like code. After adding an address, write its line by hand; the failing test prints what the
platform answers now. 302L is a redirect to the sign-in page.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.authorisation.world import ACTORS, World, make_world

TABLE = Path(__file__).parent / "matrix.txt"
# Pages of libraries: allauth's own tests cover them, and the admin is checked as a whole below.
LIBRARIES = ("account_", "admin:", "set_language")
# The stream never ends; tests/messaging opens it with real connections.
ENDLESS = ("messaging:stream",)
# Whoever is not signed in may see these and nothing else.
PUBLIC = {
    "portal:landing", "portal:about", "portal:health", "orders:list", "orders:detail", "accounts:invitation",
    "vocabulary:municipality_options", "vocabulary:skill_options", "mailbox:list", "mailbox:message",
}  # fmt: skip
# Addresses that carry the id of something that belongs to the world's company or bidder.
OF_THE_COMPANY = {
    "orders:edit", "orders:preview", "orders:publish", "orders:close", "orders:withdraw", "orders:bids",
    "orders:award", "orders:decline", "matching:candidates", "matching:candidate",
}  # fmt: skip

# Part of an address's name → the value of the world that stands in it.
NAMED_IN_THE_ADDRESS = (
    ("bid_", "bid"), ("award", "bid"), ("decline", "bid"), ("work_", "work"), ("member_", "member"),
    ("invitation", "invitation"), ("mailbox", "mail"), ("notification", "notification"),
)  # fmt: skip


def routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            else:
                yield f"{space}{pattern.name or pattern.pattern}", pattern

    yield from walk(get_resolver().url_patterns, "")


def own_routes() -> list[str]:
    return [name for name, _pattern in routes() if not name.startswith(LIBRARIES) and name not in ENDLESS]


@cache
def declared() -> dict[tuple[str, str], dict[str, str]]:
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {(name, method): dict(zip(ACTORS, answers, strict=True)) for name, method, *answers in lines}


def address_of(name: str, world: World) -> str:
    pattern = dict(routes())[name]
    kwargs = {key: _value_for(name, key, world) for key in pattern.pattern.converters}
    return reverse(name, kwargs=kwargs)


def _value_for(name: str, key: str, world: World) -> object:
    fixed = {"party_public_id": "party", "slug": None, "code": None, "section": None, "token": None}
    if key in fixed:
        words = {"slug": "kintone", "code": "en", "section": "basics", "token": "no-such-token"}
        return world.values["party"] if key == "party_public_id" else words[key]
    for part, value in NAMED_IN_THE_ADDRESS:
        if part in name:
            return world.values[value]
    drafts = ("orders:edit", "orders:preview", "orders:publish")
    return world.draft.public_id if name in drafts else world.values["order"]


def answer(client: Client, method: str, address: str) -> str:
    """The status as the table writes it; whatever was written is rolled back."""
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, {})
        transaction.set_rollback(True)
    to_login = response.status_code == 302 and "/account/login" in response.headers["Location"]
    return "302L" if to_login else str(response.status_code)


def answers(name: str, method: str, world: World) -> dict[str, str]:
    found = {}
    for actor in ACTORS:
        client = Client(raise_request_exception=False)
        if (user := world.actors[actor]) is not None:
            client.force_login(user)
        found[actor] = answer(client, method, address_of(name, world))
    return found


def test_every_route_is_declared() -> None:
    names = set(own_routes())
    listed = {name for name, _method in declared()}
    assert names - listed == set(), "addresses without a line in matrix.txt"
    assert listed - names == set(), "lines in matrix.txt without an address"
    assert all((name, method) in declared() for name in names for method in ("GET", "POST"))


@pytest.mark.django_db
def test_everybody_gets_the_declared_answer() -> None:
    world = make_world()
    wrong = []
    for (name, method), expected in declared().items():
        found = answers(name, method, world)
        if found != expected:
            wrong.append(f"{name:34} {method:5} " + " ".join(f"{found[actor]:5}" for actor in ACTORS))
    assert wrong == [], "the platform answers differently:\n" + "\n".join(wrong)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_table_itself_gives_nothing_away(method: str) -> None:
    """What may stand in the table at all, whoever edits it."""
    for (name, its_method), expected in declared().items():
        if its_method != method:
            continue
        assert not any(code.startswith("5") for code in expected.values()), name
        if name not in PUBLIC:
            assert expected["anonymous"] in ("302L", "401", "404", "405"), name
        if name in OF_THE_COMPANY:
            for stranger in ("rival", "freelancer", "nobody"):
                assert expected[stranger] in ("404", "405"), (name, stranger)


@pytest.mark.django_db
def test_the_administration_is_for_administrators() -> None:
    world = make_world()
    pages = [
        reverse(name) for name, pattern in routes() if name.startswith("admin:") and not pattern.pattern.converters
    ]
    assert len(pages) > 10
    for actor in ACTORS:
        client = Client(raise_request_exception=False)
        if (user := world.actors[actor]) is not None:
            client.force_login(user)
        for page in pages:
            code = answer(client, "GET", page)
            assert not code.startswith("5"), (actor, page)
            if actor != "staff" and not page.endswith(("/login/", "/logout/", "/jsi18n/")):
                assert code in ("302L", "302", "403", "404", "405"), (actor, page, code)

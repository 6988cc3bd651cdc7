"""Every address × method × actor, read from the URLconf; an address without a line in matrix.txt fails the build.

`matrix.txt` is reviewed like code. After adding an address, write its line by hand; the failing test prints what the
platform answers now. 302L is a redirect to the sign-in page, and + says that something was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.authorisation.world import ACTORS, World, make_world

TABLE = Path(__file__).parent / "matrix.txt"
WRITE = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:accounts|orders|messaging|matching|outbox|vocabulary)_')
# Whoever is not signed in may see these and nothing else.
PUBLIC = {
    "portal:landing", "portal:about", "portal:health", "portal:favicon", "orders:list", "orders:detail",
    "orders:versions", "orders:specification", "portal:organisation",
    "accounts:invitation", "vocabulary:municipality_options", "vocabulary:skill_options", "mailbox:list",
    "mailbox:message", "set_language",
    "accounts:lending", "accounts:lending_account", "accounts:lending_withdraw", "accounts:work_question",
    "accounts:legal_list", "accounts:legal", "accounts:legal_version", "accounts:contact", "accounts:contact_sent",
    "account_login", "account_logout", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_confirm_email", "account_confirm_login_code", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
}  # fmt: skip
# Addresses that carry the id of something that belongs to the world's company.
OF_THE_COMPANY = {
    "orders:edit", "orders:change", "orders:preview", "orders:publish", "orders:close", "orders:withdraw",
    "orders:bids", "orders:open_bids", "orders:choose", "orders:copy", "orders:award",
    "orders:decline", "matching:candidates", "matching:candidate", "accounts:mandate", "accounts:mandate_end",
    "accounts:member_role", "accounts:member_remove", "accounts:invitation_resend", "accounts:invitation_revoke",
}  # fmt: skip
OF_THE_BIDDER = {
    "orders:bid_withdraw", "orders:bid_confirm", "messaging:notification_open", "accounts:work_edit",
    "accounts:work_remove", "accounts:work_confirmation", "accounts:work_confirmation_withdraw",
}  # fmt: skip
# The only addresses that keep something when they are merely opened: a notification is read by opening it.
WRITING_WHEN_OPENED = {"messaging:notification_open"}
# Part of an address's name → the world's id that stands in it.
NAMED = (
    ("orders:approval", "approval"), ("bid_", "bid"), ("award", "bid"), ("decline", "bid"),
    ("work_question_of_client", "question"), ("work_", "work"),
    ("member_", "member"),
    ("invitation_", "invitation"), ("import", "import"), ("mailbox", "mail"), ("notification", "notification"),
    ("contact_message", "contact"), ("accounts:file", "file"), ("evidence", "evidence"), ("mandate", "mandate"),
    ("showcase_item", "item"), ("party_file", "item"),
    ("accounts:staff_appeal", "appeal"), ("accounts:appeal", "sanction"), ("decision_lift", "sanction"),
    ("accounts:report", "party"), ("staff_reported", "party"),
    ("block_make", "party"), ("block_remove", "block"), ("mandate", "mandate"),
    ("orders:edit", "draft"), ("orders:preview", "draft"), ("orders:publish", "draft"),
)  # fmt: skip
IDS_BY_KEY = {
    "party": "party", "slug": "skill", "code": "language", "section": "section", "token": "token", "kind": "kind",
    "proof": "proof", "subject": "subject",
    "what": "what", "written": "written",
    "run": "run", "form": "form", "text": "text", "number": "number",
    "organisation": "organisation", "phrase": "phrase", "alias": "alias",
}  # fmt: skip
# The links in allauth's mails: nobody has received these.
ALLAUTH_KEYS = {"key": "no-such-key", "uidb36": "1"}


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
    """All but the administration, which is tested as a whole below, and the API, which has a table of its own."""
    return [name for name, _pattern in routes() if not name.startswith(("admin:", "api:"))]


@cache
def declared() -> dict[tuple[str, str], dict[str, str]]:
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {(name, method): dict(zip(ACTORS, answers, strict=True)) for name, method, *answers in lines}


def address_of(name: str, world: World) -> str:
    pattern = dict(routes())[name].pattern
    keys = set(pattern.converters) | set(pattern.regex.groupindex)
    return reverse(name, kwargs={key: _id_for(name, key, world) for key in keys})


def _id_for(name: str, key: str, world: World) -> Any:
    if name.startswith("account_"):
        return ALLAUTH_KEYS[key]
    if key in IDS_BY_KEY:
        return world.ids[IDS_BY_KEY[key]]
    return world.ids[next((chosen for part, chosen in NAMED if part in name), "order")]


def answer(signed_in: Client, method: str, address: str, form: dict[str, Any] | None = None) -> str:
    """The status as the table writes it; whatever was written is rolled back, signing out as well."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(signed_in.cookies.output(header="", sep=";"))
    writes = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if WRITE.search(sql) and context["cursor"].rowcount:
            writes.append(sql)
        return result

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = client.get(address) if method == "GET" else client.post(address, form or {})
        transaction.set_rollback(True)
    to_login = response.status_code == 302 and "/account/login" in response.headers["Location"]
    return f"{response.status_code}{'L' if to_login else ''}{'+' if writes else ''}"


def client_of(world: World, actor: str) -> Client:
    client = Client()
    if (user := world.actors[actor]) is not None:
        client.force_login(user)
    return client


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_every_route_is_declared() -> None:
    names = set(own_routes())
    listed = {name for name, _method in declared()}
    assert names - listed == set(), "addresses without a line in matrix.txt"
    assert listed - names == set(), "lines in matrix.txt without an address"
    assert [name for name in names for method in ("GET", "POST") if (name, method) not in declared()] == []


def test_everybody_gets_the_declared_answer(world: World) -> None:
    clients = {actor: client_of(world, actor) for actor in ACTORS}
    wrong = []
    for (name, method), expected in declared().items():
        address, form = address_of(name, world), world.forms.get(name)
        found = {actor: answer(clients[actor], method, address, form) for actor in ACTORS}
        if found != expected:
            wrong.append(f"{name:40} {method:5} " + " ".join(f"{found[actor]:6}" for actor in ACTORS))
    assert wrong == [], "the platform answers differently:\n" + "\n".join(wrong)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_table_itself_gives_nothing_away(method: str) -> None:
    """What may stand in the table at all, whoever edits it."""
    refused = ("404", "405")
    for (name, its_method), expected in declared().items():
        if its_method != method:
            continue
        assert not any(code.startswith("5") for code in expected.values()), name
        assert method == "POST" or name in WRITING_WHEN_OPENED or not any("+" in code for code in expected.values())
        if name not in PUBLIC:
            assert expected["anonymous"] in ("302L", "401", *refused), name
        if name in OF_THE_COMPANY:
            assert {expected[stranger] for stranger in ("rival", "bidder", "freelancer", "nobody")} <= set(refused)
            assert "+" not in expected["viewer"], name
        if name in OF_THE_BIDDER:
            assert {expected[other] for other in ACTORS if other not in ("anonymous", "bidder")} <= set(refused), name


def test_the_administration_is_for_administrators(world: World) -> None:
    pages = {
        reverse(name, args=["orders" if name == "admin:app_list" else "1"] * pattern.pattern.regex.groups)
        for name, pattern in routes()
        if name.startswith("admin:") and pattern.name and name != "admin:view_on_site"  # no model has an address
    }
    assert len(pages) > 50
    for actor in ACTORS:
        client = client_of(world, actor)
        for page in sorted(pages):
            code = answer(client, "GET", page)
            assert not code.startswith("5"), (actor, page)
            if actor != "staff" and not page.endswith(("/login/", "/logout/", "/jsi18n/")):
                assert code in ("302L", "302", "403", "404", "405"), (actor, page, code)

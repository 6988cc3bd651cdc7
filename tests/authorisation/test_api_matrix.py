"""Every address of the API × method × actor, and every scope: an address without a line in a table fails the build.

`api.txt` and, about firms and lent people, `api_offering.txt` are reviewed like code. The actors ask with their
session, as in matrix.txt; what a token may do beside that is its scope, which the last test takes away. + says that
something was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Role
from accounts.rules import scopes_for
from tests.api.callers import program
from tests.authorisation.api_world import bodies_for
from tests.authorisation.offering import OFFERING_ACTORS, bodies_of_offering, make_offering_world
from tests.authorisation.test_matrix import WRITE, routes
from tests.authorisation.world import ACTORS, World, make_world

HERE = Path(__file__).parent
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Open to everybody, whatever their token says.
WITHOUT_SCOPE = {
    "api:start", "api:schema", "api:docs", "api:problem", "api:nowhere", "api:me", "api:skill-list",
    "api:prefecture-list", "api:municipality-list", "api:language-list", "api:language-level-list",
}  # fmt: skip
# Addresses about firms and lent people.
OFFERING = ("api:person", "api:firm", "api:party-profile")
IDS = {name: name for name in ("party", "skill", "language", "code", "address", "what", "written")}
# Part of an address's name → the world's id that stands in it.
NAMED = (
    ("organisation", "organisation"),
    ("bid-", "bid"),
    ("approval-", "approval"),
    ("profile-work", "work"),
    ("showcase-work", "item"),
    ("import", "import"),
)


def api_routes() -> dict[str, Any]:
    return {name: pattern for name, pattern in routes() if name.startswith("api:")}


def methods_of(pattern: Any) -> Iterator[str]:
    view = pattern.callback
    offered = getattr(view, "actions", None) or vars(view.cls) | {}
    yield from (method for method in METHODS if method.lower() in offered or _inherits(view, method))


def _inherits(view: Any, method: str) -> bool:
    return not getattr(view, "actions", None) and hasattr(view.cls, method.lower())


@dataclass(frozen=True)
class Table:
    """A file of answers and the world it is about: its actors, what is sent, whose scopes are taken away."""

    file: str
    actors: tuple[str, ...]
    make_world: Callable[[], World]
    bodies: Callable[[World], dict[tuple[str, str], Any]]
    callers: tuple[tuple[str, bool], ...]

    @cached_property
    def declared(self) -> dict[tuple[str, str], dict[str, str]]:
        text = (HERE / self.file).read_text()
        lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
        return {(name, method): dict(zip(self.actors, answers, strict=True)) for name, method, *answers in lines}


TABLES = (
    Table("api.txt", ACTORS, make_world, bodies_for, (("owner", True), ("bidder", False))),
    Table(
        "api_offering.txt",
        OFFERING_ACTORS,
        make_offering_world,
        lambda _world: bodies_of_offering(),
        (("lender", True), ("firm", True)),
    ),
)
in_both_worlds = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)


def address_of(name: str, method: str, world: World) -> str:
    pattern = api_routes()[name].pattern
    keys = set(pattern.converters) | set(pattern.regex.groupindex)
    return reverse(name, kwargs={key: _id_for(name, key, method, world) for key in keys})


def _id_for(name: str, key: str, method: str, world: World) -> Any:
    if name.startswith(OFFERING):
        return world.ids[_kept_id(name, key)]
    if key == "pk":
        return world.ids["notification"]
    if key == "public_id":
        if name == "api:order-publish" or (name == "api:order-detail" and method == "PATCH"):
            return world.ids["draft"]
        return world.ids[next((chosen for part, chosen in NAMED if name.startswith(f"api:{part}")), "order")]
    return world.ids[IDS[key]]


def _kept_id(name: str, key: str) -> str:
    """Of an address about a firm or a lent person, which of that world's ids stands in it."""
    if key == "party":
        return "person" if name.startswith("api:person") else "firm"
    if key == "public_id":
        return {"api:person-training-detail": "training", "api:party-profile-work-detail": "work"}.get(
            name, "organisation"
        )
    return key


def answer(client: APIClient, method: str, address: str, body: Any) -> str:
    """The status as the table writes it; whatever was written is rolled back."""
    writes = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if WRITE.search(sql) and "accounts_apicount" not in sql and context["cursor"].rowcount:
            writes.append(sql)
        return result

    with transaction.atomic(), connection.execute_wrapper(watch):
        arguments: dict[str, Any] = {} if method == "GET" else {"data": body if body is not None else {}}
        if isinstance(body, bytes):
            arguments["content_type"] = "text/csv"
        response = getattr(client, method.lower())(address, **arguments)
        transaction.set_rollback(True)
    return f"{response.status_code}{'+' if writes else ''}"


def client_of(world: World, actor: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    if (user := world.actors[actor]) is not None:
        client.force_login(user)
    return client


def test_every_address_and_method_is_declared() -> None:
    offered = {(name, method) for name, pattern in api_routes().items() for method in methods_of(pattern)}
    declared = [line for table in TABLES for line in table.declared]
    assert offered - set(declared) == set(), "without a line in any table"
    assert set(declared) - offered == set(), "lines without an address"
    assert len(declared) == len(set(declared)), "lines in two tables"


@pytest.mark.django_db
@in_both_worlds
def test_everybody_gets_the_declared_answer(table: Table) -> None:
    world = table.make_world()
    clients = {actor: client_of(world, actor) for actor in table.actors}
    bodies, wrong = table.bodies(world), []
    for (name, method), expected in table.declared.items():
        address, body = address_of(name, method, world), bodies.get((name, method))
        found = {actor: answer(clients[actor], method, address, body) for actor in table.actors}
        if found != expected:
            wrong.append(f"{name:40} {method:6} " + " ".join(f"{found[actor]:6}" for actor in table.actors))
    assert wrong == [], "the platform answers differently:\n" + "\n".join(wrong)


@in_both_worlds
def test_the_table_itself_gives_nothing_away(table: Table) -> None:
    for (name, method), expected in table.declared.items():
        assert not any(code.startswith("5") for code in expected.values()), name
        if method == "GET":
            assert not any("+" in code for code in expected.values()), name
        else:
            assert expected["anonymous"] in ("401", "404"), name
            assert "+" not in expected["anonymous"], name
            assert "+" not in expected.get("l.viewer", "") + expected.get("f.viewer", ""), name
            is_of_company = expected.get("viewer") == "403" and "+" in expected["owner"]
            if is_of_company and "public_id" in api_routes()[name].pattern.regex.groupindex:
                assert {expected[actor] for actor in ("rival", "freelancer", "nobody")} <= {"404", "403"}, name
        if name.startswith(OFFERING) and api_routes()[name].pattern.regex.groups:
            assert {expected[actor] for actor in ("l.rival", "f.rival", "freelancer", "staff")} == {"404"}, name


@pytest.mark.django_db
@in_both_worlds
def test_a_token_without_the_scope_is_refused_everywhere(table: Table) -> None:
    """Of each kind of token: with every scope but the needed one."""
    world, unguarded = table.make_world(), []
    for name, method in table.declared:
        if name in WITHOUT_SCOPE:
            continue
        view = api_routes()[name].callback
        needed = _needed(view, method)
        assert needed, f"{name} {method} needs no scope"
        for actor, has_company in table.callers:
            user = world.actors[actor]
            assert user is not None
            organisation = user.memberships.get(role=Role.OWNER).organisation if has_company else None
            scopes = scopes_for(organisation) - {needed}
            client = program(user, organisation, scopes)
            response = getattr(client, method.lower())(address_of(name, method, world))
            if response.status_code != 403 or response.json()["code"] != "scope_missing":
                unguarded.append((name, method, needed, response.status_code))
            user.api_tokens.all().delete()
    assert unguarded == []


def _needed(view: Any, method: str) -> str:
    cls, action = view.cls, getattr(view, "actions", {}).get(method.lower())
    by_action = getattr(cls, "scopes", {})
    return str(by_action.get(action) or (cls.read_scope if method == "GET" else cls.write_scope))

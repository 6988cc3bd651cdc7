"""The schema is valid and true: whatever it says may be sent is answered as it says, by nobody with a server error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.callers import make_token
from tests.authorisation.offering import make_offering_world
from tests.authorisation.world import World, make_world

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OFFERING = re.compile(r"/people/|/firm/|\{party\}/profile/")
# Well-formed and malformed requests for each operation, for each of two callers: together about a minute.
EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 4}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The application is called directly, so it must not close the connection of the test, as under a server."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_schema_is_valid_and_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_it_is_served_as_json_and_as_yaml() -> None:
    as_json = Client().get("/api/v1/schema/")
    assert as_json.headers["Content-Type"].startswith("application/json")
    assert json.loads(as_json.content)["openapi"].startswith("3.1")
    as_yaml = Client().get("/api/v1/schema/", headers={"Accept": "application/yaml"})
    assert as_yaml.content.startswith(b"openapi: 3.1")


def test_every_write_tells_its_scope_and_its_key() -> None:
    paths = json.loads(Client().get("/api/v1/schema/").content)["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation.get("parameters", ())}
            assert ("Idempotency-Key" in names) == (method != "get"), (path, method)
            if method != "get":
                assert "A token needs the permission" in operation["description"], (path, method)


@pytest.mark.parametrize("actor", ["owner", "bidder", "lender", "firm"])
def test_every_operation_keeps_its_word(one_connection: None, settings: Any, actor: str) -> None:
    """Those about lent people and firms are asked by those who have some, all others by the two sides of a bid."""
    settings.API_REQUESTS_A_MINUTE = dict.fromkeys(("token", "user", "anonymous"), 1_000_000)
    is_offering = actor in ("lender", "firm")
    world = make_offering_world() if is_offering else make_world()
    user = world.actors[actor]
    assert user is not None
    company = None if actor == "bidder" else user.memberships.get().organisation
    _token, secret = make_token(user, company)
    headers = {"Authorization": f"Bearer {secret}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    operations = [result.ok() for result in schema.get_all_operations()]
    asked_about = [operation for operation in operations if bool(OFFERING.search(operation.path)) == is_offering]
    assert len(asked_about) > (20 if is_offering else 40)
    ids = _ids_of_offering(world, actor) if is_offering else None
    asked = sum(
        _ask(operation, mode, headers, ids or _real_ids(operation, world))
        for operation in asked_about
        for mode in EXAMPLES
    )
    assert asked > len(asked_about) * 4


def _ids_of_offering(world: World, actor: str) -> dict[str, str]:
    ids = {name: str(world.ids[name]) for name in ("skill", "language", "member", "certificate", "number")}
    about = {"party": "person", "public_id": "training"} if actor == "lender" else {"party": "firm"}
    return ids | {"public_id": world.ids["organisation"]} | {key: world.ids[name] for key, name in about.items()}


def _ask(operation: Any, mode: GenerationMode, headers: dict[str, str], ids: dict[str, str]) -> int:
    """Send made-up requests, at first about what is there; whatever they write is rolled back. How many were sent."""
    asked = 0

    @settings_for(mode)
    @given(case=_cases(operation, mode, ids))
    def ask(case: Case) -> None:
        nonlocal asked
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        asked += 1
        case.validate_response(response, checks=CHECKS)

    ask()
    return asked


def _cases(operation: Any, mode: GenerationMode, ids: dict[str, str]) -> Any:
    real = {name: value for name, value in ids.items() if f"{{{name}}}" in operation.path}
    return operation.as_strategy(generation_mode=mode, path_parameters=real or None)


def _real_ids(operation: Any, world: World) -> dict[str, str]:
    names = {"/organisations/": "organisation", "/works/": "work", "/v1/bids/": "bid", "/imports/": "import"}
    name = next((name for part, name in names.items() if part in operation.path), "order")
    if name == "order" and (operation.path.endswith("/publish/") or operation.method == "patch"):
        name = "draft"
    return {
        "public_id": world.ids[name],
        "id": str(world.ids["notification"]),
        "party": world.ids["party"],
        "skill": world.ids["skill"],
        "language": world.ids["language"],
        "code": world.ids["code"],
        "what": world.ids["what"],
        "written": world.ids["written"],
    }


def settings_for(mode: GenerationMode) -> Any:
    return settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

"""The schema is valid and true: whatever it says may be sent is answered as it says, by nobody with a server error."""

from __future__ import annotations

import json
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
from tests.authorisation.world import World, make_world

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Well-formed and malformed requests for each operation, for each of two callers: together about a minute.
EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 4}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


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


@pytest.mark.parametrize("actor", ["owner", "bidder"])
def test_every_operation_keeps_its_word(world: World, one_connection: None, settings: Any, actor: str) -> None:
    settings.API_REQUESTS_A_MINUTE = dict.fromkeys(("token", "user", "anonymous"), 1_000_000)
    user = world.actors[actor]
    assert user is not None
    company = user.memberships.get().organisation if actor == "owner" else None
    _token, secret = make_token(user, company)
    headers = {"Authorization": f"Bearer {secret}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 40
    asked = sum(_ask(operation, mode, headers, world) for operation in operations for mode in EXAMPLES)
    assert asked > len(operations) * 4


def _ask(operation: Any, mode: GenerationMode, headers: dict[str, str], world: World) -> int:
    """Send made-up requests, at first about what is there; whatever they write is rolled back. How many were sent."""
    asked = 0

    @settings_for(mode)
    @given(case=_cases(operation, mode, world))
    def ask(case: Case) -> None:
        nonlocal asked
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        asked += 1
        case.validate_response(response, checks=CHECKS)

    ask()
    return asked


def _cases(operation: Any, mode: GenerationMode, world: World) -> Any:
    real = {name: value for name, value in _real_ids(operation, world).items() if f"{{{name}}}" in operation.path}
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

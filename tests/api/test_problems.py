"""Whatever is refused under /api/ is refused with a problem document, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings
from rest_framework.test import APIClient

from accounts.api.throttling import CallerThrottle
from tests.api.callers import PROBLEM, assert_problem, program
from tests.factories import make_company, make_user, owner_of

pytestmark = pytest.mark.django_db
ORGANISATIONS = "/api/v1/organisations/"


@pytest.fixture
def owner() -> APIClient:
    company = make_company()
    return program(owner_of(company), company)


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/v1/no-such-thing/", "/api/v1/skills", "/api/v2/", "/api/v1/organisations/UPPER/", "/api/%00"],
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_addresses_that_lead_nowhere(path: str, method: str) -> None:
    assert_problem(getattr(Client(), method)(path, headers={"Accept": "text/html"}), 404, "not_found")


def test_methods_formats_and_bodies(owner: APIClient) -> None:
    address = owner.get(ORGANISATIONS).json()["results"][0]["id"]
    address = f"{ORGANISATIONS}{address}/"
    response = owner.delete(address)
    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, PATCH, HEAD"
    assert_problem(owner.get(address, headers={"Accept": "text/html"}), 406, "not_acceptable")
    as_form = owner.patch(address, "name=x", content_type="application/x-www-form-urlencoded")
    assert_problem(as_form, 415, "unsupported_media_type")
    for body in ("{", "NaN", '{"name": NaN}', "[" * 100_000, '"\\ud800', "\xff"):
        raw = body.encode("latin-1")
        assert_problem(owner.patch(address, raw, content_type="application/json"), 400, "parse_error")
    for body in ("[]", "null", '"text"', "3"):
        assert_problem(owner.patch(address, body, content_type="application/json"), 400, "invalid")
    huge = b'{"name": "' + b"x" * 2_700_000 + b'"}'
    assert_problem(owner.patch(address, huge, content_type="application/json"), 413, "too_large")
    with_key = owner.patch(address, huge, content_type="application/json", headers={"Idempotency-Key": "1"})
    assert_problem(with_key, 413, "too_large")


def test_each_wrong_entry_is_pointed_at(owner: APIClient) -> None:
    address = ORGANISATIONS + owner.get(ORGANISATIONS).json()["results"][0]["id"] + "/"
    wrong = {"name": "", "employees": 0, "prefecture": "99", "municipality": "011002"}
    problem = assert_problem(owner.patch(address, wrong), 400, "invalid")
    assert {(one["pointer"], one["code"]) for one in problem["errors"]} == {
        ("#/name", "blank"),
        ("#/employees", "min_value"),
        ("#/prefecture", "does_not_exist"),
    }
    elsewhere = assert_problem(owner.patch(address, {"municipality": "011002"}), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in elsewhere["errors"]] == [("#/municipality", "not_in_prefecture")]
    surrogate = assert_problem(
        owner.patch(address, b'{"name": "\\ud800"}', content_type="application/json"), 400, "invalid"
    )
    assert surrogate["errors"][0]["pointer"] == "#/name"


def test_the_language_is_the_readers() -> None:
    japanese, english = make_user(), make_user(language="en")
    assert program(japanese).get("/api/v1/nowhere/").json()["title"] == "見つかりません"
    assert APIClient().get("/api/v1/me/").json()["title"] == "ログインしてください"
    assert (
        program(english).get("/api/v1/me/", headers={"Accept": "text/css"}).json()["title"]
        == "This format is not offered"
    )
    japanese_asked = program(english).get("/api/v1/skills/", {"cursor": "x"}, headers={"Accept-Language": "ja"})
    assert japanese_asked.json()["title"] == "リクエストに誤りがあります"


def test_too_many_requests_are_told_when_to_come_back(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = {"token": 3, "user": 3, "anonymous": 2}
    client = program(make_user())
    assert [client.get("/api/v1/me/").status_code for _ in range(3)] == [200] * 3
    response = client.get("/api/v1/me/")
    assert_problem(response, 429, "throttled")
    assert 1 <= int(response.headers["Retry-After"]) <= 61
    assert program(make_user()).get("/api/v1/me/").status_code == 200
    assert [APIClient().get("/api/v1/skills/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_bad_host_is_refused_in_json_too() -> None:
    response = Client(headers={"Host": "evil.example"}).get("/api/v1/skills/")
    assert_problem(response, 400, "bad_request")


@override_settings(DEBUG=False)
def test_a_fault_of_ours_is_a_problem_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> bool:
        raise RuntimeError("secret words")

    monkeypatch.setattr(CallerThrottle, "allow_request", fail)
    client = Client(raise_request_exception=False)
    response = client.get("/api/v1/skills/")
    assert_problem(response, 500, "error")
    assert "secret" not in response.content.decode()


def test_every_code_explains_itself() -> None:
    told = APIClient().get("/api/v1/problems/token_expired/").json()
    assert told["status"] == 401
    assert told["detail"]
    assert_problem(APIClient().get("/api/v1/problems/no_such_code/"), 404, "not_found")


def test_answers_are_kept_by_no_cache(owner: APIClient) -> None:
    assert owner.get(ORGANISATIONS).headers["Cache-Control"] == "no-store, private"


def test_the_pages_keep_their_own_refusals() -> None:
    response = Client().get("/no-such-page/")
    assert response.status_code == 404
    assert response.headers["Content-Type"] != PROBLEM

"""A lending company keeps its people over the API as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.actions import commit_hours
from accounts.models import Consent, Organisation, Personnel, Role
from common.japan import today_in_japan
from messaging.models import Notification
from tests.api.callers import assert_problem, program
from tests.factories import make_lender, make_member, make_personnel, make_user, owner_of

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people/"
NEW = {
    "legal_name": "鈴木 一",
    "email": "Lent@Example.jp",
    "headline": "窓口を見直します",
    "lending_form": "dispatch",
    "dispatch_licence": "派１３ー１２３４５６",
    "roles": ["producer", "producer", "engineer"],
}


@pytest.fixture
def lender(db: None) -> Organisation:
    return make_lender()


@pytest.fixture
def client(lender: Organisation) -> APIClient:
    return program(owner_of(lender), lender)


def test_a_person_is_listed_agreed_on_and_stopped(client: APIClient, lender: Organisation) -> None:
    answer = client.post(PEOPLE, NEW)
    assert answer.status_code == 201, answer.content
    person, address = answer.json(), answer.headers["Location"]
    assert person["dispatch_licence"] == "派13-123456"
    assert person["roles"] == ["producer", "engineer"]
    assert person["email"] == "lent@example.jp"
    assert person["consents"] == {"company": None, "person": None}
    until = today_in_japan().replace(year=today_in_japan().year + 1, day=1).isoformat()
    agreed = client.post(f"{address}consent/", {"scopes": ["listed", "named"], "expires_on": until}).json()
    assert agreed["consents"]["company"]["scopes"] == ["listed", "named"]
    assert client.post(f"{address}consent/ask/").json()["email"] == "lent@example.jp"
    assert client.post(f"{address}consent/withdraw/").json()["consents"]["company"] is None
    training = client.post(f"{address}trainings/", {"name": "行政手続", "hours": 8})
    assert [one["name"] for one in client.get(address).json()["trainings"]] == ["行政手続"]
    assert client.delete(f"{address}trainings/{training.json()['id']}/").json()["trainings"] == []
    assert client.post(f"{address}stop/").json()["ended_at"] is not None
    assert client.get(PEOPLE).json()["results"] == []
    [ended] = client.get(PEOPLE, {"state": "ended"}).json()["results"]
    assert ended["id"] == person["id"]
    assert Consent.objects.filter(party__organisation=lender).count() == 1


def test_the_list_is_narrowed_as_on_the_page(client: APIClient, lender: Organisation) -> None:
    agreed = make_personnel(lender, roles=["producer"], legal_name="高橋 一")
    make_personnel(lender, agreed=False, staff_number="A-17")
    for asked, number in (({"q": "A-17"}, 1), ({"role": "producer"}, 1), ({"state": "complete"}, 1), ({}, 2)):
        assert len(client.get(PEOPLE, asked).json()["results"]) == number, asked
    assert client.get(PEOPLE, {"q": "高橋"}).json()["results"][0]["id"] == agreed.party.public_id
    assert_problem(client.get(PEOPLE, {"state": "asleep"}), 400, "invalid")
    first = client.get(PEOPLE, {"page_size": 1, "sort": "newest"}).json()
    assert client.get(first["next"]).json()["results"][0]["id"] == agreed.party.public_id


@pytest.mark.parametrize(
    ("changed", "entry", "code"),
    [
        ({"email": "known@example.jp"}, "email", "already_listed"),
        ({"staff_number": "A-1"}, "staff_number", "already_listed"),
        ({"dispatch_licence": ""}, "dispatch_licence", "licence_missing"),
        ({"dispatch_licence": "13-1"}, "dispatch_licence", "invalid"),
        ({"weekly_cap": 169}, "weekly_cap", "max_value"),
        ({"email": "no address"}, "email", "invalid"),
        ({"handle": "090-1234-5678"}, "handle", "contact"),
    ],
)
def test_bad_entries(client: APIClient, lender: Organisation, changed: Any, entry: str, code: str) -> None:
    make_personnel(lender, email="known@example.jp", staff_number="A-1")
    problem = assert_problem(client.post(PEOPLE, NEW | changed), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [(f"#/{entry}", code)]


def test_administrators_hear_of_somebody_lent_twice_even_when_the_request_may_be_repeated(client: APIClient) -> None:
    """With a key, everything the request wrote is undone when it is refused."""
    staff = make_user(is_staff=True)
    make_personnel(email="lent@example.jp")
    for _try in range(2):
        answer = client.post(PEOPLE, NEW, headers={"Idempotency-Key": "once"})
        problem = assert_problem(answer, 400, "invalid")
        assert [one["code"] for one in problem["errors"]] == ["lent_elsewhere"]
    assert [notice.kind for notice in Notification.objects.filter(user=staff)] == ["person_lent_twice"]


def test_a_cap_below_what_is_promised_is_refused_beside_its_entry(client: APIClient, lender: Organisation) -> None:
    person = make_personnel(lender)
    today = today_in_japan()
    last = today.replace(year=today.year + 1)
    promise = commit_hours(person.party, source="order:x", hours_per_week=30, first_day=today, last_day=last)
    assert promise is not None
    address = f"{PEOPLE}{person.party.public_id}/"
    problem = assert_problem(client.patch(address, {"weekly_cap": 20}), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("#/weekly_cap", "below_promised")]
    ended = client.post(f"{address}commitments/{promise.pk}/end/", {"from_day": today.isoformat()}).json()
    assert [month["promised"] for month in ended["months"]] == [0] * 12
    assert client.patch(address, {"weekly_cap": 20}).json()["weekly_cap"] == 20


def test_the_profile_of_a_lent_person_is_kept_by_the_company(client: APIClient, lender: Organisation) -> None:
    person = make_personnel(lender)
    address = f"/api/v1/parties/{person.party.public_id}/profile/"
    told = client.patch(address, {"rate_jpy_hour": 6000, "remote": "full"}).json()
    assert (told["rate_jpy_hour"], told["kind"]) == (6000, "personnel")
    assert client.put(f"{address}skills/python/", {"level": 4}).json()["skills"][0]["skill"] == "python"
    assert client.put(f"{address}languages/en/", {"level": 5}).json()["languages"] == [{"language": "en", "level": 5}]
    work = client.post(f"{address}works/", {"title": "台帳の電子化"})
    assert client.patch(work.headers["Location"], {"year": 2024}).json()["year"] == 2024
    assert client.delete(work.headers["Location"]).json()["works"] == []
    assert client.get(f"{address}languages/en/").status_code == 405
    viewer = program(make_member(lender, role=Role.VIEWER).user, lender)
    assert viewer.get(f"{PEOPLE}{person.party.public_id}/").status_code == 200
    assert_problem(viewer.patch(address, {"remote": "full"}), 403, "permission_denied")
    assert_problem(viewer.patch(f"{PEOPLE}{person.party.public_id}/", {"weekly_cap": 9}), 403, "permission_denied")


def test_other_companies_and_other_kinds_find_nothing(client: APIClient) -> None:
    elsewhere = make_personnel()
    address = f"{PEOPLE}{elsewhere.party.public_id}/"
    assert_problem(client.get(address), 404, "not_found")
    assert_problem(client.patch(address, {"weekly_cap": 9}), 404, "not_found")
    assert_problem(client.get(f"/api/v1/parties/{elsewhere.party.public_id}/profile/"), 404, "not_found")
    nobody = make_user()
    assert nobody.is_active
    assert_problem(program(nobody).get(PEOPLE), 403, "scope_missing")
    session = APIClient()
    session.force_login(nobody)
    assert session.get(PEOPLE).json()["results"] == []
    assert_problem(session.post(PEOPLE, NEW), 404, "not_found")
    assert Personnel.objects.count() == 1


def test_parties_and_matches_of_those_one_acts_for(client: APIClient, lender: Organisation) -> None:
    person = make_personnel(lender)
    [party] = client.get("/api/v1/parties/").json()["results"]
    told = {"id": person.party.public_id, "kind": "personnel", "organisation": lender.public_id}
    assert told | {"handle": person.party.handle} == party
    assert client.get("/api/v1/parties/", {"kind": "freelancer"}).json()["results"] == []
    assert client.get("/api/v1/matches/").json() == []
    assert client.get("/api/v1/matches/", {"party": person.party.public_id}).json() == []
    assert_problem(client.get("/api/v1/matches/", {"party": "\x00"}), 404, "not_found")
    assert_problem(client.get("/api/v1/matches/", {"party": make_personnel().party.public_id}), 404, "not_found")

"""Profile, notices and rankings over the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import PastWork, Profile, ProfileLanguage
from messaging.models import Notification
from orders.drafts import WantedSkill
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_freelancer, make_user, owner_of
from tests.matching.making import make_run
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.django_db
PROFILE = "/api/v1/profile/"


@pytest.fixture
def profile(db: None) -> Profile:
    return make_freelancer(skills=("kintone",))


@pytest.fixture
def client(profile: Profile) -> APIClient:
    return program(profile.user)


def test_beginning_a_profile() -> None:
    client = program(make_user())
    assert_problem(client.get(PROFILE), 404, "not_found")
    for handle, code in (("a", "invalid"), ("090-1234-5678", "contact"), ("運営事務局", "staff"), ("", "blank")):
        problem = assert_problem(client.post(PROFILE, {"handle": handle}), 400, "invalid")
        assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("#/handle", code)]
    assert client.post(PROFILE, {"handle": "midori-77"}).status_code == 201
    assert client.post(PROFILE, {"handle": "other-88"}).json()["handle"] == "midori-77"
    taken = assert_problem(program(make_user()).post(PROFILE, {"handle": "MIDORI-77"}), 400, "invalid")
    assert taken["errors"][0]["code"] == "taken"


def test_changing_it_part_by_part(client: APIClient, profile: Profile) -> None:
    sent = {
        "headline": "予約の仕組みを作ります",
        "rate_jpy_hour": 4000,
        "prefecture": "32",
        "onsite_prefectures": ["13", "32"],
    }
    told = client.patch(PROFILE, sent).json()
    assert {name: told[name] for name in sent} == sent
    assert told["legal_name"] == profile.legal_name
    skills = client.put(f"{PROFILE}skills/python/", {"level": 4, "last_used": 2025}).json()["skills"]
    assert {(one["skill"], one["level"], one["last_used"]) for one in skills} == {
        ("kintone", 3, None),
        ("python", 4, 2025),
    }
    assert [one["skill"] for one in client.delete(f"{PROFILE}skills/kintone/").json()["skills"]] == ["python"]
    assert_problem(client.delete(f"{PROFILE}skills/kintone/"), 404, "not_found")
    assert client.put(f"{PROFILE}languages/en/", {"level": 5}).json()["languages"] == [{"language": "en", "level": 5}]
    assert client.delete(f"{PROFILE}languages/en/").json()["languages"] == []
    work = client.post(f"{PROFILE}works/", {"title": "台帳の電子化", "year": 2024})
    assert work.status_code == 201
    changed = client.patch(work.headers["Location"], {"text": "紙の台帳をやめた。"}).json()
    assert (changed["title"], changed["year"], changed["text"]) == ("台帳の電子化", 2024, "紙の台帳をやめた。")
    assert client.delete(work.headers["Location"]).json()["works"] == []


@pytest.mark.parametrize(
    ("path", "method", "sent", "pointer", "code"),
    [
        ("", "patch", {"hours_per_week": 169}, "#/hours_per_week", "max_value"),
        ("", "patch", {"available_from": "2099-01-01"}, "#/available_from", "far"),
        ("", "patch", {"onsite_prefectures": ["99"]}, "#/onsite_prefectures", "does_not_exist"),
        ("skills/python/", "put", {"level": 6}, "#/level", "max_value"),
        ("skills/python/", "put", {"level": 3, "last_used": 2999}, "#/last_used", "future"),
        ("languages/en/", "put", {}, "#/level", "required"),
        ("works/", "post", {"title": ""}, "#/title", "blank"),
    ],
)
def test_bad_entries(client: APIClient, path: str, method: str, sent: Any, pointer: str, code: str) -> None:
    problem = assert_problem(getattr(client, method)(PROFILE + path, sent), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [(pointer, code)]


def test_others_rows_are_not_found(client: APIClient) -> None:
    other = make_freelancer()
    work = PastWork.objects.create(profile=other, title="台帳")
    ProfileLanguage.objects.create(profile=other, language="fr", level=4)
    assert_problem(client.patch(f"{PROFILE}works/{work.public_id}/", {"title": "x"}), 404, "not_found")
    assert_problem(client.delete(f"{PROFILE}works/{work.public_id}/"), 404, "not_found")
    assert_problem(client.delete(f"{PROFILE}languages/fr/"), 404, "not_found")
    assert_problem(client.put(f"{PROFILE}skills/no-such-skill/", {"level": 3}), 404, "not_found")
    assert_problem(client.put(f"{PROFILE}languages/xx/", {"level": 3}), 404, "not_found")


def test_a_token_of_an_organisation_is_not_about_a_person() -> None:
    company = make_company()
    client = program(owner_of(company), company, ["bids:read", "matches:read"])
    assert_problem(client.get("/api/v1/matches/"), 403, "personal_token_needed")


def test_notices_are_read_one_by_one_and_all_at_once() -> None:
    company = make_company()
    order = make_order(company)
    make_bid(order)
    make_bid(order)
    person = program(owner_of(company))
    notices = person.get("/api/v1/notices/").json()["results"]
    assert [one["kind"] for one in notices] == ["bid_received"] * 2
    assert notices[0]["read_at"] is None
    assert person.post(f"/api/v1/notices/{notices[0]['id']}/read/").json() == {"unread": 1}
    assert person.post("/api/v1/notices/read/").json() == {"unread": 0}
    stranger = program(make_user())
    assert_problem(stranger.post(f"/api/v1/notices/{notices[0]['id']}/read/"), 404, "not_found")
    assert_problem(stranger.post(f"/api/v1/notices/{'9' * 18}/read/"), 404, "not_found")
    assert Notification.objects.filter(read_at__isnull=True).count() == 0


def test_a_ranking_for_both_sides(profile: Profile, client: APIClient) -> None:
    company = make_company()
    order = make_order(company, remote="full", skills=(WantedSkill("kintone", is_must=True),))
    make_run(order, [profile.party_id])
    owner = program(owner_of(company), company)
    address = f"/api/v1/orders/{order.public_id}/"
    [line] = owner.get(f"{address}candidates/").json()["candidates"]
    assert (line["party"], line["standing"]["rank"]) == (profile.party.public_id, 1)
    assert sum(part["points"] for part in line["parts"]) == line["standing"]["score"]
    person = owner.get(f"{address}candidates/{profile.party.public_id}/").json()
    assert person["legal_name"] is None
    assert profile.legal_name not in str(person)
    assert profile.user.email not in str(person)
    [match] = client.get("/api/v1/matches/").json()
    assert (match["order"]["id"], match["rank"]) == (order.public_id, 1)
    own = client.get(f"{address}my-match/").json()
    assert own["standing"]["score"] == match["score"]
    rival = make_company()
    competitor = program(owner_of(rival), rival)
    assert_problem(competitor.get(f"{address}candidates/"), 404, "not_found")
    assert_problem(competitor.get(f"{address}candidates/{profile.party.public_id}/"), 404, "not_found")


def test_a_code_that_no_database_can_be_asked_for_is_refused(client: APIClient) -> None:
    for sent in ({"onsite_prefectures": ["\x00"]}, {"prefecture": "32\x00"}, {"municipality": "\x00"}):
        assert_problem(client.patch(PROFILE, sent), 400, "invalid")

"""A partner firm keeps its facts, team and certificates over the API as on the pages; parties show their own page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.actions import change_showcase
from accounts.models import Organisation, OrganisationKind, Party, Profile, Role
from orders.drafts import WantedSkill
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_firm, make_freelancer, make_member, make_team_member, make_user, owner_of
from tests.matching.making import make_run
from tests.orders.making import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(db: None) -> Profile:
    return make_firm(skills=("kintone",))


@pytest.fixture
def organisation(firm: Profile) -> Organisation:
    assert firm.party.organisation is not None
    return firm.party.organisation


@pytest.fixture
def address(organisation: Organisation) -> str:
    return f"/api/v1/organisations/{organisation.public_id}/firm/"


@pytest.fixture
def client(organisation: Organisation) -> APIClient:
    return program(owner_of(organisation), organisation)


def test_a_firm_moves_abroad_and_back(client: APIClient, address: str, organisation: Organisation) -> None:
    abroad = client.patch(address, {"country": "VN", "city": "Da Nang", "engineers": 120}).json()
    assert (abroad["country"], abroad["prefecture"], abroad["time_zone"]) == ("VN", None, "Asia/Ho_Chi_Minh")
    assert_problem(client.patch(address, {"country": "JP"}), 400, "invalid")
    back = client.patch(address, {"country": "JP", "prefecture": "32", "name": "架空ソフト工房"}).json()
    told = ("JP", "", "32", "Asia/Tokyo", "架空ソフト工房", 120)
    assert tuple(back[name] for name in ("country", "city", "prefecture", "time_zone", "name", "engineers")) == told
    organisation.refresh_from_db()
    assert organisation.name == "架空ソフト工房"


def test_its_team_and_certificates(client: APIClient, address: str, organisation: Organisation) -> None:
    colleague = make_member(organisation, role=Role.EDITOR).user
    sent = {
        "name": "Hoa",
        "role": "bridge",
        "country": "VN",
        "account": colleague.email,
        "skills": ["python"],
        "languages": [{"language": "ja", "level": 5}],
    }
    answer = client.post(f"{address}team/", sent)
    assert answer.status_code == 201, answer.content
    hoa = answer.json()
    assert sent.items() <= hoa.items()
    assert hoa["time_zone"] == "Asia/Ho_Chi_Minh"
    changed = client.patch(f"{address}team/{hoa['id']}/", {"role": "developer"}).json()
    assert changed == hoa | {"role": "developer"}
    assert client.delete(f"{address}team/{hoa['id']}/").json()["team"] == []
    paper = client.post(f"{address}certificates/", {"name": "ISMS", "valid_until": "2030-01-31"}).json()
    changed = client.patch(f"{address}certificates/{paper['id']}/", {"number": "7"}).json()
    assert changed == paper | {"number": "7"}
    assert client.delete(f"{address}certificates/{paper['id']}/").json()["certificates"] == []


@pytest.mark.parametrize(
    ("sent", "entry", "code"),
    [
        ({"name": "Linh"}, "name", "already_listed"),
        ({"name": "090-1234-5678"}, "name", "contact"),
        ({"country": "XX"}, "country", "country"),
        ({"time_zone": "Asia/Nowhere"}, "time_zone", "zone"),
        ({"account": "stranger@example.jp"}, "account", "not_a_member"),
        ({"skills": ["no-such-skill"]}, "skills", "does_not_exist"),
        ({"languages": [{"language": "ja", "level": 5}, {"language": "ja", "level": 6}]}, "languages", "twice"),
        ({"role": "king"}, "role", "invalid_choice"),
    ],
)
def test_bad_entries(firm: Profile, client: APIClient, address: str, sent: Any, entry: str, code: str) -> None:
    make_team_member(firm, name="Linh")
    problem = assert_problem(client.post(f"{address}team/", {"name": "Hoa", "role": "tester"} | sent), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [(f"#/{entry}", code)]


def test_its_profile_takes_no_name_or_place_of_its_own(client: APIClient, firm: Profile) -> None:
    address = f"/api/v1/parties/{firm.party.public_id}/profile/"
    assert client.patch(address, {"headline": "受発注", "side_job": "permitted"}).json()["headline"] == "受発注"
    problem = assert_problem(client.patch(address, {"prefecture": "13"}), 400, "invalid")
    assert [one["code"] for one in problem["errors"]] == ["among_facts"]


def test_a_firm_registered_in_another_way_gets_its_party_with_its_facts() -> None:
    organisation = make_company(kind=OrganisationKind.PARTNER_FIRM)
    client = program(owner_of(organisation), organisation)
    address = f"/api/v1/organisations/{organisation.public_id}/firm/"
    assert_problem(client.get(address), 404, "not_found")
    assert client.patch(address, {"engineers": 8}).json()["engineers"] == 8
    assert Party.objects.get(organisation=organisation).firm.time_zone == "Asia/Tokyo"


def test_matches_of_a_firm_are_its_own(client: APIClient, firm: Profile) -> None:
    order = make_order(remote="full", skills=(WantedSkill("kintone", is_must=True),))
    make_run(order, [firm.party_id])
    [match] = client.get("/api/v1/matches/").json()
    assert (match["order"]["id"], match["party"]["handle"]) == (order.public_id, firm.party.handle)
    own = client.get(f"/api/v1/orders/{order.public_id}/my-match/").json()
    assert own["standing"]["rank"] == 1
    client_of_order = program(owner_of(order.client), order.client)
    page = client_of_order.get(f"/api/v1/parties/{firm.party.public_id}/").json()
    assert page["profile"]["handle"] == firm.party.handle
    assert page["page"]["is_public"] is False
    assert firm.party.organisation is not None
    assert firm.party.organisation.name not in str(page)
    other = make_company()
    assert_problem(program(owner_of(other), other).get(f"/api/v1/parties/{firm.party.public_id}/"), 404, "not_found")


def test_one_shows_ones_own_works() -> None:
    profile = make_freelancer(skills=("kintone",))
    client = program(profile.user)
    page = "/api/v1/profile/page/"
    assert client.get(page).json()["works"] == []
    told = client.patch(page, {"is_public": True, "industries": ["酒造", "酒造", "観光"], "regions": ["32"]}).json()
    assert (told["is_public"], told["industries"], told["regions"]) == (True, ["酒造", "観光"], ["32"])
    for title in ("一つ目", "二つ目"):
        last = client.post(f"{page}works/", {"title": title, "skills": ["kintone"]})
    assert client.patch(last.headers["Location"], {"result": "残業が半分に"}).json()["skills"] == ["kintone"]
    raised = client.post(f"{last.headers['Location']}raise/").json()
    assert [work["title"] for work in raised["works"]] == ["二つ目", "一つ目"]
    assert len(client.delete(last.headers["Location"]).json()["works"]) == 1
    for bad, code in (({"title": "https://example.jp"}, "link"), ({"title": "x", "skills": ["python"]}, "not_held")):
        problem = assert_problem(client.post(f"{page}works/", bad), 400, "invalid")
        assert [one["code"] for one in problem["errors"]] == [code]
    change_showcase(profile, is_public=False)
    reader = program(make_user())
    assert_problem(reader.get(f"/api/v1/parties/{profile.party.public_id}/"), 404, "not_found")
    change_showcase(profile, is_public=True)
    assert reader.get(f"/api/v1/parties/{profile.party.public_id}/").json()["chosen"]["awards"] == 0
    assert {one["code"] for one in client.get("/api/v1/profile/gap-costs/").json()["costs"]} >= {"rate"}


def test_a_larger_team_takes_no_more_queries(
    firm: Profile, client: APIClient, address: str, django_assert_num_queries: Any
) -> None:
    def add() -> None:
        colleague = make_member(firm.party.organisation).user
        make_team_member(firm, user=colleague, skills=("python",), languages=(("ja", 5),))

    add()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert len(client.get(address).json()["team"]) == 1
    add()
    add()
    with django_assert_num_queries(len(one)):
        assert len(client.get(address).json()["team"]) == 3

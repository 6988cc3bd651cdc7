"""Orders over the API: the same rules, rights and words as on the pages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Organisation, Role, User
from common.japan import today_in_japan
from orders.drafts import WantedSkill
from orders.models import Order
from orders.states import OrderStatus
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_freelancer, make_member, make_user, owner_of
from tests.orders.making import make_bid, make_draft
from tests.orders.making import make_order as make_open_order

pytestmark = pytest.mark.django_db
ORDERS = "/api/v1/orders/"


def days(number: int) -> str:
    return (today_in_japan() + datetime.timedelta(days=number)).isoformat()


def complete(**changes: Any) -> dict[str, Any]:
    return {
        "title": "FAXの注文を一覧にしたい",
        "problem": "毎日30件の注文がFAXで届きます。",
        "budget_min_yen": 300_000,
        "budget_max_yen": 500_000,
        "budget_unit": "project",
        "duration_weeks": 13,
        "ending_terms": "30日前に書面で知らせれば終えられます。",
        "remote": "partial",
        "prefecture": "32",
        "start_on": days(40),
        "deadline": days(14),
        "skills": [{"skill": "キントーン", "is_must": True}, {"skill": "python"}],
        "languages": [{"language": "ja", "level": 5, "is_must": True}],
    } | changes


@pytest.fixture
def company() -> Organisation:
    return make_company()


@pytest.fixture
def owner(company: Organisation) -> APIClient:
    return program(owner_of(company), company)


def test_from_the_first_line_to_the_end(owner: APIClient) -> None:
    begun = owner.post(ORDERS, {"title": "受注を楽にしたい"})
    assert begun.status_code == 201
    address = begun.headers["Location"]
    assert begun.json()["status"] == "draft"
    incomplete = assert_problem(owner.post(f"{address}publish/"), 422, "order_incomplete")
    assert {one["pointer"] for one in incomplete["errors"]} >= {"#/problem", "#/budget_max_yen", "#/deadline"}
    written = owner.patch(address, complete())
    assert written.status_code == 200, written.content
    assert [(one["skill"], one["is_must"]) for one in written.json()["skills"]] == [
        ("kintone", True),
        ("python", False),
    ]
    assert written.json()["deadline"] == days(14)
    assert owner.post(f"{address}publish/").json()["status"] == "open"
    assert owner.post(f"{address}publish/").json()["status"] == "open"
    copied = owner.post(f"{address}copy/")
    assert (copied.status_code, copied.json()["status"]) == (201, "draft")
    assert owner.post(f"{address}close/").json()["status"] == "closed"
    assert_problem(owner.post(f"{address}withdraw/"), 409, "move_refused")


def test_what_is_not_sent_stays(owner: APIClient) -> None:
    begun = owner.post(ORDERS, complete())
    assert begun.status_code == 201, begun.content
    before = begun.json()
    after = owner.patch(f"{ORDERS}{before['id']}/", {"title": "別の題"}).json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"title", "own"}
    moved = owner.patch(f"{ORDERS}{before['id']}/", {"prefecture": "13"}).json()
    assert (moved["prefecture"], moved["municipality"]) == ("13", None)


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"budget_min_yen": 2, "budget_max_yen": 1}, "#/budget_max_yen", "reversed"),
        ({"budget_max_yen": -1}, "#/budget_max_yen", "min_value"),
        ({"budget_max_yen": 10**15}, "#/budget_max_yen", "max_value"),
        ({"hours_per_week": 169}, "#/hours_per_week", "max_value"),
        ({"positions": 0}, "#/positions", "min_value"),
        ({"positions": True}, "#/positions", "invalid"),
        ({"remote": "moon"}, "#/remote", "invalid_choice"),
        ({"deadline": "0001-01-01"}, "#/deadline", "invalid"),
        ({"start_on": "2026-02-30"}, "#/start_on", "invalid"),
        ({"title": "\u200b\u0007"}, "#/title", "blank"),
        ({"title": "長" * 121}, "#/title", "max_length"),
        ({"municipality": "011002"}, "#/municipality", "not_in_prefecture"),
        ({"skills": [{"skill": "no such thing"}]}, "#/skills/0/skill", "unknown"),
        ({"skills": [{"skill": "kintone"}, {"skill": "キントーン"}]}, "#/skills", "twice"),
        ({"languages": [{"language": "ja", "level": 8}]}, "#/languages/0/level", "max_value"),
        ({"skills": "kintone"}, "#/skills", "not_a_list"),
        ({"skills": [{"skill": "kintone"}] * 41}, "#/skills", "max_length"),
    ],
)
def test_bad_entries(owner: APIClient, sent: dict[str, Any], pointer: str, code: str) -> None:
    problem = assert_problem(owner.post(ORDERS, complete(**sent)), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [(pointer, code)]
    assert not Order.objects.exists()


def test_drafts_are_for_their_company_alone(company: Organisation, owner: APIClient) -> None:
    draft, order = make_draft(company), make_open_order(company)
    rival = make_company()
    stranger, freelancer = APIClient(), program(make_freelancer().user)
    competitor = program(owner_of(rival), rival)
    for client in (stranger, freelancer, competitor):
        assert_problem(client.get(f"{ORDERS}{draft.public_id}/"), 404, "not_found")
        told = client.get(f"{ORDERS}{order.public_id}/").json()
        assert told["own"] is None
        assert [one["id"] for one in client.get(ORDERS).json()["results"]] == [order.public_id]
    assert owner.get(f"{ORDERS}{draft.public_id}/").json()["own"]["may_edit"] is True
    assert {one["id"] for one in owner.get(f"{ORDERS}mine/").json()["results"]} == {draft.public_id, order.public_id}
    only = owner.get(f"{ORDERS}mine/", {"status": "draft"}).json()["results"]
    assert [one["id"] for one in only] == [draft.public_id]
    assert_problem(competitor.patch(f"{ORDERS}{draft.public_id}/", {"title": "x"}), 404, "not_found")


def test_a_token_reaches_its_own_organisation_only(company: Organisation) -> None:
    """Somebody in two companies: the token of one says nothing of the other."""
    other = make_company()
    person = owner_of(company)
    make_member(other, person, role=Role.EDITOR)
    draft = make_draft(other)
    program_of_first, personal = program(person, company), program(person)
    for client in (program_of_first, personal):
        assert_problem(client.get(f"{ORDERS}{draft.public_id}/"), 404, "not_found")
    assert program(person, other).get(f"{ORDERS}{draft.public_id}/").status_code == 200
    begun = program_of_first.post(f"{ORDERS}?organisation={other.public_id}", {"title": "受注"})
    assert_problem(begun, 400, "invalid")


def test_a_viewer_reads_and_changes_nothing(company: Organisation) -> None:
    viewer = make_member(company, role=Role.VIEWER).user
    draft = make_draft(company)
    client = program(viewer, company)
    assert client.get(f"{ORDERS}{draft.public_id}/").json()["own"]["may_edit"] is False
    assert_problem(client.patch(f"{ORDERS}{draft.public_id}/", {"title": "x"}), 403, "role_not_allowed")
    assert_problem(client.post(ORDERS, {"title": "x"}), 403, "role_not_allowed")
    assert_problem(client.post(f"{ORDERS}{draft.public_id}/publish/"), 403, "role_not_allowed")


def test_somebody_without_an_organisation_cannot_order() -> None:
    client = APIClient()
    client.force_login(make_user())
    assert_problem(client.post(ORDERS, {"title": "x"}), 403, "permission_denied")


def test_the_public_list_is_narrowed_as_on_the_page(company: Organisation) -> None:
    wanted = make_open_order(company, title="予約台帳", remote="full", budget_max_yen=900_000)
    make_open_order(company, title="在庫", skills=(WantedSkill("kintone"),))
    client = APIClient()

    def found(**query: Any) -> list[str]:
        response = client.get(ORDERS, query)
        assert response.status_code == 200, response.content
        return [one["title"] for one in response.json()["results"]]

    assert found(q="予約") == ["予約台帳"]
    assert found(remote="full") == ["予約台帳"]
    assert found(budget=600_000) == ["予約台帳"]
    assert found(skill="kintone") == ["在庫"]
    assert found(prefecture="13") == []
    assert found(block="chugoku", unit="project", sort="budget") == ["予約台帳", "在庫"]
    for query in (
        {"prefecture": "99"},
        {"budget": "x"},
        {"budget": "1e400"},
        {"sort": "x"},
        {"page_size": "0"},
        {"q": "a\0"},
    ):
        assert_problem(client.get(ORDERS, query), 400, "invalid")
    Order.objects.filter(pk=wanted.pk).update(status=OrderStatus.SELECTING)
    assert found(q="予約") == []


def test_pages_go_forward_and_back_without_a_count(company: Organisation, django_assert_max_num_queries: Any) -> None:
    orders = [make_open_order(company, title=f"案件{number}") for number in range(5)]
    newest = [order.public_id for order in reversed(orders)]
    client = APIClient()
    with django_assert_max_num_queries(8) as seen:
        first = client.get(ORDERS, {"page_size": 2}).json()
    assert not any("COUNT(*)" in query["sql"].upper().split("FROM")[0] for query in seen.captured_queries)
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    pages = [[one["id"] for one in page["results"]] for page in (first, second, third)]
    assert pages == [newest[:2], newest[2:4], newest[4:]]
    assert (first["previous"], third["next"]) == (None, None)
    assert [one["id"] for one in client.get(third["previous"]).json()["results"]] == newest[2:4]
    make_open_order(company, title="新しい案件")
    assert [one["id"] for one in client.get(first["next"]).json()["results"]] == newest[2:4]
    for cursor in ("x", "....", first["next"].split("cursor=")[1][:-3]):
        assert_problem(client.get(ORDERS, {"cursor": cursor}), 400, "invalid")
    assert_problem(client.get(first["next"] + "&sort=budget"), 400, "invalid")


def test_a_list_costs_the_same_for_one_and_for_three(company: Organisation) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert APIClient().get(ORDERS).status_code == 200
        return len(seen)

    make_open_order(company, skills=(WantedSkill("kintone"),))
    one = cost()
    for _ in range(2):
        make_bid(make_open_order(make_company(), skills=(WantedSkill("kintone"),)))
    assert cost() == one


def test_an_open_order_is_changed_as_a_new_version(company: Organisation, owner: APIClient) -> None:
    order = make_open_order(company)
    bid = make_bid(order)
    address = f"{ORDERS}{order.public_id}/"
    assert_problem(owner.patch(address, {"title": "別の題"}), 409, "order_not_editable")
    assert_problem(owner.post(f"{address}change/", {"version": 1}), 409, "nothing_changed")
    assert_problem(owner.post(f"{address}change/", {"title": "別の題"}), 400, "invalid")
    lowered = owner.post(f"{address}change/", {"version": 1, "budget_max_yen": 400_000})
    assert [one["pointer"] for one in assert_problem(lowered, 422, "order_incomplete")["errors"]] == ["#/reason"]
    changed = owner.post(f"{address}change/", {"version": 1, "title": "別の題"}).json()
    assert (changed["version"], changed["title"]) == (2, "別の題")
    assert_problem(owner.post(f"{address}change/", {"version": 1, "title": "また別"}), 409, "other_version")
    told = APIClient().get(f"{address}versions/").json()
    assert [(one["number"], one["changed"]) for one in told] == [(2, ["title"]), (1, [])]
    bidder = program(User.objects.get(parties=bid.party))
    mine = f"/api/v1/bids/{bid.public_id}/"
    assert bidder.get(mine).json()["needs_confirmation"] is True
    assert_problem(bidder.post(f"{mine}confirm/", {"order_version": 1}), 409, "other_version")
    assert bidder.post(f"{mine}confirm/", {"order_version": 2}).json()["needs_confirmation"] is False

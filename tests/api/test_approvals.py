"""Approvals and the opening of bids over the API: by the same chain, at the same turn, with the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Organisation, User
from orders import actions
from orders.models import Order
from orders.states import OrderStatus
from tests.api.callers import assert_problem, program
from tests.factories import make_firm, make_team_member
from tests.orders.governing import give_chain, make_town, town_draft, town_order
from tests.orders.making import make_bid, make_company, make_order, owner_of, pass_deadline

pytestmark = pytest.mark.django_db
APPROVALS = "/api/v1/approvals/"


@pytest.fixture
def town(db: None) -> Organisation:
    return make_town()


@pytest.fixture
def people(town: Organisation) -> list[User]:
    return give_chain(town, "係長", "課長")


@pytest.fixture
def officer(town: Organisation) -> APIClient:
    return program(owner_of(town), town)


@pytest.fixture
def order(town: Organisation, people: list[User], officer: APIClient) -> Order:
    draft = town_draft(town)
    told = officer.post(f"/api/v1/orders/{draft.public_id}/publish/")
    assert told.json()["status"] == "in_approval", told.content
    return draft


def listed(client: APIClient, **wanted: Any) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = client.get(APPROVALS, wanted).json()["results"]
    return results


def test_from_asking_to_the_last_approval(
    order: Order, town: Organisation, people: list[User], officer: APIClient
) -> None:
    first, second = (program(person, town) for person in people)
    [asked] = listed(first, my_turn="true")
    assert (asked["purpose"], asked["order"]["id"], asked["is_my_turn"]) == ("publication", order.public_id, True)
    assert [turn["office"] for turn in asked["turns"]] == ["係長", "課長"]
    assert listed(second, my_turn="true") == []
    assert [one["is_my_turn"] for one in listed(second)] == [False]
    address = f"{APPROVALS}{asked['id']}/"
    assert_problem(second.post(f"{address}approve/"), 403, "not_your_turn")
    assert_problem(first.post(f"{address}send-back/", {"comment": ""}), 400, "invalid")
    assert first.post(f"{address}approve/", {"comment": "よい"}).json()["turns"][0]["comment"] == "よい"
    assert second.post(f"{address}approve/").json()["status"] == "approved"
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN
    assert_problem(second.post(f"{address}send-back/", {"comment": "やはり"}), 409, "move_refused")
    assert_problem(officer.post(f"{address}take-back/"), 409, "move_refused")


def test_sent_back_and_taken_back(order: Order, town: Organisation, people: list[User], officer: APIClient) -> None:
    [asked] = listed(officer)
    told = program(people[0], town).post(f"{APPROVALS}{asked['id']}/send-back/", {"comment": "期間が長い"}).json()
    assert (told["status"], told["turns"][0]["comment"]) == ("sent_back", "期間が長い")
    assert officer.post(f"/api/v1/orders/{order.public_id}/publish/").json()["status"] == "in_approval"
    [again] = listed(officer, status="waiting")
    assert officer.post(f"{APPROVALS}{again['id']}/take-back/").json()["status"] == "withdrawn"
    assert officer.get(f"/api/v1/orders/{order.public_id}/").json()["status"] == "draft"


def test_strangers_find_nothing(order: Order, officer: APIClient) -> None:
    [asked] = listed(officer)
    company = make_company()
    for client in (program(owner_of(company), company), program(owner_of(order.client))):
        assert listed(client) == []
        assert_problem(client.get(f"{APPROVALS}{asked['id']}/"), 404, "not_found")
        for step in ("approve", "send-back", "take-back"):
            refused = client.post(f"{APPROVALS}{asked['id']}/{step}/", {"comment": "x"})
            assert refused.status_code in (403, 404), step


def test_the_same_key_approves_once(order: Order, town: Organisation, people: list[User]) -> None:
    first = program(people[0], town)
    [asked] = listed(first)
    for replayed in (None, "true"):
        answer = first.post(f"{APPROVALS}{asked['id']}/approve/", headers={"Idempotency-Key": "one"})
        assert answer.status_code == 200
        assert answer.headers.get("Idempotency-Replayed") == replayed


def test_a_list_asks_as_often_for_three_as_for_one(town: Organisation, people: list[User]) -> None:
    owner, client = owner_of(town), program(people[0], town)
    costs = []
    for more in (1, 2):
        for _number in range(more):
            actions.publish_order(town_draft(town), actor=owner)
        client.get(APPROVALS)
        with CaptureQueriesContext(connection) as captured:
            listed(client)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_sealed_bids_are_opened_and_awarded_with_a_reason(town: Organisation, officer: APIClient) -> None:
    order = town_order(town)
    bid = make_bid(order)
    address = f"/api/v1/orders/{order.public_id}/"
    assert_problem(officer.post(f"{address}open-bids/"), 409, "bids_sealed")
    pass_deadline(order)
    assert officer.get(f"{address}bids/").json()["results"] == []
    assert officer.post(f"{address}open-bids/").status_code == 200
    assert officer.post(f"{address}open-bids/").status_code == 200
    [received] = officer.get(f"{address}bids/").json()["results"]
    assert received["id"] == bid.public_id
    award = f"/api/v1/bids/{bid.public_id}/award/"
    assert_problem(officer.post(award), 422, "few_quotes")
    assert officer.post(award, {"reason": "一者しか対応できない"}).json()["status"] == "awarded"
    early = make_order(make_company())
    client = program(owner_of(early.client), early.client)
    assert_problem(client.post(f"/api/v1/orders/{early.public_id}/open-bids/"), 409, "move_refused")


def test_a_firm_names_its_team(db: None) -> None:
    order, firm = make_order(make_company(), remote="full"), make_firm()
    members = [make_team_member(firm, name=name) for name in ("リン", "タオ")]
    client = program(owner_of(firm.party.organisation), firm.party.organisation)
    organisation = firm.party.organisation.public_id
    told = client.get(f"/api/v1/organisations/{organisation}/firm/").content.decode()
    assert all(member.public_id in told for member in members), "where a program finds the ids"
    address = f"/api/v1/orders/{order.public_id}/bids/"
    offer = {"price_yen": 400_000, "plan": "まず1週間、様子を見ます。", "start_on": order.start_on.isoformat()}
    assert_problem(client.post(address, offer), 422, "team_missing")
    assert_problem(client.post(address, offer | {"team": []}), 422, "team_missing")
    assert_problem(client.post(address, offer | {"team": [{"member": "zzzzzzzzzzzz"}]}), 422, "team_unknown")
    wrong = assert_problem(client.post(address, offer | {"team": [{"hours_per_week": 200}]}), 400, "invalid")
    assert {error["pointer"] for error in wrong["errors"]} == {"#/team/0/member", "#/team/0/hours_per_week"}
    named = [{"member": members[0].public_id, "hours_per_week": 20}]
    sent = client.post(address, offer | {"team": named, "party": firm.party.public_id})
    assert sent.status_code == 201, sent.content
    assert [(one["name"], one["hours_per_week"]) for one in sent.json()["team"]] == [("リン", 20)]
    own = f"/api/v1/bids/{sent.json()['id']}/"
    assert [one["name"] for one in client.patch(own, {"price_yen": 390_000}).json()["team"]] == ["リン"]
    both = [{"member": member.public_id} for member in members]
    assert len(client.patch(own, {"team": both}).json()["team"]) == 2
    received = program(owner_of(order.client), order.client).get(own).json()
    assert {one["name"] for one in received["team"]} == {"リン", "タオ"}

"""Bids over the API: sealed from rivals, named after an award, carried by the same actions as the pages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Profile
from common.japan import today_in_japan
from orders.models import Bid, Order
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_freelancer, make_user, owner_of
from tests.orders.making import make_bid, make_order, pass_deadline

pytestmark = pytest.mark.django_db
BIDS = "/api/v1/bids/"


def offer(**changes: Any) -> dict[str, Any]:
    day = today_in_japan() + datetime.timedelta(days=20)
    return {"price_yen": 400_000, "plan": "まず1週間、様子を見ます。", "start_on": day.isoformat()} | changes


@pytest.fixture
def order(db: None) -> Order:
    return make_order(make_company())


@pytest.fixture
def owner(order: Order) -> APIClient:
    return program(owner_of(order.client), order.client)


@pytest.fixture
def freelancer(db: None) -> Profile:
    return make_freelancer()


def on(order: Order) -> str:
    return f"/api/v1/orders/{order.public_id}/bids/"


def test_from_the_bid_to_the_award(order: Order, owner: APIClient, freelancer: Profile) -> None:
    bidder = program(freelancer.user)
    sent = bidder.post(on(order), offer())
    assert sent.status_code == 201, sent.content
    address = sent.headers["Location"]
    assert sent.json()["is_own"] is True
    changed = bidder.patch(address, {"price_yen": 380_000})
    assert (changed.json()["price_yen"], changed.json()["plan"]) == (380_000, offer()["plan"])
    [received] = owner.get(on(order)).json()["results"]
    assert (received["price_yen"], received["is_own"]) == (380_000, False)
    assert received["bidder"] == {
        "id": freelancer.party.public_id,
        "kind": "freelancer",
        "handle": freelancer.party.handle,
        "verified": [],
        "evidenced_skills": [],
    }
    assert owner.get(address).json()["contacts"] is None
    assert freelancer.legal_name not in owner.get(address).content.decode()
    awarded = owner.post(f"{address}award/")
    assert awarded.json()["status"] == "awarded"
    assert awarded.json()["contacts"]["legal_name"] == freelancer.legal_name
    assert bidder.get(address).json()["contacts"]["member_email"] == owner_of(order.client).email
    assert_problem(bidder.post(f"{address}withdraw/"), 409, "move_refused")


def test_rivals_read_nothing_of_a_bid(order: Order, freelancer: Profile) -> None:
    bid = make_bid(order, freelancer)
    rival, company = program(make_freelancer().user), make_company()
    competitor = program(owner_of(company), company)
    for client in (rival, competitor):
        assert_problem(client.get(f"{BIDS}{bid.public_id}/"), 404, "not_found")
        assert client.get(BIDS).json()["results"] == []
        assert client.get(f"{BIDS}received/").json()["results"] == []
        assert_problem(client.get(on(order)), 404, "not_found")
        assert_problem(client.post(f"{BIDS}{bid.public_id}/award/"), 404, "not_found")


def test_a_token_of_the_other_side_decides_nothing(order: Order, owner: APIClient, freelancer: Profile) -> None:
    bid = make_bid(order, freelancer)
    bidder = program(freelancer.user)
    for step in ("award", "decline"):
        assert_problem(bidder.post(f"{BIDS}{bid.public_id}/{step}/", {"reason": "price"}), 404, "not_found")
    assert_problem(owner.post(f"{BIDS}{bid.public_id}/withdraw/"), 404, "not_found")
    assert_problem(owner.patch(f"{BIDS}{bid.public_id}/", {"price_yen": 1}), 404, "not_found")


def test_of_a_withdrawn_bid_the_company_reads_no_content(order: Order, owner: APIClient, freelancer: Profile) -> None:
    bid = make_bid(order, freelancer)
    bidder = program(freelancer.user)
    assert bidder.post(f"{BIDS}{bid.public_id}/withdraw/").json()["status"] == "withdrawn"
    told = owner.get(f"{BIDS}{bid.public_id}/").json()
    assert (told["price_yen"], told["plan"], told["start_on"]) == (None, None, None)
    assert owner.get(on(order)).json()["results"] == []
    assert bidder.get(f"{BIDS}{bid.public_id}/").json()["price_yen"] == bid.price_yen
    assert bidder.post(on(order), offer()).json()["id"] == bid.public_id


def test_declining_needs_a_reason(order: Order, owner: APIClient, freelancer: Profile) -> None:
    bid = make_bid(order, freelancer)
    address = f"{BIDS}{bid.public_id}/decline/"
    for sent in ({}, {"reason": "order_closed"}, {"reason": "price", "note": "長" * 501}):
        assert_problem(owner.post(address, sent), 400, "invalid")
    told = owner.post(address, {"reason": "price", "note": "またお願いします。"}).json()
    assert (told["status"], told["decline_reason"]) == ("declined", "price")


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"price_yen": 0}, "#/price_yen", "min_value"),
        ({"price_yen": "ten"}, "#/price_yen", "invalid"),
        ({"plan": "電話は 090-1234-5678 です"}, "#/plan", "contact"),
        ({"plan": ""}, "#/plan", "blank"),
        ({"start_on": "2020-01-01"}, "#/start_on", "past"),
        ({"party": "zzzzzzzzzzzz"}, "#/party", "invalid_choice"),
    ],
)
def test_bad_offers(order: Order, freelancer: Profile, sent: dict[str, Any], pointer: str, code: str) -> None:
    problem = assert_problem(program(freelancer.user).post(on(order), offer(**sent)), 400, "invalid")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [(pointer, code)]
    assert not Bid.objects.exists()


def test_what_stands_in_the_way_has_a_name(order: Order, owner: APIClient) -> None:
    assert_problem(program(make_user()).post(on(order), offer()), 409, "profile_missing")
    nameless = program(make_freelancer(legal_name="").user)
    assert_problem(nameless.post(on(order), offer()), 422, "legal_name_missing")
    assert nameless.post(on(order), offer(legal_name="山田 太郎")).status_code == 201
    unlisted = program(make_freelancer(is_listed=False).user)
    assert_problem(unlisted.post(on(order), offer()), 409, "inactive")
    assert_problem(owner.post(on(order), offer()), 400, "invalid")
    pass_deadline(order)
    assert_problem(program(make_freelancer().user).post(on(order), offer()), 409, "bidding_closed")


def test_lists_are_narrowed_and_sorted(order: Order, owner: APIClient) -> None:
    cheap, dear = make_bid(order, price_yen=100_000), make_bid(order, price_yen=900_000)
    assert [one["id"] for one in owner.get(on(order)).json()["results"]] == [cheap.public_id, dear.public_id]
    arrived = owner.get(on(order), {"sort": "arrival"}).json()["results"]
    assert [one["id"] for one in arrived] == [cheap.public_id, dear.public_id]
    received = owner.get(f"{BIDS}received/", {"status": "submitted", "order": order.public_id}).json()["results"]
    assert {one["id"] for one in received} == {cheap.public_id, dear.public_id}
    assert owner.get(f"{BIDS}received/", {"status": "awarded"}).json()["results"] == []
    assert_problem(owner.get(f"{BIDS}received/", {"status": "x"}), 400, "invalid")

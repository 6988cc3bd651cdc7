"""Nothing of a sealed bid leaves the API before bids are opened, whichever address a member of the client asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from orders import actions
from orders.models import Bid, Opening, Order
from tests.api.callers import assert_problem, program
from tests.authorisation.test_api_matrix import api_routes, methods_of
from tests.authorisation.world import World, make_world
from tests.factories import make_freelancer, owner_of
from tests.matching.making import make_run
from tests.orders.making import make_bid, make_order, pass_deadline

pytestmark = pytest.mark.django_db
MARKER, PRICE = "封をした計画書", 398_765


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def bid(world: World) -> Bid:
    company = Order.objects.get(public_id=world.ids["order"]).client
    order = make_order(company, remote="full", opening=Opening.AT_DEADLINE)
    bidder = make_freelancer()
    make_run(order, [bidder.party_id])
    return make_bid(order, bidder, plan=MARKER, price_yen=PRICE)


def addresses(world: World, bid: Bid) -> Iterator[str]:
    """Every address that can be read, about the sealed bid, its order and its bidder."""
    ids = world.ids | {"order": bid.order.public_id, "bid": bid.public_id, "party": bid.party.public_id}
    for name, route in api_routes().items():
        if "GET" not in methods_of(route) or name in ("api:schema", "api:docs"):
            continue
        keys = set(route.pattern.converters) | set(route.pattern.regex.groupindex)
        kinds = ("bid", "organisation", "import") if "order-bid" not in name else ()
        about = next((kind for kind in kinds if name.startswith(f"api:{kind}")), "order")
        plain = {"public_id": ids[about], "pk": ids["notification"]}
        yield reverse(name, kwargs={key: plain.get(key, ids.get(key)) for key in keys})


def told(world: World, bid: Bid, client: APIClient) -> list[str]:
    """Where anything of the bid is told: its plan, its price, its id, or who sent it as a bidder."""
    secrets = (MARKER, str(PRICE), bid.public_id)
    found = []
    for address in addresses(world, bid):
        body = b"".join(client.get(address)).decode()
        found += [address for secret in secrets if secret in body.replace(address, "")]
    return found


def test_no_address_tells_anything_of_it_to_its_client(world: World, bid: Bid) -> None:
    owner = owner_of(bid.order.client)
    assert told(world, bid, program(owner, bid.order.client)) == []
    browser = APIClient()
    browser.force_login(owner)
    assert told(world, bid, browser) == []
    for move in ("award", "decline"):
        body = {"reason": "plan"} if move == "decline" else None
        assert_problem(browser.post(f"/api/v1/bids/{bid.public_id}/{move}/", body), 404, "not_found")


def test_after_the_opening_it_is_told(world: World, bid: Bid) -> None:
    pass_deadline(bid.order)
    client = program(owner_of(bid.order.client), bid.order.client)
    assert told(world, bid, client) == [], "the deadline alone opens nothing"
    actions.open_bids(bid.order, actor=owner_of(bid.order.client))
    assert f"/api/v1/bids/{bid.public_id}/" in told(world, bid, client)

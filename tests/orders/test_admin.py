"""Administrators read everything and change nothing past the actions."""

import pytest
from django.test import Client

from orders.models import Award, Bid, Order
from orders.states import BidStatus
from tests.orders.making import make_bid, make_order, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", ["order", "bid", "award"])
def test_lists_open_and_offer_nothing_to_add(administrator: Client, model: str) -> None:
    make_bid(make_order())
    assert administrator.get(f"/staff/admin/orders/{model}/").status_code == 200
    assert administrator.get(f"/staff/admin/orders/{model}/add/").status_code == 403


def test_status_cannot_be_changed(administrator: Client) -> None:
    bid = make_bid(make_order())
    for name, row in (("bid", bid), ("order", bid.order)):
        path = f"/staff/admin/orders/{name}/{row.pk}/change/"
        assert administrator.get(path).status_code == 200
        assert administrator.post(path, {"status": "awarded"}).status_code == 403
        assert administrator.post(f"/staff/admin/orders/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    bid.refresh_from_db()
    assert bid.status == BidStatus.SUBMITTED
    assert (Order.objects.count(), Bid.objects.count(), Award.objects.count()) == (1, 1, 0)

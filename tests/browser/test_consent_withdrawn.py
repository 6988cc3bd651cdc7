"""A lent person withdraws their consent and is gone from a page that is open at that moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts import actions
from accounts.models import Giver
from orders.models import Order
from orders.states import OrderStatus
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_personnel, make_user, owner_of
from tests.orders.governing import make_town, town_order

pytestmark = pytest.mark.browser

SECONDS = 2.0


def ranked_order() -> Order:
    order = town_order(make_town(owner=make_user(), name="架空市"), remote="full")
    assert order.status == OrderStatus.OPEN
    return order


@pytest.mark.parametrize("path", ["candidates/", "candidates/{party}/"])
def test_whoever_withdraws_disappears_from_open_pages(open_browser: Callable[..., Reader], path: str) -> None:
    profile, staying = make_personnel(skills=("kintone",)), make_personnel(skills=("kintone",))
    order = ranked_order()
    town = open_browser()
    town.sign_in(owner_of(order.client).email, PASSWORD)
    town.visit(f"/orders/{order.public_id}/candidates/")
    expect(town.page.locator(f"#person-{profile.party.public_id}")).to_be_visible()
    expect(town.page.locator(f"#person-{staying.party.public_id}")).to_be_visible()
    town.visit(f"/orders/{order.public_id}/{path.format(party=profile.party.public_id)}")
    shown = town.page.get_by_text(profile.party.handle).first
    expect(shown).to_be_visible()
    expect(town.page.locator("[data-live]").first).to_have_attribute("data-live", "on")
    town.assert_accessible()
    actions.withdraw_consent(profile.party, Giver.COMPANY, by=owner_of(profile.party.organisation))
    started = time.perf_counter()
    expect(town.page.locator("main").get_by_text(profile.party.handle)).to_have_count(0)
    seconds = time.perf_counter() - started
    sys.stdout.write(f"gone after {seconds:.2f} s\n")
    assert seconds < SECONDS

"""Two desks in a real browser, wide and narrow, with and without scripts: they change by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import OrganisationKind
from orders.actions import decline_bid
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_freelancer, make_lender, make_personnel, owner_of
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.browser
DASHBOARD = "/dashboard/"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_bid_arrives_on_the_desk_and_its_answer_on_the_other(open_browser: Callable[..., Reader], width: int) -> None:
    client = make_company()
    person = make_freelancer(prefecture_id="13")
    order = make_order(client)  # ranked by the worker of the platform that runs
    company, freelancer = (open_browser(width=width) for _ in range(2))
    company.sign_in(owner_of(client).email, PASSWORD)
    freelancer.sign_in(person.party.user.email, PASSWORD)
    for reader in (company, freelancer):
        reader.visit(DASHBOARD)
        expect(reader.page.locator("[data-live]").first).to_have_attribute("data-live", "on")
        reader.assert_accessible()
    to_answer = company.page.locator('.desk-tile[href$="status=to_answer"]')
    expect(to_answer).to_have_count(0)
    bid = make_bid(order, person)
    expect(to_answer).to_contain_text("1")
    stages = freelancer.page.locator(".track").first
    expect(stages.locator("[aria-current=step]")).to_contain_text("回答")
    for reader in (company, freelancer):
        reader.assert_accessible()
    to_answer.click()
    expect(company.page.locator("main")).to_contain_text(order.title)
    decline_bid(bid, reason="price", note="", actor=owner_of(client))
    expect(stages).to_contain_text("不採用")


@pytest.mark.parametrize("kind", ["lender", "support", "town"])
def test_other_desks_are_read_without_scripts(open_browser: Callable[..., Reader], kind: str) -> None:
    kinds = {"support": OrganisationKind.SUPPORT, "town": OrganisationKind.PREFECTURE}
    organisation = make_lender() if kind == "lender" else make_company(kind=kinds[kind])
    if kind == "lender":
        make_personnel(organisation)
        make_order(prefecture_id="32")
    reader = open_browser(width=390, scripts=False)
    reader.sign_in(owner_of(organisation).email, PASSWORD)
    reader.visit(DASHBOARD)
    expect(reader.page.locator("#desks h2")).to_have_text(organisation.name)
    expect(reader.page.locator("#desks a").first).to_be_visible()

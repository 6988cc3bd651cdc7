"""A company changes an order that people have bid on, while a bidder's page is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Profile
from orders.models import Bid, Order
from tests.browser.conftest import Reader
from tests.browser.test_main_flow import HAS_STAYED, STAYED
from tests.factories import PASSWORD, make_company, make_freelancer, owner_of
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.browser

WHY = "年度の予算が決まりました。"


def make_scene() -> tuple[Order, Profile, Bid]:
    """Two people who fit an open order; the first has sent a bid."""
    order = make_order(make_company(), remote="full")
    person = make_freelancer(
        handle="みなと工房",
        skills=("kintone",),
        summary="紙とFAXの仕事を画面に変えます。",
        remote="full",
        legal_name="湊",
    )
    return order, person, make_bid(order, person, price_yen=480_000)


def change_and_preview(company: Reader, order: Order) -> None:
    page = company.page
    company.visit(f"/orders/{order.public_id}/")
    page.click(f"a[href$='/orders/{order.public_id}/change/']")
    company.assert_accessible()
    page.fill("[name=budget_max_yen]", "45万")
    page.click("button[name=step][value=preview]")
    expect(page.locator("[name=reason]")).to_be_visible()
    assert page.locator("#id_reason_error").count() == 1
    company.assert_accessible()
    page.fill("[name=reason]", WHY)
    page.click("button[name=step][value=preview]")
    expect(page.locator("[data-changed=budget] ins")).to_contain_text("450")
    company.assert_accessible()


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1280)])
def test_a_bidder_sees_the_change_live_and_confirms_and_the_company_sees_that(
    open_browser: Callable[..., Reader], language: str, width: int
) -> None:
    order, person, bid = make_scene()
    company, bidder, reading = (open_browser(width=width, language=language) for _ in range(3))
    for reader, path in ((bidder, f"/orders/bids/{bid.public_id}/"), (reading, f"/orders/{order.public_id}/")):
        reader.sign_in(person.party.user.email, PASSWORD)
        reader.visit(path)
        reader.page.evaluate(STAYED)
    company.sign_in(owner_of(order.client).email, PASSWORD)
    change_and_preview(company, order)
    company.page.click("button[name=step][value=publish]")
    expect(company.page.locator("#order-changed")).to_be_visible()
    company.assert_accessible()
    company.visit(f"/orders/{order.public_id}/bids/")
    expect(company.page.locator("main")).to_contain_text("2")
    company.page.evaluate(STAYED)
    expect(reading.page.locator("#order-changed")).to_be_visible()
    assert reading.page.evaluate(HAS_STAYED), "the page was loaded again"
    bidder_confirms_and_company_sees_it(bidder, company, "最新" if language == "ja" else "newest")
    company.visit(f"/orders/{order.public_id}/versions/?older=1&newer=2")
    expect(company.page.locator("#version-2")).to_contain_text(WHY)
    company.assert_accessible()
    bid.refresh_from_db()
    assert bid.order_version == 2


def bidder_confirms_and_company_sees_it(bidder: Reader, company: Reader, newest: str) -> None:
    row = company.page.locator("tbody tr").first
    expect(row).not_to_contain_text(newest)
    expect(bidder.page.locator("[data-changed=budget] ins")).to_contain_text("450")
    assert bidder.page.evaluate(HAS_STAYED), "the page was loaded again"
    bidder.assert_accessible()
    bidder.page.click("form[action$='/confirm/'] button")
    expect(bidder.page.locator("form[action$='/confirm/']")).to_have_count(0)
    bidder.assert_accessible()
    expect(row).to_contain_text(newest)
    assert company.page.evaluate(HAS_STAYED), "the page was loaded again"


def test_it_needs_no_scripts(open_browser: Callable[..., Reader]) -> None:
    order, person, bid = make_scene()
    company, bidder = (open_browser(width=390, scripts=False) for _ in range(2))
    company.sign_in(owner_of(order.client).email, PASSWORD)
    company.visit(f"/orders/{order.public_id}/change/")
    company.page.fill("[name=positions]", "3")
    company.page.click("button[name=step][value=preview]")
    company.page.click("button[name=step][value=write]")
    expect(company.page.locator("[name=positions]")).to_have_value("3")
    company.page.click("button[name=step][value=preview]")
    company.page.click("button[name=step][value=publish]")
    bidder.sign_in(person.party.user.email, PASSWORD)
    bidder.visit(f"/orders/bids/{bid.public_id}/")
    bidder.page.click("form[action$='/confirm/'] button")
    bid.refresh_from_db()
    order.refresh_from_db()
    assert (order.positions, order.version, bid.order_version) == (3, 2, 2)

"""An order becomes ranked people, live, in two browsers that are open at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Profile
from orders.models import Award, Bid, Order
from orders.states import BidStatus, OrderStatus
from tests.browser.conftest import Reader
from tests.browser.story import OUTCOME, PLAN, PROBLEM, TITLE, Cast, in_days, make_cast
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser

STAYED = "window.stayed = true"
HAS_STAYED = "window.stayed === true"


def fill_the_order(reader: Reader) -> None:
    page = reader.page
    reader.visit("/orders/new/")
    page.fill("[name=title]", TITLE)
    page.fill("[name=problem]", PROBLEM)
    page.fill("[name=wanted_outcome]", OUTCOME)
    page.fill("[name=budget_min_yen]", "３０万")
    page.fill("[name=budget_max_yen]", "¥900,000")
    page.fill("[name=hours_per_week]", "１２")
    page.fill("[name=duration_weeks]", "12")
    page.check("[name=remote][value=full]")
    page.fill("[name=deadline]", in_days(14))
    page.fill("[name=start_on]", in_days(30))


def publish_the_order(reader: Reader) -> Order:
    page = reader.page
    page.click("button[name=step][value=preview]")
    page.wait_for_url("**/preview/")
    page.click("form[action$='/publish/'] button")
    page.wait_for_url(lambda url: "/preview/" not in url and "/publish/" not in url)
    return Order.objects.get()


def bid_on(reader: Reader, order: Order) -> Bid:
    page = reader.page
    reader.visit(f"/orders/{order.public_id}/bid/")
    page.fill("[name=price_yen]", "６５万円")
    page.fill("[name=plan]", PLAN)
    page.fill("[name=start_on]", in_days(32))
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url(lambda url: not url.endswith("/bid/"))
    return Bid.objects.get()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_an_order_reaches_the_right_person_live(open_browser: Callable[..., Reader], width: int, language: str) -> None:
    cast = make_cast()
    company, freelancer = (open_browser(width=width, language=language) for _ in range(2))
    freelancer.sign_in(cast.freelancer_email, PASSWORD)
    freelancer.visit("/dashboard/")
    freelancer.assert_accessible()
    freelancer.page.evaluate(STAYED)
    company.sign_in(cast.owner_email, PASSWORD)
    order = _company_publishes(company)
    _ranking_arrives(company, order, cast)
    _order_arrives(freelancer, order)
    bid = _freelancer_bids(freelancer, order)
    _company_awards(company, order, bid, cast.freelancer)
    _freelancer_hears_of_it(freelancer, bid, cast)


def _company_publishes(company: Reader) -> Order:
    fill_the_order(company)
    # Skills are read out of the text while one types; nothing was clicked.
    chip = company.page.locator("#skill-chips [name='skill-kintone'], #skill-chips [name$='kintone']").first
    expect(chip).to_be_attached()
    company.assert_accessible()
    must = company.page.locator("#skill-chips input[name$='kintone'][value='must']")
    must.check(force=True)
    order = publish_the_order(company)
    assert order.status == OrderStatus.OPEN
    assert (order.budget_min_yen, order.budget_max_yen, order.hours_per_week) == (300_000, 900_000, 12)
    assert order.title == TITLE
    assert order.skills.get(skill__slug="kintone").is_must
    return order


def _ranking_arrives(company: Reader, order: Order, cast: Cast) -> None:
    page = company.page
    company.visit(f"/orders/{order.public_id}/candidates/")
    first = page.locator("#people > li").first
    expect(first).to_contain_text(cast.freelancer.party.handle)
    expect(page.locator("main")).not_to_contain_text("瀬戸口")
    first.locator("summary").click()
    company.assert_accessible()


def _order_arrives(freelancer: Reader, order: Order) -> None:
    page = freelancer.page
    card = page.locator(f"[data-order='{order.public_id}']")
    expect(card).to_be_visible()
    expect(card).to_contain_text(TITLE)
    assert page.evaluate(HAS_STAYED), "the page was loaded again"
    freelancer.visit(f"/orders/{order.public_id}/")
    expect(page.locator("main")).to_contain_text(TITLE)
    freelancer.assert_accessible()
    freelancer.visit(f"/orders/{order.public_id}/my-match/")
    freelancer.assert_accessible()


def _freelancer_bids(freelancer: Reader, order: Order) -> Bid:
    bid = bid_on(freelancer, order)
    assert (bid.price_yen, bid.plan, bid.status) == (650_000, PLAN, BidStatus.SUBMITTED)
    freelancer.assert_accessible()
    freelancer.visit(f"/orders/bids/{bid.public_id}/")
    freelancer.page.evaluate(STAYED)
    return bid


def _company_awards(company: Reader, order: Order, bid: Bid, profile: Profile) -> None:
    page = company.page
    company.visit(f"/orders/{order.public_id}/bids/")
    expect(page.locator("main")).to_contain_text(profile.party.handle)
    expect(page.locator("main")).not_to_contain_text(profile.legal_name)
    company.assert_accessible()
    company.visit(f"/orders/bids/{bid.public_id}/award/")
    company.assert_accessible()
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url(lambda url: "/award/" not in url)
    assert Award.objects.filter(bid=bid).exists()
    company.visit(f"/orders/bids/{bid.public_id}/")
    expect(page.locator("main")).to_contain_text(profile.legal_name)


def _freelancer_hears_of_it(freelancer: Reader, bid: Bid, cast: Cast) -> None:
    bid.refresh_from_db()
    assert bid.status == BidStatus.AWARDED
    expect(freelancer.page.locator("main")).to_contain_text(cast.owner_email)
    assert freelancer.page.evaluate(HAS_STAYED), "the page was loaded again"
    freelancer.assert_accessible()


def test_the_flow_needs_no_scripts(open_browser: Callable[..., Reader]) -> None:
    cast = make_cast()
    company, freelancer = (open_browser(width=390, scripts=False) for _ in range(2))
    company.sign_in(cast.owner_email, PASSWORD)
    fill_the_order(company)
    company.page.click("button[name=step][value=skills] >> nth=0")
    expect(company.page.locator("[name=title]")).to_have_value(TITLE)
    company.page.locator("input[name$='kintone'][value='must']").check(force=True)
    order = publish_the_order(company)
    _wait_for_ranking(company, order)
    freelancer.sign_in(cast.freelancer_email, PASSWORD)
    freelancer.visit(f"/orders/{order.public_id}/my-match/")
    expect(freelancer.page.locator("main")).to_contain_text("1")
    bid = bid_on(freelancer, order)
    company.visit(f"/orders/bids/{bid.public_id}/award/")
    company.page.click("main form[method=post] button.btn-primary")
    bid.refresh_from_db()
    assert bid.status == BidStatus.AWARDED


def _wait_for_ranking(company: Reader, order: Order) -> None:
    """Without scripts a page shows what was true when it was asked for; people ask again."""
    for _attempt in range(30):
        company.visit(f"/orders/{order.public_id}/candidates/")
        if company.page.locator("#people > li").count():
            return
        company.page.wait_for_timeout(500)
    raise AssertionError("the ranking did not arrive")

"""A firm abroad registers, names its team and wins an order, in one browser; the company chooses it in another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Party
from orders.models import Award, Bid, Order
from tests.browser.conftest import Reader
from tests.browser.story import PLAN, in_days
from tests.browser.test_main_flow import fill_the_order, publish_the_order
from tests.factories import PASSWORD, make_company, make_user, owner_of

pytestmark = pytest.mark.browser

FIRM, PERSON, LEGAL = "架空ダナンソフト", "Linh", "Nguyen Thi Linh"


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1280)])
def test_a_company_chooses_a_partner_firm(open_browser: Callable[..., Reader], language: str, width: int) -> None:
    company = make_company(name="諏訪みずうみプレス")
    client, firm = (open_browser(width=width, language=language) for _ in range(2))
    firm.sign_in(make_user("firm@example.com").email, PASSWORD)
    party = _firm_registers(firm)
    _firm_says_what_it_can_do(firm, party)
    client.sign_in(owner_of(company).email, PASSWORD)
    fill_the_order(client)
    client.page.locator("#skill-chips input[name$='kintone'][value='must']").check(force=True)
    order = publish_the_order(client)
    _client_finds_the_firm(client, order, party)
    bid = _firm_bids(firm, order)
    _client_awards(client, bid)
    expect(firm.page.locator("main")).to_contain_text(owner_of(company).email)
    firm.assert_accessible()


def _firm_registers(firm: Reader) -> Party:
    page = firm.page
    firm.visit("/welcome/organisation/partner_firm/")
    firm.assert_accessible()
    page.fill("[name=full_name]", "橋 春子")
    page.fill("[name=name]", FIRM)
    page.select_option("[name=country]", "VN")
    page.fill("[name=city]", "Da Nang")
    page.fill("[name=engineers]", "約80名")
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url("**/firm/")
    firm.assert_accessible()
    return Party.objects.get(organisation__name=FIRM)


def _firm_says_what_it_can_do(firm: Reader, party: Party) -> None:
    page = firm.page
    firm.visit("/firm/team/")
    firm.assert_accessible()
    for name, value in {"name": PERSON, "legal_name": LEGAL, "skills": "kintone", "hours_per_week": "20"}.items():
        page.fill(f"main [name={name}]", value)
    page.select_option("[name=role]", "bridge")
    page.select_option("[name=language_1]", "ja")
    page.select_option("[name=level_1]", "5")
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url("**/firm/")
    expect(page.locator("main")).to_contain_text(PERSON)
    firm.assert_accessible()
    firm.visit(f"/people/{party.public_id}/profile/")
    firm.assert_accessible()
    page.fill("#skills [name=q]", "kintone")
    page.click("#skills form:has([name=q]:not([type=hidden])) button.btn")
    expect(page.locator("#skills-said")).to_contain_text("kintone")


def _client_finds_the_firm(client: Reader, order: Order, party: Party) -> None:
    page = client.page
    client.visit(f"/orders/{order.public_id}/candidates/")
    expect(page.locator("#people > li").first).to_contain_text(party.handle)
    expect(page.locator("main")).not_to_contain_text(FIRM)
    client.assert_accessible()
    client.visit(f"/orders/{order.public_id}/candidates/{party.public_id}/")
    client.assert_accessible()


def _firm_bids(firm: Reader, order: Order) -> Bid:
    page = firm.page
    firm.visit("/dashboard/")
    firm.assert_accessible()
    firm.visit(f"/orders/{order.public_id}/")
    page.click("a[href*='/bid/?party=']")
    page.fill("[name=price_yen]", "６５万円")
    page.fill("[name=plan]", PLAN)
    page.fill("[name=start_on]", in_days(32))
    page.locator("#team input[type=checkbox]").check()
    firm.assert_accessible()
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url("**/orders/bids/**")
    firm.assert_accessible()
    return Bid.objects.get()


def _client_awards(client: Reader, bid: Bid) -> None:
    page = client.page
    client.visit(f"/orders/{bid.order.public_id}/bids/")
    client.assert_accessible()
    client.visit(f"/orders/bids/{bid.public_id}/")
    expect(page.locator("#bid-team")).to_be_visible()
    expect(page.locator("main")).to_contain_text(PERSON)
    expect(page.locator("main")).not_to_contain_text(LEGAL)
    expect(page.locator("main")).not_to_contain_text(FIRM)
    client.assert_accessible()
    client.visit(f"/orders/bids/{bid.public_id}/award/")
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url(lambda url: "/award/" not in url)
    assert Award.objects.filter(bid=bid).exists()
    expect(page.locator("main")).to_contain_text(LEGAL)
    expect(page.locator("main")).to_contain_text(FIRM)
    client.assert_accessible()

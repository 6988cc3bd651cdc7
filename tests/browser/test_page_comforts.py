"""The account menu, shown passwords, and pages as narrow as 400 % zoom makes them."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from common.japan import today_in_japan
from orders import actions
from orders.drafts import Offer
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_freelancer, make_member, make_order, make_user
from tests.matching.conftest import rank_now

pytestmark = pytest.mark.browser

# In how many lines the number itself stands.
LINES = """ranks => ranks.map(rank => {
  const number = document.createRange();
  number.selectNodeContents(rank.lastChild);
  return number.getClientRects().length;
})"""


def test_escape_and_leaving_close_the_account_menu(open_browser: Callable[..., Reader]) -> None:
    reader = open_browser(width=390)
    reader.sign_in(make_freelancer(make_user("menu@example.jp")).user.email, PASSWORD)
    page, menu = reader.page, reader.page.locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").press("Enter")
    menu.get_by_role("button").focus()
    page.keyboard.press("Tab")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.locator("main").click(position={"x": 5, "y": 5})
    expect(menu).not_to_have_attribute("open", "")


def test_a_password_is_shown_on_request_and_hidden_again_when_sent(open_browser: Callable[..., Reader]) -> None:
    reader = open_browser(width=390)
    user = make_user("password@example.jp")
    reader.visit("/account/login/")
    field = reader.page.locator("input[name=password]")
    field.fill(PASSWORD)
    reader.page.get_by_role("button", name="パスワードを表示する").click()
    expect(field).to_have_attribute("type", "text")
    reader.assert_accessible()
    reader.page.get_by_role("button", name="パスワードを隠す").click()
    expect(field).to_have_attribute("type", "password")
    reader.page.fill("input[name=login]", user.email)
    reader.page.click("main form button[type=submit]")
    reader.page.wait_for_url("**/welcome/")


def test_lists_of_a_company_fit_into_320_pixels_and_ranks_into_one_line(open_browser: Callable[..., Reader]) -> None:
    owner = make_user("the.owner.of.this.company@a-rather-long-name.example.jp", full_name="出雲 一郎")
    company = make_company(owner)
    make_member(company, make_user("a.colleague.of.hers@a-rather-long-name.example.jp"), Role.VIEWER)
    order = make_order(company, published=True, budget_max_yen=300_000)
    people = [make_freelancer(handle=f"a-rather-long-display-name-{number:02}") for number in range(12)]
    offer = Offer(price_yen=12_345_678, plan="現場を見てから、" * 30, start_on=today_in_japan())
    actions.submit_bid(order, offer, actor=people[0].user)
    rank_now(order)
    reader = open_browser(width=390)
    reader.sign_in(owner.email, PASSWORD)
    reader.visit(reverse("matching:candidates", args=[order.public_id]) + "?shown=50")
    lines = reader.page.locator(".rank").evaluate_all(LINES)
    assert lines == [1] * len(people)
    reader.page.set_viewport_size({"width": 320, "height": 640})
    for address in (
        reverse("matching:candidates", args=[order.public_id]),
        reverse("orders:bids", args=[order.public_id]),
        reverse("accounts:members"),
    ):
        reader.visit(address)
        reader.assert_accessible()

"""What somebody is writing into an order is not lost: not by leaving, not by a session that ends, not in two tabs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from orders.models import Order
from tests.browser.conftest import Reader
from tests.browser.story import PROBLEM, TITLE
from tests.factories import PASSWORD, make_company, owner_of

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(open_browser: Callable[..., Reader]) -> Reader:
    reader = open_browser(width=1280)
    reader.sign_in(owner_of(make_company()).email, PASSWORD)
    reader.visit("/orders/new/")
    return reader


def test_a_draft_saves_itself_and_leaving_the_page_loses_nothing(writer: Reader) -> None:
    page = writer.page
    page.fill("[name=title]", TITLE)
    page.fill("[name=problem]", "はじめ")
    page.fill("[name=budget_max_yen]", "たくさん")
    state = page.locator("#draft-state")
    expect(state).to_contain_text("保存しました")
    expect(state.get_by_role("link")).to_have_text("予算（いくらまで・円）")
    order = Order.objects.get()
    expect(page).to_have_url(f"{writer.address}/orders/{order.public_id}/edit/")
    writer.assert_accessible()
    page.locator("[name=problem]").press_sequentially("とつづき")
    page.click("nav.nav-main a[href='/orders/mine/']")
    page.wait_for_url("**/mine/")
    writer.visit(f"/orders/{order.public_id}/edit/")
    expect(page.locator("[name=problem]")).to_have_value("はじめとつづき")
    assert Order.objects.count() == 1


def test_a_session_that_ended_loses_nothing(writer: Reader) -> None:
    page = writer.page
    page.fill("[name=title]", TITLE)
    expect(page.locator("#draft-state")).to_contain_text("保存しました")
    email = owner_of(Order.objects.get().client).email
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=problem]", PROBLEM)
    expect(page.locator("#draft-state")).to_contain_text("ログアウト")
    page.click("button[name=step][value=save]")
    page.wait_for_url("**/account/login/**")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page.locator("[name=problem]")).to_have_value(PROBLEM)
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    page.click("button[name=step][value=save]")
    page.wait_for_url("**/edit/")
    assert Order.objects.get().problem == PROBLEM


def test_after_signing_in_again_in_another_tab_the_text_is_still_there_behind_the_refusal(writer: Reader) -> None:
    page = writer.page
    page.fill("[name=title]", TITLE)
    expect(page.locator("#draft-state")).to_contain_text("保存しました")
    page.context.clear_cookies()
    other = Reader(page.context.new_page(), writer.address)
    other.sign_in(owner_of(Order.objects.get().client).email, PASSWORD)
    page.fill("[name=problem]", PROBLEM)
    expect(page.locator("#draft-state")).to_contain_text("受け取れませんでした")
    page.click("button[name=step][value=save]")
    expect(page.locator("main")).to_contain_text("そのまま残っています")
    page.go_back()
    expect(page.locator("[name=problem]")).to_have_value(PROBLEM)
    page.click("button[name=step][value=save]")
    expect(page.locator("main [role=status]").first).to_contain_text("下書きを保存しました")
    assert Order.objects.get().problem == PROBLEM

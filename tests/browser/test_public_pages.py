"""The pages about a client and about a party: readable in both languages, at both widths, with and without scripts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts import actions
from accounts.models import Organisation, Profile
from orders.actions import award_bid, decline_bid
from orders.states import DeclineReason
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_freelancer, make_user, owner_of
from tests.orders.making import make_bid, make_order
from vocabulary.models import Prefecture, Skill

pytestmark = pytest.mark.browser
PATIENCE = 15_000


def make_story() -> Profile:
    """A company that answered six bids and chose one person twice; who shows a work and says what they wish."""
    expect.set_options(timeout=PATIENCE)
    company = make_company(make_user("owner@example.jp"), introduction="島根で醤油を造っています。")
    profile = make_freelancer(make_user("freelancer@example.jp"), handle="umi-oka-10", skills=("kintone",))
    actions.change_showcase(
        profile,
        is_public=True,
        smallest_order_yen=300_000,
        industries=["食品", "観光"],
        hours_of_day=["evening"],
        contract_form="service",
        regions=Prefecture.objects.filter(code__in=["32", "13"]),
    )
    skills = Skill.objects.filter(slug="kintone")
    actions.save_item(profile, None, title="酒蔵のネットショップ", result="電話が半分に", year=2025, skills=skills)
    for _ in range(2):
        award_bid(make_bid(make_order(company), profile), actor=owner_of(company))
    order = make_order(company, title="在庫を数える手間を減らしたい")
    for _ in range(4):
        decline_bid(make_bid(order), reason=DeclineReason.PRICE, actor=owner_of(company))
    return profile


def keep_picture(reader: Reader, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        reader.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("width", "language"), [(1280, "ja"), (390, "ja"), (390, "en")])
def test_both_pages_are_readable_everywhere(
    open_browser: Callable[..., Reader], transactional_db: None, width: int, language: str
) -> None:
    profile = make_story()
    reader = open_browser(width=width, language=language)
    reader.sign_in("freelancer@example.jp", PASSWORD)
    client = _client_address()
    pages = {
        "client": client,
        "past": f"{client}?when=past",
        "party": f"/candidates/{profile.party.public_id}/",
        "own": "/me/page/",
        "work": "/me/page/works/",
        "costs": "/me/profile/gap-costs/",
    }
    for name, address in pages.items():
        reader.visit(address)
        reader.assert_accessible()
        keep_picture(reader, f"{name}-{width}-{language}")
    reader.visit("/me/profile/")
    expect(reader.page.locator("#gap-costs")).not_to_be_empty()


def test_a_work_is_added_and_moved_up_without_scripts(
    open_browser: Callable[..., Reader], transactional_db: None
) -> None:
    make_story()
    reader = open_browser(scripts=False)
    reader.sign_in("freelancer@example.jp", PASSWORD)
    reader.visit("/me/page/")
    reader.page.get_by_role("link", name="紹介する仕事を追加").click()
    reader.page.locator("#id_title").fill("旅館の予約表")
    reader.page.get_by_role("button", name="保存").click()
    reader.page.get_by_role("button", name="上へ移す").click()
    expect(reader.page.locator("ol h3").first).to_have_text("旅館の予約表")


def _client_address() -> str:
    return f"/organisations/{Organisation.objects.get(name='山陰醤油').public_id}/"

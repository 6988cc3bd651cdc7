"""The profile saves itself while somebody types, and takes nothing away from them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts import actions
from accounts.models import Profile
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_freelancer, make_user
from vocabulary.models import Prefecture

pytestmark = pytest.mark.browser
PATIENCE = 10_000


@pytest.fixture
def profile(transactional_db: None) -> Profile:
    expect.set_options(timeout=PATIENCE)
    return make_freelancer(make_user("freelancer@example.jp"), handle="umi-oka-10")


@pytest.fixture
def page(profile: Profile, open_browser: Callable[..., Reader]) -> Page:
    return own_page(profile, open_browser(width=390))


def own_page(profile: Profile, reader: Reader) -> Page:
    reader.sign_in(profile.party.user.email, PASSWORD)
    reader.visit("/me/profile/")
    return reader.page


def stored(profile: Profile) -> Profile:
    return Profile.objects.get(pk=profile.pk)


def test_leaving_a_field_saves_it_and_keeps_what_is_being_typed(page: Page, profile: Profile) -> None:
    held: list[Route] = []
    page.route("**/sections/basics/", lambda route: held.append(route), times=1)  # noqa: PLW0108 -- Playwright wraps functions only
    page.get_by_label("一行の自己紹介").fill("在庫を楽に")
    summary = page.get_by_label("仕事の説明")
    summary.focus()
    with page.expect_request("**/sections/basics/"):
        page.keyboard.type("書きかけ", delay=20)
    page.keyboard.type("の文", delay=20)
    held[0].continue_()
    expect(page.locator("#basics-said")).to_contain_text("保存しました。")
    expect(summary).to_be_focused()
    expect(summary).to_have_value("書きかけの文")
    assert (stored(profile).headline, stored(profile).summary) == ("在庫を楽に", "書きかけ")
    expect(page.locator("#profile-progress")).not_to_contain_text("一行の自己紹介がありません")
    summary.blur()
    expect(page.locator("#basics-said")).to_contain_text("保存しました。")
    page.wait_for_timeout(1500)
    assert stored(profile).summary == "書きかけの文"


def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(page: Page, profile: Profile) -> None:
    rate = page.get_by_label("希望する最低時給")
    rate.fill("-5")
    hours = page.get_by_label("1週間に使える時間")
    hours.fill("１０")
    hours.blur()
    expect(page.locator("#conditions .field-error")).to_contain_text("0円以上")
    expect(rate).to_have_value("-5")
    assert stored(profile).hours_per_week is None
    rate.fill("４，０００")
    rate.blur()
    expect(page.locator("#conditions-said")).to_contain_text("保存しました。")
    expect(page.locator("#conditions .field-error")).to_have_count(0)
    expect(rate).to_have_value("4000")
    assert (stored(profile).rate_jpy_hour, stored(profile).hours_per_week) == (4000, 10)


def test_towns_follow_the_prefecture(page: Page, profile: Profile) -> None:
    page.get_by_label("住んでいる都道府県").select_option("32")
    town = page.get_by_label("市区町村")
    expect(town.locator("option", has_text="松江市")).to_have_count(1)
    town.select_option("322016")
    page.get_by_label("遠隔だけ").check()
    expect(page.locator("#conditions-said")).to_contain_text("保存しました。")
    expect(town).to_have_value("322016")
    expect(page.get_by_label("遠隔だけ")).to_be_checked()
    page.wait_for_timeout(900)
    row = stored(profile)
    assert (row.municipality_id, row.remote) == ("322016", "full")


def test_a_skill_is_found_while_typing_added_and_announced(page: Page, profile: Profile) -> None:
    word = page.get_by_label("スキル必須")
    word.press_sequentially("pyt", delay=30)
    expect(page.locator("#skill-suggestions option")).not_to_have_count(0)
    word.fill("Python")
    page.locator("#skill-add").click()
    expect(page.locator("#skills-said")).to_contain_text("Pythonを追加しました。")
    expect(page.get_by_label("スキル必須")).to_have_value("")
    page.locator("#skill-python select").select_option("5")
    expect(page.locator("#skills-said")).to_contain_text("Pythonを保存しました。")
    assert profile.skills.get().level == 5


def test_skills_in_the_text_appear_as_one_writes(page: Page, profile: Profile) -> None:
    page.get_by_label("仕事の説明").fill("Pythonで在庫管理を直します。")
    page.get_by_label("仕事の説明").blur()
    offer = page.locator("#skills-found button", has_text="Python")
    expect(offer).to_be_visible()
    offer.click()
    expect(page.locator("#skill-python")).to_be_visible()
    expect(offer).to_have_count(0)


def test_without_scripts_each_section_saves_by_its_button(
    profile: Profile, open_browser: Callable[..., Reader]
) -> None:
    actions.change_profile(profile, headline="前の言葉")
    page = own_page(profile, open_browser(scripts=False))
    page.get_by_label("一行の自己紹介").fill("新しい言葉")
    page.locator("#basics button").click()
    expect(page.locator("#basics-said")).to_contain_text("保存しました。")
    assert page.url.endswith("#basics")
    assert stored(profile).headline == "新しい言葉"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_about_oneself_are_accessible(
    profile: Profile, open_browser: Callable[..., Reader], width: int, language: str
) -> None:
    make_company(profile.party.user)
    actions.change_profile(profile, summary="Python", remote="partial", prefecture=Prefecture.objects.get(code="32"))
    reader = open_browser(width=width, language=language)
    reader.sign_in(profile.party.user.email, PASSWORD)
    for address in ("profile/", "profile/preview/", "profile/works/", "settings/"):
        reader.visit(f"/me/{address}")
        reader.assert_accessible()
    for address in ("/welcome/", "/organisation/", "/organisation/edit/", "/organisation/members/", "/invitations/"):
        reader.visit(address)
        reader.assert_accessible()

"""An administrator's morning: what waits, one search, a ranking judged beside its order, a word taught."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from matching.models import Judgement, MatchRun
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_freelancer, make_order, make_user
from tests.matching.making import make_run
from vocabulary.actions import propose_phrase
from vocabulary.models import SkillAlias

pytestmark = pytest.mark.browser


def make_morning() -> MatchRun:
    order = make_order(make_company(name="湖北木工"), published=True, title="受注をネットで受けたい", remote="full")
    people = [
        make_freelancer(handle=f"kohoku-{number}", skills=("kintone",), summary="受注の仕組みを作ります。")
        for number in range(3)
    ]
    propose_phrase("きんとん雲づくり", beside="在庫を数えたい")
    return make_run(order, [one.party_id for one in people])


def sign_in(open_browser: Callable[..., Reader], width: int, *, scripts: bool = True) -> Reader:
    reader = open_browser(width=width, scripts=scripts)
    user = make_user(f"watanabe{width}@example.jp", is_staff=True, is_superuser=True, full_name="渡辺")
    reader.sign_in(user.email, PASSWORD)
    return reader


@pytest.mark.parametrize("width", [1280, 390])
def test_the_staff_area_is_accessible_at_every_width(open_browser: Callable[..., Reader], width: int) -> None:
    run = make_morning()
    reader = sign_in(open_browser, width)
    for path in (
        "/staff/",
        "/staff/search/?q=kohoku",
        "/staff/runs/",
        f"/staff/runs/{run.pk}/",
        f"/staff/runs/{run.pk}/candidates/",
        f"/staff/runs/{run.pk}/candidates/?blind=1",
        "/staff/judgements/",
        "/staff/vocabulary/",
        "/staff/vocabulary/skills/kintone/",
        "/staff/vocabulary/phrases/",
    ):
        reader.visit(path)
        reader.assert_accessible()


def test_search_answers_while_typing_and_leads_to_a_person(open_browser: Callable[..., Reader]) -> None:
    make_morning()
    reader = sign_in(open_browser, 1280)
    reader.visit("/staff/search/")
    reader.page.locator("#id_q").press_sequentially("ｋｏｈｏｋｕ－１", delay=20)
    found = reader.page.locator("#found").get_by_role("link", name="kohoku-1")
    expect(found).to_be_visible()
    expect(reader.page.locator("#id_q")).to_be_focused()
    found.press("Enter")
    expect(reader.page.get_by_role("heading", name="kohoku-1")).to_be_visible()
    reader.assert_accessible()


@pytest.mark.parametrize("scripts", [True, False])
def test_candidates_are_judged_with_and_without_scripts(open_browser: Callable[..., Reader], *, scripts: bool) -> None:
    run = make_morning()
    reader = sign_in(open_browser, 1280, scripts=scripts)
    reader.visit(f"/staff/runs/{run.pk}/candidates/")
    expect(reader.page.locator("#judging-progress")).to_contain_text("3人中0人")
    first = reader.page.locator("main article").first
    first.get_by_label("3：とてもよく合う").check()
    first.get_by_label("理由").fill("受注の仕組みに詳しい")
    first.get_by_label("理由").press("Enter")
    expect(reader.page.locator("#judging-progress")).to_contain_text("3人中1人")
    expect(reader.page.locator("main article").first).to_contain_text("評価済み：3")
    assert [(one.grade, one.reason) for one in Judgement.objects.all()] == [(3, "受注の仕組みに詳しい")]


def test_an_unknown_word_is_taught(open_browser: Callable[..., Reader]) -> None:
    make_morning()
    reader = sign_in(open_browser, 390)
    reader.visit("/staff/")
    reader.page.get_by_role("link", name="未登録の言葉").click()
    reader.page.get_by_label("どのスキルのことですか").fill("kintone")
    reader.page.get_by_role("button", name="この言い方として登録").click()
    expect(reader.page.get_by_text("未登録の言葉はありません")).to_be_visible()
    assert SkillAlias.objects.filter(text="きんとん雲づくり", skill__slug="kintone").exists()

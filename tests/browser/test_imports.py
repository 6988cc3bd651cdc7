"""Real needs brought as a file: checked, imported, completed, published, ranked against the demo's people and read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Membership, Organisation
from common.japan import today_in_japan
from matching.models import Slate
from orders.models import Order
from orders.states import OrderStatus
from portal.demo.people import create_people
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_user, owner_of
from tests.faults.plant import wait_until

pytestmark = pytest.mark.browser

REAL = Path(__file__).parents[1] / "data" / "orders.jsonl"


def bring(reader: Reader, kind: str, file: Path | dict[str, object], *, looked_at: bool = True) -> None:
    reader.visit("/imports/")
    if looked_at:
        reader.assert_accessible()
    reader.page.locator(f"a[href='/imports/new/{kind}/']").click()
    if looked_at:
        reader.assert_accessible()
    reader.page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    reader.page.get_by_role("button", name="ファイルを確認する").click()


def test_the_real_orders_are_imported_published_and_ranked(open_browser: Callable[..., Reader]) -> None:
    create_people(today_in_japan())
    make_user("admin@example.jp", is_staff=True, is_superuser=True)
    reader = open_browser()
    reader.sign_in("admin@example.jp", PASSWORD)
    page = reader.page
    bring(reader, "orders", REAL)
    expect(page.locator("#state")).to_have_text("取り込みできます", timeout=60_000)
    assert not Order.objects.exists()
    reader.assert_accessible()
    page.get_by_role("button", name="取り込む").click()
    expect(page.locator("#state")).to_have_text("取り込み済み", timeout=60_000)
    page.get_by_role("link", name="取り込んだものを続けて整える").click()
    expect(page.locator("#drafts")).to_have_text("下書き 99件")
    reader.assert_accessible()
    page.fill("input[name=budget_max_yen]", "30万")
    page.get_by_role("button", name="下書きを補って公開する").click()
    expect(page.locator(".notice").first).to_contain_text("案件を公開しました", timeout=60_000)
    published = Order.objects.filter(status=OrderStatus.OPEN)
    assert published.count() == 96
    # Three say that they pay nothing: they stay drafts, and the page says why.
    expect(page.locator("#drafts")).to_have_text("下書き 3件")
    wait_until(lambda: Slate.objects.filter(is_current=True).count() == 96, 120, "every ranking")
    order = published.get(title="広報・業務の見直し・企画を手伝ってくれる副業の方（週1日くらい）")
    reader.visit(f"/orders/{order.public_id}/candidates/")
    expect(page.locator("main .card-title").first).to_be_visible()
    assert Slate.objects.get(order=order, is_current=True).shown != []
    reader.assert_accessible()
    reader.visit(f"/orders/{order.public_id}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(order.title)


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (390, False)])
def test_a_company_reads_what_is_wrong_and_brings_the_file_again(
    open_browser: Callable[..., Reader], width: int, scripts: bool
) -> None:
    company = make_company()
    reader = open_browser(width=width, scripts=scripts)
    reader.sign_in(owner_of(company).email, PASSWORD)
    page = reader.page
    deadline = today_in_japan() + datetime.timedelta(days=20)
    wrong = f"id,title,deadline,shoe\r\na,ﾃﾞｰﾀの整理,{deadline:%Y/%m/%d},1\r\nb,題,いつか,2\r\n"
    bring(
        reader,
        "orders",
        {"name": "案件.csv", "mimeType": "text/csv", "buffer": wrong.encode("cp932")},
        looked_at=scripts,
    )
    waiting(reader, "誤りがあります", by_itself=scripts)
    expect(page.locator("table").first).to_contain_text("2027-04-01 のような日付を書いてください")
    if scripts:
        reader.assert_accessible()
    with page.expect_download() as download:
        page.get_by_role("link", name="この一覧をCSVで保存する").click()
    assert "deadline" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    right = wrong.replace("いつか", deadline.isoformat())
    bring(
        reader,
        "orders",
        {"name": "案件.csv", "mimeType": "text/csv", "buffer": right.encode("cp932")},
        looked_at=scripts,
    )
    waiting(reader, "取り込みできます", by_itself=scripts)
    page.get_by_role("button", name="取り込む").click()
    waiting(reader, "取り込み済み", by_itself=scripts)
    assert set(Order.objects.values_list("title", "client")) == {("データの整理", company.pk), ("題", company.pk)}
    assert Organisation.objects.count() == Membership.objects.count() == 1


def waiting(reader: Reader, state: str, *, by_itself: bool) -> None:
    """By itself with JavaScript, by looking again without, where the page has no script that axe could use either."""
    for _attempt in range(120):
        if reader.page.locator("#state").inner_text() == state:
            return
        again = reader.page.get_by_role("link", name="もう一度見る")
        if not by_itself and again.count():
            again.click()
        reader.page.wait_for_timeout(500)
    expect(reader.page.locator("#state")).to_have_text(state)

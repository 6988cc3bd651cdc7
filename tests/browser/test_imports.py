"""A file brought in the browser: what is wrong with it is read, and the file is brought again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Membership, Organisation, Party
from common.japan import today_in_japan
from orders.models import Order
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_lender, owner_of

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


def test_a_lending_company_fills_in_the_empty_table_and_finds_its_people(open_browser: Callable[..., Reader]) -> None:
    """Written in a spreadsheet on Windows; a row too many is told, and the example may stay where it is."""
    lender = make_lender()
    reader = open_browser(width=390)
    reader.sign_in(owner_of(lender).email, PASSWORD)
    reader.visit("/people/")
    page = reader.page
    page.locator("main a[href='/imports/new/candidates/']").first.click()
    reader.assert_accessible()
    with page.expect_download() as download:
        page.locator("main a[href$='/example.csv']").click()
    table = Path(download.value.path()).read_text(encoding="utf-8-sig")
    row = table.splitlines()[1].replace("記入例", "S-7").replace("hanako@", "jiro@").replace("架空 花子", "架空 次郎")
    for rows, state in ((f"{row}\r\n{row.replace('S-7', 'S-8')}", "誤りがあります"), (row, "取り込みできます")):
        reader.visit("/imports/new/candidates/")
        file = {"name": "人材.csv", "mimeType": "text/csv", "buffer": f"{table}{rows}\r\n".encode("cp932")}
        page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]  # a file that is in no folder
        page.get_by_role("button", name="ファイルを確認する").click()
        waiting(reader, state, by_itself=True)
        assert not Party.objects.exists()
    reader.assert_accessible()
    page.get_by_role("button", name="取り込む").click()
    waiting(reader, "取り込み済み", by_itself=True)
    page.locator("main a[href*='/people/']").click()
    expect(page.locator("main form.card")).to_contain_text("架空 次郎")
    reader.assert_accessible()
    page.locator("main form.card .btn-primary").click()
    expect(page.locator("main table")).to_contain_text("架空 次郎")
    reader.assert_accessible()

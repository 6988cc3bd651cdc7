"""The real orders come in through the page of an administrator, are completed, ranked, and seen with their people."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Max
from playwright.sync_api import expect

from accounts.models import DataImport, PartyKind
from bench.crowd import grow_crowd
from matching.models import MatchRun
from orders.models import ImportedOrder, Order
from orders.states import OrderStatus
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_lender, make_personnel, make_user
from tests.faults.plant import wait_until

pytestmark = pytest.mark.browser

FILE = Path(__file__).parents[1] / "data" / "orders.jsonl"
FEW, PEOPLE, LENT = 12, 48, 12
SKILLS = ("kintone", "paperless", "digital-marketing", "ec-operation", "data-analysis", "process-visualization")
TENDER = "架空の公告第1号による入札で契約します。"


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1280)])
def test_real_orders_become_ranked_people(
    open_browser: Callable[..., Reader], tmp_path: Path, language: str, width: int
) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_text("".join(_some_of_each_kind()), encoding="utf-8")
    _import_and_see(open_browser(width=width, language=language), file, rows=FEW, drafts=0, seconds=60)


def _some_of_each_kind() -> list[str]:
    """Three each of companies, prefectures, municipalities and support organisations; a fee is known or left open."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in FILE.read_text(encoding="utf-8").splitlines(keepends=True):
        order = json.loads(line)
        if order["budget_jpy_max"] != 0:
            kinds[order["client_kind"]].append(line)
    # The last of each: among them municipalities above their ceiling.
    return [line for lines in kinds.values() for line in lines[-3:]]


@pytest.mark.long
def test_all_real_orders_become_ranked_people(open_browser: Callable[..., Reader]) -> None:
    """Three of them pay nothing and stay drafts, each with the reason beside it."""
    _import_and_see(open_browser(), FILE, rows=99, drafts=3, seconds=300)


def _import_and_see(staff: Reader, file: Path, *, rows: int, drafts: int, seconds: int) -> None:
    grow_crowd(PEOPLE)
    lender = make_lender()
    for number in range(LENT):
        own = {SKILLS[number % len(SKILLS)], SKILLS[(number + 1) % len(SKILLS)]}
        make_personnel(lender, skills=tuple(own), remote="full", roles=["producer"], public_years=number)
    staff.sign_in(make_user(is_staff=True).email, PASSWORD)
    data_import = _file_is_imported(staff, file, rows)
    _drafts_are_completed(staff, data_import, rows, drafts)
    published = Order.objects.filter(status=OrderStatus.OPEN)
    assert published.count() == rows - drafts
    wait_until(lambda: MatchRun.objects.values("order").distinct().count() == rows - drafts, seconds, "every ranking")
    _people_are_seen(staff)


def _file_is_imported(staff: Reader, file: Path, rows: int) -> DataImport:
    page = staff.page
    staff.visit("/imports/")
    staff.assert_accessible()
    page.click("a[href$='/imports/new/orders/']")
    staff.assert_accessible()
    page.set_input_files("input[type=file]", file)
    page.click("main form button.btn-primary")
    run = page.locator("form[action$='/run/'] button")
    expect(run).to_be_visible(timeout=60_000)
    staff.assert_accessible()
    assert not Order.objects.exists()
    run.click()
    follow_up = page.locator("main a[href*='/orders/imported/']")
    expect(follow_up).to_be_visible(timeout=60_000)
    staff.assert_accessible()
    assert ImportedOrder.objects.count() == rows
    follow_up.click()
    page.wait_for_url("**/orders/imported/**")
    return DataImport.objects.get()


def _drafts_are_completed(staff: Reader, data_import: DataImport, rows: int, drafts: int) -> None:
    page = staff.page
    expect(page.locator("table tbody tr")).to_have_count(rows)
    staff.assert_accessible()
    page.fill("[name=budget_max_yen]", "５０万")
    page.fill("[name=hours_per_week]", "8")
    page.check("[name=procurement][value=tender]")
    page.fill("[name=procurement_reason]", TENDER)
    page.check("[name=is_vouched]")
    page.click("main form[method=post] button.btn-primary")
    expect(page.locator("#published")).to_be_visible(timeout=120_000)
    expect(page.locator("table tbody tr")).to_have_count(drafts)
    staff.assert_accessible()


def _people_are_seen(staff: Reader) -> None:
    """Of a company, of a local government, and the one with the longest list."""
    ranked = MatchRun.objects.filter(eligible__gt=0)
    of_town = ranked.filter(order__client__kind="municipality").first()
    of_company = ranked.filter(order__client__kind="company").first()
    longest = ranked.filter(eligible=ranked.aggregate(most=Max("eligible"))["most"]).last()
    for run in (of_town, of_company, longest):
        assert run is not None
        staff.visit(f"/orders/{run.order.public_id}/candidates/")
        first = staff.page.locator("#people > li").first
        expect(first).to_be_visible()
        first.locator("summary").first.click()
        expect(first.locator("[data-part]").first).to_be_visible()
        staff.assert_accessible()
    assert of_town is not None
    assert of_town.order.wanted_kinds == [PartyKind.PERSONNEL]

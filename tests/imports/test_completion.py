"""Orders out of a file are completed together and published, or wait for whoever approves them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import agree_to_legal_texts, vouch_for
from accounts.models import DataImport, Organisation, User
from accounts.models.governments import fiscal_year_of
from accounts.queries import legal_texts_to_agree
from common.japan import today_in_japan
from orders import actions
from orders.drafts import Completed, Defaults
from orders.models import BudgetUnit, Opening, Order, OrderStep, Procurement
from orders.states import OrderStatus
from tests.factories import make_user, owner_of
from tests.imports.carrying import bring
from tests.imports.test_orders import ORDER, write
from tests.orders.governing import give_chain, make_town

pytestmark = pytest.mark.django_db(transaction=True)

TOWN = {"client_kind": "municipality", "title": "窓口の待ち時間を短くしたい", "skills": [], "must": []}


def defaults(**changes: Any) -> Defaults:
    today = today_in_japan()
    facts: dict[str, Any] = {
        "deadline": today + datetime.timedelta(days=14),
        "start_on": today + datetime.timedelta(days=30),
        "duration_weeks": 13,
        "ending_terms": "30日前に書面で知らせれば終えられます。",
        "remote": "partial",
        "budget_max_yen": 500_000,
        "budget_unit": BudgetUnit.PROJECT,
        "hours_per_week": 8,
    }
    return Defaults(**(facts | changes))


def brought(tmp_path: Path, *records: dict[str, Any], staff: User, **chosen: Any) -> DataImport:
    rows = [{"id": f"o-{number}", "prefecture": "32"} | record for number, record in enumerate(records)]
    job = bring("orders", write(tmp_path, rows), actor=staff, **chosen)
    assert job.report.errors.kept == []
    return DataImport.objects.latest("pk")


def town_row(**changes: Any) -> dict[str, Any]:
    return {"municipality": "松江市", "problem": "窓口が混みます。"} | TOWN | changes


@pytest.fixture
def staff() -> User:
    return make_user(is_staff=True)


@pytest.mark.parametrize("kind", ["municipality", "prefecture", "support_org"])
def test_whoever_must_be_approved_publishes_once_an_administrator_answers_for_it(
    tmp_path: Path, staff: User, kind: str
) -> None:
    data_import = brought(tmp_path, town_row(client_kind=kind), staff=staff)
    assert actions.complete_and_publish(data_import, defaults(), actor=staff) == Completed(0, 0)
    assert actions.complete_and_publish(data_import, defaults(is_vouched=True), actor=staff) == Completed(1, 0)
    order = Order.objects.get()
    assert order.status == OrderStatus.OPEN
    assert order.client.is_approved
    outside = order.events.filter(what=OrderStep.APPROVED_OUTSIDE, actor=staff).exists()
    assert outside == (kind != "support_org")


def test_a_town_s_order_is_bought_by_the_town_s_rules(tmp_path: Path, staff: User) -> None:
    data_import = brought(tmp_path, town_row(), staff=staff)
    actions.complete_and_publish(data_import, defaults(is_vouched=True), actor=staff)
    order = Order.objects.get()
    assert order.start_on is not None
    assert (order.wanted_kinds, order.opening) == (["personnel"], Opening.AT_DEADLINE)
    assert order.budget_year == fiscal_year_of(order.start_on)


def test_above_the_ceiling_it_stays_a_draft_unless_it_is_no_negotiation(tmp_path: Path, staff: User) -> None:
    dear = town_row(budget_jpy_max=9_405_720, budget_unit="project")
    data_import = brought(tmp_path, dear, town_row(title="別の題"), staff=staff)
    vouched = defaults(is_vouched=True)
    assert actions.complete_and_publish(data_import, vouched, actor=staff).published == 1
    tender = defaults(is_vouched=True, procurement=Procurement.TENDER, procurement_reason="公告第1号")
    assert actions.complete_and_publish(data_import, tender, actor=staff).published == 1
    bought = dict(Order.objects.values_list("title", "procurement"))
    assert bought == {TOWN["title"]: Procurement.TENDER, "別の題": Procurement.NEGOTIATED}


def test_a_chain_is_asked_whoever_answers_for_it_and_a_missing_one_keeps_no_other_back(
    tmp_path: Path, staff: User
) -> None:
    """Towns somebody acts for approve by themselves: with a chain, and not at all before they have one."""
    town = make_town()
    give_chain(town, "課長")
    data_import = brought(tmp_path, town_row(), staff=staff, options={"client": town.public_id})
    assert actions.complete_and_publish(data_import, defaults(is_vouched=True), actor=staff) == Completed(0, 1)
    bare = make_town(name="鎖のない市")
    bare.government.approves_elsewhere = False
    bare.government.save()
    other = brought(tmp_path, town_row(id="o-9", title="新しい題"), staff=staff, options={"client": bare.public_id})
    assert actions.complete_and_publish(other, defaults(is_vouched=True), actor=staff) == Completed(0, 0)
    assert Order.objects.get(client=bare).status == OrderStatus.DRAFT


def test_only_administrators_answer_and_only_while_nobody_acts_for_it(staff: User) -> None:
    town = make_town(approved_at=None)
    with pytest.raises(PermissionDenied):
        vouch_for(town, actor=owner_of(town))
    assert not vouch_for(town, actor=staff)
    assert Organisation.objects.get(pk=town.pk).approved_at is None


def test_the_page_asks_about_governments_only_where_there_are_some(client: Client, tmp_path: Path, staff: User) -> None:
    agree_to_legal_texts(staff, legal_texts_to_agree(), language="ja")
    client.force_login(staff)
    data_import = brought(tmp_path, ORDER | {"id": "a"}, staff=staff)
    page = client.get(f"/orders/imported/{data_import.public_id}/").text
    assert 'name="is_vouched"' not in page
    assert 'name="procurement"' not in page
    data_import = brought(tmp_path, town_row(id="b"), staff=staff)
    page = client.get(f"/orders/imported/{data_import.public_id}/").text
    assert 'name="is_vouched"' in page
    answer = client.post(f"/orders/imported/{data_import.public_id}/", {"procurement": "tender"})
    assert answer.status_code == 422
    assert "procurement_reason" in answer.context["form"].errors

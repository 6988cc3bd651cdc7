"""Orders, people and rankings for the tests of matching."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import Organisation, Profile
from matching.actions import RANK_ORDER
from matching.snapshots import forget_snapshot
from orders.models import Order, OrderSkill
from outbox.actions import request_work, run_work
from outbox.models import Work
from tests.factories import make_company, make_freelancer, make_order
from tests.live import asgi_server  # noqa: F401 -- a fixture
from vocabulary.models import Prefecture, Skill


@pytest.fixture(autouse=True)
def _no_snapshot_of_another_test() -> None:
    forget_snapshot()


def rank_now(order: Order) -> bool:
    """Ask for a ranking and do it. Whether a version was finished."""
    with transaction.atomic():
        request_work(RANK_ORDER, str(order.pk))
    return run_work(Work.objects.get(kind=RANK_ORDER, key=str(order.pk)).pk)


@pytest.fixture
def company(db: None) -> Organisation:
    return make_company()


@pytest.fixture
def order(company: Organisation) -> Order:
    """An open order in Shimane that wants two skills, one of them a must."""
    order = make_order(
        company,
        published=True,
        title="在庫管理をkintoneで見える化したい",
        problem="在庫を紙の台帳で数えています。毎月の棚卸しに三日かかります。",
        wanted_outcome="在庫がいつでも画面で見えること。",
        budget_max_yen=4_000,
        budget_unit="hour",
        hours_per_week=10,
        prefecture=Prefecture.objects.get(code="32"),
        remote="partial",
    )
    for number, skill in enumerate(Skill.objects.order_by("position")[:2]):
        OrderSkill.objects.create(order=order, skill=skill, is_must=number == 0)
    return order


@pytest.fixture
def make_people(db: None) -> Callable[[int], list[Profile]]:
    """People in different prefectures, some with the order's skills, each with a text and a rate."""
    skills = list(Skill.objects.order_by("position").values_list("slug", flat=True)[:4])
    codes = list(Prefecture.objects.order_by("code").values_list("code", flat=True))

    def make(count: int) -> list[Profile]:
        return [
            make_freelancer(
                skills=tuple(skills[number % 3 : number % 3 + 2]),
                headline="在庫と業務の改善",
                summary="小さな会社の在庫管理を手伝ってきました。" * (number % 3),
                rate_jpy_hour=2_500 + 100 * (number % 10),
                hours_per_week=10 + number % 20,
                prefecture_id=codes[number % 47],
                remote="partial",
            )
            for number in range(count)
        ]

    return make

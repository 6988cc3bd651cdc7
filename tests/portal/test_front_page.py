"""The front page and the dashboards ask the database as often for many rows as for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.models import BlockSide, User
from orders.drafts import WantedSkill
from tests.factories import make_freelancer
from tests.orders.making import make_bid, make_company, make_order, owner_of

pytestmark = pytest.mark.django_db

SKILLS = (WantedSkill("ec-operation", is_must=True), WantedSkill("kintone"))


def stranger(rows: int) -> User | None:
    for _ in range(rows):
        make_order(skills=SKILLS)
    return None


def company(rows: int) -> User | None:
    ours = make_company()
    for _ in range(rows):
        make_bid(make_order(ours, skills=SKILLS))
    return owner_of(ours)


@pytest.mark.parametrize(("make_reader", "page"), [(stranger, "portal:landing"), (company, "portal:dashboard")])
def test_queries_do_not_grow_with_rows(make_reader: Callable[[int], User | None], page: str) -> None:
    counts = []
    for rows in (1, 8):
        browser, reader = Client(), make_reader(rows)
        if reader is not None:
            browser.force_login(reader)
        browser.get(reverse(page))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse(page)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_newest_orders_leave_out_clients_who_block_the_reader(client: Client) -> None:
    company, reader = make_company(), make_freelancer()
    order = make_order(company)
    actions.block(company, reader.party, side=BlockSide.ORGANISATION, actor=owner_of(company))
    address = reverse("orders:detail", args=[order.public_id])
    assert address in client.get(reverse("portal:landing")).text
    assert reader.party.user is not None
    client.force_login(reader.party.user)
    assert address not in client.get(reverse("portal:landing")).text

"""No list counts its rows: on a table of a million that is what makes a page slow, on the first page as on the last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from messaging.models import MailboxMessage, Notification
from orders.drafts import WantedSkill
from tests.factories import make_company, make_freelancer, owner_of
from tests.orders.making import make_bid, make_order

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db

NARROWED = "q=注文&prefecture=32&remote=partial&skill=kintone&budget=1000&unit=project"
# Address → parts of a query it understands.
LISTS = {
    "orders:list": ("", "when=past", "sort=deadline", "sort=budget", NARROWED, f"when=past&sort=budget&{NARROWED}"),
    "orders:mine": ("", "status=open"),
    "orders:bids": ("", "sort=start", "part=bids"),
    "orders:my_bids": ("",),
    "messaging:notifications": ("",),
    "mailbox:list": ("", "to=example.jp"),
}
PAGE = 51


@pytest.fixture
def readers() -> dict[str, User]:
    """With more than a page of what each of them lists."""
    company, person = make_company(), make_freelancer()
    orders = [make_order(company, skills=(WantedSkill("kintone"),)) for _ in range(21)]
    for order in orders:
        make_bid(order, person)
    owner = owner_of(company)
    facts = {"title": "受注", "rank": 1, "score": "80.0"}
    Notification.objects.bulk_create(
        Notification(user=owner, kind="well_ranked", facts=facts, dedupe_key=str(number)) for number in range(PAGE)
    )
    MailboxMessage.objects.bulk_create(MailboxMessage(to="a@example.jp", subject="件名") for _ in range(PAGE))
    return {"owner": owner, "person": person.party.user, "order": orders[0]}  # type: ignore[dict-item]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_counts(readers: dict[str, User], name: str) -> None:
    browser = Client()
    browser.force_login(readers["person" if name == "orders:my_bids" else "owner"])
    address = reverse(name, args=[readers["order"].public_id] if name == "orders:bids" else [])  # type: ignore[attr-defined]
    further = []
    with CaptureQueriesContext(connection) as captured:
        for query in LISTS[name]:
            text = browser.get(f"{address}?{query}").content.decode()
            further += re.findall(r'rel="next" href="(\?[^"]+)"', text)
        for link in further:
            assert 'rel="prev"' in browser.get(address + link.replace("&amp;", "&")).content.decode()
    assert further or name == "orders:bids"
    assert [query["sql"] for query in captured if "COUNT(*)" in query["sql"].upper()] == []

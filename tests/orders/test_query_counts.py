"""A page asks the database as often for fifty rows as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orders.drafts import WantedLanguage, WantedSkill
from tests.orders.making import change_order, make_bid, make_company, make_freelancer, make_order, owner_of

pytestmark = pytest.mark.django_db

SKILLS = (WantedSkill("ec-operation", is_must=True), WantedSkill("kintone"))


def queries_of(user: User | None, path: str) -> int:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def public_list(rows: int) -> tuple[User | None, str]:
    for _ in range(rows):
        make_order(skills=SKILLS)
    return None, "/orders/"


def our_orders(rows: int) -> tuple[User, str]:
    company = make_company()
    for _ in range(rows):
        make_bid(make_order(company, skills=SKILLS))
    return owner_of(company), "/orders/mine/"


def my_bids(rows: int) -> tuple[User, str]:
    person = make_freelancer()
    for _ in range(rows):
        make_bid(make_order(), person)
    return person.user, "/orders/bids/"


def compared_bids(rows: int) -> tuple[User, str]:
    order = make_order()
    for _ in range(rows):
        make_bid(order)
    return owner_of(order.client), f"/orders/{order.public_id}/bids/"


def order_page(rows: int) -> tuple[User, str]:
    languages = (WantedLanguage("ja", 5), WantedLanguage("en", 3), WantedLanguage("vi", 2))
    order = make_order(skills=SKILLS, languages=languages[:rows])
    for _ in range(rows):
        make_bid(order)
    return owner_of(order.client), f"/orders/{order.public_id}/"


def changed_order(rows: int) -> tuple[User | None, str]:
    order = make_order(skills=SKILLS)
    for number in range(rows):
        change_order(order, title=f"版 {number}", skills=SKILLS[: 1 + number % 2])
    return None, f"/orders/{order.public_id}/"


def versions_page(rows: int) -> tuple[User | None, str]:
    return None, changed_order(rows)[1] + f"versions/?older=1&newer={rows + 1}"


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize(
    ("page", "number"),
    [
        (public_list, 6),
        (our_orders, 12),
        (my_bids, 7),
        (compared_bids, 16),
        (order_page, 16),
        (changed_order, 8),
        (versions_page, 3),
    ],
)
def test_queries_do_not_grow_with_rows(page: Callable[[int], tuple[User | None, str]], number: int, rows: int) -> None:
    assert queries_of(*page(rows)) == number

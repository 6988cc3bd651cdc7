"""Pages by cursor: every row once in both directions, whatever somebody makes of the address."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.keyset import Key, Ordering, Page, page_of
from orders.models import Order
from tests.orders.making import make_company, make_draft

pytestmark = pytest.mark.django_db

NEWEST = Ordering("newest", (Key("created_at"), Key("public_id")))
OLDEST = Ordering("oldest", (Key("created_at"), Key("public_id")), is_descending=False)
BUDGET = Ordering("budget", (Key("budget_max_yen", null_as=-1), Key("public_id")))
CLIENT = Ordering("client", (Key("client__name"), Key("public_id")))
DAY = datetime.datetime(2026, 4, 1, 9, 0, 0, 123456, tzinfo=datetime.UTC)


@pytest.fixture
def orders() -> list[Order]:
    """Seven: two of one moment, three without a budget."""
    company = make_company()
    made = [make_draft(company, budget_min_yen=None, budget_max_yen=yen) for yen in (9, 0, None, 5, None, 5, None)]
    for order, minutes in zip(made, (0, 1, 2, 2, 3, 4, 5), strict=True):
        Order.objects.filter(pk=order.pk).update(created_at=DAY + datetime.timedelta(minutes=minutes))
    return list(Order.objects.all())


def walk(ordering: Ordering, size: int = 2) -> list[Page[Order]]:
    pages = [page_of(Order.objects.all(), ordering, None, size=size)]
    while pages[-1].next:
        pages.append(page_of(Order.objects.select_related("client"), ordering, pages[-1].next, size=size))
    return pages


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize("ordering", [NEWEST, OLDEST, BUDGET, CLIENT], ids=lambda ordering: ordering.name)
def test_forth_and_back_shows_every_row_once(ordering: Ordering) -> None:
    pages = walk(ordering)
    assert [len(page.rows) for page in pages] == [2, 2, 2, 1]
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert [row for page in pages for row in page.rows] == list(ordering.sorted(Order.objects.all()))
    assert pages[0].previous is None
    page = pages[-1]
    for earlier in reversed(pages[:-1]):
        page = page_of(Order.objects.all(), ordering, page.previous, size=2)
        assert (page.rows, page.number) == (earlier.rows, earlier.number)


@pytest.mark.usefixtures("orders")
def test_rows_without_a_value_come_last() -> None:
    assert [row.budget_max_yen for page in walk(BUDGET) for row in page.rows] == [9, 5, 5, 0, None, None, None]


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize(
    "cursor",
    ["", "2", "x" * 5_000, "\x00", "🙂", ":::", "W10:bad", "'; DROP TABLE orders_order; --", "\u202e%00"],
)
def test_what_is_no_cursor_is_the_first_page(cursor: str) -> None:
    page = page_of(Order.objects.all(), NEWEST, cursor, size=2)
    assert (page.number, page.previous) == (1, None)
    assert page.rows == list(NEWEST.sorted(Order.objects.all())[:2])


@pytest.mark.usefixtures("orders")
def test_a_changed_cursor_and_one_of_another_list_are_the_first_page() -> None:
    cursor = walk(NEWEST)[0].next
    assert cursor is not None
    for text in ("A" + cursor, cursor[:-1], cursor.replace(":", ".")):
        assert page_of(Order.objects.all(), NEWEST, text, size=2).number == 1
    assert page_of(Order.objects.all(), OLDEST, cursor, size=2).number == 1


@pytest.mark.parametrize("content", [[], [0], [0, 2], [0, 2, "x", "y"], [0, "x", 1, 2], {"a": 1}, None, [0, 2, [], {}]])
def test_a_cursor_that_older_code_signed_is_the_first_page(content: object) -> None:
    assert NEWEST.place(NEWEST._signer.sign_object(content), Order) is None


@pytest.mark.usefixtures("orders")
def test_rows_that_come_and_go_between_two_pages() -> None:
    first, second, *_ = walk(NEWEST)
    assert second.previous is not None
    Order.objects.filter(pk__in=[row.pk for row in (*first.rows, *second.rows)]).delete()
    whole = page_of(Order.objects.all(), NEWEST, second.previous, size=2)
    assert (whole.number, len(whole.rows), whole.previous) == (1, 2, None)
    Order.objects.all().delete()
    assert page_of(Order.objects.all(), NEWEST, second.previous, size=2) == Page([], 1, None, None)


@pytest.mark.usefixtures("orders")
def test_one_query_that_compares_the_keys_as_one_value_and_counts_nothing() -> None:
    cursor = walk(NEWEST)[0].next
    with CaptureQueriesContext(connection) as captured:
        page_of(Order.objects.all(), NEWEST, cursor, size=2)
    (query,) = captured
    assert '("orders_order"."created_at", "orders_order"."public_id") < (' in query["sql"]
    assert "COUNT(" not in query["sql"]

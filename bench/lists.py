"""List pages over a million orders: the first page beside one deep in the list, for all that people narrow a list by.

In both shapes an archive has: few orders open and a million past, and a million open. Pages are asked for through
Django's test client, HTML and all; the cursor of the deep page is made beforehand, outside the clock.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.archive import Shape, grow_archive, insert_rates, product_of_rank
from bench.machine import describe_machine, percentile, timed
from bench.tables import Table, milliseconds
from orders.listing import OPEN, PAST, OrderFilters, orders_for_list
from tests.database import empty_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 15
MANY = 1_000_000
KINDS: dict[str, dict[str, object]] = {
    "everything, newest first": {},
    "highest budget first": {"sort": "budget"},
    "closing soonest first": {"sort": "deadline"},
    "a common word": {"q": "注文"},
    "a sentence's words": {"q": "電話 注文書 納期"},
    "a rare word": {"q": product_of_rank(3_000)},
    "a word nobody wrote": {"q": "薔薇"},
    "a prefecture": {"prefecture": "32"},
    "a skill": {"skill": "kintone"},
    "a kind of work": {"category": "data"},
    "a budget at least": {"budget": 4_000_000},
    "paid by the hour": {"unit": "hour"},
    "word, prefecture and unit": {"q": "注文", "prefecture": "32", "unit": "month"},
    "skill, highest budget first": {"skill": "kintone", "sort": "budget"},
}

PAGES, API = "orders:list", "api:order-list"
# The API finds its rows as the pages do: some kinds of list show whether telling them costs more.
IN_API = ("everything, newest first", "a common word", "a skill")
UNLIMITED = dict.fromkeys(("token", "user", "anonymous"), 10**9)


@dataclass(frozen=True)
class Asked:
    """One kind of list, where its deep page begins, and seconds of each visit."""

    fitting: int
    depth: int
    first: list[float]
    deep: list[float]
    queries: tuple[int, int]


def measure(orders: int = MANY) -> Table:
    rows = [row for shape, whens in _shapes(orders) for row in _rows_of(shape, whens)]
    columns = ("list", "orders that fit", "page 1, p50 / p95", "deep page at", "p50 / p95", "deep ÷ 1, p50", "queries")
    return Table(columns, rows)


def _shapes(orders: int) -> Iterator[tuple[Shape, tuple[str, ...]]]:
    """Each shape, and the lists worth reading in it."""
    yield Shape(open=orders // 50, past=orders), (PAST, OPEN)
    yield Shape(open=orders, past=0), (OPEN,)


def _rows_of(shape: Shape, whens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    empty_tables()
    seconds, _nothing = timed(lambda: grow_archive(shape))
    print(f"{shape}: written in {seconds:.0f} s. {describe_machine()}", flush=True)
    for when in whens:
        for name, wanted in KINDS.items():
            if when == PAST and wanted.get("sort") == "deadline":
                continue
            print(f"  {when}: {name}", file=sys.stderr, flush=True)
            yield _row(f"{when}: {name}", _asked(OrderFilters(when=when, **wanted), PAGES))  # type: ignore[arg-type]
        for name in IN_API:
            print(f"  {when}, API: {name}", file=sys.stderr, flush=True)
            with override_settings(API_REQUESTS_A_MINUTE=UNLIMITED):
                asked = _asked(OrderFilters(when=when, **KINDS[name]), API)  # type: ignore[arg-type]
            yield _row(f"{when}, API: {name}", asked)
    print(insert_rates(shape), flush=True)


def _row(name: str, asked: Asked) -> tuple[str, ...]:
    first, deep = (_shares(values) for values in (asked.first, asked.deep))
    ratio = percentile(asked.deep, 0.5) / percentile(asked.first, 0.5) if asked.deep else 0
    queries = " and ".join(map(str, asked.queries if asked.deep else asked.queries[:1]))
    depth = f"{asked.depth:,}" if asked.deep else "–"
    return (name, f"{asked.fitting:,}", first, depth, deep, f"{ratio:.2f}" if asked.deep else "–", queries)


def _shares(values: list[float]) -> str:
    return " / ".join(milliseconds(percentile(values, share)) for share in (0.5, 0.95)) if values else "–"


def _asked(filters: OrderFilters, address: str) -> Asked:
    """In turns, so that both have the same neighbours on the machine."""
    fitting, depth = _middle(filters)
    query = {name: value for name, value in asdict(filters).items() if value not in ("", None)}
    deep_query = query | {"cursor": _cursor_at(filters, depth)} if depth else None
    browser = Client(SERVER_NAME="localhost")
    queries = tuple(_queries(browser, address, asked) for asked in (query, deep_query or query))
    first, deep = [], []
    for _ in range(ROUNDS):
        first.append(timed(lambda: _get(browser, address, query))[0])
        if deep_query:
            deep.append(timed(lambda: _get(browser, address, deep_query))[0])
    return Asked(fitting, depth, first, deep, (queries[0], queries[1]))


def _middle(filters: OrderFilters) -> tuple[int, int]:
    """How many orders fit, and the row in their middle; 0 where the middle is on the first page."""
    fitting = orders_for_list(filters).count()
    return fitting, fitting // 2 if fitting > 50 else 0


def _cursor_at(filters: OrderFilters, depth: int) -> str:
    ordering = filters.ordering
    return ordering.cursor(ordering.sorted(orders_for_list(filters)).defer("search_terms")[depth - 1], 2)


def _get(browser: Client, address: str, query: dict[str, object]) -> None:
    answer = browser.get(reverse(address), query)
    if answer.status_code != HTTPStatus.OK:
        raise AssertionError(f"{query} answers {answer.status_code}")


def _queries(browser: Client, address: str, query: dict[str, object]) -> int:
    """Of the second visit; none of them counts."""
    _get(browser, address, query)
    with CaptureQueriesContext(connection) as captured:
        _get(browser, address, query)
    if any("COUNT(" in each["sql"].upper() for each in captured):
        raise AssertionError(f"{query} counts")
    return len(captured)

"""The public list: Japanese text is found by any part of it, filters narrow, and pages never count."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PartyKind
from orders import actions, listing
from orders.drafts import WantedSkill
from orders.listing import OrderFilters, order_counts, order_page, orders_for_list
from orders.models import BudgetUnit, Opening, Order, RemoteShare
from orders.words import facets, term_numbers, word_terms
from tests.orders.making import make_company, make_draft, make_order, owner_of, pass_deadline
from tests.orders.test_pages import browser

pytestmark = pytest.mark.django_db


def found(**filters: object) -> set[str]:
    return {order.title for order in order_page(OrderFilters(**filters)).rows}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "選果記録",
        "選果 弘前",
        "りんご",
        "りんこ\u3099",
        "ﾘﾝｺﾞ共同",
        "津軽",
        "ｆａｘ",
        "Hirosaki",
        "青森",
        "EC運営",
        "桃",
        "ⅭSV",
    ],
)
def test_words_find_an_order_however_they_are_written(words: str) -> None:
    make_order(title="ねじの検査をしたい", problem="目で見て調べています。")
    company = make_company(name="津軽ﾘﾝｺﾞ共同選果", prefecture_id="02")
    wanted = "りんごの選果記録をタブレットに"
    make_order(
        company,
        title=wanted,
        problem="FAXと紙の記録。桃も扱います。CSVにしたい。",
        prefecture_id="02",
        municipality_id="022021",
        skills=(WantedSkill("ec-operation"),),
    )
    assert found(q=words) == {wanted}


@pytest.mark.parametrize("words", ["ぶどう", "りんご ねじ", "録記"])
def test_words_that_are_not_there_find_nothing(words: str) -> None:
    make_order(title="りんごの選果記録")
    assert found(q=words) == set()


@pytest.mark.parametrize("words", ["", " ", "!!!", "%", "\\", "'; --", "🙂"])
def test_words_without_letters_do_not_narrow(words: str) -> None:
    make_order(title="りんご")
    assert found(q=words) == {"りんご"}


def test_terms_of_a_word_are_its_pairs() -> None:
    assert set(word_terms("ＦＡＸ 桃")) == {"fa", "ax", "桃"}


def test_numbers_keep_pairs_apart() -> None:
    """A pair and its letters, rare letters beyond two bytes, and what narrows the list: all different, all 32 bits."""
    terms = {
        "選果",
        "果選",
        "選",
        "果",
        "𠮷野",
        "野𠮷",
        "𠮷",
        "fa",
        "af",
        *facets(prefecture="02", skills=[("kintone", "tools")]),
    }
    numbers = term_numbers(terms)
    assert len(numbers) == len(terms) == 12
    assert all(-(2**31) <= number < 2**31 for number in numbers)
    assert term_numbers(["選果"]) == [0x9078679C - 2**32]


def test_filters_narrow_the_list() -> None:
    make_order(title="north", prefecture_id="02", remote=RemoteShare.ONSITE, skills=(WantedSkill("kintone"),))
    make_order(title="west", prefecture_id="32", budget_max_yen=2_000, budget_min_yen=None, budget_unit=BudgetUnit.HOUR)
    assert found(prefecture="02") == {"north"}
    assert found(block="chugoku") == {"west"}
    assert found(remote="onsite") == {"north"}
    assert found(skill="kintone") == {"north"}
    assert found(budget=10_000) == {"north"}
    assert found(unit="hour", budget=1_500) == {"west"}
    category = Order.objects.get(title="north").skills.get().skill.category_id
    assert found(category=category) == {"north"}


def test_filters_by_who_may_answer_and_when_bids_are_read() -> None:
    make_order(title="everybody")
    make_order(title="sealed", wanted_kinds=["personnel", "partner_firm"], opening=Opening.AT_DEADLINE)
    assert found(kind="freelancer") == {"everybody"}
    assert found(kind="personnel") == {"everybody", "sealed"}
    assert found(opening="at_deadline") == {"sealed"}
    assert found(opening="as_they_arrive", kind="partner_firm") == {"everybody"}


def test_orders_of_before_are_found_by_the_new_terms_too() -> None:
    """What the migration writes is what an order published today has."""
    make_order(title="everybody")
    make_order(title="sealed", wanted_kinds=["personnel"], opening=Opening.AT_DEADLINE)
    written = dict(Order.objects.values_list("title", "search_terms"))
    for title, terms in written.items():
        order = Order.objects.get(title=title)
        own = term_numbers(facets(kinds=order.wanted_kinds or PartyKind.values, opening=order.opening))
        Order.objects.filter(title=title).update(search_terms=[term for term in terms if term not in own])
    import_module("orders.migrations.0012_terms_of_kinds_and_openings").add_terms(apps, connection.schema_editor())
    assert dict(Order.objects.values_list("title", "search_terms")) == written


def test_migrations_write_the_terms_that_orders_have_today() -> None:
    """They hold copies of how terms are made: an upgrade from any version ends with the same."""
    make_order(title="受注のＤＸ化, a 👍🏽", remote=RemoteShare.FULL, skills=(WantedSkill("python", is_must=True),))
    written = Order.objects.get().search_terms
    Order.objects.update(search_terms=[])
    import_module("orders.migrations.0002_search_numbers").write_terms(apps, None)
    import_module("orders.migrations.0012_terms_of_kinds_and_openings").add_terms(apps, connection.schema_editor())
    assert Order.objects.get().search_terms == written


def test_only_orders_that_still_take_bids_are_listed() -> None:
    make_draft(title="draft")
    closed, due = make_order(title="closed"), make_order(title="due")
    actions.close_order(closed, actor=owner_of(closed.client))
    pass_deadline(due)
    make_order(title="open")
    assert found() == {"open"}


def test_sorting() -> None:
    first = make_order(title="first", budget_max_yen=900_000)
    second = make_order(title="second")
    titles = [order.title for order in order_page(OrderFilters(sort="budget")).rows]
    assert titles == [first.title, second.title]
    titles = [order.title for order in order_page(OrderFilters(sort="newest")).rows]
    assert titles == [second.title, first.title]


def test_filters_stay_in_the_addresses_of_chips_tabs_and_pages() -> None:
    company = make_company()
    for _ in range(21):
        make_order(company)
    text = browser(None).get("/orders/", {"q": "注文", "remote": "partial", "sort": "budget"}).content.decode()
    assert "?q=%E6%B3%A8%E6%96%87&amp;remote=partial&amp;sort=budget&amp;cursor=" in text
    assert '"?remote=partial&amp;sort=budget"' in text
    assert '"?q=%E6%B3%A8%E6%96%87&amp;sort=budget"' in text
    assert '"?q=%E6%B3%A8%E6%96%87&amp;remote=partial&amp;sort=budget&amp;when=past"' in text


def test_the_page_says_how_many_without_counting() -> None:
    company = make_company()
    for number in range(21):
        assert (f"{number}件" in page_text("/orders/")) == (number > 0)
        make_order(company)
    text = page_text("/orders/")
    assert "20件以上" in text
    cursor = re.search(r"cursor=([^\"&]+)", text)
    assert cursor is not None
    assert "20件以上" not in page_text(f"/orders/?cursor={cursor[1]}")


@pytest.mark.parametrize("cursor", ["2", "%00", "x" * 3_000, "W10%3Abad", "%F0%9F%99%82"])
def test_what_is_no_cursor_shows_the_first_page(cursor: str) -> None:
    make_order(title="りんご")
    assert "りんご" in page_text(f"/orders/?cursor={cursor}")


def test_past_orders_say_what_came_of_them() -> None:
    over, due = make_order(title="やめた案件"), make_order(title="選んでいる案件")
    make_order(title="まだ受け付けています")
    actions.close_order(over, actor=owner_of(over.client))
    pass_deadline(due)
    actions.close_bidding_of(due)
    assert found(when="past") == {over.title, due.title}
    text = page_text("/orders/?when=past&sort=deadline")
    assert over.title in text
    assert "まだ受け付けています" not in text


def page_text(path: str) -> str:
    answer = browser(None).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("sort", ["newest", "deadline", "budget"])
def test_narrowed_pages_are_the_same_however_they_are_found(monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    """By walking only, by walking and then sorting, forth and back."""
    company = make_company()
    for number in range(9):
        title = "りんご" if number % 2 else "ねじ"
        order = make_order(company, title=title, skills=(WantedSkill("kintone"),), budget_max_yen=400_000 + number)
        if number % 4 == 0:
            Order.objects.filter(pk=order.pk).update(budget_min_yen=None, budget_max_yen=None)
    filters = OrderFilters(q="ねじ", sort=sort)
    expected = list(filters.ordering.sorted(orders_for_list(filters)))
    assert len(expected) == 5
    for steps in (1, 3, 6, 4_000):
        monkeypatch.setattr(listing, "STEPS", steps)
        pages = [order_page(filters, size=2)]
        while pages[-1].next:
            pages.append(order_page(filters, pages[-1].next, size=2))
        assert [order for page in pages for order in page.rows] == expected
        back = order_page(filters, pages[-1].previous, size=2)
        assert back.rows == pages[-2].rows
        with CaptureQueriesContext(connection) as captured:
            assert [len(order.skills.all()) for order in back.rows] == [1, 1]
        assert len(captured) == 0


def test_empty_list_says_what_to_do() -> None:
    text = browser(None).get("/orders/", {"q": "ない言葉"}).content.decode()
    assert "この条件に合う案件はありません" in text


def test_counts_by_status_name_every_status() -> None:
    company = make_company()
    make_order(company)
    make_order()
    counts = order_counts(owner_of(company))
    assert (counts["open"], counts["draft"], sum(counts.values())) == (1, 0, 1)

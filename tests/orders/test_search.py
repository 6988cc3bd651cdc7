"""The public list: Japanese text is found by any part of it, filters narrow, and pages never count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import actions
from orders.drafts import WantedSkill
from orders.models import BudgetUnit, Order, RemoteShare
from orders.queries import OrderFilters, order_counts, orders_for_list, slice_of, word_terms
from tests.orders.making import make_company, make_draft, make_order, owner_of, pass_deadline
from tests.orders.test_pages import browser

pytestmark = pytest.mark.django_db


def found(**filters: object) -> set[str]:
    return {order.title for order in orders_for_list(None, OrderFilters(**filters))}  # type: ignore[arg-type]


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


def test_search_uses_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, values = Order.objects.filter(search_terms__contains=["選果", "記録"]).query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", values)
        assert "order_search_terms" in str(cursor.fetchall())


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
    titles = [order.title for order in orders_for_list(None, OrderFilters(sort="budget"))]
    assert titles == [first.title, second.title]
    titles = [order.title for order in orders_for_list(None, OrderFilters(sort="newest"))]
    assert titles == [second.title, first.title]


def test_pages_follow_each_other_without_counting() -> None:
    company = make_company()
    for number in range(41):
        make_order(company, title=f"order {number}")
    orders = orders_for_list(None, OrderFilters())
    with CaptureQueriesContext(connection) as captured:
        pages = [slice_of(orders, str(number)) for number in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [20, 20, 1, 0]
    assert [page.next for page in pages] == [2, 3, None, None]
    assert len({order.pk for page in pages for order in page.rows}) == 41
    assert not any("COUNT(" in query["sql"] for query in captured)


def test_filters_stay_in_the_addresses_of_chips_and_pages() -> None:
    company = make_company()
    for _ in range(21):
        make_order(company)
    text = browser(None).get("/orders/", {"q": "注文", "remote": "partial"}).content.decode()
    assert "?q=%E6%B3%A8%E6%96%87&amp;remote=partial&amp;page=2" in text
    assert '"?remote=partial"' in text
    assert '"?q=%E6%B3%A8%E6%96%87"' in text


def test_empty_list_says_what_to_do() -> None:
    text = browser(None).get("/orders/", {"q": "ない言葉"}).content.decode()
    assert "この条件に合う案件はありません" in text


def test_counts_by_status_name_every_status() -> None:
    company = make_company()
    make_order(company)
    make_order()
    counts = order_counts(owner_of(company))
    assert (counts["open"], counts["draft"], sum(counts.values())) == (1, 0, 1)

"""The administrators' first page, their search, and their pages about people and organisations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import change_profile
from accounts.models import Membership, Organisation
from orders.models import Bid, Order
from orders.queries import search_terms
from orders.states import OrderStatus
from outbox.models import Work
from tests.factories import make_company, make_freelancer, make_order, make_user, owner_of
from tests.matching.making import make_run
from tests.orders.making import make_bid
from tests.orders.making import make_order as make_open_order
from vocabulary.actions import propose_phrase

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user("watanabe@example.jp", is_staff=True, is_superuser=True, full_name="渡辺"))
    return client


def waiting(browser: Client) -> dict[str, int]:
    return {one.href: one.count for one in browser.get("/staff/").context["home"].waiting}


def late_order() -> Order:
    order = make_open_order(make_company())
    make_bid(order, make_freelancer())
    long_ago = timezone.now() - timedelta(days=20)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.SELECTING, bids_close_at=long_ago)
    return order


def test_the_first_page_counts_what_waits_and_leads_to_it(browser: Client) -> None:
    assert "Nothing waits for you" in browser.get("/staff/").text
    propose_phrase("きんとん雲づくり")
    order = late_order()
    make_run(make_order(published=True))
    make_run(make_order(published=True), [make_freelancer().party_id])
    now = timezone.now()
    Work.objects.create(kind="x", key="y", dead=True, next_at=now, requested_at=now)
    found = waiting(browser)
    assert found == {
        "/staff/contact/": 0,
        "/staff/evidence/": 0,
        "/staff/reports/": 0,
        "/staff/vocabulary/phrases/": 1,
        "/staff/orders/unanswered/": 1,
        "/staff/runs/?which=nobody": 1,
        "/staff/runs/?which=unjudged": 1,
        "/staff/admin/outbox/work/?dead__exact=1": 1,
    }
    for address in found:
        assert browser.get(address).status_code == 200
    assert order.title in browser.get("/staff/orders/unanswered/").text


def test_nothing_is_counted_to_its_end(browser: Client) -> None:
    now = timezone.now()
    Work.objects.bulk_create(
        Work(kind="x", key=str(number), dead=True, next_at=now, requested_at=now) for number in range(130)
    )
    assert "100 or more" in browser.get("/staff/").text


def test_answered_and_recent_bids_do_not_wait(browser: Client) -> None:
    order = late_order()
    Order.objects.filter(pk=order.pk).update(bids_close_at=timezone.now() - timedelta(days=3))
    assert waiting(browser)["/staff/orders/unanswered/"] == 0
    assert "Every bidder has an answer" in browser.get("/staff/orders/unanswered/").text


def test_people_are_found_by_every_name_address_and_id(browser: Client) -> None:
    person = make_freelancer(
        make_user("izumo@example.jp", full_name="出雲 花"), handle="umi-oka-31", legal_name="出雲 花子"
    )
    make_freelancer(handle="yama-kawa-4", legal_name="別の人")
    words = (
        "出雲",
        "izumo@example.jp",
        "IZUMO@example.jp",
        "umi-oka",
        "ｕｍｉ－ｏｋａ－３１",
        "花子",
        person.party.public_id,
    )
    for sought in words:
        (one,) = browser.get("/staff/search/", {"q": sought}).context["found"].people
        assert one.party == person.party, sought
    lonely = make_user("nobody.yet@example.jp")
    (one,) = browser.get("/staff/search/", {"q": "nobody.yet@"}).context["found"].people
    assert (one.user, one.party) == (lonely, None)


def test_organisations_orders_and_runs_are_found(browser: Client) -> None:
    company = make_company(name="カブシキガイシャ湖北")
    order = make_order(company, published=True, title="在庫をkintoneで見える化")
    Order.objects.filter(pk=order.pk).update(search_terms=search_terms(order))
    run = make_run(order, [make_freelancer().party_id])

    def found(words: str) -> tuple[list[Organisation], list[Order], list[int]]:
        got = browser.get("/staff/search/", {"q": words}).context["found"]
        return got.organisations, got.orders, [one.pk for one in got.runs]

    assert found("ｶﾌﾞｼｷｶﾞｲｼｬ") == ([company], [order], [run.pk])
    assert found("ｋｉｎｔｏｎｅ") == ([], [order], [run.pk])
    assert found(company.public_id) == ([company], [], [])
    assert found(order.public_id) == ([], [order], [run.pk])
    assert found(str(run.pk))[2] == [run.pk]
    bid = make_bid(make_open_order(company), make_freelancer())
    assert found(bid.public_id)[1] == [bid.order]
    assert found("zzzzzz") == ([], [], [])
    assert "Nothing is found" in browser.get("/staff/search/?q=zzzzzz").text


def test_the_exact_name_comes_first(browser: Client) -> None:
    for name in ("株式会社湖北木工", "湖北木工販売", "湖北木工"):
        make_company(name=name)
    names = [one.name for one in browser.get("/staff/search/?q=湖北木工").context["found"].organisations]
    assert names == ["湖北木工", "湖北木工販売", "株式会社湖北木工"]


def test_answers_while_typing_are_a_part_of_the_page(browser: Client) -> None:
    make_company(name="湖北木工")
    part = browser.get("/staff/search/?q=湖北", headers=HTMX).text
    assert "湖北木工" in part
    assert "<html" not in part
    assert "Type something" in browser.get("/staff/search/").text


@pytest.mark.parametrize("count", [1, 10])
def test_pages_ask_as_often_for_many_as_for_one(browser: Client, count: int) -> None:
    company = make_company(name="湖北木工")
    person = make_freelancer(handle="kohoku-1", legal_name="湖北 一")
    for number in range(count):
        order = make_open_order(company, title="湖北の受注")
        make_bid(order, person)
        make_run(order, [person.party_id])
        make_company(name=f"湖北{number}")
        make_freelancer(make_user(full_name="湖北"), handle=f"kohoku-x{number}")
        Membership.objects.create(organisation=company, user=make_user(), role="viewer")
    Order.objects.update(status=OrderStatus.SELECTING, bids_close_at=timezone.now() - timedelta(days=20))
    pages = {
        "home": "/staff/",
        "search": "/staff/search/?q=湖北",
        "unanswered": "/staff/orders/unanswered/",
        "person": f"/staff/people/{person.party.public_id}/",
        "organisation": f"/staff/organisations/{company.public_id}/",
    }
    asked = {}
    for name, address in pages.items():
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        asked[name] = len(captured)
    assert asked == {"home": 18, "search": 14, "unanswered": 7, "person": 11, "organisation": 12}


def test_a_person_page_tells_everything_but_what_is_sealed(browser: Client) -> None:
    person = make_freelancer(make_user("izumo@example.jp"), handle="umi-oka-31")
    company = make_company()
    Membership.objects.create(organisation=company, user=person.party.user, role="viewer")
    order = make_open_order(make_company(name="別の会社"))
    bid = make_bid(order, person)
    Bid.objects.filter(pk=bid.pk).update(plan="秘密の計画", price_yen=7_654_321)
    run = make_run(order, [person.party_id])
    change_profile(person, headline="受注を楽にします")
    page = browser.get(f"/staff/people/{person.party.public_id}/").text
    for said in (
        "umi-oka-31",
        "izumo@example.jp",
        company.name,
        order.title,
        f"/staff/runs/{run.pk}/",
        "受注を楽にします",
    ):
        assert said in page, said
    assert "お手伝いします" in page  # what the headline was before
    assert "秘密の計画" not in page
    assert "7,654,321" not in page


def test_an_organisation_page_names_members_orders_and_changes(browser: Client) -> None:
    company = make_company(name="湖北木工")
    order = make_order(company, published=True)
    Organisation.objects.filter(pk=company.pk).update(industry="家具")
    page = browser.get(f"/staff/organisations/{company.public_id}/").text
    for said in (owner_of(company).email, order.title, f"/staff/runs/?q={order.public_id}", "家具"):
        assert said in page, said


def test_nobody_else_is_told_that_the_pages_exist() -> None:
    client = Client()
    client.force_login(make_user())
    for address in ("/staff/", "/staff/search/", "/staff/orders/unanswered/", "/staff/runs/", "/staff/vocabulary/"):
        assert client.get(address).status_code == 404
        assert Client().get(address).status_code == 302

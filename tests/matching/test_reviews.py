"""Administrators look at runs and judge candidates; their grades become labels."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching import actions
from matching.models import Judgement, MatchRun
from matching.reviews import BINS, judging_page, run_page
from orders.models import Order
from orders.queries import search_terms
from tests.factories import make_company, make_freelancer, make_order, make_user
from tests.matching.conftest import rank_now
from tests.matching.making import make_run

pytestmark = pytest.mark.django_db

RUNS = "/staff/runs/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def administrator() -> User:
    return make_user("watanabe@example.jp", is_staff=True, full_name="渡辺")


@pytest.fixture
def browser(administrator: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(administrator)
    return client


def listed(client: Client, query: str = "") -> list[int]:
    return [run.pk for run in client.get(RUNS + query).context["page"].rows]


def test_runs_are_narrowed_by_order_day_duration_and_kind(browser: Client) -> None:
    stock = make_order(title="在庫をkintoneで見える化", published=True)
    Order.objects.update(search_terms=search_terms(stock))
    other = make_order(make_company(name="湖北"), title="受注の電子化", published=True)
    person = make_freelancer().party_id
    old = make_run(stock, [person], is_current=False, seconds=3.0)
    MatchRun.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    now, nobody = make_run(stock, [person]), make_run(other)
    assert listed(browser) == [nobody.pk, now.pk, old.pk]
    assert listed(browser, "?q=ｋｉｎｔｏｎｅ") == [now.pk, old.pk]
    assert listed(browser, f"?q={other.public_id}") == [nobody.pk]
    assert listed(browser, "?q=まったく別の話") == []
    assert listed(browser, "?which=nobody") == [nobody.pk]
    assert listed(browser, "?which=current") == [nobody.pk, now.pk]
    assert listed(browser, "?seconds=2") == [old.pk]
    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    assert listed(browser, f"?made_until={day}") == [old.pk]
    assert listed(browser, f"?made_from={day}") == [nobody.pk, now.pk]
    assert "No ranking fits this search" in browser.get(RUNS + "?q=zzzz").text


def test_the_list_goes_on_below_the_last_run_and_is_never_counted(browser: Client) -> None:
    order = make_order(published=True)
    runs = [make_run(order, is_current=number == 59).pk for number in range(60)]
    first = browser.get(RUNS).context["page"]
    second = browser.get(RUNS, {"cursor": first.next}).context["page"]
    third = browser.get(RUNS, {"cursor": second.next}).context["page"]
    assert [run.pk for page in (first, second, third) for run in page.rows] == runs[::-1]
    assert third.next is None
    with CaptureQueriesContext(connection) as captured:
        browser.get(RUNS)
    assert not [query for query in captured.captured_queries if "COUNT(" in query["sql"] and "matchrun" in query["sql"]]
    for nonsense in ("x", "-1", "99999999999999999999", "²"):
        assert browser.get(RUNS, {"cursor": nonsense}).status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_pages_about_runs_ask_as_often_for_many_as_for_one(browser: Client, count: int) -> None:
    order = make_order(published=True)
    people = [make_freelancer(skills=("kintone", "python")).party_id for _ in range(count)]
    run = make_run(order, people)
    for _ in range(count - 1):
        make_run(make_order(order.client, published=True), people)
    found = {}
    for address in (RUNS, f"{RUNS}{run.pk}/", f"{RUNS}{run.pk}/candidates/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        found[address.replace(str(run.pk), "n")] = len(captured)
    assert found == {RUNS: 7, f"{RUNS}n/": 9, f"{RUNS}n/candidates/": 22}


@pytest.mark.django_db(transaction=True)
def test_a_run_shows_what_it_was_given_and_whom_it_left_out(
    order: Order, browser: Client, make_people: Callable[[int], list[object]]
) -> None:
    make_people(5)
    make_freelancer(rate_jpy_hour=900_000)
    rank_now(order)
    run = MatchRun.objects.get()
    page = run_page(run)
    assert sum(column.count for column in page.distribution) == run.eligible == 5
    assert len(page.distribution) == BINS
    assert page.is_whole
    shown = browser.get(f"{RUNS}{run.pk}/").text
    for said in (
        "在庫を紙の台帳で",
        "4,000",
        "Shimane",
        run.engine_version,
        'data-rule="rate_over_limit"',
        "rate_limit",
    ):
        assert said in shown, said
    assert reverse("matching:staff_judging", args=[run.pk]) in shown
    assert f"{RUNS}?q={order.public_id}" in browser.get(reverse("orders:detail", args=[order.public_id])).text


def test_a_judgement_is_kept_once_for_each_administrator_with_its_past(administrator: User) -> None:
    order, person = make_order(published=True), make_freelancer().party
    run = make_run(order, [person.pk])
    first = actions.judge(run, person, grade=1, reason="経験が浅い", actor=administrator)
    again = actions.judge(run, person, grade=3, reason="よく読むと経験がある", actor=administrator)
    same = actions.judge(run, person, grade=3, reason="よく読むと経験がある", actor=administrator)
    assert first.pk == again.pk == same.pk
    assert (again.rank, again.score, sum(again.parts)) == (1, 900, 900)
    assert [event.grade for event in Judgement.pgh_event_model.objects.order_by("pgh_id")] == [1, 3]  # type: ignore[attr-defined]
    colleague = make_user(is_staff=True)
    actions.judge(run, person, grade=0, reason="合わない", actor=colleague)
    later = make_run(order, [person.pk], order_version=2, is_current=False)
    actions.judge(later, person, grade=2, reason="第2版", actor=administrator)
    assert Judgement.objects.count() == 3
    page = judging_page(run, administrator)
    assert (page.judged, page.worth, page.people[0].own, len(page.people[0].others)) == (1, 1, again, 1)


@pytest.mark.parametrize("wrong", [{"grade": 4}, {"reason": ""}])
def test_the_database_refuses_a_grade_nobody_gave(administrator: User, wrong: dict[str, object]) -> None:
    order, person = make_order(published=True), make_freelancer().party
    judgement = actions.judge(make_run(order, [person.pk]), person, grade=1, reason="x", actor=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(pk=judgement.pk).update(**wrong)


def test_only_candidates_of_the_run_are_judged(administrator: User, browser: Client) -> None:
    order, person, stranger = make_order(published=True), make_freelancer().party, make_freelancer().party
    run = make_run(order, [person.pk])
    with pytest.raises(actions.NotInRunError):
        actions.judge(run, stranger, grade=1, reason="x", actor=administrator)
    answer = browser.post(f"{RUNS}{run.pk}/candidates/{stranger.public_id}/", {"grade": 1, "reason": "x"})
    assert answer.status_code == 404


def test_a_judged_run_is_not_forgotten(administrator: User) -> None:
    order, person = make_order(published=True), make_freelancer().party
    judged, forgotten = (make_run(order, [person.pk], is_current=False) for _ in range(2))
    actions.judge(judged, person, grade=2, reason="よい", actor=administrator)
    MatchRun.objects.update(created_at=timezone.now() - timedelta(days=200))
    actions.forget_old_runs()
    assert list(MatchRun.objects.all()) == [judged]
    assert forgotten.pk != judged.pk


def test_judging_works_by_htmx_and_by_a_plain_form(browser: Client) -> None:
    people = [make_freelancer().party for _ in range(3)]
    run = make_run(make_order(published=True), [person.pk for person in people])
    address = [f"{RUNS}{run.pk}/candidates/{person.public_id}/" for person in people]
    plain = browser.post(f"{address[0]}?blind=1", {"grade": "2", "reason": "経験がある"})
    assert plain.headers["Location"] == f"{RUNS}{run.pk}/candidates/?blind=1#candidate-{people[0].public_id}"
    fragment = browser.post(address[1], {"grade": "0", "reason": "分野が違う"}, headers=HTMX)
    assert fragment.text.count("<article") == 1
    assert "2 of 3 judged" in fragment.text
    assert "<html" not in fragment.text
    refused = browser.post(address[2], {"reason": "理由だけ"}, headers=HTMX)
    assert "理由だけ" in refused.text
    assert "_error" in refused.text
    whole = browser.post(address[2], {"grade": "9", "reason": "理由だけ"})
    assert whole.status_code == 422
    assert "理由だけ" in whole.text
    assert Judgement.objects.count() == 2


def test_the_blind_list_gives_nothing_away(browser: Client) -> None:
    people = [make_freelancer().party for _ in range(12)]
    run = make_run(make_order(published=True), [person.pk for person in people])
    page = browser.get(f"{RUNS}{run.pk}/candidates/?blind=1")
    shown = [one.person.profile.party_id for one in page.context["page"].people]
    assert sorted(shown) == sorted(person.pk for person in people)
    assert shown != [person.pk for person in people]
    assert 'class="score"' not in page.text
    assert 'class="rank"' not in page.text
    assert 'data-part="total"' not in page.text


def test_the_whole_list_is_turned_over_page_by_page(browser: Client) -> None:
    people = [make_freelancer().party_id for _ in range(23)]
    run = make_run(make_order(published=True), people)
    first = browser.get(f"{RUNS}{run.pk}/candidates/").context["page"]
    second = browser.get(f"{RUNS}{run.pk}/candidates/?from={first.next}").context["page"]
    assert [one.person.profile.party_id for page in (first, second) for one in page.people] == people
    assert (first.previous, second.previous, second.next) == (None, 1, None)
    for nonsense in ("0", "999999999", "x", "²", "-4"):
        assert browser.get(f"{RUNS}{run.pk}/candidates/", {"from": nonsense}).status_code == 200


def test_judgements_are_given_out_as_csv_and_json_lines(administrator: User, browser: Client) -> None:
    order, person = make_order(published=True), make_freelancer().party
    assert "No judgements yet" in browser.get("/staff/judgements/").text
    actions.judge(make_run(order, [person.pk]), person, grade=3, reason='=1+1, "経験"', actor=administrator)
    sheet = browser.get("/staff/judgements/csv/")
    text = b"".join(sheet.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(StringIO(text))
    assert (row["order"], row["candidate"], row["grade"]) == (order.public_id, person.public_id, "3")
    assert row["reason"] == '\'=1+1, "経験"'
    assert sum(int(row[name]) for name in row if name.startswith("part_")) == int(row["score"]) == 900
    lines = b"".join(browser.get("/staff/judgements/jsonl/").streaming_content).decode()  # type: ignore[attr-defined]
    assert json.loads(lines)["reason"] == '=1+1, "経験"'
    assert browser.get("/staff/judgements/pdf/").status_code == 404
    assert "administrators" in browser.get("/staff/judgements/").text

"""Hard rules: known failing values exclude, unknown ones never do; and what a posting must say."""

import datetime
from typing import Any

import pytest

from accounts.models import ProfileLanguage, RemoteWork, SideJobPermission
from common.japan import JAPAN, today_in_japan
from orders.drafts import WantedLanguage
from orders.forms import OrderForm
from orders.models import BudgetUnit, Order, RemoteShare
from orders.pages import bidder_view
from orders.rules import (
    OBSTACLE_SENTENCES,
    Obstacle,
    agreed_hourly_budget,
    closing_moment,
    first_obstacle,
    publication_gaps,
)
from tests.orders.making import make_draft, make_freelancer, make_order, owner_of, pass_deadline

pytestmark = pytest.mark.django_db

TODAY = today_in_japan()
START = TODAY + datetime.timedelta(days=30)


@pytest.mark.parametrize(
    ("order_facts", "person_facts", "expected"),
    [
        ({}, {}, None),
        ({}, {"is_listed": False}, Obstacle.INACTIVE),
        ({}, {"side_job": SideJobPermission.FORBIDDEN}, Obstacle.SIDE_JOB_FORBIDDEN),
        ({}, {"side_job": SideJobPermission.PENDING}, None),
        (
            {"remote": RemoteShare.ONSITE},
            {"prefecture_id": "13", "remote": RemoteWork.FULL},
            Obstacle.ONSITE_UNREACHABLE,
        ),
        ({"remote": RemoteShare.ONSITE}, {"prefecture_id": "32", "remote": RemoteWork.FULL}, None),
        ({"remote": RemoteShare.ONSITE}, {"remote": RemoteWork.FULL}, None),
        ({"remote": RemoteShare.ONSITE}, {"prefecture_id": "13"}, None),
        ({"remote": RemoteShare.PARTIAL}, {"prefecture_id": "13", "remote": RemoteWork.FULL}, None),
        ({"budget_max_yen": 1000, "budget_min_yen": None, "budget_unit": "hour"}, {"rate_jpy_hour": 1150}, None),
        (
            {"budget_max_yen": 1000, "budget_min_yen": None, "budget_unit": "hour"},
            {"rate_jpy_hour": 1151},
            Obstacle.RATE_OVER_LIMIT,
        ),
        ({"hours_per_week": None}, {"rate_jpy_hour": 1_000_000}, None),
        ({}, {"available_from": START + datetime.timedelta(days=28)}, None),
        ({}, {"available_from": START + datetime.timedelta(days=29)}, Obstacle.NOT_AVAILABLE_IN_TIME),
        ({"start_on": None}, {"available_from": datetime.date(2099, 1, 1)}, None),
    ],
)
def test_first_obstacle(order_facts: dict[str, Any], person_facts: dict[str, Any], expected: str | None) -> None:
    order = make_draft(**({"start_on": START} | order_facts))
    assert first_obstacle(order, make_freelancer(**person_facts), today=TODAY) == expected


def test_reach_beyond_the_own_prefecture_counts() -> None:
    order = make_draft(remote=RemoteShare.ONSITE)
    person = make_freelancer(prefecture_id="13")
    person.onsite_prefectures.add("31")
    assert first_obstacle(order, person, today=TODAY) == Obstacle.ONSITE_UNREACHABLE
    person.onsite_prefectures.add("32")
    assert first_obstacle(order, person, today=TODAY) is None


@pytest.mark.parametrize(
    ("known", "is_must", "expected"),
    [(4, True, Obstacle.LANGUAGE_TOO_LOW), (5, True, None), (None, True, None), (4, False, None)],
)
def test_language_excludes_only_when_known_and_a_must(known: int | None, is_must: bool, expected: str | None) -> None:
    order = make_draft(languages=(WantedLanguage("ja", 5, is_must=is_must),))
    person = make_freelancer()
    if known:
        ProfileLanguage.objects.create(profile=person, language="ja", level=known)
    assert first_obstacle(order, person, today=TODAY) == expected


def test_own_companys_order_is_an_obstacle() -> None:
    order = make_draft()
    person = make_freelancer(user=owner_of(order.client), is_listed=False)
    assert first_obstacle(order, person, today=TODAY) == Obstacle.EXCLUDED_BY_OWNER


def test_past_start_counts_from_today() -> None:
    order = make_draft(start_on=TODAY - datetime.timedelta(days=100))
    assert first_obstacle(order, make_freelancer(available_from=TODAY), today=TODAY) is None


def test_every_obstacle_has_a_sentence() -> None:
    assert set(OBSTACLE_SENTENCES) == set(Obstacle)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"budget_unit": BudgetUnit.HOUR, "budget_max_yen": 3000, "budget_min_yen": 1}, 3000),
        ({"budget_unit": BudgetUnit.MONTH, "budget_max_yen": 100_000, "budget_min_yen": 1, "hours_per_week": 10}, 2307),
        ({"budget_max_yen": 500_000, "hours_per_week": 8, "duration_weeks": 13}, None),
        ({"budget_max_yen": None, "budget_min_yen": None}, None),
    ],
)
def test_agreed_hourly_budget(facts: dict[str, Any], expected: int | None) -> None:
    assert agreed_hourly_budget(make_draft(**facts)) == expected


def test_may_bid_until_the_deadline() -> None:
    order, person = make_order(), make_freelancer()
    assert order.bids_close_at is not None
    second = datetime.timedelta(seconds=1)
    assert bidder_view(order, person.user, now=order.bids_close_at - second).may_bid
    assert not bidder_view(order, person.user, now=order.bids_close_at).may_bid
    pass_deadline(order)
    assert not bidder_view(order, person.user, now=datetime.datetime.now(datetime.UTC)).may_bid


def test_bids_are_taken_until_the_end_of_the_last_day_in_japan() -> None:
    day = today_in_japan() + datetime.timedelta(days=3)
    order, person = make_order(deadline=day), make_freelancer()
    last_second = datetime.datetime.combine(day, datetime.time(23, 59, 59, 999_999), tzinfo=JAPAN)
    assert bidder_view(order, person.user, now=last_second).may_bid
    assert not bidder_view(order, person.user, now=last_second + datetime.timedelta(microseconds=1)).may_bid
    assert closing_moment(datetime.date(2026, 12, 31)).isoformat() == "2027-01-01T00:00:00+09:00"
    assert order.last_bidding_day == day
    assert OrderForm(order=order).initial["deadline"] == day
    assert Order().last_bidding_day is None


@pytest.mark.parametrize(
    ("days", "start", "fields"),
    [
        (0, 0, []),
        (-1, 5, ["deadline"]),
        (365, 365, []),
        (367, 367, ["deadline"]),
        (10, 9, ["start_on"]),
        (10, 10, []),
    ],
)
def test_dates_of_a_posting(days: int, start: int, fields: list[str]) -> None:
    def day(number: int) -> datetime.date:
        return TODAY + datetime.timedelta(days=number)

    draft = make_draft(deadline=day(days), start_on=day(start))
    noon = closing_moment(TODAY) - datetime.timedelta(hours=12)
    assert [gap.field for gap in publication_gaps(draft, now=noon)] == fields

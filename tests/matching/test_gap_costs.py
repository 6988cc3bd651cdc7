"""What an unknown costs is what a new ranking with an answer says, not an estimate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import change_profile, save_language, save_skill
from accounts.models import Profile
from accounts.queries import profile_for_page
from common.japan import today_in_japan
from matching import queries
from matching.gap_costs import GapCost, gap_costs
from matching.models import Slate
from matching.snapshots import forget_snapshot
from orders.models import Order
from tests.factories import make_firm, make_freelancer, make_personnel, make_user, owner_of
from tests.matching.conftest import rank_now
from vocabulary.models import Prefecture

pytestmark = pytest.mark.django_db(transaction=True)

type People = Callable[[int], list[Profile]]

ANSWERS: dict[str, dict[str, Any]] = {
    "rate": {"rate_jpy_hour": 4_000},
    "hours": {"hours_per_week": 10},
    "available_from": {"available_from": today_in_japan()},
}


def read(profile: Profile) -> Profile:
    assert profile.user is not None
    found = profile_for_page(profile.user)
    assert found is not None
    return found


def score_of(order: Order, profile: Profile) -> int:
    standing = queries.rank_of(order, profile.party).standing
    assert standing is not None
    return standing.score


def cost_of(profile: Profile, code: str) -> GapCost:
    return next(cost for cost in gap_costs(read(profile), seconds=60).costs if cost.code == code)


@pytest.mark.parametrize("code", ANSWERS)
def test_the_points_are_those_of_a_new_ranking(code: str, order: Order, make_people: People) -> None:
    Order.objects.filter(pk=order.pk).update(start_on=today_in_japan())
    order.refresh_from_db()
    make_people(20)
    profile = make_freelancer(summary="在庫管理をkintoneで作ります")
    rank_now(order)
    before, cost = score_of(order, profile), cost_of(profile, code)
    assert cost.orders == 1
    assert cost.tenths > 0
    change_profile(profile, **ANSWERS[code])
    rank_now(order)
    assert score_of(order, profile) == before + cost.tenths
    assert code not in [left.code for left in gap_costs(read(profile)).costs]


PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "place": ({}, "prefecture"),
    "onsite_prefectures": ({"prefecture_id": "13", "remote": "none"}, "onsite_prefectures"),
}


@pytest.mark.parametrize("code", PLACES)
def test_place_costs_what_a_new_ranking_says(code: str, order: Order, make_people: People) -> None:
    Order.objects.filter(pk=order.pk).update(remote="onsite", prefecture="32", municipality=None)
    order.refresh_from_db()
    make_people(5)
    known, column = PLACES[code]
    profile = make_freelancer(summary="在庫管理をkintoneで作ります", **known)
    rank_now(order)
    before, cost = score_of(order, profile), cost_of(profile, code)
    assert (cost.orders, cost.is_least) == (1, False)
    here = Prefecture.objects.get(code="32")
    answer: Any = {column: [here] if column == "onsite_prefectures" else here}
    change_profile(profile, **answer)
    rank_now(order)
    assert score_of(order, profile) == before + cost.tenths


def test_missing_skills_cost_at_least_what_is_said(order: Order, make_people: People) -> None:
    make_people(20)
    profile = make_freelancer(summary="在庫管理をkintoneで作ります")
    rank_now(order)
    before, cost = score_of(order, profile), cost_of(profile, "skills")
    assert cost.is_least
    assert cost.tenths > 0
    for wanted in order.skills.select_related("skill"):
        save_skill(profile, wanted.skill, level=5, last_used=today_in_japan().year)
    rank_now(order)
    assert score_of(order, profile) >= before + cost.tenths
    assert "skills" not in [left.code for left in gap_costs(read(profile)).costs]


def test_working_from_a_distance_costs_nothing_unsaid(order: Order) -> None:
    profile = make_freelancer()
    rank_now(order)
    assert (cost_of(profile, "remote").orders, cost_of(profile, "remote").tenths) == (0, 0)


@pytest.mark.parametrize("make", [make_firm, make_personnel])
def test_firms_and_lent_people_are_told_what_theirs_costs(make: Callable[[], Profile], order: Order) -> None:
    forget_snapshot()
    profile = make()
    rank_now(order)
    organisation = profile.party.organisation
    assert organisation is not None
    browser, address = Client(), reverse("matching:person_gap_costs", args=[profile.party.public_id])
    browser.force_login(owner_of(organisation))
    page = browser.get(address).content.decode()
    assert 'data-cost="rate"' in page
    assert reverse("accounts:person_profile", args=[profile.party.public_id]) in page
    assert ('data-cost="place"' in page) is (profile.party.kind == "personnel")
    assert address in browser.get(reverse("accounts:person_profile", args=[profile.party.public_id])).content.decode()
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.get(address).status_code == 404


def test_who_would_newly_be_shown_is_shown_after_the_answer(
    order: Order, make_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if only so many were shown: an answer moves somebody before the last of them exactly where it says so."""
    make_people(20)
    wanted = tuple(order.skills.values_list("skill__slug", flat=True))
    profile = make_freelancer(skills=wanted[:1], prefecture_id="32")
    rank_now(order)
    old = queries.rank_of(order, profile.party).standing
    slate = queries.current_slate(order)
    assert old is not None
    assert slate is not None
    everybody, said = list(slate.shown), {}
    for places in range(1, old.rank):
        monkeypatch.setattr(queries, "MOST_SHOWN", places)
        Slate.objects.filter(pk=slate.pk).update(shown=everybody[:places])
        said[places] = cost_of(profile, "rate").more
    monkeypatch.undo()
    Slate.objects.filter(pk=slate.pk).update(shown=everybody)
    change_profile(profile, rate_jpy_hour=4_000)
    rank_now(order)
    new = queries.rank_of(order, profile.party).standing
    assert new is not None
    assert new.rank < old.rank
    assert said == {places: int(new.rank <= places) for places in range(1, old.rank)}


def test_orders_without_the_question_cost_nothing(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(budget_max_yen=None, hours_per_week=None)
    order.refresh_from_db()
    profile = make_freelancer()
    rank_now(order)
    found = gap_costs(read(profile))
    asked = {"rate", "hours", "available_from"}
    assert {cost.code: (cost.orders, cost.average) for cost in found.costs if cost.code in asked} == {
        "rate": (0, 0),
        "hours": (0, 0),
        "available_from": (0, 0),
    }
    assert (found.orders, found.shown, found.waiting) == (1, 1, 0)


def test_a_ranking_of_yesterday_says_nothing(order: Order) -> None:
    profile = make_freelancer(rate_jpy_hour=4_400)
    rank_now(order)
    change_profile(profile, rate_jpy_hour=None)
    found = gap_costs(read(profile))
    assert (found.orders, found.waiting) == (0, 1)
    rank_now(order)
    assert (gap_costs(read(profile)).orders, gap_costs(read(profile)).waiting) == (1, 0)


def test_time_is_limited(order: Order) -> None:
    profile = make_freelancer()
    rank_now(order)
    found = gap_costs(read(profile), seconds=-1)
    assert (found.orders, found.is_part) == (0, True)


def test_a_full_profile_asks_the_database_for_no_ranking(order: Order, django_assert_max_num_queries: Any) -> None:
    profile = make_freelancer(
        skills=("kintone",),
        rate_jpy_hour=3_000,
        hours_per_week=10,
        available_from=today_in_japan(),
        prefecture_id="32",
        remote="full",
    )
    save_language(profile, language="ja", level=7)
    whole = read(profile)
    # The vocabulary is asked whether it changed.
    with django_assert_max_num_queries(1):
        assert gap_costs(whole).costs == []


def test_the_page_says_it_with_and_without_scripts(order: Order) -> None:
    forget_snapshot()
    profile = make_freelancer()
    rank_now(order)
    browser = Client()
    assert profile.user is not None
    browser.force_login(profile.user)
    whole = browser.get(reverse("matching:gap_costs")).content.decode()
    part = browser.get(reverse("matching:gap_costs"), headers={"HX-Request": "true"}).content.decode()
    assert 'data-cost="rate"' in whole
    assert 'data-cost="rate"' in part
    assert "<html" not in part
    assert reverse("matching:gap_costs") in browser.get(reverse("accounts:profile")).content.decode()

"""The rule that keeps somebody from bidding and the rule that keeps them out of a ranking are the same."""

from __future__ import annotations

import datetime
import random
from collections import Counter

import pytest

from accounts.models import Profile, ProfileLanguage
from accounts.queries import candidates_for_matching
from matching import queries
from matching.engine.eligibility import EXCLUDED_BY_OWNER, first_failing_rule
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.needs import candidate_of, need_of
from matching.snapshots import current_snapshot
from orders.models import Order, OrderLanguage
from orders.rules import first_obstacle
from tests.factories import make_company, make_freelancer, make_member, make_order
from vocabulary.models import Prefecture
from vocabulary.queries import concept_index

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)
PLACES = [None, "32", "31", "13"]


def any_day(chance: random.Random) -> datetime.date | None:
    return chance.choice([None, *(TODAY + datetime.timedelta(days=days) for days in (-40, 0, 27, 28, 29, 60))])


def any_person(chance: random.Random) -> Profile:
    person = make_freelancer(
        rate_jpy_hour=chance.choice([None, 0, 2_300, 2_301, 4_600, 9_000]),
        available_from=any_day(chance),
        prefecture_id=chance.choice(PLACES),
        remote=chance.choice(["", "full", "partial", "none"]),
        side_job=chance.choice(["", "not_needed", "approved", "pending", "forbidden"]),
        is_listed=chance.random() < 0.9,
        headline="" if (is_silent := chance.random() < 0.3) else "現場の業務改善を手伝います",
        skills=("kintone",) if is_silent and chance.random() < 0.5 else (),
    )
    person.onsite_prefectures.set(Prefecture.objects.filter(code__in=chance.sample(PLACES[1:], chance.randrange(3))))
    for language in chance.sample(["ja", "en"], chance.randrange(3)):
        ProfileLanguage.objects.create(profile=person, language=language, level=chance.choice([2, 4, 7]))
    return person


def any_order(chance: random.Random) -> Order:
    company = make_company()
    order = make_order(
        company,
        published=True,
        budget_max_yen=chance.choice([None, 0, 2_000, 4_000, 160_000]),
        budget_unit=chance.choice(["hour", "month", "project"]),
        hours_per_week=chance.choice([None, 0, 10, 17]),
        duration_weeks=chance.choice([None, 0, 8]),
        start_on=any_day(chance),
        prefecture_id=chance.choice(PLACES),
        remote=chance.choice(["", "full", "partial", "onsite", "onsite"]),
    )
    for language in chance.sample(["ja", "en"], chance.randrange(3)):
        OrderLanguage.objects.create(
            order=order, language=language, level=chance.choice([2, 4, 5]), is_must=chance.random() < 0.7
        )
    return order


def test_both_sides_give_the_same_first_obstacle_for_every_pair() -> None:
    chance = random.Random(7)
    people, orders = [any_person(chance) for _ in range(60)], [any_order(chance) for _ in range(40)]
    make_member(orders[0].client, people[0].user)
    index, seen = concept_index(), Counter[str | None]()
    profiles = Profile.objects.select_related("party__user", "party__freelancer").prefetch_related(
        "skills__skill", "works", "languages", "onsite_prefectures"
    )
    for order in orders:
        need, insiders = need_of(order, index), queries.parties_of_client(order.client_id)
        for profile in profiles:
            rule = first_failing_rule(need, candidate_of(profile, index), DEFAULT_PARAMETERS, TODAY)
            expected = EXCLUDED_BY_OWNER if profile.party_id in insiders else rule
            assert first_obstacle(order, profile, today=TODAY) == expected, (order.pk, profile.pk)
            seen[expected] += 1
    possible = {None, "excluded_by_owner", "inactive", "side_job_forbidden", "onsite_unreachable", "rate_over_limit"}
    assert set(seen) == possible | {"not_available_in_time", "language_too_low"}


def test_ranking_keeps_out_exactly_those_who_may_not_bid() -> None:
    chance = random.Random(11)
    people, orders = [any_person(chance) for _ in range(40)], [any_order(chance) for _ in range(15)]
    snapshot = current_snapshot()
    listed = {profile.party_id: profile for profile in candidates_for_matching([one.party_id for one in people])}
    for order in orders:
        need = need_of(order, snapshot.index)
        ranking = rank(need, snapshot.table, DEFAULT_PARAMETERS, as_of=TODAY)
        may_bid = {party for party, one in listed.items() if first_obstacle(order, one, today=TODAY) is None}
        assert set(ranking.ids.tolist()) == may_bid

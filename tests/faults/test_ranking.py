"""Whatever breaks between publishing and ranking: every order is ranked once, and everybody concerned is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F

from accounts.models import Membership, Profile, ProfileSkill
from matching.actions import RANK_ORDER
from matching.models import MatchRun, Slate
from matching.queries import MOST_SHOWN
from messaging.models import Notification, StreamCursor, StreamEvent
from orders.actions import publish_order
from orders.drafts import WantedSkill
from orders.models import Order
from outbox.actions import run_work
from outbox.models import Work
from tests.faults.plant import Plant, freeze, kill, thaw, wait_until, wait_until_done
from tests.orders.making import make_company, make_draft, make_freelancer, owner_of
from vocabulary.models import Skill

PEOPLE, ORDERS = 60, 12


def make_person(number: int) -> None:
    profile = make_freelancer(
        summary="小さな会社の在庫と受注を手伝ってきました。" * (number % 3),
        prefecture_id=f"{number % 47 + 1:02}",
        remote="full",
        rate_jpy_hour=2_000 + 50 * number,
    )
    ProfileSkill.objects.create(profile=profile, skill=Skill.objects.get(slug="kintone"), level=number % 5 + 1)


@pytest.fixture
def drafts(plant: Plant) -> list[Order]:
    """Orders to publish, each with people enough that not all of them can be shown."""
    for number in range(PEOPLE):
        make_person(number)
    company = make_company()
    wanted = (WantedSkill(Skill.objects.get(slug="kintone"), is_must=False),)
    return [make_draft(company, skills=wanted, remote="full") for _ in range(ORDERS)]


def publish(drafts: list[Order]) -> None:
    """Each in a transaction of its own, by the action that the page calls."""
    for draft in drafts:
        publish_order(draft, actor=owner_of(draft.client))


@contextmanager
def locked(orders: list[Order]) -> Iterator[None]:
    """Keep rankings of these orders from being stored: they have computed, and now wait in their transaction."""
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        owner.execute("SELECT 1 FROM orders_order WHERE id = ANY(%s) FOR UPDATE", [[order.pk for order in orders]])
        yield
        owner.rollback()


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = user AND query LIKE %s",
            ["%orders_order%"],
        )
        return int(cursor.fetchone()[0])


def assert_each_ranked_once(orders: list[Order], *, considered: int = PEOPLE) -> None:
    """One run for the one version asked for, one current slate of it, and one event for each reader of each order."""
    works = Work.objects.filter(kind=RANK_ORDER)
    assert set(works.values_list("key", "want_version", "done_version")) == {(str(order.pk), 1, 1) for order in orders}
    runs = MatchRun.objects.filter(order_version=F("order__version"), considered=considered)
    assert sorted(runs.values_list("order_id", flat=True)) == sorted(order.pk for order in orders)
    assert MatchRun.objects.count() == len(orders)
    slates = list(Slate.objects.filter(is_current=True).select_related("order"))
    assert sorted(slate.order_id for slate in slates) == sorted(order.pk for order in orders)
    assert {len(slate.shown) for slate in slates} == {MOST_SHOWN}
    assert_each_told_once(slates)


def assert_each_told_once(slates: list[Slate]) -> None:
    users = dict(Profile.objects.values_list("party_id", "party__user"))
    members = list(Membership.objects.values_list("user_id", flat=True))
    shown = [(users[party], slate.order.public_id) for slate in slates for party in slate.shown]
    ranked = [(member, slate.order.public_id) for slate in slates for member in members]
    for name, expected in (("match-changed", shown), ("order-ranked", ranked)):
        events = StreamEvent.objects.filter(name=name).values_list("user_id", "payload__order")
        assert Counter(events) == Counter(expected), name
    noticed = list(Notification.objects.filter(kind="well_ranked").values_list("user_id", flat=True))
    assert len(noticed) == len(set(noticed))
    for cursor in StreamCursor.objects.all():
        sequences = StreamEvent.objects.filter(user_id=cursor.user_id).order_by("sequence")
        assert list(sequences.values_list("sequence", flat=True)) == list(range(1, cursor.last_sequence + 1))


def test_wiped_redis_loses_no_ranking(plant: Plant, drafts: list[Order]) -> None:
    freeze(plant.worker)
    publish(drafts[:6])
    wait_until(lambda: plant.redis_client().llen("celery") >= 6, 5, "bells that nobody has heard")
    plant.wipe_redis()
    thaw(plant.worker)
    publish(drafts[6:])
    wait_until_done(RANK_ORDER, 30)
    assert_each_ranked_once(drafts)


def publish_without_redis(plant: Plant, drafts: list[Order], seconds: float) -> None:
    plant.redis.stop()
    publish(drafts[:8])
    wait_until_done(RANK_ORDER, 30)
    sleep(seconds)
    plant.redis.start()
    publish(drafts[8:])
    wait_until_done(RANK_ORDER, 20)
    assert_each_ranked_once(drafts)


def test_redis_away_for_seconds_delays_rankings_and_loses_none(plant: Plant, drafts: list[Order]) -> None:
    publish_without_redis(plant, drafts, 2)  # after the 3 s and more until the reconciler has ranked


@pytest.mark.long
def test_redis_away_for_a_minute_delays_rankings_and_loses_none(plant: Plant, drafts: list[Order]) -> None:
    publish_without_redis(plant, drafts, 60)


def publish_and_stop_in_the_middle(plant: Plant, drafts: list[Order]) -> None:
    """The worker has computed a ranking, has begun to store it and does not move any more."""
    freeze(plant.worker)
    publish(drafts)
    with locked(drafts):
        thaw(plant.worker)
        wait_until(lambda: waiting_for_a_lock() >= 1, 5, "a ranking that is about to be stored")
        freeze(plant.worker)


def test_worker_that_wakes_up_too_late_writes_nothing(plant: Plant, drafts: list[Order]) -> None:
    """Its lease ran out, meanwhile somebody joined, and another process has ranked the order again."""
    order = drafts[0]
    publish_and_stop_in_the_middle(plant, [order])
    make_person(PEOPLE)
    late = Work.objects.get(kind=RANK_ORDER)
    Work.objects.filter(pk=late.pk).update(lease_until=F("requested_at"))
    other = Thread(target=run_work_beside, args=[late.pk])
    other.start()
    wait_until(lambda: waiting_for_a_lock() >= 1, 5, "the other ranking")
    thaw(plant.worker)
    other.join(10)
    wait_until_done(RANK_ORDER, 20)
    assert_each_ranked_once([order], considered=PEOPLE + 1)


def run_work_beside(work_id: int) -> None:
    try:
        run_work(work_id)
    finally:
        connection.close()


def test_worker_killed_in_the_middle_of_a_ranking_loses_none(plant: Plant, drafts: list[Order]) -> None:
    publish_and_stop_in_the_middle(plant, drafts)
    kill(plant.worker)
    plant.worker.start()
    wait_until_done(RANK_ORDER, 40)
    assert_each_ranked_once(drafts)


def test_worker_dead_for_good_leaves_the_rankings_to_the_reconciler(plant: Plant, drafts: list[Order]) -> None:
    kill(plant.worker)
    publish(drafts)
    wait_until_done(RANK_ORDER, 40)
    assert_each_ranked_once(drafts)

"""Whatever breaks, all requested work is done, and each version has one effect."""

from __future__ import annotations

from time import sleep

import pytest
from celery import Celery
from django.db import connection

from outbox.models import Work
from tests.faults.handlers import POISON, QUICK, SLOW
from tests.faults.plant import Plant, freeze, kill, request, thaw, wait_until, wait_until_done


def ask(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def assert_nothing_lost_or_doubled(expected: int) -> None:
    """`expected` rows, each with one effect of its newest version and at most one of any older version."""
    assert Work.objects.count() == expected
    doubled = ask("SELECT kind, key, version FROM fault_effects GROUP BY kind, key, version HAVING count(*) > 1")
    assert doubled == []
    lost = ask(
        "SELECT kind, key FROM outbox_work w WHERE kind <> 'faults.poison' AND NOT EXISTS"
        " (SELECT FROM fault_effects e WHERE e.kind = w.kind AND e.key = w.key AND e.version = w.want_version)"
    )
    assert lost == []


def count_of(table: str, condition: str = "true") -> int:
    return int(str(ask(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]))


def keys(count: int) -> list[str]:
    return [f"order-{number}" for number in range(count)]


def test_worker_killed_in_the_middle_of_its_work_loses_nothing(plant: Plant) -> None:
    request(SLOW, keys(2))
    wait_until(lambda: count_of("fault_runs") == 2, 5, "both tasks to begin")
    request(QUICK, keys(20))
    kill(plant.worker)
    assert count_of("fault_effects", f"kind = '{SLOW}'") == 0
    sleep(1)
    plant.worker.start()
    wait_until_done(QUICK, 15)
    wait_until_done(SLOW, 25)
    assert_nothing_lost_or_doubled(22)
    assert count_of("fault_runs", f"kind = '{SLOW}'") == 4


def test_wiped_redis_loses_nothing(plant: Plant) -> None:
    request(QUICK, keys(30))
    plant.wipe_redis()
    request(QUICK, [f"later-{key}" for key in keys(30)])
    wait_until_done(QUICK, 20)
    assert_nothing_lost_or_doubled(60)


def stop_redis_for(plant: Plant, seconds: float) -> None:
    plant.redis.stop()
    request(QUICK, keys(40))
    sleep(seconds)
    assert count_of("outbox_work", "done_version = want_version") == 40
    plant.redis.start()
    request(QUICK, keys(60))
    wait_until_done(QUICK, 20)
    assert_nothing_lost_or_doubled(60)


def test_redis_away_for_seconds_loses_nothing_and_work_goes_on_meanwhile(plant: Plant) -> None:
    stop_redis_for(plant, 6)


@pytest.mark.long
def test_redis_away_for_a_minute_loses_nothing_and_work_goes_on_meanwhile(plant: Plant) -> None:
    stop_redis_for(plant, 60)


def test_hung_redis_loses_nothing_and_work_goes_on_meanwhile(plant: Plant) -> None:
    freeze(plant.redis.child)
    try:
        request(QUICK, keys(40))
        wait_until_done(QUICK, 12)
    finally:
        thaw(plant.redis.child)
    request(QUICK, keys(60))
    wait_until_done(QUICK, 20)
    assert_nothing_lost_or_doubled(60)


def test_duplicate_messages_have_no_effect(plant: Plant) -> None:
    request(QUICK, keys(30))
    celery = Celery(broker=plant.redis.url, set_as_current=False)
    for work_id in list(Work.objects.values_list("pk", flat=True)) * 10:
        celery.send_task("outbox.run_work", (work_id,), ignore_result=True)
    celery.close()
    wait_until_done(QUICK, 20)
    wait_until(lambda: plant.redis_client().llen("celery") == 0, 20, "the queue to empty")
    assert_nothing_lost_or_doubled(30)
    assert count_of("fault_runs") == 30


def test_newest_version_wins_while_everything_is_edited(plant: Plant) -> None:
    for _ in range(10):
        request(QUICK, keys(10))
    wait_until_done(QUICK, 20)
    assert_nothing_lost_or_doubled(10)
    assert set(Work.objects.values_list("done_version", flat=True)) == {10}


def test_poison_dies_after_four_attempts_and_harms_no_healthy_work(plant: Plant) -> None:
    request(POISON, keys(3))
    request(QUICK, keys(20))
    wait_until_done(QUICK, 10)

    def given_up() -> bool:
        # The waits between the attempts have a test of their own.
        ask("UPDATE outbox_work SET next_at = clock_timestamp() WHERE NOT dead AND lease_until IS NULL RETURNING 1")
        return Work.objects.filter(kind=POISON, dead=True).count() == 3

    wait_until(given_up, 40, "the poison to be given up")
    assert count_of("fault_runs", f"kind = '{POISON}'") == 12
    assert_nothing_lost_or_doubled(23)


def test_database_connections_cut_off_lose_nothing(plant: Plant) -> None:
    for _ in range(3):
        request(QUICK, keys(20))
        ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = user AND pid <> pg_backend_pid()")
        sleep(0.3)
    wait_until_done(QUICK, 25)
    assert_nothing_lost_or_doubled(20)

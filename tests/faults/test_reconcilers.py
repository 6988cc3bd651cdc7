"""One reconciler is active; the one standing by takes over; both end when asked."""

from __future__ import annotations

import json
import signal
from time import monotonic

import pytest
from django.db import connection, transaction

from outbox.bells import ring_stream
from outbox.models import Heartbeat
from outbox.queries import is_reconciler_alive, is_worker_alive
from tests.faults.handlers import QUICK
from tests.faults.plant import Plant, kill, request, wait_until, wait_until_done


def ticks() -> list[tuple[int, float]]:
    """(process, seconds since the tick before) of every run of the schedule."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid, coalesce(extract(epoch FROM at - lag(at) OVER (ORDER BY at)), 1) FROM fault_ticks")
        return [(pid, float(gap)) for pid, gap in cursor.fetchall()]


def test_schedule_runs_once_with_two_reconcilers_and_goes_on_when_one_is_killed(plant: Plant) -> None:
    kill(plant.reconciler)
    plant.reconciler.start()
    wait_until(lambda: len(ticks()) >= 1, 15, "the first tick")
    plant.stand_by.start()
    try:
        wait_until(lambda: len(ticks()) >= 4, 15, "four ticks")
        assert {pid for pid, _ in ticks()} == {plant.reconciler.process and plant.reconciler.process.pid}
        kill(plant.reconciler)
        wait_until(lambda: len({pid for pid, _ in ticks()}) == 2, 10, "the other one to take over")
        gaps = [gap for _, gap in ticks()]
        assert min(gaps) > 0.8
        assert max(gaps) < 5
        request(QUICK, ["after"])
        wait_until_done(QUICK, 5)
    finally:
        kill(plant.stand_by)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_reconciler_ends_quickly_when_asked(plant: Plant, number: signal.Signals) -> None:
    process = plant.reconciler.process
    assert process is not None
    started = monotonic()
    process.send_signal(number)
    assert process.wait(5) == 0
    assert monotonic() - started < 2


def test_stream_bells_reach_redis(plant: Plant) -> None:
    listener = plant.redis_client().pubsub(ignore_subscribe_messages=True)
    listener.subscribe("kakehashi:stream")
    listener.get_message(timeout=1)
    with transaction.atomic():
        ring_stream([7, 5])
    message = None
    deadline = monotonic() + 5
    while message is None and monotonic() < deadline:
        message = listener.get_message(timeout=1)
    listener.close()
    assert message is not None
    assert json.loads(message["data"]) == [5, 7]


def test_signs_of_life_tell_who_works(plant: Plant) -> None:
    wait_until(is_worker_alive, 12, "the worker's sign of life")
    wait_until(is_reconciler_alive, 12, "the reconciler's sign of life")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_heartbeat SET at = at - interval '31 s' WHERE name = 'worker'")
    assert not is_worker_alive()
    assert Heartbeat.objects.filter(name="reconciler").exists()


def test_bell_is_answered_at_once(plant: Plant) -> None:
    request(QUICK, ["warm"])
    wait_until_done(QUICK, 5)
    started = monotonic()
    request(QUICK, ["bell"])
    wait_until_done(QUICK, 5)
    assert monotonic() - started < 2

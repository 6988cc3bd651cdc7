"""Jobs by the clock run once each time, whatever fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import sleep

import pytest
from django.db import connection

from outbox import schedules
from outbox.models import Heartbeat, Schedule
from outbox.queries import due_schedules
from outbox.registry import SCHEDULED_JOBS, Job, ScheduledJob
from outbox.schedules import forget_heartbeats, run_schedule, synchronise_schedules
from tests.outbox.conftest import run_together

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "tests.job"
Plan = Callable[[Job], None]


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    def register(job: Job, every: timedelta = timedelta(minutes=1)) -> None:
        monkeypatch.setitem(SCHEDULED_JOBS, NAME, ScheduledJob(NAME, job, every))
        synchronise_schedules()

    return register


def test_due_job_is_run_once_by_many_threads(plan: Plan) -> None:
    runs: list[int] = []

    def job() -> None:
        runs.append(1)
        sleep(0.2)

    plan(job)
    assert sorted(run_together(lambda: run_schedule(NAME), 8)) == [False] * 7 + [True]
    assert len(runs) == 1
    assert NAME not in due_schedules()


def test_failing_job_keeps_nothing_and_is_planned_again(plan: Plan) -> None:
    def job() -> None:
        Schedule.objects.filter(name=NAME).update(every_seconds=99)
        raise ValueError("broken")

    plan(job)
    assert not run_schedule(NAME)
    row = Schedule.objects.get(name=NAME)
    assert (row.last_error, row.every_seconds) == ("ValueError: broken", 60)
    assert row.last_finished_at is not None
    assert NAME not in due_schedules()


def test_job_that_outlives_its_time_is_cut_off_and_noted(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "TRANSACTION_SECONDS", 1)

    def job() -> None:
        for _ in range(30):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.1)")

    plan(job)
    assert not run_schedule(NAME)
    row = Schedule.objects.get(name=NAME)
    assert row.last_error
    assert NAME not in due_schedules()


def test_job_with_one_long_statement_is_cut_off_and_noted(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "STATEMENT_SECONDS", 1)

    def job() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    plan(job)
    assert not run_schedule(NAME)
    assert "statement timeout" in Schedule.objects.get(name=NAME).last_error


def test_success_clears_the_last_error(plan: Plan) -> None:
    plan(lambda: None)
    Schedule.objects.filter(name=NAME).update(last_error="old")
    assert run_schedule(NAME)
    assert Schedule.objects.get(name=NAME).last_error == ""


def test_rows_follow_the_registry(plan: Plan) -> None:
    plan(lambda: None)
    run_schedule(NAME)
    later = Schedule.objects.get(name=NAME).next_at
    SCHEDULED_JOBS[NAME] = ScheduledJob(NAME, lambda: None, timedelta(seconds=5))
    synchronise_schedules()
    row = Schedule.objects.get(name=NAME)
    assert row.every_seconds == 5
    assert row.next_at < later
    del SCHEDULED_JOBS[NAME]
    synchronise_schedules()
    assert not Schedule.objects.filter(name=NAME).exists()


def test_old_heartbeats_are_forgotten() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO outbox_heartbeat VALUES ('old', 'h', now() - interval '25 h'), ('new', 'h', now())")
    forget_heartbeats()
    assert [beat.name for beat in Heartbeat.objects.all()] == ["new"]

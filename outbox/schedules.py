"""Jobs that run by the clock: kept in rows, so that any reconciler runs each of them once."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction

from outbox.actions import forget_old_heartbeats
from outbox.clock import ClockTimestamp
from outbox.failures import described_error, log_failure
from outbox.models import Schedule
from outbox.registry import SCHEDULED_JOBS, scheduled

if TYPE_CHECKING:
    from outbox.registry import Job, ScheduledJob

logger = logging.getLogger(__name__)

STATEMENT_SECONDS = 20
TRANSACTION_SECONDS = 60
HEARTBEAT_HOURS = 24

# A shorter interval takes effect at once; a longer one after the run already planned.
_SYNCHRONISE = """
INSERT INTO outbox_schedule (name, every_seconds, next_at, last_error)
VALUES (%(name)s, %(seconds)s, clock_timestamp(), '')
ON CONFLICT (name) DO UPDATE
   SET every_seconds = excluded.every_seconds,
       next_at = least(outbox_schedule.next_at, clock_timestamp() + make_interval(secs => excluded.every_seconds))
"""


def synchronise_schedules() -> None:
    """Make the rows equal to the registered jobs. A new job is due at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        Schedule.objects.exclude(name__in=SCHEDULED_JOBS).delete()
        for entry in SCHEDULED_JOBS.values():
            cursor.execute(_SYNCHRONISE, {"name": entry.name, "seconds": max(1, round(entry.every.total_seconds()))})


def run_schedule(name: str) -> bool:
    """Run a job if it is due and no other process is at it. True when it ran without an error.

    Its writes and its next due time are one transaction: a killed process leaves the job due.
    """
    entry = SCHEDULED_JOBS.get(name)
    if entry is None:
        return False
    try:
        return _run_if_due(entry)
    except DatabaseError as error:
        # The time limit ends the connection, so the run can only be noted on a new one.
        log_failure(logger, f"schedule {name} was cut off", error)
        connection.close()
        _note_run(entry, described_error(error))
        return False


def _run_if_due(entry: ScheduledJob) -> bool:
    with transaction.atomic():
        due = Schedule.objects.select_for_update(skip_locked=True).filter(
            name=entry.name, next_at__lte=ClockTimestamp()
        )
        if due.first() is None:
            return False
        _limit_transaction()
        Schedule.objects.filter(name=entry.name).update(last_started_at=ClockTimestamp())
        error = _job_error(entry.name, entry.job)
        _note_run(entry, error)
    return not error


def _job_error(name: str, job: Job) -> str:
    try:
        with transaction.atomic():
            job()
    except Exception as error:
        if not connection.is_usable():
            raise
        log_failure(logger, f"schedule {name} failed", error)
        return described_error(error)
    return ""


def _note_run(entry: ScheduledJob, error: str) -> None:
    Schedule.objects.filter(name=entry.name).update(
        last_finished_at=ClockTimestamp(), last_error=error, next_at=ClockTimestamp() + entry.every
    )


def _limit_transaction() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true), set_config('transaction_timeout', %s, true)",
            [f"{STATEMENT_SECONDS}s", f"{TRANSACTION_SECONDS}s"],
        )


@scheduled("outbox.forget_heartbeats", every=timedelta(hours=1))
def forget_heartbeats() -> None:
    """Work rows stay: their versions must go on counting, and there is one row per subject, not per request."""
    forget_old_heartbeats(HEARTBEAT_HOURS)

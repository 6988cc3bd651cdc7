"""Every read on work rows, schedules and signs of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Greatest

from outbox.clock import ClockTimestamp
from outbox.models import Heartbeat, Schedule, Work

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

# A worker answers every few seconds; half a minute of silence means it is gone or hopelessly behind.
ALIVE_FOR = timedelta(seconds=30)
LATE_AFTER = timedelta(minutes=5)

_LIVING = Q(done_version__lt=F("want_version"), dead=False)


@dataclass(frozen=True)
class Backlog:
    """Rows not finished yet: due now, of those being worked on, given up, and since when the oldest is asked for."""

    waiting: int
    running: int
    dead: int
    oldest: datetime | None


def backlog() -> Backlog:
    running = Q(lease_until__gt=ClockTimestamp())
    counts = Work.objects.aggregate(
        waiting=Count("pk", filter=_LIVING & ~running),
        running=Count("pk", filter=_LIVING & running),
        oldest=Min("requested_at", filter=_LIVING),
    )
    return Backlog(**counts, dead=dead_work().count())


def dead_work() -> QuerySet[Work]:
    """Rows given up, newest request first."""
    return Work.objects.filter(dead=True).order_by("-requested_at")


def backlog_is_old() -> bool:
    """Whether something that is due has waited for minutes: then the background is stopped or cannot keep up."""
    return _due(LATE_AFTER).exists()


def overdue_work(age: timedelta, limit: int) -> list[tuple[int, str]]:
    """(id, kind) of rows that have been due for longer than `age`, oldest first."""
    return list(_due(age).values_list("pk", "kind")[:limit])


def due_schedules() -> list[str]:
    due = Schedule.objects.filter(next_at__lte=ClockTimestamp()).order_by("next_at")
    return list(due.values_list("name", flat=True))


def is_worker_alive() -> bool:
    """Whether a Celery worker took a message and reached the database within the last half minute."""
    return _is_alive("worker")


def is_reconciler_alive() -> bool:
    return _is_alive("reconciler")


def _is_alive(name: str) -> bool:
    return Heartbeat.objects.filter(name=name, at__gt=_ago(ALIVE_FOR)).exists()


def _due(age: timedelta) -> QuerySet[Work]:
    # Greatest skips NULL in PostgreSQL: a row without a lease is due at next_at.
    return (
        Work.objects.filter(_LIVING, next_at__lte=_ago(age))
        .annotate(due_at=Greatest("next_at", "lease_until"))
        .filter(due_at__lte=_ago(age))
        .order_by("next_at")
    )


def _ago(age: timedelta) -> Combinable:
    return ClockTimestamp() - age

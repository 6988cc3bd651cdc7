"""Which kinds of work and which scheduled jobs exist. Apps register theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from outbox.leases import Lease

Handler = Callable[[Lease], None]
Job = Callable[[], None]

# Below the lease of 10 s, so that a task is stopped before somebody else may take the row.
DEFAULT_SOFT_LIMIT = 6


class UnknownKindError(LookupError):
    """No handler is registered under this name."""


class DuplicateNameError(ValueError):
    """Two handlers or two jobs want the same name."""


@dataclass(frozen=True)
class WorkKind:
    """A handler and the seconds it may run in a worker. Beyond 8 s it has to renew its lease."""

    name: str
    handler: Handler
    soft_limit: int = DEFAULT_SOFT_LIMIT


@dataclass(frozen=True)
class ScheduledJob:
    name: str
    job: Job
    every: timedelta


WORK_KINDS: dict[str, WorkKind] = {}
SCHEDULED_JOBS: dict[str, ScheduledJob] = {}


def work_handler(name: str, *, soft_limit: int = DEFAULT_SOFT_LIMIT) -> Callable[[Handler], Handler]:
    """Register `def handler(lease)` for work of this kind (≤ 64 characters). `soft_limit` is in seconds.

    The handler may run more than once for a version, at the same time even; only one run gets through
    `lease.completing()`, so everything it writes belongs inside that block.
    Raises DuplicateNameError.
    """

    def register(handler: Handler) -> Handler:
        _refuse_duplicate(name, WORK_KINDS)
        WORK_KINDS[name] = WorkKind(name, handler, soft_limit)
        return handler

    return register


def scheduled(name: str, *, every: timedelta) -> Callable[[Job], Job]:
    """Register `def job()` to run each `every` (≥ 1 s), inside one transaction of at most a minute.

    Raises DuplicateNameError.
    """

    def register(job: Job) -> Job:
        _refuse_duplicate(name, SCHEDULED_JOBS)
        SCHEDULED_JOBS[name] = ScheduledJob(name, job, every)
        return job

    return register


def work_kind(name: str) -> WorkKind:
    """Raises UnknownKindError."""
    try:
        return WORK_KINDS[name]
    except KeyError:
        message = f"no handler is registered for work of the kind {name!r}"
        raise UnknownKindError(message) from None


def _refuse_duplicate(name: str, table: dict[str, WorkKind] | dict[str, ScheduledJob]) -> None:
    if name in table:
        message = f"{name!r} is registered twice"
        raise DuplicateNameError(message)

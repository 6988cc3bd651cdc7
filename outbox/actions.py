"""Every write on work rows except the lease's own: ask for work, do it, give it up, try it again."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from outbox import bells
from outbox.failures import described_error, log_failure
from outbox.leases import MAX_ATTEMPTS, Lease, LeaseLostError, claim_work
from outbox.models import Work
from outbox.registry import work_kind
from outbox.signals import work_died

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["Lease", "LeaseLostError", "request_each", "request_work", "revive_work", "run_work"]

logger = logging.getLogger(__name__)

MAX_KEY_LENGTH = 64
# 1, 4 and 16 s: a restart of PostgreSQL passes within the second wait.
RETRY_BASE = 4
# A bell that nobody answered, for example because Redis lost it, is rung again.
RING_AGAIN_SECONDS = 10
NO_WAIT = timedelta(0)

# A request that may wait never puts off what is already waiting for its turn: it comes along.
_REQUEST = """
INSERT INTO outbox_work AS work
       (kind, key, want_version, done_version, next_at, attempts, dead, last_error, requested_at)
SELECT %(kind)s, key, 1, 0, clock_timestamp() + make_interval(secs => %(wait)s), 0, FALSE, '', clock_timestamp()
  FROM unnest(%(keys)s::text[]) AS wanted (key) ORDER BY key
ON CONFLICT ON CONSTRAINT work_kind_key_unique DO UPDATE
   SET want_version = work.want_version + 1, attempts = 0, dead = FALSE,
       requested_at = clock_timestamp(), rung_at = NULL, finished_at = NULL,
       next_at = CASE WHEN work.done_version < work.want_version AND NOT work.dead
                       AND (work.lease_until IS NULL OR work.lease_until < clock_timestamp())
                      THEN least(work.next_at, excluded.next_at) ELSE excluded.next_at END
"""
# A version asked for meanwhile deserves attempts of its own, at once: its request has reset them.
_FAIL = """
UPDATE outbox_work
   SET lease_until = NULL, lease_token = NULL, rung_at = NULL, last_error = %(error)s,
       dead = attempts >= %(cap)s,
       next_at = CASE WHEN want_version > %(version)s THEN next_at
                 ELSE clock_timestamp() + make_interval(secs => %(base)s ^ greatest(attempts - 1, 0)) END
 WHERE id = %(id)s AND lease_token = %(token)s AND done_version < %(version)s
RETURNING dead, kind, key
"""
_BURY = """
UPDATE outbox_work SET dead = TRUE, lease_until = NULL, lease_token = NULL, last_error = %(error)s
 WHERE id = %(id)s AND NOT dead AND done_version < want_version AND attempts >= %(cap)s
   AND (lease_until IS NULL OR lease_until < clock_timestamp())
RETURNING dead, kind, key
"""
_REVIVE = """
UPDATE outbox_work SET dead = FALSE, attempts = 0, next_at = clock_timestamp(), rung_at = NULL
 WHERE id = %(id)s AND dead
RETURNING id
"""
# Marked before the bell is sent: a request that comes in between clears the mark and is rung for itself.
_TAKE_BELLS = """
UPDATE outbox_work SET rung_at = clock_timestamp()
 WHERE id IN (SELECT id FROM outbox_work
               WHERE done_version < want_version AND NOT dead AND next_at <= clock_timestamp()
                 AND (lease_until IS NULL OR lease_until < clock_timestamp())
                 AND (rung_at IS NULL OR rung_at < greatest(next_at, lease_until)
                      OR rung_at < clock_timestamp() - make_interval(secs => %(again)s))
               ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING next_at, id, kind
"""
_PUT_BELLS_BACK = """
UPDATE outbox_work SET rung_at = NULL
 WHERE id IN (SELECT id FROM outbox_work WHERE id = ANY(%(ids)s) FOR UPDATE SKIP LOCKED)
"""
_BEAT = """
INSERT INTO outbox_heartbeat (name, host, at) VALUES (%(name)s, %(host)s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET host = excluded.host, at = excluded.at
"""


def request_work(kind: str, key: str, *, wait: timedelta = NO_WAIT) -> None:
    """Ask for a new version of this work, in the caller's transaction: both are kept or neither.

    With ``wait`` it is due that much later, and whatever is asked for meanwhile is done with it, once.
    Call it as the last step of an action; the row stays locked until the transaction ends.
    Raises OutsideTransactionError outside transaction.atomic(), UnknownKindError for a kind without a handler,
    ValueError for a key over 64 characters.
    """
    request_each(kind, [key], wait=wait)


def request_each(kind: str, keys: Iterable[str], *, wait: timedelta = NO_WAIT) -> None:
    """``request_work`` for many keys in one statement; rows are locked in the order of the keys."""
    bells.require_transaction()
    work_kind(kind)
    wanted = sorted(set(keys))
    if any(len(key) > MAX_KEY_LENGTH for key in wanted):
        message = f"a key has at most {MAX_KEY_LENGTH} characters"
        raise ValueError(message)
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(_REQUEST, {"kind": kind, "keys": wanted, "wait": wait.total_seconds()})
    bells.ring_work()


def run_work(work_id: int) -> bool:
    """Do the work of one row if it is due and free. True when this call finished a version.

    Never raises for a failing handler: the row remembers it, waits longer each time, and is given up after
    MAX_ATTEMPTS. Call it outside a transaction.
    """
    lease = claim_work(work_id)
    if lease is None:
        _bury_silent(work_id)
        return False
    try:
        _handle(lease)
    except LeaseLostError:
        logger.warning("lease of %s %s was lost, nothing written", lease.kind, lease.key)
    except Exception as error:  # noqa: BLE001 -- log_failure tells of it
        log_failure(logger, f"work {lease.kind} {lease.key} failed", error)
        _record_failure(lease, error)
    return lease.completed


def revive_work(work: Work) -> None:
    """Give a dead row its attempts back. Quiet when it is not dead."""
    with transaction.atomic():
        if _changed_row(_REVIVE, id=work.pk):
            bells.ring_work()


def take_bells(limit: int) -> list[tuple[int, str]]:
    """(id, kind) of due rows to ring a worker for, oldest first; they count as rung for RING_AGAIN_SECONDS."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BELLS, {"limit": limit, "again": RING_AGAIN_SECONDS})
        return [(work_id, kind) for _, work_id, kind in sorted(cursor.fetchall())]


def put_bells_back(work_ids: list[int]) -> None:
    """These bells could not be sent after all."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BELLS_BACK, {"ids": work_ids})


def record_heartbeat(name: str, host: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, {"name": name, "host": host})


def forget_old_heartbeats(hours: int) -> None:
    """Drop signs of life of programs that ended long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM outbox_heartbeat WHERE at < clock_timestamp() - make_interval(hours => %s)", [hours]
        )


def _handle(lease: Lease) -> None:
    work_kind(lease.kind).handler(lease)
    if not lease.completed:
        with lease.completing():
            pass


def _record_failure(lease: Lease, error: Exception) -> None:
    _mark_failed(
        _FAIL,
        id=lease.work_id,
        token=lease.token,
        version=lease.version,
        error=described_error(error),
        cap=MAX_ATTEMPTS,
        base=RETRY_BASE,
    )


def _bury_silent(work_id: int) -> None:
    """Give up a row whose every holder was killed before it could report."""
    error = f"{MAX_ATTEMPTS} attempts ended without an answer"
    _mark_failed(_BURY, id=work_id, error=error, cap=MAX_ATTEMPTS)


def _mark_failed(sql: str, **values: Any) -> None:
    with transaction.atomic():
        row = _changed_row(sql, **values)
        if row and row[0]:
            _announce_death(values["id"], kind=row[1], key=row[2])


def _announce_death(work_id: int, *, kind: str, key: str) -> None:
    try:
        with transaction.atomic():
            work_died.send(sender=Work, work_id=work_id, kind=kind, key=key)
    except Exception as error:  # noqa: BLE001 -- log_failure tells of it
        # A broken receiver must not keep a broken row alive.
        log_failure(logger, f"a receiver of work_died failed for {kind} {key}", error)


def _changed_row(sql: str, **values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row

"""The right to work on one row for a while, and the fence that keeps a late holder from writing."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction

from outbox import bells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

LEASE_SECONDS = 10
RENEW_SECONDS = 1.0
MAX_ATTEMPTS = 4

# SKIP LOCKED: whoever holds the row now is claiming or finishing it, so there is nothing left for us.
# A row at its cap is not claimed again: its last holder was killed before it could report.
_CLAIM = """
UPDATE outbox_work
   SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s), lease_token = %(token)s,
       attempts = attempts + 1
 WHERE id = (SELECT id FROM outbox_work
              WHERE id = %(id)s AND done_version < want_version AND NOT dead AND attempts < %(cap)s
                AND next_at <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp())
                FOR UPDATE SKIP LOCKED)
RETURNING kind, key, want_version
"""
_HELD = """
SELECT 1 FROM outbox_work WHERE id = %(id)s AND lease_token = %(token)s AND done_version < %(version)s
"""
_FENCE = """
UPDATE outbox_work
   SET done_version = %(version)s, lease_until = NULL, lease_token = NULL, attempts = 0, last_error = '',
       rung_at = NULL, finished_at = clock_timestamp()
 WHERE id = %(id)s AND lease_token = %(token)s AND done_version < %(version)s
RETURNING want_version
"""
_RENEW = """
UPDATE outbox_work SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
 WHERE id = %(id)s AND lease_token = %(token)s AND done_version < %(version)s
RETURNING 1
"""


class LeaseLostError(Exception):
    """Somebody else holds or has finished this work: nothing of ours may be kept."""


@dataclass
class Lease:
    """A claimed row. `version` is the wanted version at the time of the claim; results belong to that version."""

    work_id: int
    kind: str
    key: str
    version: int
    token: UUID
    completed: bool = field(default=False, init=False)

    @contextmanager
    def completing(self) -> Iterator[None]:
        """Keep what the body writes together with the mark "done", or keep neither.

        Raises LeaseLostError, before the body when the lease is already lost, after it when it was lost meanwhile;
        everything the body wrote is then rolled back. Compute first, open this block only to write.
        """
        with transaction.atomic():
            if not self._answer(_HELD):
                raise LeaseLostError(self.work_id)
            yield
            # Last, not first: a web request locks its own rows and then this one, and so must we, or the two deadlock.
            wanted = self._answer(_FENCE)
            if not wanted:
                raise LeaseLostError(self.work_id)
            if wanted > self.version:
                bells.ring_work()
        self.completed = True

    def renew(self, seconds: int = LEASE_SECONDS) -> None:
        """Hold the row for `seconds` from now. Call it outside a transaction, or others do not see it in time.

        Raises LeaseLostError when somebody else has taken over: stop working then.
        """
        if not self._answer(_RENEW, seconds=seconds):
            raise LeaseLostError(self.work_id)

    @contextmanager
    def kept(self, meanwhile: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the row while the body works, in one long transaction if it must: a thread with a connection of its own
        renews every RENEW_SECONDS and calls ``meanwhile``. Once the lease is lost the thread ends, and `completing`
        refuses what the body did.
        """
        over = Event()
        thread = Thread(target=self._renew_until, args=(over, meanwhile), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _renew_until(self, over: Event, meanwhile: Callable[[], None]) -> None:
        try:
            while not over.wait(RENEW_SECONDS):
                try:
                    self.renew()
                    meanwhile()
                except DatabaseError as error:
                    logger.warning("lease of %s %s was not renewed: %s", self.kind, self.key, type(error).__name__)
                    connection.close()
        except LeaseLostError:
            logger.info("lease of %s %s is not ours any more", self.kind, self.key)
        finally:
            connection.close()

    def _answer(self, sql: str, **extra: int) -> int:
        """The single number that a statement on this lease's row returns, 0 when the row is not ours."""
        with connection.cursor() as cursor:
            cursor.execute(sql, {"id": self.work_id, "token": self.token, "version": self.version, **extra})
            row = cursor.fetchone()
        return int(row[0]) if row else 0


def claim_work(work_id: int) -> Lease | None:
    """Take the row for LEASE_SECONDS, or None when it is not due, done, dead, at its cap or in other hands."""
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"id": work_id, "token": token, "seconds": LEASE_SECONDS, "cap": MAX_ATTEMPTS})
        row = cursor.fetchone()
    if row is None:
        return None
    kind, key, version = row
    return Lease(work_id, kind, key, version, token)

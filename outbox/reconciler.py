"""The program that sees to it that every work row is done: it rings workers, and does itself what they leave lying."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from functools import partial
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import psycopg
from django.db import Error, connection

from outbox.actions import put_bells_back, record_heartbeat, run_work, take_bells
from outbox.bells import STREAM_CHANNEL, WORK_CHANNEL
from outbox.companions import Companion
from outbox.doorbell import Doorbell
from outbox.queries import due_schedules, overdue_work
from outbox.registry import DEFAULT_SOFT_LIMIT, WORK_KINDS
from outbox.schedules import TRANSACTION_SECONDS, run_schedule, synchronise_schedules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

# Any number does, as long as nobody else in this database uses it.
ADVISORY_LOCK = 7_402_118_001
LOOK_SECONDS = 0.5
OVERDUE_AFTER = timedelta(seconds=3)
HEARTBEAT_SECONDS = 5.0
OVERDUE_BATCH = 50
# Reconnecting starts quickly: a restarted PostgreSQL is back within seconds.
FIRST_RECONNECT_SECONDS, LONGEST_RECONNECT_SECONDS = 0.2, 3.0
STUCK_GRACE_SECONDS = 30


class StuckError(Exception):
    """A handler or a job ignores its time limit; only a new process can go on."""


class Reconciler:
    """One at a time is active, by an advisory lock; others wait to take over."""

    def __init__(self) -> None:
        self.stopping = Event()
        self._doorbell = Doorbell()
        self._beat_at = 0.0
        self._companions = [Companion("overdue work", _overdue_items), Companion("schedules", _schedule_items)]

    def run(self) -> bool:
        """Work until `stopping` is set. Whether everything came to rest; raises StuckError."""
        for companion in self._companions:
            companion.start()
        pause = FIRST_RECONNECT_SECONDS
        while not self.stopping.is_set():
            try:
                if self._take_lead():
                    pause = FIRST_RECONNECT_SECONDS
                    self._lead()
                self.stopping.wait(LOOK_SECONDS)
            except (Error, psycopg.Error) as error:
                logger.warning("the database is away (%s), trying again", type(error).__name__)
                self._stand_down()
                self.stopping.wait(pause)
                pause = min(pause * 2, LONGEST_RECONNECT_SECONDS)
        self._stand_down()
        return all(companion.stop(wait=0.4) for companion in self._companions)

    def _take_lead(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
            row = cursor.fetchone()
        return bool(row and row[0])

    def _lead(self) -> None:
        logger.info("reconciler is active")
        synchronise_schedules()
        with connection.cursor() as cursor:
            for channel in (WORK_CHANNEL, STREAM_CHANNEL):
                cursor.execute(f"LISTEN {channel}")
        for companion in self._companions:
            companion.set_active(active=True)
        while not self.stopping.is_set():
            self._beat()
            self._ring_due_rows()
            self._doorbell.wake_streams(_next_stream_payloads())
            if any(companion.is_stuck() for companion in self._companions):
                raise StuckError

    def _stand_down(self) -> None:
        """Closing the connection also gives the advisory lock back."""
        for companion in self._companions:
            companion.set_active(active=False)
        connection.close()

    def _beat(self) -> None:
        if monotonic() >= self._beat_at:
            record_heartbeat("reconciler", socket.gethostname())
            self._doorbell.ask_for_life(expires=HEARTBEAT_SECONDS)
            self._beat_at = monotonic() + HEARTBEAT_SECONDS

    def _ring_due_rows(self) -> None:
        room = self._doorbell.room()
        if room:
            rows = take_bells(limit=room)
            rung = self._doorbell.ring(rows)
            if len(rung) < len(rows):
                put_bells_back([work_id for work_id, _ in rows if work_id not in rung])


def _next_stream_payloads() -> list[str]:
    """Wait until something is announced, LOOK_SECONDS at most; what streams are to be told, without repetition."""
    notes = connection.connection.notifies(timeout=LOOK_SECONDS, stop_after=1)
    return list({note.payload: None for note in notes if note.channel == STREAM_CHANNEL})


def _overdue_items() -> Iterator[tuple[float, Callable[[], object]]]:
    for work_id, kind in overdue_work(OVERDUE_AFTER, limit=OVERDUE_BATCH):
        limit = WORK_KINDS[kind].soft_limit if kind in WORK_KINDS else DEFAULT_SOFT_LIMIT
        yield limit + STUCK_GRACE_SECONDS, partial(run_work, work_id)


def _schedule_items() -> Iterator[tuple[float, Callable[[], object]]]:
    for name in due_schedules():
        yield TRANSACTION_SECONDS + STUCK_GRACE_SECONDS, partial(run_schedule, name)

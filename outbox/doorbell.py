"""Redis, as far as the reconciler needs it: it may be away, hung or empty, and nobody has to wait for it."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING, Any

import redis
from celery import Celery
from django.conf import settings
from kombu.exceptions import KombuError
from redis.backoff import NoBackoff
from redis.retry import Retry

from outbox.bells import STREAM_TOPIC
from outbox.registry import DEFAULT_SOFT_LIMIT, WORK_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

QUEUE = "celery"
ANSWER_SECONDS = 0.3
# After a failure Redis is left alone for this long, so that a hung one costs the loop little.
PAUSE_SECONDS = 1.0
# Enough to keep workers busy between two looks; more would only go stale in the queue.
QUEUE_FULL = 300
MESSAGE_EXPIRES_SECONDS = 30
HARD_LIMIT_SLACK = 2

_QUICK_TRANSPORT = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}
# `retry=False` alone would leave redis-py's own retries in place: 6 s against a refusing server.
_PUBLISH_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}


class Doorbell:
    """Publishes bells for workers and wakes live streams. No method raises for a broken Redis."""

    def __init__(self) -> None:
        self._celery = Celery("doorbell", set_as_current=False)
        self._celery.config_from_object("django.conf:settings", namespace="CELERY")
        self._celery.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | _QUICK_TRANSPORT
        self._redis = redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._silent_until = 0.0

    def room(self) -> int:
        """How many bells the queue can take: 0 when it is full or Redis does not answer at once."""
        if monotonic() < self._silent_until:
            return 0
        try:
            waiting = self._redis.llen(QUEUE)
        except redis.RedisError as error:
            self._fall_silent(error)
            return 0
        return max(0, QUEUE_FULL - int(waiting))

    def ring(self, rows: Iterable[tuple[int, str]]) -> list[int]:
        """Send one bell for each (id, kind); the ids that were sent before Redis failed."""
        rung: list[int] = []
        for work_id, kind in rows:
            limit = WORK_KINDS[kind].soft_limit if kind in WORK_KINDS else DEFAULT_SOFT_LIMIT
            if not self._send(
                "outbox.run_work", (work_id,), soft_time_limit=limit, time_limit=limit + HARD_LIMIT_SLACK
            ):
                break
            rung.append(work_id)
        return rung

    def ask_for_life(self, expires: float) -> None:
        """Have a worker report that it is alive."""
        if self.room():
            self._send("outbox.report_alive", (), expires=expires)

    def wake_streams(self, payloads: Iterable[str]) -> None:
        """Relay to the web servers. A lost one delays a page until its next look at the database."""
        for payload in payloads:
            if monotonic() < self._silent_until:
                return
            try:
                self._redis.publish(STREAM_TOPIC, payload)
            except redis.RedisError as error:
                self._fall_silent(error)

    def _send(self, task: str, args: tuple[int, ...], **options: Any) -> bool:
        options = {"expires": MESSAGE_EXPIRES_SECONDS} | options
        try:
            self._celery.send_task(task, args, retry=True, retry_policy=_PUBLISH_POLICY, ignore_result=True, **options)
        except (KombuError, redis.RedisError, OSError) as error:
            self._fall_silent(error)
            return False
        return True

    def _fall_silent(self, error: Exception) -> None:
        if monotonic() > self._silent_until + PAUSE_SECONDS:
            logger.warning("Redis does not answer (%s); rows are worked on without it", type(error).__name__)
        self._silent_until = monotonic() + PAUSE_SECONDS

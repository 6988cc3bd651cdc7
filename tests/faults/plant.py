"""A small plant of real processes on the test's database: an own Redis, a Celery worker, reconcilers."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import redis
from django.conf import settings
from django.db import transaction
from django.db.models import F

from common.children import Child
from common.embedded import EmbeddedRedis, start_redis
from outbox.actions import request_work
from outbox.models import Heartbeat, Work

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Plant:
    """Starts, hurts and ends the processes. `handlers` are modules with extra work handlers."""

    directory: Path
    handlers: tuple[str, ...] = ("tests.faults.handlers",)
    redis: EmbeddedRedis = field(init=False)
    worker: Child = field(init=False)
    reconciler: Child = field(init=False)
    stand_by: Child = field(init=False)

    def __post_init__(self) -> None:
        self.redis = start_redis(self.directory / "redis")
        celery = ["-m", "celery", "-A", "config.celery", "worker", "-P", "prefork", "-c", "2", "-l", "INFO"]
        self.worker = self._child("worker", *celery, "--without-gossip", "--without-mingle")
        self.reconciler = self._child("reconciler", "manage.py", "reconciler")
        self.stand_by = self._child("stand-by", "manage.py", "reconciler")

    def start(self) -> None:
        """Start Redis, worker and reconciler where they do not run; then wait for the worker's sign of life."""
        missing = [part for part in (self.redis.child, self.worker, self.reconciler) if not part.running]
        if self.redis.child in missing:
            self.redis.start()
        for child in (self.worker, self.reconciler):
            if child in missing:
                child.start()
        if missing:
            wait_until(lambda: Heartbeat.objects.filter(name="worker").exists(), 40, "the worker's sign of life")

    def stop(self) -> None:
        for child in (self.stand_by, self.reconciler, self.worker):
            with contextlib.suppress(ProcessLookupError):
                kill(child)
        self.redis.stop()

    def wipe_redis(self) -> None:
        """Forget everything Redis holds, then end it and start an empty one."""
        self.redis_client().flushall()
        self.redis.stop()
        self.redis.start()

    def redis_client(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis.url)

    def _child(self, name: str, *arguments: str) -> Child:
        addresses = [settings.DATABASE_OWNER_URL, os.environ["DATABASE_URL"], self.redis.url]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "KAKEHASHI_TEST_SERVERS": json.dumps(addresses),
            "REDIS_URL": self.redis.url,
            "OUTBOX_EXTRA_HANDLERS": ",".join(self.handlers),
        }
        return Child(
            [sys.executable, *arguments],
            record=self.directory / f"{name}.pid",
            log=self.directory / f"{name}.log",
            cwd=ROOT,
            env=environment,
        )


def kill(child: Child) -> None:
    """End a program and its children without a word of warning."""
    if child.process is not None:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def freeze(child: Child) -> None:
    assert child.process is not None
    os.killpg(child.process.pid, signal.SIGSTOP)


def thaw(child: Child) -> None:
    assert child.process is not None
    os.killpg(child.process.pid, signal.SIGCONT)


def request(kind: str, keys: Iterable[str]) -> None:
    """Ask for each in a transaction of its own, as web requests do."""
    for key in keys:
        with transaction.atomic():
            request_work(kind, key)


def wait_until(reached: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = monotonic() + seconds
    while not reached():
        assert monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        sleep(0.1)


def wait_until_done(kind: str, seconds: float) -> None:
    unfinished = Work.objects.filter(kind=kind, done_version__lt=F("want_version"))
    wait_until(lambda: not unfinished.exists(), seconds, f"all work of {kind}")

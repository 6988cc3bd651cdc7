from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from outbox.actions import request_work
from outbox.models import Work
from outbox.registry import WORK_KINDS, Handler, WorkKind

KIND = "tests.work"


def request(key: str, kind: str = KIND) -> Work:
    with transaction.atomic():
        request_work(kind, key)
    return Work.objects.get(kind=kind, key=key)


def lapse_lease(work: Work) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_work SET lease_until = clock_timestamp() - interval '1 ms' WHERE id = %s", [work.pk]
        )


def make_due(work: Work) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_work SET next_at = clock_timestamp() WHERE id = %s", [work.pk])


def run_together(call: Callable[[], Any], times: int) -> list[Any]:
    """What `times` threads got, each on its own database connection, all let go at the same moment."""
    barrier = Barrier(times)
    results: list[Any] = []

    def run() -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results.append(call())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Callable[[Handler], None]:
    """Let a function handle the work of these tests."""

    def register(handler: Handler) -> None:
        monkeypatch.setitem(WORK_KINDS, KIND, WorkKind(KIND, handler))

    register(lambda _lease: None)
    return register

"""Notifications that wake the reconciler. They carry no facts: the rows do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORK_CHANNEL = "kakehashi_work"
STREAM_CHANNEL = "kakehashi_stream"
# Where the reconciler repeats the calls for streams in Redis, and every web server listens.
STREAM_TOPIC = "kakehashi:stream"
# PostgreSQL refuses payloads of 8,000 bytes and more.
MAX_PAYLOAD_BYTES = 7_900


class OutsideTransactionError(RuntimeError):
    """The caller must be inside transaction.atomic(): the announcement lives and dies with what it announces."""


def ring_stream(user_ids: Iterable[int]) -> None:
    """Wake the live streams of these users once the caller's transaction commits.

    Raises OutsideTransactionError outside transaction.atomic().
    """
    require_transaction()
    with connection.cursor() as cursor:
        for payload in _payloads(sorted(set(user_ids))):
            cursor.execute("SELECT pg_notify(%s, %s)", [STREAM_CHANNEL, payload])


def ring_work() -> None:
    """Wake the reconciler once the caller's transaction commits; it looks for all rows that are due.

    However often a transaction rings, PostgreSQL sends the same empty notification once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WORK_CHANNEL])


def require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        message = "call this inside transaction.atomic(), together with the change it belongs to"
        raise OutsideTransactionError(message)


def _payloads(user_ids: list[int]) -> Iterator[str]:
    """JSON arrays of ids, each at most MAX_PAYLOAD_BYTES long."""
    part: list[int] = []
    size = 2
    for user_id in user_ids:
        length = len(str(user_id)) + 1
        if size + length > MAX_PAYLOAD_BYTES:
            yield json.dumps(part, separators=(",", ":"))
            part, size = [], 2
        part.append(user_id)
        size += length
    if part:
        yield json.dumps(part, separators=(",", ":"))

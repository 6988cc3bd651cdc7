"""Announcements leave with the commit, in pieces PostgreSQL accepts."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import transaction

from outbox.bells import MAX_PAYLOAD_BYTES, STREAM_CHANNEL, OutsideTransactionError, ring_stream

pytestmark = pytest.mark.django_db(transaction=True)


def heard_during(call: Callable[[], object]) -> list[str]:
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as listener:
        listener.execute(f"LISTEN {STREAM_CHANNEL}")
        call()
        return [note.payload for note in listener.notifies(timeout=0.3)]


def test_stream_bell_carries_each_user_once() -> None:
    def ring() -> None:
        with transaction.atomic():
            ring_stream([3, 1, 3])

    assert heard_during(ring) == ["[1,3]"]


def test_stream_bells_of_many_users_fit_into_payloads() -> None:
    users = list(range(10**6, 10**6 + 3000))

    def ring() -> None:
        with transaction.atomic():
            ring_stream(users)

    payloads = heard_during(ring)
    assert len(payloads) > 1
    assert max(map(len, payloads)) <= MAX_PAYLOAD_BYTES
    assert [user for payload in payloads for user in json.loads(payload)] == users


def test_stream_bell_of_a_rolled_back_change_stays_silent() -> None:
    def ring() -> None:
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            ring_stream([1])
            raise ZeroDivisionError

    assert heard_during(ring) == []


def test_stream_bell_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransactionError):
        ring_stream([1])

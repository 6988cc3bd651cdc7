"""A Redis that refuses or hangs costs the reconciler little time and no exception."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import monotonic

import pytest
from django.conf import settings

from outbox.doorbell import Doorbell


@pytest.fixture
def hung_port() -> Iterator[int]:
    """Accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


@pytest.fixture
def refusing_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def doorbell_at(port: int, monkeypatch: pytest.MonkeyPatch) -> Doorbell:
    monkeypatch.setattr(settings, "REDIS_URL", f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", f"redis://127.0.0.1:{port}/0")
    return Doorbell()


def seconds_of_a_round(doorbell: Doorbell) -> float:
    started = monotonic()
    assert doorbell.room() == 0
    doorbell.wake_streams(["[1]"] * 5)
    doorbell.ask_for_life(expires=5)
    return monotonic() - started


def test_hung_redis_costs_less_than_a_second(hung_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds_of_a_round(doorbell_at(hung_port, monkeypatch)) < 1


def test_refusing_redis_costs_less_than_a_second(refusing_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds_of_a_round(doorbell_at(refusing_port, monkeypatch)) < 1


@pytest.mark.parametrize("state", ["hung_port", "refusing_port"])
def test_redis_that_goes_away_before_the_bells_are_sent_stops_them_at_the_first(
    state: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    doorbell = doorbell_at(request.getfixturevalue(state), monkeypatch)
    started = monotonic()
    assert doorbell.ring([(1, "tests.work"), (2, "tests.work")]) == []
    assert monotonic() - started < 2


def test_room_shrinks_with_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    doorbell = Doorbell()
    before = doorbell.room()
    monkeypatch.setattr("outbox.doorbell.QUEUE", "tests-queue")
    client = doorbell._redis
    client.delete("tests-queue")
    assert doorbell.room() == 300
    client.rpush("tests-queue", *range(310))
    assert doorbell.room() == 0
    client.delete("tests-queue")
    assert before > 0

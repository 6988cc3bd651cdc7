"""The live stream through a real server, with Redis and without."""

from __future__ import annotations

import http.client
import json
import logging
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from pytest_django import Settings

from accounts.models import User
from common.embedded import start_redis
from messaging import stream
from messaging.actions import announce
from messaging.queries import Missed
from outbox.bells import STREAM_TOPIC
from tests.live import LiveStream, cookies_of, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def tell(user: User, name: str = "order-changed", **payload: str) -> None:
    """Announce, and ring as the reconciler does."""
    with transaction.atomic():
        announce([user], name, payload)
    ring(user)


def ring(user: User) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.publish(STREAM_TOPIC, json.dumps([user.pk]))


def listeners() -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return int(client.pubsub_numsub(STREAM_TOPIC)[0][1])


@pytest.fixture
def reader(readers: list[User]) -> User:
    return readers[0]


@pytest.fixture
def rare_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams are woken by Redis or not at all."""
    monkeypatch.setattr(stream, "LOOK_SECONDS", 60.0)
    monkeypatch.setattr(stream, "LOOK_SECONDS_WITHOUT_REDIS", 60.0)


@pytest.fixture
def no_redis(settings: Settings) -> None:
    """Nobody answers at this address."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"


def test_stranger_gets_a_plain_refusal(asgi_server: str) -> None:
    with LiveStream(asgi_server, {}) as refused:
        assert refused.response.status == 401
        assert refused.response.headers["Content-Type"] == "application/problem+json"
        assert json.loads(refused.response.read())["status"] == 401


def test_headers_forbid_buffering(asgi_server: str, reader: User) -> None:
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        assert live.response.status == 200
        assert live.response.headers["Content-Type"] == "text/event-stream"
        assert live.response.headers["Cache-Control"] == "no-cache, no-transform"
        assert live.response.headers["X-Accel-Buffering"] == "no"
        assert live.next_frame() == [":"]
        assert live.next_frame() == ["retry: 2000", "id: 0", "event: opened", "data: {}"]


@pytest.mark.usefixtures("rare_looks")
def test_event_arrives_when_redis_rings(asgi_server: str, reader: User) -> None:
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        assert live.next_event().name == "opened"  # type: ignore[union-attr]
        wait_until(listeners)
        tell(reader, "order-ranked", order="abcdefghjkmn")
        event = live.next_event()
        assert event is not None
        assert (event.name, event.id, event.data) == ("order-ranked", 1, {"order": "abcdefghjkmn"})


@pytest.mark.usefixtures("rare_looks")
def test_other_readers_streams_stay_quiet(asgi_server: str, readers: list[User]) -> None:
    with (
        LiveStream(asgi_server, cookies_of(readers[0])) as mine,
        LiveStream(asgi_server, cookies_of(readers[1])) as other,
    ):
        mine.next_event()
        other.next_event()
        wait_until(listeners)
        tell(readers[0], "first")
        assert mine.next_event().name == "first"  # type: ignore[union-attr]
        tell(readers[1], "second")
        event = other.next_event()
        assert event is not None
        assert (event.name, event.id) == ("second", 1)


def test_resume_sends_what_was_missed_once_and_in_order(asgi_server: str, reader: User) -> None:
    for name in ("one", "two", "three"):
        tell(reader, name)
    cookies = cookies_of(reader)
    with LiveStream(asgi_server, cookies, after=0) as live:
        assert [(event.name, event.id) for event in live.events(4)] == [
            ("opened", 0),
            ("one", 1),
            ("two", 2),
            ("three", 3),
        ]
    with LiveStream(asgi_server, cookies, after=0, last_id=2) as live:
        assert [event.name for event in live.events(2)] == ["opened", "three"]


def test_place_nobody_can_read_or_from_the_future_starts_now(asgi_server: str, reader: User) -> None:
    tell(reader, "past")
    for after in (-3, 10**30, 99):
        with LiveStream(asgi_server, cookies_of(reader), after=after) as live:
            assert live.next_event().id == 1  # type: ignore[union-attr]
            tell(reader, f"after {after}")
            assert live.next_event().name == f"after {after}"  # type: ignore[union-attr]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM messaging_streamevent WHERE sequence > 1")
            cursor.execute("UPDATE messaging_streamcursor SET last_sequence = 1")


def test_too_much_missed_asks_for_a_reload(asgi_server: str, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.queries.MOST_RESUMED", 2)
    for _ in range(3):
        tell(reader)
    with LiveStream(asgi_server, cookies_of(reader), after=0) as live:
        assert [(event.name, event.id) for event in live.events(2)] == [("opened", 0), ("reload", 3)]
        tell(reader, "next")
        assert live.next_event().name == "next"  # type: ignore[union-attr]


@pytest.mark.usefixtures("no_redis")
def test_events_arrive_without_redis(asgi_server: str, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS_WITHOUT_REDIS", 0.2)
    monkeypatch.setattr(stream, "LOOK_SECONDS", 60.0)
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        live.next_event()
        with transaction.atomic():
            announce([reader], "order-changed", {})
        assert live.next_event().name == "order-changed"  # type: ignore[union-attr]


def test_lost_ring_delays_an_event_only_until_the_next_look(
    asgi_server: str, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", 0.2)
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        live.next_event()
        wait_until(listeners)
        with transaction.atomic():
            announce([reader], "order-changed", {})
        assert live.next_event().name == "order-changed"  # type: ignore[union-attr]


def test_redis_that_restarts_under_an_open_stream_loses_nothing(
    asgi_server: str, reader: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", 60.0)
    own_redis = start_redis(tmp_path)
    try:
        settings.REDIS_URL = own_redis.url
        with LiveStream(asgi_server, cookies_of(reader)) as live:
            live.next_event()
            wait_until(listeners)
            tell(reader, "before")
            assert live.next_event().id == 1  # type: ignore[union-attr]
            own_redis.stop()
            for number in (2, 3):
                with transaction.atomic():
                    announce([reader], "away", {})
                assert live.next_event().id == number  # type: ignore[union-attr]
            own_redis.start()
            wait_until(listeners)
            tell(reader, "back")
            assert [(event.name, event.id) for event in live.events(1)] == [("back", 4)]
    finally:
        own_redis.stop()


def test_page_that_leaves_is_nothing_to_warn_of(
    asgi_server: str, reader: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "django_structlog"):
        with LiveStream(asgi_server, cookies_of(reader)) as live:
            live.next_event()
        wait_until(lambda: "streaming_cancelled" in caplog.text)
    noted = [record.levelno for record in caplog.records if "streaming_cancelled" in str(record.msg)]
    assert noted == [logging.DEBUG]


@pytest.mark.usefixtures("rare_looks")
def test_stream_ends_when_the_session_does(asgi_server: str, reader: User) -> None:
    cookies = cookies_of(reader)
    with LiveStream(asgi_server, cookies) as ended, LiveStream(asgi_server, cookies_of(reader)) as kept:
        ended.next_event()
        kept.next_event()
        wait_until(listeners)
        Session.objects.filter(session_key=cookies["sessionid"]).delete()
        ring(reader)
        event = ended.next_event()
        assert event is not None
        assert (event.name, event.data) == ("stream-closed", {"reason": "signed-out"})
        assert ended.next_frame() == []
        tell(reader, "still-here")
        assert kept.next_event().name == "still-here"  # type: ignore[union-attr]


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
@pytest.mark.usefixtures("rare_looks")
def test_stream_ends_when_the_user_may_no_longer_use_it(
    asgi_server: str, reader: User, change: dict[str, object]
) -> None:
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        live.next_event()
        wait_until(listeners)
        User.objects.filter(pk=reader.pk).update(**change)
        ring(reader)
        assert live.next_event().name == "stream-closed"  # type: ignore[union-attr]


def test_open_streams_hold_no_database_connection(asgi_server: str, readers: list[User]) -> None:
    """Of 12 open streams none keeps a connection while it waits; afterwards all of them are served."""
    with ExitStack() as stack:
        streams = [
            stack.enter_context(LiveStream(asgi_server, cookies_of(reader))) for reader in readers for _ in range(4)
        ]
        for live in streams:
            live.next_event()
        connection.close()
        with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
            role = settings.DATABASES["default"]["USER"]
            found = owner.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [role]).fetchone()
        assert found == (0,)
        wait_until(listeners)
        assert listeners() == 1
        for reader in readers:
            tell(reader, "served")
        assert [live.next_event().name for live in streams] == ["served"] * 12  # type: ignore[union-attr]


@pytest.mark.usefixtures("rare_looks")
def test_seventh_stream_closes_the_oldest(asgi_server: str, reader: User) -> None:
    cookies = cookies_of(reader)
    with ExitStack() as stack:
        streams = [stack.enter_context(LiveStream(asgi_server, cookies))]
        streams[0].next_event()
        streams += [stack.enter_context(LiveStream(asgi_server, cookies)) for _ in range(6)]
        assert streams[0].next_event().data == {"reason": "too-many"}  # type: ignore[union-attr]
        assert streams[-1].next_event().name == "opened"  # type: ignore[union-attr]


def test_silence_is_filled_with_comments(asgi_server: str, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        live.next_event()
        assert [live.next_frame() for _ in range(3)] == [[":"]] * 3


def test_stream_ends_after_a_while_and_resumes(asgi_server: str, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_SECONDS", 60)
    monkeypatch.setattr(stream.secrets, "randbelow", lambda _most: 59)
    cookies = cookies_of(reader)
    with LiveStream(asgi_server, cookies) as live:
        assert [event.name for event in live.events(2)] == ["opened"]
    tell(reader, "meanwhile")
    with LiveStream(asgi_server, cookies, last_id=0) as live:
        assert [event.name for event in live.events(2)] == ["opened", "meanwhile"]


def test_slow_reader_is_dropped_instead_of_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_RESUMED", 5)
    slow = stream.Stream(stream.Ticket(1, "key", "hash"), position=0)
    missed = tuple(Missed(number, "order-changed", "{}") for number in range(1, 8))
    slow.deliver(stream.Reading(last=7, events=missed))
    assert slow.ended


def test_call_nobody_can_read_wakes_nobody() -> None:
    for payload in (b"", b"not json", b'{"a": 1}', b'["1", null]', b"7"):
        assert stream._called_users(payload) == []


def test_page_requests_still_answer_beside_open_streams(asgi_server: str, reader: User) -> None:
    with LiveStream(asgi_server, cookies_of(reader)) as live:
        live.next_event()
        page = http.client.HTTPConnection(urlsplit(asgi_server).netloc, timeout=10)
        page.request("GET", "/stream/")
        assert page.getresponse().status == 401
        page.close()

"""The live stream: one hub per process feeds every open stream from the database; Redis only says when to look.

No database connection is held while a stream waits: whatever reads, reads for many streams at once and lets go.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import deque
from contextvars import Context
from itertools import batched
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error, connections
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from messaging.queries import MOST_RESUMED, Reading, Ticket, read_streams, valid_tickets
from outbox.bells import STREAM_TOPIC

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 600
# The page stops asking for the stream when it hears this (hx-sse:close in templates/base.html).
CLOSED = "stream-closed"
MOST_STREAMS_EACH = 6
RETRY_MILLISECONDS = 2_000
# How often everybody's stream is looked at without being told: a wake-up call may be lost, or Redis be away.
LOOK_SECONDS, LOOK_SECONDS_WITHOUT_REDIS = 10.0, 3.0
FIRST_RECONNECT_SECONDS, LONGEST_RECONNECT_SECONDS = 0.2, 3.0
DATABASE_PAUSE_SECONDS = 1.0
READ_TOGETHER = 500
FROM_NOW_ON = 2**62


class Stream:
    """One open connection of one reader. ``position`` is the last number sent or skipped, None: from now on."""

    def __init__(self, ticket: Ticket, position: int | None) -> None:
        self.ticket = ticket
        self.position = position
        self.ended = False
        self._opened = False
        self._frames: deque[bytes] = deque()
        self._bell = asyncio.Event()

    def deliver(self, reading: Reading) -> None:
        """Take over what is new in a reading of this reader's events."""
        start = reading.last if self.position is None else min(self.position, reading.last)
        self.position = start
        if not self._opened:
            self._opened = True
            self._put(frame("opened", "{}", start, retry=RETRY_MILLISECONDS))
        if reading.last <= start:
            return
        self.position = reading.last
        if not reading.is_complete:
            self._put(frame("reload", "{}", reading.last))
            return
        for event in reading.events:
            if event.sequence > start:
                self._put(frame(event.name, event.payload, event.sequence))

    def end(self, farewell: bytes = b"") -> None:
        """Say ``farewell`` and close."""
        self._frames.append(farewell)
        self.ended = True
        self._bell.set()

    async def frames(self, patience: float) -> bytes:
        """What is to be sent now; after ``patience`` seconds of silence, a comment."""
        if not self._frames:
            try:
                async with asyncio.timeout(patience):
                    await self._bell.wait()
            except TimeoutError:
                return b":\n\n"
        self._bell.clear()
        together = b"".join(self._frames)
        self._frames.clear()
        return together

    def _put(self, content: bytes) -> None:
        # A reader slower than the events comes back for the rest instead of filling our memory.
        if len(self._frames) > MOST_RESUMED:
            self._frames.clear()
            self.end()
            return
        self._frames.append(content)
        self._bell.set()


class Hub:
    """The open streams of this process, and the two tasks that serve them while there are any."""

    def __init__(self) -> None:
        self._streams: dict[int, list[Stream]] = {}
        self._stale: set[int] = set()
        self._bell = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.hears_redis = False

    def join(self, stream: Stream) -> None:
        own = self._streams.setdefault(stream.ticket.user_id, [])
        own.append(stream)
        if len(own) > MOST_STREAMS_EACH:
            # The oldest is most likely a connection that died without telling.
            own.pop(0).end(frame(CLOSED, '{"reason":"too-many"}'))
        self.wake([stream.ticket.user_id])
        if not self._tasks:
            # A context of their own: the one of this request ends with it, and takes its thread along.
            self._tasks = [asyncio.create_task(task, context=Context()) for task in (self._read(), self._listen())]

    def leave(self, stream: Stream) -> None:
        own = self._streams.get(stream.ticket.user_id, [])
        if stream in own:
            own.remove(stream)
        if not own:
            self._streams.pop(stream.ticket.user_id, None)
        if not self._streams:
            for task in self._tasks:
                task.cancel()
            self._tasks = []
            self.hears_redis = False

    def wake(self, user_ids: Iterable[int]) -> None:
        """Look at the streams of these readers, as far as they are open here."""
        self._stale.update(user_id for user_id in user_ids if user_id in self._streams)
        if self._stale:
            self._bell.set()

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS if self.hears_redis else LOOK_SECONDS_WITHOUT_REDIS):
                    await self._bell.wait()
            except TimeoutError:
                self.wake(list(self._streams))
            self._bell.clear()
            try:
                await self._serve_stale()
            except Error as error:
                logger.warning("streams wait for the database (%s)", type(error).__name__)
                await self._look_again()
            except Exception:
                logger.exception("streams could not be served")
                await self._look_again()

    async def _look_again(self) -> None:
        await asyncio.sleep(DATABASE_PAUSE_SECONDS)
        self.wake(list(self._streams))

    async def _serve_stale(self) -> None:
        stale, self._stale = self._stale, set()
        for some in batched(stale, READ_TOGETHER):
            streams = [stream for user_id in some for stream in self._streams.get(user_id, [])]
            readings, valid = await _look_up([stream.ticket for stream in streams], _places(streams))
            for stream in streams:
                if stream.ticket in valid:
                    stream.deliver(readings[stream.ticket.user_id])
                else:
                    stream.end(frame(CLOSED, '{"reason":"signed-out"}'))

    async def _listen(self) -> None:
        pause = FIRST_RECONNECT_SECONDS
        while True:
            try:
                async with _redis() as client, client.pubsub() as bells:
                    await bells.subscribe(STREAM_TOPIC)
                    self.hears_redis, pause = True, FIRST_RECONNECT_SECONDS
                    # Calls made while nobody listened are not repeated.
                    self.wake(list(self._streams))
                    async for message in bells.listen():
                        if message["type"] == "message":
                            self.wake(_called_users(message["data"]))
            except (RedisError, OSError) as error:
                if self.hears_redis:
                    logger.warning("streams look by themselves, Redis is away (%s)", type(error).__name__)
                    self.hears_redis = False
                    # Now, and from then on after the shorter pause.
                    self.wake(list(self._streams))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RECONNECT_SECONDS)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running loop; a server process has one."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


async def open_stream(ticket: Ticket, after: int | None) -> AsyncIterator[bytes]:
    """Server-sent events of one reader: what was missed since ``after``, then what happens, for ten minutes at most."""
    # The connection that authenticated the request is held by the request's thread, which is ours until we end.
    await sync_to_async(connections.close_all)()
    # Not all at once after a restart of the server.
    closing = asyncio.get_running_loop().time() + LONGEST_SECONDS - secrets.randbelow(60)
    stream = Stream(ticket, after)
    here = hub()
    here.join(stream)
    try:
        yield b":\n\n"
        while (left := closing - asyncio.get_running_loop().time()) > 0:
            yield await stream.frames(min(HEARTBEAT_SECONDS, left))
            if stream.ended:
                return
    finally:
        here.leave(stream)


def frame(name: str, payload: str, sequence: int | None = None, *, retry: int | None = None) -> bytes:
    """One named event in the wire format; ``payload`` is JSON on one line."""
    lines = [] if retry is None else [f"retry: {retry}"]
    lines += [] if sequence is None else [f"id: {sequence}"]
    return "\n".join([*lines, f"event: {name}", f"data: {payload}", "", ""]).encode()


def _places(streams: Iterable[Stream]) -> dict[int, int]:
    """For each reader the earliest place any of their streams still needs; a new stream needs only the last number."""
    places: dict[int, int] = {}
    for stream in streams:
        place = FROM_NOW_ON if stream.position is None else stream.position
        places[stream.ticket.user_id] = min(place, places.get(stream.ticket.user_id, FROM_NOW_ON))
    return places


@sync_to_async(thread_sensitive=False)
def _look_up(tickets: list[Ticket], places: dict[int, int]) -> tuple[dict[int, Reading], set[Ticket]]:
    try:
        return read_streams(places), valid_tickets(tickets)
    finally:
        connections.close_all()


def _called_users(payload: bytes) -> list[int]:
    """The ids in a wake-up call; a call nobody can read wakes nobody."""
    try:
        called = json.loads(payload)
    except ValueError:
        return []
    return [user_id for user_id in called if isinstance(user_id, int)] if isinstance(called, list) else []


def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=1,
        socket_keepalive=True,
        health_check_interval=5,
        retry=Retry(NoBackoff(), 0),
    )

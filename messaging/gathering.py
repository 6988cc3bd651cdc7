"""What one transaction tells people: gathered while it acts, written at its end with one statement for each table."""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import translation

from accounts.models import User
from messaging import sentences
from messaging.models import OutgoingMail
from outbox import bells
from outbox.actions import request_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Any number does, as long as nobody else in this database uses it for an advisory lock.
ANNOUNCING_LOCK = 7_402_118_002

# The cursors are locked in the order of the user's id, so that no two transactions wait for each other's readers;
# people who left or were switched off get nothing.
_NUMBER_AND_STORE = """
WITH told AS (
    SELECT reader.id AS user_id, given.name, given.payload,
           row_number() OVER (PARTITION BY reader.id ORDER BY given.place) AS nth,
           count(*) OVER (PARTITION BY reader.id) AS number
      FROM unnest(%(users)s::bigint[], %(names)s::text[], %(payloads)s::text[]) WITH ORDINALITY
           AS given (user_id, name, payload, place)
      JOIN accounts_user reader ON reader.id = given.user_id AND reader.is_active
), numbered AS (
    INSERT INTO messaging_streamcursor AS cursor (user_id, last_sequence)
    SELECT DISTINCT user_id, number FROM told ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET last_sequence = cursor.last_sequence + excluded.last_sequence
    RETURNING user_id, last_sequence
)
INSERT INTO messaging_streamevent (user_id, sequence, name, payload, created_at)
SELECT told.user_id, numbered.last_sequence - told.number + told.nth, told.name, told.payload::jsonb, now()
  FROM told JOIN numbered ON numbered.user_id = told.user_id
RETURNING user_id
"""
_TELL = """
INSERT INTO messaging_notification (user_id, kind, facts, path, dedupe_key, created_at)
SELECT reader.id, given.kind, given.facts::jsonb, given.path, given.dedupe_key, now()
  FROM unnest(%(users)s::bigint[], %(kinds)s::text[], %(facts)s::text[], %(paths)s::text[], %(keys)s::text[])
       WITH ORDINALITY AS given (user_id, kind, facts, path, dedupe_key, place)
  JOIN accounts_user reader ON reader.id = given.user_id AND reader.is_active
 ORDER BY reader.id, given.place
ON CONFLICT ON CONSTRAINT notification_told_once DO NOTHING
RETURNING user_id, dedupe_key
"""


@dataclass(frozen=True)
class Event:
    """Something that changed, for the stream of one reader."""

    user_id: int
    name: str
    payload: Mapping[str, str]


@dataclass(frozen=True)
class Notice:
    """A sentence of messaging.sentences for one reader, with ``mail`` by mail as well."""

    user_id: int
    kind: str
    facts: Mapping[str, str | int]
    path: str
    dedupe_key: str
    mail: bool = False


@dataclass
class Gathered:
    """What is to be told at the end of a transaction."""

    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    mails: list[OutgoingMail] = field(default_factory=list)


_gathered: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Keep back what the body announces, notifies and mails, and write it together when the body ends without an error.

    Put it directly inside the transaction, once: what is gathered inside another gathering is written with that one.
    """
    outer = _gathered.get()
    own = Gathered()
    token = _gathered.set(own)
    try:
        yield
    finally:
        _gathered.reset(token)
    if outer is None:
        _write(own, is_alone=True)
    else:
        _add(outer, own)


def tell(news: Gathered) -> None:
    """Leave it to the gathering around, or write it at once. Raises OutsideTransactionError."""
    bells.require_transaction()
    gathered = _gathered.get()
    if gathered is None:
        _write(news, is_alone=False)
    else:
        _add(gathered, news)


def _add(to: Gathered, news: Gathered) -> None:
    to.events += news.events
    to.notices += news.notices
    to.mails += news.mails


def _write(news: Gathered, *, is_alone: bool) -> None:
    """``is_alone``: nothing else is announced in this transaction."""
    told = _store_notices(news.notices)
    _store_mails([*news.mails, *_mails_of([notice for notice in news.notices if notice.mail], told)])
    notified = [Event(user_id, "notified", {}) for user_id in sorted({user_id for user_id, _key in told})]
    _store_events([*news.events, *notified], is_alone=is_alone)


def _store_notices(notices: Sequence[Notice]) -> set[tuple[int, str]]:
    """(user id, dedupe key) of those who had not been told yet."""
    if not notices:
        return set()
    values = {
        "users": [notice.user_id for notice in notices],
        "kinds": [notice.kind for notice in notices],
        "facts": [json.dumps(dict(notice.facts)) for notice in notices],
        "paths": [notice.path for notice in notices],
        "keys": [notice.dedupe_key for notice in notices],
    }
    return {(user_id, key) for user_id, key in _rows(_TELL, values)}


def _mails_of(notices: Sequence[Notice], told: set[tuple[int, str]]) -> Iterator[OutgoingMail]:
    """Each in the language of its reader."""
    due = [notice for notice in notices if (notice.user_id, notice.dedupe_key) in told]
    readers = User.objects.in_bulk({notice.user_id for notice in due}) if due else {}
    for notice in due:
        reader = readers[notice.user_id]
        with translation.override(sentences.language_of(reader)):
            subject, body = sentences.mail_of(notice.kind, notice.facts, notice.path)
        yield mail_to(reader.email, subject, body)


def mail_to(to: str, subject: str, body: str) -> OutgoingMail:
    """Not yet stored; the subject as one line."""
    return OutgoingMail(to=to, subject=" ".join(subject.split())[:200], body=body)


def _store_mails(mails: Sequence[OutgoingMail]) -> None:
    if mails:
        stored = OutgoingMail.objects.bulk_create(mails)
        request_each("messaging.send_mail", [str(mail.pk) for mail in stored])


def _store_events(events: Sequence[Event], *, is_alone: bool) -> None:
    """Whoever announces once in a transaction locks readers in the order of their ids and waits for nobody in a circle.

    Who announces without gathering may do so again, to readers with lower ids: only one such transaction at a time, and
    none of the others beside it.
    """
    if not events:
        return
    lock = "pg_advisory_xact_lock_shared" if is_alone else "pg_advisory_xact_lock"
    values = {
        "users": [event.user_id for event in events],
        "names": [event.name for event in events],
        "payloads": [json.dumps(dict(event.payload)) for event in events],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [ANNOUNCING_LOCK])
    bells.ring_stream(user_id for (user_id,) in _rows(_NUMBER_AND_STORE, values))


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows

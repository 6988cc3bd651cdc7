"""Every write of messages: stream events, notifications and mails, always inside the caller's transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone, translation

from accounts.models import User
from messaging import sentences
from messaging.models import Notification, OutgoingMail, StreamEvent
from outbox import bells
from outbox.actions import request_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

# Any number does, as long as nobody else in this database uses it for an advisory lock.
ANNOUNCING_LOCK = 7_402_118_002

# Rows are taken in the order of the user's id; people who left or were switched off get nothing.
_NUMBER_AND_STORE = """
WITH numbered AS (
    INSERT INTO messaging_streamcursor AS cursor (user_id, last_sequence)
    SELECT id, 1 FROM accounts_user WHERE id = ANY(%(users)s) AND is_active ORDER BY id
    ON CONFLICT (user_id) DO UPDATE SET last_sequence = cursor.last_sequence + 1
    RETURNING user_id, last_sequence
)
INSERT INTO messaging_streamevent (user_id, sequence, name, payload, created_at)
SELECT user_id, last_sequence, %(name)s, %(payload)s::jsonb, now() FROM numbered
RETURNING user_id
"""
_TELL = """
INSERT INTO messaging_notification (user_id, kind, facts, path, dedupe_key, created_at)
SELECT id, %(kind)s, %(facts)s::jsonb, %(path)s, %(dedupe_key)s, now()
  FROM accounts_user WHERE id = ANY(%(users)s) AND is_active ORDER BY id
ON CONFLICT ON CONSTRAINT notification_told_once DO NOTHING
RETURNING user_id
"""


def announce(users: Iterable[User | int], name: str, payload: Mapping[str, str]) -> None:
    """Put an event into the stream of each of these users and wake their pages after the commit.

    ``payload`` holds public ids only: the page fetches what its reader may see. Numbers rise by one for each reader, in
    the order of commits, so that a page resumes by number and misses nothing.
    Raises OutsideTransactionError outside transaction.atomic().
    """
    bells.require_transaction()
    wanted = sorted({user if isinstance(user, int) else user.pk for user in users})
    if not wanted:
        return
    with connection.cursor() as cursor:
        # One transaction may announce several times, to readers in any order; without this lock two of them could wait
        # for each other's readers.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ANNOUNCING_LOCK])
        cursor.execute(_NUMBER_AND_STORE, {"users": wanted, "name": name, "payload": json.dumps(dict(payload))})
        told = [user_id for (user_id,) in cursor.fetchall()]
    bells.ring_stream(told)


def notify(
    user: User,
    *,
    kind: str,
    facts: Mapping[str, str | int],
    path: str,
    dedupe_key: str,
    mail: bool = False,
) -> None:
    """Leave a sentence of messaging.sentences for one reader, once per ``dedupe_key``; with ``mail``, by mail as well.

    Raises UnknownSentenceError for a kind nobody registered, OutsideTransactionError.
    """
    told = notify_each([user], kind=kind, facts=facts, path=path, dedupe_key=dedupe_key)
    if told and mail:
        with translation.override(sentences.language_of(user)):
            subject, body = sentences.render(kind, facts)
        post_mail(user.email, subject, body)


def notify_each(
    users: Iterable[User | int], *, kind: str, facts: Mapping[str, str | int], path: str, dedupe_key: str
) -> list[int]:
    """The same sentence for many readers. Returns the ids of those who had not been told yet."""
    bells.require_transaction()
    sentences.require(kind)
    wanted = sorted({user if isinstance(user, int) else user.pk for user in users})
    values: dict[str, Any] = {
        "users": wanted,
        "kind": kind,
        "path": path,
        "dedupe_key": dedupe_key,
        "facts": json.dumps(dict(facts)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
        told = [int(user_id) for (user_id,) in cursor.fetchall()]
    announce(told, "notified", {})
    return told


def post_mail(to: str, subject: str, body: str) -> OutgoingMail:
    """Have a worker send this mail once the caller's transaction has committed."""
    bells.require_transaction()
    one_line = " ".join(subject.split())
    mail = OutgoingMail.objects.create(to=to, subject=one_line[:200], body=body)
    request_work("messaging.send_mail", str(mail.pk))
    return mail


def mark_read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=Now())


def mark_all_read(user: User) -> None:
    user.notifications.filter(read_at__isnull=True).update(read_at=Now())


def forget_old_events(age: timedelta) -> int:
    """Drop stream events older than ``age``; a page that comes back later is told to reload."""
    dropped, _by_model = StreamEvent.objects.filter(created_at__lt=timezone.now() - age).delete()
    return dropped


def forget_unsent_texts(age: timedelta) -> int:
    """Give up mails older than ``age`` that nobody could send: the row stays and says so, its text goes."""
    given_up = OutgoingMail.objects.filter(sent_at__isnull=True, created_at__lt=timezone.now() - age)
    return given_up.exclude(body="").update(body="")


def forget_old_mails(age: timedelta) -> int:
    dropped, _by_model = OutgoingMail.objects.filter(created_at__lt=timezone.now() - age).delete()
    return dropped

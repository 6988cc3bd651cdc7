"""Every read of messages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from common.keyset import Key, Ordering, Page, page_of
from messaging import sentences
from messaging.models import MailboxMessage, Notification, StreamCursor

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

__all__ = [
    "MOST_RESUMED",
    "Reading",
    "Ticket",
    "last_sequence",
    "mailbox_messages",
    "mailbox_page",
    "notification_page",
    "notifications_of",
    "read_streams",
    "told_before",
    "unread_count",
    "valid_tickets",
]

MOST_RESUMED = 1_000
# The bell says so many at most.
MOST_UNREAD = 100
PAGE_SIZE = 30

_NOTICES = Ordering("notifications", (Key("created_at"), Key("id")))
_MAILS = Ordering("mailbox", (Key("at"), Key("id")))

_MISSED = """
SELECT event.user_id, event.sequence, event.name, event.payload
  FROM unnest(%(users)s::bigint[], %(after)s::bigint[]) AS place (user_id, after)
  JOIN messaging_streamevent event ON event.user_id = place.user_id AND event.sequence > place.after
 ORDER BY event.user_id, event.sequence
"""


class Missed(NamedTuple):
    """One event as a stream sends it; ``payload`` is JSON text."""

    sequence: int
    name: str
    payload: str


@dataclass(frozen=True)
class Reading:
    """What one reader's stream holds: the last number given, and the events after a place, oldest first.

    ``is_complete`` is false when more than MOST_RESUMED are missed or the oldest of them are no longer kept.
    """

    last: int
    events: tuple[Missed, ...] = ()
    is_complete: bool = True


@dataclass(frozen=True)
class Ticket:
    """Who opened a stream, and by which session."""

    user_id: int
    session_key: str
    session_hash: str


def last_sequence(user: User) -> int:
    """The number of the newest event in this reader's stream, 0 when there has been none."""
    found = StreamCursor.objects.filter(user=user).values_list("last_sequence", flat=True).first()
    return found or 0


def unread_count(user: User) -> int:
    """Up to MOST_UNREAD: every page asks for it, so nothing is counted beyond what the bell shows."""
    return len(user.notifications.filter(read_at__isnull=True).order_by().values_list("pk")[:MOST_UNREAD])


def notifications_of(user: User) -> QuerySet[Notification]:
    """Newest first."""
    return user.notifications.all()


def notification_page(user: User, cursor: str | None) -> Page[Notification]:
    return page_of(notifications_of(user), _NOTICES, cursor, size=PAGE_SIZE)


def mailbox_page(address: str, cursor: str | None) -> Page[MailboxMessage]:
    return page_of(mailbox_messages(address), _MAILS, cursor, size=PAGE_SIZE)


def told_before(
    users: Iterable[int], *, kind: str, since: datetime.datetime, about: Mapping[str, str]
) -> frozenset[int]:
    """Those of these users who were told a sentence of this kind since then, or with these facts at any time."""
    told = Notification.objects.filter(user_id__in=list(users), kind=kind)
    return frozenset(told.filter(Q(created_at__gte=since) | Q(facts__contains=about)).values_list("user_id", flat=True))


def mailbox_messages(address: str = "") -> QuerySet[MailboxMessage]:
    """The demo's mails, newest first; ``address`` narrows them to recipients containing it."""
    found = MailboxMessage.objects.all()
    return found.filter(to__icontains=address) if address else found


def read_streams(places: Mapping[int, int]) -> dict[int, Reading]:
    """For each user id the events after a number, in two queries for all of them together."""
    cursors = StreamCursor.objects.filter(user_id__in=places).values_list("user_id", "last_sequence")
    lasts = dict.fromkeys(places, 0) | dict(cursors)
    behind = {user: after for user, after in places.items() if 0 < lasts[user] - after <= MOST_RESUMED}
    missed = _missed_events(behind) if behind else {}
    return {user: _reading(lasts[user], after, missed.get(user, [])) for user, after in places.items()}


def valid_tickets(tickets: Iterable[Ticket]) -> set[Ticket]:
    """Those whose session still exists and whose user may still sign in with it."""
    asked = list(tickets)
    sessions = Session.objects.filter(
        session_key__in={ticket.session_key for ticket in asked}, expire_date__gt=timezone.now()
    )
    alive = set(sessions.values_list("session_key", flat=True))
    users = User.objects.in_bulk({ticket.user_id for ticket in asked})
    return {ticket for ticket in asked if ticket.session_key in alive and _may_use(users.get(ticket.user_id), ticket)}


def _may_use(user: User | None, ticket: Ticket) -> bool:
    """A changed password ends the sessions that were opened with the old one."""
    return (
        user is not None
        and user.is_active
        and user.suspended_at is None
        and constant_time_compare(user.get_session_auth_hash(), ticket.session_hash)
    )


def ticket_of(user: User, session_key: str, session: Mapping[str, object]) -> Ticket:
    return Ticket(user.pk, session_key, str(session.get(HASH_SESSION_KEY, "")))


def _missed_events(places: Mapping[int, int]) -> dict[int, list[Missed]]:
    found: dict[int, list[Missed]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, {"users": list(places), "after": list(places.values())})
        for user_id, *event in cursor.fetchall():
            found.setdefault(user_id, []).append(Missed(*event))
    return found


def _reading(last: int, after: int, events: list[Missed]) -> Reading:
    if after >= last:
        return Reading(last)
    # The numbers have no gaps: a first event that is not the next one means that older ones were dropped.
    is_complete = bool(events) and events[0].sequence == after + 1
    last = max(last, events[-1].sequence) if events else last
    return Reading(last, tuple(events) if is_complete else (), is_complete)


@dataclass(frozen=True)
class Told:
    """A notification with its sentence in the active language."""

    notification: Notification
    subject: str
    body: str


def as_told(notifications: Iterable[Notification]) -> list[Told]:
    """Render each sentence; one that a release has dropped, or given facts that old rows lack, is left out."""
    told = []
    for notification in notifications:
        with suppress(sentences.UnknownSentenceError, KeyError):
            told.append(Told(notification, *sentences.render(notification.kind, notification.facts)))
    return told

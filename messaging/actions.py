"""Every write of messages: stream events, notifications and mails, always inside the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from common.pruning import delete_oldest
from messaging import sentences
from messaging.gathering import Event, Gathered, Notice, gathering, mail_to, tell
from messaging.models import MailboxMessage, Notification, OutgoingMail, StreamEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

__all__ = [
    "announce",
    "forget_demo_mails",
    "forget_old_events",
    "forget_old_mails",
    "forget_read_notifications",
    "forget_unsent_texts",
    "gathering",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_each",
    "post_mail",
]


def announce(users: Iterable[User | int], name: str, payload: Mapping[str, str]) -> None:
    """Put an event into the stream of each of these users and wake their pages after the commit.

    ``payload`` holds public ids only: the page fetches what its reader may see. Numbers rise by one for each reader, in
    the order of commits, so that a page resumes by number and misses nothing. Inside ``gathering()`` it is written with
    everything else at the end; a transaction without one that announces makes all others wait until it commits.
    Raises OutsideTransactionError outside transaction.atomic().
    """
    tell(Gathered(events=[Event(user_id, name, payload) for user_id in _ids(users)]))


def notify(
    user: User, *, kind: str, facts: Mapping[str, str | int], path: str, dedupe_key: str, mail: bool = False
) -> None:
    """``notify_each`` for one reader."""
    notify_each([user], kind=kind, facts=facts, path=path, dedupe_key=dedupe_key, mail=mail)


def notify_each(
    users: Iterable[User | int],
    *,
    kind: str,
    facts: Mapping[str, str | int],
    path: str,
    dedupe_key: str,
    mail: bool = False,
) -> None:
    """Leave a sentence of messaging.sentences for each reader, once per ``dedupe_key``; with ``mail``, also by mail.

    Raises UnknownSentenceError for a kind nobody registered, OutsideTransactionError.
    """
    sentences.require(kind)
    tell(Gathered(notices=[Notice(user_id, kind, facts, path, dedupe_key, mail) for user_id in _ids(users)]))


def _ids(users: Iterable[User | int]) -> list[int]:
    return sorted({user if isinstance(user, int) else user.pk for user in users})


def post_mail(to: str, subject: str, body: str) -> None:
    """Have a worker send this mail once the caller's transaction has committed. Raises OutsideTransactionError."""
    tell(Gathered(mails=[mail_to(to, subject, body)]))


def mark_read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=Now())


def mark_all_read(user: User) -> None:
    user.notifications.filter(read_at__isnull=True).update(read_at=Now())


def forget_old_events(age: timedelta) -> int:
    """Drop stream events older than ``age``; a page that comes back later is told to reload."""
    return delete_oldest(StreamEvent.objects.filter(created_at__lt=timezone.now() - age))


def forget_read_notifications(age: timedelta) -> int:
    """Drop what was read longer than ``age`` ago; what nobody has read yet stays."""
    return delete_oldest(Notification.objects.filter(read_at__lt=timezone.now() - age))


def forget_unsent_texts(age: timedelta) -> int:
    """Give up mails older than ``age`` that nobody could send: the row stays and says so, its text goes."""
    given_up = OutgoingMail.objects.filter(sent_at__isnull=True, created_at__lt=timezone.now() - age)
    return given_up.exclude(body="").update(body="")


def forget_old_mails(age: timedelta) -> int:
    return delete_oldest(OutgoingMail.objects.filter(created_at__lt=timezone.now() - age))


def forget_demo_mails(age: timedelta) -> int:
    """Drop old mails of the demo's mailbox."""
    return delete_oldest(MailboxMessage.objects.filter(at__lt=timezone.now() - age))

"""People write to those who run the platform, who answer."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.errors import AnswerMissingError, MoveNotAllowedError, TooManyMessagesError
from accounts.models import ContactMessage, ContactTopic, User
from accounts.rules import MESSAGES_AN_HOUR, MESSAGES_OF_ONE_AN_HOUR
from accounts.signals import contact_received
from accounts.states import CONTACT_MOVES, ContactStatus

_LOCK = 4_601_381  # any number; messages are counted one after the other


@dataclass(frozen=True)
class ContactWords:
    """What somebody wrote, and the language in which they read the page."""

    topic: ContactTopic
    name: str
    email: str
    text: str
    language: str


@transaction.atomic
def send_contact_message(words: ContactWords, *, user: User | None) -> ContactMessage:
    """Keep the message and announce it. Raises TooManyMessagesError for a flood from one address or from everywhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    lately = ContactMessage.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    email = words.email.strip().lower()
    from_one = lately.filter(email=email).count()
    if from_one >= MESSAGES_OF_ONE_AN_HOUR or lately.count() >= MESSAGES_AN_HOUR:
        raise TooManyMessagesError
    return _keep(ContactWords(words.topic, words.name, email, words.text, words.language), user)


@transaction.atomic
def request_deletion(user: User, *, text: str, language: str) -> ContactMessage:
    """Ask the administrators to delete the account. A wish that waits already is given back instead."""
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = ContactMessage.objects.filter(user=person, topic=ContactTopic.DELETION, status=ContactStatus.OPEN).first()
    if waiting is not None:
        return waiting
    name = person.full_name or person.email
    return _keep(ContactWords(ContactTopic.DELETION, name[:100], person.email, text, language), person)


@transaction.atomic
def move_contact_message(message: ContactMessage, *, status: ContactStatus, answer: str, actor: User) -> ContactMessage:
    """Note what was answered or done and where the message stands now.

    Raises PermissionDenied, AnswerMissingError for an answered message without a note, and MoveNotAllowedError.
    """
    if not actor.is_staff:
        raise PermissionDenied
    current = ContactMessage.objects.select_for_update().get(pk=message.pk)
    if status == ContactStatus.ANSWERED and not answer:
        raise AnswerMissingError
    if (current.status, current.answer) == (status, answer):
        return current
    current.answer, current.answered_by = answer, actor
    _move(current, status)
    return current


def _keep(words: ContactWords, user: User | None) -> ContactMessage:
    message = ContactMessage.objects.create(**vars(words), user=user)
    contact_received.send(sender=ContactMessage, message=message)
    return message


def _move(message: ContactMessage, status: ContactStatus) -> None:
    if status != message.status and status not in CONTACT_MOVES[message.status]:
        raise MoveNotAllowedError
    message.status = status
    message.save(update_fields=["status", "answer", "answered_by", "changed_at"])

"""Tokens for programs: made, used and revoked."""

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.errors import TooManyTokensError
from accounts.models import ApiAnswer, ApiCount, ApiToken, Organisation, User
from accounts.models.tokens import PREFIX_LENGTH
from accounts.queries import role_of
from accounts.rules import scopes_for
from accounts.signals import mail_written
from accounts.tokens import digest_of_secret, new_secret, token_mail
from common.pruning import delete_oldest

MOST_TOKENS = 20
USE_NOTED_EVERY = timedelta(hours=1)
ANSWERS_KEPT = timedelta(hours=24)

_COUNT = """
INSERT INTO accounts_apicount (subject, "window", requests, ends_at)
VALUES (%(subject)s, %(window)s, 1, to_timestamp((%(window)s + 1) * %(seconds)s::bigint))
ON CONFLICT ON CONSTRAINT apicount_window_once DO UPDATE SET requests = accounts_apicount.requests + 1
RETURNING requests
"""


@transaction.atomic
def create_token(
    user: User, *, name: str, scopes: Collection[str], days: int, organisation: Organisation | None = None
) -> tuple[ApiToken, str]:
    """The token, and the secret that is shown once. Raises PermissionDenied, TooManyTokensError."""
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if organisation is not None and role_of(person, organisation) is None:
        raise PermissionDenied
    if not scopes or not set(scopes) <= scopes_for(organisation):
        raise PermissionDenied
    working = ApiToken.objects.filter(user=person, revoked_at__isnull=True, expires_at__gt=timezone.now())
    if working.count() >= MOST_TOKENS:
        raise TooManyTokensError
    secret = new_secret()
    token = ApiToken.objects.create(
        user=person,
        organisation=organisation,
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of_secret(secret),
        scopes=sorted(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    subject, body = token_mail(token)
    mail_written.send(sender=ApiToken, to=person.email, subject=subject, body=body)
    return token, secret


def revoke_token(token: ApiToken) -> None:
    """From now on it opens nothing; quiet when it is revoked already."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def note_use(token: ApiToken) -> None:
    """Remember that it was used, once an hour at most."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def count_request(subject: str, *, window: int, seconds: int) -> int:
    """How many requests this caller has now made in this window of so many seconds, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"subject": subject, "window": window, "seconds": seconds})
        return int(cursor.fetchone()[0])


def keep_answer(answer: ApiAnswer) -> None:
    """Inside the transaction of the write it answers."""
    answer.save(force_insert=True)


def forget_old_answers() -> int:
    return delete_oldest(ApiAnswer.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT))


def forget_old_counts() -> int:
    return delete_oldest(ApiCount.objects.filter(ends_at__lt=timezone.now()))

"""Which row an action waits for before it reads anything it decides by: with that row held, it does nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import OperationalError, connection, models

from accounts import actions
from accounts.models import Consent, Giver
from common.japan import today_in_japan
from tests.factories import make_personnel, make_user, owner_of

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_YEAR = today_in_japan() + timedelta(days=365)


@pytest.fixture(autouse=True)
def _short_wait() -> Iterator[None]:
    """Locks are waited for 0.1 s, not for 2 s."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    yield
    connection.close()


@contextmanager
def held(row: models.Model) -> Iterator[None]:
    """Locked by somebody else as the actions lock it: references to the row are still possible."""
    table = type(row)._meta.db_table  # noqa: SLF001 -- documented
    with psycopg.connect(settings.DATABASE_OWNER_URL) as other:
        other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row.pk])
        yield
        other.rollback()


def waits_for(row: models.Model, action: Callable[[], object]) -> None:
    with held(row), pytest.raises(OperationalError):
        action()


def test_consents_and_the_mailbox_they_come_from_wait_for_each_other() -> None:
    party = make_personnel(agreed=False, user=make_user()).party
    owner = owner_of(party.organisation)
    given = {"scopes": ["listed"], "expires_on": NEXT_YEAR}
    waits_for(party, lambda: actions.give_consent(party, Giver.PERSON, by=party.user, **given))
    waits_for(party, lambda: actions.withdraw_consent(party, Giver.PERSON, by=party.user))
    # Nothing else of this change touches the party: the account has proved the new address as well.
    EmailAddress.objects.create(user=party.user, email="other@example.jp", verified=True)
    waits_for(party, lambda: actions.edit_personnel(party, actor=owner, email="other@example.jp"))
    assert not Consent.objects.exists()

"""Which row an action waits for before it reads anything it decides by: with that row held, it does nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import OperationalError, connection, models
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.models import Consent, Decision, EvidenceKind, Giver, Measure, Party
from accounts.proofs import Claim, Paper
from accounts.reported import organisation_subject, party_subject
from accounts.states import AppealStatus
from common.japan import today_in_japan
from tests.accounts.uploads import PDF
from tests.factories import make_company, make_firm, make_freelancer, make_personnel, make_user, owner_of

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
    table = type(row)._meta.db_table
    with psycopg.connect(settings.DATABASE_OWNER_URL) as other:
        other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row.pk])
        yield
        other.rollback()


def waits_for(row: models.Model, action: Callable[[], object]) -> None:
    """It waits to lock the row; to wait only once it writes to it would be too late for what it has read before."""
    with held(row), CaptureQueriesContext(connection) as asked, pytest.raises(OperationalError):
        action()
    waited = [query["sql"] for query in asked if not query["sql"].startswith(("ROLLBACK", "RELEASE"))][-1]
    assert waited.endswith("FOR NO KEY UPDATE"), waited


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


@pytest.mark.parametrize("is_organisation", [True, False])
def test_suspending_and_lifting_wait_for_each_other(is_organisation: bool) -> None:
    """Each counts the suspensions that stand, and writes what it counted to the row of whoever is suspended."""
    responsible = make_company() if is_organisation else make_freelancer().party
    subject = party_subject(responsible) if isinstance(responsible, Party) else organisation_subject(responsible)
    own = responsible.user if isinstance(responsible, Party) else owner_of(responsible)
    staff = make_user(is_staff=True)
    facts: dict[str, Any] = {"measure": Measure.SUSPEND, "reason": "規約に反します。"}
    decision = actions.decide_unasked(subject, until=today_in_japan(), actor=staff, **facts)
    actions.report_subject(subject, reason="false", text="", reporter=make_user())
    appeal = actions.appeal_decision(decision, text="違います。", actor=own)
    granted: dict[str, Any] = {
        "status": AppealStatus.GRANTED,
        "answer": "確認しました。",
        "actor": make_user(is_staff=True),
    }
    reported: dict[str, Any] = {"kind": subject.kind, "public_id": subject.public_id}
    waits_for(responsible, lambda: actions.lift_decision(decision, actor=staff))
    waits_for(responsible, lambda: actions.answer_appeal(appeal, **granted))
    waits_for(responsible, lambda: actions.decide_reports(**reported, until=None, actor=staff, **facts))
    Decision.objects.update(until=today_in_japan() - timedelta(days=1))
    waits_for(responsible, actions.end_suspensions)


def test_a_line_of_a_firm_and_its_proof_wait_for_the_party_first() -> None:
    """Those who decide about the proof lock the party and then the proof; the other way round two wait in a ring."""
    party = make_firm().party
    owner, named = owner_of(party.organisation), {"name": "ISO/IEC 27001", "number": "IS 1", "valid_until": None}
    row = actions.save_certificate(party, None, actor=owner, **named)
    claim = Claim(EvidenceKind.CERTIFICATE, firm_certificate=row, paper=Paper("登録証.pdf", PDF))
    actions.bring_evidence(party, claim, actor=owner)
    waits_for(party, lambda: actions.save_certificate(party, row, actor=owner, **(named | {"number": "IS 2"})))
    waits_for(party, lambda: actions.remove_certificate(party, row, actor=owner))

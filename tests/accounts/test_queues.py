"""The administrators' queues and the pages of those concerned ask the database as often for three rows as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.models import EvidenceKind, Measure, User
from accounts.proofs import Claim, Paper
from accounts.reported import organisation_subject, party_subject
from tests.accounts.uploads import PDF
from tests.factories import make_company, make_firm, make_freelancer, make_user, owner_of

pytestmark = pytest.mark.django_db


def staff() -> User:
    return make_user(is_staff=True)


def evidence_queue(rows: int) -> tuple[User, str]:
    """From people, organisations and firms."""
    for number in range(rows):
        person, company = make_freelancer(), make_company()
        assert person.user is not None
        claim = Claim(EvidenceKind.IDENTITY, note="運転免許証", paper=Paper("本人.pdf", PDF))
        actions.bring_evidence(person.party, claim, actor=person.user)
        number_claim = Claim(EvidenceKind.CORPORATE_NUMBER, number="7000012050002")
        actions.bring_evidence(company, number_claim, actor=owner_of(company))
        certificates_of_firm(number + 1)
    return staff(), "/staff/evidence/"


def certificates_of_firm(rows: int) -> tuple[User, str]:
    party = make_firm().party
    assert party.organisation is not None
    owner = owner_of(party.organisation)
    for number in range(rows):
        row = actions.save_certificate(party, None, actor=owner, name=f"ISO {number}", number="", valid_until=None)
        claim = Claim(EvidenceKind.CERTIFICATE, firm_certificate=row, paper=Paper("証.pdf", PDF))
        actions.bring_evidence(party, claim, actor=owner)
    return owner, f"/people/{party.public_id}/verification/"


def firm_page(rows: int) -> tuple[User, str]:
    return certificates_of_firm(rows)[0], "/firm/"


def report_queue(rows: int) -> tuple[User, str]:
    for _ in range(rows):
        actions.report_subject(party_subject(make_freelancer().party), reason="spam", text="", reporter=make_user())
        decided_and_appealed()
    return staff(), "/staff/reports/"


def reports_of_one(rows: int) -> tuple[User, str]:
    party = make_freelancer().party
    for _ in range(rows):
        subject = party_subject(party)
        actions.decide_unasked(subject, measure=Measure.WARN, reason="控えてください。", until=None, actor=staff())
    for _ in range(rows):
        actions.report_subject(party_subject(party), reason="spam", text="", reporter=make_user())
    return staff(), f"/staff/reports/party/{party.public_id}/"


def decided_and_appealed() -> None:
    company = make_company()
    decision = actions.decide_unasked(
        organisation_subject(company), measure=Measure.WARN, reason="控えてください。", until=None, actor=staff()
    )
    actions.appeal_decision(decision, text="誤解です。", actor=owner_of(company))


def own_decisions(rows: int) -> tuple[User, str]:
    company = make_company()
    for _ in range(rows):
        subject = organisation_subject(company)
        actions.decide_unasked(subject, measure=Measure.WARN, reason="控えてください。", until=None, actor=staff())
    return owner_of(company), "/decisions/"


@pytest.mark.parametrize(
    ("make_page", "expected"),
    [
        (evidence_queue, 7),
        (certificates_of_firm, 11),
        (firm_page, 25),
        (report_queue, 8),
        (reports_of_one, 9),
        (own_decisions, 8),
    ],
)
def test_a_page_asks_as_often_for_three_rows(make_page: Callable[[int], tuple[User, str]], expected: int) -> None:
    found = []
    for rows in (1, 3):
        reader, address = make_page(rows)
        client = Client()
        client.force_login(reader)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found.append(len(captured))
    assert found == [expected, expected]

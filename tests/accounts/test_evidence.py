"""Evidence: numbers, the queue, what a decision changes, and how it ends."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.errors import AlreadyWaitingError, EvidenceIncompleteError, MoveNotAllowedError
from accounts.forms.evidence import EvidenceForm
from accounts.models import (
    Evidence,
    EvidenceKind,
    Organisation,
    OrganisationKind,
    Party,
    Profile,
    Role,
    StoredFile,
    User,
)
from accounts.proofs import Claim, Paper
from accounts.queries import evidenced_skills
from accounts.registration_numbers import check_invoice_number, is_corporate_number, plain_number
from accounts.states import EvidenceStatus
from common.japan import today_in_japan
from messaging.models import Notification
from tests.accounts.uploads import PDF
from tests.factories import make_company, make_freelancer, make_member, make_personnel, make_user, owner_of
from vocabulary.certificates import certificates
from vocabulary.models import Skill

pytestmark = pytest.mark.django_db
NUMBERS = json.loads((Path(__file__).parents[1] / "data/registration_numbers.json").read_text())
PAPER = Paper("証明.pdf", PDF)
AWS = Claim(EvidenceKind.CERTIFICATE, certificate="AWS-SAA", paper=PAPER)


def staff() -> User:
    return make_user(is_staff=True)


def approved(subject: Organisation | Party, claim: Claim, actor: User, until: int | None = None) -> Evidence:
    evidence = actions.bring_evidence(subject, claim, actor=actor)
    end = None if until is None else today_in_japan() + timedelta(days=until)
    return actions.approve_evidence(evidence, expires_on=end, note="", actor=staff())


def proven(profile: Profile) -> dict[str, list[str]]:
    """Read anew."""
    return evidenced_skills([Profile.objects.get(pk=profile.pk)])[profile.pk]


def freelancer() -> tuple[Profile, User]:
    profile = make_freelancer(skills=("aws", "kintone"))
    assert profile.user is not None
    return profile, profile.user


@pytest.mark.parametrize("number", NUMBERS["corporate_number"]["valid"])
def test_right_corporate_numbers(number: str) -> None:
    assert is_corporate_number(number)


@pytest.mark.parametrize("number", NUMBERS["corporate_number"]["invalid"])
def test_wrong_corporate_numbers(number: str) -> None:
    assert not is_corporate_number(number)


@pytest.mark.parametrize(("typed", "expected"), NUMBERS["invoice_number"].items())
def test_invoice_numbers(typed: str, expected: list[str]) -> None:
    number = plain_number(typed)
    assert [number, check_invoice_number(number)] == expected


def test_every_skill_a_certificate_proves_is_in_the_vocabulary() -> None:
    named = {slug for one in certificates().values() for slug in one.skills}
    assert named <= set(Skill.objects.values_list("slug", flat=True))


def test_the_form_refuses_a_my_number_card_and_keeps_numbers_of_individuals() -> None:
    form = EvidenceForm({"document": "my_number"}, kind=EvidenceKind.IDENTITY)
    assert not form.is_valid()
    assert form.has_error("document")
    individual = EvidenceForm({"number": "Ｔ1234567890123"}, kind=EvidenceKind.INVOICE_NUMBER)
    assert individual.is_valid()
    assert individual.claim.number == "T1234567890123"


def test_a_certificate_marks_the_skills_it_proves_until_it_runs_out() -> None:
    profile, user = freelancer()
    version = profile.version
    evidence = approved(profile.party, AWS, user, until=10)
    assert list(proven(profile)) == ["aws"]
    assert proven(profile)["aws"] == [certificates()["AWS-SAA"].label]
    profile.refresh_from_db()
    assert profile.version > version
    assert Party.objects.get(pk=profile.party_id).verified == ["certificate"]
    aws = Skill.objects.get(slug="aws")
    actions.drop_skill(profile, aws)
    actions.save_skill(profile, aws, level=2, last_used=None)
    assert "aws" in proven(profile)
    assert actions.expire_evidence() == 0
    Evidence.objects.filter(pk=evidence.pk).update(expires_on=today_in_japan() - timedelta(days=1))
    assert actions.expire_evidence() == 1
    assert not proven(profile)
    assert Party.objects.get(pk=profile.party_id).verified == []
    assert Notification.objects.filter(user=user, kind="evidence_expired").exists()


def test_people_are_reminded_once_a_month_before_the_end() -> None:
    profile, user = freelancer()
    approved(profile.party, AWS, user, until=31)
    assert actions.remind_of_ends() == 0
    Evidence.objects.update(expires_on=today_in_japan() + timedelta(days=30))
    assert [actions.remind_of_ends(), actions.remind_of_ends()] == [1, 0]
    assert Notification.objects.filter(user=user, kind="evidence_ends_soon").count() == 1


def test_a_renewal_takes_the_place_of_what_counted() -> None:
    profile, user = freelancer()
    first = approved(profile.party, AWS, user, until=10)
    second = approved(profile.party, AWS, user, until=900)
    first.refresh_from_db()
    assert (first.status, second.status) == (EvidenceStatus.REPLACED, EvidenceStatus.APPROVED)
    assert "aws" in proven(profile)


def test_one_of_a_kind_waits_at_a_time() -> None:
    profile, user = freelancer()
    actions.bring_evidence(profile.party, AWS, actor=user)
    with pytest.raises(AlreadyWaitingError):
        actions.bring_evidence(profile.party, AWS, actor=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(party=profile.party, kind="certificate", certificate="AWS-SAA")


def test_a_paper_is_asked_for_where_there_must_be_one() -> None:
    profile, user = freelancer()
    with pytest.raises(EvidenceIncompleteError):
        actions.bring_evidence(profile.party, Claim(EvidenceKind.IDENTITY), actor=user)


def test_who_brings_and_who_decides() -> None:
    profile, user = freelancer()
    with pytest.raises(PermissionDenied):
        actions.bring_evidence(profile.party, AWS, actor=make_user())
    company = make_company()
    viewer = make_member(company, role=Role.VIEWER).user
    number = Claim(EvidenceKind.CORPORATE_NUMBER, number="7000012050002")
    with pytest.raises(PermissionDenied):
        actions.bring_evidence(company, number, actor=viewer)
    evidence = actions.bring_evidence(profile.party, AWS, actor=user)
    for nobody in (user, make_user()):
        with pytest.raises(PermissionDenied):
            actions.approve_evidence(evidence, expires_on=None, note="", actor=nobody)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    with pytest.raises(PermissionDenied):
        actions.approve_evidence(evidence, expires_on=None, note="", actor=User.objects.get(pk=user.pk))


def test_a_decision_is_made_once() -> None:
    profile, user = freelancer()
    evidence = actions.bring_evidence(profile.party, AWS, actor=user)
    actions.refuse_evidence(evidence, reason="unreadable", note="", actor=staff())
    actions.refuse_evidence(evidence, reason="other", note="", actor=staff())
    with pytest.raises(MoveNotAllowedError):
        actions.approve_evidence(evidence, expires_on=None, note="", actor=staff())
    evidence.refresh_from_db()
    assert evidence.reason == "unreadable"
    assert Notification.objects.filter(user=user, kind="evidence_refused").count() == 1


def test_an_office_is_approved_by_its_letter_and_a_lender_by_its_number() -> None:
    town = make_company(kind=OrganisationKind.MUNICIPALITY, approved_at=None)
    evidence = approved(town, Claim(EvidenceKind.OFFICIAL, note="a@city.lg.jp", paper=PAPER), owner_of(town))
    assert Organisation.objects.get(pk=town.pk).is_approved
    actions.withdraw_evidence(evidence, actor=owner_of(town))
    assert not Organisation.objects.get(pk=town.pk).is_approved
    assert not StoredFile.objects.exists()
    person = make_personnel()
    lender = person.party.organisation
    assert lender is not None
    Organisation.objects.filter(pk=lender.pk).update(approved_at=None)
    assert not Profile.objects.listed().filter(pk=person.pk).exists()
    approved(lender, Claim(EvidenceKind.CORPORATE_NUMBER, number="7000012050002"), owner_of(lender))
    assert Profile.objects.listed().filter(pk=person.pk).exists()


def test_what_was_approved_before_stays_when_a_new_claim_is_taken_back() -> None:
    town = make_company(kind=OrganisationKind.MUNICIPALITY)
    evidence = actions.bring_evidence(town, Claim(EvidenceKind.OFFICIAL, paper=PAPER), actor=owner_of(town))
    actions.withdraw_evidence(evidence, actor=owner_of(town))
    actions.withdraw_evidence(evidence, actor=owner_of(town))
    assert Organisation.objects.get(pk=town.pk).is_approved


def test_identity_papers_go_a_month_after_the_decision() -> None:
    profile, user = freelancer()
    evidence = approved(profile.party, Claim(EvidenceKind.IDENTITY, note="旅券", paper=PAPER), user)
    assert actions.forget_identity_papers() == 0
    Evidence.objects.filter(pk=evidence.pk).update(decided_at=timezone.now() - timedelta(days=31))
    assert actions.forget_identity_papers() == 1
    assert Evidence.objects.get().status == EvidenceStatus.APPROVED
    assert not StoredFile.objects.exists()


def test_from_the_upload_to_the_mark(client: Client) -> None:
    """The whole way through the pages: send, check, refuse, send again, approve, and see the mark."""
    _profile, user = freelancer()
    administrator = staff()
    for decision in ("refuse", "approve"):
        client.force_login(user)
        sent = {"certificate": "AWS-SAA", "paper": SimpleUploadedFile("../証明.pdf", PDF)}
        assert client.post("/verification/certificate/", sent).status_code == 302
        waiting = Evidence.objects.get(status="submitted")
        client.force_login(administrator)
        page = client.get("/staff/evidence/?kind=certificate").text
        assert waiting.public_id in page
        address = f"/staff/evidence/{waiting.public_id}/"
        assert "証明.pdf" in client.get(address).text
        assert client.post(f"{address}refuse/", {"reason": ""}).status_code == 422
        assert client.post(f"{address}approve/", {"expires_on": "2020-01-01"}).status_code == 422
        assert client.post(f"{address}{decision}/", {"reason": "unreadable"}).status_code == 302
        client.force_login(user)
        text = client.get("/verification/").text
        assert ("資格を確認済み" in text) == (decision == "approve")


@pytest.mark.parametrize("content", [b"", b"MZ", b"%PDF-" + b"x" * (11 << 20)], ids=["empty", "program", "11 MB"])
def test_bad_files_are_answered_beside_the_field(client: Client, content: bytes) -> None:
    _profile, user = freelancer()
    client.force_login(user)
    sent = {"document": "passport", "paper": SimpleUploadedFile("x" * 300 + ".pdf", content)}
    answer = client.post("/verification/identity/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].has_error("paper")
    assert not StoredFile.objects.exists()


def test_kinds_that_are_not_theirs_are_not_there(client: Client) -> None:
    _profile, user = freelancer()
    client.force_login(user)
    assert client.get("/verification/dispatch_licence/").status_code == 404
    assert client.get("/verification/nothing/").status_code == 404

"""Evidence for a firm's list of certificates and for lent people: who brings it, what it shows, and when it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import actions
from accounts.models import Evidence, EvidenceKind, FirmCertificate, Party, Role, StoredFile, User
from accounts.proofs import Claim, Paper
from accounts.states import EvidenceStatus
from common.japan import today_in_japan
from messaging.models import Notification
from tests.accounts.uploads import PDF
from tests.factories import make_firm, make_lender, make_member, make_personnel, make_user, owner_of

pytestmark = pytest.mark.django_db


def firm_with_paper() -> tuple[Party, FirmCertificate, User]:
    party = make_firm().party
    assert party.organisation is not None
    owner = owner_of(party.organisation)
    row = actions.save_certificate(party, None, actor=owner, name="ISO/IEC 27001", number="IS 1", valid_until=None)
    return party, row, owner


def proven(party: Party, row: FirmCertificate, owner: User, days: int = 30) -> Evidence:
    claim = Claim(EvidenceKind.CERTIFICATE, firm_certificate=row, paper=Paper("登録証.pdf", PDF))
    evidence = actions.bring_evidence(party, claim, actor=owner)
    end = today_in_japan() + timedelta(days=days)
    return actions.approve_evidence(evidence, expires_on=end, note="", actor=make_user(is_staff=True))


def fresh(row: FirmCertificate) -> FirmCertificate:
    return FirmCertificate.objects.get(pk=row.pk)


def test_a_certificate_is_proven_only_while_an_approval_counts() -> None:
    party, row, owner = firm_with_paper()
    assert fresh(row).proof is None
    evidence = proven(party, row, owner)
    assert fresh(row).proof == evidence
    assert Party.objects.get(pk=party.pk).verified == ["certificate"]
    # The day has passed, and the clock that ends it has not come by.
    Evidence.objects.update(expires_on=today_in_japan() - timedelta(days=1))
    assert fresh(row).proof is None
    assert actions.expire_evidence() == 1
    assert Party.objects.get(pk=party.pk).verified == []


def test_another_name_or_number_must_be_proven_again() -> None:
    party, row, owner = firm_with_paper()
    evidence = proven(party, row, owner)
    facts = {"name": row.name, "number": row.number}
    actions.save_certificate(party, row, actor=owner, **facts, valid_until=today_in_japan())
    assert fresh(row).proof == evidence
    actions.save_certificate(party, row, actor=owner, name=row.name, number="IS 2", valid_until=None)
    assert fresh(row).proof is None
    evidence.refresh_from_db()
    assert evidence.status == EvidenceStatus.WITHDRAWN
    assert not StoredFile.objects.filter(organisation=party.organisation).exists()
    assert Party.objects.get(pk=party.pk).verified == []


def test_what_is_taken_from_the_list_proves_nothing_any_more() -> None:
    party, row, owner = firm_with_paper()
    proven(party, row, owner)
    actions.remove_certificate(party, row, actor=owner)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()
    assert Party.objects.get(pk=party.pk).verified == []


def test_nobody_proves_a_line_of_another_firm() -> None:
    _party, row, _owner = firm_with_paper()
    other, _row, owner = firm_with_paper()
    with pytest.raises(PermissionDenied):
        proven(other, row, owner)


def test_a_line_removed_in_another_window_is_not_proven(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    party, row, owner = firm_with_paper()
    client.force_login(owner)
    bring = actions.bring_evidence

    def after_the_form(subject: Party, claim: Claim, *, actor: User) -> Evidence:
        FirmCertificate.objects.all().delete()
        return bring(subject, claim, actor=actor)

    monkeypatch.setattr(actions, "bring_evidence", after_the_form)
    sent = {"certificate": row.public_id, "paper": SimpleUploadedFile("証.pdf", PDF)}
    answer = client.post(f"/people/{party.public_id}/verification/certificate/", sent)
    assert (answer.status_code, Evidence.objects.count(), StoredFile.objects.count()) == (422, 0, 0)
    assert "一覧から削除されています" in answer.text


def test_a_firm_sends_evidence_from_its_page(client: Client) -> None:
    party, row, owner = firm_with_paper()
    client.force_login(owner)
    address = f"/people/{party.public_id}/verification/certificate/"
    assert address in client.get("/firm/").text
    assert row.name in client.get(address).text
    assert client.post(address, {"certificate": "AWS-SAA"}).status_code == 422
    paper = SimpleUploadedFile("証.pdf", PDF)
    answer = client.post(address, {"certificate": row.public_id, "paper": paper})
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{party.public_id}/verification/")
    assert "確認中" in client.get("/firm/").text
    evidence = Evidence.objects.get()
    actions.approve_evidence(evidence, expires_on=None, note="", actor=make_user(is_staff=True))
    assert "裏付けあり" in client.get("/firm/").text
    told = Notification.objects.get(user=owner, kind="evidence_approved")
    assert told.path == f"/people/{party.public_id}/verification/"
    assert client.post(f"/people/{party.public_id}/verification/{evidence.public_id}/withdraw/").status_code == 302
    assert "裏付けあり" not in client.get("/firm/").text


def test_a_lending_company_sends_evidence_for_its_people(client: Client) -> None:
    lender = make_lender()
    person = make_personnel(lender)
    address = f"/people/{person.party.public_id}/verification/"
    client.force_login(owner_of(lender))
    assert address in client.get(f"/people/{person.party.public_id}/").text
    sent = {"certificate": "CCNA", "paper": SimpleUploadedFile("証.pdf", PDF)}
    assert client.post(f"{address}certificate/", sent).status_code == 302
    assert "CCNA" in client.get(address).text
    assert client.get(f"{address}identity/").status_code == 404
    client.force_login(make_member(lender, role=Role.VIEWER).user)
    assert client.get(address).status_code == 200
    assert client.get(f"{address}certificate/").status_code == 403
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_what_ran_out_is_shown_with_the_way_to_renew_it(client: Client) -> None:
    party, row, owner = firm_with_paper()
    proven(party, row, owner)
    Evidence.objects.update(expires_on=today_in_japan() - timedelta(days=1))
    actions.expire_evidence()
    client.force_login(owner)
    page = client.get(f"/people/{party.public_id}/verification/").text
    assert page.count("期限切れ") == 2
    assert f"/people/{party.public_id}/verification/certificate/" in page


def test_a_firm_without_certificates_is_led_to_its_list_before_it_sends_anything(client: Client) -> None:
    firm = make_firm()
    assert firm.party.organisation is not None
    client.force_login(owner_of(firm.party.organisation))
    page = client.get(f"/people/{firm.party.public_id}/verification/certificate/").text
    assert "/firm/certificates/" in page
    assert 'type="file"' not in page

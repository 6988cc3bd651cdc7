"""Evidence is brought, decided on, renewed, and runs out. What counts is written where it is shown."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.files import remove_file, store_file
from accounts.actions.profiles import announce_change
from accounts.actions.skill_proofs import settle_skills
from accounts.errors import AlreadyWaitingError, CertificateGoneError, EvidenceIncompleteError, MoveNotAllowedError
from accounts.file_types import PAPERS
from accounts.models import (
    Evidence,
    EvidenceFile,
    EvidenceKind,
    FirmCertificate,
    Organisation,
    OrganisationKind,
    Party,
    StoredFile,
    User,
)
from accounts.models.consents import TODAY
from accounts.models.evidence import APPROVING, WITHOUT_PAPER
from accounts.proofs import Claim
from accounts.rules import may_bring_evidence
from accounts.signals import evidence_brought, evidence_decided, evidence_ends
from accounts.states import EVIDENCE_MOVES, EvidenceStatus
from common.japan import today_in_japan

AT_ONCE = 200
REMIND_BEFORE = timedelta(days=30)
# Identity papers are needed to decide, and to answer a question about the decision for a while.
KEEP_IDENTITY = timedelta(days=30)


@transaction.atomic
def bring_evidence(subject: Organisation | Party, claim: Claim, *, actor: User) -> Evidence:
    """Put it into the administrators' queue; also as the renewal of one that counts, which stays until the decision.

    Raises PermissionDenied, AlreadyWaitingError, EvidenceIncompleteError, CertificateGoneError, and as store_file does.
    """
    if not may_bring_evidence(actor, subject):
        raise PermissionDenied
    _lock(subject)
    if claim.paper is None and claim.kind not in WITHOUT_PAPER:
        raise EvidenceIncompleteError
    if claim.firm_certificate is not None:
        _lock_certificate(claim.firm_certificate, subject)
    alike = Evidence.objects.of(subject).alike(claim.kind, claim.certificate, claim.firm_certificate)
    if alike.waiting().exists():
        raise AlreadyWaitingError
    owner = {"party": subject} if isinstance(subject, Party) else {"organisation": subject}
    evidence = Evidence.objects.create(
        **owner,
        kind=claim.kind,
        number=claim.number,
        certificate=claim.certificate,
        firm_certificate=claim.firm_certificate,
        note=claim.note,
        submitted_by=actor,
    )
    if claim.paper is not None:
        stored = store_file(subject, content=claim.paper.content, name=claim.paper.name, by=actor, allowed=PAPERS)
        EvidenceFile.objects.create(evidence=evidence, file=stored)
    evidence_brought.send(sender=Evidence, evidence=evidence)
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, actor: User) -> None:
    """Take it back with its papers, be it that it counts already; quiet when it is over. Raises PermissionDenied."""
    if not may_bring_evidence(actor, evidence.subject):
        raise PermissionDenied
    _lock(evidence.subject)
    _take_back(Evidence.objects.select_for_update().get(pk=evidence.pk))


@transaction.atomic
def take_back_proofs_of(certificate: FirmCertificate) -> None:
    """What was sent for a line of a firm's list proves nothing once the line says something else or is gone.

    The caller has locked the firm's party.
    """
    for evidence in Evidence.objects.filter(firm_certificate=certificate).order_by("pk").select_for_update():
        _take_back(evidence)


@transaction.atomic
def approve_evidence(evidence: Evidence, *, expires_on: date | None, note: str, actor: User) -> Evidence:
    """It counts from now on, in place of the one before. Raises PermissionDenied, MoveNotAllowedError."""
    current = _deciding(evidence, actor)
    if current.status == EvidenceStatus.APPROVED:
        return current
    alike = Evidence.objects.of(current.subject).alike(current.kind, current.certificate, current.firm_certificate)
    for replaced in alike.approved().select_for_update():
        _move(replaced, EvidenceStatus.REPLACED)
    current.expires_on, current.decision_note = expires_on, note
    _decide(current, EvidenceStatus.APPROVED, actor)
    _settle(current)
    return current


@transaction.atomic
def refuse_evidence(evidence: Evidence, *, reason: str, note: str, actor: User) -> Evidence:
    """Say why not; a new one may be brought at once. Raises PermissionDenied, MoveNotAllowedError."""
    current = _deciding(evidence, actor)
    if current.status == EvidenceStatus.REFUSED:
        return current
    current.reason, current.decision_note = reason, note
    _decide(current, EvidenceStatus.REFUSED, actor)
    return current


@transaction.atomic
def expire_evidence() -> int:
    """End what has run out, and tell its people; how many."""
    over = Evidence.objects.approved().filter(expires_on__lt=TODAY).order_by("pk")
    ended = list(over.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for evidence in ended:
        _move(evidence, EvidenceStatus.EXPIRED)
        _settle(evidence)
        evidence_ends.send(sender=Evidence, evidence=evidence)
    return len(ended)


@transaction.atomic
def remind_of_ends() -> int:
    """Tell, once, those whose evidence runs out within a month; how many."""
    soon = Evidence.objects.approved().filter(expires_on__lte=today_in_japan() + REMIND_BEFORE, reminded_at=None)
    ending = list(soon.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for evidence in ending:
        evidence.reminded_at = timezone.now()
        evidence.save(update_fields=["reminded_at"])
        evidence_ends.send(sender=Evidence, evidence=evidence)
    return len(ending)


@transaction.atomic
def forget_identity_papers() -> int:
    """Delete identity papers some time after the decision on them; how many files."""
    old = StoredFile.objects.filter(
        pk__in=EvidenceFile.objects.filter(
            evidence__kind=EvidenceKind.IDENTITY, evidence__decided_at__lt=timezone.now() - KEEP_IDENTITY
        ).values("file")
    )
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    StoredFile.objects.filter(pk__in=keys).delete()
    return len(keys)


def _lock(subject: Organisation | Party) -> None:
    type(subject).objects.select_for_update(no_key=True).get(pk=subject.pk)


def _lock_certificate(certificate: FirmCertificate, subject: Organisation | Party) -> None:
    """It stays in the firm's list until the proof is written. Raises PermissionDenied, CertificateGoneError."""
    if not isinstance(subject, Party) or certificate.firm_id != subject.pk:
        raise PermissionDenied
    if not FirmCertificate.objects.select_for_update().filter(pk=certificate.pk, firm=subject.pk).exists():
        raise CertificateGoneError


def _deciding(evidence: Evidence, actor: User) -> Evidence:
    """Nobody decides about what they brought themself or what is their own."""
    if not actor.is_staff or may_bring_evidence(actor, evidence.subject):
        raise PermissionDenied
    _lock(evidence.subject)
    return Evidence.objects.select_for_update().get(pk=evidence.pk)


def _decide(evidence: Evidence, status: EvidenceStatus, actor: User) -> None:
    evidence.decided_by, evidence.decided_at = actor, timezone.now()
    _move(evidence, status)
    evidence_decided.send(sender=Evidence, evidence=evidence)


def _move(evidence: Evidence, status: EvidenceStatus) -> None:
    if status not in EVIDENCE_MOVES[evidence.status]:
        raise MoveNotAllowedError
    evidence.status = status
    evidence.save()


def _take_back(evidence: Evidence) -> None:
    if EvidenceStatus.WITHDRAWN not in EVIDENCE_MOVES[evidence.status]:
        return
    counted = evidence.status == EvidenceStatus.APPROVED
    _move(evidence, EvidenceStatus.WITHDRAWN)
    _remove_papers(evidence)
    if counted:
        _settle(evidence)


def _remove_papers(evidence: Evidence) -> None:
    for paper in evidence.files.select_related("file"):
        remove_file(paper.file)


def _settle(evidence: Evidence) -> None:
    """Write what counts now to where it is read: the marks, an organisation's approval, the evidenced skills."""
    subject = evidence.subject
    counting = Evidence.objects.of(subject).approved()
    marks = sorted(set(counting.values_list("kind", flat=True)))
    type(subject).objects.filter(pk=subject.pk).update(verified=marks)
    if isinstance(subject, Party):
        settle_skills(subject)
        announce_change(subject)
    elif APPROVING.get(OrganisationKind(subject.kind)) == evidence.kind:
        _settle_approval(subject, is_approved=evidence.kind in marks)


def _settle_approval(organisation: Organisation, *, is_approved: bool) -> None:
    """Whoever is lent by it is ranked, or not, from now on."""
    if organisation.is_approved == is_approved:
        return
    Organisation.objects.filter(pk=organisation.pk).update(approved_at=timezone.now() if is_approved else None)
    for party in Party.objects.filter(organisation=organisation, profile__isnull=False):
        announce_change(party)

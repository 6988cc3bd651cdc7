"""Every read of proofs: what is verified, what waits for administrators, and which works clients confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.invitations import digest_of
from accounts.models import (
    Evidence,
    EvidenceKind,
    Organisation,
    OrganisationKind,
    Party,
    PartyKind,
    WorkConfirmation,
)
from accounts.models.evidence import APPROVING, KINDS_OF_ORGANISATION, KINDS_OF_PARTY
from accounts.states import EvidenceStatus
from common.keyset import Key, Ordering, page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from accounts.models import FirmCertificate, PastWork, User, WorkConfirmationQuerySet
    from common.keyset import Page

_ASKED_LAST = Ordering("confirmations.asked", (Key("asked_at"), Key("public_id")))
LONGEST_WAITING = Ordering("accounts.evidence", (Key("submitted_at"), Key("id")), is_descending=False)
BRINGS: dict[EvidenceKind, Promise] = {
    EvidenceKind.CORPORATE_NUMBER: _("Others see that your organisation is registered under this name."),
    EvidenceKind.INVOICE_NUMBER: _("Others see that you issue qualified invoices, which lowers their tax."),
    EvidenceKind.OFFICIAL: _("Others see that you really act for this office or institution."),
    EvidenceKind.DISPATCH_LICENCE: _("You can lend people by worker dispatch with a verified licence."),
    EvidenceKind.CERTIFICATE: _("The skills it proves are shown as evidenced, not only as stated by yourself."),
    EvidenceKind.IDENTITY: _("Others see that the person behind the profile is who they say."),
    EvidenceKind.SIDE_JOB: _("Clients see that your employer agrees."),
}


@dataclass(frozen=True)
class Paper:
    name: str
    content: bytes


@dataclass(frozen=True)
class Claim:
    """What is claimed: a number, a certificate (by code, or a line of a firm's list) or a note, as its kind asks."""

    kind: EvidenceKind
    number: str = ""
    certificate: str = ""
    firm_certificate: FirmCertificate | None = None
    note: str = ""
    paper: Paper | None = None


@dataclass(frozen=True)
class ProofRow:
    """One kind of evidence: what counts, what is being checked, and what was refused or ran out with nothing since."""

    kind: EvidenceKind
    brings: Promise
    is_needed: bool
    approved: list[Evidence]
    waiting: list[Evidence]
    again: list[Evidence]

    @property
    def may_bring_more(self) -> bool:
        """Certificates of several kinds stand beside each other; of everything else one waits at a time."""
        return self.kind == EvidenceKind.CERTIFICATE or not self.waiting


@dataclass(frozen=True)
class VerificationPage:
    rows: list[ProofRow]
    history: list[Evidence]
    is_approved: bool
    is_of_firm: bool = False


def verification_of(subject: Organisation | Party) -> VerificationPage:
    """Everything about the evidence of an organisation or a party, in three queries at most."""
    found = Evidence.objects.of(subject).select_related("firm_certificate")
    known = list(found.prefetch_related("files__file"))
    needed = APPROVING.get(OrganisationKind(subject.kind)) if isinstance(subject, Organisation) else None
    return VerificationPage(
        rows=[_row(kind, known, is_needed=kind == needed) for kind in kinds_for(subject)],
        history=known,
        is_approved=subject.is_approved if isinstance(subject, Organisation) else True,
        is_of_firm=isinstance(subject, Party) and subject.kind == PartyKind.PARTNER_FIRM,
    )


def kinds_for(subject: Organisation | Party) -> tuple[EvidenceKind, ...]:
    if isinstance(subject, Organisation):
        return KINDS_OF_ORGANISATION[OrganisationKind(subject.kind)]
    return KINDS_OF_PARTY[PartyKind(subject.kind)]


def _row(kind: EvidenceKind, known: list[Evidence], *, is_needed: bool) -> ProofRow:
    alike = [one for one in known if one.kind == kind]
    newest = {(one.certificate, one.firm_certificate_id): one for one in reversed(alike)}
    return ProofRow(
        kind=kind,
        brings=BRINGS[kind],
        is_needed=is_needed,
        approved=[one for one in alike if one.status == EvidenceStatus.APPROVED],
        waiting=[one for one in alike if one.status == EvidenceStatus.SUBMITTED],
        again=[one for one in newest.values() if one.status in (EvidenceStatus.REFUSED, EvidenceStatus.EXPIRED)],
    )


def evidence_queue(kind: str, cursor: str | None) -> Page[Evidence]:
    """A page of what waits, of one kind or of all ("")."""
    waiting = evidence_waiting()
    return page_of(waiting.filter(kind=kind) if kind else waiting, LONGEST_WAITING, cursor)


def evidence_waiting() -> QuerySet[Evidence]:
    return Evidence.objects.waiting().select_related("organisation", "party", "firm_certificate")


def evidence_for_page() -> QuerySet[Evidence]:
    """With everything an administrator looks at."""
    found = Evidence.objects.select_related(
        "organisation", "party__profile", "party__organisation", "firm_certificate", "submitted_by", "decided_by"
    )
    return found.prefetch_related("files__file")


def question_by_token(token: str) -> WorkConfirmation | None:
    """What the mail with this link asks, whatever became of it, with everything its page shows."""
    return _questions().filter(token_digest=digest_of(token)).first()


def questions_for(user: User) -> QuerySet[WorkConfirmation]:
    """What somebody's organisations are or were asked about works done for them."""
    return _questions().answerable_by(user)


def questions_page(user: User, cursor: str | None) -> Page[WorkConfirmation]:
    """A page of `questions_for` somebody, the newest first."""
    return page_of(questions_for(user).select_related("client"), _ASKED_LAST, cursor)


def _questions() -> WorkConfirmationQuerySet:
    return WorkConfirmation.objects.select_related("party__profile", "party__organisation", "work")


def confirmation_address(party: Party, work: PastWork) -> str:
    """The page that says where the confirmation of a party's work stands, for those who keep its profile."""
    if party.organisation_id is None:
        return reverse("accounts:work_confirmation", args=[work.public_id])
    return reverse("accounts:person_work_confirmation", args=[party.public_id, work.public_id])


def confirmations_of(work: PastWork) -> QuerySet[WorkConfirmation]:
    """All that clients were asked about this work, the newest first."""
    return WorkConfirmation.objects.filter(work=work).select_related("client")

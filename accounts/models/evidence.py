"""What people and organisations bring to prove what they say, and what administrators decided about it."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.files import StoredFile
from accounts.models.firms import FirmCertificate
from accounts.models.organisations import NEEDS_APPROVAL, Organisation, OrganisationKind
from accounts.models.parties import Party, PartyKind
from accounts.models.users import User
from accounts.registration_numbers import NumberCheck, check_invoice_number, is_corporate_number
from accounts.states import EvidenceStatus
from common.ids import PublicIdField
from common.japan import today_in_japan
from vocabulary.certificates import certificates

LONGEST_NOTE = 1_000


class EvidenceKind(models.TextChoices):
    CORPORATE_NUMBER = "corporate_number", _("Corporate number")
    INVOICE_NUMBER = "invoice_number", _("Qualified invoice number")
    OFFICIAL = "official", _("Proof of the office or institution")
    DISPATCH_LICENCE = "dispatch_licence", _("Licence for worker dispatch")
    CERTIFICATE = "certificate", _("Certificate")
    IDENTITY = "identity", _("Identity document")
    SIDE_JOB = "side_job", _("Employer's consent to a side job")


NUMBERED = frozenset({EvidenceKind.CORPORATE_NUMBER, EvidenceKind.INVOICE_NUMBER, EvidenceKind.DISPATCH_LICENCE})
# A number anybody can look up proves itself to an administrator; everything else is a paper.
WITHOUT_PAPER = frozenset({EvidenceKind.CORPORATE_NUMBER, EvidenceKind.INVOICE_NUMBER})
_OF_FIRMS = (EvidenceKind.CORPORATE_NUMBER, EvidenceKind.INVOICE_NUMBER)
KINDS_OF_ORGANISATION = {
    OrganisationKind.COMPANY: _OF_FIRMS,
    OrganisationKind.PARTNER_FIRM: _OF_FIRMS,
    OrganisationKind.LENDER: (*_OF_FIRMS, EvidenceKind.DISPATCH_LICENCE),
    OrganisationKind.PREFECTURE: (EvidenceKind.OFFICIAL,),
    OrganisationKind.MUNICIPALITY: (EvidenceKind.OFFICIAL,),
    OrganisationKind.SUPPORT: (EvidenceKind.OFFICIAL, EvidenceKind.CORPORATE_NUMBER),
}
KINDS_OF_PARTY = {
    PartyKind.FREELANCER: (
        EvidenceKind.IDENTITY,
        EvidenceKind.CERTIFICATE,
        EvidenceKind.INVOICE_NUMBER,
        EvidenceKind.SIDE_JOB,
    ),
    PartyKind.PERSONNEL: (EvidenceKind.CERTIFICATE,),
    PartyKind.PARTNER_FIRM: (EvidenceKind.CERTIFICATE,),
}
# The evidence by which a kind of organisation that needs approval gets it.
APPROVING = dict.fromkeys(NEEDS_APPROVAL, EvidenceKind.OFFICIAL) | {
    OrganisationKind.LENDER: EvidenceKind.CORPORATE_NUMBER
}


class RefusalReason(models.TextChoices):
    UNREADABLE = "unreadable", _("The file cannot be read")
    DIFFERENT = "different", _("It names somebody else")
    RUN_OUT = "run_out", _("It has run out")
    NOT_FOUND = "not_found", _("The number is not found in the public register")
    UNSUITABLE = "unsuitable", _("It does not prove what it should")
    OTHER = "other", _("Another reason")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of(self, subject: Organisation | Party) -> "EvidenceQuerySet":
        return self.filter(party=subject) if isinstance(subject, Party) else self.filter(organisation=subject)

    def waiting(self) -> "EvidenceQuerySet":
        return self.filter(status=EvidenceStatus.SUBMITTED)

    def alike(self, kind: str, certificate: str, firm_certificate: FirmCertificate | None) -> "EvidenceQuerySet":
        """Proofs of the same thing."""
        return self.filter(kind=kind, certificate=certificate, firm_certificate=firm_certificate)

    def approved(self) -> "EvidenceQuerySet":
        return self.filter(status=EvidenceStatus.APPROVED)


@pghistory.track()
class Evidence(models.Model):
    """One proof of one thing. A renewal is a new row; the one before is replaced once the new one is approved."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("organisation"),
    )
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("party")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=EvidenceKind)
    number = models.CharField(_("number"), max_length=40, blank=True)
    certificate = models.CharField(_("certificate"), max_length=16, blank=True)
    # The line of a firm's own list that is proven; people name a certificate of the vocabulary instead.
    firm_certificate = models.ForeignKey(
        FirmCertificate,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("certificate of the firm"),
    )
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=EvidenceStatus, default=EvidenceStatus.SUBMITTED)
    submitted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=RefusalReason, blank=True)
    decision_note = models.TextField(_("note on the decision"), max_length=LONGEST_NOTE, blank=True)
    # The last day on which it counts, in Japan; empty where it never runs out.
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded of its end"), null=True, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, party__isnull=False)
                | Q(organisation__isnull=False, party__isnull=True),
                name="evidence_one_subject",
            ),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(condition=Q(status__in=EvidenceStatus.values), name="evidence_status_known"),
            models.CheckConstraint(
                condition=~Q(status=EvidenceStatus.REFUSED) | ~Q(reason=""), name="evidence_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | ~Q(status__in=["approved", "refused"]),
                name="evidence_decision_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.CERTIFICATE) ^ Q(certificate="", firm_certificate__isnull=True),
                name="evidence_certificate_named",
            ),
            models.CheckConstraint(
                condition=Q(certificate="") | Q(firm_certificate__isnull=True), name="evidence_one_certificate"
            ),
            # One of a kind waits at a time, and one counts.
            models.UniqueConstraint(
                fields=["organisation", "party", "kind", "certificate", "firm_certificate"],
                condition=Q(status="submitted"),
                nulls_distinct=False,
                name="evidence_waits_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "party", "kind", "certificate", "firm_certificate"],
                condition=Q(status="approved"),
                nulls_distinct=False,
                name="evidence_counts_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "submitted_at"], condition=Q(status="submitted"), name="evidence_queue"),
            models.Index(fields=["expires_on"], condition=Q(status="approved"), name="evidence_ends"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> Organisation | Party:
        found = self.organisation or self.party
        assert found is not None
        return found

    @property
    def label(self) -> str:
        """The certificate's name, or the kind."""
        if self.firm_certificate is not None:
            return self.firm_certificate.name
        known = certificates().get(self.certificate)
        return known.label if known else str(EvidenceKind(self.kind).label)

    @property
    def counts_today(self) -> bool:
        """Approved and not run out, also where the clock that ends it has not come by yet."""
        in_time = self.expires_on is None or self.expires_on >= today_in_japan()
        return self.status == EvidenceStatus.APPROVED and in_time

    @property
    def check_label(self) -> str:
        """What can be said of the number without asking anybody; empty where there is none."""
        if self.kind == EvidenceKind.CORPORATE_NUMBER:
            return str(_CHECK_LABELS[NumberCheck.RIGHT if is_corporate_number(self.number) else NumberCheck.WRONG])
        if self.kind == EvidenceKind.INVOICE_NUMBER:
            return str(_CHECK_LABELS[check_invoice_number(self.number)])
        return ""


def mark_labels(verified: list[str]) -> list[str]:
    """What the marks beside a name say, in the order of EvidenceKind."""
    return [str(_MARKS[kind]) for kind in EvidenceKind if kind in verified and kind in _MARKS]


_MARKS = {
    EvidenceKind.IDENTITY: _("Identity verified"),
    EvidenceKind.CORPORATE_NUMBER: _("Corporate number verified"),
    EvidenceKind.INVOICE_NUMBER: _("Qualified invoice number verified"),
    EvidenceKind.OFFICIAL: _("Office verified"),
    EvidenceKind.DISPATCH_LICENCE: _("Dispatch licence verified"),
    EvidenceKind.CERTIFICATE: _("Certificate verified"),
    EvidenceKind.SIDE_JOB: _("Employer's consent verified"),
}
_CHECK_LABELS = {
    NumberCheck.RIGHT: pgettext_lazy("number", "The check digit is right."),
    NumberCheck.FORMAT_ONLY: pgettext_lazy("number", "The form is right; only the public register knows more."),
    NumberCheck.WRONG: pgettext_lazy("number", "The check digit is wrong."),
}


class EvidenceFile(models.Model):
    """A paper sent with an evidence; gone once it is no longer needed."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="files", verbose_name=_("evidence"))
    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return str(self.file)

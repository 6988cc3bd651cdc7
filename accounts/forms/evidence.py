"""Bringing evidence, and deciding about it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.files import PrivateFileField
from accounts.models import EvidenceKind, FirmCertificate, RefusalReason
from accounts.models.evidence import LONGEST_NOTE, NUMBERED, WITHOUT_PAPER, Evidence
from accounts.proofs import Claim, Paper
from accounts.registration_numbers import NumberCheck, check_invoice_number, is_corporate_number, plain_number
from common.forms import CleanCharField, DayField
from common.japan import today_in_japan
from vocabulary.certificates import certificates

MY_NUMBER = "my_number"
DOCUMENTS = [
    ("licence", _("Driving licence")),
    ("passport", _("Passport")),
    ("residence", _("Residence card")),
    (MY_NUMBER, _("My Number card")),
    ("other", _("Another document with a photograph")),
]
NUMBER_HELPS = {
    EvidenceKind.CORPORATE_NUMBER: _("13 digits, as in the public register of corporate numbers."),
    EvidenceKind.INVOICE_NUMBER: _("T and 13 digits."),
    EvidenceKind.DISPATCH_LICENCE: _("As on the licence, for example 派13-123456."),
}
PAPER_LABELS = {
    EvidenceKind.OFFICIAL: _("Official letter with the name of the office"),
    EvidenceKind.DISPATCH_LICENCE: _("Copy of the licence"),
    EvidenceKind.CERTIFICATE: _("Copy of the certificate"),
    EvidenceKind.IDENTITY: _("Picture of the document"),
    EvidenceKind.SIDE_JOB: _("The employer's consent"),
}


class EvidenceForm(forms.Form):
    """The fields that one kind of evidence asks for."""

    def __init__(
        self, *arguments: Any, kind: EvidenceKind, papers: Sequence[FirmCertificate] | None = None, **options: Any
    ) -> None:
        """``papers`` is a firm's own list of certificates; None for everybody else."""
        super().__init__(*arguments, **options)
        self.kind = kind
        self._papers = None if papers is None else {paper.public_id: paper for paper in papers}
        if kind in NUMBERED:
            self.fields["number"] = CleanCharField(label=kind.label, max_length=40, help_text=NUMBER_HELPS[kind])
        if kind == EvidenceKind.CERTIFICATE:
            self.fields["certificate"] = forms.ChoiceField(
                label=kind.label, choices=[("", _("Please choose")), *self._known()]
            )
        if kind == EvidenceKind.IDENTITY:
            self.fields["document"] = forms.ChoiceField(
                label=_("Kind of document"), choices=[("", _("Please choose")), *DOCUMENTS]
            )
        if kind == EvidenceKind.OFFICIAL:
            self.fields["address"] = CleanCharField(
                label=_("E-mail address of the office"),
                required=False,
                max_length=254,
                help_text=_("An address that ends in lg.jp or go.jp makes checking faster."),
            )
        if kind not in WITHOUT_PAPER:
            self.fields["paper"] = PrivateFileField(label=PAPER_LABELS[kind])

    def _known(self) -> list[tuple[str, str]]:
        if self._papers is None:
            return [(one.code, f"{one.label} ({one.issuer})") for one in certificates().values()]
        return [(key, f"{one.name} {one.number}".strip()) for key, one in self._papers.items()]

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        if self.kind == EvidenceKind.DISPATCH_LICENCE:
            return typed
        number = plain_number(typed)
        if self.kind == EvidenceKind.CORPORATE_NUMBER and not is_corporate_number(number):
            raise ValidationError(_("This is no corporate number. Please compare each of the 13 digits."))
        if self.kind == EvidenceKind.INVOICE_NUMBER and check_invoice_number(number) == NumberCheck.WRONG:
            raise ValidationError(_("The number begins with T, and 13 digits follow."))
        return number

    def clean_document(self) -> str:
        chosen: str = self.cleaned_data["document"]
        if chosen == MY_NUMBER:
            raise ValidationError(
                _("Please do not send a My Number card: the law allows its use for few purposes only. Choose another.")
            )
        return str(dict(DOCUMENTS)[chosen])

    @property
    def claim(self) -> Claim:
        typed, paper = self.cleaned_data, self.cleaned_data.get("paper")
        chosen = typed.get("certificate", "")
        return Claim(
            kind=self.kind,
            number=typed.get("number", ""),
            certificate=chosen if self._papers is None else "",
            firm_certificate=None if self._papers is None else self._papers.get(chosen),
            note=typed.get("document") or typed.get("address") or "",
            paper=Paper(paper.name, paper.content) if paper else None,
        )


class ApprovalForm(forms.Form):
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("Leave it empty where it never runs out.")
    )
    note = CleanCharField(
        label=_("Remark"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day is not None and day < today_in_japan():
            raise ValidationError(_("This day has passed. What has run out cannot be approved."))
        return day


class RefusalForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Please choose")), *RefusalReason.choices])
    note = CleanCharField(
        label=_("What should be different"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever sent it reads this."),
    )


def proposed_end(evidence: Evidence) -> date | None:
    """The day until which a certificate of this kind counts at most; None for what does not run out."""
    if evidence.firm_certificate is not None:
        return evidence.firm_certificate.valid_until
    known = certificates().get(evidence.certificate)
    if known is None or known.years_valid is None:
        return None
    today = today_in_japan()
    # The 29th of February has no anniversary in most years.
    return today.replace(year=today.year + known.years_valid, day=min(today.day, 28))

"""Reporting, deciding, appealing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Measure, ReportReason, SubjectKind
from accounts.models.moderation import LONGEST_REASON
from accounts.states import AppealStatus
from common.forms import CleanCharField, DayField
from common.japan import today_in_japan

HIDEABLE = (SubjectKind.PARTY, SubjectKind.ITEM, SubjectKind.ORDER)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong?"), choices=[("", _("Please choose")), *ReportReason.choices])
    text = CleanCharField(
        label=_("Please describe it"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only administrators read this, and only they learn that it was you."),
    )


class DecisionForm(forms.Form):
    measure = forms.ChoiceField(label=_("Measure"), choices=[("", _("Please choose")), *Measure.choices])
    reason = CleanCharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those concerned read this. Do not name who reported it."),
    )
    until = DayField(
        label=_("Suspended until"), required=False, help_text=_("For a suspension; empty for one without an end.")
    )

    def __init__(self, *arguments: Any, kind: str, is_asked: bool, **options: Any) -> None:
        """Only content can be hidden. Where nobody has reported anything, "no action" would answer nobody."""
        super().__init__(*arguments, **options)
        self.is_asked = is_asked
        missing = set() if kind in HIDEABLE else {Measure.HIDE}
        missing |= set() if is_asked else {Measure.NONE}
        choices = [(one.value, one.label) for one in Measure if one not in missing]
        self.fields["measure"] = forms.ChoiceField(
            label=_("Measure"),
            choices=[("", _("Please choose")), *choices],
            help_text=_(
                "A warning is read and changes nothing else. Hidden content is seen by nobody else. A suspension puts"
                " everything of the person or organisation out of sight; they can only read why and appeal."
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        until = cleaned.get("until")
        if until is not None and until < today_in_japan():
            self.add_error("until", _("This day has passed. Please choose today or later."))
        return cleaned


class AppealForm(forms.Form):
    text = CleanCharField(
        label=_("Why is the decision wrong?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 5})
    )


class AppealAnswerForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("", _("Please choose")),
            (AppealStatus.GRANTED.value, _("Grant it: the measure ends at once")),
            (AppealStatus.REJECTED.value, _("Reject it: the measure stays")),
        ],
    )
    answer = CleanCharField(
        label=_("Answer"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those concerned read this."),
    )

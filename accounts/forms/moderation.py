"""Reporting, deciding, appealing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Measure, ReportReason, SubjectKind
from accounts.models.moderation import LONGEST_REASON
from accounts.states import AppealStatus
from common.forms import CleanCharField, DayField
from common.japan import today_in_japan


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
    measure = forms.ChoiceField(label=_("Decision"), choices=[("", _("Please choose")), *Measure.choices])
    reason = CleanCharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those concerned read this. Do not name who reported it."),
    )
    until = DayField(
        label=_("Suspended until"), required=False, help_text=_("For a suspension; empty for one without an end.")
    )

    def __init__(self, *arguments: Any, kind: str, **options: Any) -> None:
        """Only profiles and orders can be hidden."""
        super().__init__(*arguments, **options)
        if kind not in (SubjectKind.PARTY, SubjectKind.ORDER):
            choices = [one for one in Measure.choices if one[0] != Measure.HIDE]
            self.fields["measure"] = forms.ChoiceField(
                label=_("Decision"), choices=[("", _("Please choose")), *choices]
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

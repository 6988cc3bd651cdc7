"""What an administrator writes about a candidate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import CleanCharField
from matching.models import LONGEST_REASON, Grade


class JudgementForm(forms.Form):
    grade = forms.TypedChoiceField(label=_("Grade"), choices=Grade.choices, coerce=int, widget=forms.RadioSelect)
    reason = CleanCharField(label=_("Reason"), max_length=LONGEST_REASON)

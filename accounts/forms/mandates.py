"""A client lets a support organisation act for it."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Reach
from accounts.queries import support_organisations
from common.forms import DayField
from common.japan import today_in_japan

LONGEST_MANDATE = datetime.timedelta(days=3 * 366)
USUAL_MANDATE = datetime.timedelta(days=365)


class MandateForm(forms.Form):
    support = forms.ModelChoiceField(
        label=_("Support organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=_("Please choose"),
        error_messages={"invalid_choice": _("Choose a support organisation from the list.")},
    )
    reach = forms.ChoiceField(
        label=_("What it may do for you"),
        choices=Reach.choices,
        initial=Reach.DRAFT.value,
        widget=forms.RadioSelect,
        help_text=_("You can end this at any time. You see everything that is done in your name."),
    )
    valid_until = DayField(label=_("Until"), help_text=_("At most three years. It ends by itself after this day."))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        support = self.fields["support"]
        assert isinstance(support, forms.ModelChoiceField)
        support.queryset = support_organisations()
        self.fields["valid_until"].initial = today_in_japan() + USUAL_MANDATE

    def clean_reach(self) -> Reach:
        return Reach(self.cleaned_data["reach"])

    def clean_valid_until(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["valid_until"]
        today = today_in_japan()
        if day < today:
            raise ValidationError(_("This day is in the past. Please choose today or later."))
        if day > today + LONGEST_MANDATE:
            raise ValidationError(_("A mandate lasts at most three years."))
        return day

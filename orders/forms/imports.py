"""What somebody chooses when orders come out of a file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.profiles import HOURS_IN_WEEK
from common.forms import CleanCharField, DayField, WholeNumberField, YenField
from common.japan import today_in_japan
from orders.drafts import Defaults
from orders.forms.orders import PROPOSED_ENDING
from orders.models import BudgetUnit, Procurement, RemoteShare
from orders.models.orders import MOST_WEEKS
from orders.rules import LONGEST_BIDDING

EACH, ONE = "each", "one"


class ImportOptionsForm(forms.Form):
    """Whose the orders are, for those who import for others; and whether to publish what is complete."""

    client = forms.ChoiceField(
        label=_("Whose orders these are"),
        choices=[(EACH, _("Each row names its own client")), (ONE, _("All of one organisation"))],
        widget=forms.RadioSelect,
        initial=EACH,
        help_text=_("A client that is not here yet is made from the kind, line of business and place of its row."),
    )
    organisation = CleanCharField(
        label=_("Organisation"),
        required=False,
        max_length=120,
        help_text=_("Its name as it is written here, or the id in its address."),
    )
    publish = forms.BooleanField(
        label=_("Publish the orders that lack nothing"),
        required=False,
        help_text=_("All others become drafts. You can complete them on the next page."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, user: User, owner: Organisation | None) -> None:
        super().__init__(data)
        if owner is not None or not user.is_staff:
            del self.fields["client"], self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("client") == ONE:
            named = cleaned.get("organisation", "")
            found = Organisation.objects.filter(public_id=named) or Organisation.objects.filter(name=named)
            if len(found[:2]) != 1:
                self.add_error("organisation", ValidationError(_not_found(len(found[:2])), code="unknown"))
            else:
                cleaned["chosen"] = found[0].public_id
        return cleaned

    @property
    def options(self) -> dict[str, Any]:
        """For accounts.DataImport.options, of a valid form."""
        return {"client": self.cleaned_data.get("chosen", ""), "publish": self.cleaned_data["publish"]}


def _not_found(number: int) -> str:
    if number:
        return gettext("Several organisations have this name. Please enter the id of the one you mean.")
    return gettext("There is no organisation of this name. Please write it as it is written here.")


class CompletionForm(forms.Form):
    """What every order of a file gets that does not say it itself."""

    deadline = DayField(label=_("Last day for bids"))
    start_on = DayField(label=_("Work should start on"))
    duration_weeks = WholeNumberField(
        label=_("Length in weeks"), unit=pgettext_lazy("number", "weeks"), min_value=1, max_value=MOST_WEEKS
    )
    budget_max_yen = YenField(label=_("Budget up to (yen)"), required=False, help_text=_("Without consumption tax."))
    budget_unit = forms.ChoiceField(label=_("This budget is"), choices=BudgetUnit.choices, widget=forms.RadioSelect)
    hours_per_week = WholeNumberField(
        label=_("Hours a week"),
        unit=pgettext_lazy("number", "hours"),
        required=False,
        min_value=1,
        max_value=HOURS_IN_WEEK,
        help_text=_("Only for orders with a monthly or hourly fee."),
    )
    remote = forms.ChoiceField(label=_("Where the work is done"), choices=RemoteShare.choices, widget=forms.RadioSelect)
    ending_terms = CleanCharField(
        label=_("If the work ends early"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    # About local governments and clients nobody acts for, which not every file has.
    procurement = forms.ChoiceField(
        label=_("Orders above the ceiling for negotiated contracts"),
        required=False,
        choices=[
            ("", _("Leave them as drafts")),
            (Procurement.TENDER.value, Procurement.TENDER.label),
            (Procurement.INFORMATION.value, Procurement.INFORMATION.label),
        ],
        widget=forms.RadioSelect,
        help_text=_("Above its ceiling, a local government cannot award a negotiated contract here."),
    )
    procurement_reason = CleanCharField(
        label=_("If it is not negotiated: which tender, or what for"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody can read this."),
    )
    is_vouched = forms.BooleanField(
        label=_("I have made sure that these organisations exist and have approved their orders"),
        required=False,
        help_text=_(
            "Local governments and support organisations must be approved before they publish. Nobody acts for those "
            "made from this file yet, so you answer for them; your name is kept with each order."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, has_governments: bool = False, asks_to_vouch: bool = False
    ) -> None:
        today = today_in_japan()
        initial = {
            "deadline": today + datetime.timedelta(days=14),
            "start_on": today + datetime.timedelta(days=30),
            "duration_weeks": 13,
            "hours_per_week": 8,
            "budget_unit": BudgetUnit.PROJECT,
            "remote": RemoteShare.PARTIAL,
            "ending_terms": gettext(PROPOSED_ENDING),
        }
        super().__init__(data, initial=initial)
        if not has_governments:
            del self.fields["procurement"], self.fields["procurement_reason"]
        if not asks_to_vouch:
            del self.fields["is_vouched"]
        for name in ("duration_weeks", "hours_per_week"):
            self.fields[name].widget.attrs["class"] = "input-short"

    def clean_deadline(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["deadline"]
        if day < today_in_japan():
            raise ValidationError(_("The last day for bids is in the past. Please choose today or later."))
        if day > today_in_japan() + LONGEST_BIDDING:
            raise ValidationError(_("The last day for bids can be at most one year from today."))
        return day

    def clean_budget_max_yen(self) -> int | None:
        amount: int | None = self.cleaned_data["budget_max_yen"]
        if amount == 0:
            raise ValidationError(_("Please enter an amount above zero."))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        deadline, start = cleaned.get("deadline"), cleaned.get("start_on")
        if deadline and start and start < deadline:
            self.add_error("start_on", _("The work cannot start before the last day for bids."))
        if cleaned.get("procurement") and not cleaned.get("procurement_reason"):
            reason = _("Please write the tender it belongs to, or what you gather information for.")
            self.add_error("procurement_reason", reason)
        return cleaned

    @property
    def defaults(self) -> Defaults:
        return Defaults(**self.cleaned_data)

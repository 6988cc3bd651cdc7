"""A bid, and the answer to one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.contacts import names_a_contact
from common.forms import CleanCharField, DayField, YenField
from common.japan import today_in_japan
from orders.drafts import Offer
from orders.models import Bid, BudgetUnit, Order
from orders.models.bids import LOWEST_PRICE
from orders.states import CHOSEN_REASONS, DeclineReason

PRICE_LABELS = {
    BudgetUnit.PROJECT: _("Your price for the whole job (yen, without consumption tax)"),
    BudgetUnit.MONTH: _("Your price per month (yen, without consumption tax)"),
    BudgetUnit.HOUR: _("Your price per hour (yen, without consumption tax)"),
}


PRICE_HELP = {
    BudgetUnit.PROJECT: _("For example 300,000 or 30万. Only the client sees it."),
    BudgetUnit.MONTH: _("For example 100,000 or 10万. Only the client sees it."),
    BudgetUnit.HOUR: _("For example 3,000. Only the client sees it."),
}


class BidForm(forms.Form):
    price_yen = YenField(min_value=LOWEST_PRICE)
    plan = CleanCharField(
        label=_("How you will do it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "How you understand the problem, what you would do first, and what will be there at the end. "
            "Please do not write your name or contact here: both sides see them after an award."
        ),
    )
    start_on = DayField(label=_("You can start on"))

    legal_name = CleanCharField(
        label=_("Legal name"),
        max_length=100,
        help_text=_("Shown to a client only after it has chosen you. We ask once; it goes into your profile."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(
        self, *args: Any, order: Order, bid: Bid | None = None, asks_name: bool = False, **options: Any
    ) -> None:
        if bid is not None:
            options["initial"] = {"price_yen": bid.price_yen, "plan": bid.plan, "start_on": bid.start_on}
        elif order.start_on:
            options["initial"] = {"start_on": order.start_on}
        super().__init__(*args, **options)
        if not asks_name:
            del self.fields["legal_name"]
        price, unit = self.fields["price_yen"], BudgetUnit(order.budget_unit)
        price.label, price.help_text = PRICE_LABELS[unit], PRICE_HELP[unit]
        if unit == BudgetUnit.HOUR:
            price.error_messages["invalid"] = _("Enter an amount in yen, for example 3,000.")
        self.stored, self.order = bid, order

    @property
    def version(self) -> str:
        """Which state of the bid this form shows."""
        return version_of(self.stored)

    @property
    def is_stale(self) -> bool:
        """Whether the bid was sent, changed or withdrawn elsewhere after the form that was sent had been shown."""
        return bool(self.data.get("version", self.version) != self.version)

    @property
    def seen_version(self) -> int:
        """The version of the order its writer had before them; anything that is no version counts as the newest."""
        sent = str(self.data.get("order_version", ""))
        is_number = sent.isascii() and sent.isdecimal() and len(sent) < 6
        return int(sent) if is_number and 0 < int(sent) < self.order.version else self.order.version

    @property
    def order_has_changed(self) -> bool:
        return self.seen_version != self.order.version

    def clean_plan(self) -> str:
        plan: str = self.cleaned_data["plan"]
        if names_a_contact(plan):
            raise ValidationError(
                _("Please take out telephone numbers and e-mail addresses. Both sides see them after an award."),
                code="contact",
            )
        return plan

    def clean_start_on(self) -> Any:
        day = self.cleaned_data["start_on"]
        if day < today_in_japan():
            raise ValidationError(_("This day is in the past. Please enter today or later."), code="past")
        return day

    @property
    def offer(self) -> Offer:
        """The valid form's content."""
        return Offer(**{name: self.cleaned_data[name] for name in ("price_yen", "plan", "start_on")})


def version_of(bid: Bid | None) -> str:
    """Changes with everything a bidder can do to the bid; empty before the first."""
    return "" if bid is None else f"{bid.status}-{bid.changed_at.isoformat()}"


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(reason.value, DeclineReason(reason).label) for reason in CHOSEN_REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason. Everyone who sends a bid gets an answer.")},
    )
    note = CleanCharField(
        label=_("A word to the bidder"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One friendly sentence, if you like. The bidder can read it."),
    )

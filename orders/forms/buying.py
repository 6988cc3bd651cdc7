"""Who may answer and when bids are read; for local governments also how they buy."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.governments import is_government
from accounts.models import Organisation, PartyKind
from common.forms import CleanCharField
from orders.buying import budget_years
from orders.models import Opening, Order, Procurement

KINDS: Final = [
    (PartyKind.FREELANCER.value, _("Freelancers: people in business for themselves, often beside a job")),
    (PartyKind.PERSONNEL.value, _("Digital personnel: people lent by their company")),
    (PartyKind.PARTNER_FIRM.value, _("IT partner firms: companies with a team")),
]
OPENINGS: Final = [
    (Opening.AS_THEY_ARRIVE.value, _("As they arrive: you read each bid at once")),
    (Opening.AT_DEADLINE.value, _("All together: nobody reads a bid before the last day for bids has passed")),
]
OF_GOVERNMENTS: Final = ("budget_year", "procurement", "procurement_reason")
BUYING_FIELDS: Final = ("wanted_kinds", "opening", *OF_GOVERNMENTS)


class BuyingFields(forms.Form):
    """The part of an order's form that is about buying; ``choose_for`` fits it to its client."""

    wanted_kinds = forms.MultipleChoiceField(
        label=_("Who may answer"),
        required=False,
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With nothing chosen, everybody may answer."),
    )
    opening = forms.ChoiceField(
        label=_("When bids are read"),
        required=False,
        choices=OPENINGS,
        widget=forms.RadioSelect,
        help_text=_("Bidders never see each other's bids. This cannot be changed after publication."),
    )
    budget_year = forms.TypedChoiceField(
        label=_("Budget year that pays"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("The year of the budget the order is paid from."),
    )
    procurement = forms.ChoiceField(
        label=_("How it is bought"), required=False, choices=Procurement.choices, widget=forms.RadioSelect
    )
    procurement_reason = CleanCharField(
        label=_("If it is not negotiated: which tender, or what for"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody can read this."),
    )

    def choose_for(self, client: Organisation | None, order: Order | None) -> None:
        """Leave out what this client has no use for, and what can no longer be chosen."""
        if client is None or not is_government(client):
            for name in OF_GOVERNMENTS:
                del self.fields[name]
        else:
            years = self.fields["budget_year"]
            assert isinstance(years, forms.ChoiceField)
            years.choices = [("", _("Please choose")), *budget_years(order)]
        if order is not None and order.published_at is not None:
            del self.fields["opening"]

    def clean_wanted_kinds(self) -> list[str]:
        """In one order, and all of them as none: everybody may answer."""
        chosen = [kind for kind in PartyKind.values if kind in self.cleaned_data["wanted_kinds"]]
        return [] if len(chosen) == len(PartyKind.values) else chosen

    def clean_opening(self) -> Any:
        return self.cleaned_data["opening"] or self.get_initial_for_field(self.fields["opening"], "opening")

    def clean_procurement(self) -> Any:
        return self.cleaned_data["procurement"] or self.get_initial_for_field(self.fields["procurement"], "procurement")

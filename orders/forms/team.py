"""A firm's bid: the offer, and who of the team would do the work."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import FirmMember, PartnerFirm
from accounts.models.firms import HOURS_IN_WEEK
from accounts.queries import team_of
from common.forms import WholeNumberField
from orders.bridges import lacks_bridge
from orders.drafts import NamedMember, Offer
from orders.forms.bids import BidForm


@dataclass(frozen=True)
class Person:
    """Somebody who can be chosen, with the two fields about them."""

    member: FirmMember
    chosen: BoundField
    hours: BoundField


class FirmBidForm(BidForm):
    """``with_<id>`` chooses somebody, ``hours_<id>`` are their hours a week for this order."""

    def __init__(self, *args: Any, firm: PartnerFirm, **options: Any) -> None:
        super().__init__(*args, **options)
        self.firm, self.team = firm, list(team_of(firm))
        stands = {row.member_id: row for row in self.stored.team.all()} if self.stored else {}
        for member in self.team:
            row = stands.get(member.pk)
            self.fields[f"with_{member.public_id}"] = forms.BooleanField(
                label=member.name, required=False, initial=row is not None
            )
            self.fields[f"hours_{member.public_id}"] = WholeNumberField(
                label=gettext("Hours a week of %(name)s") % {"name": member.name},
                required=False,
                min_value=1,
                max_value=HOURS_IN_WEEK,
                initial=row.hours_per_week if row else member.hours_per_week,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
            )

    def people(self) -> Iterator[Person]:
        for member in self.team:
            yield Person(member, self[f"with_{member.public_id}"], self[f"hours_{member.public_id}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.team and not self.chosen:
            raise forms.ValidationError(
                _("Please choose at least one person of your team who would do the work."), code="team"
            )
        return cleaned

    @property
    def chosen(self) -> list[FirmMember]:
        return [member for member in self.team if self.cleaned_data.get(f"with_{member.public_id}")]

    @property
    def lacks_bridge(self) -> bool:
        """Whether nobody chosen in the valid form could speak with a client who asks for Japanese."""
        return lacks_bridge(self.order, self.firm, self.chosen)

    @property
    def offer(self) -> Offer:
        named = [
            NamedMember(member.public_id, self.cleaned_data[f"hours_{member.public_id}"]) for member in self.chosen
        ]
        return replace(super().offer, team=tuple(named))

"""How a government buys, and who approves."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.governments import Seat, able_to_approve
from accounts.models import ApprovalStep, LocalGovernment, Organisation
from accounts.models.governments import HIGHEST_CEILING, MOST_QUOTES
from accounts.queries import members_of
from common import reader
from common.forms import CleanCharField, DayField, WholeNumberField, YenField

ROWS: Final = 6
_ABOVE_THE_LAW: Final = _("On this day the law allows you at most %(most)s for services. Please check the amount.")


class GovernmentForm(forms.Form):
    quotes_wanted = WholeNumberField(
        label=_("Quotes wanted for a negotiated contract"),
        unit=pgettext_lazy("number", "quotes"),
        min_value=1,
        max_value=MOST_QUOTES,
        help_text=_("With fewer bids than this, whoever awards has to write down why. Two or three are usual."),
    )
    approves_elsewhere = forms.BooleanField(
        label=_("We approve on paper or in another system"),
        required=False,
        help_text=_("Then orders can be published and awarded here without a chain of approvers."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, government: LocalGovernment) -> None:
        initial = {name: getattr(government, name) for name in ("quotes_wanted", "approves_elsewhere")}
        super().__init__(data, initial=initial)


class CeilingForm(forms.Form):
    valid_from = DayField(label=_("Valid from"))
    amount_yen = YenField(
        label=_("Up to (yen, with consumption tax)"),
        min_value=1,
        max_value=HIGHEST_CEILING,
        help_text=_("The amount in your contract rules for services. Example: 1,000,000 or 100万"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, government: LocalGovernment) -> None:
        super().__init__(data)
        self.government = government

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, amount = cleaned.get("valid_from"), cleaned.get("amount_yen")
        if day is not None and amount is not None:
            most = self.government.statutory_ceiling(day)
            if amount > most:
                self.add_error("amount_yen", _ABOVE_THE_LAW % {"most": reader.yen(most)})
        return cleaned


class SeatForm(forms.Form):
    """One row of the chain; an empty row is no step."""

    title = CleanCharField(label=_("Office"), required=False, max_length=40)
    member = forms.ChoiceField(label=_("Who approves"), required=False)
    for_publication = forms.BooleanField(label=_("before publication"), required=False)
    for_award = forms.BooleanField(label=_("before an award"), required=False)

    def __init__(self, *arguments: Any, people: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.people = people
        member = self.fields["member"]
        assert isinstance(member, forms.ChoiceField)
        member.choices = [("", _("Nobody")), *((key, user.full_name or user.email) for key, user in people.items())]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        title, member = cleaned.get("title"), cleaned.get("member")
        if title and not member and "member" not in self.errors:
            self.add_error("member", _("Please choose who approves here, or empty the row."))
        if member and not title and "title" not in self.errors:
            self.add_error("title", _("Please write the office, for example “section head”."))
        if title and member and not (cleaned.get("for_publication") or cleaned.get("for_award")):
            self.add_error("for_publication", _("Please choose at least one: before publication or before an award."))
        return cleaned

    @property
    def seat(self) -> Seat | None:
        """The valid row as a step of the chain."""
        cleaned = self.cleaned_data
        if not cleaned["title"]:
            return None
        approver = self.people[cleaned["member"]]
        return Seat(cleaned["title"], approver, cleaned["for_publication"], cleaned["for_award"])


class ChainForm:
    """The whole chain, row by row from the first to decide to the last."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, organisation: Organisation, steps: list[ApprovalStep]
    ) -> None:
        members = members_of(organisation).filter(pk__in=able_to_approve(organisation.pk))
        people = {member.public_id: member.user for member in members}
        keys = {user.pk: key for key, user in people.items()}
        begun = [_row(step, keys) for step in steps]
        empty = {"for_publication": True, "for_award": True}
        count = max(ROWS, len(begun) + 1)
        self.rows = [
            SeatForm(data, prefix=f"step-{number}", people=people, initial=initial)
            for number, initial in enumerate([*begun, *[empty] * (count - len(begun))], start=1)
        ]

    def is_valid(self) -> bool:
        """Every row is looked at, so that all complaints are told at once."""
        return not sum(not row.is_valid() for row in self.rows)

    @property
    def seats(self) -> list[Seat]:
        return [seat for row in self.rows if (seat := row.seat) is not None]


def _row(step: ApprovalStep, keys: Mapping[int, str]) -> dict[str, Any]:
    return {
        "title": step.title,
        "member": keys.get(step.approver_id or 0, ""),
        "for_publication": step.for_publication,
        "for_award": step.for_award,
    }
